import { expect, test } from "vitest";
import { byWords, holds } from "./search";

test("words are found in any order, without case and marks", () => {
  for (const text of ["zoe", "MULLER", "müller zoë", "100", ""])
    expect(holds("Zoë Müller 1001", text), text).toBe(true);
  expect(holds("Zoë Müller 1001", "zoe 7")).toBe(false);
  expect(holds("ڕۆژان کەریم", "کەریم")).toBe(true);
  expect(holds("مَريَم", "مريم"), "written with its vowels or without").toBe(true);
});

test("groups stand in the order in which people count", () => {
  expect(["10A", "5B", "5A"].toSorted(byWords)).toEqual(["5A", "5B", "10A"]);
});
