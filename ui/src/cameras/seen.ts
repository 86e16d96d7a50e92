// Every camera with what it is doing now, from what the window knows.

import type { Live } from "../live/live.svelte";
import type { CameraView } from "../wire/CameraView";
import type { Seen } from "./order";
import { cameraState } from "./state";

/** All cameras of the view, seen now. */
export function seenAll(live: Live): Seen[] {
  return (live.view?.cameras ?? []).map((camera) => seenOne(live, camera));
}

/** One camera, seen now. */
export function seenOne(live: Live, camera: CameraView): Seen {
  return { camera, state: cameraState(camera, live.runners(camera), live.now) };
}
