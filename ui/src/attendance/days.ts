// Days one after the other, and which period of a day is looked at. Dates are local, "2026-11-21". Pure.

import type { AttendancePeriod } from "../wire/AttendancePeriod";
import type { ScheduleView } from "../wire/ScheduleView";

/** So many days later, or earlier. */
export function daysAfter(date: string, days: number): string {
  const noon = new Date(`${date}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() + days);
  return noon.toISOString().slice(0, 10);
}

/**
 * The period to look at: the one that is asked for, else the one that is on, else the last that began. Periods that
 * expect nobody come after all others; `null` when none has begun.
 */
export function shownOf(periods: readonly AttendancePeriod[], occurrence: number | null): AttendancePeriod | null {
  const begun = periods.filter((period) => period.occurrence !== null);
  const asked = begun.find((period) => period.occurrence === occurrence);
  if (asked) return asked;
  const kept = begun.filter(({ expects }) => expects.length > 0);
  return kept.find(({ is_on }) => is_on) ?? kept.at(-1) ?? begun.at(-1) ?? null;
}

/**
 * The groups that a period expects from its next time on, where they were chosen after it had begun: it keeps those that
 * it began with. Nothing where they are the same, and for days that are over.
 */
export function chosenSince(
  { schedule_name, name, date, occurrence, is_on, expects }: AttendancePeriod,
  schedules: readonly ScheduleView[],
  today: string,
): readonly string[] {
  if (occurrence === null || (!is_on && date !== today)) return [];
  const schedule = schedules.find((one) => one.name === schedule_name);
  const groups = schedule?.periods.find((one) => one.name === name)?.expects ?? [];
  const isSame = groups.length === expects.length && groups.every((group) => expects.includes(group));
  return isSame ? [] : groups;
}
