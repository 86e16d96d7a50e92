// A hand on a page: it presses, picks and reads by what the window says, in whichever language it speaks. Names are
// English ("Save"), a sentence with gaps is `(words) => words.pause.one("Gate 1")`, and a RegExp is taken as it is.

/** And the mark of what is English within them. */
const ISOLATES = /[\u2066-\u2069\u200e]/g;

/** @param {import("playwright-core").Page} page */
export function handOn(page) {
  /** What stands on the screen for `what`: names are set apart within some sentences by marks that nobody sees. */
  async function named(what) {
    if (what instanceof RegExp) return what;
    const said =
      typeof what === "string"
        ? await page.evaluate((english) => globalThis.saying(english), what)
        : await page.evaluate(`(${what})(window.words)`);
    return said.replace(ISOLATES, "");
  }
  async function role(role, what, among) {
    const name = await named(what);
    return among
      .getByRole(role, { name: name instanceof RegExp ? name : marked(name, role === "tab" ? "begins" : "whole") })
      .first();
  }
  async function label(what) {
    const name = await named(what);
    return page.getByLabel(name instanceof RegExp ? name : marked(name, "begins")).first();
  }
  const hand = {
    /** Something by its name. */
    at: (what, its = "button") => role(its, what, page),
    field: label,
    press: async (what, its = "button", among = page) => (await role(its, what, among)).click(),
    /** Opens a menu and takes one of its items. */
    async choose(menu, item) {
      await hand.press(menu);
      await hand.press(item, "menuitem");
    },
    fill: async (what, text) => (await label(what)).fill(text),
    pick: async (what, value) => (await label(what)).selectOption(value),
    check: async (what) => (await label(what)).check(),
    search: (text) => page.getByRole("searchbox").first().fill(text),
    /** Waits until this is to be read. */
    async see(what) {
      const text = await named(what);
      const read = page.getByText(text instanceof RegExp ? text : marked(text, "holds"));
      await read.filter({ visible: true }).first().waitFor();
    },
    keys: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    },
    /** Presses the arrow key that leads on where one reads so, or back. */
    async arrow(where) {
      const isMirrored = await page.evaluate(() => document.documentElement.dir === "rtl");
      await page.keyboard.press((where === "on") === isMirrored ? "ArrowLeft" : "ArrowRight");
    },
    give: (...names) =>
      page
        .locator("input[type=file]")
        .first()
        .setInputFiles(names.map((name) => ({ name, mimeType: typeOf(name), buffer: Buffer.from("BEGIN:VCALENDAR") }))),
  };
  return hand;
}

/** Finds `text` with or without the marks that set names apart: within others, at their beginning, or as the whole. */
function marked(text, where) {
  const letters = [...text.replace(/\s+/g, " ")].map((letter) => letter.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&"));
  const inner = letters.join("[\\u2066-\\u2069]*").replaceAll(" ", "\\s+");
  if (where === "holds") return new RegExp(inner);
  const begin = `^[\\s\\u2066-\\u2069]*${inner}`;
  return new RegExp(where === "whole" ? `${begin}[\\s\\u2066-\\u2069]*$` : begin);
}

function typeOf(name) {
  return name.endsWith(".ics") ? "text/calendar" : name.endsWith(".csv") ? "text/csv" : "application/octet-stream";
}
