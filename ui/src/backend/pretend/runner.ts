// What a pretend camera's runner looks like from outside, and its gates. Deterministic.

import type { BeatKind } from "../../wire/BeatKind";
import type { CameraView } from "../../wire/CameraView";
import type { GateView } from "../../wire/GateView";
import type { ProcessView } from "../../wire/ProcessView";
import type { ProfileView } from "../../wire/ProfileView";
import type { RunnerState } from "../../wire/RunnerState";
import type { RunnerView } from "../../wire/RunnerView";
import { errorOf } from "./errors";
import type { Doing } from "./schools";

const LOWERED = "The budget of 30 frames a second is used up.";
const SHORT = "The budget of 30 frames a second is used up by Gate 1, Corridor east, Yard and 2 more.";
const SLOT_MS = 10_000;
const HOUR_MS = 3_600_000;

/** The masked command that a camera would run with. */
export function command(camera: CameraView, profile: ProfileView): string {
  const value = (key: string) => profile.values.find((one) => one.key === key)?.value ?? "";
  const address = (value("stream") === "sub" && camera.sub_address) || camera.address;
  const masked = camera.user ? address.replace("://", `://${camera.user}:•••@`) : address;
  const rtsp = address.startsWith("rtsp");
  return [
    "ffmpeg -hide_banner -nostdin -loglevel level+info",
    value("hwaccel") === "none" ? "" : `-hwaccel ${value("hwaccel")}`,
    value("device") ? `-hwaccel_device ${value("device")}` : "",
    value("decode") === "keyframes" ? "-skip_frame nokey" : "",
    rtsp ? `-rtsp_transport ${value("rtsp_transport").replace("auto", "tcp")} -timeout 5000000` : "",
    value("extra_cli"),
    `-threads 1 -i ${masked} -map 0:v:0 -an -vf select='gte(t-prev_selected_t,1/${value("fps")})' -fps_mode passthrough`,
    "-pix_fmt yuv420p -f rawvideo pipe:1",
  ]
    .filter(Boolean)
    .join(" ");
}

/** The runner of a camera that does `doing`. */
export function runnerOf(camera: CameraView, profile: ProfileView, doing: Doing, now: number): RunnerView {
  const trouble = doing.is === "held" || doing.is === "retrying" ? doing.trouble : null;
  const error = trouble === null ? null : errorOf(trouble, camera.name, now - 190_000);
  const lives = doing.is === "well" || doing.is === "late" || doing.is === "starting";
  const beatAt = now - (doing.is === "late" ? doing.seconds * 1000 : 3000);
  const hadPicture = lives ? doing.is !== "starting" : trouble !== "unreachable" && trouble !== "auth";
  const process = processOf(camera, profile, lives ? null : { at: now - 190_000, why: endingOf(doing) }, now);
  const fps = fpsOf(profile);
  return {
    camera: camera.id,
    profile: profile.id,
    state: stateOf(doing, camera.name, now),
    picture: hadPicture
      ? {
          number: camera.id * 7,
          at_ms: lives ? Math.min(beatAt + 2000, now) : now - 200_000,
          width: 1920,
          height: 1080,
          is_old: !lives,
        }
      : null,
    heartbeat:
      lives && doing.is !== "starting"
        ? {
            at_ms: beatAt,
            fps: fps - 0.02 * (camera.id % 3),
            frames: 41_280 + camera.id,
            skipped: camera.id % 5,
            latency_ms: 180 + 7 * camera.id,
            cpu_percent: 6.5 + (camera.id % 4),
            memory_bytes: 52_000_000 + camera.id * 310_000,
            looks: 0,
            faces: 0,
            matches: 0,
          }
        : null,
    hb_interval_s: Number(profile.values.find(({ key }) => key === "hb_interval")?.value ?? 10),
    bar: barOf(camera.id, doing, fps, now),
    last_error: error,
    because: lives ? "For Period 3, until 10:35." : null,
    process: doing.is === "off" || trouble === "auth" ? null : process,
    fps_wanted: fps,
    fps: {
      asked: fps,
      cap: null,
      given: lives || doing.is === "waiting" ? (doing.is === "well" ? (doing.given ?? fps) : fps) : null,
      why: doing.is === "well" && doing.given !== undefined ? LOWERED : null,
    },
    keyframes_only: profile.values.some(({ key, value }) => key === "decode" && value === "keyframes"),
  };
}

/** When a spawn ended, and why. */
type End = { at: number; why: string };

/** One spawn of it. */
export function processOf(camera: CameraView, profile: ProfileView, end: End | null, now: number): ProcessView {
  return {
    id: camera.id * 100,
    profile: profile.id,
    pid: 41_000 + camera.id * 13,
    started_ms: (end?.at ?? now) - 3 * HOUR_MS - camera.id * 61_000,
    ended_ms: end?.at ?? null,
    ending: end?.why ?? null,
    error: null,
    command: command(camera, profile),
    nice_asked: 5,
    nice_held: 5,
    affinity_asked: "all",
    affinity_held: "all",
  };
}

/** What a profile asks for. */
export const fpsOf = (profile: ProfileView) => Number(profile.values.find(({ key }) => key === "fps")?.value ?? 4);

