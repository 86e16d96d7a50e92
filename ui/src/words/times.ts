// Times, as the engine writes them in English, in another language. Pure.

import type { Writing } from "./catalogue";
import { leftToRight } from "./isolate";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];

/** How `locale` writes the engine's numbers and times. */
export function writingFor(locale: string): Writing {
  const figures = new Intl.NumberFormat(locale, { useGrouping: false });
  const zeros = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  const utc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  const weekday = utc({ weekday: "long" });
  const dayOfYear = utc({ day: "numeric", month: "long" });
  const dated = utc({ day: "numeric", month: "long", year: "numeric" });

  const list = new Intl.ListFormat(locale);

  function clock(hour: string, minute: string, second?: string): string {
    return [hour, minute, second]
      .filter((part) => part !== undefined)
      .map((part) => zeros.format(Number(part)))
      .join(":");
  }

  /** "2026-11-23", or "23 November 2026 08:00"; `null` for anything else. */
  function calendar(english: string): string | null {
    const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(english);
    if (iso) return dated.format(Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])));
    const worded = /^(\d\d?) ([A-Z][a-z]+) (\d{4}) (\d\d):(\d\d)$/.exec(english);
    const month = worded ? MONTHS.indexOf(worded[2]!) : -1;
    if (!worded || month < 0) return null;
    const date = dated.format(Date.UTC(Number(worded[3]), month, Number(worded[1])));
    return `${date} ${clock(worded[4]!, worded[5]!)}`;
  }

  /**
   * "08:00", "08:00:07", "Monday 23 November, 08:00", "Monday 23 November 2026", "Monday", "2026-11-23" or
   * "23 November 2026 08:00"; `null` for anything else.
   */
  function time(english: string): string | null {
    const bare = /^(\d\d):(\d\d)(?::(\d\d))?$/.exec(english);
    if (bare) return clock(bare[1]!, bare[2]!, bare[3]);
    const named = /^([A-Z][a-z]+)(?: (\d\d?) ([A-Z][a-z]+)(?: (\d{4}))?(?:, (\d\d):(\d\d))?)?$/.exec(english);
    if (!named) return calendar(english);
    const day = WEEKDAYS.indexOf(named[1]!);
    if (day < 0) return null;
    const name = weekday.format(Date.UTC(2024, 0, day + 1)); // The first of January 2024 was a Monday.
    if (named[2] === undefined) return name;
    const month = MONTHS.indexOf(named[3]!);
    if (month < 0) return null;
    const at = Date.UTC(Number(named[4] ?? 2024), month, Number(named[2]));
    const date = `${name} ${(named[4] === undefined ? dayOfYear : dated).format(at)}`;
    return named[5] === undefined ? date : `${date} ${clock(named[5], named[6]!)}`;
  }

  /** "07:30–08:00, 09:00–09:45"; `null` for anything else. */
  function spans(english: string): string | null {
    const ends = english.split(", ").map((span) => span.split("–").map(time));
    if (ends.some((span) => span.length !== 2 || span.includes(null))) return null;
    return list.format(ends.map((span) => leftToRight(span.join("–"))));
  }

  /** "Sun Mon Tue"; `null` for anything else. */
  function weekdays(english: string): string | null {
    const days = english.split(" ").map((short) => WEEKDAYS.find((day) => day.startsWith(short) && short.length === 3));
    return days.includes(undefined) ? null : list.format(days.map((day) => time(day!)!));
  }

  return {
    number: (digits) => (Number.isFinite(Number(digits)) ? figures.format(Number(digits)) : digits),
    time,
    spans,
    weekdays,
    list: (items) => list.format(items),
    semicolon: locale.startsWith("en") ? "; " : "؛ ",
  };
}
