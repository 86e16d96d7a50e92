// The coming week: where it is too much. Pure.

import type { Tone } from "../parts/tone";
import type { StretchView } from "../wire/StretchView";

/** From where on a share is busy, and full: the engine's table of gauges. */
const BUSY = 75;
const FULL = 92;

/** The colour of a share in percent. */
export function barOf(share: number): Tone {
  if (share >= FULL) return "broken";
  return share >= BUSY ? "late" : "busy";
}

/** The first stretch in which most is too much; `null` where everything fits. */
export function worstOf(stretches: readonly StretchView[]): StretchView | null {
  const missing = ({ runs, fits }: StretchView) => runs - fits;
  return stretches.reduce<StretchView | null>(
    (worst, one) => (missing(one) > (worst ? missing(worst) : 0) ? one : worst),
    null,
  );
}
