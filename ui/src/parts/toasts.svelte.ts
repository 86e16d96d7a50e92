// Short notes that come and go: what was done, with Undo where it can be undone, and what was refused.

import { createContext } from "svelte";

/** One note. */
export type Toast = {
  id: number;
  text: string;
  /** The whole chain, for the ticket. */
  detail?: string;
  tone: "plain" | "broken";
  undo?: () => void;
};

/** How long a note stays, and how many stand at once. */
const STAYS_MS = 8000;
const MOST = 4;

export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #last = 0;
  readonly #ends = new Map<number, ReturnType<typeof setTimeout>>();

  /** Shows a note; the oldest goes when there are too many. */
  say(toast: Omit<Toast, "id">): void {
    const id = (this.#last += 1);
    this.list = [...this.list, { ...toast, id }].slice(-MOST);
    this.release(id);
  }

  dismiss(id: number): void {
    this.hold(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Takes back what the newest note says that can be taken back; whether there was one. */
  undo(): boolean {
    const newest = this.list.findLast((toast) => toast.undo);
    if (!newest) return false;
    this.dismiss(newest.id);
    newest.undo?.();
    return true;
  }

  /** Keeps a note while it is read. */
  hold(id: number): void {
    clearTimeout(this.#ends.get(id));
    this.#ends.delete(id);
  }

  /** Lets its time run again. */
  release(id: number): void {
    this.hold(id);
    this.#ends.set(
      id,
      setTimeout(() => this.dismiss(id), STAYS_MS),
    );
  }
}

export const [useToasts, provideToasts] = createContext<Toasts>();
