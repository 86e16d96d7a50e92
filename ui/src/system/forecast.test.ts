import { expect, test } from "vitest";
import type { StretchView } from "../wire/StretchView";
import { barOf, worstOf } from "./forecast";

const stretch = (at_ms: number, runs: number, fits: number): StretchView => ({
  at_ms,
  until_ms: at_ms + 1,
  periods: [],
  runs,
  estimated: 0,
  cpu: 50,
  memory: 50,
  fits,
  too_many: [],
});

test("the first of those with the most that does not fit is told", () => {
  expect(worstOf([stretch(1, 5, 5), stretch(2, 0, 0)])).toBeNull();
  expect(worstOf([stretch(1, 5, 4), stretch(2, 9, 6), stretch(3, 8, 5)])?.at_ms).toBe(2);
});

test("a bar is full where the gauge is", () => {
  expect([74, 75, 91.9, 92, 240].map(barOf)).toEqual(["busy", "late", "late", "broken", "broken"]);
});
