// Names within sentences, set apart so that the direction of their letters moves nothing around them. Pure.

const BEGIN = "\u2068"; // First strong isolate: a direction of its own, by its first letter.
const END = "\u2069"; // Pop directional isolate.

/** A name to be put into a sentence. */
export function isolated(name: string): string {
  return `${BEGIN}${name}${END}`;
}

/** A sentence in pieces: those that are names stand by themselves. */
export function pieces(sentence: string): { text: string; isName: boolean }[] {
  return sentence
    .split(new RegExp(`${BEGIN}([^${END}]*)${END}`))
    .map((text, at) => ({ text, isName: at % 2 === 1 }))
    .filter(({ text }) => text !== "");
}
