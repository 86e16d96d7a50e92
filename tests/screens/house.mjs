// What the tests of the screens share: the built window served on loopback, a headless Chromium, and what is
// checked of every screen. The window runs on its pretend backend (ui/src/backend/pretend.ts).

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { amiss, LIMITS } from "./amiss.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const BUILT = join(HERE, "../out/ui");
const PICTURES = join(HERE, "../out/screens");
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const CHROMIUMS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
TYPES[".png"] = "image/png";
/** As strict as the shell's, but for the pretend backend's painted pictures. */
const POLICY = "default-src 'self'; img-src 'self' data:; media-src blob:; style-src 'self' 'unsafe-inline'";

/** Where Chromium is, or undefined: then the tests say so and are skipped. */
export const executablePath = CHROMIUMS.find((path) => path && existsSync(path));

/** So long is waited for what is to come, also beside journeys on a busy machine. */
export const PATIENCE_MS = 60_000;

/** For `test(name, unlessMissing, …)`. */
export const unlessMissing = executablePath ? {} : { skip: "no Chromium on this machine (set CHROMIUM)" };

/** A browser and a server; close both with `close`. */
export async function openHouse() {
  const server = createServer((request, answer) => void serve(request, answer)).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
  const browser = await chromium.launch({
    executablePath,
    args: [...args, "--disable-component-update", "--disable-sync"],
  });
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    browser,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function serve(request, answer) {
  const { pathname } = new URL(request.url, "http://house");
  if (pathname === "/stuck") return; // A picture that never comes.
  if (pathname === "/favicon.ico") return void answer.writeHead(204).end(); // Browsers ask, the shell does not.
  try {
    const name = pathname === "/" ? "/index.html" : pathname;
    const bytes = await readFile(name === "/axe.js" ? AXE : join(BUILT, name));
    answer.writeHead(200, { "content-type": TYPES[extname(name)] ?? "text/plain", "content-security-policy": POLICY });
    answer.end(bytes);
  } catch {
    answer.writeHead(404).end();
  }
}

/**
 * A page at a screen, see `goTo`. Whatever the page complains about on its console, or throws, is collected in
 * `page.complaints`.
 */
export async function openPage(house, screen) {
  const context = await house.browser.newContext({ reducedMotion: "reduce", locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  // As the shell does it (freezePrototype).
  await page.addInitScript(() => Object.freeze(Object.prototype));
  page.complaints = [];
  page.on("console", (line) => ["error", "warning"].includes(line.type()) && page.complaints.push(line.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await goTo(house, page, screen);
  return page;
}

/** Shows a screen in a page that is blank: `hash` is its address, `query` goes to the pretend backend. */
export async function goTo(
  house,
  page,
  { hash = "", query = "pretend=mixed", size = [1366, 768], theme = "light" } = {},
) {
  const [width, height] = size;
  await Promise.all([page.setViewportSize({ width, height }), page.emulateMedia({ colorScheme: theme })]);
  await page.goto(`${house.address}/?${query}#${hash}`);
  await page.locator("main h1, main h2, main [role=status]").first().waitFor();
}

/** Leaves a page blank, as if nobody had used it: to make one anew takes longer than to look at what it shows. */
export async function leave(page) {
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  await page.mouse.move(0, 0);
  await page.goto("about:blank");
  page.complaints.length = 0;
}

/** What axe finds amiss that depends on colours, and what on the window's size; the rest is the same in all of them. */
const BY_COLOUR = ["color-contrast", "link-in-text-block"];
const BY_SIZE = ["color-contrast", "scrollable-region-focusable"];
/** What axe looks for where a screen was looked at before, and this alone has changed since. Words change no colour. */
const AGAIN = {
  colour: { only: BY_COLOUR },
  size: { only: BY_SIZE },
  words: { without: BY_COLOUR },
  "words and size": { only: BY_SIZE.filter((rule) => !BY_COLOUR.includes(rule)) },
};

/**
 * Takes the picture and tells what does not hold of it that must hold of every screen; nothing where all is well.
 * `again` (of `AGAIN`) says what alone has changed since the same screen was looked at before, so that axe needs not look at
 * everything once more; colours move nothing, so where things lie is not looked at again for them.
 * `cutAlone`: only what is cut or sticks out is told of.
 */
export async function look(page, name, { again, silent = false, cutAlone = false } = {}) {
  await settled(page);
  await picture(page, join(PICTURES, `${name}.png`));
  const wrong = again === "colour" ? [] : await page.evaluate(amiss, { ...LIMITS, silent, cutAlone });
  // By its address, so that the browser compiles it once.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.addScriptTag({ url: "/axe.js" });
  const { violations } = await page.evaluate(({ only, without = [] }) => {
    // The kept calendar's events are articles that act as buttons, which axe calls unusual, not wrong.
    const off = document.querySelector(".ec") ? [...without, "aria-allowed-role"] : without;
    const rules = Object.fromEntries(off.map((rule) => [rule, { enabled: false }]));
    const runs = only ? { runOnly: { type: "rule", values: only } } : { rules };
    return globalThis.axe.run(document, { resultTypes: ["violations"], ...runs });
  }, AGAIN[again] ?? {});
  const found = violations.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map(({ html }) => html);
    return `axe, ${id}: ${help} (${where.join(" ")})`;
  });
  const complaints = page.complaints.splice(0).map((line) => `the console says: ${line}`);
  return [...wrong, ...found, ...complaints].map((line) => `${name}: ${line}`);
}

/** Packed loosely: a picture is looked at, not kept, and a tight one takes longer than all that is checked in it. */
async function picture(page, path) {
  await mkdir(PICTURES, { recursive: true });
  const tab = await page.context().newCDPSession(page);
  const { data } = await tab.send("Page.captureScreenshot", { format: "png", optimizeForSpeed: true });
  await Promise.all([writeFile(path, data, "base64"), tab.detach()]);
}

/** Makes the window as tall as what scrolls in it, at most 4000 pixels. */
export async function stretch(page) {
  const { width, height } = page.viewportSize();
  const hidden = await page.evaluate(() => {
    const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowY);
    const beyond = [...document.querySelectorAll("body *")]
      .filter((element) => element.clientHeight > 200 && scrolls(element))
      .map((element) => element.scrollHeight - element.clientHeight);
    return Math.max(0, ...beyond);
  });
  await page.setViewportSize({ width, height: Math.min(height + hidden, 4000) });
}

/** Waits until every picture that is asked for is there, and nothing moves any more. */
async function settled(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (const one of document.getAnimations()) if (one.effect?.getComputedTiming().endTime !== Infinity) one.finish();
    for (let quiet = 0; quiet < 3;) {
      await new Promise((frame) => requestAnimationFrame(frame));
      const loading = [...document.images].some((image) => !image.complete);
      quiet = loading ? 0 : quiet + 1;
    }
  });
}
