// What is said of an unknown face. Pure.

import type { words } from "../words/words";

/** How good a picture is for telling who it is, by its quality (0 to 1): enrolment doubts what is below the first. */
export function qualityOf(quality: number): keyof typeof words.unknown.quality {
  if (quality >= 0.6) return "good";
  return quality >= 0.3 ? "fair" : "poor";
}
