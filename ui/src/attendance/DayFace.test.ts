import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { aBackend } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import type { AttendanceDay } from "../wire/AttendanceDay";
import type { PeriodDraft } from "../wire/PeriodDraft";
import DayFace from "./DayFace.svelte";

const day: AttendanceDay = {
  date: "2026-11-23",
  periods: [
    {
      occurrence: 4,
      schedule_name: "All day",
      name: "All day",
      date: "2026-11-23",
      starts_ms: 0,
      ends_ms: 1,
      closes_ms: 1,
      is_on: true,
      expects: [],
      counts: { expected: 0, present: 0, late: 0, absent: 0, unknown: 0, excused: 0 },
      coverage: null,
      gaps: [],
    },
  ],
  signed: null,
  not_yet: null,
};

function shown(expects: string[]): void {
  const periods = [{ name: "All day", expects } as PeriodDraft];
  const schedules = [{ id: 1, name: "All day", enabled: true, drives: { is: "all" as const }, periods }];
  const backend = aBackend(aView({ bells: { schedules, exceptions: [] } }), { attendanceDay: async () => day });
  onStage(backend, DayFace, { date: day.date, occurrence: null });
}

test("who has chosen groups while the period is on is told when they count, not to choose them", async () => {
  shown(["7A"]);
  await screen.findByText("Attendance begins with the next time");
  expect(screen.getByText(/^All day had begun when 7A was chosen/)).toBeTruthy();
  expect(screen.queryByText(/choose its groups/)).toBeNull();
});

test("who has chosen none is told to choose", async () => {
  shown([]);
  await screen.findByText(/choose its groups/);
});
