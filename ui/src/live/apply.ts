// How changes are laid over a view. Pure: the same view and changes always give the same answer.

import type { Change } from "../wire/Change";
import type { View } from "../wire/View";
import type { What } from "../wire/What";

/** As many events as a View holds. */
const MOST_EVENTS = 200;

/** The view after the changes, and whether one of them was missed on the way. */
export type Applied = { view: View; gap: boolean };

/**
 * Lays `changes` over `view`, in order. Changes that the view already holds are skipped. At a gap in the
 * numbers it stops: what it has so far is right, and a fresh view must be asked for.
 */
export function apply(view: View, changes: readonly Change[]): Applied {
  let now = view;
  for (const change of changes) {
    if (change.seq <= now.seq) continue;
    if (change.seq !== now.seq + 1) return { view: now, gap: true };
    now = { ...now, ...laid(now, change.what), seq: change.seq };
  }
  return { view: now, gap: false };
}

function laid(view: View, what: What): Partial<View> {
  switch (what.is) {
    case "camera":
      return { cameras: put(view.cameras, what.camera, (other) => other.id === what.camera.id) };
    case "camera_gone":
      return {
        cameras: view.cameras.filter((camera) => camera.id !== what.camera),
        runners: view.runners.filter((runner) => runner.camera !== what.camera),
      };
    case "profile":
      return { profiles: put(view.profiles, what.profile, (other) => other.id === what.profile.id) };
    case "profile_gone":
      return { profiles: view.profiles.filter((profile) => profile.id !== what.profile) };
    case "runner": {
      const { camera, profile } = what.runner;
      return {
        runners: put(view.runners, what.runner, (other) => other.camera === camera && other.profile === profile),
      };
    }
    case "runner_gone":
      return {
        runners: view.runners.filter((other) => other.camera !== what.camera || other.profile !== what.profile),
      };
    case "site":
      return { site: what.site };
    case "bells":
      return { bells: what.bells };
    case "engine":
      return { engine: what.engine };
    case "problems":
      return { problems: what.problems };
    case "recognition":
      return { recognition: what.recognition };
    case "gauges":
      return { gauges: what.gauges };
    case "notice":
      return {};
    case "event":
      return { events: [what.event, ...view.events].slice(0, MOST_EVENTS) };
  }
}

/** `list` with `item` in the place of the one that `is` it, or at the end. */
function put<T>(list: readonly T[], item: T, is: (other: T) => boolean): T[] {
  const at = list.findIndex(is);
  return at < 0 ? [...list, item] : list.with(at, item);
}
