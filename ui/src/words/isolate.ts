// Pieces of sentences that are set apart, so that the direction of their letters moves nothing around them: names, and
// English where the window speaks another language. Pure.

const NAME = "\u2068"; // First strong isolate: a direction of its own, by its first letter.
const ENGLISH = "\u2066"; // Left-to-right isolate.
const END = "\u2069"; // Pop directional isolate.
const ISOLATES = new RegExp(`([${NAME}${ENGLISH}])([^${END}]*)${END}`);

/** A name to be put into a sentence. */
export function isolated(name: string): string {
  return `${NAME}${name}${END}`;
}

/** A sentence that is English, whatever the window speaks. */
export function english(sentence: string): string {
  return `${ENGLISH}${sentence}${END}`;
}

/** A piece of a sentence, and what it is that stands by itself. */
export type Piece = { text: string; is: "plain" | "name" | "english" };

/** A sentence in pieces. */
export function pieces(sentence: string): Piece[] {
  const parts = sentence.split(ISOLATES);
  const found: Piece[] = [];
  for (let at = 0; at < parts.length; at += 3) {
    found.push({ text: parts[at]!, is: "plain" });
    if (at + 1 < parts.length) found.push({ text: parts[at + 2]!, is: parts[at + 1] === NAME ? "name" : "english" });
  }
  return found.filter(({ text }) => text !== "");
}
