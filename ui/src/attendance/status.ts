// Statuses as words and tones, counts as parts of a whole, and which entries a table shows. Pure.

import { byWords, holds } from "../parts/search";
import type { Tone } from "../parts/tone";
import { words } from "../words/words";
import type { AttendanceCounts } from "../wire/AttendanceCounts";
import type { AttendanceEntryView } from "../wire/AttendanceEntryView";
import type { AttendanceStatus } from "../wire/AttendanceStatus";

/** In the order in which they are shown. */
export const STATUSES = ["present", "late", "absent", "unknown", "excused", "expected"] as const;

/** What a hand can say. */
export const SAYABLE = ["present", "late", "absent", "excused", "unknown"] as const;

export const tones: Record<AttendanceStatus, Tone> = {
  present: "good",
  late: "late",
  absent: "broken",
  unknown: "resting",
  excused: "resting",
  expected: "resting",
};

/** The parts of a bar. */
export function partsOf(counts: AttendanceCounts) {
  return STATUSES.map((key) => ({
    key,
    // An excuse is nothing to look at twice, but must not look like nobody knowing.
    tone: key === "excused" ? ("busy" as const) : tones[key],
    count: counts[key],
    words: words.attendance.count(counts[key], words.attendance.small[key]),
    hollow: key === "unknown",
  }));
}

/** "98 present, 7 late, 3 absent": those that are none are left out. */
export function countWords(counts: AttendanceCounts): string {
  return partsOf(counts)
    .filter(({ count }) => count > 0)
    .map((part) => part.words)
    .join(words.comma);
}

/** Those who are there, in time or late. */
export function hereOf({ present, late }: AttendanceCounts): number {
  return present + late;
}

/** How many there are in all; `expected` are those of whom nothing is known yet. */
export function allOf(counts: AttendanceCounts): number {
  return STATUSES.reduce((sum, status) => sum + counts[status], 0);
}

/** Counts over several entries. */
export function countsOf(entries: readonly AttendanceEntryView[]): AttendanceCounts {
  const counts = { expected: 0, present: 0, late: 0, absent: 0, unknown: 0, excused: 0 };
  for (const { status } of entries) counts[status] += 1;
  return counts;
}

/** Which entries are wanted. `null` is any. */
export type EntryFilter = { text: string; group: string | null; status: AttendanceStatus | null };

/** Whether an entry passes: name or code hold every word, see `parts/search`. */
export function passes(entry: AttendanceEntryView, { text, group, status }: EntryFilter): boolean {
  if (group !== null && entry.group !== group) return false;
  if (status !== null && entry.status !== status) return false;
  return holds(`${entry.name} ${entry.code}`, text);
}

/** What stands in a list: a group with its count, and beneath it its people. */
export type Line =
  | { is: "group"; key: string; name: string; here: number; of: number }
  | { is: "entry"; key: string; entry: AttendanceEntryView };

/** Entries by group, each group by name. */
export function byGroup(entries: readonly AttendanceEntryView[]): Line[] {
  const groups = new Map<string, AttendanceEntryView[]>();
  for (const entry of entries) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return [...groups.entries()]
    .toSorted(([a], [b]) => byWords(a, b))
    .flatMap(([name, list]): Line[] => [
      { is: "group", key: `group ${name}`, name, here: hereOf(countsOf(list)), of: list.length },
      ...list
        .toSorted((a, b) => a.name.localeCompare(b.name))
        .map((entry) => ({ is: "entry" as const, key: keyOf(entry), entry })),
    ]);
}

/** What tells an entry from every other. */
export function keyOf({ person, occurrence }: AttendanceEntryView): string {
  return `${person}/${occurrence}`;
}
