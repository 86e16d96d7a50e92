import { expect, test } from "vitest";
import type { AttendanceEntryView } from "../wire/AttendanceEntryView";
import { allOf, byGroup, countsOf, countWords, passes } from "./status";

const anEntry = (own: Partial<AttendanceEntryView>): AttendanceEntryView => ({
  person: 1,
  code: "1001",
  name: "Zoë Müller",
  group: "5A",
  occurrence: 7,
  period: "Period 1",
  date: "2026-11-23",
  status: "present",
  reason: null,
  machine: null,
  first_ms: null,
  last_ms: null,
  best: null,
  votes: 2,
  corrections: [],
  ...own,
});
const any = { text: "", group: null, status: null };

test("those of whom nothing is known yet count among all", () => {
  const counts = { expected: 2, present: 6, late: 1, absent: 0, unknown: 0, excused: 1 };
  expect(allOf(counts)).toBe(10);
  expect(countWords(counts)).toBe("6 present, 1 late, 1 excused, 2 expected");
});

test("a person is found by name or code", () => {
  for (const text of ["zoe", "100", ""]) expect(passes(anEntry({}), { ...any, text }), text).toBe(true);
  expect(passes(anEntry({}), { ...any, text: "zoe 7" })).toBe(false);
});

test("group and status narrow what is shown", () => {
  expect(passes(anEntry({}), { ...any, group: "5B" })).toBe(false);
  expect(passes(anEntry({}), { ...any, status: "late" })).toBe(false);
  expect(passes(anEntry({ status: "late" }), { ...any, group: "5A", status: "late" })).toBe(true);
});

test("groups stand in the order in which people count, and say who is there", () => {
  const lines = byGroup([
    anEntry({ person: 1, group: "10A" }),
    anEntry({ person: 2, group: "5A", status: "absent", name: "Bo" }),
    anEntry({ person: 3, group: "5A", status: "late", name: "Al" }),
  ]);
  expect(lines.map((line) => (line.is === "group" ? `${line.name} ${line.here}/${line.of}` : line.entry.name))).toEqual(
    ["5A 1/2", "Al", "Bo", "10A 1/1", "Zoë Müller"],
  );
});

test("counts add up", () => {
  const counts = countsOf([anEntry({}), anEntry({ status: "expected" }), anEntry({ status: "unknown" })]);
  expect(counts).toEqual({ expected: 1, present: 1, late: 0, absent: 0, unknown: 1, excused: 0 });
});
