// Local dates ("2026-11-23") and weekdays, without a time zone of their own. Pure.

import { localOf as clockOf } from "../words/zone";

const DAY_MS = 86_400_000;

/** ISO weekday of a date: 1 is Monday. */
export function weekdayOf(date: string): number {
  return ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

/** The date so many days later. */
export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The first day of the week in which a date lies, when weeks begin on `firstDay` (ISO). */
export function weekStart(date: string, firstDay: number): string {
  return plusDays(date, -((weekdayOf(date) - firstDay + 7) % 7));
}

/** The date and time of an instant in a zone: "2026-11-23", minutes of its day. */
export function localOf(ms: number, zone: string | undefined): { date: string; minutes: number } {
  return dayAndMinutes(clockOf(ms, zone));
}

/** "2026-11-23T08:05" in two: "2026-11-23" and 485. */
export function dayAndMinutes(local: string): { date: string; minutes: number } {
  const [date = "", time = ""] = local.split("T");
  const [hours, minutes] = time.split(":").map(Number);
  return { date, minutes: hours! * 60 + minutes! };
}

const SHORT = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The ISO weekdays in a setting such as "Fri Sat". */
export function weekdaysIn(text: string): number[] {
  return text
    .split(/[\s,]+/)
    .map((word) => SHORT.indexOf(word) + 1)
    .filter((day) => day > 0);
}

/** The first day of the week: the one after the weekend; Monday without one. */
export function firstDayAfter(weekend: readonly number[]): number {
  const last = weekend.find((day) => !weekend.includes((day % 7) + 1));
  return last === undefined ? 1 : (last % 7) + 1;
}

/** How a weekday is called. */
export function weekdayName(day: number, language: string, width: "short" | "long" = "short"): string {
  return weekdays(language, width).format(Date.UTC(2024, 0, day));
}

/** How a date is called, for example "Mon 23 Nov". */
export function dateName(date: string, language: string, year = false): string {
  return days(language, year).format(Date.parse(`${date}T00:00:00Z`));
}

// Making a format takes far longer than using it, and a week of periods asks for a hundred.
const weekdays = once(
  (language: string, weekday: "short" | "long") => new Intl.DateTimeFormat(language, { weekday, timeZone: "UTC" }),
);
const days = once((language: string, year: boolean) => {
  const options: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, year ? { ...options, year: "numeric" } : options);
});

/** `make`, which makes one for each pair and keeps it: as many as there are languages, times two. */
function once<Two extends string | boolean, Made>(make: (language: string, two: Two) => Made) {
  const kept = new Map<string, Made>();
  return (language: string, two: Two): Made => {
    const key = `${language} ${two}`;
    const made = kept.get(key) ?? make(language, two);
    kept.set(key, made);
    return made;
  };
}
