// The pretend engine's memory: a view, kept by replacing its parts, each replacement told as a change.

import type { CameraView } from "../../wire/CameraView";
import type { Change } from "../../wire/Change";
import type { Message } from "../../wire/Message";
import type { Problem } from "../../wire/Problem";
import type { ProblemView } from "../../wire/ProblemView";
import type { ProfileView } from "../../wire/ProfileView";
import type { View } from "../../wire/View";
import type { What } from "../../wire/What";
import { apply } from "../../live/apply";
import { bellsOf } from "./bellAnswers";
import { errorOf } from "./errors";
import { KNOBS, SETTINGS, values } from "./knobs";
import { happened } from "./happened";
import { recognitionOf } from "./recognitionAnswers";
import { gaugesOf } from "./systemAnswers";
import { runnerOf } from "./runner";
import { type Doing, type Pupil } from "./schools";

const MINUTE_MS = 60_000;
/** What the engine says where its store does not answer. */
export const UNREAD = "The disk cannot be read or written. Check the disk; the newest backup may be needed.";

/** What the engine remembers of one camera beyond its view. */
export class Memory {
  view: View;
  readonly doing = new Map<number, Doing>();
  readonly scenes = new Map<number, Pupil["scene"]>();
  hear: ((message: Message) => void) | null = null;
  readonly #now: () => number;
  #nextId = 1;
  #nextEvent = 1;

  constructor(pupils: readonly Pupil[], now: () => number, named: string) {
    this.#now = now;
    this.view = emptyView(now(), named);
    for (const pupil of pupils) this.enrol(pupil);
    this.view = { ...this.view, gauges: gaugesOf(this.view, named, now()) };
    this.tellProblems();
    for (const camera of this.view.cameras) {
      const back = `${camera.name}: the picture is back after ${camera.id % 9} min 5 s.`;
      this.event(camera.id, "picture", "engine", back, now() - (camera.id % 9) * 7 * MINUTE_MS);
    }
    for (const [at, [kind, actor, sentence]] of happened.entries())
      this.event(null, kind, actor, sentence, now() - (happened.length - at) * MINUTE_MS);
  }

  /** A Problem to throw. */
  static problem(code: Problem["code"], message: string, field: string | null = null): Problem {
    return { code, message, detail: `pretend: ${message}`, field };
  }

  /** The Problem that a camera, or something else, was removed meanwhile. */
  static gone(what: string): Problem {
    return Memory.problem("gone", `This ${what} is no longer there. Somebody may have removed it.`);
  }

  newId(): number {
    return this.#nextId++;
  }

  enrol(pupil: Pupil): void {
    const id = this.newId();
    const { doing } = pupil;
    const now = this.#now();
    const pausedMinutes =
      doing.is === "paused" ? doing.minutes : doing.is === "outside" ? (doing.pausedMinutes ?? null) : null;
    const demo = pupil.tags.includes("demo");
    const camera: CameraView = {
      id,
      name: pupil.name,
      location: pupil.location,
      address: demo ? `demo:${pupil.scene}` : `rtsp://10.20.0.${40 + id}:554/stream1`,
      sub_address: demo ? null : `rtsp://10.20.0.${40 + id}:554/stream2`,
      user: demo ? null : "bellwatch",
      has_password: !demo,
      priority: 5,
      enabled: doing.is !== "off",
      pause:
        pausedMinutes === null
          ? null
          : { until_ms: now + pausedMinutes * MINUTE_MS, by: "window", at_ms: now - MINUTE_MS },
      tags: pupil.tags,
      profile: pupil.profile ?? 1,
      also_profiles: [],
      keyframe_interval_s: demo ? 1 : 2,
    };
    this.scenes.set(id, pupil.scene);
    this.doing.set(id, doing);
    this.tell({ is: "camera", camera });
    this.tellRunner(camera);
  }

  camera(id: number): CameraView {
    const camera = this.view.cameras.find((one) => one.id === id);
    if (!camera) throw Memory.gone("camera");
    return camera;
  }

  profile(id: number): ProfileView {
    const profile = this.view.profiles.find((one) => one.id === id);
    if (!profile) throw Memory.gone("profile");
    return profile;
  }

  /** Changes a camera and what it does. */
  change(camera: CameraView, doing: Doing): void {
    this.doing.set(camera.id, doing);
    this.tell({ is: "camera", camera });
    this.tellRunner(camera);
    this.tellProblems();
  }

  event(camera: number | null, kind: string, actor: string, sentence: string, at_ms = this.#now()): void {
    this.tell({ is: "event", event: { id: this.#nextEvent++, at_ms, camera, kind, actor, sentence } });
  }

  tellRunner(camera: CameraView): void {
    const doing = this.doing.get(camera.id) ?? { is: "well" };
    const runner = runnerOf(camera, this.profile(camera.profile), doing, this.#now());
    this.tell({ is: "runner", runner });
  }

  tellProblems(): void {
    const problems: ProblemView[] = this.view.cameras.flatMap((camera) => {
      const doing = this.doing.get(camera.id);
      if (doing?.is !== "held" && doing?.is !== "retrying") return [];
      const { sentence, cure } = errorOf(doing.trouble, camera.name, 0);
      return [{ key: `camera-${camera.id}`, sentence, cure, cameras: [camera.id], since_ms: this.#now() - 190_000 }];
    });
    this.tell({ is: "problems", problems });
  }

  /** Lays a change over the view and tells it. */
  tell(...whats: What[]): void {
    const changes: Change[] = whats.map((what, at) => ({ seq: this.view.seq + 1 + at, what }));
    this.view = apply(this.view, changes).view;
    this.hear?.({ is: "changes", changes });
  }
}

function emptyView(now: number, named: string): View {
  const profiles: ProfileView[] = [
    { id: 1, name: "Standard", values: values(KNOBS), used_by: 0 },
    {
      id: 2,
      name: "Sparing",
      values: values(KNOBS, { fps: "1", decode: "keyframes", stream: "sub", nice: "10" }),
      used_by: 0,
    },
  ];
  return {
    seq: 0,
    site: {
      name: named === "long" ? "Wilhelmine-Auguste-Friederike-von-Hohenstaufen-Gesamtschule" : "Linden School",
      time_zone: "Europe/Berlin",
      tomorrow_hour: 8,
      tomorrow_ms: Date.UTC(2026, 10, 24, 7),
      values: values(SETTINGS, {
        name: "Linden School",
        time_zone: "Europe/Berlin",
        pack: recognitionOf(named).pack ?? "none",
      }),
    },
    engine: {
      version: "0.1.0",
      pid: 40_961,
      started_ms: now - 26 * 60 * MINUTE_MS,
      ffmpeg_version: "5.1.6",
      data_folder: "/home/it/.local/share/bellwatch",
      key_place:
        "Passwords are sealed with a key in this computer's keyring; they open only while its user is logged in.",
      last_run_ms: now - 4000,
      last_ok_ms: now - 4000,
      last_error: null,
      stopped_by_hand: null,
      is_empty: named === "empty",
      next_bell: named === "empty" ? null : { at_ms: now + 15 * MINUTE_MS + 52_000, sentence: "11 cameras stop" },
    },
    cameras: [],
    profiles: profiles.map((profile) => ({ ...profile, used_by: 0 })),
    bells: bellsOf(named),
    runners: [],
    problems: [],
    gauges: null,
    recognition: recognitionOf(named),
    events: [],
    knobs: KNOBS,
    settings: SETTINGS,
  };
}
