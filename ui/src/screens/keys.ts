// What single keys do anywhere in the window, as long as nobody is typing and nothing lies over it.

import { go, type Place } from "../live/places";

const SCREENS: Record<string, Place> = {
  "1": { is: "wall", cameras: [] },
  "2": { is: "cameras" },
  "3": { is: "schedule", tab: "week", schedule: null },
  "4": { is: "attendance", date: null },
  "5": { is: "people" },
  "6": { is: "profiles", profile: null },
  "7": { is: "settings", tab: "site" },
  "8": { is: "system", tab: "gauges" },
  n: { is: "camera_new", like: null },
};

/** Acts on a key. */
export function pressed(
  event: KeyboardEvent,
  acts: { sheet: () => void; freeze: () => void; help: () => void; undo: () => boolean },
): void {
  if (event.altKey || event.defaultPrevented) return;
  if (document.querySelector("dialog[open], [popover]:popover-open")) return;
  if (event.ctrlKey || event.metaKey) {
    // In a field it takes back what was typed there.
    const isUndo = event.key.toLowerCase() === "z" && !event.shiftKey && !isTyping(event.target);
    if (isUndo && acts.undo()) event.preventDefault();
    return;
  }
  if (event.key === "F1") {
    // No letter, so it helps while one types, too.
    acts.help();
    return event.preventDefault();
  }
  if (isTyping(event.target)) return;
  const to = SCREENS[event.key.toLowerCase()];
  if (to) go(to);
  else if (event.key === "/") document.querySelector<HTMLElement>("[data-search]")?.focus();
  else if (event.key === "?") acts.sheet();
  else if (event.key.toLowerCase() === "f") acts.freeze();
  else return;
  event.preventDefault();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}
