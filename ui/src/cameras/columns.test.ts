import { expect, test } from "vitest";
import { fit, type Room } from "./columns";

const LAPTOP: Room = { width: 1134, height: 645, gap: 8, caption: 68, least: 132, most: 960 };

function height(count: number, room: Room): number {
  const { columns, tile } = fit(count, room);
  const rows = Math.ceil(count / columns);
  return rows * ((tile * 9) / 16 + room.caption) + (rows - 1) * room.gap;
}

test("1 to 32 cameras fit a laptop without scrolling", () => {
  for (let count = 1; count <= 32; count += 1) {
    const { columns, tile } = fit(count, LAPTOP);
    expect(height(count, LAPTOP), `${count}`).toBeLessThanOrEqual(LAPTOP.height + 1);
    expect(columns * tile + (columns - 1) * LAPTOP.gap, `${count}`).toBeLessThanOrEqual(LAPTOP.width);
    expect(tile, `${count}`).toBeGreaterThanOrEqual(LAPTOP.least);
  }
});

test("tiles are as large as they can be", () => {
  expect(fit(4, LAPTOP).columns).toBe(2);
  expect(fit(12, LAPTOP).columns).toBe(4);
  expect(fit(32, LAPTOP).columns).toBe(8);
});

test("of grids whose tiles look alike, the one that fills the width is taken", () => {
  const large: Room = { ...LAPTOP, width: 1680, height: 968 };
  const { columns, tile } = fit(32, large);
  expect(columns).toBe(8);
  expect(columns * tile + 7 * large.gap).toBeGreaterThan(large.width - columns);
  expect(fit(1, large)).toEqual({ columns: 1, tile: 960 });
});

test("where nothing fits, tiles stay readable and the wall scrolls", () => {
  const { columns, tile } = fit(200, LAPTOP);
  expect(tile).toBeGreaterThanOrEqual(LAPTOP.least);
  expect(columns).toBeGreaterThan(4);
});

test("no room at all still has a column", () => {
  expect(fit(3, { ...LAPTOP, width: 0, height: 0 }).columns).toBe(1);
});
