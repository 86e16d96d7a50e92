// Instants, spans and numbers as people read them, by Intl, for one language and one time zone.

import { localOf } from "./zone";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Everything that turns a number into words. Instants are Unix milliseconds, spans milliseconds. */
export type Format = ReturnType<typeof makeFormat>;

/** Formats for `language` (BCP 47) and `timeZone` (IANA); an unknown zone falls back to the machine's. */
export function makeFormat(language: string, timeZone: string | undefined) {
  const zone = knownZone(timeZone);
  const at = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, timeZone: zone, hourCycle: "h23" });
  const clockFormat = at({ hour: "2-digit", minute: "2-digit" });
  const secondsFormat = at({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const dayFormat = at({ weekday: "short", day: "numeric", month: "short" });
  const localDate = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
  const dates = {
    long: localDate({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    short: localDate({ weekday: "short", day: "numeric", month: "short" }),
    /** For dates of any year. */
    year: localDate({ day: "numeric", month: "short", year: "numeric" }),
  };
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const scores = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const unit = (name: string, display: "short" | "narrow" | "long", digits = 0) =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit: name,
      unitDisplay: display,
      maximumFractionDigits: digits,
    });
  const sizes = (["byte", "kilobyte", "megabyte", "gigabyte"] as const).map((name) => unit(name, "short", 1));
  const short = {
    second: unit("second", "short"),
    minute: unit("minute", "short"),
    hour: unit("hour", "short"),
    day: unit("day", "long"),
  };
  const narrow = { hour: unit("hour", "narrow"), minute: unit("minute", "narrow") };

  /** A span in its largest unit: "4 sec", "12 min", "3 hr", "2 days". */
  function span(ms: number): string {
    const whole = Math.max(0, ms);
    if (whole < MINUTE) return short.second.format(Math.floor(whole / SECOND));
    if (whole < HOUR) return short.minute.format(Math.floor(whole / MINUTE));
    if (whole < 2 * DAY) return short.hour.format(Math.floor(whole / HOUR));
    return short.day.format(Math.floor(whole / DAY));
  }

  /** What is left of a wait: "0:07", "29:13", "21h 36m", "3 days". Never below nought. */
  function countdown(ms: number): string {
    const left = Math.max(0, Math.ceil(ms / SECOND) * SECOND);
    if (left < HOUR) {
      const minutes = Math.floor(left / MINUTE);
      const seconds = Math.floor((left % MINUTE) / SECOND);
      return `${minutes}:${String(seconds).padStart(2, "0")}`;
    }
    if (left < 2 * DAY) {
      const hours = Math.floor(left / HOUR);
      const minutes = Math.floor((left % HOUR) / MINUTE);
      return `${narrow.hour.format(hours)} ${narrow.minute.format(minutes)}`;
    }
    return short.day.format(Math.floor(left / DAY));
  }

  /** The local date of an instant: "2026-11-23". No language's own: web views disagree about each of them. */
  function date(ms: number): string {
    return localOf(ms, zone).slice(0, 10);
  }

  /** "08:00" when it is on the same day as `now`, else "Mon 23 Nov 08:00". */
  function moment(ms: number, now: number): string {
    return date(ms) === date(now) ? clockFormat.format(ms) : `${dayFormat.format(ms)} ${clockFormat.format(ms)}`;
  }

  /** 1024-based, one digit: "61.2 MB". */
  function bytes(count: number): string {
    let value = Math.max(0, count);
    let step = 0;
    while (value >= 1024 && step < sizes.length - 1) {
      value /= 1024;
      step += 1;
    }
    return sizes[step]!.format(value);
  }

  /** A local date, "2026-11-23", as people read it: "Monday 23 November". */
  function day(local: string, length: keyof typeof dates = "long"): string {
    const noon = Date.parse(`${local}T12:00:00Z`);
    return Number.isNaN(noon) ? local : dates[length].format(noon);
  }

  return {
    span,
    day,
    countdown,
    moment,
    bytes,
    date,
    clock: (ms: number) => clockFormat.format(ms),
    seconds: (ms: number) => secondsFormat.format(ms),
    number: (value: number) => plain.format(value),
    /** A likeness, always with two digits: "0.41". */
    score: (value: number) => scores.format(value),
    percent: (value: number) => `${plain.format(value)} %`,
  };
}

/** Weekdays by the engine's words for them, short enough for a small button. */
export function shortWeekdays(language: string): Record<string, string> {
  const named = (weekday: "short" | "narrow") => {
    const format = new Intl.DateTimeFormat(language, { weekday, timeZone: "UTC" });
    // The first of January 2024 was a Monday.
    return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((key, at) => [
      key,
      format.format(Date.UTC(2024, 0, at + 1)),
    ]);
  };
  const short = named("short");
  return Object.fromEntries(short.every(([, name]) => name!.length <= 4) ? short : named("narrow"));
}

function knownZone(zone: string | undefined): string | undefined {
  if (!zone) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return undefined; // The engine's list of zones may be newer than the window's.
  }
}
