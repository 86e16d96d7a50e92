// Where Help tells of a problem. Pure.

import type { ProblemView } from "../wire/ProblemView";

/** Of problems that are no camera's error: how their keys begin, and the place in Help. */
const OWN: readonly [begins: string, address: string][] = [
  ["engine", "what-the-strip-says-of-bellwatch-itself"],
  ["journal", "what-the-strip-says-of-bellwatch-itself"],
  ["stopped by hand", "what-the-strip-says-of-bellwatch-itself"],
  ["backup", "backups"],
  ["budget", "a-budget-for-all-cameras"],
  ["settings of camera ", "when-a-camera-does-not-run"],
  ["before ", "when-a-camera-does-not-run"],
  ["silence ", "error-connect_timeout"],
];

/** An error's code, alone or before the place that it is at: `disk_full here`, `stalled of camera 4`. */
const CODE = /^([a-z]+(?:_[a-z]+)*)(?: (?:here|on .+|at .+|of camera \d+))?$/;

/** The place in Help that tells of a problem; `null` for a key of another version. */
export function helpOf({ key }: Pick<ProblemView, "key">): string | null {
  const own = OWN.find(([begins]) => key === begins || (begins.endsWith(" ") && key.startsWith(begins)));
  if (own) return own[1];
  const code = CODE.exec(key)?.[1];
  return code === undefined ? null : `error-${code}`;
}
