import { readdirSync, readFileSync } from "node:fs";
import { sections } from "virtual:help";
import { expect, test } from "vitest";
import { made } from "../../help";
import { helpOf } from "../live/helpOf";
import { place, type Place } from "../live/places";
import { findings, sectionAt, sectionOf } from "./find";

const WORDS = new URL("../../../src-tauri/crates/domain/src/last_error/words.rs", `file://${import.meta.dirname}/`);
const CRATES = new URL("../../../src-tauri/crates/", `file://${import.meta.dirname}/`);
const page = (text: string) => made(`# Page\n\n## Part\n\n${text}\n`, () => true).sections[0]!;

/** What the engine says of each kind of error: its code, word, sentence (with gaps) and cure. */
function kinds() {
  const literal = String.raw`"((?:[^"\\]|\\[^])*)"`;
  const say = String.raw`say\(\s*${literal},\s*${literal},\s*(?:format!\(\s*)?${literal}[^]*?,\s*${literal},\s*\)`;
  const plain = (rust = "") => rust.replace(/\\\n\s*/g, "").replaceAll('\\"', '"');
  const source = readFileSync(WORDS, "utf8");
  const all = [...source.matchAll(new RegExp(say, "g"))].map(([, code = "", word = "", sentence, cure]) => ({
    code,
    word,
    sentence: plain(sentence).replaceAll("{name}", "The camera"),
    cure: plain(cure),
  }));
  return { all, arms: source.split("LastErrorKind::").length - 1 };
}

test("each error has an entry in the engine's own words", () => {
  const { all, arms } = kinds();
  expect(all.length, "every arm of the match is read").toBe(arms);
  const entries = sections.flatMap(({ blocks }) => blocks.filter(({ anchor }) => anchor?.startsWith("error-")));
  expect(entries.map(({ anchor }) => anchor)).toEqual(all.map(({ code }) => `error-${code}`));
  for (const [at, { code, word, sentence, cure }] of all.entries()) {
    const gaps = sentence.split(/\{\w*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    expect(entries[at]?.text).toMatch(new RegExp(`^${word} ${code} ${gaps.join(".+?")} `));
    expect(entries[at]?.text.endsWith(` ${cure}`), `${code}: ${cure}`).toBe(true);
  }
});

/** How the key of each kind of problem begins that the engine's sources name. */
function keysOfProblems(): string[] {
  const named = /\bProblem(?:View)? \{\s*key: (?:format!\()?"([^"{]+)/g;
  return ["domain/src/", "engine/src/"].flatMap((folder) => {
    const files = readdirSync(new URL(folder, CRATES), { recursive: true, encoding: "utf8" });
    const sources = files.filter((file) => file.endsWith(".rs") && !file.endsWith("tests.rs"));
    return sources.flatMap((file) => {
      const source = readFileSync(new URL(file, new URL(folder, CRATES)), "utf8");
      return [...source.matchAll(named)].map(([, key = ""]) => key);
    });
  });
}

test("each kind of problem has its place in Help", () => {
  const keys = keysOfProblems();
  expect(keys.toSorted()).toEqual([
    "backup",
    "before ",
    "budget",
    "engine",
    "journal",
    "settings of camera ",
    "stopped by hand",
  ]);
  const codes = kinds().all.map(({ code }) => code);
  const ofErrors = codes.flatMap((code) => [code, `${code} here`, `${code} on 10.0.0.*`, `${code} of camera 12`]);
  for (const key of [...keys, ...ofErrors, "silence on 10.0.0.*", "silence at camera.example"]) {
    const address = helpOf({ key });
    expect(sectionAt(sections, address ?? ""), `${key} leads to ${address}`).toBeDefined();
  }
  expect(helpOf({ key: "disk_full here" })).toBe("error-disk_full");
  expect(helpOf({ key: "backup" })).toBe("backups");
  expect(helpOf({ key: "Something else: entirely" })).toBeNull();
});

test("the section about each screen is there", () => {
  const screens = ["", "cameras", "cameras/1", "cameras/new", "cameras/1/edit", "profiles", "schedule", "attendance"];
  const more = ["attendance/review", "attendance/person/1", "people", "people/1", "people/unknown", "system"];
  for (const hash of [...screens, ...more]) {
    const at: Place["is"] = place(`#/${hash}`).is;
    expect(sectionAt(sections, sectionOf(at) ?? ""), at).toBeDefined();
  }
});

test("an address within a section leads to it", () => {
  expect(sectionAt(sections, "error-stalled")?.id).toBe("each-error-and-its-cure");
  expect(sectionAt(sections, "what-the-picture-shows")?.id).toBe("when-a-camera-does-not-run");
  expect(sectionAt(sections, "nowhere")).toBeUndefined();
});

test("what is called so comes first, and an error is found at its entry", () => {
  expect(findings(sections, "clips")[0]?.address).toBe("clips");
  expect(findings(sections, "wrong passwords lock").map(({ address }) => address)).toContain("error-auth_failed");
  expect(findings(sections, "xylophone")).toEqual([]);
});

test("a link of the page is a link within Help", () => {
  const linked = made("## One\n\nSee [two](#two).\n\n## Two\n\nText.\n", () => true);
  expect(linked.sections[0]?.html).toContain('<a href="#/help/two">two</a>');
  expect(page("More in [ffmpeg](ffmpeg.md).").html).toContain("<em>ffmpeg</em>");
});

test("what Help may not show ends the build, and says what it is", () => {
  const refused: [string, string][] = [
    ["<b style='color: red'>x</b>", "raw HTML"],
    ["<script>x()</script>", "raw HTML"],
    ["[out](https://example.org)", "leads out"],
    ["[js](javascript:x)", "leads out"],
    ["[x](#nowhere)", "nowhere"],
    ["![far](https://example.org/x.png)", "not there"],
    ["### Part", "two places"],
    ["#### Deep", "level 4"],
  ];
  for (const [text, why] of refused) expect(() => page(text), text).toThrow(why);
  expect(() => made("## A\n\n![x](pictures/x.png)\n", () => false)).toThrow("not there");
});

test("letters that mean something to HTML are shown as they are", () => {
  const { html, blocks } = page('A `<b>` & "more":\n\n    <script>1 < 2</script>');
  expect(html).not.toMatch(/<(b|script)>/);
  expect(blocks.map(({ text }) => text)).toContain("<script>1 < 2</script>");
});

test("commands and what they do stand beside each other; other blocks stay as they are", () => {
  const { html } = page("    run now   at once\n    run       <later>");
  expect(html).toContain("<td><code>run now</code></td><td>at once</td>");
  expect(html).toContain("<td><code>run</code></td><td>&lt;later&gt;</td>");
  expect(page("```toml\nid = 1   # one\n```").html).toContain("<pre");
});

test("nothing in Help asks another place for anything, nor brings styles of its own", () => {
  for (const { html, id } of sections) {
    expect(html, id).not.toMatch(/(?:src|href)="(?:https?:)?\/\/|style=|<script| on\w+="/);
  }
});
