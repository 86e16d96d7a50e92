// Numbers over time, as a chart is given them. Pure.

/** One line of a chart: a number for each instant, or a hole. */
export type Line = { key: string; label: string; values: readonly (number | null)[] };

/** How many lines are told apart: each has a colour and a dash of its own. */
export const LINES_AT_MOST = 4;

/** The instant nearest to `at` that is `by` further on, as an index; the ends hold. */
export function stepped(count: number, at: number | null, by: number): number | null {
  if (count === 0) return null;
  // Whoever comes in from outside stands just before the first, or just behind the last.
  const from = at ?? (by > 0 ? -1 : count);
  return Math.min(count - 1, Math.max(0, from + by));
}

/** A stretch of an axis that is `factor` as long, around `around`, within the whole of it. */
export function zoomed(
  [from, to]: readonly [number, number],
  [first, last]: readonly [number, number],
  around: number,
  factor: number,
): [number, number] {
  const length = Math.min(last - first, (to - from) * factor);
  const share = to === from ? 0.5 : (around - from) / (to - from);
  const start = Math.min(last - length, Math.max(first, around - share * length));
  return [start, start + length];
}
