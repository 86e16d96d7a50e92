import { expect, test } from "vitest";
import type { StretchView } from "../wire/StretchView";
import { worstOf } from "./forecast";

const stretch = (at_ms: number, runs: number, fits: number): StretchView => ({
  at_ms,
  until_ms: at_ms + 1,
  periods: [],
  runs,
  estimated: 0,
  cpu: { value: 50, level: "good" },
  memory: { value: 50, level: "good" },
  fits,
  too_many: [],
});

test("the first of those with the most that does not fit is told", () => {
  expect(worstOf([stretch(1, 5, 5), stretch(2, 0, 0)])).toBeNull();
  expect(worstOf([stretch(1, 5, 4), stretch(2, 9, 6), stretch(3, 8, 5)])?.at_ms).toBe(2);
});
