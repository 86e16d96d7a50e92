// A profile as it is typed. Pure.

import type { KnobValue } from "../wire/KnobValue";
import type { KnobView } from "../wire/KnobView";
import type { ProfileDraft } from "../wire/ProfileDraft";
import type { ProfileView } from "../wire/ProfileView";

/** A name, and values by the keys of their knobs. */
export type Form = { name: string; values: Readonly<Record<string, string>> };

/** What was touched of it. What was not stays what the engine says, whoever changes it meanwhile. */
export type Typed = { name?: string; values: Readonly<Record<string, string>> };

/** What is saved of a profile; a new one has every knob at its default. */
export function savedOf(profile: ProfileView | null, knobs: readonly KnobView[]): Form {
  const defaults = Object.fromEntries(knobs.map((knob) => [knob.key, knob.default]));
  const own = Object.fromEntries((profile?.values ?? []).map(({ key, value }) => [key, value]));
  return { name: profile?.name ?? "", values: { ...defaults, ...own } };
}

/** What to send: the name, and only the knobs that differ from what is saved. */
export function draftOf(typed: Typed, saved: Form): ProfileDraft {
  const values: KnobValue[] = Object.entries(typed.values)
    .filter(([key, value]) => saved.values[key] !== value)
    .map(([key, value]) => ({ key, value }));
  return { name: typed.name ?? saved.name, values };
}

/** Whether there is anything to save. */
export function isDirty(typed: Typed, saved: Form): boolean {
  const { name, values } = draftOf(typed, saved);
  return name !== saved.name || values.length > 0;
}

/** How many knobs are not at their default. */
export function differing(values: readonly KnobValue[], knobs: readonly KnobView[]): number {
  const own = new Map(values.map(({ key, value }) => [key, value]));
  return knobs.filter((knob) => own.has(knob.key) && own.get(knob.key) !== knob.default).length;
}
