// What is said of a photo's figures. Pure.

import { words } from "../words/words";
import type { PhotoView } from "../wire/PhotoView";

/** Which files a choice of photos offers; the engine looks into each and says what it is. */
export const PHOTOS = "image/*,.heic,.heif,.zip,application/zip";

/** Where a figure changes its word. The flaws are the engine's; this is for those who want to know more. */
const SHARP = { good: 0.6, fair: 0.35 };
const LIGHT = { dark: 0.3, bright: 0.8 };

/** "Eyes 92 px apart · sharp · well lit". */
export function figures({ eyes_px, sharpness, brightness }: PhotoView, number: (value: number) => string): string {
  const { photo } = words.people;
  const sharp = sharpness >= SHARP.good ? "good" : sharpness >= SHARP.fair ? "fair" : "poor";
  const light = brightness < LIGHT.dark ? "dark" : brightness > LIGHT.bright ? "bright" : "good";
  return photo.figures(number(Math.round(eyes_px)), photo.sharp[sharp], photo.light[light]);
}

/** "from a file"; an origin that the window does not know is said as it is. */
export function originWords(origin: string): string {
  const known: Record<string, string> = words.people.photo.origin;
  return known[origin] ?? origin;
}
