// What the pretend engine answers about unknown faces and the mode that keeps them.

import type { UnknownFaceView } from "../../wire/UnknownFaceView";
import type { UnknownView } from "../../wire/UnknownView";
import type { Backend } from "../backend";
import { portrait } from "./faces";
import type { Register } from "./peopleAnswers";
import { Memory } from "./state";

type UnknownAnswers = Pick<
  Backend,
  | "unknownStart"
  | "unknownStop"
  | "unknownFaces"
  | "unknownDismiss"
  | "unknownDeleteAll"
  | "enrolUnknown"
  | "unknownPicture"
>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LENGTHS_MS = { quarter_hour: 15 * MINUTE_MS, hour: HOUR_MS, period: 21 * MINUTE_MS, day: 13.6 * HOUR_MS };
const QUALITIES = [0.82, 0.44, 0.9, 0.21, 0.66, 0.38, 0.71];

/** A tray with some faces while the mode is on ("unknown", and right to left or long), or after it ("unknownleft"). */
export function unknownAnswers(memory: Memory, register: Register, now: () => number, named: string): UnknownAnswers {
  const on = named === "unknown";
  const some = on || named === "unknownleft" || named === "rtl" || named === "long";
  const began = now() - 3 * MINUTE_MS;
  let faces: UnknownFaceView[] = QUALITIES.slice(0, some ? undefined : 0).map((quality, at) => {
    const camera = memory.view.cameras[at % Math.max(1, memory.view.cameras.length)];
    return {
      id: 501 + at,
      camera: camera?.id ?? 1,
      camera_name: at === 5 ? null : (camera?.name ?? null),
      first_ms: began,
      last_ms: now() - at * 23_000,
      looks: 4 + ((at * 7) % 19),
      quality,
      until_ms: now() + 24 * HOUR_MS + 12 * MINUTE_MS,
    };
  });

  function tell(change: Partial<UnknownView>): void {
    const { recognition } = memory.view;
    const unknown = { ...recognition.unknown, ...change, faces: faces.length };
    memory.tell({
      is: "recognition",
      recognition: { ...recognition, unknown: { ...unknown, revision: unknown.revision + 1 } },
    });
  }

  function take(id: number): void {
    if (!faces.some((face) => face.id === id)) throw Memory.gone("unknown face");
    faces = faces.filter((face) => face.id !== id);
    tell({});
  }

  if (on) tell({ mode: { by: "window", started_ms: began, ends_ms: began + LENGTHS_MS.quarter_hour }, left_out: 3 });
  else if (some) tell({});

  return {
    unknownPicture: (face) => portrait(face, "crop"),
    async unknownStart(length) {
      if (memory.view.recognition.unknown.mode)
        throw Memory.problem(
          "bad_input",
          "Unknown faces are being kept already. Stop that first to choose another length.",
        );
      if (length === "period" && named === "evening")
        throw Memory.problem("bad_input", "No period is on now. Choose another length.", "length");
      tell({ mode: { by: "window", started_ms: now(), ends_ms: now() + LENGTHS_MS[length] } });
    },
    unknownStop: async () => tell({ mode: null }),
    unknownFaces: async () => faces,
    unknownDismiss: async (face) => take(face),
    async unknownDeleteAll() {
      faces = [];
      tell({ left_out: 0 });
    },
    async enrolUnknown(face, person) {
      const one = register.someone(person);
      const known = faces.find(({ id }) => id === face);
      if (!known) throw Memory.gone("unknown face");
      const report = { file: "The picture", person: one.id, person_name: one.name };
      if (one.consent === null)
        return {
          ...report,
          outcome: "refused",
          sentences: [`${one.name} has no consent, so no photo is kept. Record the consent first.`],
        };
      if (known.quality < 0.3)
        return {
          ...report,
          outcome: "refused",
          sentences: ["The face is blurred. Hold the camera still, and wipe its lens."],
        };
      take(face);
      return { ...report, outcome: "enrolled", sentences: [] };
    },
  };
}
