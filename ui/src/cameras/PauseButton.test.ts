import { screen } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import { Habits } from "../live/habits.svelte";
import { aBackend, askedFor } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aCamera, aView } from "../testing/values";
import type { PauseChange } from "../wire/PauseChange";
import PauseButton from "./PauseButton.svelte";

const NOW = Date.UTC(2026, 10, 23, 9, 24, 0);
const pause = { until_ms: NOW + 60_000, by: "tray", at_ms: NOW };
const button = (name: string) => screen.findByRole("button", { name });

function stage(cameras = [aCamera({ id: 1 }), aCamera({ id: 2 })]) {
  const none = async (): Promise<PauseChange[]> => [];
  const backend = aBackend(aView({ cameras }), { pause: none, resume: none });
  onStage(backend, PauseButton, { target: { is: "all" } });
  return backend;
}

beforeEach(() => localStorage.clear());
// jsdom has no popovers. What is drawn is for the tests of the screens.
HTMLElement.prototype.showPopover ??= () => {};

test("one click pauses for half an hour", async () => {
  const backend = stage();
  (await button("Pause all for 30 min")).click();
  expect(askedFor(backend, "pause")).toEqual([[{ is: "all" }, { is: "half_hour" }]]);
});

test("what was chosen last is one click the next time, after a new start too", async () => {
  new Habits().paused("two_hours");
  const backend = stage();
  (await button("Pause all for 2 h")).click();
  expect(askedFor(backend, "pause")).toEqual([[{ is: "all" }, { is: "two_hours" }]]);
});

test("where all are paused one click resumes", async () => {
  const backend = stage([aCamera({ id: 1, pause })]);
  (await button("Resume all")).click();
  expect(askedFor(backend, "resume")).toEqual([[{ is: "all" }]]);
});

test("where some are paused, resuming them is in the list", async () => {
  stage([aCamera({ id: 1, pause }), aCamera({ id: 2 })]);
  await button("Pause all for 30 min");
  expect(screen.queryByText("Resume all")).toBeNull();
  (await button("Pause all: for how long")).click();
  expect(screen.getByText("Resume all", { selector: "[role=menu] span" })).toBeTruthy();
});
