// A profile as it is typed. Pure.

import type { KnobValue } from "../wire/KnobValue";
import type { KnobView } from "../wire/KnobView";
import type { ProfileDraft } from "../wire/ProfileDraft";
import type { ProfileView } from "../wire/ProfileView";

/** What the form holds: a name, and every knob's value by its key. */
export type Form = { name: string; values: Readonly<Record<string, string>> };

/** The form of a profile, or of a new one with every knob at its default. */
export function formOf(profile: ProfileView | null, knobs: readonly KnobView[]): Form {
  const defaults = Object.fromEntries(knobs.map((knob) => [knob.key, knob.default]));
  const own = Object.fromEntries((profile?.values ?? []).map(({ key, value }) => [key, value]));
  return { name: profile?.name ?? "", values: { ...defaults, ...own } };
}

/** What to send: the name, and only the knobs that were touched. */
export function draftOf(form: Form, saved: Form): ProfileDraft {
  const values: KnobValue[] = Object.entries(form.values)
    .filter(([key, value]) => saved.values[key] !== value)
    .map(([key, value]) => ({ key, value }));
  return { name: form.name, values };
}

/** Whether there is anything to save. */
export function isDirty(form: Form, saved: Form): boolean {
  const { name, values } = draftOf(form, saved);
  return name !== saved.name || values.length > 0;
}

/** How many knobs are not at their default. */
export function differing(values: readonly KnobValue[], knobs: readonly KnobView[]): number {
  const own = new Map(values.map(({ key, value }) => [key, value]));
  return knobs.filter((knob) => own.has(knob.key) && own.get(knob.key) !== knob.default).length;
}
