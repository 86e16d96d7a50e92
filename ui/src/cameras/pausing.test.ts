import { expect, test } from "vitest";
import { Live } from "../live/live.svelte";
import { Toasts } from "../parts/toasts.svelte";
import { aBackend, askedFor } from "../testing/backend";
import { aCamera, aView } from "../testing/values";
import type { PauseChange } from "../wire/PauseChange";
import type { PauseView } from "../wire/PauseView";
import { isolated } from "../words/isolate";
import { pause, resume, type Target } from "./pausing";

/** 10:24 in the site's zone. */
const NOW = Date.UTC(2026, 10, 23, 9, 24, 0);
const half: PauseView = { until_ms: NOW + 30 * 60_000, by: "window", at_ms: NOW };
const long: PauseView = { until_ms: NOW + 120 * 60_000, by: "tray", at_ms: NOW - 1 };
const all: Target = { is: "all" };

/** Pauses for half an hour, or resumes, where the engine answers `changes`. */
async function note(
  changes: PauseChange[],
  act = (live: Live, toasts: Toasts) => pause(live, toasts, all, { is: "half_hour" }),
) {
  const backend = aBackend(aView({}), { pause: async () => changes, resume: async () => changes });
  const live = new Live(backend);
  await live.start();
  const toasts = new Toasts();
  await act(live, toasts);
  live.stop();
  return { backend, toast: toasts.list[0]! };
}

test("the note tells the end that holds, not the one that was asked for", async () => {
  const { toast } = await note([{ camera: 1, before: long, after: long }]);
  expect(toast.text).toBe("Every camera is paused until 12:24 already.");
  expect(toast.undo).toBeUndefined();
});

test("a first pause is told with its end", async () => {
  const { toast } = await note([{ camera: 1, before: null, after: half }]);
  expect(toast.text).toBe("Every camera is paused until 10:54.");
  expect(toast.undo).toBeDefined();
});

test("the note tells of cameras that stay paused longer", async () => {
  const { toast } = await note([
    { camera: 1, before: null, after: half },
    { camera: 2, before: long, after: long },
  ]);
  expect(toast.text).toBe("Every camera is paused until 10:54. 1 camera stays paused longer, until 12:24.");
});

test("undo gives back exactly what the engine answered", async () => {
  const changes = [
    { camera: 1, before: null, after: half },
    { camera: 2, before: long, after: long },
  ];
  const { toast, backend } = await note(changes);
  toast.undo?.();
  expect(askedFor(backend, "undoPauses")).toEqual([[changes]]);
  expect(askedFor(backend, "resume")).toEqual([]);
});

test("resuming several can be undone too", async () => {
  const changes = [{ camera: 2, before: long, after: null }];
  const one: Target = { is: "camera", camera: aCamera({ id: 2, name: "Gate" }) };
  const { toast, backend } = await note(changes, (live, toasts) => resume(live, toasts, one));
  expect(toast.text).toBe(`${isolated("Gate")} is not paused any more.`);
  toast.undo?.();
  expect(askedFor(backend, "undoPauses")).toEqual([[changes]]);
});
