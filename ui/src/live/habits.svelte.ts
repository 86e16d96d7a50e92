// What the operator chose last, so that it is one click the next time. Kept on this computer, for this window.

/** The pauses that need no time to be typed. */
export const shortcuts = ["half_hour", "two_hours", "tomorrow"] as const;
export type Shortcut = (typeof shortcuts)[number];

const KEY = "bellwatch.pause";

export class Habits {
  /** How long was paused last. */
  #pause = $state<Shortcut>("half_hour");

  constructor() {
    const kept = localStorage.getItem(KEY);
    this.#pause = shortcuts.find((one) => one === kept) ?? "half_hour";
  }

  get pause(): Shortcut {
    return this.#pause;
  }

  /** Somebody paused for so long. */
  paused(long: Shortcut): void {
    this.#pause = long;
    localStorage.setItem(KEY, long);
  }
}
