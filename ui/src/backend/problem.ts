// What was thrown, as a Problem: the engine's own as they are, anything else with its text as the detail.

import { words } from "../words/words";
import type { Problem } from "../wire/Problem";

/** The Problem that `thrown` is, or is wrapped in. */
export function asProblem(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: "failed", message: words.failed, detail, field: null };
}

function isProblem(thrown: unknown): thrown is Problem {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown;
}
