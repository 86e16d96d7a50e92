// A pretend engine, for development and for tests of the screens: `?pretend=mixed` (or demo, wall32 or any other
// number, rtl, long, empty, loading, broken). The same questions always get the same answers; `&still` also stops
// its clock, `&stuck=3` lets no picture of camera 3 ever arrive. What is looked at stands in `window.looked`.

import type { CameraChoice } from "../wire/CameraChoice";
import type { CameraDetail } from "../wire/CameraDetail";
import type { CameraDraft } from "../wire/CameraDraft";
import type { CameraView } from "../wire/CameraView";
import type { ProcessView } from "../wire/ProcessView";
import type { ProfileDraft } from "../wire/ProfileDraft";
import type { ProfileView } from "../wire/ProfileView";
import type { TestReport } from "../wire/TestReport";
import type { Backend, Looked } from "./backend";
import { errorOf } from "./pretend/errors";
import { paint } from "./pretend/pictures";
import { command, gatesOf, processOf } from "./pretend/runner";
import { DEMO, school, type Doing } from "./pretend/schools";
import { Memory } from "./pretend/state";

/** Monday 23 November 2026, 10:24:08 in Berlin. */
const BASE_MS = Date.UTC(2026, 10, 23, 9, 24, 8);
const MINUTE_MS = 60_000;

