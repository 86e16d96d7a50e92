// Which face of the settings a setting stands on, and under which heading. Pure.

import { words } from "../words/words";

/** Those of recognition that are rows. Which pack is used is chosen among the packs. */
const RECOGNITION = [
  "provider",
  "recognition_threads",
  "gpu_memory_mb",
  "votes",
  "match_margin",
  "false_accepts_per_day",
  "evidence",
];
const FACES_KEPT = ["keep_crops", "keep_sightings", "keep_attendance", "keep_unknown"];

/** Whether a setting is about recognition. */
export function ofRecognition(key: string): boolean {
  return RECOGNITION.includes(key) || FACES_KEPT.some((begin) => key.startsWith(begin));
}

/** Whether a setting is about the site at large. */
export function ofSite(key: string): boolean {
  return key !== "pack" && !ofRecognition(key);
}

/** Settings come in the engine's order, those of one kind together. */
export function groupOf(key: string): keyof typeof words.settings.groups {
  if (RECOGNITION.includes(key)) return "recognition";
  if (key === "pre_bell" || key === "quiet_hours" || key.startsWith("notify")) return "bell";
  if (key.startsWith("keep_") || key === "snapshots_max_mib" || key.startsWith("clip")) return "keeping";
  if (key.startsWith("backup_")) return "keeping";
  return ["name", "time_zone", "tomorrow_hour", "weekend"].includes(key) ? "site" : "running";
}
