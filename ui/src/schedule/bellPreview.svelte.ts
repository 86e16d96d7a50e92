// What a change of the bell would do, worked out by the engine a moment after one stops changing it.

import type { Backend } from "../backend/backend";
import { asProblem } from "../backend/problem";
import type { BellChange } from "../wire/BellChange";
import type { BellPreview } from "../wire/BellPreview";
import type { Problem } from "../wire/Problem";

const TYPING_MS = 350;

export class Preview {
  /** What follows; `null` while it is being worked out, or when nothing is to be saved. */
  found = $state.raw<BellPreview | null>(null);
  /** What is wrong with the change. */
  problem = $state.raw<Problem | null>(null);

  /** Follows a change while the component that calls it lives; `null` is nothing to save. */
  constructor(backend: Backend, change: () => BellChange | null) {
    $effect(() => {
      const now = change();
      this.found = null;
      if (now === null) {
        this.problem = null;
        return;
      }
      let dropped = false;
      const waiting = setTimeout(async () => {
        try {
          const found = await backend.bellPreview(now);
          if (!dropped) [this.found, this.problem] = [found, null];
        } catch (thrown) {
          if (!dropped) this.problem = asProblem(thrown);
        }
      }, TYPING_MS);
      return () => {
        dropped = true;
        clearTimeout(waiting);
      };
    });
  }
}
