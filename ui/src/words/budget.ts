// The words of what a camera asks for, what it may have, and what it gets.

export const budget = {
  title: "Asked for and given",
  what: "Of this camera",
  fps: "Pictures a second",
  detector: "Detector size",
  asked: "Asked for",
  cap: "Most allowed",
  given: "In effect",
  noCap: "no cap",
  rests: "rests",
  auto: "auto",
};
