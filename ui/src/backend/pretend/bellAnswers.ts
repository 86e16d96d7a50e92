// What the pretend engine answers about the bell: believable, in the school's zone as if it were UTC+1.

import type { BellChange } from "../../wire/BellChange";
import type { BellsView } from "../../wire/BellsView";
import type { CalendarReport } from "../../wire/CalendarReport";
import type { CameraView } from "../../wire/CameraView";
import type { DrivesChoice } from "../../wire/DrivesChoice";
import type { ExceptionView } from "../../wire/ExceptionView";
import type { PeriodDraft } from "../../wire/PeriodDraft";
import type { ScheduleView } from "../../wire/ScheduleView";
import type { TimelineSpan } from "../../wire/TimelineSpan";
import type { Backend } from "../backend";
import { GROUPS } from "./pupils";
import { Memory } from "./state";

type BellAnswers = Pick<
  Backend,
  | "scheduleSave"
  | "scheduleRemove"
  | "scheduleRestore"
  | "exceptionSave"
  | "exceptionRemove"
  | "bellPreview"
  | "timeline"
  | "occurrences"
  | "planAt"
  | "sampleWeek"
  | "calendarImport"
  | "calendarSave"
>;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ZONE_MS = 60 * MINUTE_MS;

const plain = { early_grace_min: 5, late_grace_min: 0, late_after_min: 10, profile: null, only: null, expects: [] };

/** The bells of a pretend school. */
export function bellsOf(named: string): BellsView {
  const many = /^days(\d+)$/.exec(named);
  if (many) return { ...bellsOf("mixed"), exceptions: manyDays(Number(many[1])) };
  if (named === "empty") return { schedules: [allDay(1)], exceptions: [] };
  const times = ["08:00", "08:50", "09:55", "10:45", "11:50", "12:40"];
  const periods: PeriodDraft[] = times.map((start, at) => ({
    ...plain,
    id: at + 1,
    name: named === "rtl" ? `الحصة ${at + 1}` : `Period ${at + 1}`,
    start,
    end: later(start, 45),
    weekdays: [1, 2, 3, 4, 5],
    expects: named === "noexpects" || at > 4 ? [] : at > 3 ? GROUPS.slice(2) : GROUPS,
  }));
  const night: PeriodDraft = {
    ...plain,
    id: 20,
    name: "Night",
    start: "22:00",
    end: "06:00",
    weekdays: [1, 2, 3, 4, 5],
  };
  return {
    schedules: [
      {
        id: 1,
        name:
          named === "rtl"
            ? "أسبوع المدرسة"
            : named === "long"
              ? "Weekly schedule of the upper grades and guests"
              : "School week",
        enabled: true,
        drives: { is: "all" },
        periods,
      },
      {
        id: 2,
        name: "Nights",
        enabled: true,
        drives: { is: "some", cameras: [1], tags: ["outside"] },
        periods: [night],
      },
    ],
    exceptions: [
      { id: 1, name: "Founders’ day", first: "2026-11-25", last: "2026-11-25", kind: { is: "off" }, schedule: null },
      { id: 2, name: "Winter holidays", first: "2026-12-21", last: "2027-01-06", kind: { is: "off" }, schedule: null },
      {
        id: 3,
        name: "Open evening",
        first: "2026-11-27",
        last: "2026-11-27",
        kind: { is: "window", start: "16:00", end: "20:00" },
        schedule: 1,
      },
      {
        id: 4,
        name: "Moved Monday",
        first: "2026-11-28",
        last: "2026-11-28",
        kind: { is: "shift", to: 1 },
        schedule: null,
      },
    ],
  };
}

/** A day off on every third day, from today on. */
function manyDays(count: number): ExceptionView[] {
  return Array.from({ length: count }, (_, at) => {
    const date = new Date(Date.UTC(2026, 10, 23 + 3 * at)).toISOString().slice(0, 10);
    return { id: at + 1, name: `Day ${at + 1}`, first: date, last: date, kind: { is: "off" as const }, schedule: null };
  });
}

function allDay(id: number): ScheduleView {
  const period = { ...plain, id, name: "All day", start: "00:00", end: "00:00", weekdays: [1, 2, 3, 4, 5, 6, 7] };
  return { id, name: "All day", enabled: true, drives: { is: "all" }, periods: [{ ...period, early_grace_min: 0 }] };
}

function later(time: string, minutes: number): string {
  return new Date(Date.parse(`2026-01-01T${time}:00Z`) + minutes * MINUTE_MS).toISOString().slice(11, 16);
}

