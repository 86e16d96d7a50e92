// Pieces of sentences that are set apart, so that the direction of their letters moves nothing around them: names, codes
// and times that run left to right, and English where the window speaks another language. Pure.

const NAME = "\u2068"; // First strong isolate: a direction of its own, by its first letter.
const LEFT_TO_RIGHT = "\u2066"; // Left-to-right isolate.
const END = "\u2069"; // Pop directional isolate.
/** Left-to-right mark: is not seen, and tells English from a code. */
const ENGLISH = "\u200e";
const ISOLATES = new RegExp(`([${NAME}${LEFT_TO_RIGHT}])([^${END}]*)${END}`);

/** A name to be put into a sentence. */
export function isolated(name: string): string {
  return `${NAME}${name}${END}`;
}

/** What runs from left to right in every language: an address, a size, a span of the clock. */
export function leftToRight(piece: string): string {
  return `${LEFT_TO_RIGHT}${piece}${END}`;
}

/** A sentence that is English, whatever the window speaks. */
export function english(sentence: string): string {
  return leftToRight(`${ENGLISH}${sentence}`);
}

/** A name without what sets it apart, to stand within something else that is set apart. */
export function bare(name: string): string {
  return name.replaceAll(/[\u2066-\u2069]/g, "");
}

/** A piece of a sentence, and what it is that stands by itself. */
export type Piece = { text: string; is: "plain" | "name" | "left to right" | "english" };

/** A sentence in pieces. */
export function pieces(sentence: string): Piece[] {
  const parts = sentence.split(ISOLATES);
  const found: Piece[] = [];
  for (let at = 0; at < parts.length; at += 3) {
    found.push({ text: parts[at]!, is: "plain" });
    if (at + 1 < parts.length) found.push(piece(parts[at + 1]!, parts[at + 2]!));
  }
  return found.filter(({ text }) => text !== "");
}

function piece(mark: string, text: string): Piece {
  if (mark === NAME) return { text, is: "name" };
  return text.startsWith(ENGLISH) ? { text: text.slice(ENGLISH.length), is: "english" } : { text, is: "left to right" };
}
