// Which cameras are shown, and in what order. Pure.

import type { CameraView } from "../wire/CameraView";
import { rank, type CameraState } from "./state";

/** A camera with what it is doing. */
export type Seen = { camera: CameraView; state: CameraState };

/** What the operator wants to see. Empty parts do not narrow. */
export type Filter = { text: string; tag: string | null; only: readonly number[] };

/** Whether the camera passes. The text is looked for in name, location, address and tags, word by word. */
export function passes(camera: CameraView, filter: Filter): boolean {
  if (filter.only.length > 0 && !filter.only.includes(camera.id)) return false;
  if (filter.tag !== null && !camera.tags.includes(filter.tag)) return false;
  const heap = [camera.name, camera.location, camera.address, ...camera.tags].join("\n").toLocaleLowerCase();
  return filter.text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => heap.includes(word));
}

/** Broken first, resting last; then by name, numbers by their size. */
export function brokenFirst(seen: readonly Seen[]): Seen[] {
  return seen.toSorted((a, b) => rank(a.state) - rank(b.state) || byName(a.camera, b.camera));
}

/** By name, as people sort: "Gate 2" before "Gate 10". */
export function byName(a: CameraView, b: CameraView): number {
  return collator.compare(a.name, b.name) || a.id - b.id;
}

/** Every tag in use, sorted. */
export function tagsOf(cameras: readonly CameraView[]): string[] {
  return [...new Set(cameras.flatMap((camera) => camera.tags))].toSorted(collator.compare);
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
