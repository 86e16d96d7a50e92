// Has the engine measure each second while a screen with gauges is in sight.

import type { Live } from "../live/live.svelte";

/** Call it at set-up of what shows gauges. */
export function lookAtGauges(live: Live): void {
  $effect(() => {
    // An engine that is gone is told of in the strip; without a look gauges come every ten seconds.
    const look = (on: boolean) => void live.backend.lookAtGauges(on).catch(() => {});
    const turned = () => look(!document.hidden);
    turned();
    document.addEventListener("visibilitychange", turned);
    return () => {
      document.removeEventListener("visibilitychange", turned);
      look(false);
    };
  });
}
