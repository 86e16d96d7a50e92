// A pretend school's days as attendance sees them: which periods there were, who came, and what was not watched.

import type { AttendanceCounts } from "../../wire/AttendanceCounts";
import type { AttendanceEntryView } from "../../wire/AttendanceEntryView";
import type { AttendancePeriod } from "../../wire/AttendancePeriod";
import type { AttendanceStatus } from "../../wire/AttendanceStatus";
import type { PeriodDraft } from "../../wire/PeriodDraft";
import type { Someone } from "./pupils";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The school's zone, as if it never changed. */
const ZONE_MS = 60 * MINUTE_MS;
const FIRST_DAY_MS = Date.UTC(2026, 0, 1);
const CROPS_DAYS = 14;
const LATE_AFTER_MS = 10 * MINUTE_MS;

/** A period on a date, begun or not. */
export type Held = { number: number; date: string; at: number; period: PeriodDraft; startMs: number; endMs: number };

/** The local date of an instant. */
export function dateOf(ms: number): string {
  return new Date(ms + ZONE_MS).toISOString().slice(0, 10);
}

/** A date as the engine says it: "Monday 23 November 2026". */
export function worded(date: string): string {
  const options = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(date)).replaceAll(",", "");
}

/** The periods of a local date. Occurrences are numbered by day and place. */
export function heldOn(date: string, periods: readonly PeriodDraft[]): Held[] {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const weekday = new Date(midnight).getUTCDay() || 7;
  const day = Math.round((midnight - FIRST_DAY_MS) / DAY_MS);
  const instant = (time: string) => Date.parse(`${date}T${time}:00Z`) - ZONE_MS;
  return periods
    .filter(({ weekdays }) => weekdays.includes(weekday))
    .map((period, at) => ({
      number: day * 10 + at,
      date,
      at,
      period,
      startMs: instant(period.start),
      endMs: instant(period.end),
    }));
}

/** Today's second period was not watched for a while; everything else was. */
export function gapsOf({ date, at }: Held, nowMs: number): string[] {
  return date === dateOf(nowMs) && at === 1
    ? ["Gate 2 was down 08:52–09:04 (no answer)", "Corridor west sent no sign of life 09:20–09:23"]
    : [];
}

/** What the machine says of one person and one period. */
export function verdict(one: Someone, held: Held, nowMs: number, cameMs?: number): AttendanceEntryView {
  const chance = (one.id * 37 + held.number * 53 + one.id * held.at * 11) % 100;
  const known = one.consent !== null && one.photos.length > 0;
  const minutes = chance < 82 ? -5 + ((one.id * 7 + held.number) % 14) : chance < 90 ? 12 + (one.id % 16) : null;
  const justCame = cameMs !== undefined && held.startMs <= cameMs && cameMs < held.endMs;
  const plannedMs = known && minutes !== null ? held.startMs + minutes * MINUTE_MS + one.id * 431 : null;
  const firstMs = justCame ? cameMs : plannedMs;
  const seen = firstMs !== null && firstMs <= nowMs;
  const gaps = gapsOf(held, nowMs);
  const missing: AttendanceStatus = nowMs < held.endMs ? "expected" : !known || gaps.length > 0 ? "unknown" : "absent";
  const status = seen ? (firstMs < held.startMs + LATE_AFTER_MS ? "present" : "late") : missing;
  return {
    person: one.id,
    code: one.code,
    name: one.name,
    group: one.group,
    occurrence: held.number,
    period: held.period.name,
    date: held.date,
    status,
    reason: status !== "unknown" ? null : known ? gaps[0]! : unenrolled(one),
    machine: null,
    first_ms: seen ? firstMs : null,
    last_ms: seen ? Math.min(nowMs, held.endMs - (one.id % 9) * MINUTE_MS, firstMs + 40 * MINUTE_MS) : null,
    best: seen && nowMs - held.startMs < CROPS_DAYS * DAY_MS ? held.number * 10_000 + one.id : null,
    votes: seen ? 2 + (one.id % 7) : 0,
    corrections: [],
  };
}

function unenrolled({ consent }: Someone): string {
  return `Cannot be recognised: ${consent === null ? "there is no consent" : "there is no photo of them"}`;
}

/** How many are in each status. */
export function counted(entries: readonly AttendanceEntryView[]): AttendanceCounts {
  const of = (status: AttendanceStatus) => entries.filter((entry) => entry.status === status).length;
  return {
    expected: of("expected"),
    present: of("present"),
    late: of("late"),
    absent: of("absent"),
    unknown: of("unknown"),
    excused: of("excused"),
  };
}

/** A period as the window is told of it. */
export function periodView(held: Held, entries: readonly AttendanceEntryView[], nowMs: number): AttendancePeriod {
  const isOn = held.startMs - 5 * MINUTE_MS <= nowMs && nowMs < held.endMs;
  const over = nowMs >= held.endMs;
  const gaps = over ? gapsOf(held, nowMs) : [];
  return {
    occurrence: isOn || over ? held.number : null,
    schedule_name: "School week",
    name: held.period.name,
    date: held.date,
    starts_ms: held.startMs,
    ends_ms: held.endMs,
    closes_ms: held.endMs,
    is_on: isOn,
    expects: held.period.expects,
    counts: counted(entries),
    coverage: over ? (gaps.length > 0 ? 0.72 : 1) : null,
    gaps,
  };
}
