import { expect, test } from "vitest";
import { ar } from "./ar/ar";
import { ckb } from "./ckb/ckb";
import { en } from "./en";
import { filled } from "./shape";
import { spoken } from "./words";

type Part = Record<string, unknown>;
const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);

/** Every sentence by its path of keys; functions called with numbers, which stand for names as well. */
function sentences(part: object, path = ""): [string, string][] {
  return Object.entries(part).flatMap(([key, value]): [string, string][] => {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === "function") {
      // 0, 1, 2, some, many and a hundred: every plural form is said.
      return [0, 1, 2, 3, 11, 100].map((count) => [here, String(value(count, count, count))]);
    }
    return isPart(value) ? sentences(value, here) : [[here, String(value)]];
  });
}

/** Names, addresses and keys, the same in every language; and what is a verb in English alone. */
const SAME =
  /^(app|language|direction|form\.addressPlaceholder|settings\.ffmpeg|keys\.(enter|esc)|pause\.oneCamera|choices\.(tcp|udp|cuda|vaapi|qsv|tensorrt|openvino|directml))$/;
const english = new Map(sentences(en));

/** Whether English says this with words, which another language must have in its own letters. */
const isSaid = (path: string) => !SAME.test(path) && /[a-z]{2}/i.test(english.get(path) ?? "");

test("Arabic says every sentence in Arabic letters", () => {
  for (const [path, said] of sentences(ar)) {
    expect(said, path).not.toBe("");
    expect(said, path).not.toMatch(/undefined|NaN|#/);
    if (isSaid(path)) expect(said, path).toMatch(/[\u0600-\u06ff]/);
  }
});

test("Arabic counts in six forms", () => {
  const said = [0, 1, 2, 5, 11, 100].map((count) => ar.strip.problems(count));
  expect(new Set(said).size).toBe(6);
  expect(said[2]).toBe("مشكلتان");
  expect(said[3]).toMatch(/مشكلات$/);
});

test("what Sorani lacks is English, and nothing else is", async () => {
  const { words } = await spoken.ckb();
  expect(words.nav.wall).toBe(ckb.nav?.wall);
  expect(words.bell.title).toBe(en.bell.title);
  expect(Object.keys(filled({}, en))).toEqual(Object.keys(en));
  for (const [path, said] of sentences(ckb)) {
    if (isSaid(path)) expect(said, path).toMatch(/[\u0600-\u06ff]/);
  }
});
