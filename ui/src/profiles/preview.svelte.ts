// What saving a profile would do, worked out by the engine a moment after one stops typing.

import { asProblem } from "../backend/problem";
import type { Backend } from "../backend/backend";
import type { CommandChange } from "../wire/CommandChange";
import type { Problem } from "../wire/Problem";
import type { ProfileDraft } from "../wire/ProfileDraft";

const TYPING_MS = 350;

export class Preview {
  /** Camera by camera; `null` while it is being worked out. */
  changes = $state.raw<readonly CommandChange[] | null>(null);
  /** What is wrong with the draft. */
  problem = $state.raw<Problem | null>(null);

  /** Follows a draft while the component that calls it lives; `null` is nothing to save. */
  constructor(backend: Backend, profile: () => number | null, draft: () => ProfileDraft | null) {
    $effect(() => {
      const now = draft();
      this.changes = null;
      if (now === null) {
        this.problem = null;
        return;
      }
      let dropped = false;
      const waiting = setTimeout(async () => {
        const [changes, problem] = await answer(backend.profilePreview(profile(), now));
        if (!dropped) [this.changes, this.problem] = [changes, problem];
      }, TYPING_MS);
      return () => {
        dropped = true;
        clearTimeout(waiting);
      };
    });
  }
}

async function answer(asked: Promise<CommandChange[]>): Promise<[CommandChange[], Problem | null]> {
  try {
    return [await asked, null];
  } catch (thrown) {
    return [[], asProblem(thrown)];
  }
}
