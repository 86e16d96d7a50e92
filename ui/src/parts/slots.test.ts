import { expect, test } from "vitest";
import { extent, outlines, slotAt } from "./slots";

test("slots of one tone are one outline, in their places", () => {
  expect(extent(3)).toBe(11);
  expect(outlines([null, "good", "broken", "good"])).toEqual([
    { tone: null, outline: "M0 0h3v1h-3z" },
    { tone: "good", outline: "M4 0h3v1h-3zM12 0h3v1h-3z" },
    { tone: "broken", outline: "M8 0h3v1h-3z" },
  ]);
});

test("a place on the bar is a slot, its ends too", () => {
  expect([-0.1, 0, 0.24, 0.25, 0.99, 1].map((part) => slotAt(part, 4))).toEqual([0, 0, 0, 1, 3, 3]);
});
