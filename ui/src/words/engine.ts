// What the engine says, in the language of the window.

import { type Catalogue, type Found, reader } from "./catalogue";
import { english } from "./isolate";
import { writingFor } from "./times";
import { engineWords, locale } from "./words";

/** So many sentences are remembered; then all are forgotten. */
const MOST = 4000;

/** Says a text of the engine's. What `mayBeOwn` is left as it is when it is no sentence: somebody may have typed it. */
export type Speaker = (text: string, mayBeOwn?: boolean) => string;

/** What a language says for the engine's sentences: the translation, or the English set apart as English. */
export function speaker(catalogue: Catalogue, locale: string): Speaker {
  const read = reader(catalogue, writingFor(locale));
  const known = new Map<string, Found | null>();
  return (text, mayBeOwn = false) => {
    if (text === "") return text;
    let found = known.get(text);
    if (found === undefined) {
      if (known.size >= MOST) known.clear();
      found = read(text);
      known.set(text, found);
    }
    return found?.said ?? (mayBeOwn ? text : english(text));
  };
}

/** A sentence of the engine's as the window says it; `null` where the window speaks the engine's own language. */
export const said: Speaker | null = engineWords && speaker(engineWords, locale);
