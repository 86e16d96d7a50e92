// The engine's sentences in another language. As in gettext, the English sentence is the message's identifier: a template
// is English with named gaps, "{camera} refuses the user name or password.", and beside it stands what another language
// says. Pure.

import { isolated } from "./isolate";

/**
 * What a gap may hold: a name (unless it says otherwise), names ("Gate, Yard and 3 more"), a number, a time as the engine
 * writes it, spans of the clock ("07:30–08:00, 09:00–09:45"), weekdays ("Sun Mon"), another sentence, several without
 * their full stops and with semicolons between them, words of the engine's own ("address and user"), or what is said
 * where it is the engine's own word and stays as it is where it is anything else ("tray", or somebody's name).
 */
export type GapKind =
  "name" | "names" | "number" | "time" | "spans" | "weekdays" | "said" | "clauses" | "words" | "open";

/** What is said for a template: text with the same gaps, or how it is made of them (numbers as the engine wrote them). */
export type Said = string | ((gaps: Readonly<Record<string, string>>) => string);

/** By English template: "Paused until {until:time} by {by}." */
export type Catalogue = Readonly<Record<string, Said>>;

/** How numbers, times and lists are written in the language, and what stands between clauses. */
export type Writing = {
  number: (digits: string) => string;
  time: (english: string) => string | null;
  spans: (english: string) => string | null;
  weekdays: (english: string) => string | null;
  list: (items: string[]) => string;
  semicolon: string;
};

type Gap = { name: string; kind: GapKind };
/** `literals` stand around `gaps`: always one more of them. */
type Template = { english: string; literals: string[]; gaps: Gap[]; said: Said };

/** Longer texts are no sentences of the engine's: they stay as they are. */
const LONGEST = 2000;
/** A sentence holds others, at most so deep. */
const DEEPEST = 4;
/** A text is at most so many sentences. */
const MOST_SENTENCES = 10;
/** Between two sentences, and between two clauses. */
const JOINT = /((?<=[.!?]) (?=\S)|; )/;

/** What a text was found to be. */
export type Found = { template: string; said: string };

/** Finds a sentence in a catalogue, whole or not at all: what has no template is `null`. */
export function reader(catalogue: Catalogue, writing: Writing): (text: string) => Found | null {
  const templates = Object.entries(catalogue).map(([english, said]) => compiled(english, said));
  const whole = new Map(templates.filter(({ gaps }) => gaps.length === 0).map((one) => [one.english, one]));
  const weight = ({ literals }: Template) => literals.join("").length;
  // What a name is cannot be checked, so templates with much else in their gaps go first; of equal ones the longest.
  const checked = ({ gaps }: Template) => gaps.filter(({ kind }) => kind !== "name" && kind !== "open").length;
  const open = templates
    .filter(({ gaps }) => gaps.length > 0)
    .toSorted((a, b) => checked(b) - checked(a) || weight(b) - weight(a));
  return (text) => find(text, 0);

  function find(text: string, depth: number): Found | null {
    if (text.length > LONGEST || depth > DEEPEST) return null;
    return whole.has(text) ? one(text, depth) : (several(text, depth) ?? one(text, depth));
  }

  /** A text of several sentences or clauses that are all known. */
  function several(text: string, depth: number): Found | null {
    const parts = text.split(JOINT);
    if (parts.length === 1 || parts.length > 2 * MOST_SENTENCES) return null;
    // From a place on the text is the same however one came there, so no place is looked at twice.
    const known = new Map<number, Found | null>();
    return from(0);

    function from(at: number): Found | null {
      if (!known.has(at)) known.set(at, longer(at));
      return known.get(at)!;
    }

    function longer(at: number): Found | null {
      // A name may have a full stop in it, so a sentence may be of several parts; the whole is another question.
      for (let end = at + 1; end <= parts.length; end += 2) {
        if (at === 0 && end === parts.length) return null;
        const joint = parts[end];
        const text = parts.slice(at, end).join("");
        const found = one(text, depth) ?? (joint === "; " ? clause(text, depth) : null);
        if (found === null) continue;
        if (joint === undefined) return found;
        const rest = from(end + 1);
        if (rest === null) continue;
        const between = joint === "; " ? writing.semicolon : joint;
        return { template: found.template + joint + rest.template, said: found.said + between + rest.said };
      }
      return null;
    }
  }

  /** A sentence without its full stop. */
  function clause(text: string, depth: number): Found | null {
    const found = one(`${text}.`, depth);
    return found && { ...found, said: found.said.replace(/\.$/, "") };
  }

  function one(text: string, depth: number): Found | null {
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
      case "names":
        return list(held, depth, isolated);
      case "words":
        return list(held, depth, (word) => find(word, depth + 1)?.said ?? null);
      case "open":
        if (whole.has(held)) return one(held, depth)!.said;
        return writing.time(held) === null ? isolated(held) : null; // Nobody is called as a time is.
      case "number":
        return /^-?\d[\d.]*$/.test(held) ? writing.number(held) : null;
      case "time":
        return writing.time(held);
      case "spans":
        return writing.spans(held);
      case "weekdays":
        return writing.weekdays(held);
      case "said":
        return find(held, depth + 1)?.said ?? null;
      case "clauses":
        return clauses(held, depth);
    }
  }

  /** "Gate, Yard and Hall", or "Gate, Yard and 3 more". */
  function list(held: string, depth: number, said: (item: string) => string | null): string | null {
    const more = /^(.+) and (\d+ more)$/.exec(held);
    const last = more ? -1 : held.lastIndexOf(" and ");
    const named = more ? more[1]! : last < 0 ? held : `${held.slice(0, last)}, ${held.slice(last + 5)}`;
    const items = named.split(", ").map(said);
    if (more) items.push(find(more[2]!, depth + 1)?.said ?? null);
    return items.includes(null) ? null : writing.list(items as string[]);
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
