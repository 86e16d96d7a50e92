// Photos on their way to being enrolled: one file after the other, so that each answer can be read as it comes.

import type { Backend } from "../backend/backend";
import { asProblem } from "../backend/problem";
import type { PhotoOutcome } from "../wire/PhotoOutcome";
import type { PhotoReport } from "../wire/PhotoReport";

/** So many answers are kept for reading; the sums count all of them. */
const MOST_READ = 1000;

/** A run over some files. Stopping it lets the file that is under way finish; what was enrolled stays. */
export class Enrolling {
  /** Files that are done, of so many. */
  done = $state(0);
  all = $state(0);
  isRunning = $state(false);
  wasStopped = $state(false);
  /** What became of each photo, newest first. */
  reports = $state.raw<readonly PhotoReport[]>([]);
  sums = $state.raw<Record<PhotoOutcome, number>>({ enrolled: 0, doubtful: 0, refused: 0 });
  readonly #backend: Backend;
  readonly #person: number | null;
  #waiting: File[] = [];

  /** Without a person the name of each photo says whose it is. */
  constructor(backend: Backend, person: number | null) {
    this.#backend = backend;
    this.#person = person;
  }

  /** Takes more files in; they are sent after those that wait already. */
  async add(files: readonly File[]): Promise<void> {
    this.wasStopped = false;
    this.#waiting.push(...files);
    this.all += files.length;
    if (this.isRunning) return;
    this.isRunning = true;
    for (let file = this.#waiting.shift(); file !== undefined; file = this.#waiting.shift()) {
      this.tell(await this.#sent(file));
      this.done += 1;
    }
    this.isRunning = false;
  }

  /** Sends nothing more. */
  stop(): void {
    this.wasStopped = this.#waiting.length > 0;
    this.#waiting = [];
  }

  /** Keeps what became of some photos. */
  tell(reports: readonly PhotoReport[]): void {
    this.reports = [...reports.toReversed(), ...this.reports].slice(0, MOST_READ);
    const sums = { ...this.sums };
    for (const { outcome } of reports) sums[outcome] += 1;
    this.sums = sums;
  }

  async #sent(file: File): Promise<PhotoReport[]> {
    try {
      return await this.#backend.enrolFile(file, this.#person);
    } catch (thrown) {
      const { message } = asProblem(thrown);
      return [{ file: file.name, person: null, person_name: null, outcome: "refused", sentences: [message] }];
    }
  }
}