/** Why it runs or rests, gate by gate. */
export function gatesOf(camera: CameraView, doing: Doing, fps: number): GateView[] {
  const error = doing.is === "held" || doing.is === "retrying" ? errorOf(doing.trouble, camera.name, 0) : null;
  const outside = doing.is === "outside";
  const gates: Omit<GateView, "by">[] = [
    { gate: "Switched on", value: camera.enabled ? "yes" : "no", open: camera.enabled },
    { gate: "Driven by a schedule", value: "School week", open: true },
    { gate: "Day of exception", value: "none", open: true },
    { gate: "A period is on", value: outside ? "no, the next at 08:00" : "Period 3 until 10:35", open: !outside },
    {
      gate: "Paused",
      value: camera.pause ? `until 10:53 by ${camera.pause.by}` : "no",
      open: camera.pause === null,
    },
    { gate: "Stopped by hand", value: "no", open: true },
    { gate: "ffmpeg is there", value: "yes", open: true },
    { gate: "Settings can be run", value: "yes", open: true },
    {
      gate: "Held after an error",
      value: error && doing.is === "held" ? error.sentence : "no",
      open: doing.is !== "held",
    },
    {
      gate: "Waiting to retry",
      value: doing.is === "retrying" ? `until 10:24:55, after ${doing.failures} failures in a row` : "no",
      open: doing.is !== "retrying",
    },
  ];
  const setters: Record<string, string> = {
    "Switched on": "window, Monday 09 November, 08:12",
    "Driven by a schedule": "window, Monday 09 November, 08:30",
    Paused: "tray, 10:23",
  };
  if (doing.is === "short" || (doing.is === "well" && doing.given !== undefined)) {
    const value = doing.is === "short" ? SHORT : `${doing.given} of ${fps} frames a second: ${LOWERED}`;
    gates.push({ gate: "Within the budget", value, open: doing.is === "well" });
  }
  return gates.map((gate) => ({ ...gate, by: setters[gate.gate] ?? null }));
}

/** Why the run of a camera that does not run any more ended. */
function endingOf(doing: Doing): string {
  switch (doing.is) {
    case "held":
    case "retrying":
      return errorOf(doing.trouble, null, 0).sentence;
    case "paused":
      return "Paused.";
    case "outside":
      return "Its period is over.";
    case "short":
      return "The budget was used up by others.";
    case "well":
    case "late":
    case "starting":
    case "waiting":
    case "off":
      return "Switched off.";
  }
}

function stateOf(doing: Doing, name: string, now: number): RunnerState {
  switch (doing.is) {
    case "well":
    case "late":
      return { is: "running", since_ms: now - 3 * HOUR_MS };
    case "starting":
      return { is: "starting", since_ms: now - 1000 };
    case "waiting":
      return { is: "waiting", since_ms: now - 1000 };
    case "paused":
      return {
        is: "resting",
        why: "paused",
        sentence: "Paused until 10:53 by window.",
        until_ms: now + doing.minutes * 60_000,
      };
    case "outside":
      return {
        is: "resting",
        why: "outside_periods",
        sentence: "Outside its periods until 08:00.",
        until_ms: now + doing.minutes * 60_000,
      };
    case "short":
      return {
        is: "resting",
        why: "budget_used_up",
        sentence: SHORT,
        until_ms: null,
      };
    case "off":
      return { is: "resting", why: "disabled", sentence: "Switched off.", until_ms: null };
    case "held":
      return {
        is: "resting",
        why: "held",
        sentence: `${errorOf(doing.trouble, name, now).sentence} It is not tried again by itself.`,
        until_ms: null,
      };
    case "retrying":
      return {
        is: "resting",
        why: "waiting_to_retry",
        sentence: `${errorOf(doing.trouble, name, now).sentence} Try ${doing.failures + 1} follows.`,
        until_ms: now + doing.seconds * 1000,
      };
  }
}

function barOf(seed: number, doing: Doing, fps: number, now: number): RunnerView["bar"] {
  const state = stateOf(doing, "The camera", now);
  const spoken: Record<BeatKind, string> = {
    good: `${fps.toFixed(1)} of ${fps} frames a second`,
    slow: `${(fps * 0.6).toFixed(1)} of ${fps} frames a second`,
    broken: errorOf("trouble" in doing ? doing.trouble : "stalled", null, 0).sentence,
    resting: state.is === "resting" ? state.sentence : "Switched off.",
  };
  return Array.from({ length: 40 }, (_, at) => {
    const back = 39 - at;
    const kind = kindOf(seed, doing, back);
    return { at_ms: now - back * SLOT_MS, kind, words: spoken[kind] };
  });
}

function kindOf(seed: number, doing: Doing, back: number): BeatKind {
  switch (doing.is) {
    case "held":
      return back < 19 ? "broken" : "good";
    case "retrying":
      return back < 14 + doing.failures ? "broken" : "good";
    case "late":
      return back < 3 ? "slow" : "good";
    case "paused":
      return back < 6 ? "resting" : "good";
    case "outside":
    case "short":
    case "off":
      return "resting";
    case "starting":
    case "waiting":
      return back < 4 ? "resting" : "good";
    case "well":
      return (back * 7 + seed * 13) % 97 === 0 ? "slow" : "good";
  }
}
