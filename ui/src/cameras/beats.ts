// The heartbeat bar of a runner, for drawing. Pure.

import type { Tone } from "../parts/tone";
import { words } from "../words/words";
import type { BeatKind } from "../wire/BeatKind";
import type { BeatView } from "../wire/BeatView";

const TONES: Record<BeatKind, Tone> = { good: "good", slow: "late", broken: "broken", resting: "resting" };

/** The slots with their tones and words. */
export function drawn(bar: readonly BeatView[]): { tone: Tone; words: string }[] {
  return bar.map((beat) => ({ tone: TONES[beat.kind], words: beat.words }));
}

/** The bar in one sentence. */
export function told(bar: readonly BeatView[]): string {
  const good = bar.filter((beat) => beat.kind === "good").length;
  return bar.length === 0 ? words.wall.noBeats : words.wall.beats(good, bar.length);
}
