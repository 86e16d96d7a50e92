import { expect, test } from "vitest";
import { instantOf, localOf } from "./zone";

const ZONE = "Europe/Berlin";

test("an instant and its local time are each other's", () => {
  for (const at of [Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 1, 12, 30), Date.UTC(2026, 11, 31, 23, 59)]) {
    for (const zone of [ZONE, "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", undefined]) {
      expect(instantOf(localOf(at, zone), zone)).toBe(at);
    }
  }
});

test("eight in the morning is eight after a change of clocks too", () => {
  expect(instantOf("2026-03-29T08:00", ZONE)).toBe(Date.UTC(2026, 2, 29, 6));
  expect(instantOf("2026-10-25T08:00", ZONE)).toBe(Date.UTC(2026, 9, 25, 7));
});

test("a time that comes twice is the first, one that is skipped is as before the change", () => {
  expect(instantOf("2026-10-25T02:30", ZONE)).toBe(Date.UTC(2026, 9, 25, 0, 30));
  expect(instantOf("2026-03-29T02:30", ZONE)).toBe(Date.UTC(2026, 2, 29, 1, 30));
});

test("what is no time is none", () => {
  expect(instantOf("", ZONE)).toBeNull();
  expect(instantOf("soon", ZONE)).toBeNull();
});
