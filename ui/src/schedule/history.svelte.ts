// What was done to a draft, to be undone and done again.

import type { ScheduleDraft } from "../wire/ScheduleDraft";
import { same } from "./draft";

/** Steps that can be undone. */
const MOST = 200;

/** A draft with its past and its undone future. */
export class History {
  #past = $state.raw<ScheduleDraft[]>([]);
  #future = $state.raw<ScheduleDraft[]>([]);
  #now: ScheduleDraft;

  constructor(draft: ScheduleDraft) {
    this.#now = $state.raw(draft);
  }

  get now(): ScheduleDraft {
    return this.#now;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  /** The draft becomes `draft`. */
  do(draft: ScheduleDraft): void {
    if (same(draft, this.#now)) return;
    this.#past = [...this.#past, this.#now].slice(-MOST);
    this.#future = [];
    this.#now = draft;
  }

  /** Begins anew with what was saved. */
  reset(draft: ScheduleDraft): void {
    this.#past = [];
    this.#future = [];
    this.#now = draft;
  }

  undo(): void {
    const before = this.#past.at(-1);
    if (!before) return;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, this.#now];
    this.#now = before;
  }

  redo(): void {
    const after = this.#future.at(-1);
    if (!after) return;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, this.#now];
    this.#now = after;
  }
}
