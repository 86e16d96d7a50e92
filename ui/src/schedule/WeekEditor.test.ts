import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { aBackend, askedFor } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import type { ExceptionView } from "../wire/ExceptionView";
import type { ScheduleView } from "../wire/ScheduleView";
import WeekEditor from "./WeekEditor.svelte";

const week: ScheduleView = { id: 7, name: "Week", enabled: true, drives: { is: "all" }, periods: [] };
const day = (id: number, schedule: number | null): ExceptionView => ({
  id,
  name: `Day ${id}`,
  first: "2026-11-25",
  last: "2026-11-25",
  kind: { is: "off" },
  schedule,
});

test("a schedule goes after its preview, and comes back with the days that were its own", async () => {
  const exceptions = [day(1, 7), day(2, null), day(3, 8)];
  const backend = aBackend(aView({ bells: { schedules: [week], exceptions } }), {
    bellPreview: async () => ({ sentence: "3 cameras watch 9 h less.", lines: [], more: 0, notes: [] }),
    scheduleRestore: async () => 9,
  });
  const given = { saved: week, begin: { ...week }, firstDay: 1, weekend: [6, 7], ondraft: () => {} };
  onStage(backend, WeekEditor, given);
  (await screen.findByRole("button", { name: "Remove schedule" })).click();
  await screen.findByText("3 cameras watch 9 h less.");
  expect(askedFor(backend, "bellPreview")).toEqual([[{ is: "remove_schedule", schedule: 7 }]]);
  expect(askedFor(backend, "scheduleRemove")).toEqual([]);
  screen.getByText("A day that is for it alone goes with it.");
  screen.getByRole("button", { name: "Remove", hidden: true }).click();
  (await screen.findByRole("button", { name: "Undo", hidden: true })).click();
  expect(askedFor(backend, "scheduleRemove")).toEqual([[7]]);
  expect(askedFor(backend, "scheduleRestore")).toMatchObject([[{ name: "Week" }, [{ name: "Day 1", schedule: 7 }]]]);
});
