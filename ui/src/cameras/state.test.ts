import { expect, test } from "vitest";
import { aCamera, aRunner, anError } from "../testing/values";
import type { RestReason } from "../wire/RestReason";
import { cameraState, pictureIsOld, runnerState } from "./state";

const NOW = 1_000_000;
const beat = (secondsAgo: number) =>
  aRunner({
    heartbeat: {
      at_ms: NOW - secondsAgo * 1000,
      fps: 4,
      frames: 1,
      skipped: 0,
      latency_ms: 1,
      cpu_percent: 1,
      memory_bytes: 1,
      looks: 0,
      faces: 0,
      matches: 0,
    },
  });
const rest = (why: RestReason, error = false) =>
  aRunner({
    state: { is: "resting", why, sentence: "Because.", until_ms: null },
    last_error: error ? anError({}) : null,
  });

test("the age of the heartbeat, in intervals, is the word", () => {
  for (const [secondsAgo, word] of [
    [0, "Online"],
    [15, "Online"],
    [16, "Stale"],
    [45, "Stale"],
    [46, "Silent"],
    [120, "Silent"],
    [121, "Offline"],
  ] as const) {
    expect(runnerState(beat(secondsAgo), NOW).word, `${secondsAgo} s`).toBe(word);
  }
});

test("a rest on purpose is never told as broken", () => {
  for (const why of ["disabled", "paused", "stopped_by_hand"] as const) {
    expect(runnerState(rest(why, true), NOW).tone, why).toBe("resting");
    expect(runnerState(rest(why, true), NOW).error, why).toBeNull();
  }
});

test("what holds a camera back is told by its last error", () => {
  for (const why of ["held", "waiting_to_retry", "dependency_missing", "settings_wrong"] as const) {
    const state = runnerState(rest(why, true), NOW);
    expect(state.tone, why).toBe("broken");
    expect(state.word, why).toBe("No picture");
  }
});

test("only what waits or is held can be tried again", () => {
  expect(runnerState(rest("held", true), NOW).canTryAgain).toBe(true);
  expect(runnerState(rest("waiting_to_retry", true), NOW).canTryAgain).toBe(true);
  expect(runnerState(rest("settings_wrong"), NOW).canTryAgain).toBe(false);
  expect(runnerState(rest("paused"), NOW).canTryAgain).toBe(false);
});

test("a camera that starts anew stays broken until its first good frame", () => {
  const starting = aRunner({ state: { is: "starting", since_ms: NOW }, last_error: anError({}) });
  expect(runnerState(starting, NOW)).toMatchObject({ tone: "broken", word: "No picture" });
});

test("a camera that runs and sees nothing is broken, and its picture is not old", () => {
  const error = anError({ code: "frozen", word: "Picture stands still" });
  const picture = { number: 1, at_ms: NOW - 1000, width: 1, height: 1, is_old: false };
  const blind = { ...beat(1), last_error: error, picture };
  const state = runnerState(blind, NOW);
  expect(state).toMatchObject({ tone: "broken", word: "Picture stands still" });
  expect(pictureIsOld(blind, state, NOW)).toBe(false);
});

test("a camera is as its worst runner", () => {
  const state = cameraState(aCamera({}), [beat(1), rest("held", true)], NOW);
  expect(state.tone).toBe("broken");
  expect(cameraState(aCamera({}), [], NOW).word).toBe("Not started yet");
  expect(cameraState(aCamera({ enabled: false }), [], NOW).word).toBe("Switched off");
});

test("a picture is old when its runner rests, is broken, or has sent none for long", () => {
  const picture = { number: 1, at_ms: NOW - 1000, width: 1, height: 1, is_old: false };
  const good = { ...beat(1), picture };
  expect(pictureIsOld(good, runnerState(good, NOW), NOW)).toBe(false);
  expect(pictureIsOld({ ...good, picture: { ...picture, is_old: true } }, runnerState(good, NOW), NOW)).toBe(true);
  expect(pictureIsOld({ ...good, picture: { ...picture, at_ms: 0 } }, runnerState(good, NOW), NOW)).toBe(true);
  const held = { ...rest("held", true), picture };
  expect(pictureIsOld(held, runnerState(held, NOW), NOW)).toBe(true);
});

test("a pause is told beside another reason to rest, until it is over", () => {
  const pause = { until_ms: NOW + 1000, by: "tray", at_ms: 0 };
  const paused = aCamera({ pause });
  expect(cameraState(paused, [rest("outside_periods")], NOW)).toMatchObject({
    word: "Outside periods · paused",
    alsoPaused: pause,
  });
  expect(cameraState(aCamera({ pause, enabled: false }), [rest("disabled")], NOW).alsoPaused).toEqual(pause);
  expect(cameraState(paused, [rest("outside_periods")], NOW + 1000)).toMatchObject({
    word: "Outside periods",
    alsoPaused: null,
  });
});

test("a pause that is the reason itself is not told twice", () => {
  const paused = aCamera({ pause: { until_ms: NOW + 1000, by: "tray", at_ms: 0 } });
  expect(cameraState(paused, [rest("paused")], NOW)).toMatchObject({ word: "Paused", alsoPaused: null });
  expect(cameraState(paused, [beat(1)], NOW)).toMatchObject({ word: "Online", alsoPaused: null });
});
