// Help, made of docs/operating.md (and operating.ar.md) while the window is built: one section for each of its headings,
// as HTML that holds nothing but the tags below. What the page may not hold (raw HTML, another host's picture, a link to nowhere) ends the
// build with a sentence, so that no reader ever meets it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Marked, Renderer, type Tokens } from "marked";
import type { Plugin } from "vite";
import type { HelpSection } from "./src/help/section";

const DOCS = join(import.meta.dirname, "../docs");
/** The page behind each of the window's modules of Help. */
const PAGES = new Map([
  ["virtual:help", "operating.md"],
  ["virtual:help/ar", "operating.ar.md"],
]);
/** What a section may consist of, with its attributes; checked of what comes out. */
const ALLOWED = new Map<string, readonly string[]>([
  ...["p", "ul", "ol", "li", "strong", "em", "code", "table", "thead", "tbody", "tr", "td"].map(
    (tag) => [tag, []] as [string, string[]],
  ),
  ["h3", ["id", "tabindex"]],
  ["pre", ["tabindex"]],
  ["div", ["class"]],
  ["th", ["scope", "id", "tabindex"]],
  ["a", ["href"]],
  ["img", ["src", "alt"]],
]);

/** The address that a heading names itself. */
const NAMED = /\s*\{#([a-z0-9_-]+)\}$/;

/** The window's modules of Help: `sections`. Their pictures are bundled like any other of the window's. */
export function help(): Plugin {
  return {
    name: "bellwatch-help",
    resolveId: (id) => (PAGES.has(id) ? `\0${id}` : null),
    load(id) {
      const page = PAGES.get(id.slice(1));
      if (!id.startsWith("\0") || page === undefined) return null;
      const source = join(DOCS, page);
      this.addWatchFile(source);
      const { sections, pictures } = made(readFileSync(source, "utf8"), (path) => existsSync(join(DOCS, path)));
      const imports = pictures.map((path, at) => {
        return `import p${at} from ${JSON.stringify(`${join(DOCS, path)}?url&no-inline`)};`;
      });
      const swaps = pictures.map((path, at) => `.replaceAll(${JSON.stringify(`src="${path}"`)}, \`src="\${p${at}}"\`)`);
      return [
        ...imports,
        `const whole = ${JSON.stringify(sections)};`,
        `export const sections = whole.map((one) => ({ ...one, html: one.html${swaps.join("")} }));`,
      ].join("\n");
    },
  };
}

/**
 * The sections of a page and the paths of the pictures in them. `isThere` tells whether a picture exists. Throws, with
 * what to change, where the page holds what Help may not show.
 */
export function made(
  markdown: string,
  isThere: (picture: string) => boolean,
): { sections: HelpSection[]; pictures: string[] } {
  const pictures = new Set<string>();
  const marked = new Marked({ renderer: renderer(pictures, isThere) });
  const sections: HelpSection[] = [];
  let part: Tokens.Generic[] = [];
  let title: string | null = null;
  const finish = () => {
    if (title !== null) sections.push(section(title, marked.parser(part)));
    part = [];
  };
  for (const token of marked.lexer(markdown)) {
    if (token.type !== "heading" || token.depth > 2) part.push(token);
    else {
      finish();
      title = token.depth === 2 ? (token.text as string) : null;
    }
  }
  finish();
  check(sections);
  return { sections, pictures: [...pictures] };
}

function renderer(pictures: Set<string>, isThere: (picture: string) => boolean): Renderer {
  const own = new Renderer();
  own.html = ({ text }) => refuse(`raw HTML: ${text.slice(0, 60)}`);
  own.heading = function ({ depth, tokens, text }) {
    if (depth !== 3) refuse(`a heading of level ${depth}: ${text}`);
    const inner = this.parser.parseInline(tokens).replace(NAMED, "");
    return `<h3 id="${anchor(text)}" tabindex="-1">${inner}</h3>\n`;
  };
  own.code = ({ text, codeBlockStyle }) => {
    const lines = text.split("\n").map((line) => line.split(/ {2,}/));
    const isList = lines.some(({ length }) => length === 2) && lines.every(({ length }) => length <= 2);
    return codeBlockStyle === "indented" && isList
      ? commands(lines)
      : `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`;
  };
  own.link = function ({ href, tokens }) {
    const inner = this.parser.parseInline(tokens);
    // Pages beside this one are for whoever has the source; here their names are words.
    if (/^[a-z.]+\.md$/.test(href)) return `<em>${inner}</em>`;
    if (!/^#[a-z0-9_-]+$/.test(href)) refuse(`a link that leads out of the window: ${href}`);
    return `<a href="#/help/${href.slice(1)}">${inner}</a>`;
  };
  own.image = ({ href, text }) => {
    if (!/^pictures\/[a-z-]+\.png$/.test(href) || !isThere(href)) refuse(`a picture that is not there: ${href}`);
    pictures.add(href);
    return `<img src="${href}" alt="${escaped(text)}">`;
  };
  own.table = function ({ header, rows }) {
    const cell = (token: Tokens.TableCell) => this.parser.parseInline(token.tokens);
    const head = header.map((one) => `<th scope="col">${cell(one)}</th>`).join("");
    const body = rows.map(([first, ...others]) => {
      if (!first) return refuse("a row without a cell");
      // An error's entry is found by its code, which stands behind its word.
      const code = ["error", "الخطأ"].includes(header[0]?.text ?? "")
        ? /`([a-z_]+)`$/.exec(first.text)?.[1]
        : undefined;
      const id = code === undefined ? "" : ` id="error-${code}" tabindex="-1"`;
      return `<tr><th scope="row"${id}>${cell(first)}</th>${others.map((one) => `<td>${cell(one)}</td>`).join("")}</tr>`;
    });
    return `<div class="table"><table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>\n`;
  };
  return own;
}

/** Commands, each with what it does beside it, however narrow the window is. */
function commands(lines: readonly string[][]): string {
  const rows = lines.map(([command = "", does = ""]) => {
    return `<tr><td><code>${escaped(command)}</code></td><td>${escaped(does)}</td></tr>`;
  });
  return `<div class="table"><table><tbody>${rows.join("\n")}</tbody></table></div>\n`;
}

function section(heading: string, html: string): HelpSection {
  const heads = [...html.matchAll(/<h3 id="([^"]+)"[^>]*>(.*?)<\/h3>/g)];
  const entries = [...html.matchAll(/<th scope="row" id="([^"]+)"/g)].map(([, id = ""]) => id);
  return {
    id: anchor(heading),
    title: plain(heading.replace(NAMED, "")),
    html,
    heads: heads.map(([, id = "", inner = ""]) => ({ id, title: text(inner) })),
    anchors: [...heads.map(([, id = ""]) => id), ...entries],
    blocks: html
      .split(/(?=<(?:p|li|tr|pre|h3)[ >])/)
      .map((block) => ({ anchor: / id="([^"]+)"/.exec(block)?.[1] ?? null, text: text(block) }))
      .filter((block) => block.text !== ""),
  };
}

function check(sections: readonly HelpSection[]): void {
  const anchors = sections.flatMap(({ id, anchors }) => [id, ...anchors]);
  const twice = anchors.find((one, at) => anchors.indexOf(one) !== at);
  if (twice !== undefined) refuse(`two places called ${twice}`);
  for (const { html } of sections) {
    for (const [, tag = "", rest = ""] of html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)) {
      const allowed = ALLOWED.get(tag) ?? refuse(`the tag ${tag}`);
      for (const [, name = ""] of rest.matchAll(/([a-z-]+)="[^"]*"/gi)) {
        if (!allowed.includes(name)) refuse(`${name} of ${tag}`);
      }
    }
    for (const [, to = ""] of html.matchAll(/href="#\/help\/([^"]+)"/g)) {
      if (!anchors.includes(to)) refuse(`a link to ${to}, which is nowhere`);
    }
  }
}

/**
 * The address of a heading: "What the picture shows" is "what-the-picture-shows", as most viewers of Markdown do it. One in
 * another language names the English one's: "المصلّى {#yard}".
 */
function anchor(heading: string): string {
  const named = NAMED.exec(heading)?.[1];
  if (named !== undefined) return named;
  return plain(heading)
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, "")
    .replaceAll(" ", "-");
}

function plain(markdown: string): string {
  return markdown.replace(/[`*]/g, "");
}

function text(html: string): string {
  const letters: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" };
  return html
    .replace(/<[^>]*>/g, " ")
    .replace(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => letters[name] ?? "")
    .replace(/\s+/g, " ")
    .replace(/ ([.,;:)])/g, "$1")
    .trim();
}

function escaped(plainly: string): string {
  return plainly
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function refuse(what: string): never {
  throw new Error(`docs/operating.md cannot be shown as Help: ${what}.`);
}
