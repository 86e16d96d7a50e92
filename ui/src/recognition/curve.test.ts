import { expect, test } from "vitest";
import { columnsOf, rate, tens, thinned } from "./curve";

const points = Array.from({ length: 61 }, (_, at) => ({
  threshold: 0.2 + at / 100,
  false_accepts_per_day: at === 60 ? 0 : 100 / (at + 1),
  missed: at < 30 ? null : 0.25,
}));

test("nothing is drawn at minus infinity", () => {
  const [thresholds, perDay, missed] = columnsOf(points);
  expect(thresholds).toHaveLength(61);
  expect(perDay[0]).toBe(100);
  expect(perDay[60]).toBeNull();
  expect(missed[0]).toBeNull();
  expect(missed[60]).toBe(25);
});

test("a table of a curve begins and ends where the curve does", () => {
  const few = thinned(points, 7);
  expect(few).toHaveLength(7);
  expect([few[0], few[6]]).toEqual([points[0], points[60]]);
  expect(thinned(points.slice(0, 3), 7)).toHaveLength(3);
  expect(thinned([], 7)).toEqual([]);
});

test("a rate has the digits that it needs", () => {
  expect([350.4, 1.26, 0.1, 0.0175, 0.00001].map((perDay) => rate(perDay, "en"))).toEqual([
    "350",
    "1.3",
    "0.1",
    "0.018",
    "0",
  ]);
});

test("an axis has a line at each power of ten", () => {
  expect(tens(0.01, 1000)).toEqual([0.01, 0.1, 1, 10, 100, 1000]);
  expect(tens(0.02, 90)).toEqual([0.1, 1, 10]);
});
