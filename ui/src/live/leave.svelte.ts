// Changes that are not saved: before the window goes elsewhere, the operator is asked.

/** Asks the screens whether something would be lost, and remembers where the operator wanted to go. */
export class Leave {
  /** The address that waits for the answer. */
  asked = $state<string | null>(null);
  readonly #guards = new Set<() => boolean>();
  #allowed = false;
  /** What waits for the answer instead of another address: the page loaded anew. */
  #loading: (() => void) | null = null;

  /** While the component that calls it lives, leaving is asked about whenever `isDirty`. Call it at set-up. */
  guard(isDirty: () => boolean): void {
    $effect(() => {
      this.#guards.add(isDirty);
      return () => this.#guards.delete(isDirty);
    });
  }

  /** Whether the window may go to `hash` now. If not, the question stands in `asked`. */
  mayGo(hash: string): boolean {
    if (this.#allowed || ![...this.#guards].some((isDirty) => isDirty())) return true;
    this.asked = hash;
    this.#loading = null;
    return false;
  }

  /** Loads the page anew by `load`: at once, or when the operator has agreed to lose the changes. */
  beforeLoading(load: () => void): void {
    if (this.mayGo(location.hash)) load();
    else this.#loading = load;
  }

  /** The answer: go and lose the changes, or stay. */
  answer(go: boolean): void {
    const hash = this.asked;
    this.asked = null;
    const loading = this.#loading;
    this.#loading = null;
    if (!go || hash === null) return;
    if (loading) return loading();
    this.#allowed = true;
    location.hash = hash;
    // The change of address is told after this turn; the next guard asks again.
    setTimeout(() => (this.#allowed = false));
  }
}
