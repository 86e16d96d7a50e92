import { expect, test } from "vitest";
import type { SightingView } from "../wire/SightingView";
import { likeness, nextOpen, strokeOf, told } from "./reviewing";

const decided = { is: "confirm" } as const;
const list = (...decisions: SightingView["decision"][]) =>
  decisions.map((decision) => ({ decision })) as SightingView[];

test("the next that is open comes after this one, and then from the beginning", () => {
  expect(nextOpen(list(null, null, null), 0)).toBe(1);
  expect(nextOpen(list(null, decided, decided), 1)).toBe(0);
  expect(nextOpen(list(decided, null, decided), 1)).toBe(1);
  expect(nextOpen(list(decided, decided), 1)).toBe(1);
  expect(nextOpen([], 0)).toBe(0);
});

test("a likeness has its word whatever its numbers are", () => {
  expect(likeness({ score: 0.61, margin: 0.2 })).toBe("Very alike, and far from anybody else");
  expect(likeness({ score: 0.38, margin: 0.01 })).toBe("Barely alike, and somebody else is nearly as alike");
});

test("keys decide, and arrows go with the direction of writing", () => {
  expect(["Enter", "s", "S", "n", "u", "x", "Shift"].map((key) => strokeOf(key, false))).toEqual([
    "confirm",
    "someone_else",
    "someone_else",
    "not_person",
    "unsure",
    null,
    null,
  ]);
  expect(strokeOf("ArrowRight", false)).toBe("next");
  expect(strokeOf("ArrowRight", true)).toBe("previous");
});

test("a decision names whom it found", () => {
  expect(told({ is: "someone_else", person: 7 }, () => "Nora")).toBe("It is Nora.");
  expect(told({ is: "someone_else", person: null }, () => "Nora")).toBe("It is someone else.");
  expect(told({ is: "unsure" }, () => "")).toBe("Left unsure.");
});
