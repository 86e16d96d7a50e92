// The language the window speaks. English is the whole and always there; another is loaded when it is the one that is
// spoken: `load` is awaited before anything else of the window is (main.ts), so that nothing flashes in English first.

import type { Catalogue } from "./catalogue";
import { en } from "./en";
import { isolated } from "./isolate";
import { language, type Language } from "./language";
import type { Words } from "./shape";
import { filled } from "./shape";

export { locale } from "./language";

/** A language whole: its words, and what it says for the engine's sentences (`null`: as the engine says them). */
export type Spoken = { words: Words; engine: Catalogue | null };

/** Each language, loaded when it is asked for. What Sorani lacks is English. */
export const spoken: Record<Language, () => Promise<Spoken>> = {
  en: () => Promise.resolve({ words: en, engine: null }),
  ar: async () => (await import("./ar/all")).all,
  ckb: async () => ({ words: filled((await import("./ckb/ckb")).ckb, en), engine: {} }),
};

/** The sentences in use. They change with a reload of the page alone, so that every part may hold on to them. */
export let words: Words = en;

/** What is said for the engine's sentences, beside `words`. */
export let engineWords: Catalogue | null = null;

/** Names one after the other, each set apart, for a `Sentence`. */
export function listed(names: readonly string[]): string {
  return names.map(isolated).join(words.comma);
}

/** Has the window speak its language. Before any part of it that holds on to `words` is loaded. */
export async function load(): Promise<void> {
  ({ words, engine: engineWords } = await spoken[language]());
}
