// Lines of the log: which are shown, and how the newest are laid behind those before. Pure.

import type { LogLevelView } from "../wire/LogLevelView";
import type { SaidView } from "../wire/SaidView";

/** As many lines as are held here. */
export const LINES_AT_MOST = 4000;

/** Which lines are wanted. `from`: a camera's number, "own" for Bellwatch itself. */
export type SaidFilter = { from: number | "own" | null; least: LogLevelView; text: string };

export const LEVELS = ["info", "warning", "error"] as const satisfies readonly LogLevelView[];

/** The lines before with the newer ones behind them; the oldest go. */
export function joined(before: readonly SaidView[], newer: readonly SaidView[]): readonly SaidView[] {
  if (newer.length === 0) return before;
  return [...before, ...newer].slice(-LINES_AT_MOST);
}

/** Those that a filter lets through. */
export function chosen(lines: readonly SaidView[], filter: SaidFilter): SaidView[] {
  const least = LEVELS.indexOf(filter.least);
  const text = filter.text.trim().toLocaleLowerCase();
  return lines.filter(
    (line) =>
      LEVELS.indexOf(line.level) >= least &&
      (filter.from === null || line.camera === (filter.from === "own" ? null : filter.from)) &&
      (text === "" || line.text.toLocaleLowerCase().includes(text)),
  );
}
