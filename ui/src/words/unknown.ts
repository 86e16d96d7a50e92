// The words of unknown faces: the mode that keeps them, and the tray in which they lie.

import { isolated } from "./isolate";

const one = (count: number, single: string, many: string) => `${count} ${count === 1 ? single : many}`;

export const unknown = {
  title: "Unknown faces",
  link: (count: number) => (count === 0 ? "Unknown faces" : `Unknown faces (${count})`),
  count: (count: number) => one(count, "face", "faces"),
  loading: "Asking for unknown faces…",
  brokenTitle: "Unknown faces could not be read",
  again: "Try again",

  strip: {
    label: "Unknown faces are being kept",
    says: "The faces of people who match nobody are being kept.",
    left: (left: string) => `${left} left`,
    by: (who: string) => `started by ${who}`,
    look: (count: number) => (count === 0 ? "None yet" : `Look at ${one(count, "face", "faces")}`),
    stop: "Stop",
    stopped: "Unknown faces are not kept any more.",
  },

  offTitle: "Faces that match nobody are not kept",
  offText:
    "To find out why somebody is not recognised, keep the faces of strangers for a while. Every screen says so as long as it is on.",
  noPack: "No face is found without a model pack. Choose one under Settings › Recognition.",
  onTitle: "Nobody unknown was seen yet",
  onText: "A face comes here after a few good looks that are like nobody.",
  leftOut: (count: number) =>
    `${one(count, "face", "faces")} made room for newer ones: no more are kept than have room here.`,

  start: "Keep unknown faces…",
  startTitle: "Keep the faces of strangers?",
  startText:
    "The best picture of each face that matches nobody is kept on this computer, sealed. These may be people who never agreed to it: tell them, and keep it short.",
  startEnds: (hours: number) =>
    hours === 0
      ? "It ends by itself, and what lies here is deleted with it."
      : `It ends by itself. What lies here is deleted ${one(hours, "hour", "hours")} later.`,
  length: "For how long",
  lengths: { quarter_hour: "15 minutes", hour: "1 hour", period: "Until the period ends", day: "Until the day ends" },
  startDo: "Keep them",
  started: "Unknown faces are being kept.",

  face: (where: string, when: string) => `Unknown face, ${where}, ${when}`,
  cameraGone: "A camera that is gone",
  seen: (when: string, looks: number) => `${when} · ${one(looks, "look", "looks")}`,
  until: (when: string) => `Goes ${when}`,
  quality: { good: "Good picture", fair: "Fair picture", poor: "Poor picture" },
  name: "Who is this…",
  dismiss: "Delete this face",
  dismissed: "The face was deleted.",
  keys: "Arrow keys move, Enter names, Delete deletes.",

  deleteAll: "Delete all…",
  deleteTitle: "Delete all unknown faces?",
  deleteText: (count: number) => `${one(count, "face goes", "faces go")} for good.`,
  deleteDo: "Delete all",
  deleted: "All unknown faces were deleted.",

  enrol: {
    title: "Who is this?",
    known: "Somebody on the list",
    fresh: "Somebody new",
    who: "Find a person",
    whoNone: "Nobody on the list is called that.",
    noConsent: "No consent",
    needsConsent: (name: string) => `${isolated(name)} has no consent. Note it on their page first.`,
    given: "Consent given on",
    consentText: "Without consent no picture of theirs is kept.",
    save: "Add to their photos",
    saveNew: "Add this person",
    done: (name: string) => `The face is among the photos of ${isolated(name)} now.`,
    refused: "The picture was not taken, and stays here:",
  },
};
