// The shape of a language: every key of English, with the same parameters.

import type { en } from "./en";

/** Every sentence, by its key. A whole language has them all. */
export type Words = Widened<typeof en>;

/** The same shape for sentences of any wording. */
type Widened<T> = T extends string
  ? string
  : T extends (...of: infer Of) => infer Said
    ? (...of: Of) => Widened<Said>
    : { [Key in keyof T]: Widened<T[Key]> };

/** A language in preparation: some of the keys, at any depth. */
export type Some<T> = T extends string | readonly unknown[] | ((...of: never[]) => unknown)
  ? T
  : { [Key in keyof T]?: Some<T[Key]> };

type Part = { readonly [key: string]: unknown };

/** `part` with everything that it lacks from `whole`. Pure. */
export function filled(part: Some<Words>, whole: Words): Words {
  return laidOver(part, whole) as Words;
}

function laidOver(part: Part, whole: Part): Part {
  const entries = Object.entries(whole).map(([key, other]): [string, unknown] => {
    const own = part[key];
    return [key, own === undefined ? other : isPart(own) && isPart(other) ? laidOver(own, other) : own];
  });
  return Object.fromEntries(entries);
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
