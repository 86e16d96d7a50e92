// What the pretend engine answers about cameras.

import type { CameraChoice } from "../../wire/CameraChoice";
import type { CameraDetail } from "../../wire/CameraDetail";
import type { CameraDraft } from "../../wire/CameraDraft";
import type { CameraView } from "../../wire/CameraView";
import type { PauseChange } from "../../wire/PauseChange";
import type { PauseView } from "../../wire/PauseView";
import type { ProcessView } from "../../wire/ProcessView";
import type { TestReport } from "../../wire/TestReport";
import type { Backend } from "../backend";
import { errorOf } from "./errors";
import { fpsOf, gatesOf, processOf } from "./runner";
import type { Doing } from "./schools";
import { Memory } from "./state";

const MINUTE_MS = 60_000;
/** How a camera's earlier runs ended, the newest first. */
const ENDINGS = ["The camera ended the stream.", "Paused.", "The camera is connected and sends no picture."];

/** How long an answer takes. */
type Pause = (ms: number) => Promise<void>;

type CameraAnswers = Pick<
  Backend,
  | "cameraAdd"
  | "cameraEdit"
  | "cameraRemoval"
  | "cameraRemove"
  | "cameraRestore"
  | "cameraTest"
  | "cameraDetail"
  | "cameraSetEnabled"
  | "pause"
  | "resume"
  | "undoPauses"
  | "tryAgain"
>;

export function cameraAnswers(memory: Memory, now: () => number, pause: Pause): CameraAnswers {
  function chosen(choice: CameraChoice): CameraView[] {
    switch (choice.is) {
      case "all":
        return memory.view.cameras;
      case "tag":
        return memory.view.cameras.filter((camera) => camera.tags.includes(choice.tag));
      case "some":
        return choice.cameras.map((id) => memory.camera(id));
    }
  }

  function doingOf(camera: CameraView): Doing {
    if (!camera.enabled) return { is: "off" };
    if (camera.pause) return { is: "paused", minutes: (camera.pause.until_ms - now()) / MINUTE_MS };
    if (camera.address.includes("wrong")) return { is: "held", trouble: "auth" };
    return { is: "well" };
  }

  const removed = new Map<number, CameraView>();
  /** Gives cameras their pauses, and tells of those that change. */
  function set(changes: PauseChange[]): PauseChange[] {
    for (const { camera: id, before, after } of changes) {
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      const camera = { ...memory.camera(id), pause: after };
      memory.change(camera, doingOf(camera));
      memory.event(
        id,
        "pause",
        "window",
        `${camera.name} ${after ? "was paused until 10:30" : "is not paused any more"}.`,
      );
    }
    return changes;
  }

  return {
    async cameraAdd(draft) {
      await pause(200);
      checked(memory, null, draft);
      const id = memory.newId();
      const camera = made(id, draft);
      memory.change(camera, doingOf(camera));
      memory.tell({ is: "engine", engine: { ...memory.view.engine, is_empty: false } });
      memory.event(id, "camera", "window", `${camera.name} was added.`);
      return id;
    },
    async cameraEdit(id, draft) {
      checked(memory, id, draft);
      const camera = made(id, draft, memory.camera(id));
      memory.change(camera, doingOf(camera));
      memory.event(id, "camera", "window", `${camera.name} was changed.`);
    },
    async cameraRemoval(id) {
      const { name, enabled } = memory.camera(id);
      return {
        consequences: [
          ...(enabled ? [`${name} stops.`] : []),
          "Its address, its password, its runs and its kept pictures are deleted.",
        ],
        refusal: null,
      };
    },
    async cameraRemove(id) {
      removed.set(id, memory.camera(id));
      memory.tell({ is: "camera_gone", camera: id });
      memory.tellProblems();
    },
    async cameraRestore(id) {
      const camera = removed.get(id);
      if (!camera) throw Memory.gone("camera");
      removed.delete(id);
      memory.change(camera, doingOf(camera));
      memory.event(id, "camera", "window", `${camera.name} was put back.`);
    },
    async cameraTest(id, draft) {
      checked(memory, id, { ...draft, name: draft.name || "a name" });
      await pause(1500);
      return report(draft, now());
    },
    cameraDetail: async (id) => detail(memory, id, now()),
    async cameraSetEnabled(id, enabled) {
      const camera = { ...memory.camera(id), enabled };
      memory.change(camera, doingOf(camera));
      memory.event(id, "camera", "window", `${camera.name} was switched ${enabled ? "on" : "off"}.`);
    },
    async pause(choice, draft) {
      const spans = {
        half_hour: now() + 30 * MINUTE_MS,
        two_hours: now() + 120 * MINUTE_MS,
        tomorrow: memory.view.site.tomorrow_ms,
      };
      const until_ms = draft.is === "until" ? draft.until_ms : spans[draft.is];
      const asked: PauseView = { until_ms, by: "window", at_ms: now() };
      return set(
        chosen(choice).map((camera) => {
          const holds = camera.pause !== null && camera.pause.until_ms > until_ms;
          return { camera: camera.id, before: camera.pause, after: holds ? camera.pause : asked };
        }),
      );
    },
    resume: async (choice) => set(chosen(choice).map(({ id, pause }) => ({ camera: id, before: pause, after: null }))),
    undoPauses: async (changes) =>
      void set(changes.map(({ camera, before, after }) => ({ camera, before: after, after: before }))),
    async tryAgain(id) {
      memory.change(memory.camera(id), { is: "starting" });
    },
  };
}

