// What the pretend engine answers about the machine: gauges that sway, a day of them, what was said and what happened.

import type { ForecastView } from "../../wire/ForecastView";
import type { GaugeHistoryView } from "../../wire/GaugeHistoryView";
import type { GaugesView } from "../../wire/GaugesView";
import type { LevelView } from "../../wire/LevelView";
import type { SaidView } from "../../wire/SaidView";
import type { View } from "../../wire/View";
import type { Backend } from "../backend";
import { Memory } from "./state";

type SystemAnswers = Pick<
  Backend,
  "lookAtGauges" | "gaugeHistory" | "forecast" | "said" | "runs" | "events" | "eventsSave"
>;

const MINUTE_MS = 60_000;
const GIB = 1024 ** 3;

/** Calm swaying between two numbers. */
const sway = (at: number, low: number, high: number, minutes: number) =>
  low + ((high - low) * (1 + Math.sin(at / (minutes * MINUTE_MS)) * Math.cos(at / (minutes * 2.7 * MINUTE_MS)))) / 2;
const level = (value: number, busy: number, full: number): LevelView =>
  value >= full ? "full" : value >= busy ? "busy" : "good";
const percent = (value: number) => ({ value, level: level(value, 80, 93) });

/** Gauges of a machine with these cameras; a school named "gpu…" has one, "full" has no room left. */
export function gaugesOf(view: Pick<View, "runners">, named: string, at: number): GaugesView | null {
  if (named === "empty") return null;
  const runners = view.runners.flatMap(({ camera, profile, process, heartbeat }) =>
    process && process.ended_ms === null
      ? [
          {
            camera,
            profile,
            pid: process.pid,
            cpu: (heartbeat?.cpu_percent ?? 3) + Math.sin(at / 7000 + camera),
            memory_bytes: heartbeat?.memory_bytes ?? 41_000_000,
            bits_per_s: camera % 4 === 3 ? null : 2_100_000 + 400_000 * Math.sin(at / 9000 + camera),
          },
        ]
      : [],
  );
  const isFull = named === "full";
  const cpu = isFull ? 96.4 : sway(at, 22, 41, 3);
  return {
    at_ms: at,
    cpu: { value: cpu, level: level(cpu, 75, 92) },
    cores: Array.from({ length: 8 }, (_, core) =>
      Math.min(100, Math.max(2, cpu + 22 * Math.sin(at / 9000 + core * 1.7))),
    ),
    load_1: isFull ? 11.2 : 2.4,
    memory: percent(isFull ? 94 : 46.2),
    memory_bytes: (isFull ? 15.0 : 7.4) * GIB,
    memory_all_bytes: 16 * GIB,
    disk: {
      taken: { value: isFull ? 96.8 : 58, level: isFull ? "full" : "good" },
      free_bytes: (isFull ? 7.6 : 99) * GIB,
      all_bytes: 236 * GIB,
      days_left: isFull ? 2.4 : null,
    },
    network_in: 5.8 * 1024 ** 2,
    engine_cpu: 4.1,
    engine_bytes: 71_000_000,
    runners,
    gpus: named.startsWith("gpu") ? [gpuOf(runners.map(({ pid }) => pid))] : [],
    gpu_trouble: isFull ? "Driver/library version mismatch" : null,
  };
}

function gpuOf(pids: number[]): GaugesView["gpus"][number] {
  return {
    name: "NVIDIA RTX A2000 12GB",
    used: percent(63),
    memory: percent(41),
    memory_bytes: 4.9 * GIB,
    memory_all_bytes: 12 * GIB,
    decoder: percent(82),
    encoder: percent(0),
    temperature: { value: 71, level: "good" },
    power_w: 58,
    power_limit_w: 70,
    clock_mhz: 1402,
    video_clock_mhz: 1245,
    throttled: ["power_limit"],
    ours: pids.slice(0, 3).map((pid) => ({ pid, memory_bytes: 312 * 1024 ** 2 })),
  };
}

export function systemAnswers(memory: Memory, now: () => number, named: string, stands: boolean): SystemAnswers {
  let measuring: ReturnType<typeof setInterval> | undefined;
  const measure = () => {
    const gauges = gaugesOf(memory.view, named, now());
    if (gauges) memory.tell({ is: "gauges", gauges });
  };

  return {
    async lookAtGauges(on) {
      clearInterval(measuring);
      if (on && !stands) measuring = setInterval(measure, 1000);
    },
    gaugeHistory: async (span) => historyOf(span, named, now()),
    forecast: async () => forecastOf(memory.view, named, now()),
    said: async (after) => saidOf(memory.view, now()).filter(({ number }) => number > after),
    async runs() {
      const { cameras } = memory.view;
      const endings = memory.view.runners.flatMap(({ camera, process }) =>
        process && process.ended_ms !== null ? [{ camera, process }] : [],
      );
      const failing = endings.map(({ camera, process }) => ({
        camera,
        profile: process.profile,
        began: 4,
        failed: 4,
        stalled: 1,
      }));
      const late = cameras
        .slice(4, 5)
        .map(({ id, profile }) => ({ camera: id, profile, began: 2, failed: 1, stalled: 1 }));
      return { endings, hour: [...late, ...failing] };
    },
    async events(query) {
      const text = query.words?.toLowerCase() ?? "";
      const all = memory.view.events.toSorted((a, b) => b.id - a.id);
      const events = all.filter(
        (event) =>
          (query.camera === null || event.camera === query.camera) &&
          (query.kind === null || event.kind === query.kind) &&
          (!query.by_hand || event.actor !== "engine") &&
          (query.before === null || event.id < query.before) &&
          `${event.sentence} ${event.actor}`.toLowerCase().includes(text),
      );
      return {
        events: events.slice(0, 200),
        more: events.length > 200,
        kinds: [...new Set(all.map(({ kind }) => kind))].sort(),
      };
    },
    eventsSave: async () => "/home/it/Downloads/bellwatch-events-2026-11-23-1024.csv",
  };
}

