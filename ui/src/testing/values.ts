// For tests: whole values of the wire, of which a test names only what it is about.

import { recognitionOf } from "../backend/pretend/recognitionAnswers";
import type { CameraView } from "../wire/CameraView";
import type { ErrorView } from "../wire/ErrorView";
import type { RunnerView } from "../wire/RunnerView";
import type { View } from "../wire/View";

export function aCamera(own: Partial<CameraView>): CameraView {
  return {
    id: 1,
    name: `Camera ${own.id ?? 1}`,
    location: "",
    address: "rtsp://10.0.0.1/s",
    sub_address: null,
    user: null,
    has_password: false,
    priority: 5,
    enabled: true,
    pause: null,
    tags: [],
    profile: 1,
    also_profiles: [],
    keyframe_interval_s: null,
    ...own,
  };
}

export function aRunner(own: Partial<RunnerView>): RunnerView {
  return {
    camera: 1,
    profile: 1,
    state: { is: "running", since_ms: 0 },
    picture: null,
    heartbeat: null,
    hb_interval_s: 10,
    bar: [],
    last_error: null,
    process: null,
    because: null,
    fps_wanted: 4,
    fps: { asked: 4, cap: null, given: 4, why: null },
    keyframes_only: false,
    ...own,
  };
}

export function anError(own: Partial<ErrorView>): ErrorView {
  return {
    code: "stalled",
    word: "No picture",
    sentence: "It sends none.",
    cure: "Restart it.",
    evidence: "",
    at_ms: 0,
    ...own,
  };
}

export function aView(own: Partial<View>): View {
  return {
    seq: 0,
    site: { name: "School", time_zone: "Europe/Berlin", tomorrow_hour: 8, tomorrow_ms: 0, values: [] },
    engine: {
      version: "0.1.0",
      pid: 1,
      started_ms: 0,
      ffmpeg_version: "5.1.6",
      data_folder: "/data",
      key_place: "Here.",
      last_run_ms: null,
      last_ok_ms: null,
      last_error: null,
      stopped_by_hand: null,
      is_empty: false,
      next_bell: null,
    },
    cameras: [],
    profiles: [],
    bells: { schedules: [], exceptions: [] },
    runners: [],
    problems: [],
    gauges: null,
    recognition: recognitionOf("nopack"),
    events: [],
    knobs: [],
    settings: [],
    ...own,
  };
}
