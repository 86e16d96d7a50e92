// A schedule's week and its days off as the calendar component takes them. Pure.

import type { ExceptionView } from "../wire/ExceptionView";
import type { ScheduleDraft } from "../wire/ScheduleDraft";
import { plusDays, weekdayOf } from "./dates";
import { lastsMin, minutesOf, timeOf } from "./draft";

/** A period on one of its weekdays (1 is Monday); `at` is its place in the draft. */
export type PeriodAt = { at: number; weekday: number };

const WEEK = [0, 1, 2, 3, 4, 5, 6];

/** Minutes after the start of a date, as the calendar writes instants. */
export function instant(date: string, minutes: number): string {
  const days = Math.floor(minutes / 1440);
  return `${plusDays(date, days)}T${timeOf(minutes)}`;
}

/** Every period on each of its days in the week that begins on `start`; nights reach into the next day. */
export function periodEvents(draft: ScheduleDraft, start: string, selected: PeriodAt | null) {
  return WEEK.map((day) => plusDays(start, day)).flatMap((date) =>
    draft.periods.flatMap((period, at) => {
      const weekday = weekdayOf(date);
      if (!period.weekdays.includes(weekday)) return [];
      const from = minutesOf(period.start);
      return [
        {
          id: `${at}-${weekday}`,
          title: period.name,
          start: instant(date, from),
          end: instant(date, from + lastsMin(period)),
          classNames: ["period", ...(selected?.at === at ? ["selected"] : [])],
          extendedProps: { at: { at, weekday } satisfies PeriodAt },
        },
      ];
    }),
  );
}

/** The days of exception that this schedule has in the week, along its top. */
export function daysOff(exceptions: readonly ExceptionView[], schedule: number | null, start: string) {
  const end = plusDays(start, 6);
  return exceptions
    .filter((day) => day.schedule === null || day.schedule === schedule)
    .filter(({ first, last }) => first <= end && start <= last)
    .map((day) => ({
      id: `day-${day.id}`,
      title: day.name,
      allDay: true,
      start: `${day.first}T00:00`,
      end: `${plusDays(day.last, 1)}T00:00`,
      editable: false,
      startEditable: false,
      durationEditable: false,
      classNames: ["day", day.kind.is],
      extendedProps: { exception: day.id },
    }));
}
