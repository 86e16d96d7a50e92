// Going about with arrow keys in rows of things that can have the focus, of which one is in the tab order.

/** A thing: the number of its row, and which one of that row it is. */
export type Spot = { row: number; nth: number };

/** So many rows at a time. */
const PAGE = 10;

/**
 * Where `key` leads from `at`; null where it leads nowhere. `stopsOf` says of each of `count` rows how many things of it
 * can have the focus; rows without any are passed over. Arrows to the sides stay in the row, and are `mirrored` where one
 * reads from right to left.
 */
export function led(
  key: string,
  at: Spot,
  { count, stopsOf, mirrored }: { count: number; stopsOf: (row: number) => number; mirrored: boolean },
): Spot | null {
  const spot = (row: number): Spot => ({ row, nth: Math.min(at.nth, stopsOf(row) - 1) });
  /** The first row with a stop from `row` on. */
  const nearest = (row: number, step: 1 | -1): Spot | null => {
    for (let one = row; one >= 0 && one < count; one += step) if (stopsOf(one) > 0) return spot(one);
    return null;
  };
  const beside = (step: number): Spot | null => {
    const nth = at.nth + (mirrored ? -step : step);
    return nth >= 0 && nth < stopsOf(at.row) ? { row: at.row, nth } : null;
  };
  switch (key) {
    case "ArrowRight":
      return beside(1);
    case "ArrowLeft":
      return beside(-1);
    case "ArrowDown":
      return nearest(at.row + 1, 1);
    case "ArrowUp":
      return nearest(at.row - 1, -1);
    case "PageDown":
      return nearest(Math.min(at.row + PAGE, count - 1), 1) ?? nearest(count - 1, -1);
    case "PageUp":
      return nearest(Math.max(at.row - PAGE, 0), -1) ?? nearest(0, 1);
    case "Home":
      return nearest(0, 1);
    case "End":
      return nearest(count - 1, -1);
    default:
      return null;
  }
}
