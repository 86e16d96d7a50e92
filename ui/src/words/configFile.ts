// The words of the configuration as a file, and of restoring a backup from the window.

import { isolated } from "./isolate";

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const configFile = {
  title: "Configuration as a file",
  help: "Site, profiles, cameras, schedules and days off in one text file: to keep, to compare, or for another computer. No people and no history.",
  exportOpen: "Export…",
  importOpen: "Import…",
  exportTitle: "Export the configuration",
  exportText: "The file goes into your downloads.",
  withPasswords: "With the cameras’ passwords",
  withPasswordsHelp: "Each is sealed with a passphrase, which you need when you import the file.",
  passphrase: "Passphrase",
  exportNow: "Export",
  exporting: "Writing…",
  exported: (path: string) => `Written to ${isolated(path)}, without passwords.`,
  exportedSealed: (path: string) => `Written to ${isolated(path)}, with sealed passwords.`,
  importTitle: "Import a configuration",
  text: "A file that Bellwatch exported, or a part of one. What it does not name stays as it is. Nothing changes before you have seen what would.",
  file: "Choose a file…",
  drop: "Or drop it here",
  reading: "Comparing…",
  other: "Another file…",
  summary: (fresh: number, changed: number, same: number) =>
    [
      fresh ? `${fresh} new` : "",
      changed ? `${changed} changed` : "",
      same ? counted(same, "as it is", "as they are") : "",
    ]
      .filter(Boolean)
      .join(" · ") || "The file names nothing",
  refusedSummary: (count: number) => `${counted(count, "line", "lines")} cannot be taken, so nothing is imported.`,
  refused: "Lines that cannot be taken",
  line: (number: number) => `Line ${number}`,
  what: "What would change",
  kinds: { site: "Settings of the site", cameras: "Cameras", profiles: "Profiles", schedules: "Schedules" },
  fresh: (names: string) => `New: ${names}.`,
  changed: (names: string) => `Changed: ${names}.`,
  gone: (names: string) => `Removed: ${names}.`,
  /** Between names. */
  siteChanges: "Changed.",
  leftOut: (count: number) =>
    `${counted(count, "sealed password is", "sealed passwords are")} left out as long as the passphrase is not typed.`,
  unseal: "Look again with it",
  backupFirst: "A backup of now is made first; restoring it undoes the import.",
  carryOut: (count: number) => (count === 0 ? "Nothing to import" : `Import ${counted(count, "change", "changes")}`),
  done: (fresh: number, changed: number) =>
    `Imported: ${fresh} new, ${changed} changed. The backup before is in the list.`,
};

export const restoring = {
  open: "Restore this backup…",
  title: "Restore this backup?",
  text: (when: string) => `Bellwatch becomes as it was then: ${when}.`,
  stops: (count: number) =>
    count === 0
      ? "No camera runs now, so none stops."
      : `${counted(count, "camera stops", "cameras stop")} for some seconds; nothing is seen meanwhile.`,
  goes: "What was changed and what was seen since then goes from here.",
  before: "A backup of now is made first: restoring that one brings it all back.",
  back: "Back",
  now: "Restore now",
  busy: "The cameras are being stopped, a backup of now is made, and the store is exchanged…",
  safe: "Should the computer go off meanwhile, either the store from before or the restored one is there.",
  command: "Without the window",
  doneTitle: "The backup is restored",
  keptBefore: (path: string) => `The store before is kept in ${isolated(path)}.`,
  failedTitle: "The backup was not restored",
  failedText: "Nothing is lost: the store is as it was, and the cameras run again.",
};
