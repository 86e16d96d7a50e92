// What the window knows: the newest view, the time, and whether the operator has frozen both for reading.

import type { Backend } from "../backend/backend";
import { asProblem } from "../backend/problem";
import { makeFormat } from "../words/format";
import { locale } from "../words/words";
import type { CameraView } from "../wire/CameraView";
import type { Message } from "../wire/Message";
import type { Problem } from "../wire/Problem";
import type { ProfileView } from "../wire/ProfileView";
import type { RunnerView } from "../wire/RunnerView";
import type { View } from "../wire/View";
import { apply } from "./apply";

const NO_RUNNERS: RunnerView[] = [];

/** How what is shown follows the engine: at once, every ten seconds, or not at all. */
export const paces = ["live", "slow", "off"] as const;
export type Pace = (typeof paces)[number];
const SLOW_MS = 10_000;

/** The window's knowledge. One per window; `start` begins to listen, `stop` ends it. */
export class Live {
  readonly backend: Backend;
  /** The newest the engine told, shown or not. */
  #newest = $state.raw<View | null>(null);
  #shown = $state.raw<View | null>(null);
  #now = $state(0);
  /** Of when the view is that stands still, Unix milliseconds; `null` while it follows the engine at once. */
  frozenAt = $state<number | null>(null);
  pace = $state.raw<Pace>("live");
  /** Why nothing comes from the engine. */
  trouble = $state.raw<Problem | null>(null);
  #asking = false;
  #ticker: ReturnType<typeof setInterval> | undefined;
  /** Counts how often it began to listen: what an earlier Channel still brings is not heard. */
  #turn = 0;
  /** What is being asked of the engine about listening; one after the other. */
  #asked: Promise<void> | null = null;
  readonly #onSight = (): void => void (document.hidden ? this.#rest() : this.#listen());

  constructor(backend: Backend) {
    this.backend = backend;
    this.#now = backend.now();
  }

  /** What the screens show: the newest view, or the one that was newest when it was frozen. */
  readonly view = $derived.by(() => (this.frozenAt === null ? this.#newest : this.#shown));
  /** The instant the screens show, second by second; stands still while frozen. */
  readonly now = $derived.by(() => this.frozenAt ?? this.#now);
  // By itself, since a view comes many times a second and making formats is slow: they are made anew with another zone alone.
  readonly #zone = $derived(this.view?.site.time_zone);
  readonly format = $derived(makeFormat(locale, this.#zone));
  /** These go up whenever people, or attendance, are to be asked for anew. */
  readonly peopleRevision = $derived(this.view?.recognition.people_revision ?? 0);
  readonly attendanceRevision = $derived(this.view?.recognition.attendance_revision ?? 0);
  /** Goes up whenever clips are to be asked for anew. */
  readonly clipsRevision = $derived(this.view?.recognition.clips_revision ?? 0);
  /** Unknown faces, and whether they are being kept: the newest, frozen or not, since nobody may miss that. */
  readonly unknown = $derived(this.#newest?.recognition.unknown ?? null);
  /** The time that goes on while the view is frozen. */
  readonly clock = $derived(this.#now);
  readonly #runnersByCamera = $derived(grouped(this.view?.runners ?? NO_RUNNERS));

  /** Listens to the engine from now on, whenever somebody can see the window: one that nobody sees costs nothing. */
  async start(): Promise<void> {
    this.trouble = null;
    document.addEventListener("visibilitychange", this.#onSight);
    if (!document.hidden) await this.#listen();
  }

  #listen(): Promise<void> {
    this.#ticker ??= setInterval(() => this.#tick(), 1000);
    const turn = ++this.#turn;
    return this.#ask(async () => {
      if (turn !== this.#turn) return;
      await this.backend.watch((message) => {
        if (turn === this.#turn) this.hear(message);
      });
    });
  }

  #rest(): Promise<void> {
    clearInterval(this.#ticker);
    this.#ticker = undefined;
    this.#turn += 1;
    return this.#ask(() => this.backend.unwatch());
  }

  /** Asks once what was asked before is answered, so that the last word holds. */
  #ask(ask: () => Promise<void>): Promise<void> {
    const asked = (this.#asked === null ? ask() : this.#asked.then(ask))
      .catch((thrown: unknown) => void (this.trouble = asProblem(thrown)))
      .finally(() => {
        if (this.#asked === asked) this.#asked = null;
      });
    this.#asked = asked;
    return asked;
  }

  /** Has the engine started once more, after it could not start, and listens again. */
  async again(): Promise<void> {
    this.trouble = null;
    try {
      await this.backend.engineTryAgain();
    } catch (thrown) {
      this.trouble = asProblem(thrown);
      return;
    }
    await this.start();
  }

  /** Listens no more. */
  stop(): void {
    document.removeEventListener("visibilitychange", this.#onSight);
    void this.#rest();
  }

  /** Takes one message of the Channel. */
  hear(message: Message): void {
    if (message.is === "view") {
      // After a rest the time is as old as what was shown.
      this.#now = this.backend.now();
      this.#newest = message.view;
      this.trouble = null;
      return;
    }
    if (this.#newest === null) return;
    const { view, gap } = apply(this.#newest, message.changes);
    this.#newest = view;
    if (gap) void this.#askAfresh();
  }

  /** Has the view and the time go on at once, by steps of ten seconds, or stand still for reading. */
  follow(pace: Pace): void {
    this.pace = pace;
    this.#hold(pace !== "live");
  }

  #hold(on: boolean): void {
    this.#shown = on ? this.#newest : null;
    this.frozenAt = on ? this.#now : null;
  }

  #tick(): void {
    this.#now = this.backend.now();
    if (this.pace === "slow" && this.#now - (this.frozenAt ?? 0) >= SLOW_MS) this.#hold(true);
  }

  camera(id: number): CameraView | undefined {
    return this.view?.cameras.find((camera) => camera.id === id);
  }

  profile(id: number): ProfileView | undefined {
    return this.view?.profiles.find((profile) => profile.id === id);
  }

  /** A camera's runners, the one of its own profile first. */
  runners(camera: CameraView): RunnerView[] {
    const all = this.#runnersByCamera.get(camera.id) ?? NO_RUNNERS;
    if (all.length < 2) return all;
    return all.toSorted((a, b) => Number(b.profile === camera.profile) - Number(a.profile === camera.profile));
  }

  async #askAfresh(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.#newest = await this.backend.freshView();
      this.trouble = null;
    } catch (thrown) {
      this.trouble = asProblem(thrown);
    } finally {
      this.#asking = false;
    }
  }
}

function grouped(runners: readonly RunnerView[]): Map<number, RunnerView[]> {
  const groups = new Map<number, RunnerView[]>();
  for (const runner of runners) {
    const group = groups.get(runner.camera);
    if (group) group.push(runner);
    else groups.set(runner.camera, [runner]);
  }
  return groups;
}
