// How many columns the wall has, so that the tiles are as large as they can be and all fit. Pure.

/** The room there is, and what a tile needs besides its 16:9 picture. Pixels. */
export type Room = { width: number; height: number; gap: number; caption: number; least: number; most: number };

/** A grid: its columns, and how wide each tile is. */
export type Fit = { columns: number; tile: number };

/** Tiles this much narrower than the widest look the same; then what matters is how much of the width they fill. */
const AS_WIDE = 0.95;

/**
 * The columns with which `count` tiles are widest and none has to be scrolled to; of those that are nearly as wide, the ones
 * that fill the room best. When not even the narrowest tiles fit, as many columns as tiles of a comfortable width allow, and
 * the wall scrolls.
 */
export function fit(count: number, room: Room): Fit {
  const fits = Array.from({ length: Math.max(count, 1) }, (_, at) => at + 1)
    .map((columns) => ({
      columns,
      tile: Math.floor(Math.min(acrossWidth(columns, room), downHeight(count, columns, room), room.most)),
    }))
    .filter(({ tile }) => tile >= room.least);
  const widest = Math.max(...fits.map(({ tile }) => tile));
  const alike = fits.filter(({ tile }) => tile >= widest * AS_WIDE);
  if (alike.length > 0) return alike.reduce((best, one) => (filled(one, count) > filled(best, count) ? one : best));
  const comfortable = Math.floor((room.width + room.gap) / (room.least * 1.3 + room.gap));
  const columns = Math.max(1, Math.min(comfortable, count));
  return { columns, tile: Math.floor(Math.min(room.most, acrossWidth(columns, room))) };
}

/** How much of the room's width the first row takes, in tiles' pixels. */
function filled({ columns, tile }: Fit, count: number): number {
  return Math.min(columns, count) * tile;
}

/** How wide a tile may be for `columns` to stand side by side. */
function acrossWidth(columns: number, room: Room): number {
  return (room.width - room.gap * (columns - 1)) / columns;
}

/** How wide a tile may be for the rows to stand one above the other. */
function downHeight(count: number, columns: number, room: Room): number {
  const rows = Math.ceil(count / columns);
  return (((room.height - room.gap * (rows - 1)) / rows - room.caption) * 16) / 9;
}
