// A search for cameras while it goes on: what was found, what was chosen, what was answered, and what is to be added.

import type { Backend } from "../backend/backend";
import { refusal } from "../live/deed";
import type { FoundAdded } from "../wire/FoundAdded";
import type { FoundAnswer } from "../wire/FoundAnswer";
import type { FoundCamera } from "../wire/FoundCamera";
import type { FoundCameras } from "../wire/FoundCameras";
import type { FoundStream } from "../wire/FoundStream";
import type { Problem } from "../wire/Problem";

/** With what a camera is asked. */
export type Login = { user: string; password: string };
/** One picture that may be added. */
export type Offer = { camera: FoundCamera; stream: FoundStream; key: string };

export class Finding {
  found = $state.raw<FoundCameras | null>(null);
  /** The round that is on; `null` while none is. */
  round = $state<number | null>(null);
  asking = $state(false);
  problem = $state.raw<Problem | null>(null);
  login = $state.raw<Login>({ user: "", password: "" });
  /** Of cameras that are asked otherwise than the rest. */
  logins = $state.raw<Record<number, Login>>({});
  answers = $state.raw<FoundAnswer[] | null>(null);
  /** Names that were typed, and sentences of what cannot be taken, by an offer's key. */
  names = $state.raw<Record<string, string>>({});
  refused = $state.raw<Record<string, string>>({});
  #leftOut = $state.raw<ReadonlySet<number>>(new Set());
  #leftOffers = $state.raw<ReadonlySet<string>>(new Set());
  #backend: Backend;
  #search = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** How many rounds were made, and are to be. */
  readonly scan = $derived({ scan: this.found?.scan ?? 0, scans: this.found?.scans ?? 0 });
  readonly cameras = $derived(this.found?.cameras ?? []);
  /** Those that can be asked and are nobody's yet. */
  readonly fresh = $derived(this.cameras.filter(({ camera, can_be_asked }) => camera === null && can_be_asked));
  readonly chosen = $derived(this.fresh.filter(({ id }) => !this.#leftOut.has(id)));
  readonly offers = $derived((this.answers ?? []).flatMap((answer) => this.#offers(answer)));
  readonly failed = $derived((this.answers ?? []).filter(({ trouble }) => trouble !== null));
  readonly taken = $derived(this.offers.filter((offer) => this.takes(offer)));

  /** Makes all rounds, unless it is stopped. */
  async search(): Promise<void> {
    const search = ++this.#search;
    [this.found, this.answers, this.problem] = [null, null, null];
    this.round = 1;
    for (let anew = true; this.#search === search && this.round !== null; anew = false) {
      const problem = await refusal(() => this.#scan(search, anew));
      if (this.#search !== search) return;
      this.problem = problem;
      const done = this.scan;
      this.round = problem || done.scan >= done.scans ? null : done.scan + 1;
    }
  }

  /** Stops after what was found; a round that is under way is not waited for. */
  stop(): void {
    this.#search += 1;
    this.round = null;
  }

  chooses({ id }: FoundCamera): boolean {
    return this.chosen.some((one) => one.id === id);
  }

  choose({ id }: FoundCamera): void {
    const left = new Set(this.#leftOut);
    if (!left.delete(id)) left.add(id);
    this.#leftOut = left;
  }

  chooseAll(all: boolean): void {
    this.#leftOut = new Set(all ? [] : this.fresh.map(({ id }) => id));
  }

  /** Asks what is chosen, or one camera again. */
  async ask(cameras: readonly FoundCamera[]): Promise<void> {
    this.asking = true;
    const ids = new Set(cameras.map(({ id }) => id));
    this.problem = await refusal(async () => {
      const answers = await this.#backend.camerasAsk(cameras.map(({ id }) => ({ id, ...this.loginOf(id) })));
      const others = (this.answers ?? []).filter(({ id }) => !ids.has(id));
      const place = ({ id }: FoundAnswer) => this.cameras.findIndex((camera) => camera.id === id);
      this.answers = [...others, ...answers].sort((one, other) => place(one) - place(other));
    });
    this.asking = false;
  }

  loginOf(id: number): Login {
    return this.logins[id] ?? this.login;
  }

  setLogin(id: number, login: Login): void {
    this.logins = { ...this.logins, [id]: login };
  }

  back(): void {
    [this.answers, this.refused, this.problem] = [null, {}, null];
  }

  camera(id: number): FoundCamera | undefined {
    return this.cameras.find((camera) => camera.id === id);
  }

  nameOf({ key, stream }: Offer): string {
    return this.names[key] ?? stream.name;
  }

  setName({ key }: Offer, name: string): void {
    this.names = { ...this.names, [key]: name };
  }

  takes({ key, stream }: Offer): boolean {
    return stream.camera === null && !this.#leftOffers.has(key);
  }

  take({ key }: Offer): void {
    const left = new Set(this.#leftOffers);
    if (!left.delete(key)) left.add(key);
    this.#leftOffers = left;
  }

  /** Adds what is taken, all or none; answers what was added, or `null` where something has to be changed first. */
  async add(): Promise<FoundAdded | null> {
    this.asking = true;
    const picks = this.taken.map((offer) => ({
      id: offer.camera.id,
      channel: offer.stream.channel,
      name: this.nameOf(offer),
    }));
    let added: FoundAdded | null = null;
    this.problem = await refusal(async () => (added = await this.#backend.camerasFoundAdd(picks)));
    this.asking = false;
    if (added === null) return null;
    const { refused }: FoundAdded = added;
    this.refused = Object.fromEntries(refused.map(({ id, channel, sentence }) => [`${id}/${channel}`, sentence]));
    return refused.length > 0 ? null : added;
  }

  /** Has everything forgotten, passwords too. */
  forget(): void {
    this.stop();
    void refusal(() => this.#backend.camerasFoundForget());
  }

  async #scan(search: number, anew: boolean): Promise<void> {
    const found = await this.#backend.camerasFind(anew);
    if (this.#search === search) this.found = found;
  }

  #offers({ id, streams }: FoundAnswer): Offer[] {
    const camera = this.camera(id);
    return camera ? streams.map((stream) => ({ camera, stream, key: `${id}/${stream.channel}` })) : [];
  }
}
