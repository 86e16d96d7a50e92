// The words around Help. What Help itself says is docs/operating.md, made into sections by ui/help.ts.

export const help = {
  title: "Help",
  open: "Help (F1)",
  contents: "Contents of Help",
  results: "Found in Help",
  search: "Search Help",
  back: "Back to where you were (Esc)",
  found: (count: number) => (count === 1 ? "1 place" : `${count} places`),
  nothing: (text: string) => `Nothing in Help holds “${text}”. Try a word that stands on the screen.`,
  goneTitle: "This is not in Help",
  goneText: "The contents beside it say what is.",
  around: "Before and after this",
  previous: "Before this",
  next: "After this",
  broken: "Help could not be loaded",
  brokenText: "Try again. If this returns, install Bellwatch anew: a file of it is missing.",
  again: "Try again",
  why: "Help",
  aboutError: (word: string) => `Help: ${word}`,
};
