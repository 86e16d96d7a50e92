import { expect, test } from "vitest";
import type { Tone } from "../parts/tone";
import { aCamera } from "../testing/values";
import { brokenFirst, passes, tagsOf, type Seen } from "./order";

const seen = (name: string, tone: Tone): Seen => ({
  camera: aCamera({ name }),
  state: { tone, word: "", sentence: null, untilMs: null, error: null, canTryAgain: false, alsoPaused: null },
});
const filter = (text: string, tag: string | null = null, only: number[] = []) => ({ text, tag, only });

test("broken cameras come first, resting ones last, each by name", () => {
  const list = [
    seen("B", "resting"),
    seen("Gate 10", "good"),
    seen("Gate 2", "good"),
    seen("A", "late"),
    seen("Z", "broken"),
  ];
  expect(brokenFirst(list).map(({ camera }) => camera.name)).toEqual(["Z", "A", "Gate 2", "Gate 10", "B"]);
});

test("starting does not move a camera away from those that run", () => {
  expect(brokenFirst([seen("B", "good"), seen("A", "busy")]).map(({ camera }) => camera.name)).toEqual(["A", "B"]);
});

test("every word must be somewhere", () => {
  const camera = aCamera({ name: "Gate 2", location: "South", tags: ["outside"], address: "rtsp://10.0.0.7/s" });
  expect(passes(camera, filter(""))).toBe(true);
  expect(passes(camera, filter("gate south"))).toBe(true);
  expect(passes(camera, filter("10.0.0.7 OUT"))).toBe(true);
  expect(passes(camera, filter("gate north"))).toBe(false);
});

test("a tag and a choice narrow too", () => {
  const camera = aCamera({ id: 4, tags: ["a"] });
  expect(passes(camera, filter("", "a"))).toBe(true);
  expect(passes(camera, filter("", "b"))).toBe(false);
  expect(passes(camera, filter("", null, [4, 5]))).toBe(true);
  expect(passes(camera, filter("", null, [5]))).toBe(false);
});

test("tags are listed once, sorted", () => {
  expect(tagsOf([aCamera({ tags: ["b", "a10"] }), aCamera({ tags: ["a2", "b"] })])).toEqual(["a2", "a10", "b"]);
});