function weekday(date: string): number {
  return ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

function includes(drives: DrivesChoice, camera: CameraView): boolean {
  return (
    drives.is === "all" ||
    drives.cameras.includes(camera.id) ||
    drives.tags.some((tag) => camera.tags.some((own) => own.toLowerCase() === tag.toLowerCase()))
  );
}

export function bellAnswers(memory: Memory): BellAnswers {
  const bells = () => memory.view.bells;
  const tell = (next: Partial<BellsView>) => memory.tell({ is: "bells", bells: { ...bells(), ...next } });

  function after(change: BellChange | null): BellsView {
    switch (change?.is) {
      case "save_schedule": {
        const { draft } = change;
        if (draft.name.trim() === "") throw Memory.problem("bad_input", "Type a name.", "name");
        const twice = bells().schedules.some((one) => one.id !== draft.id && one.name === draft.name);
        if (twice)
          throw Memory.problem("bad_input", `There is already one named ${draft.name}. Choose another name.`, "name");
        const saved: ScheduleView = { ...draft, id: draft.id ?? memory.newId() + 100 };
        const known = bells().schedules.some(({ id }) => id === saved.id);
        const schedules = known
          ? bells().schedules.map((one) => (one.id === saved.id ? saved : one))
          : [...bells().schedules, saved];
        return { ...bells(), schedules };
      }
      case "remove_schedule":
        return {
          schedules: bells().schedules.filter(({ id }) => id !== change.schedule),
          exceptions: bells().exceptions.filter(({ schedule }) => schedule !== change.schedule),
        };
      case "save_exception": {
        const { draft } = change;
        if (draft.name.trim() === "") throw Memory.problem("bad_input", "Type a name.", "name");
        if (draft.last < draft.first)
          throw Memory.problem(
            "bad_input",
            `${draft.name} would end on ${draft.last}, before it begins on ${draft.first}.`,
            "last",
          );
        const saved = { ...draft, id: draft.id ?? memory.newId() + 100 };
        return { ...bells(), exceptions: [...bells().exceptions.filter(({ id }) => id !== saved.id), saved] };
      }
      case "remove_exception":
        return { ...bells(), exceptions: bells().exceptions.filter(({ id }) => id !== change.exception) };
      case "site": {
        const zone = change.values.find(({ key }) => key === "time_zone")?.value;
        if (zone !== undefined && !zone.includes("/"))
          throw Memory.problem("bad_input", `"${zone}" is not a time zone; they look like Asia/Baghdad.`, "time_zone");
        return bells();
      }
      default:
        return bells();
    }
  }

  /** What a camera does on a date. */
  function spans(camera: CameraView, date: string, all: BellsView): TimelineSpan[] {
    const from = Date.parse(`${date}T00:00:00Z`) - ZONE_MS;
    const span = (start: number, end: number, state: TimelineSpan["state"], word: string, sentence: string) => ({
      from_ms: from + start * MINUTE_MS,
      to_ms: from + end * MINUTE_MS,
      state,
      word,
      sentence,
    });
    if (!camera.enabled) return [span(0, 1440, "disabled", "Off", "Switched off.")];
    const driving = all.schedules.filter((one) => one.enabled && includes(one.drives, camera));
    if (driving.length === 0) return [span(0, 1440, "no_schedule", "No schedule", "No schedule drives it.")];
    const off = all.exceptions.find(({ first, last, kind }) => kind.is === "off" && first <= date && date <= last);
    const rest = (start: number, end: number) =>
      off
        ? span(start, end, "exception", off.name, `${off.name}, ${later("00:00", start)}–${later("00:00", end)}.`)
        : span(
            start,
            end,
            "outside_periods",
            "Rests",
            `Outside its periods, ${later("00:00", start)}–${later("00:00", end)}.`,
          );
    if (off) return [rest(0, 1440)];
    const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    const watched = driving
      .flatMap((schedule) => schedule.periods)
      .filter(({ weekdays }) => weekdays.includes(weekday(date)))
      .map((period) => {
        const end = minutes(period.end) > minutes(period.start) ? minutes(period.end) : 1440;
        return { start: minutes(period.start) - period.early_grace_min, end, name: period.name };
      })
      .toSorted((a, b) => a.start - b.start);
    const list: TimelineSpan[] = [];
    let at = 0;
    for (const { start, end, name } of watched) {
      if (start > at) list.push(rest(at, start));
      const begins = Math.max(at, start);
      if (end > begins) {
        const paused = camera.pause !== null && begins < 700;
        list.push(
          paused
            ? span(begins, end, "paused", "Paused", "Paused until 10:30 by window.")
            : span(
                begins,
                end,
                "runs",
                name,
                `Watches for ${name} with Balanced, ${later("00:00", begins)}–${later("00:00", end)}.`,
              ),
        );
        at = end;
      }
    }
    if (at < 1440) list.push(rest(at, 1440));
    return list;
  }

  const report = (text: string, added: boolean): CalendarReport => {
    if (!text.includes("BEGIN:VCALENDAR"))
      throw Memory.problem("bad_input", "This file is no calendar: it does not begin with BEGIN:VCALENDAR.", "file");
    return {
      sentence: `2 days off ${added ? "added" : "would be added"}; 1 is there already; 1 entry is left out.`,
      lines: [
        { name: "Spring holidays", first: "2027-03-29", last: "2027-04-10", verdict: "add", sentence: null },
        { name: "Labour day", first: "2027-05-01", last: "2027-05-01", verdict: "add", sentence: null },
        { name: "Winter holidays", first: "2026-12-21", last: "2027-01-06", verdict: "same", sentence: null },
        {
          name: "Parents’ evening",
          first: "2027-02-03",
          last: "2027-02-03",
          verdict: "refused",
          sentence: "It is not a whole day: 18:00–20:00.",
        },
      ],
      more: 0,
      adds: 2,
      same: 1,
      refused: 1,
      added,
    };
  };

  return {
    async scheduleSave(draft) {
      const schedules = after({ is: "save_schedule", draft }).schedules;
      tell({ schedules });
      return (draft.id === null ? schedules.at(-1)?.id : draft.id) ?? 0;
    },
    scheduleRemove: async (schedule) => tell(after({ is: "remove_schedule", schedule })),
    async scheduleRestore(draft, days) {
      const { schedules } = after({ is: "save_schedule", draft: { ...draft, id: null } });
      const schedule = schedules.at(-1)?.id ?? 0;
      const own = days.map((day) => ({ ...day, id: memory.newId() + 100, schedule }));
      tell({ schedules, exceptions: [...bells().exceptions, ...own] });
      return schedule;
    },
    async exceptionSave(draft) {
      const exceptions = after({ is: "save_exception", draft }).exceptions;
      tell({ exceptions });
      return exceptions.at(-1)?.id ?? 0;
    },
    exceptionRemove: async (exception) => tell(after({ is: "remove_exception", exception })),
    async bellPreview(change) {
      after(change);
      const cameras = memory.view.cameras.map(({ id }) => id);
      return {
        sentence: `${cameras.length} cameras watch 3 h 30 min more and 1 h less within the next 14 days, all together.`,
        lines: ["2026-11-24", "2026-11-26", "2026-11-30"].map((date) => ({
          date,
          cameras,
          names: memory.view.cameras.slice(0, 3).map(({ name }) => name),
          more: Math.max(cameras.length - 3, 0),
          gains: [],
          loses: [],
          sentence: "08:45–09:00 as well; no longer 07:55–08:10",
        })),
        more: 7,
        notes: [
          {
            kind: "overlap",
            sentence: "Period 1 and Period 2 of School week overlap (Mon). Their cameras watch once for both.",
            cameras: [],
          },
          {
            kind: "begun",
            sentence: "Period 3 has begun and stays as it was until 10:40. Pause its cameras to stop them now.",
            cameras: [],
          },
        ],
      };
    },
    async timeline(date, change) {
      const all = after(change);
      const from_ms = Date.parse(`${date}T00:00:00Z`) - ZONE_MS;
      const off = all.exceptions.filter(({ first, last }) => first <= date && date <= last);
      return {
        date,
        from_ms,
        to_ms: from_ms + DAY_MS,
        rows: memory.view.cameras.map((camera) => ({
          camera: camera.id,
          name: camera.name,
          spans: spans(camera, date, all),
        })),
        remarks: off.map(({ name }) => `Another day than usual: ${name}.`),
      };
    },
    occurrences: async () => [],
    async planAt(at_ms, change) {
      const all = after(change);
      const date = new Date(at_ms + ZONE_MS).toISOString().slice(0, 10);
      const cameras = memory.view.cameras.map((camera) => {
        const span = spans(camera, date, all).find((one) => one.from_ms <= at_ms && at_ms < one.to_ms);
        return {
          camera: camera.id,
          name: camera.name,
          state: span?.state ?? ("outside_periods" as const),
          sentence: span?.sentence ?? "",
        };
      });
      return { at_ms, next_ms: at_ms + 25 * MINUTE_MS, cameras };
    },
    async sampleWeek() {
      const { periods } = bellsOf("demo").schedules[0] ?? allDay(1);
      const taken = bells().schedules.some(({ name }) => name === "School week");
      return {
        id: null,
        name: taken ? "School week 2" : "School week",
        enabled: true,
        drives: { is: "all" },
        periods: periods.map((period) => ({ ...period, id: null })),
      };
    },
    async calendarImport(text, dryRun) {
      const read = report(text, !dryRun);
      if (!dryRun) {
        const days = read.lines.filter(({ verdict }) => verdict === "add");
        const exceptions = days.map(({ name, first, last }) => ({
          id: memory.newId() + 100,
          name,
          first: first ?? "",
          last: last ?? "",
          kind: { is: "off" as const },
          schedule: null,
        }));
        tell({ exceptions: [...bells().exceptions, ...exceptions] });
      }
      return read;
    },
    calendarSave: async (first) => `/home/it/Downloads/bellwatch-${first}.ics`,
  };
}
