// Pausing and resuming one camera, a tag or all, with the words and the undo of each.

import { deed, type Said } from "../live/deed";
import type { Live } from "../live/live.svelte";
import type { Toasts } from "../parts/toasts.svelte";
import { words } from "../words/words";
import type { CameraChoice } from "../wire/CameraChoice";
import type { CameraView } from "../wire/CameraView";
import type { PauseChange } from "../wire/PauseChange";
import type { PauseDraft } from "../wire/PauseDraft";

/** Who is to be paused. */
export type Target =
  | { is: "camera"; camera: CameraView }
  | { is: "some"; cameras: readonly CameraView[] }
  | { is: "tag"; tag: string }
  | { is: "all" };

/** Whether a camera is one of them. */
export function isOneOf(camera: CameraView, target: Target): boolean {
  switch (target.is) {
    case "all":
      return true;
    case "tag":
      return camera.tags.includes(target.tag);
    case "some":
      return target.cameras.some(({ id }) => id === camera.id);
    case "camera":
      return camera.id === target.camera.id;
  }
}

/** Pauses; the note tells the ends that hold now, and its undo brings back what was before. */
export function pause(live: Live, toasts: Toasts, target: Target, draft: PauseDraft): Promise<boolean> {
  return deed(
    toasts,
    (changes: PauseChange[]) => said(live, paused(subject(target), changes, live), changes),
    () => live.backend.pause(choice(target), draft),
  );
}

/** Resumes; the undo brings every pause back as it was. */
export function resume(live: Live, toasts: Toasts, target: Target): Promise<boolean> {
  return deed(
    toasts,
    (changes: PauseChange[]) => said(live, words.pause.resumed(subject(target)), changes),
    () => live.backend.resume(choice(target)),
  );
}

function said(live: Live, text: string, changes: PauseChange[]): Said {
  return changes.some(isChanged) ? { text, undo: () => live.backend.undoPauses(changes) } : { text };
}

/** Until when they are paused: a pause that ends later than the one asked for holds. */
function paused(who: string, changes: readonly PauseChange[], live: Live): string {
  const moment = (ms: number) => live.format.moment(ms, live.now);
  const ends = (of: readonly PauseChange[]) => of.flatMap(({ after }) => (after ? [after.until_ms] : []));
  const begun = ends(changes.filter(isChanged));
  const kept = ends(changes.filter((change) => !isChanged(change)));
  if (begun.length === 0) return words.pause.already(who, moment(Math.min(...kept)), new Set(kept).size > 1);
  const text = words.pause.paused(who, moment(begun[0]!));
  return kept.length === 0 ? text : `${text} ${words.pause.longer(kept.length, moment(Math.max(...kept)))}`;
}

function isChanged({ before, after }: PauseChange): boolean {
  return before?.until_ms !== after?.until_ms || before?.at_ms !== after?.at_ms;
}

/** How the target is called in the middle of a sentence. */
export function called(target: Target): string {
  switch (target.is) {
    case "all":
      return words.pause.what.all;
    case "tag":
      return words.pause.what.tag(target.tag);
    case "some":
      return words.pause.what.some(target.cameras.length);
    case "camera":
      return target.camera.name;
  }
}

function subject(target: Target): string {
  switch (target.is) {
    case "all":
      return words.pause.everyCamera;
    case "tag":
      return words.pause.tagCameras(target.tag);
    case "some":
      return words.pause.someCameras(target.cameras.length);
    case "camera":
      return words.pause.oneCamera(target.camera.name);
  }
}

function choice(target: Target): CameraChoice {
  switch (target.is) {
    case "all":
      return { is: "all" };
    case "tag":
      return { is: "tag", tag: target.tag };
    case "some":
      return { is: "some", cameras: target.cameras.map(({ id }) => id) };
    case "camera":
      return { is: "some", cameras: [target.camera.id] };
  }
}
