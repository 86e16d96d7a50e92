// What the Camera screen shows beyond the View, asked for again whenever it may have changed: no polling.

import { asProblem } from "../backend/problem";
import type { Live } from "../live/live.svelte";
import type { CameraDetail } from "../wire/CameraDetail";
import type { CameraView } from "../wire/CameraView";
import type { Problem } from "../wire/Problem";

export class Detail {
  told = $state.raw<CameraDetail | null>(null);
  problem = $state.raw<Problem | null>(null);

  /** Follows a camera while the component that calls it lives. While its log is read, each heartbeat counts too. */
  constructor(live: Live, camera: () => CameraView, readsLog: () => boolean) {
    const mark = $derived(
      JSON.stringify([
        camera(),
        live
          .runners(camera())
          .map(({ state, process, last_error, heartbeat }) => [
            state,
            process?.id,
            process?.nice_held,
            last_error?.at_ms,
            readsLog() && heartbeat?.at_ms,
          ]),
      ]),
    );
    $effect(() => {
      void mark;
      let dropped = false;
      void this.#ask(live, camera().id, () => dropped);
      return () => (dropped = true);
    });
  }

  async #ask(live: Live, camera: number, isDropped: () => boolean): Promise<void> {
    try {
      const told = await live.backend.cameraDetail(camera);
      if (!isDropped()) [this.told, this.problem] = [told, null];
    } catch (thrown) {
      if (!isDropped()) this.problem = asProblem(thrown);
    }
  }
}
