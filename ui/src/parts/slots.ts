// A bar of slots as it is drawn: one outline for all slots of a tone, since hundreds of elements take a window longer to
// make than everything else around them. Pure.

import type { Tone } from "./tone";

/** What a slot and the gap after it take, in the drawing's own units. */
const SLOT = 3;
const GAP = 1;

/** How wide a bar is, in the drawing's own units; it is one high. */
export function extent(slots: number): number {
  return slots * (SLOT + GAP) - GAP;
}

/** The outlines of slots with their tones, oldest first; `null` is a slot of which nothing is known. */
export function outlines(tones: readonly (Tone | null)[]): { tone: Tone | null; outline: string }[] {
  const found = new Map<Tone | null, string>();
  tones.forEach((tone, at) => {
    const slot = `M${at * (SLOT + GAP)} 0h${SLOT}v1h-${SLOT}z`;
    found.set(tone, (found.get(tone) ?? "") + slot);
  });
  return [...found].map(([tone, outline]) => ({ tone, outline }));
}

/** Which slot lies at `part` of the bar's length, 0 to 1 from its oldest end. */
export function slotAt(part: number, slots: number): number {
  return Math.min(slots - 1, Math.max(0, Math.floor(part * slots)));
}
