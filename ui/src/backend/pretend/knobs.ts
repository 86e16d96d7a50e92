// The knobs and settings of the pretend engine, as the engine's own tables (`domain::knobs`) word them.

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

export const KNOBS: KnobView[] = [
  {
    key: "fps",
    label: "Pictures per second",
    help: "How many pictures per second are looked at; more cost more.",
    range: "0.1 to 30 pictures per second",
    default: "4",
    input: number(0.1, 30, 0.1, "fps"),
  },
  {
    key: "stream",
    label: "Stream",
    help: "Which of the camera's addresses is opened; the sub-stream is smaller and costs less.",
    range: "main or sub",
    default: "main",
    input: choice("main", "sub"),
  },
  {
    key: "decode",
    label: "Decoding",
    help: "Keyframes alone cost a tenth; auto chooses them when they come as often as pictures are wanted.",
    range: "auto, all or keyframes",
    default: "auto",
    input: choice("auto", "all", "keyframes"),
  },
  {
    key: "rtsp_transport",
    label: "RTSP transport",
    help: "How the stream travels; auto tries udp after two starts with tcp that brought no picture.",
    range: "tcp, udp or auto",
    default: "tcp",
    input: choice("tcp", "udp", "auto"),
  },
  {
    key: "hwaccel",
    label: "Hardware decoding",
    help: "Decodes on the GPU; when that cannot be had, the camera runs in software and an event says so.",
    range: "none, auto, cuda, vaapi or qsv",
    default: "none",
    input: choice("none", "auto", "cuda", "vaapi", "qsv"),
  },
  {
    key: "device",
    label: "Decoding device",
    help: "Which device decodes, when there are several; empty leaves it to ffmpeg.",
    range: "nothing, or a device such as /dev/dri/renderD128",
    default: "",
    input: text("/dev/dri/renderD128"),
  },
  {
    key: "gpu_index",
    label: "GPU number",
    help: "Which NVIDIA GPU decodes, when there are several.",
    range: "0 to 15, or none",
    default: "none",
    input: number(0, 15, 1, "", "none"),
  },
  {
    key: "hb_interval",
    label: "Heartbeat",
    help: "How often a runner says how it is; the pulse on the wall goes by it.",
    range: "1 to 300 whole seconds",
    default: "10",
    input: number(1, 300, 1, "s"),
  },
  {
    key: "snapshot_every",
    label: "Keep a snapshot every",
    help: "How often a picture is kept on disk; the newest one is always there.",
    range: "5 to 3600 whole seconds, or off",
    default: "300",
    input: number(5, 3600, 1, "s", "off"),
  },
  {
    key: "stall_after",
    label: "Stalled after",
    help: "So long without a picture, and the run is ended and started anew; auto is at least 10 seconds.",
    range: "3 to 300 whole seconds, or auto",
    default: "auto",
    input: number(3, 300, 1, "s", "auto"),
  },
  {
    key: "cpu_affinity",
    label: "Processor cores",
    help: "Which cores ffmpeg may use; auto is the one that is least loaded when the run starts.",
    range: "all, auto, or cores such as 0,2-3",
    default: "all",
    input: text("all, auto, or 0,2-3"),
  },
  {
    key: "nice",
    label: "Niceness",
    help: "How far ffmpeg steps back for other programs; site takes the value from Settings.",
    range: "-20 to 19 (below 0 needs the right to), or site",
    default: "site",
    input: number(-20, 19, 1, "", "site"),
  },
  {
    key: "extra_cli",
    label: "Additional ffmpeg arguments",
    help: "Input options for cameras that need them; what reaches beyond the camera is refused.",
    range: "ffmpeg input options such as -fflags nobuffer",
    default: "",
    input: text("-fflags nobuffer"),
  },
];

export const SETTINGS: KnobView[] = [
  {
    key: "name",
    label: "Name of this site",
    help: "Stands at the top of the window and in exports.",
    range: "1 to 80 characters",
    default: "My school",
    input: text("My school"),
  },
  {
    key: "time_zone",
    label: "Time zone",
    help: "The zone in which the bell rings and times are shown.",
    range: "a time zone such as Asia/Baghdad",
    default: "UTC",
    input: text("Asia/Baghdad"),
  },
  {
    key: "tomorrow_hour",
    label: '"Until tomorrow" ends at',
    help: "The hour of the next day at which a pause until tomorrow is over.",
    range: "0 to 23 o'clock",
    default: "8",
    input: number(0, 23, 1, "h"),
  },
  {
    key: "tick",
    label: "Look every",
    help: "How often the enforcer looks without being asked; changes are carried out at once anyway.",
    range: "1 to 300 whole seconds",
    default: "15",
    input: number(1, 300, 1, "s"),
  },
  {
    key: "max_starting",
    label: "Starting at once",
    help: "How many cameras may be starting at the same time; the others wait their turn.",
    range: "1 to 64 cameras",
    default: "4",
    input: number(1, 64, 1, "cameras"),
  },
  {
    key: "max_fps",
    label: "Most pictures per second",
    help: "No camera is looked at more often than this, whatever its profile asks for.",
    range: "0.1 to 30 pictures per second, or none",
    default: "none",
    input: number(0.1, 30, 0.1, "fps", "none"),
  },
  {
    key: "nice",
    label: "Niceness",
    help: "How far ffmpeg steps back for other programs, where a profile does not say it.",
    range: "-20 to 19 (below 0 needs the right to)",
    default: "5",
    input: number(-20, 19, 1, ""),
  },
  {
    key: "keep_history",
    label: "Keep runs and heartbeats",
    help: "Older runs and heartbeats are removed every hour.",
    range: "1 to 365 days",
    default: "30",
    input: number(1, 365, 1, "days"),
  },
  {
    key: "keep_events",
    label: "Keep events",
    help: "Older events are removed every hour.",
    range: "1 to 3650 days",
    default: "365",
    input: number(1, 3650, 1, "days"),
  },
  {
    key: "keep_snapshots",
    label: "Keep snapshots",
    help: "Older kept snapshots are removed every hour.",
    range: "1 to 365 days",
    default: "7",
    input: number(1, 365, 1, "days"),
  },
  {
    key: "snapshots_max_mib",
    label: "Space for snapshots",
    help: "Above this, the oldest kept snapshots are removed.",
    range: "16 to 1048576 MiB",
    default: "2048",
    input: number(16, 1048576, 1, "MiB"),
  },
];

/** Every knob at its default, with `own` laid over. */
export function values(knobs: readonly KnobView[], own: Record<string, string> = {}): KnobValue[] {
  return knobs.map(({ key, default: fallback }) => ({ key, value: own[key] ?? fallback }));
}
