import { expect, test } from "vitest";
import { led } from "./roving";

/** A group's head, two people with three things each, a head, and one who can only be read. */
const STOPS = [0, 3, 3, 0, 1];
const go = (key: string, row: number, nth: number, mirrored = false) =>
  led(key, { row, nth }, { count: STOPS.length, stopsOf: (one) => STOPS[one]!, mirrored });

test("up and down pass over what heads others, and stay in the column as far as there is one", () => {
  expect(go("ArrowDown", 1, 2)).toEqual({ row: 2, nth: 2 });
  expect(go("ArrowDown", 2, 2)).toEqual({ row: 4, nth: 0 });
  expect(go("ArrowUp", 4, 0)).toEqual({ row: 2, nth: 0 });
  expect(go("ArrowUp", 1, 0)).toBeNull();
  expect(go("ArrowDown", 4, 0)).toBeNull();
});

test("to the sides it stays in the row, and is mirrored where one reads from right to left", () => {
  expect(go("ArrowRight", 1, 0)).toEqual({ row: 1, nth: 1 });
  expect(go("ArrowRight", 1, 2)).toBeNull();
  expect(go("ArrowLeft", 1, 0, true)).toEqual({ row: 1, nth: 1 });
  expect(go("ArrowRight", 1, 0, true)).toBeNull();
});

test("pages and ends stop at the last that there is", () => {
  expect(go("PageDown", 1, 1)).toEqual({ row: 4, nth: 0 });
  expect(go("PageUp", 4, 0)).toEqual({ row: 1, nth: 0 });
  expect(go("Home", 4, 0)).toEqual({ row: 1, nth: 0 });
  expect(go("End", 1, 2)).toEqual({ row: 4, nth: 0 });
  expect(go("x", 1, 2)).toBeNull();
});