function historyOf(span: string, named: string, now: number): GaugeHistoryView {
  if (named === "empty") return { at_ms: [], series: [] };
  const [count, step] = span === "ten_minutes" ? [600, 1000] : span === "hour" ? [60, MINUTE_MS] : [1440, MINUTE_MS];
  const at_ms = Array.from({ length: count }, (_, at) => now - (count - 1 - at) * step);
  // The machine was off in the night.
  const isOff = (ms: number) => span === "day" && now - ms > 8.5 * 60 * MINUTE_MS && now - ms < 14 * 60 * MINUTE_MS;
  const row = (key: string, value: (ms: number) => number) => {
    const mean = at_ms.map((ms) => (isOff(ms) ? null : value(ms)));
    return { key, mean, most: mean };
  };
  const series = [
    row("cpu", (ms) => sway(ms, 22, 41, 3) + (ms % 7)),
    row("memory", (ms) => 46 + (ms % 3) / 3),
    row("engine_cpu", (ms) => sway(ms, 3, 6, 5)),
    row("cameras_cpu", (ms) => sway(ms, 50, 80, 4)),
    row("network_in", (ms) => sway(ms, 5, 7, 2) * 1024 ** 2),
    row("disk_free", (ms) => 99 * GIB + (now - ms) * 90),
  ];
  if (named.startsWith("gpu"))
    series.push(
      row("gpu0.use", (ms) => sway(ms, 55, 70, 6)),
      row("gpu0.decoder", (ms) => sway(ms, 70, 88, 6)),
    );
  return { at_ms, series };
}

/** A school day and the next, from 08:00 on; in a school named "full" not everything fits. */
function forecastOf(view: View, named: string, now: number): ForecastView {
  const HOUR = 60 * MINUTE_MS;
  const all = view.cameras.length;
  const isFull = named === "full";
  const bells: [hours: number, periods: string[], runs: number][] = [
    [0, ["Period 3"], all - 1],
    [0.3, [], 0],
    [0.6, ["Period 4"], all - 2],
    [2.1, ["Period 4", "Lunch"], all],
    [3, [], 0],
    [21.6, ["Period 1"], all],
    [22.6, ["Period 2"], all - 1],
    [24, [], 0],
  ];
  const stretches = bells.map(([hours, periods, runs], nth) => {
    const cpu = 14 + runs * (isFull ? 8.4 : 4.6);
    const fits = Math.min(runs, Math.floor((92 - 14) / (isFull ? 8.4 : 4.6)));
    return {
      at_ms: now + hours * HOUR,
      until_ms: now + (bells[nth + 1]?.[0] ?? 168) * HOUR,
      periods,
      runs: Math.max(0, runs),
      estimated: runs > 2 ? 1 : 0,
      cpu: { value: cpu, level: level(cpu, 75, 92) },
      memory: percent(40 + runs * 1.3),
      fits,
      too_many: view.cameras.slice(0, Math.max(0, runs - fits)).map(({ id }) => id),
    };
  });
  return { stretches, measured: all === 0 ? 0 : all - 1, other_cpu: 14 };
}

function saidOf(view: View, now: number): SaidView[] {
  const said: Omit<SaidView, "number">[] = [];
  for (const [nth, { camera, profile, last_error }] of view.runners.entries()) {
    const at = now - (view.runners.length - nth) * 41_000;
    const line = (level: SaidView["level"], text: string, later = 0) =>
      said.push({ at_ms: at + later, level, camera, profile, text });
    if (last_error) {
      line("error", "[rtsp @ 0x55d0c8] [error] method DESCRIBE failed: 401 Unauthorized");
      line("error", "[error] rtsp://bellwatch:•••@10.20.0.41:554/stream1: Server returned 401 Unauthorized", 90);
    } else if (nth % 3 === 0) line("warning", "[h264 @ 0x55d0c9] [warning] co located POCs unavailable");
  }
  said.push({ at_ms: now - 70_000, level: "warning", camera: null, profile: null, text: "the clock was set by 2 s" });
  said.push({ at_ms: now - 9_000, level: "info", camera: null, profile: null, text: "started runner=1/1 pid=41013" });
  return said.toSorted((a, b) => a.at_ms - b.at_ms).map((line, at) => ({ ...line, number: at + 1 }));
}
