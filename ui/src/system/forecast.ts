// The coming week: where it is too much. Pure.

import type { StretchView } from "../wire/StretchView";

/** The first stretch in which most is too much; `null` where everything fits. */
export function worstOf(stretches: readonly StretchView[]): StretchView | null {
  const missing = ({ runs, fits }: StretchView) => runs - fits;
  return stretches.reduce<StretchView | null>(
    (worst, one) => (missing(one) > (worst ? missing(worst) : 0) ? one : worst),
    null,
  );
}
