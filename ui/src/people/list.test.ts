import { expect, test } from "vitest";
import type { PersonView } from "../wire/PersonView";
import { belongs, groupsOf, passes, sorted, standing } from "./list";

export const aPerson = (own: Partial<PersonView>): PersonView => ({
  id: 1,
  code: "1001",
  name: "Zoë Müller",
  group: "5A",
  active: true,
  consent: { given: "2026-09-01", by: "Mother", document: "" },
  photos: 2,
  note: null,
  is_enrolled: true,
  ...own,
});

test("each look holds those whom its word says", () => {
  const without = aPerson({ consent: null, is_enrolled: false, note: "There is no consent yet." });
  const left = aPerson({ active: false, is_enrolled: false });
  const twin = aPerson({ note: "Looks much like somebody else." });
  expect([aPerson({}), without, left, twin].map((one) => belongs(one, "no_consent"))).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect([aPerson({}), without, left, twin].map((one) => belongs(one, "not_enrolled"))).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect([aPerson({}), without, left, twin].map((one) => belongs(one, "note"))).toEqual([false, false, false, true]);
  expect([aPerson({}), without, left, twin].map((one) => belongs(one, "inactive"))).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

test("search and group narrow a look", () => {
  const filter = { text: "", group: null, look: "all" as const };
  expect(passes(aPerson({}), { ...filter, text: "1001" })).toBe(true);
  expect(passes(aPerson({}), { ...filter, group: "5B" })).toBe(false);
  expect(passes(aPerson({}), { ...filter, look: "inactive" })).toBe(false);
});

test("a word says how somebody stands, and its tone repeats it", () => {
  expect(standing(aPerson({}))).toEqual({ tone: "good", word: "Recognised", note: null });
  expect(standing(aPerson({ is_enrolled: false, note: "There is no photo yet." })).tone).toBe("resting");
  expect(standing(aPerson({ note: "The only photo is dark." })).tone).toBe("late");
  expect(standing(aPerson({ active: false })).word).toBe("Left");
});

test("groups and codes are sorted as people count", () => {
  const people = [aPerson({ group: "10A", code: "9" }), aPerson({ group: "5A", code: "10" }), aPerson({ group: "" })];
  expect(groupsOf(people)).toEqual(["5A", "10A"]);
  expect(sorted(people, "code", false).map(({ code }) => code)).toEqual(["9", "10", "1001"]);
  expect(sorted(people, "code", true).map(({ code }) => code)).toEqual(["1001", "10", "9"]);
});
