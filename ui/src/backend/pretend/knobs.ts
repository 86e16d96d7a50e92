// The knobs and settings of the pretend engine, worded like the engine's own.

import type { KnobInput } from "../../wire/KnobInput";
import type { KnobValue } from "../../wire/KnobValue";
import type { KnobView } from "../../wire/KnobView";

const choice = (...choices: string[]): KnobInput => ({ is: "choice", choices });
const number = (min: number, max: number, step: number, unit: string, ...words: string[]): KnobInput => ({
  is: "number",
  min,
  max,
  step,
  unit,
  words,
});
const text = (placeholder: string): KnobInput => ({ is: "text", placeholder });
const knob = (key: string, label: string, help: string, range: string, fallback: string, input: KnobInput): KnobView => ({
  key,
  label,
  help,
  range,
  default: fallback,
  input,
});

export const KNOBS: KnobView[] = [
  knob("rtsp_transport", "RTSP transport", "How pictures travel. TCP loses nothing; UDP needs less of a weak camera.", "tcp, udp, or auto (tcp, then udp after two failed starts)", "tcp", choice("tcp", "udp", "auto")),
  knob("stream", "Stream", "Which of the camera’s addresses is opened.", "main or sub", "main", choice("main", "sub")),
  knob("hwaccel", "Hardware decoding", "Lets the graphics processor decode. Falls back to software when it cannot.", "none, auto, cuda, vaapi or qsv", "none", choice("none", "auto", "cuda", "vaapi", "qsv")),
  knob("device", "Device", "The device that decodes, where there is more than one.", "a path, or empty", "", text("/dev/dri/renderD128")),
  knob("gpu_index", "GPU", "Which NVIDIA card decodes.", "0 to 15, or empty", "", text("0")),
  knob("decode", "Decode", "Keyframes cost a fraction of the processor time. Auto takes them when they come often enough.", "auto, all or keyframes", "auto", choice("auto", "all", "keyframes")),
  knob("fps", "Pictures per second", "How many pictures a second are looked at.", "0.1 to 30", "4", number(0.1, 30, 0.1, "per second")),
  knob("hb_interval", "Heartbeat every", "How often a run reports that pictures come.", "1 to 300 s", "10", number(1, 300, 1, "s")),
  knob("snapshot_every", "Keep a snapshot every", "Pictures kept in the data folder. The newest is always there.", "5 to 3600 s, or off", "300", number(5, 3600, 1, "s", "off")),
  knob("cpu_affinity", "Cores", "Which processor cores it may use.", "all, auto, or a list such as 0,2,3", "all", text("all")),
  knob("nice", "Nice", "Higher gives way to other programs.", "−20 to 19, or site", "site", number(-20, 19, 1, "", "site")),
  knob("stall_after", "Stalled after", "No picture for so long ends the run and starts it again.", "3 to 300 s, or auto", "auto", number(3, 300, 1, "s", "auto")),
  knob("extra_cli", "Further ffmpeg arguments", "Put before the address. What writes files or opens other inputs is refused.", "ffmpeg input arguments", "", text("-err_detect ignore_err")),
];

export const SETTINGS: KnobView[] = [
  knob("name", "Site name", "Shown in the corner of the window and in reports.", "1 to 80 characters", "School", text("School")),
  knob("time_zone", "Time zone", "The clock by which pauses and days are counted.", "an IANA name", "Europe/Berlin", text("Europe/Berlin")),
  knob("tomorrow_hour", "Tomorrow begins at", "When a pause “until tomorrow” ends.", "0 to 23", "8", number(0, 23, 1, "o’clock")),
  knob("tick", "Look every", "How often the enforcer looks without being asked.", "1 to 300 s", "15", number(1, 300, 1, "s")),
  knob("max_starting", "Start at once", "How many cameras may be starting at the same time.", "1 to 64", "4", number(1, 64, 1, "cameras")),
  knob("max_fps", "Most pictures per second", "No camera gets more than this, whatever its profile says.", "0.1 to 30, or none", "none", number(0.1, 30, 0.1, "per second", "none")),
  knob("nice", "Nice", "For profiles that name none.", "−20 to 19", "5", number(-20, 19, 1, "")),
  knob("keep_history", "Keep runs and heartbeats", "Older ones are pruned.", "1 to 365 days", "30", number(1, 365, 1, "days")),
  knob("keep_events", "Keep events", "Older ones are pruned.", "1 to 3650 days", "365", number(1, 3650, 1, "days")),
  knob("keep_snapshots", "Keep snapshots", "Older ones are pruned.", "1 to 365 days", "7", number(1, 365, 1, "days")),
  knob("snapshots_max", "Room for snapshots", "Above this the oldest go first.", "10 to 1000000 MB", "2048", number(10, 1_000_000, 1, "MB")),
];

/** Every knob at its default, with `own` laid over. */
export function values(knobs: readonly KnobView[], own: Record<string, string> = {}): KnobValue[] {
  return knobs.map(({ key, default: fallback }) => ({ key, value: own[key] ?? fallback }));
}
