import { screen } from "@testing-library/svelte";
import { flushSync } from "svelte";
import { expect, test } from "vitest";
import { aBackend, askedFor } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aCamera, aView } from "../testing/values";
import type { BellChange } from "../wire/BellChange";
import type { Message } from "../wire/Message";
import Timeline from "./Timeline.svelte";

const NOW = Date.UTC(2026, 10, 23, 9, 24, 0);
const DAY_MS = 24 * 3_600_000;
const change: BellChange = { is: "remove_schedule", schedule: 1 };

function stage(given: { change: BellChange | null }) {
  const view = aView({ cameras: [aCamera({ id: 1, name: "Gate" })] });
  let hear: (message: Message) => void = () => {};
  const backend = aBackend(view, {
    watch: async (to) => (hear = to)({ is: "view", view }),
    timeline: async (date) => {
      const from_ms = Date.parse(`${date}T00:00:00+01:00`);
      return { date, from_ms, to_ms: from_ms + DAY_MS, rows: [{ camera: 1, name: "Gate", spans: [] }], remarks: [] };
    },
    planAt: async (at_ms) => ({
      at_ms,
      next_ms: null,
      cameras: [{ camera: 1, name: "Gate", state: "runs", sentence: `At ${at_ms}.` }],
    }),
  });
  onStage(backend, Timeline, given);
  return { backend, tell: (message: Message) => (hear(message), flushSync()) };
}

test("the plan is that of the day that is shown, at the same time of day", async () => {
  const { backend } = stage({ change: null });
  await screen.findByText(`At ${NOW}.`);
  screen.getByRole("heading", { name: "Mon, Nov 23, 10:24" });
  screen.getByRole("button", { name: "Day after" }).click();
  await screen.findByText(`At ${NOW + DAY_MS}.`);
  screen.getByRole("heading", { name: "Tue, Nov 24, 10:24" });
  expect(screen.queryByText(`At ${NOW}.`)).toBeNull();
  expect(askedFor(backend, "planAt")).toEqual([
    [NOW, null],
    [NOW + DAY_MS, null],
  ]);
});

test("the plan is asked for with the draft that is shown beside it", async () => {
  const { backend } = stage({ change });
  await screen.findByText(`At ${NOW}.`);
  screen.getByRole("checkbox", { name: "With my changes" }).click();
  flushSync();
  expect(askedFor(backend, "planAt")).toEqual([
    [NOW, change],
    [NOW, null],
  ]);
});

test("the plan is asked for again when a pause or the bells change", async () => {
  const { backend, tell } = stage({ change: null });
  await screen.findByText(`At ${NOW}.`);
  const pause = { until_ms: NOW + 1, by: "tray", at_ms: NOW };
  tell({ is: "changes", changes: [{ seq: 1, what: { is: "camera", camera: aCamera({ id: 1, pause }) } }] });
  tell({ is: "changes", changes: [{ seq: 2, what: { is: "bells", bells: { schedules: [], exceptions: [] } } }] });
  expect(askedFor(backend, "planAt")).toHaveLength(3);
});
