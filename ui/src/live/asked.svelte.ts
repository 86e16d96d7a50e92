// An answer that is asked for on a screen and asked for again whenever the engine says that it may have changed.

import { untrack } from "svelte";
import { asProblem } from "../backend/problem";
import type { Problem } from "../wire/Problem";

/** The newest answer to one question. One is asked at a time; what changes meanwhile is asked for once more. */
export class Asked<Answer> {
  /** `null` until the first answer about this came. */
  value = $state.raw<Answer | null>(null);
  /** Why the newest question was not answered; the answer before it stays. */
  problem = $state.raw<Problem | null>(null);
  readonly #ask: () => Promise<Answer>;
  readonly #about: () => string;
  #busy = false;
  #again = false;

  /**
   * Call it at set-up. `about` says what the question is about: when that changes, the old answer goes at once.
   * `revision` changes whenever the same question may have another answer.
   */
  constructor(about: () => string, revision: () => number, ask: () => Promise<Answer>) {
    this.#ask = ask;
    this.#about = about;
    let before: string | null = null;
    $effect(() => {
      const now = about();
      revision();
      untrack(() => {
        if (before !== null && before !== now) this.value = null;
        before = now;
        void this.again();
      });
    });
  }

  /** Asks once more. */
  async again(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    do {
      this.#again = false;
      const about = this.#about();
      try {
        const value = await this.#ask();
        if (about !== this.#about()) continue;
        this.value = value;
        this.problem = null;
      } catch (thrown) {
        if (about === this.#about()) this.problem = asProblem(thrown);
      }
    } while (this.#again);
    this.#busy = false;
  }
}
