// Finding in Help. Pure.

import type { Place } from "../live/places";
import { holds } from "../parts/search";
import type { HelpSection } from "./section";

/** Something found: a section, or a place within it, and the words that stand there. */
export type Finding = { address: string; title: string; text: string | null };

/** How many places of one section are shown. */
const MOST = 3;

/** The section that an address leads to: its own, or that of something within it. */
export function sectionAt(sections: readonly HelpSection[], address: string): HelpSection | undefined {
  return sections.find(({ id, anchors }) => id === address || anchors.includes(address));
}

/** Where every word of `text` stands: sections that are called so first, then paragraph by paragraph. */
export function findings(sections: readonly HelpSection[], text: string): Finding[] {
  const called = sections.filter(({ title }) => holds(title, text));
  const others = sections.filter((section) => !called.includes(section));
  return [...called, ...others].flatMap((section): Finding[] => {
    const { id, title, blocks } = section;
    const within = blocks.filter((block) => holds(block.text, text)).slice(0, MOST);
    if (within.length > 0) return within.map((block) => ({ address: block.anchor ?? id, title, text: block.text }));
    const whole = [title, ...blocks.map((block) => block.text)].join(" ");
    return holds(whole, text) ? [{ address: id, title, text: null }] : [];
  });
}

/** The section about what a screen shows. */
export function sectionOf(at: Place["is"]): string | null {
  switch (at) {
    case "wall":
      return "the-wall";
    case "cameras":
    case "camera":
      return "when-a-camera-does-not-run";
    case "camera_new":
    case "camera_edit":
      return "the-first-minute";
    case "profiles":
      return "profiles";
    case "schedule":
      return "the-bell";
    case "attendance":
    case "attendance_period":
    case "attendance_person":
    case "review":
      return "attendance";
    case "people":
    case "person":
      return "people-consents-and-photos";
    case "unknown":
      return "unknown-faces";
    case "system":
      return "system";
    case "settings":
    case "help":
      return null;
  }
}
