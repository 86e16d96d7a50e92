// Help in Arabic is Help in English, section by section.

import { sections as english } from "virtual:help";
import { sections as arabic } from "virtual:help/ar";
import { expect, test } from "vitest";
import { arabic as catalogue } from "../words/ar/engine";
import { writingFor } from "../words/times";
import { reader } from "../words/catalogue";

/** What a section consists of, tag by tag, without those within a line; two cells or two paragraphs differ by their number. */
const built = (html: string) => [...html.matchAll(/<(h3|p|ul|ol|li|table|tr|th|td|pre|img)\b/g)].map(([, tag]) => tag);
/** What is typed is the same in every language: commands, variables, files. */
const typed = (html: string) => [...html.matchAll(/<code>([^]*?)<\/code>/g)].map(([, code]) => code).toSorted();
const linked = (html: string) => [...html.matchAll(/href="#\/help\/([^"]+)"/g)].map(([, to]) => to).toSorted();

test("both have the same sections, headings and addresses", () => {
  expect(arabic.map(({ id }) => id)).toEqual(english.map(({ id }) => id));
  for (const [at, { id, heads, anchors }] of english.entries()) {
    expect(arabic[at]!.anchors, id).toEqual(anchors);
    expect(
      arabic[at]!.heads.map((head) => head.id),
      id,
    ).toEqual(heads.map((head) => head.id));
  }
});

test("both are built alike: paragraphs, lists, rows, commands and links", () => {
  for (const [at, { id, html }] of english.entries()) {
    expect(built(arabic[at]!.html), id).toEqual(built(html));
    expect(typed(arabic[at]!.html), id).toEqual(typed(html));
    expect(linked(arabic[at]!.html), id).toEqual(linked(html));
  }
});

test("every section is Arabic, and none shows the address that its heading names", () => {
  for (const { id, title, heads, blocks } of arabic) {
    for (const text of [title, ...heads.map((head) => head.title)]) {
      expect(text, id).toMatch(/[\u0600-\u06ff]/);
      expect(text, id).not.toMatch(/[{}#]/);
    }
    // What is typed, as a pack.toml, is the same in every language.
    const letters = blocks.map(({ text }) => text).join(" ");
    expect(letters.match(/[\u0620-\u064a]/g)?.length ?? 0, id).toBeGreaterThan(letters.length / 4);
  }
});

test("each error's entry is what the window says of it in Arabic", () => {
  const read = reader(catalogue, writingFor("en"));
  const plain = (text: string) => text.replaceAll(/[\u2066-\u2069]/g, "");
  const cells = (html: string) =>
    [...html.matchAll(/<tr><th scope="row" id="error-\w+"[^>]*>([^]*?)<\/tr>/g)].map(([, row = ""]) => {
      const [word = "", sentence = "", cure = ""] = row
        .split(/<\/t[hd]>/)
        .map((cell) => cell.replaceAll(/<code>[^]*?<\/code>|<[^>]+>/g, "").trim());
      return { word, sentence, cure };
    });
  const decoded = (text: string) => text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
  const ofErrors = (all: typeof english) => cells(all.find(({ id }) => id === "each-error-and-its-cure")!.html);
  const said = ofErrors(arabic);
  expect(said.length).toBeGreaterThan(20);
  for (const [at, entry] of ofErrors(english).entries()) {
    for (const part of ["word", "sentence", "cure"] as const) {
      const found = read(decoded(entry[part]));
      expect(decoded(said[at]![part]), entry[part]).toBe(plain(found?.said ?? "no template"));
    }
  }
});
