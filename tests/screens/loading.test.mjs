// What of the window is loaded when: Help and the languages when they are asked for, and never a blank window where that
// fails. The built window is read as the browser reads it: from index.html on.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { look, openHouse, openPage, unlessMissing } from "./house.mjs";

const BUILT = fileURLToPath(new URL("../out/ui/", import.meta.url));
/** Vite warns of a chunk beyond this. */
const MOST_BYTES = 500_000;
/** The names of languages in the settings, and the one sentence that says that Arabic could not be loaded. */
const MOST_ARABIC_LETTERS = 250;

/** The chunks that are there before anything is asked for: those of the page and of the window, with what they import. */
function mainChunks() {
  const index = readFileSync(join(BUILT, "index.html"), "utf8");
  const entry = /<script[^>]+src="\/([^"]+\.js)"/.exec(index)?.[1];
  assert.ok(entry, "index.html names its script");
  const [show] = /assets\/show-[\w-]+\.js|\.\/show-[\w-]+\.js/.exec(readFileSync(join(BUILT, entry), "utf8")) ?? [];
  assert.ok(show, "the entry loads the window");
  const chunks = new Map();
  const open = [entry, join("assets", show.replace(/^.*\//, ""))];
  for (const path of open) {
    if (chunks.has(path)) continue;
    const text = readFileSync(join(BUILT, path), "utf8");
    chunks.set(path, text);
    const statics = text.matchAll(/(?:\bimport|\bfrom)\s*["'`](\.[^"'`]+\.js)["'`]/g);
    open.push(...[...statics].map(([, to]) => join(dirname(path), to)));
  }
  return chunks;
}

test("the window's own chunks hold neither Arabic nor Help, and are below what Vite warns of", () => {
  const chunks = mainChunks();
  assert.ok(chunks.size >= 2);
  for (const path of chunks.keys()) assert.ok(statSync(join(BUILT, path)).size < MOST_BYTES, path);
  const text = [...chunks.values()].join("");
  assert.match(text, /Try again/, "the English words are there");
  const arabic = text.match(/[\u0620-\u064a]/g)?.length ?? 0;
  assert.ok(arabic < MOST_ARABIC_LETTERS, `${arabic} Arabic letters`);
  assert.doesNotMatch(text, /id=\\?"(?:what-the-picture-shows|error-auth_failed)/);
});

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

/** A page of which the chunks that `pattern` names cannot be loaded until `mend` is called. */
async function pageWithout(pattern, query) {
  const page = await openPage(house, { hash: "/settings", query: "pretend=mixed&still" });
  await page.route(pattern, (route) => route.abort());
  await page.goto("about:blank");
  await page.goto(`${house.address}/?${query}#/settings`);
  return { page, mend: () => page.unroute(pattern) };
}

for (const [what, pattern] of [
  ["a language", "**/assets/all-*.js"],
  ["the window", "**/assets/show-*.js"],
]) {
  test(`${what} that cannot be loaded is said, and loaded once it can be`, unlessMissing, async () => {
    const { page, mend } = await pageWithout(pattern, "pretend=mixed&still&lang=ar");
    await page.getByRole("heading", { level: 1, name: "لم يمكن تحميل النافذة" }).waitFor();
    assert.ok(page.complaints.length > 0, "the console says why");
    page.complaints.length = 0;
    assert.deepEqual(await look(page, `unloaded-${pattern.slice(10, -5)}`), []);
    await mend();
    await page.getByRole("button", { name: "إعادة المحاولة" }).click();
    await page.getByRole("heading", { level: 1, name: "الإعدادات" }).waitFor();
    await page.context().close();
  });
}

test("nothing is drawn before the language is there", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/settings", query: "pretend=mixed&still" });
  let come;
  const held = new Promise((resolve) => (come = resolve));
  await page.route("**/assets/all-*.js", async (route) => (await held, route.continue()));
  const asked = page.waitForRequest("**/assets/all-*.js");
  await page.goto("about:blank");
  await page.goto(`${house.address}/?pretend=mixed&still&lang=ar#/settings`, { waitUntil: "commit" });
  await asked;
  assert.equal(await page.locator("#window").innerText(), "");
  come();
  await page.getByRole("heading", { level: 1, name: "الإعدادات" }).waitFor();
  assert.equal(await page.getByText("Settings", { exact: true }).count(), 0);
  await page.context().close();
});

test("Help that cannot be loaded is said, and loaded once it can be", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/settings", query: "pretend=mixed&still" });
  await page.route("**/assets/*help*.js", (route) => route.abort());
  await page.keyboard.press("F1");
  await page.getByText("Help could not be loaded").waitFor();
  page.complaints.length = 0;
  assert.deepEqual(await look(page, "help-unloaded"), []);
  await page.unroute("**/assets/*help*.js");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 2, name: "Installing" }).waitFor();
  await page.context().close();
});
