// Doing something the operator asked for, and saying how it went.

import { asProblem } from "../backend/problem";
import type { Toasts } from "../parts/toasts.svelte";
import type { Problem } from "../wire/Problem";

/** What to say when it was done, and how to undo it. */
export type Said = { text: string; undo?: () => Promise<void> };

/** Does it and says so, in words that may depend on the answer; a refusal becomes a note. Answers whether it was done. */
export async function deed<Answer>(
  toasts: Toasts,
  done: Said | null | ((answer: Answer) => Said),
  act: () => Promise<Answer>,
): Promise<boolean> {
  let said: Said | null = null;
  const problem = await refusal(async () => {
    const answer = await act();
    said = typeof done === "function" ? done(answer) : done;
  });
  if (problem) {
    toasts.say({ text: problem.message, detail: problem.detail, tone: "broken" });
    return false;
  }
  if (said) {
    const { text, undo }: Said = said;
    toasts.say({ text, tone: "plain", undo: undo && (() => void deed(toasts, null, undo)) });
  }
  return true;
}

/** Does it; answers why it was refused, or `null`. For forms, which show the Problem at its field. */
export async function refusal(act: () => Promise<unknown>): Promise<Problem | null> {
  try {
    await act();
    return null;
  } catch (thrown) {
    return asProblem(thrown);
  }
}
