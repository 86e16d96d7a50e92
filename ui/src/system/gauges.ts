// Gauges as words and lines: which belong together, and how their numbers are read. Pure.

import type { Tone } from "../parts/tone";
import type { Line } from "../parts/lines";
import { LINES_AT_MOST } from "../parts/lines";
import type { Format } from "../words/format";
import { words } from "../words/words";
import type { GaugeHistoryView } from "../wire/GaugeHistoryView";
import type { LevelView } from "../wire/LevelView";

/** The colour that repeats a level's word. */
export const toneOf: Record<LevelView, Tone> = { good: "good", busy: "late", full: "broken" };

/** What a chart shows together: gauges of one unit. */
export const GROUPS = ["machine", "ours", "gpu", "network", "disk"] as const;
export type Group = (typeof GROUPS)[number];

const GPU = /^gpu(\d+)\.(use|memory|decoder|encoder)$/;

const BELONGS: Record<Group, (key: string) => boolean> = {
  machine: (key) => key === "cpu" || key === "memory",
  ours: (key) => key === "engine_cpu" || key === "cameras_cpu",
  gpu: (key) => GPU.test(key),
  network: (key) => key === "network_in",
  disk: (key) => key === "disk_free",
};

/** Those groups of which anything was measured. */
export function groupsOf(history: GaugeHistoryView): Group[] {
  return GROUPS.filter((group) => history.series.some(({ key }) => BELONGS[group](key)));
}

/** The lines of a group; of several GPUs the first ones, as many as can be told apart. */
export function linesOf(history: GaugeHistoryView, group: Group): Line[] {
  const belonging = history.series.filter(({ key }) => BELONGS[group](key));
  return belonging.slice(0, LINES_AT_MOST).map(({ key, mean }) => ({ key, label: labelOf(key), values: mean }));
}

function labelOf(key: string): string {
  const { series, gpu } = words.system.history;
  const [, number, what] = GPU.exec(key) ?? [];
  if (number === undefined || what === undefined) return series[key] ?? key;
  return gpu(Number(number) + 1, series[what] ?? what);
}

/** How a number of a group is said. */
export function sayer(group: Group, format: Format): (value: number) => string {
  if (group === "network") return (value) => words.system.gauges.perSecond(format.bytes(value));
  if (group === "disk") return (value) => format.bytes(value);
  return (value) => format.percent(Math.round(value));
}

/** The ends of a group's scale, where it has any: what is measured in percent of cores has none. */
export function rangeOf(group: Group): readonly [number, number] | undefined {
  return group === "machine" || group === "gpu" ? [0, 100] : undefined;
}
