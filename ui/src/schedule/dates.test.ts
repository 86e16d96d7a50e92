import { expect, test } from "vitest";
import { daysBetween, firstDayAfter, localOf, plusDays, weekdayOf, weekdaysIn, weekStart } from "./dates";

test("weeks begin on the day after the weekend", () => {
  expect(firstDayAfter([6, 7])).toBe(1);
  expect(firstDayAfter([5, 6])).toBe(7);
  expect(firstDayAfter([])).toBe(1);
  expect(weekdaysIn("Fri Sat")).toEqual([5, 6]);
  expect(weekStart("2026-11-25", 1)).toBe("2026-11-23");
  expect(weekStart("2026-11-22", 7)).toBe("2026-11-22");
});

test("dates are counted without a zone", () => {
  expect(weekdayOf("2026-11-23")).toBe(1);
  expect(plusDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
});

test("an instant has the date and time of its zone", () => {
  expect(localOf(Date.UTC(2026, 10, 22, 23, 30), "Europe/Berlin")).toEqual({ date: "2026-11-23", minutes: 30 });
});
