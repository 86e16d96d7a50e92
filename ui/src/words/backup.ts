// The words of backups and of the diagnostics bundle.

import { isolated } from "./isolate";

export const backup = {
  title: "Backup",
  make: "Make one now",
  making: "Making and checking…",
  made: (name: string) => `The backup ${isolated(name)} was made and checked.`,
  last: "Newest",
  next: "Next",
  off: "Never by itself: the hour is switched off",
  none: "None yet",
  folder: "Folder",
  failed: (why: string) => `The newest try failed. ${why}`,
  list: "Backups that there are",
  more: (count: number) => (count === 1 ? "One older one." : `${count} older ones.`),
  rehearseOf: (when: string) => `What would the backup of ${when} bring back?`,
  rehearsal: "What this backup would bring back",
  rehearsing: "Unpacking and comparing…",
  unchanged: "Nothing was changed.",
  how: "To restore it, quit Bellwatch and run:",
  copy: "Copy the command",
};

export const diagnostics = {
  title: "Diagnostics",
  help: "One file for whoever helps from afar.",
  has: "In it: versions, what doctor finds, the configuration without passwords, problems, the last log lines, 1000 events, a day of heartbeats, ffmpeg’s commands without passwords.",
  hasNot:
    "Not in it: passwords, the key, pictures, sightings, attendance; people are called by their numbers. The finished file is searched for passwords, the key and people, and not written where one is found.",
  save: "Make the file",
  saved: (path: string) => `Saved as ${isolated(path)}.`,
  tooShort: (count: number) =>
    count === 1
      ? "One password is too short to be searched for."
      : `${count} passwords are too short to be searched for.`,
};
