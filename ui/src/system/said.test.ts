import { expect, test } from "vitest";
import type { SaidView } from "../wire/SaidView";
import { chosen, joined, LINES_AT_MOST } from "./said";

const line = (number: number, more: Partial<SaidView> = {}): SaidView => ({
  number,
  at_ms: number,
  level: "info",
  camera: 1,
  profile: 1,
  text: `line ${number}`,
  ...more,
});

test("lines are chosen by whose they are, how grave, and what they say", () => {
  const lines = [
    line(1),
    line(2, { level: "error", text: "DESCRIBE failed: 404" }),
    line(3, { camera: null, profile: null, level: "warning" }),
    line(4, { camera: 2, level: "warning" }),
  ];
  const numbers = (filter: Parameters<typeof chosen>[1]) => chosen(lines, filter).map(({ number }) => number);
  expect(numbers({ from: null, least: "info", text: "" })).toEqual([1, 2, 3, 4]);
  expect(numbers({ from: null, least: "warning", text: "" })).toEqual([2, 3, 4]);
  expect(numbers({ from: "own", least: "info", text: "" })).toEqual([3]);
  expect(numbers({ from: 1, least: "info", text: " describe " })).toEqual([2]);
});

test("the oldest lines go when there are too many", () => {
  const many = Array.from({ length: LINES_AT_MOST }, (_, at) => line(at + 1));
  const all = joined(many, [line(LINES_AT_MOST + 1)]);
  expect(all).toHaveLength(LINES_AT_MOST);
  expect(all[0]?.number).toBe(2);
  expect(joined(all, [])).toBe(all);
});
