// How a sighting is put into words, which comes next, and what a key decides. Pure.

import { words } from "../words/words";
import type { ReviewDecision } from "../wire/ReviewDecision";
import type { SightingView } from "../wire/SightingView";

/** How far back sightings are looked through. */
export const REVIEWED_MS = 7 * 24 * 60 * 60_000;

/** From these on a likeness and a lead have the stronger word; the numbers stand beside them. */
const STRONG = 0.55;
const FAIR = 0.42;
const CLEAR = 0.08;

/** How alike, in a word: "Very alike". */
export function alike(score: number): string {
  const { likeness: word } = words.review;
  return score >= STRONG ? word.strong : score >= FAIR ? word.fair : word.weak;
}

/** "Alike and far from anybody else". */
export function likeness({ score, margin }: Pick<SightingView, "score" | "margin">): string {
  const { margin: lead } = words.review;
  return `${alike(score)}${words.comma}${margin >= CLEAR ? lead.clear : lead.close}`;
}

/** The next that nobody has decided, after `at` and then from the beginning; `at` itself when there is none. */
export function nextOpen(list: readonly SightingView[], at: number): number {
  for (let step = 1; step < list.length; step += 1) {
    const place = (at + step) % list.length;
    if (list[place]?.decision === null) return place;
  }
  return at;
}

/** How a decision is told. */
export function told(decision: ReviewDecision, nameOf: (person: number) => string): string {
  const { decided } = words.review;
  if (decision.is !== "someone_else") return decided[decision.is];
  return decision.person === null ? decided.someone : decided.someone_else(nameOf(decision.person));
}

/** What a key does while sightings are looked through. */
export type Stroke = "confirm" | "someone_else" | "not_person" | "unsure" | "next" | "previous";

/** The stroke of a key; arrows go with the direction of writing. */
export function strokeOf(key: string, rightToLeft: boolean): Stroke | null {
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case "Enter":
      return "confirm";
    case "s":
      return "someone_else";
    case "n":
      return "not_person";
    case "u":
      return "unsure";
    case "ArrowRight":
      return rightToLeft ? "previous" : "next";
    case "ArrowLeft":
      return rightToLeft ? "next" : "previous";
    case "ArrowDown":
      return "next";
    case "ArrowUp":
      return "previous";
    default:
      return null;
  }
}
