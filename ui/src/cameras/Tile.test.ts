import { screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { aBackend } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aCamera, aRunner, anError, aView } from "../testing/values";
import type { CameraView } from "../wire/CameraView";
import type { RunnerView } from "../wire/RunnerView";
import { cameraState } from "./state";
import Tile from "./Tile.svelte";

const NOW = Date.UTC(2026, 10, 23, 9, 24, 0);

async function tile(runner: RunnerView, own: Partial<CameraView> = {}) {
  const camera = aCamera({ id: 1, name: "Gate 2", ...own });
  const seen = { camera, state: cameraState(camera, [runner], NOW) };
  const onopen = vi.fn();
  const props = { seen, width: 320, reachable: true, onopen, onfocus: () => {} };
  onStage(aBackend(aView({ cameras: [camera], runners: [runner] })), Tile, props);
  const [button] = await screen.findAllByRole("button", { name: /Gate 2/ });
  await screen.findByRole("img", { name: /heartbeats|No heartbeat/i }); // Then all of it is there.
  return { button: button!, onopen };
}

test("a broken camera says why and until when it waits", async () => {
  const until = NOW + 47_000;
  const state = { is: "resting", why: "waiting_to_retry", sentence: "It is tried again.", until_ms: until } as const;
  const { button } = await tile(aRunner({ state, last_error: anError({ word: "No picture" }) }));
  expect(button.textContent).toContain("No picture");
  expect(button.textContent).toContain("0:47");
});

test("a pause shows what is left of it", async () => {
  const state = { is: "resting", why: "paused", sentence: "Paused.", until_ms: NOW + 29 * 60_000 } as const;
  const { button } = await tile(aRunner({ state }));
  expect(button.textContent).toContain("Paused");
  expect(button.textContent).toContain("29:00");
});

test("a pause outside its periods is told with what is left of it", async () => {
  const pause = { until_ms: NOW + 29 * 60_000, by: "tray", at_ms: NOW };
  const state = { is: "resting", why: "outside_periods", sentence: "Outside.", until_ms: NOW + 7_200_000 } as const;
  const { button } = await tile(aRunner({ state }), { pause });
  expect(button.textContent).toContain("Outside periods · paused");
  expect(button.textContent).toContain("Paused, 29:00");
  expect(button.title).toContain("Paused until 10:53 by tray");
});

test("a rest until the next period is not called a pause", async () => {
  const state = { is: "resting", why: "outside_periods", sentence: "Outside.", until_ms: NOW + 29 * 60_000 } as const;
  const { button } = await tile(aRunner({ state }));
  expect(button.textContent).toContain("Outside periods, 29:00");
  expect(button.textContent).not.toContain("aused");
});

test("an old picture says how old it is", async () => {
  const picture = { number: 3, at_ms: NOW - 12 * 60_000, width: 16, height: 9, is_old: true };
  const state = { is: "resting", why: "disabled", sentence: "Off.", until_ms: null } as const;
  const { button } = await tile(aRunner({ state, picture }));
  expect(button.textContent).toContain("12 min old");
});

test("the bar is told in one sentence", async () => {
  const beat = (kind: "good" | "broken") => ({ at_ms: 0, kind, words: "w" });
  await tile(aRunner({ bar: [beat("good"), beat("good"), beat("broken")] }));
  expect(screen.getByRole("img", { name: "Heartbeats: 2 of the last 3 good" })).toBeTruthy();
});

test("a click asks for the large picture", async () => {
  const { button, onopen } = await tile(aRunner({}));
  button.click();
  expect(onopen).toHaveBeenCalledOnce();
});
