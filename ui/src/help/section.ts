// What a section of Help is. All of them are made of docs/operating.md and its translations by ui/help.ts while the window is built.

export type HelpSection = {
  /** Its address behind `#/help/`. */
  id: string;
  title: string;
  /** Only the tags that ui/help.ts allows; nothing that anybody typed into the window. */
  html: string;
  /** Its headings. */
  heads: readonly { id: string; title: string }[];
  /** Everything within it that has an address: its headings and the entries of errors. */
  anchors: readonly string[];
  /** Its words, a paragraph, row or heading each, for finding; with its address where it has one. */
  blocks: readonly { anchor: string | null; text: string }[];
};
