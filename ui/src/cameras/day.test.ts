import { expect, test } from "vitest";
import type { ProcessView } from "../wire/ProcessView";
import { day, DAY_MS } from "./day";

const NOW = 10 * DAY_MS;
const run = (from: number, to: number | null): ProcessView =>
  ({
    id: from,
    started_ms: NOW - from * DAY_MS,
    ended_ms: to === null ? null : NOW - to * DAY_MS,
    error: null,
  }) as ProcessView;

test("a run that lives reaches the end of the line", () => {
  const { pieces, covered } = day([run(0.5, null)], NOW);
  expect(pieces).toMatchObject([{ from: 50, length: 50 }]);
  expect(covered).toBe(50);
});

test("what began before the day is cut off at its beginning", () => {
  expect(day([run(3, 0.75)], NOW).pieces).toMatchObject([{ from: 0, length: 25 }]);
  expect(day([run(3, 2)], NOW).pieces).toEqual([]);
});

test("two runs at the same time cover the day once", () => {
  expect(day([run(0.5, 0.25), run(0.5, 0)], NOW).covered).toBe(50);
});