function checked(memory: Memory, id: number | null, draft: CameraDraft): void {
  const name = draft.name.trim();
  if (name.length > 80)
    throw Memory.problem("bad_input", `This is ${name.length} characters long; a name has 80 at most.`, "name");
  if (memory.view.cameras.some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase()))
    throw Memory.problem("bad_input", `There is already one named ${name}. Choose another name.`, "name");
  if (!/^(rtsps?|https?|file):\/\/.+|^demo:/.test(draft.address))
    throw Memory.problem(
      "bad_input",
      "An address begins with rtsp://, rtsps://, http://, https://, file: or demo: – this one does not.",
      "address",
    );
}

function made(id: number, draft: CameraDraft, before?: CameraView): CameraView {
  const { password, ...rest } = draft;
  const kept = password.is === "keep" && before?.has_password === true;
  const has = kept || password.is === "set" || password.is === "of";
  return {
    ...rest,
    id,
    name: draft.name.trim(),
    has_password: has,
    pause: before?.pause ?? null,
    keyframe_interval_s: before?.keyframe_interval_s ?? null,
  };
}

function report(draft: CameraDraft, at_ms: number): TestReport {
  if (draft.address.includes("wrong"))
    return { is: "fails", error: errorOf("auth", draft.name || null, at_ms), took_ms: 640 };
  return {
    is: "works",
    codec: "H.264 (High)",
    width: 1920,
    height: 1080,
    fps: 25,
    keyframe_interval_s: 2,
    picture: 1,
    took_ms: 1430,
    remarks: [],
  };
}

function detail(memory: Memory, id: number, now: number): CameraDetail {
  const camera = memory.camera(id);
  const doing = memory.doing.get(id) ?? { is: "well" };
  const profile = memory.profile(camera.profile);
  const runner = memory.view.runners.find((one) => one.camera === id);
  const gates = gatesOf(camera, doing, fpsOf(profile));
  const shut = gates.find((gate) => !gate.open);
  const earlier: ProcessView[] = [5, 9, 16].map((hours, at) => ({
    ...processOf(camera, profile, { at: now - hours * 60 * MINUTE_MS, why: ENDINGS[at]! }, now),
    id: id * 100 + at + 1,
    started_ms: now - (hours + [3.6, 5.8, 7.5][at]!) * 60 * MINUTE_MS,
    error: at === 1 ? null : errorOf("stalled", camera.name, now - hours * 60 * MINUTE_MS),
  }));
  const logged = [
    "Input #0, rtsp, from '" + camera.address + "':",
    "  Stream #0:0: Video: h264 (High), yuv420p, 1920x1080, 25 fps",
    "Output #0, rawvideo, to 'pipe:1':",
  ];
  const error = runner?.last_error;
  return {
    camera: id,
    why: [
      {
        profile: camera.profile,
        runs: !shut,
        sentence: runner?.state.is === "resting" ? runner.state.sentence : "It is to run now.",
        gates,
      },
    ],
    runs: [...(runner?.process ? [runner.process] : []), ...earlier],
    events: memory.view.events.filter((event) => event.camera === id),
    log: [...logged, ...(error ? [error.evidence] : [])].map((text, at) => ({
      at_ms: now - 200_000 + at * 130,
      profile: camera.profile,
      text,
    })),
  };
}
