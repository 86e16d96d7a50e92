// Which people a list shows, and how each stands with recognition. Pure.

import { byWords, holds } from "../parts/search";
import type { Tone } from "../parts/tone";
import { words } from "../words/words";
import type { PersonView } from "../wire/PersonView";

/** What can be looked at by itself. */
export const LOOKS = ["all", "no_consent", "not_enrolled", "note", "inactive"] as const;
export type Look = (typeof LOOKS)[number];

/** Which people are wanted. `null` is any group. */
export type PeopleFilter = { text: string; group: string | null; look: Look };

/** Whether a person passes. Those who have left are only among everybody and by themselves. */
export function passes(person: PersonView, { text, group, look }: PeopleFilter): boolean {
  if (group !== null && person.group !== group) return false;
  return belongs(person, look) && holds(`${person.name} ${person.code}`, text);
}

/** Whether a person belongs to a look. */
export function belongs({ active, consent, is_enrolled, note }: PersonView, look: Look): boolean {
  switch (look) {
    case "all":
      return true;
    case "no_consent":
      return active && consent === null;
    case "not_enrolled":
      return active && !is_enrolled;
    case "note":
      return active && is_enrolled && note !== null;
    case "inactive":
      return !active;
  }
}

/** Every group there is, in the order in which people count. */
export function groupsOf(people: readonly PersonView[]): string[] {
  return [...new Set(people.map(({ group }) => group))].filter((group) => group !== "").toSorted(byWords);
}

/** How a person stands with recognition: a word in its tone, and what there is to say. */
export function standing({ active, is_enrolled, note }: PersonView): { tone: Tone; word: string; note: string | null } {
  const { left, enrolled, notEnrolled } = words.people;
  if (!active) return { tone: "resting", word: left, note };
  if (!is_enrolled) return { tone: "resting", word: notEnrolled, note };
  return { tone: note === null ? "good" : "late", word: enrolled, note };
}

/** What stands in a list can be sorted by. */
export type Column = "name" | "code" | "group";

/** People sorted by a column, then by name. */
export function sorted(people: readonly PersonView[], by: Column, down: boolean): PersonView[] {
  const order = people.toSorted((a, b) => byWords(a[by], b[by]) || byWords(a.name, b.name));
  return down ? order.toReversed() : order;
}
