// How one thing can be set.

import { words } from "../words/words";

/**
 * One of several words, a number from `min` to `max` or one of `words` in its place, weekdays as in "Fri Sat" (or
 * "none"), or free text.
 */
export type KnobInput =
  | { is: "choice"; choices: readonly string[] }
  | { is: "number"; min: number; max: number; step: number; unit: string; words: readonly string[] }
  | { is: "weekdays" }
  | { is: "text"; placeholder: string };

/** A choice as people say it; the engine and the command line know it by its own word. */
export function choiceWords(choice: string): string {
  return words.choices[choice] ?? choice;
}
