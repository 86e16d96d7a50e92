// How one thing can be set.

/** One of several words, a number from `min` to `max` or one of `words` in its place, or free text. */
export type KnobInput =
  | { is: "choice"; choices: readonly string[] }
  | { is: "number"; min: number; max: number; step: number; unit: string; words: readonly string[] }
  | { is: "text"; placeholder: string };
