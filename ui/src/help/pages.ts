// Help in each language, loaded when it is opened: what Help says is a chunk for each, beside the window.

import type { Language } from "../words/language";
import type { HelpSection } from "./section";

/** A page of Help: its sections, and the language they are in, which has its own direction. */
export type HelpPage = { sections: readonly HelpSection[]; lang: "en" | "ar"; dir: "ltr" | "rtl" };

const english = async (): Promise<HelpPage> => ({
  sections: (await import("virtual:help")).sections,
  lang: "en",
  dir: "ltr",
});

const arabic = async (): Promise<HelpPage> => ({
  sections: (await import("virtual:help/ar")).sections,
  lang: "ar",
  dir: "rtl",
});

/** Each language's page; the English one where there is none yet, which says so by its `lang`. */
export const pages: Record<Language, () => Promise<HelpPage>> = {
  en: english,
  ar: arabic,
  ckb: english,
};
