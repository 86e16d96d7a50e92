// An engine that is asked and does not answer (`&never`), or cannot (`&refused`): what screens show meanwhile, and then.

import type { Backend } from "../backend";
import { Memory, UNREAD } from "./state";

/** What is asked for by itself when a screen, or a part of one, opens. What somebody does is answered as ever. */
const ASKED: ReadonlySet<keyof Backend> = new Set([
  ...(["cameraDetail", "clips", "people", "person", "unknownFaces", "attendanceDay", "attendance"] as const),
  ...(["sightings", "sightingDetail", "gaugeHistory", "forecast", "said", "runs", "events"] as const),
  ...(["packs", "thresholdCurve", "timeline", "planAt", "backups"] as const),
]);

/** `backend`, whose questions are answered as the address asks. */
export function asking(backend: Backend, query: URLSearchParams): Backend {
  if (!query.has("never") && !query.has("refused")) return backend;
  const answer = query.has("never")
    ? () => new Promise<never>(() => {})
    : () => Promise.reject(Memory.problem("store", UNREAD));
  return { ...backend, ...Object.fromEntries([...ASKED].map((name) => [name, answer])) };
}
