// What the pretend engine answers about lists of cameras: 200 rows, twelve of which cannot be taken.

import type { CameraListReport } from "../../wire/CameraListReport";
import type { CameraListRow } from "../../wire/CameraListRow";
import type { CameraView } from "../../wire/CameraView";
import type { Backend } from "../backend";
import { Memory } from "./state";

const DOWNLOADS = "/home/it/Downloads";
const LATIN = ["Corridor", "Classroom", "Stairs", "Yard", "Parking"];
const ARABIC = ["ممر", "قاعة"];

/** What is wrong with a row, by its line. */
const REFUSED: Record<number, [name: string, why: string]> = {
  5: ["", "Type a name."],
  9: ["Corridor 3", "Line 4 has this name already."],
  17: ["Stairs east", "Line 12 has this address already."],
  31: ["Gate, second", "The camera Main gate has this address already. Give the row that name to change it."],
  44: ["Kitchen", "Type the camera's address, for example rtsp://192.168.1.64/stream1."],
  58: ["Library", "An address begins with rtsp://, rtsps://, http://, https://, file: or demo: – this one does not."],
  73: ["Laboratory", '"…" is not a port; ports are numbers from 1 to 65535.'],
  90: ["مختبر", "There is no profile of this name. The profiles are: Standard, Night, Sub-stream."],
  112: ["Gym", "A priority is a number from 0 to 9."],
  140: ["Roof", "Whether a camera is enabled is yes or no."],
  166: ["Office", "It has more cells than the first line. Put quotation marks around a cell that holds the separator."],
  199: ["Canteen", "A line break or another invisible character cannot stand in a password."],
};

type CameraListAnswers = Pick<Backend, "cameraListImport" | "cameraListUndo" | "cameraListExport"> & {
  /** Makes these cameras what can be undone; answers the number for it. */
  undoable: (added: number[]) => number;
};

export function cameraListAnswers(memory: Memory, pause: (ms: number) => Promise<void>): CameraListAnswers {
  let imported = 0;
  let added: number[] = [];

  function rows(known: ReadonlySet<string>): CameraListRow[] {
    return Array.from({ length: 200 }, (_, at) => row(at + 2, known));
  }

  function row(line: number, known: ReadonlySet<string>): CameraListRow {
    const refused = REFUSED[line];
    if (refused) return { line, name: refused[0], verdict: "refused", sentence: `Line ${line}: ${refused[1]}` };
    const words = line % 11 === 0 ? ARABIC : LATIN;
    const name = `${words[line % words.length] ?? ""} ${line - 1}`;
    return known.has(name)
      ? { line, name, verdict: "same", sentence: "As it is." }
      : { line, name, verdict: "new", sentence: "New." };
  }

  function report(isDone: boolean): CameraListReport {
    const all = rows(new Set(memory.view.cameras.map(({ name }) => name)));
    const count = (verdict: CameraListRow["verdict"]) => all.filter((one) => one.verdict === verdict).length;
    return {
      is_done: isDone,
      import: null,
      read_as: "Windows-1256, columns separated by semicolons",
      new: count("new"),
      changed: 0,
      same: count("same"),
      refused: count("refused"),
      rows: all,
      notes: ["The column Serial number holds nothing of a camera and is not read."],
    };
  }

  function add({ name, line }: CameraListRow): number {
    const camera: CameraView = {
      id: memory.newId(),
      name,
      location: "",
      address: `rtsp://10.1.4.${line}/main`,
      sub_address: null,
      user: "viewer",
      has_password: true,
      priority: 5,
      enabled: false,
      pause: null,
      tags: ["imported"],
      profile: 1,
      also_profiles: [],
      keyframe_interval_s: null,
    };
    memory.change(camera, { is: "off" });
    return camera.id;
  }

  function undoable(cameras: number[]): number {
    added = cameras;
    imported += 1;
    return imported;
  }

  return {
    undoable,
    async cameraListImport(file, dryRun) {
      await pause(400);
      if (/\.(xlsx|png|jpe?g|pdf)$/i.test(file.name))
        throw Memory.problem(
          "bad_input",
          `${file.name} cannot be imported. The file is a workbook. Open it, and save it as CSV (UTF-8).`,
        );
      const said = report(!dryRun);
      if (dryRun || said.new === 0) return said;
      const number = undoable(said.rows.filter(({ verdict }) => verdict === "new").map(add));
      memory.tell({ is: "engine", engine: { ...memory.view.engine, is_empty: false } });
      return { ...said, import: number };
    },
    async cameraListUndo(importNumber) {
      if (importNumber !== imported || added.length === 0)
        throw Memory.problem(
          "bad_input",
          "There is no import of cameras to undo. The newest one can be undone for a day.",
        );
      const removed = added.length;
      for (const camera of added) memory.tell({ is: "camera_gone", camera });
      added = [];
      return `The import of cameras was undone: ${removed} removed, 0 as they were before.`;
    },
    cameraListExport: async () => `${DOWNLOADS}/cameras.csv`,
  };
}
