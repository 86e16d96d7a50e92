// The engine's sentences in another language. As in gettext, the English sentence is the message's identifier: a template
// is English with named gaps, "{camera} refuses the user name or password.", and beside it stands what another language
// says. Pure.

import { isolated } from "./isolate";

/**
 * What a gap may hold: a name (unless it says otherwise), a number, a time as the engine writes it, another sentence, or
 * several without their full stops and with semicolons between them.
 */
export type GapKind = "name" | "number" | "time" | "said" | "clauses";

/** What is said for a template: text with the same gaps, or how it is made of them (numbers as the engine wrote them). */
export type Said = string | ((gaps: Readonly<Record<string, string>>) => string);

/** By English template: "Paused until {until:time} by {by}." */
export type Catalogue = Readonly<Record<string, Said>>;

/** How numbers and times are written in the language, and what stands between clauses. */
export type Writing = {
  number: (digits: string) => string;
  time: (english: string) => string | null;
  semicolon: string;
};

type Gap = { name: string; kind: GapKind };
/** `literals` stand around `gaps`: always one more of them. */
type Template = { english: string; literals: string[]; gaps: Gap[]; said: Said };

/** Longer texts are no sentences of the engine's: they stay as they are. */
const LONGEST = 2000;
/** A sentence holds others, at most so deep. */
const DEEPEST = 4;

/** What a text was found to be. */
export type Found = { template: string; said: string };

/** Finds a sentence in a catalogue, whole or not at all: what has no template is `null`. */
export function reader(catalogue: Catalogue, writing: Writing): (text: string) => Found | null {
  const templates = Object.entries(catalogue).map(([english, said]) => compiled(english, said));
  const whole = new Map(templates.filter(({ gaps }) => gaps.length === 0).map((one) => [one.english, one]));
  const weight = ({ literals }: Template) => literals.join("").length;
  // What a name is cannot be checked, so templates with much else in their gaps go first; of equal ones the longest.
  const checked = ({ gaps }: Template) => gaps.filter(({ kind }) => kind !== "name").length;
  const open = templates
    .filter(({ gaps }) => gaps.length > 0)
    .toSorted((a, b) => checked(b) - checked(a) || weight(b) - weight(a));
  return (text) => find(text, 0);

  function find(text: string, depth: number): Found | null {
    if (text.length > LONGEST || depth > DEEPEST) return null;
    const exact = whole.get(text);
    if (exact) return { template: exact.english, said: say(exact, {}, {}) };
    for (const template of open) {
      const found = fit(template, text, depth);
      if (found !== null) return { template: template.english, said: found };
    }
    return null;
  }

  function fit(template: Template, text: string, depth: number): string | null {
    const held = gapsOf(template, text);
    if (held === null) return null;
    const shown: Record<string, string> = {};
    const raw: Record<string, string> = {};
    for (const [at, { name, kind }] of template.gaps.entries()) {
      const written = shownAs(kind, held[at]!, depth);
      if (written === null) return null;
      shown[name] = written;
      raw[name] = kind === "number" ? held[at]! : written;
    }
    return say(template, shown, raw);
  }

  function shownAs(kind: GapKind, held: string, depth: number): string | null {
    switch (kind) {
      case "name":
        return isolated(held);
      case "number":
        return /^-?\d[\d.]*$/.test(held) ? writing.number(held) : null;
      case "time":
        return writing.time(held);
      case "said":
        return find(held, depth + 1)?.said ?? null;
      case "clauses":
        return clauses(held, depth);
    }
  }

  function clauses(held: string, depth: number): string | null {
    const found = held.split("; ").map((clause) => find(`${clause}.`, depth + 1)?.said.replace(/\.$/, ""));
    return found.includes(undefined) ? null : found.join(writing.semicolon);
  }
}

function compiled(english: string, said: Said): Template {
  const parts = english.split(/\{(\w+)(?::(\w+))?\}/);
  const literals: string[] = [];
  const gaps: Gap[] = [];
  for (let at = 0; at < parts.length; at += 3) {
    literals.push(parts[at]!);
    if (at + 1 < parts.length) gaps.push({ name: parts[at + 1]!, kind: (parts[at + 2] ?? "name") as GapKind });
  }
  return { english, literals, gaps, said };
}

/** What the gaps hold, each as little as can be; `null` when the text is another. Looks at each letter once a literal. */
function gapsOf({ literals, gaps }: Template, text: string): string[] | null {
  const first = literals[0]!;
  const last = literals.at(-1)!;
  if (!text.startsWith(first) || !text.endsWith(last)) return null;
  const held: string[] = [];
  let at = first.length;
  for (let gap = 0; gap < gaps.length; gap += 1) {
    const isLast = gap === gaps.length - 1;
    const end = isLast ? text.length - last.length : text.indexOf(literals[gap + 1]!, at + 1);
    if (end <= at) return null;
    held.push(text.slice(at, end));
    at = end + literals[gap + 1]!.length;
  }
  return held;
}

function say({ said }: Template, shown: Record<string, string>, raw: Record<string, string>): string {
  return typeof said === "string" ? said.replaceAll(/\{(\w+)\}/g, (_, name: string) => shown[name] ?? "") : said(raw);
}
