// What the pretend engine answers about clips: the first two cameras have some.

import type { ClipView } from "../../wire/ClipView";
import type { Backend } from "../backend";
import { Memory } from "./state";

type ClipAnswers = Pick<Backend, "clips" | "clipFilm" | "clipSave" | "clipDelete">;

const MINUTE_MS = 60_000;

export function clipAnswers(memory: Memory, now: () => number): ClipAnswers {
  const kinds = ["unknown_face", "in_doubt", "tamper", "unknown_face", "unknown_face"] as const;
  let kept: ClipView[] = memory.view.cameras.slice(0, 2).flatMap(({ id, name }) =>
    kinds.map((kind, at) => ({
      id: id * 100 + at,
      camera: id,
      camera_name: name,
      kind,
      at_ms: now() - (7 + at * 173) * MINUTE_MS,
      seconds: 13 + (at % 3),
      bytes: 6_400_000 + at * 911_000,
    })),
  );
  const known = (clip: number) => {
    const one = kept.find(({ id }) => id === clip);
    if (!one) throw Memory.gone("clip");
    return one;
  };

  return {
    clips: async (camera) => kept.filter((clip) => camera === null || clip.camera === camera),
    // Nothing that plays: the window says so, as where a computer has no decoder.
    clipFilm: async (clip) => new Blob([String(known(clip).id)], { type: "video/mp4" }),
    clipSave: async (clip) => `/home/it/Downloads/bellwatch-clip-${known(clip).id}.mp4`,
    async clipDelete(clip) {
      known(clip);
      kept = kept.filter(({ id }) => id !== clip);
      const { recognition } = memory.view;
      memory.tell({
        is: "recognition",
        recognition: { ...recognition, clips_revision: recognition.clips_revision + 1 },
      });
    },
  };
}
