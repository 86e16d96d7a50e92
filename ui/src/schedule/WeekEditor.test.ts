import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { aBackend, askedFor } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import type { ExceptionView } from "../wire/ExceptionView";
import type { ScheduleDraft } from "../wire/ScheduleDraft";
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

test("the copy of a period is what goes on being edited", async () => {
  const period = {
    id: 3,
    name: "Period 1",
    start: "08:00",
    end: "08:45",
    weekdays: [1],
    early_grace_min: 5,
    late_grace_min: 0,
    late_after_min: 10,
    profile: null,
    only: null,
    expects: [],
  };
  const saved = { ...week, periods: [period] };
  const backend = aBackend(aView({ bells: { schedules: [saved], exceptions: [] } }), { people: async () => [] });
  let told: ScheduleDraft | null = null;
  const given = { saved, begin: { ...saved }, firstDay: 1, weekend: [6, 7] };
  onStage(backend, WeekEditor, { ...given, ondraft: (draft: ScheduleDraft | null) => (told = draft) });
  const chip = await waitFor(() => document.querySelector<HTMLElement>('[data-period="0-1"]')!);
  await fireEvent.click(chip);
  await fireEvent.click(await screen.findByRole("button", { name: "Duplicate" }));
  await fireEvent.input(await screen.findByLabelText("Name"), { target: { value: "The copy" } });
  await waitFor(() => expect(told?.periods.map(({ name }) => name)).toEqual(["Period 1", "The copy"]));
});
