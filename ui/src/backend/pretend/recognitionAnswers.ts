// What the pretend engine answers about model packs, the threshold and the speed.

import type { PackView } from "../../wire/PackView";
import type { RecognitionView } from "../../wire/RecognitionView";
import type { Backend } from "../backend";
import { Memory } from "./state";

type RecognitionAnswers = Pick<Backend, "packs" | "packInstall" | "packRemove" | "thresholdCurve" | "recognitionSpeed">;

const DEFAULT_PACK = "yunet-sface";
const MODEL_BYTES = 38_696_353;
const STEPS = 12;
const BROKEN =
  "/home/it/.local/share/bellwatch/models/yunet-sface/pack.toml cannot be read: Permission denied (os error 13).";

/** How recognition stands at the start. */
export function recognitionOf(named: string): RecognitionView {
  const off: RecognitionView = {
    state: { is: "off" },
    pack: null,
    pack_name: null,
    provider: null,
    tried: [],
    people: 0,
    templates: 0,
    photos_to_learn: 0,
    threshold: null,
    threshold_words: "",
    installing: null,
    people_revision: 0,
    attendance_revision: 0,
    clips_revision: 1,
    unknown: { mode: null, faces: 0, left_out: 0, revision: 1 },
  };
  if (["empty", "nopack"].includes(named)) return off;
  if (named === "badpack")
    return {
      ...off,
      pack: DEFAULT_PACK,
      pack_name: "YuNet + SFace",
      state: {
        is: "broken",
        sentence: BROKEN,
        cure: "Install the pack again or choose another in Settings › Recognition; everything else goes on meanwhile.",
      },
    };
  return {
    ...off,
    state: { is: "working" },
    pack: DEFAULT_PACK,
    pack_name: "YuNet + SFace",
    provider: "CPU",
    tried: ["CUDA: face_detection_yunet_2023mar.onnx cannot be used: libcudart.so.12."],
    people: 106,
    templates: 208,
    photos_to_learn: 0,
    threshold: 0.41,
    threshold_words: "Estimated from the people enrolled here, beyond what could be counted.",
  };
}

export function recognitionAnswers(memory: Memory, pause: (ms: number) => Promise<void>): RecognitionAnswers {
  let packs: PackView[] = [
    {
      id: DEFAULT_PACK,
      name: "YuNet + SFace",
      installed: memory.view.recognition.pack !== null,
      broken: memory.view.recognition.state.is === "broken" ? BROKEN : null,
      own_licence: false,
      bytes: MODEL_BYTES,
      licences: ["MIT", "Apache-2.0"],
      embedding_length: 128,
      threshold: 0.363,
    },
    ...["buffalo_l", "buffalo_s"].map((id, at) => ({
      id,
      name: `InsightFace ${id}`,
      installed: false,
      broken: null,
      own_licence: true,
      bytes: at === 0 ? 190_000_000 : 14_500_000,
      licences: ["research only; others need a licence of InsightFace"],
      embedding_length: 512,
      threshold: 0.4,
    })),
  ];

  const tell = (change: Partial<RecognitionView>) =>
    memory.tell({ is: "recognition", recognition: { ...memory.view.recognition, ...change } });

  return {
    packs: async () => packs,
    async packInstall(pack, source) {
      const chosen = packs.find(({ id }) => id === (pack ?? DEFAULT_PACK));
      if (!chosen) throw Memory.problem("failed", `There is no model pack ${pack}.`);
      if (source.is === "files" && source.paths.some((path) => path.includes("wrong")))
        throw Memory.problem(
          "bad_input",
          "/media/wrong.onnx belongs to no pack that is known here. For a model of your own, put a pack.toml beside it.",
        );
      for (let step = 0; step < STEPS; step += 1) {
        tell({
          installing: {
            pack: chosen.id,
            file: "face_recognition_sface_2021dec.onnx",
            done: Math.round((chosen.bytes * step) / STEPS),
            of: chosen.bytes,
          },
        });
        await pause(250);
      }
      packs = packs.map((one) => (one.id === chosen.id ? { ...one, installed: true, broken: null } : one));
      tell({ installing: null });
      return chosen.id;
    },
    async packRemove(pack) {
      if (memory.view.recognition.pack === pack)
        throw Memory.problem(
          "bad_input",
          "This pack recognises now. Choose another or none in Settings, then remove it.",
        );
      packs = packs.map((one) => (one.id === pack ? { ...one, installed: false, broken: null } : one));
    },
    async thresholdCurve() {
      const points = Array.from({ length: 61 }, (_, at) => {
        const threshold = 0.2 + at * 0.01;
        return {
          threshold,
          false_accepts_per_day: 900 * Math.exp(-(threshold - 0.2) * 43.4),
          missed: Math.min(1, 0.004 + Math.max(0, threshold - 0.3) ** 2 * 2.2),
        };
      });
      const { threshold, threshold_words, people } = memory.view.recognition;
      return {
        points: people < 2 ? [] : points,
        threshold: threshold ?? 0.363,
        words: threshold_words,
        expected_per_day: people < 2 ? null : 0.1,
        people,
        pairs: (people * (people - 1)) / 2,
      };
    },
    async recognitionSpeed() {
      await pause(900);
      return {
        det_set_px: 640,
        detect_ms: 21.4,
        embed_ms: 9.8,
        search_ms: 0.02,
        sentence: "About 32 looks a second with one face each: enough for 8 cameras at 4 pictures a second.",
      };
    },
  };
}

/** What a change of the settings means for recognition. */
export function packChosen(memory: Memory, value: string | undefined): void {
  if (value === undefined) return;
  const { recognition } = memory.view;
  const on = value !== "none" && value !== "";
  const begun = recognitionOf("mixed");
  memory.tell({
    is: "recognition",
    recognition: on
      ? {
          ...begun,
          people_revision: recognition.people_revision,
          attendance_revision: recognition.attendance_revision,
          clips_revision: recognition.clips_revision,
          unknown: recognition.unknown,
        }
      : { ...recognition, state: { is: "off" }, pack: null, pack_name: null, provider: null, threshold: null },
  });
}
