// What is said of a photo's figures. Pure.

import { words } from "../words/words";
import type { PhotoView } from "../wire/PhotoView";

/** Which files a choice of photos offers; the engine looks into each and says what it is. */
export const PHOTOS = "image/*,.heic,.heif,.zip,application/zip";

/**
 * Where a figure changes its word: sharpness as the variance of a Laplacian, light of 255. The flaws are the engine's,
 * and begin where these words turn bad; this is for those who want to know more.
 */
const SHARP = { good: 100, fair: 50 };
const LIGHT = { dark: 60, bright: 200 };

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
