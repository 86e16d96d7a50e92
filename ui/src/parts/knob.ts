// How one thing can be set.

import { locale, words } from "../words/words";

/**
 * One of several words, a number from `min` to `max` or one of `words` in its place, weekdays as in "Fri Sat" (or
 * "none"), or free text.
 */
export type KnobInput =
  | { is: "choice"; choices: readonly string[] }
  | { is: "number"; min: number; max: number; step: number; unit: string; words: readonly string[] }
  | { is: "weekdays" }
  | { is: "text"; placeholder: string };

/** The value of a knob as people say it: weekdays by name, and a choice as below. */
export function valueWords(input: KnobInput, value: string): string {
  const names: Readonly<Record<string, string | undefined>> = words.weekdays;
  const days = input.is === "weekdays" ? value.split(" ").map((day) => names[day]) : [];
  const named = days.filter((day) => day !== undefined);
  return named.length > 0 && named.length === days.length
    ? new Intl.ListFormat(locale).format(named)
    : choiceWords(value);
}

/** Which cores a run may use, as people say it. */
export function coreWords(value: string): string {
  return words.profiles.cores[value] ?? value;
}

/** A choice as people say it; the engine and the command line know it by its own word. */
export function choiceWords(choice: string): string {
  return words.choices[choice] ?? choice;
}
