import { expect, test } from "vitest";
import { stepped, zoomed } from "./lines";

test("arrow keys enter at an end and stay within", () => {
  expect(stepped(5, null, 1)).toBe(0);
  expect(stepped(5, null, -1)).toBe(4);
  expect(stepped(5, null, 5)).toBe(4);
  expect(stepped(5, null, -5)).toBe(0);
  expect(stepped(5, 4, 1)).toBe(4);
  expect(stepped(5, 2, -10)).toBe(0);
  expect(stepped(0, null, 1)).toBeNull();
});

test("zooming keeps what is looked at in its place, and never leaves the whole", () => {
  expect(zoomed([0, 100], [0, 100], 25, 0.5)).toEqual([12.5, 62.5]);
  expect(zoomed([12.5, 62.5], [0, 100], 25, 2)).toEqual([0, 100]);
  expect(zoomed([90, 100], [0, 100], 100, 2)).toEqual([80, 100]);
  expect(zoomed([0, 10], [0, 100], 0, 4)).toEqual([0, 40]);
  expect(zoomed([5, 5], [0, 100], 5, 2)).toEqual([5, 5]);
});
