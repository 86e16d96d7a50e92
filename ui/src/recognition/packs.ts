// How a model pack stands, in a word. Pure.

import type { Tone } from "../parts/tone";
import { words } from "../words/words";
import type { PackView } from "../wire/PackView";

/** The value of the setting `pack` that leaves everybody unrecognised. */
export const NO_PACK = "none";

/** A word and its tone for a pack, where `used` is the one that is chosen. */
export function faceOf(pack: PackView, used: string | null): { tone: Tone; word: string } {
  const { packs } = words.recognition;
  if (pack.broken !== null) return { tone: "broken", word: packs.broken };
  if (pack.id === used) return { tone: "good", word: packs.inUse };
  return { tone: "resting", word: pack.installed ? packs.installed : packs.missing };
}

/** The paths in a text, one a line, without quotes that a file manager puts around them. */
export function pathsIn(text: string): string[] {
  return text
    .split("\n")
    .map((line) =>
      line
        .trim()
        .replace(/^(['"])(.*)\1$/, "$2")
        .replace(/^file:\/\//, ""),
    )
    .filter((line) => line !== "");
}
