import { expect, test } from "vitest";
import type { AttendancePeriod } from "../wire/AttendancePeriod";
import { daysAfter, shownOf } from "./days";

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
