import { expect, test } from "vitest";
import type { ScheduleDraft } from "../wire/ScheduleDraft";
import { added, duplicated, lastsMin, moved, resized, timeOf, without } from "./draft";
import { History } from "./history.svelte";

const empty: ScheduleDraft = { id: 1, name: "Week", enabled: true, drives: { is: "all" }, periods: [] };
const week = added(empty, { name: "Period 1", start: "08:00", end: "08:45", weekdays: [1, 2] });

test("a period moves on all its days and one of them to another day", () => {
  expect(moved(week, 0, 1, 30, 0).periods[0]).toMatchObject({ start: "08:30", end: "09:15", weekdays: [1, 2] });
  expect(moved(week, 0, 1, 0, 2).periods[0]?.weekdays).toEqual([2, 3]);
  expect(moved(week, 0, 1, 0, -1).periods[0]?.weekdays).toEqual([2, 7]);
  expect(moved(week, 0, 1, 0, 1).periods[0]?.weekdays).toEqual([2]);
});

test("a move stops at the ends of the day", () => {
  expect(moved(week, 0, 1, -2000, 0).periods[0]?.start).toBe("00:00");
  expect(moved(week, 0, 1, 2000, 0).periods[0]).toMatchObject({ start: "23:55", end: "00:40" });
});

test("an end goes over midnight and never past a whole day", () => {
  const night = added(empty, { name: "Night", start: "22:00", end: "06:00" });
  expect(lastsMin(night.periods[0]!)).toBe(480);
  expect(resized(night, 0, 60).periods[0]?.end).toBe("07:00");
  expect(resized(night, 0, 5000).periods[0]?.end).toBe("22:00");
  expect(resized(week, 0, -500).periods[0]?.end).toBe("08:05");
  expect(timeOf(-5)).toBe("23:55");
});

test("a copy follows its original as a new period", () => {
  const copied = duplicated({ ...week, periods: [{ ...week.periods[0]!, id: 9 }] }, 0);
  expect(copied.periods[1]).toMatchObject({ id: null, start: "08:45", end: "09:30" });
  expect(without(copied, 0).periods).toHaveLength(1);
});

test("what was done can be undone and done again", () => {
  const history = new History(week);
  history.do(moved(week, 0, 1, 30, 0));
  history.do(moved(history.now, 0, 1, 30, 0));
  history.undo();
  expect(history.now.periods[0]?.start).toBe("08:30");
  history.redo();
  expect(history.now.periods[0]?.start).toBe("09:00");
  history.undo();
  history.undo();
  history.undo();
  expect(history.now).toEqual(week);
  history.do(resized(week, 0, 5));
  history.redo();
  expect(history.now.periods[0]?.end).toBe("08:50");
});
