// How many columns the wall has, so that the tiles are as large as they can be and all fit. Pure.

/** The room there is, and what a tile needs besides its 16:9 picture. Pixels. */
export type Room = { width: number; height: number; gap: number; caption: number; least: number; most: number };

/**
 * The number of columns with the widest tiles that show `count` tiles without scrolling. When not even the
 * narrowest tiles fit, as many columns as tiles of a readable width allow, and the wall scrolls.
 */
export function columns(count: number, room: Room): number {
  const narrowest = Math.max(1, Math.floor((room.width + room.gap) / (room.least + room.gap)));
  for (let n = 1; n <= Math.min(narrowest, Math.max(count, 1)); n += 1) {
    if (heightOf(count, n, room) <= room.height) return n;
  }
  // Nothing fits: a comfortable width is worth more than one row less to scroll.
  const comfortable = Math.max(1, Math.floor((room.width + room.gap) / (room.least * 1.25 + room.gap)));
  return Math.min(comfortable, Math.max(count, 1));
}

/** The width of a tile in `n` columns. */
export function tileWidth(n: number, room: Room): number {
  return Math.min(room.most, (room.width - room.gap * (n - 1)) / n);
}

function heightOf(count: number, n: number, room: Room): number {
  const rows = Math.ceil(Math.max(count, 1) / n);
  return rows * ((tileWidth(n, room) * 9) / 16 + room.caption) + room.gap * (rows - 1);
}
