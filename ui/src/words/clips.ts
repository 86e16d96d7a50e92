// The words of clips: films of the seconds around an event.

export const clips = {
  title: "Clips",
  kind: {
    unknown_face: "Unknown face",
    in_doubt: "Face in doubt",
    tamper: "Picture not as it should be",
  },
  length: (seconds: number) => `${seconds} s`,
  play: "Play",
  save: "Save a copy",
  saved: (where: string) => `Saved as ${where}. This copy is not sealed.`,
  delete: "Delete this clip",
  deleteTitle: "Delete this clip?",
  deleteText: "The film goes for good.",
  deleteDo: "Delete",
  deleted: "The clip was deleted.",
  noneTitle: "No clips",
  noneOn: "What happens from now on is kept here: an unknown face, a face in doubt, a covered picture.",
  noneOff: "This camera’s profile keeps none. “Clips of what happens” in its profile switches it on.",
  loading: "Asking for clips…",
  brokenTitle: "Clips could not be read",
  again: "Try again",
  opening: "Opening the film…",
  cannotPlay: "This computer cannot show the film here. Save a copy and open it with another program.",
};