/** The pretend backend that the address asks for. */
export function pretend(query: URLSearchParams): Backend {
  const named = query.get("pretend") ?? "mixed";
  const now = () => BASE_MS + (query.has("still") ? 0 : performance.now());
  const memory = new Memory(school(named), now, named);
  const pause = (ms: number) => new Promise<void>((go) => setTimeout(go, query.has("still") ? 0 : ms));
  let looking: ReturnType<typeof setInterval> | undefined;
  let lastEnforced = -Infinity;

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

  function checked(id: number | null, draft: CameraDraft): void {
    const name = draft.name.trim();
    if (name.length > 80) throw Memory.problem("bad_input", "A name has at most 80 characters.", "name");
    if (memory.view.cameras.some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase()))
      throw Memory.problem("bad_input", `There is a camera called ${name} already.`, "name");
    if (!/^(rtsps?|https?|file):\/\/.+|^demo:/.test(draft.address))
      throw Memory.problem("bad_input", "An address begins with rtsp://, rtsps://, http://, https://, file:// or demo:.", "address");
  }

  function made(id: number, draft: CameraDraft, before?: CameraView): CameraView {
    const { password, ...rest } = draft;
    const has = password.is === "keep" ? (before?.has_password ?? false) : password.is === "set";
    return { ...rest, id, name: draft.name.trim(), has_password: has, pause: before?.pause ?? null, keyframe_interval_s: before?.keyframe_interval_s ?? null };
  }

  function doingOf(camera: CameraView): Doing {
    if (!camera.enabled) return { is: "off" };
    if (camera.pause) return { is: "paused", minutes: (camera.pause.until_ms - now()) / MINUTE_MS };
    if (camera.address.includes("wrong")) return { is: "held", trouble: "auth" };
    return { is: "well" };
  }

  function report(draft: CameraDraft): TestReport {
    if (draft.address.includes("wrong")) return { is: "fails", error: errorOf("auth", draft.name || "The camera", now()), took_ms: 640 };
    return { is: "works", codec: "H.264 (High)", width: 1920, height: 1080, fps: 25, keyframe_interval_s: 2, picture: 1, took_ms: 1430, remarks: [] };
  }

  function detail(id: number): CameraDetail {
    const camera = memory.camera(id);
    const doing = memory.doing.get(id) ?? { is: "well" };
    const profile = memory.profile(camera.profile);
    const runner = memory.view.runners.find((one) => one.camera === id);
    const gates = gatesOf(camera, doing);
    const shut = gates.find((gate) => !gate.open);
    const earlier: ProcessView[] = [5, 9, 16].map((hours, at) => ({
      ...processOf(camera, profile, now() - hours * 60 * MINUTE_MS, now()),
      id: id * 100 + at + 1,
      started_ms: now() - (hours + [3.6, 5.8, 7.5][at]!) * 60 * MINUTE_MS,
      ending: ["The camera ended the stream.", "It was paused by window.", "No picture came for 10 s."][at]!,
      error: at === 1 ? null : errorOf("stalled", camera.name, now() - hours * 60 * MINUTE_MS),
    }));
    const logged = ["Input #0, rtsp, from '" + camera.address + "':", "  Stream #0:0: Video: h264 (High), yuv420p, 1920x1080, 25 fps", "Output #0, rawvideo, to 'pipe:1':"];
    const error = runner?.last_error;
    return {
      camera: id,
      why: [{ profile: camera.profile, runs: !shut, sentence: shut ? `It does not run: ${shut.gate.toLowerCase()} – ${shut.value}.` : "It runs, because nothing holds it back.", gates }],
      runs: [...(runner?.process ? [runner.process] : []), ...earlier],
      events: memory.view.events.filter((event) => event.camera === id),
      log: [...logged, ...(error ? [error.evidence] : [])].map((text, at) => ({ at_ms: now() - 200_000 + at * 130, profile: camera.profile, text })),
    };
  }

  function edited(before: ProfileView | null, draft: ProfileDraft): ProfileView {
    const base = before ?? { id: 0, name: "", values: memory.view.knobs.map((knob) => ({ key: knob.key, value: knob.default })), used_by: 0 };
    if (draft.name.trim() === "") throw Memory.problem("bad_input", "Give it a name.", "name");
    const fps = draft.values.find(({ key }) => key === "fps")?.value;
    if (fps !== undefined && !(Number(fps) >= 0.1 && Number(fps) <= 30))
      throw Memory.problem("bad_input", "Pictures per second go from 0.1 to 30.", "fps");
    if (draft.values.some(({ key, value }) => key === "extra_cli" && value.includes("-y")))
      throw Memory.problem("bad_input", "“-y” lets ffmpeg write files, which Bellwatch does not allow.", "extra_cli");
    const laid = base.values.map((value) => draft.values.find(({ key }) => key === value.key) ?? value);
    return { ...base, name: draft.name.trim(), values: laid };
  }

  function users(profile: number): CameraView[] {
    return memory.view.cameras.filter((camera) => camera.profile === profile);
  }

  function counted(profile: ProfileView): ProfileView {
    return { ...profile, used_by: users(profile.id).length };
  }
  memory.view = { ...memory.view, profiles: memory.view.profiles.map(counted) };

  function newPictures(runners: readonly Looked[]): void {
    for (const { camera, profile } of runners) {
      const runner = memory.view.runners.find((one) => one.camera === camera && one.profile === profile);
      if (!runner?.picture || runner.picture.is_old || memory.doing.get(camera)?.is !== "well") continue;
      const heartbeat = runner.heartbeat && { ...runner.heartbeat, at_ms: now() - (now() % 10_000) };
      memory.tell({ is: "runner", runner: { ...runner, heartbeat, picture: { ...runner.picture, number: runner.picture.number + 1, at_ms: now() } } });
    }
  }

  return {
    now,
    async watch(hear) {
      if (named === "loading") return new Promise(() => {});
      if (named === "broken") throw Memory.problem("store", "The store cannot be read: the disk is full. Free some space and try again.");
      memory.hear = hear;
      hear({ is: "view", view: memory.view });
    },
    freshView: async () => memory.view,
    async look(runners, everyMs) {
      Object.assign(window, { looked: { cameras: runners.map(({ camera }) => camera), everyMs } });
      clearInterval(looking);
      if (!query.has("still")) looking = setInterval(() => newPictures(runners), everyMs);
    },
    picture: ({ camera }, number) =>
      query.get("stuck") === String(camera) ? `/stuck?${number}` : paint(memory.scenes.get(camera) ?? "gate", number, new Date(now() + 3_600_000).toISOString().slice(0, 19).replace("T", " ")),
    testPicture: (number) => paint("corridor", number, "2026-11-23 10:24:08"),

    async cameraAdd(draft) {
      await pause(200);
      checked(null, draft);
      const id = memory.newId();
      const camera = made(id, draft);
      memory.change(camera, doingOf(camera));
      memory.tell({ is: "engine", engine: { ...memory.view.engine, is_empty: false } });
      memory.event(id, "added", "window", `${camera.name} was added.`);
      return id;
    },
    async cameraEdit(id, draft) {
      checked(id, draft);
      const camera = made(id, draft, memory.camera(id));
      memory.change(camera, doingOf(camera));
      memory.event(id, "edited", "window", `${camera.name} was edited.`);
    },
    async cameraDuplicate(id) {
      const before = memory.camera(id);
      const camera = { ...before, id: memory.newId(), name: `${before.name} (copy)`, enabled: false };
      memory.change(camera, doingOf(camera));
      return camera.id;
    },
    async cameraRemoval(id) {
      const { name } = memory.camera(id);
      return { consequences: [`Its ffmpeg is stopped.`, `Its kept snapshots and the history of its runs go with it.`, `${name} leaves the wall.`], refusal: null };
    },
    async cameraRemove(id) {
      memory.camera(id);
      memory.tell({ is: "camera_gone", camera: id });
      memory.tellProblems();
    },
    async cameraTest(id, draft) {
      checked(id, { ...draft, name: draft.name || "a name" });
      await pause(1500);
      return report(draft);
    },
    cameraDetail: async (id) => detail(id),
    async cameraSetEnabled(id, enabled) {
      const camera = { ...memory.camera(id), enabled };
      memory.change(camera, doingOf(camera));
      memory.event(id, enabled ? "enabled" : "disabled", "window", `${camera.name} was switched ${enabled ? "on" : "off"}.`);
    },
    async pause(choice, draft) {
      const spans = { half_hour: now() + 30 * MINUTE_MS, two_hours: now() + 120 * MINUTE_MS, tomorrow: memory.view.site.tomorrow_ms };
      const until_ms = draft.is === "until" ? draft.until_ms : spans[draft.is];
      for (const before of chosen(choice)) {
        const camera = { ...before, pause: { until_ms, by: "window", at_ms: now() } };
        memory.change(camera, doingOf(camera));
        memory.event(camera.id, "paused", "window", `${camera.name} was paused.`);
      }
    },
    async resume(choice) {
      for (const before of chosen(choice)) {
        if (before.pause === null) continue;
        const camera = { ...before, pause: null };
        memory.change(camera, doingOf(camera));
        memory.event(camera.id, "resumed", "window", `${camera.name} was resumed.`);
      }
    },
    async tryAgain(id) {
      memory.change(memory.camera(id), { is: "starting" });
    },
    async enforceNow() {
      if (now() - lastEnforced < 5000) throw Memory.problem("too_soon", "The enforcer looked less than 5 s ago. Wait a moment and ask again.");
      lastEnforced = now();
      memory.tell({ is: "engine", engine: { ...memory.view.engine, last_run_ms: now(), last_ok_ms: now() } });
    },

    async profilePreview(id, draft) {
      const before = id === null ? null : memory.profile(id);
      const after = edited(before, draft);
      if (before === null) return [];
      return users(before.id)
        .map((camera) => ({ camera, old: command(camera, before), next: command(camera, after) }))
        .filter(({ old, next }) => old !== next)
        .map(({ camera, old, next }) => {
          const runs = camera.enabled && camera.pause === null;
          return { camera: camera.id, camera_name: camera.name, before: runs ? old : null, after: next, restarts: runs, refusal: null };
        });
    },
    async profileAdd(draft) {
      const profile = { ...edited(null, draft), id: memory.newId() };
      memory.tell({ is: "profile", profile });
      return profile.id;
    },
    async profileEdit(id, draft) {
      memory.tell({ is: "profile", profile: edited(memory.profile(id), draft) });
      for (const camera of users(id)) memory.tellRunner(camera);
    },
    async profileRemoval(id) {
      const count = users(id).length;
      const name = memory.profile(id).name;
      return { consequences: ["No camera uses it."], refusal: count > 0 ? `${name} is used by ${count} cameras. Give them another profile first.` : null };
    },
    async profileRemove(id) {
      memory.tell({ is: "profile_gone", profile: id });
    },
    async siteEdit(values) {
      const zone = values.find(({ key }) => key === "time_zone")?.value;
      if (zone !== undefined && !zone.includes("/")) throw Memory.problem("bad_input", `“${zone}” is no time zone. Write it like Europe/Berlin.`, "time_zone");
      const { site } = memory.view;
      const laid = site.values.map((value) => values.find(({ key }) => key === value.key) ?? value);
      const name = laid.find(({ key }) => key === "name")?.value ?? site.name;
      memory.tell({ is: "site", site: { ...site, name, values: laid } });
    },
    async addDemoCameras() {
      await pause(300);
      for (const pupil of DEMO) memory.enrol(pupil);
      memory.tell({ is: "engine", engine: { ...memory.view.engine, is_empty: false } });
    },
  };
}
