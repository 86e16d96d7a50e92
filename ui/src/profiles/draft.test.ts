import { expect, test } from "vitest";
import type { KnobView } from "../wire/KnobView";
import { differing, draftOf, savedOf, isDirty } from "./draft";

const knob = (key: string, fallback: string): KnobView => ({
  key,
  label: key,
  help: "",
  range: "",
  default: fallback,
  input: { is: "text", placeholder: "" },
});
const KNOBS = [knob("fps", "4"), knob("stream", "main")];

test("a new profile has every knob at its default", () => {
  expect(savedOf(null, KNOBS)).toEqual({ name: "", values: { fps: "4", stream: "main" } });
});

test("only what differs from what is saved is sent", () => {
  const saved = savedOf({ id: 1, name: "P", values: [{ key: "fps", value: "2" }], used_by: 0 }, KNOBS);
  const typed = { values: { fps: "2", stream: "sub" } };
  expect(draftOf(typed, saved)).toEqual({ name: "P", values: [{ key: "stream", value: "sub" }] });
  expect(isDirty({ values: {} }, saved)).toBe(false);
  expect(isDirty(typed, saved)).toBe(true);
  expect(isDirty({ name: "Q", values: {} }, saved)).toBe(true);
});

test("a knob that is not touched follows what others save meanwhile", () => {
  const later = savedOf({ id: 1, name: "P", values: [{ key: "fps", value: "9" }], used_by: 0 }, KNOBS);
  expect(draftOf({ values: { stream: "sub" } }, later).values).toEqual([{ key: "stream", value: "sub" }]);
});

test("what differs from the defaults is counted", () => {
  expect(
    differing(
      [
        { key: "fps", value: "2" },
        { key: "stream", value: "main" },
      ],
      KNOBS,
    ),
  ).toBe(1);
});
