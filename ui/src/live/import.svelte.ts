// Taking a file over: it is looked at first, which changes nothing, and then carried out.

import type { Problem } from "../wire/Problem";
import { refusal } from "./deed";

/** How far the engine goes with what it is handed. */
export type Taking = "look" | "carry out";

/** One import, from the file to its end. `Source` is what is handed over, `Report` what is told of it. */
export class Import<Source, Report> {
  readonly #take: (source: Source, taking: Taking) => Promise<Report>;
  source = $state.raw<Source | null>(null);
  /** What would be done; `null` until something was looked at. */
  report = $state.raw<Report | null>(null);
  /** Why it could not be looked at, or not be carried out; nothing was changed then. */
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);

  /** An import that begins with `looked` where that was looked at already. */
  constructor(
    take: (source: Source, taking: Taking) => Promise<Report>,
    looked: { source: Source; report: Report } | null = null,
  ) {
    this.#take = take;
    this.source = looked?.source ?? null;
    this.report = looked?.report ?? null;
  }

  /** Looks at a file; answers what would be done. Of one that is looked at once more, what was told last stays. */
  async look(source: Source): Promise<Report | null> {
    const before = source === this.source ? this.report : null;
    this.source = source;
    const report = await this.#ask(source, "look");
    this.report = report ?? before;
    return report;
  }

  /** Carries out what was looked at; answers what was done, or `null` where that was nothing. */
  async carryOut(): Promise<Report | null> {
    return this.source === null ? null : this.#ask(this.source, "carry out");
  }

  /** Begins again, with another file. */
  forget(): void {
    this.report = null;
    this.problem = null;
  }

  async #ask(source: Source, taking: Taking): Promise<Report | null> {
    let answer: Report | null = null;
    this.busy = true;
    this.problem = await refusal(async () => {
      answer = await this.#take(source, taking);
    });
    this.busy = false;
    return answer;
  }
}
