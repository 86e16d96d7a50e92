// The words of lists of cameras. What becomes of a row comes as a sentence from the engine.

const one = (count: number, single: string, many: string) => `${count} ${count === 1 ? single : many}`;
const cameras = (count: number) => one(count, "camera", "cameras");

export const cameraList = {
  importOpen: "Import…",
  exportNow: "Export",
  exported: (path: string) => `Written to ${path}, without passwords.`,
  title: "Import cameras",
  text: "A table (CSV) with name and address; and user, password, location, profile, priority and tags where you have them. The first line names the columns. Nothing changes before you have seen what would.",
  file: "Choose a file…",
  drop: "Or drop it here",
  reading: "Reading the file…",
  readAs: (how: string) => `Read as ${how}.`,
  summary: (fresh: number, changed: number, same: number, refused: number) =>
    [
      fresh ? `${fresh} new` : "",
      changed ? `${changed} changed` : "",
      same ? `${same} as they are` : "",
      refused ? `${refused} cannot be taken` : "",
    ]
      .filter(Boolean)
      .join(" · ") || "No rows",
  show: "Show",
  allRows: "All rows",
  rows: "Rows of the file",
  columns: { verdict: "What", name: "Camera", sentence: "Why, or what changes" },
  verdict: { new: "New", changed: "Changed", same: "As it is", refused: "Refused" },
  unnamed: "No name",
  carryOut: (takes: number, refused: number) =>
    takes === 0
      ? "Nothing to import"
      : refused === 0
        ? `Import ${cameras(takes)}`
        : `Import ${takes}, leave ${refused} out`,
  done: (fresh: number, changed: number) => `Cameras imported: ${fresh} added, ${changed} changed.`,
  other: "Another file…",
};
