// The one place where the engine's sentences enter the window's language: a backend around another, whose answers,
// messages and refusals speak it. Everything behind it (frozen views, notes, tooltips, names for screen readers) has them
// so, and nothing else in the window translates.

import type { Speaker } from "../words/engine";
import type { Backend } from "./backend";

/** Fields of the wire that hold a sentence or a word of the engine's, alone or in a list. */
const SAID = new Set([
  ...["sentence", "sentences", "word", "words", "cure", "message", "label", "help", "range", "unit", "title", "body"],
  ...["gate", "ending", "because", "doubt", "consistency", "warning", "threshold_words", "last_error", "notes"],
  ...["remarks", "consequences", "refusal", "flaws", "gaps", "not_yet", "broken", "key_place", "tried"],
  ...["left_out", "key_sentence", "wrong", "failed", "read_as"],
]);

/** `backend`, saying what `said` makes of its sentences. */
export function inLanguage(backend: Backend, said: Speaker): Backend {
  const spoken = <T>(value: T): T => translated(value, said);
  const hear: Backend["watch"] = (hears) => backend.watch((message) => hears(spoken(message)));
  const spoke = (thrown: unknown): never => {
    throw spoken(thrown);
  };
  return new Proxy(backend, {
    get(of, key, receiver) {
      if (key === "watch") return (hears: Parameters<Backend["watch"]>[0]) => hear(hears).catch(spoke);
      const own: unknown = Reflect.get(of, key, receiver);
      if (typeof own !== "function") return own;
      return (...given: unknown[]) => {
        const answer: unknown = own.apply(of, given);
        return answer instanceof Promise ? answer.then(spoken, spoke) : answer;
      };
    },
  });
}

/** A copy of an answer in which the engine's sentences are said; bytes and errors of the page are left alone. Pure. */
export function translated<T>(value: T, said: Speaker): T {
  if (Array.isArray(value)) return value.map((item: unknown) => translated(item, said)) as T;
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).map(([key, own]): [string, unknown] => [key, fieldSaid(value, key, own, said)]);
  return Object.fromEntries(entries) as T;
}

function fieldSaid(of: object, key: string, own: unknown, said: Speaker): unknown {
  // A gate says its value and who set it, a timeline its word, a backup why it was made, the machine a reason or a note, an
  // event who did it, a model pack its licences; but each may be somebody's own words.
  const isOpen =
    ["reason", "note", "actor", "stopped_by_hand", "licences"].includes(key) ||
    (key === "value" && "gate" in of) ||
    (key === "word" && "to_ms" in of) ||
    (key === "why" && "store_version" in of) ||
    (key === "by" && !("given" in of));
  // Why less is given than was asked for is a sentence; why a runner rests is a code.
  const isReason = key === "why" && "asked" in of;
  // The words of an input are what a value may be, not what is said of it.
  // The lines of a certificate and of a rehearsal are sentences; those of ffmpeg are its own.
  const isLine = key === "lines" && ("warning" in of || "passwords_open" in of);
  const isSaid = isOpen || ((SAID.has(key) || isReason || isLine) && !(key === "words" && Array.isArray(own)));
  if (isSaid && typeof own === "string") return said(own, isOpen);
  if (isSaid && Array.isArray(own))
    return own.map((item: unknown) => (typeof item === "string" ? said(item, isOpen) : translated(item, said)));
  return translated(own, said);
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
