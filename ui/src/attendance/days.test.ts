import { expect, test } from "vitest";
import type { AttendancePeriod } from "../wire/AttendancePeriod";
import type { PeriodDraft } from "../wire/PeriodDraft";
import type { ScheduleView } from "../wire/ScheduleView";
import { chosenSince, daysAfter, shownOf } from "./days";

const aPeriod = (own: Partial<AttendancePeriod>): AttendancePeriod => ({
  occurrence: 1,
  schedule_name: "School week",
  name: "Period 1",
  date: "2026-11-23",
  starts_ms: 0,
  ends_ms: 1,
  closes_ms: 1,
  is_on: false,
  expects: ["5A"],
  counts: { expected: 0, present: 0, late: 0, absent: 0, unknown: 0, excused: 0 },
  coverage: 1,
  gaps: [],
  ...own,
});

test("a day is followed by the next, across months and changes of clocks", () => {
  expect(daysAfter("2026-02-28", 1)).toBe("2026-03-01");
  expect(daysAfter("2026-10-25", 1)).toBe("2026-10-26");
  expect(daysAfter("2026-01-01", -1)).toBe("2025-12-31");
});

test("the period that is on is looked at first, then the last that began", () => {
  const first = aPeriod({ occurrence: 1 });
  const on = aPeriod({ occurrence: 2, is_on: true });
  const unattended = aPeriod({ occurrence: 3, is_on: true, expects: [] });
  const later = aPeriod({ occurrence: null });
  expect(shownOf([first, on, unattended, later], null)).toBe(on);
  expect(shownOf([first, unattended, later], null)).toBe(first);
  expect(shownOf([unattended, later], null)).toBe(unattended);
  expect(shownOf([later], null)).toBeNull();
  expect(shownOf([first, on], 1)).toBe(first);
  expect(shownOf([first, on], 99)).toBe(on);
});

test("groups that were chosen after a period had begun are its next time's", () => {
  const period = { name: "Period 1", expects: ["7A", "7B"] } as PeriodDraft;
  const schedules: ScheduleView[] = [
    { id: 1, name: "School week", enabled: true, drives: { is: "all" }, periods: [period] },
  ];
  const since = (own: Partial<AttendancePeriod>, today = "2026-11-23") => chosenSince(aPeriod(own), schedules, today);
  expect(since({ expects: [] })).toEqual(["7A", "7B"]);
  expect(since({ expects: ["5A"] })).toEqual(["7A", "7B"]);
  expect(since({ expects: ["7B", "7A"] })).toEqual([]);
  expect(since({ expects: [], occurrence: null })).toEqual([]);
  expect(since({ expects: [], name: "Another" })).toEqual([]);
  expect(since({ expects: [] }, "2026-11-24")).toEqual([]);
  expect(since({ expects: [], is_on: true }, "2026-11-24")).toEqual(["7A", "7B"]);
});
