// The runs of the last day as pieces of a line. Pure.

import type { ProcessView } from "../wire/ProcessView";

export const DAY_MS = 86_400_000;

/** A piece of the line, in percent from its beginning. */
export type Piece = { id: number; from: number; length: number; failed: boolean };

/** The pieces of the day that ends at `now`, and how much of it some run covers, 0–100. */
export function day(runs: readonly ProcessView[], now: number): { pieces: Piece[]; covered: number } {
  const begin = now - DAY_MS;
  const spans = runs
    .map((run) => ({
      run,
      from: Math.max(run.started_ms, begin),
      to: Math.min(run.ended_ms ?? now, now),
    }))
    .filter(({ from, to }) => to > from)
    .toSorted((a, b) => a.from - b.from);
  const pieces = spans.map(({ run, from, to }) => ({
    id: run.id,
    from: ((from - begin) / DAY_MS) * 100,
    length: ((to - from) / DAY_MS) * 100,
    failed: run.error !== null,
  }));
  let covered = 0;
  let reached = begin;
  for (const { from, to } of spans) {
    covered += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return { pieces, covered: (covered / DAY_MS) * 100 };
}
