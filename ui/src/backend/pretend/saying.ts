// What the window says in its own language for what it says in English, so that one test finds its way in every
// language: `window.saying("Save")` is «حفظ» where the window speaks Arabic.

import { en } from "../../words/en";
import { said } from "../../words/engine";
import { words } from "../../words/words";

type Part = Readonly<Record<string, unknown>>;

/** English sentences of the window's own that have no gaps, each with what the window says for it. */
function pairs(english: Part, own: Part): [string, string][] {
  return Object.entries(english).flatMap(([key, text]): [string, string][] => {
    const other = own[key];
    if (typeof text === "string" && typeof other === "string") return [[text, other]];
    const isPart = typeof text === "object" && text !== null && typeof other === "object" && other !== null;
    return isPart ? pairs(text as Part, other as Part) : [];
  });
}

/** Lets the page be asked; `window.words` has the sentences with gaps. */
export function tellWords(): void {
  const known = new Map(pairs(en, words as unknown as Part).toReversed());
  const saying = (english: string) => known.get(english) ?? said?.(english) ?? english;
  Object.assign(window, { saying, words });
}
