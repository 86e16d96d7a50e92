// Every camera with what it is doing now, from what the window knows.

import type { Live } from "../live/live.svelte";
import type { CameraView } from "../wire/CameraView";
import type { Seen } from "./order";
import { words } from "../words/words";
import { cameraState, type CameraState } from "./state";

/** All cameras of the view, seen now. */
export function seenAll(live: Live): Seen[] {
  return (live.view?.cameras ?? []).map((camera) => seenOne(live, camera));
}

/** One camera, seen now. */
export function seenOne(live: Live, camera: CameraView): Seen {
  return { camera, state: cameraState(camera, live.runners(camera), live.now) };
}

/** Why it is so in whole sentences, with the pause that holds besides; `undefined` where the word says it all. */
export function told(live: Live, { sentence, alsoPaused }: CameraState): string | undefined {
  const until = alsoPaused && live.format.moment(alsoPaused.until_ms, live.now);
  const pause = alsoPaused && until && `${words.pause.by(until, alsoPaused.by)}.`;
  return [sentence, pause].filter(Boolean).join(" ") || undefined;
}
