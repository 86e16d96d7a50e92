// A schedule that is being edited, and every way to change it. Pure: each change gives a new draft.

import type { PeriodDraft } from "../wire/PeriodDraft";
import type { ScheduleDraft } from "../wire/ScheduleDraft";
import type { ScheduleView } from "../wire/ScheduleView";

export const DAY_MIN = 24 * 60;

/** The draft of a saved schedule. */
export function draftOf(saved: ScheduleView): ScheduleDraft {
  return { id: saved.id, name: saved.name, enabled: saved.enabled, drives: saved.drives, periods: saved.periods };
}

/** Whether both would be saved alike. */
export function same(a: ScheduleDraft, b: ScheduleDraft): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** "07:45" as minutes of its day. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Minutes as "07:45"; past midnight they begin anew. */
export function timeOf(minutes: number): string {
  const within = ((Math.round(minutes) % DAY_MIN) + DAY_MIN) % DAY_MIN;
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

/** How long a period lasts, in minutes: to the next day when its end is not after its start. */
export function lastsMin({ start, end }: Pick<PeriodDraft, "start" | "end">): number {
  const lasts = minutesOf(end) - minutesOf(start);
  return lasts > 0 ? lasts : lasts + DAY_MIN;
}

/** The periods with one of them changed. */
export function withPeriod(draft: ScheduleDraft, at: number, change: Partial<PeriodDraft>): ScheduleDraft {
  const period = draft.periods[at];
  return period ? { ...draft, periods: draft.periods.with(at, { ...period, ...change }) } : draft;
}

/**
 * Moves a period by `minutes`, on all of its days, and the one on `weekday` (1 is Monday) by `days`.
 * A move that would leave the day stops at its end.
 */
export function moved(draft: ScheduleDraft, at: number, weekday: number, minutes: number, days: number): ScheduleDraft {
  const period = draft.periods[at];
  if (!period) return draft;
  const lasts = lastsMin(period);
  const start = Math.min(Math.max(minutesOf(period.start) + minutes, 0), DAY_MIN - 5);
  const to = ((weekday - 1 + days + 70) % 7) + 1;
  const weekdays = period.weekdays.map((day) => (day === weekday ? to : day));
  const once = [...new Set(weekdays)].toSorted((a, b) => a - b);
  return withPeriod(draft, at, { start: timeOf(start), end: timeOf(start + lasts), weekdays: once });
}

/** Moves a period's end; it lasts at least 5 minutes and at most a day. */
export function resized(draft: ScheduleDraft, at: number, minutes: number): ScheduleDraft {
  const period = draft.periods[at];
  if (!period) return draft;
  const lasts = Math.min(Math.max(lastsMin(period) + minutes, 5), DAY_MIN);
  return withPeriod(draft, at, { end: timeOf(minutesOf(period.start) + lasts) });
}

/** With one more period, at the end. */
export function added(draft: ScheduleDraft, period: Partial<PeriodDraft> & { name: string }): ScheduleDraft {
  const plain: PeriodDraft = {
    id: null,
    name: "",
    start: "08:00",
    end: "08:45",
    weekdays: [1, 2, 3, 4, 5],
    early_grace_min: 5,
    late_grace_min: 0,
    late_after_min: 10,
    profile: null,
    only: null,
    expects: [],
  };
  return { ...draft, periods: [...draft.periods, { ...plain, ...period }] };
}

/** With a copy right behind a period. */
export function duplicated(draft: ScheduleDraft, at: number): ScheduleDraft {
  const period = draft.periods[at];
  if (!period) return draft;
  const start = minutesOf(period.start) + lastsMin(period);
  const copy = { ...period, id: null, start: timeOf(start), end: timeOf(start + lastsMin(period)) };
  return { ...draft, periods: draft.periods.toSpliced(at + 1, 0, copy) };
}

/** Without a period. */
export function without(draft: ScheduleDraft, at: number): ScheduleDraft {
  return { ...draft, periods: draft.periods.toSpliced(at, 1) };
}
