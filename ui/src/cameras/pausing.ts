// Pausing and resuming one camera, a tag or all, with the words and the undo of each.

import { deed } from "../live/deed";
import type { Live } from "../live/live.svelte";
import type { Toasts } from "../parts/toasts.svelte";
import { words } from "../words/words";
import type { CameraChoice } from "../wire/CameraChoice";
import type { CameraView } from "../wire/CameraView";
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

/** Pauses; the note offers to resume. */
export function pause(live: Live, toasts: Toasts, target: Target, draft: PauseDraft): Promise<boolean> {
  const who = choice(target);
  const text = words.pause.paused(subject(target), live.format.moment(until(live, draft), live.now));
  const undo = () => live.backend.resume(who);
  return deed(toasts, { text, undo }, () => live.backend.pause(who, draft));
}

/** Resumes; for one camera the note offers to pause again as it was. */
export function resume(live: Live, toasts: Toasts, target: Target): Promise<boolean> {
  const who = choice(target);
  const before = target.is === "camera" ? target.camera.pause : null;
  const undo = before && (() => live.backend.pause(who, { is: "until", until_ms: before.until_ms }));
  const done = { text: words.pause.resumed(subject(target)), ...(undo && { undo }) };
  return deed(toasts, done, () => live.backend.resume(who));
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

function until(live: Live, draft: PauseDraft): number {
  switch (draft.is) {
    case "half_hour":
      return live.backend.now() + 30 * 60_000;
    case "two_hours":
      return live.backend.now() + 120 * 60_000;
    case "tomorrow":
      return live.view?.site.tomorrow_ms ?? live.now;
    case "until":
      return draft.until_ms;
  }
}
