// Which pictures are on screen. The engine makes and sends new ones for these alone, so a picture that nobody
// sees costs nothing.

import type { Attachment } from "svelte/attachments";
import type { Backend, Looked } from "../backend/backend";

/** How often pictures are wanted, by what they are in. The fastest that is on screen holds. */
export const GLANCE_MS = 1000;
export const WATCH_MS = 250;

type Look = { runner: Looked; everyMs: number };

/** Tells the engine what is looked at, at most once per turn of the event loop. */
export class Looking {
  readonly #backend: Backend;
  readonly #seen = new Map<Element, Look>();
  readonly #wanted = new Map<Element, Look>();
  readonly #observer: IntersectionObserver;
  #told = "";
  #planned = false;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#observer = new IntersectionObserver((entries) => this.#notice(entries), { rootMargin: "60px" });
    document.addEventListener("visibilitychange", () => this.#plan());
  }

  /** For `{@attach}`: while the element is on screen, `runner` is looked at. */
  at(runner: Looked | null, everyMs: number): Attachment {
    return (element) => {
      if (runner === null) return;
      this.#wanted.set(element, { runner, everyMs });
      this.#observer.observe(element);
      return () => {
        this.#observer.unobserve(element);
        this.#wanted.delete(element);
        this.#seen.delete(element);
        this.#plan();
      };
    };
  }

  #notice(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const look = this.#wanted.get(entry.target);
      if (entry.isIntersecting && look) this.#seen.set(entry.target, look);
      else this.#seen.delete(entry.target);
    }
    this.#plan();
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#tell();
    });
  }

  #tell(): void {
    const looks = document.hidden ? [] : [...this.#seen.values()];
    const everyMs = Math.min(GLANCE_MS, ...looks.map((look) => look.everyMs));
    // While one is watched, it alone is: what lies behind a large picture can wait.
    const kept = everyMs < GLANCE_MS ? looks.filter((look) => look.everyMs === everyMs) : looks;
    const runners = [...new Map(kept.map(({ runner }) => [`${runner.camera}/${runner.profile}`, runner])).values()];
    const telling = JSON.stringify([runners, everyMs]);
    if (telling === this.#told) return;
    this.#told = telling;
    // A refusal is shown by the pictures growing old; the next look asks again.
    this.#backend.look(runners, everyMs).catch(() => (this.#told = ""));
  }
}
