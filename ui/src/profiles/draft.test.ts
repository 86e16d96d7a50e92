import { expect, test } from "vitest";
import type { KnobView } from "../wire/KnobView";
import { differing, draftOf, formOf, isDirty } from "./draft";

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
  expect(formOf(null, KNOBS)).toEqual({ name: "", values: { fps: "4", stream: "main" } });
});

test("only touched knobs are sent", () => {
  const saved = formOf({ id: 1, name: "P", values: [{ key: "fps", value: "2" }], used_by: 0 }, KNOBS);
  const form = { name: "P", values: { ...saved.values, stream: "sub" } };
  expect(draftOf(form, saved)).toEqual({ name: "P", values: [{ key: "stream", value: "sub" }] });
  expect(isDirty(saved, saved)).toBe(false);
  expect(isDirty(form, saved)).toBe(true);
  expect(isDirty({ ...saved, name: "Q" }, saved)).toBe(true);
});

test("what differs from the defaults is counted", () => {
  expect(differing([{ key: "fps", value: "2" }, { key: "stream", value: "main" }], KNOBS)).toBe(1);
});
