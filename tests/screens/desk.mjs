// Somebody who works with the keys alone. After every key it is checked that the focus is somewhere, can be seen, and that
// nothing holds it.

import assert from "node:assert/strict";
import { handOn } from "./hand.mjs";
import { PATIENCE_MS } from "./house.mjs";

/** So many stops are tried at most on the way to one; no screen has as many. */
const FAR = 260;

/** @param {import("playwright-core").Page} page */
export function deskAt(page) {
  const hand = handOn(page);
  const desk = {
    /** Waits until the window says so. */
    says: (what) => hand.see(what),
    /** Presses keys one after the other. */
    async keys(...keys) {
      for (const key of keys) {
        await page.keyboard.press(key);
        // Beyond the last stop a browser's own come, which a page cannot see; the next one is the first again.
        const isBeyond = /Tab$/.test(key) && (await page.evaluate(() => document.activeElement === document.body));
        if (isBeyond) await page.keyboard.press(key);
        await focusStands(page, key);
      }
    },
    type: (text) => page.keyboard.type(text),
    /** What has the focus is called. */
    focused: () => page.evaluate(nameOfFocused),
    /** Goes with Tab (or Shift+Tab) until what has the focus is called so, as one who does not know the way would. */
    async to(name, key = "Tab") {
      const isIt = (at) => (name instanceof RegExp ? name.test(at) : at === name);
      const seen = [];
      for (let stop = 0; stop < FAR; stop += 1) {
        const at = await desk.focused();
        if (isIt(at)) return;
        if (at !== "" && at !== seen.at(-1)) seen.push(at);
        await desk.keys(key);
      }
      assert.fail(`${key} does not reach ${name}. On the way: ${seen.slice(0, 60).join(" · ")}`);
    },
    /** Goes there and presses Enter. */
    async press(name) {
      await desk.to(name);
      await desk.keys("Enter");
    },
    /** Goes to a field and types what it is to hold. */
    async fill(name, text) {
      await desk.to(name);
      await page.keyboard.press("Control+a");
      await page.keyboard.type(text);
    },
    /** Opens a menu, which Tab or Shift+Tab reaches, and takes the item that is called so. */
    async choose(menu, item, key = "Tab") {
      await desk.to(menu, key);
      await desk.keys("Enter");
      await page.locator("[role=menu]:popover-open").waitFor();
      for (let at = 0; !(await desk.focused()).startsWith(item); at += 1) {
        assert.ok(at < 20, `the menu ${menu} has no ${item}`);
        await desk.keys("ArrowDown");
      }
      await desk.keys("Enter");
    },
    /** Waits until a dialog is open, or none is any more, and that the focus is within it, or somewhere. */
    async dialog(isOpen = true) {
      await page
        .locator("dialog[open]")
        .first()
        .waitFor({ state: isOpen ? "visible" : "detached" });
      await page.waitForFunction(
        (isOpen) => (isOpen ? document.activeElement?.closest("dialog") : document.activeElement !== document.body),
        isOpen,
      );
    },
    title: (name) => page.getByRole("heading", { level: 1, name }).waitFor(),
  };
  return desk;
}

/** The focus is somewhere, in sight, and what has it shows so. */
async function focusStands(page, key) {
  // What is busy, or is drawn anew, has the focus again a moment later.
  const isSomewhere = () => document.activeElement !== null && document.activeElement !== document.body;
  await page.waitForFunction(isSomewhere, undefined, { timeout: PATIENCE_MS }).catch(() => {
    throw new assert.AssertionError({ message: `after ${key} nothing has the focus` });
  });
  if (!/Tab$/.test(key)) return;
  const wrong = await page.evaluate(() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const name = element.outerHTML.replace(/\s+/g, " ").slice(0, 140);
    const rings = [element, element.nextElementSibling, element.closest("label"), element.parentElement].filter(
      Boolean,
    );
    // A ring, around it or around what is drawn for it.
    const hasRing = rings.some((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
    });
    const isHidden = box.width <= 1 && box.height <= 1;
    const isIn = isHidden || (box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth);
    if (!isIn) return `out of sight: ${name}`;
    return hasRing ? null : `without a ring: ${name}`;
  });
  assert.equal(wrong, null, `after ${key}, the focus is ${wrong}`);
}

/** Runs in the page. */
function nameOfFocused() {
  const element = document.activeElement;
  if (element === null || element === document.body) return "";
  const label = element.labels?.[0]?.textContent;
  const by = element
    .getAttribute("aria-labelledby")
    ?.split(" ")
    .map((id) => document.getElementById(id)?.textContent);
  const name = element.getAttribute("aria-label") ?? by?.join(" ") ?? label ?? element.textContent;
  return name
    .replace(/[\u2066-\u2069]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
