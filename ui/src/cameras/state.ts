// What a camera is doing, as one word, a tone that repeats it, and a sentence. Pure.

import { words } from "../words/words";
import type { Tone } from "../parts/tone";
import type { CameraView } from "../wire/CameraView";
import type { ErrorView } from "../wire/ErrorView";
import type { PauseView } from "../wire/PauseView";
import type { RestReason } from "../wire/RestReason";
import type { RunnerView } from "../wire/RunnerView";

/** A camera's state at an instant. */
export type CameraState = {
  tone: Tone;
  /** One to three words. */
  word: string;
  /** Why, when there is more to say than the word. */
  sentence: string | null;
  /** When it ends by itself, Unix milliseconds. */
  untilMs: number | null;
  /** What is wrong, until the first good frame. */
  error: ErrorView | null;
  /** Whether "Try again" would do something. */
  canTryAgain: boolean;
  /** A pause that holds besides: without the reason that is told, it would rest all the same. */
  alsoPaused: PauseView | null;
};

/** How late a heartbeat may be, in intervals, for each word. From the glossary: Pulse. */
const PULSES = [
  { most: 1.5, word: words.state.online, tone: "good" },
  { most: 4.5, word: words.state.stale, tone: "late" },
  { most: 12, word: words.state.silent, tone: "late" },
  { most: Infinity, word: words.state.offline, tone: "broken" },
] as const;

/** How tones are ordered on the wall: what needs somebody comes first. */
const ORDER: Record<Tone, number> = { broken: 0, late: 1, busy: 2, good: 2, resting: 3 };

/** The state of a camera with these runners: the worst of theirs. */
export function cameraState(camera: CameraView, runners: readonly RunnerView[], now: number): CameraState {
  const states = runners.map((runner) => runnerState(runner, now));
  const worst = states.reduce<CameraState | null>((a, b) => (a === null || rank(b) < rank(a) ? b : a), null);
  if (worst !== null) return withPause(worst, runners, camera.pause, now);
  return plain(camera.enabled ? "busy" : "resting", camera.enabled ? words.state.notYet : words.state.off);
}

/** The plan asks the bell before the pause, so a pause can hold without being the reason to rest. */
function withPause(
  state: CameraState,
  runners: readonly RunnerView[],
  pause: PauseView | null,
  now: number,
): CameraState {
  const rests = runners.every((runner) => runner.state.is === "resting");
  const isTheReason = runners.some(({ state }) => state.is === "resting" && state.why === "paused");
  if (pause === null || pause.until_ms <= now || !rests || isTheReason) return state;
  return { ...state, word: words.state.andPaused(state.word), alsoPaused: pause };
}

/** The state of one runner. */
export function runnerState(runner: RunnerView, now: number): CameraState {
  const { state, last_error: error } = runner;
  const failing = error !== null && state.is !== "running" && state.is !== "resting";
  if (failing) return { ...plain("broken", error.word), sentence: error.sentence, error };
  switch (state.is) {
    case "waiting":
      return plain("busy", words.state.waiting);
    case "starting":
      return plain("busy", words.state.starting);
    case "stopping":
      return { ...plain("busy", words.state.stopping), sentence: state.why };
    case "running":
      // It runs and sees nothing: a picture that stands still, or is black.
      if (error !== null) return { ...plain("broken", error.word), sentence: error.sentence, error };
      return pulse(runner, state.since_ms, now);
    case "resting":
      return resting(state.why, state.sentence, state.until_ms, error);
  }
}

/** Where a state comes on the wall; lower is earlier. */
export function rank(state: CameraState): number {
  return ORDER[state.tone];
}

function pulse(runner: RunnerView, sinceMs: number, now: number): CameraState {
  const age = now - (runner.heartbeat?.at_ms ?? sinceMs);
  const intervals = age / (Math.max(runner.hb_interval_s, 1) * 1000);
  const { word, tone } = PULSES.find(({ most }) => intervals <= most) ?? PULSES[3];
  return { ...plain(tone, word), sentence: runner.because };
}

function resting(why: RestReason, sentence: string, untilMs: number | null, error: ErrorView | null): CameraState {
  const rest = (tone: Tone, word: string, canTryAgain = false): CameraState => ({
    tone,
    word,
    sentence,
    untilMs,
    error: tone === "broken" ? error : null,
    canTryAgain,
    alsoPaused: null,
  });
  switch (why) {
    case "disabled":
      return rest("resting", words.state.off);
    case "no_schedule":
      return rest("resting", words.state.noSchedule);
    case "outside_periods":
      return rest("resting", words.state.outsidePeriods);
    case "exception":
      return rest("resting", words.state.dayOff);
    case "paused":
      return rest("resting", words.state.paused);
    case "stopped_by_hand":
      return rest("resting", words.state.stopped);
    case "budget_used_up":
      return rest("resting", words.state.budgetUsedUp);
    case "not_planned_yet":
      return rest("busy", words.state.notYet);
    case "settings_wrong":
      return rest("broken", error?.word ?? words.state.settingsWrong);
    case "waiting_to_retry":
      return rest("broken", error?.word ?? words.state.retrying, true);
    case "held":
      return rest("broken", error?.word ?? words.state.held, true);
    case "dependency_missing":
      return rest("broken", error?.word ?? words.state.dependencyMissing, true);
  }
}

function plain(tone: Tone, word: string): CameraState {
  return { tone, word, sentence: null, untilMs: null, error: null, canTryAgain: false, alsoPaused: null };
}

/** Whether a runner's picture no longer shows what the camera sees. */
export function pictureIsOld(runner: RunnerView, state: CameraState, now: number): boolean {
  const { picture } = runner;
  if (picture === null) return false;
  const patienceMs = 4.5 * Math.max(runner.hb_interval_s, 1) * 1000;
  const isBroken = state.tone === "broken" && runner.state.is !== "running";
  return picture.is_old || isBroken || now - picture.at_ms > patienceMs;
}
