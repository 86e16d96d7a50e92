// Every screen, light, dark and in Arabic, on a laptop and on a large screen, looked at: nothing cut, nothing over
// another, no face without words, nothing on the console, nothing that axe finds. The pictures lie in tests/out/screens.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { screen, SCREENS } from "./every/screens.mjs";
import { handOn } from "./hand.mjs";
import { goTo, leave, look, openHouse, openPage, stretch, unlessMissing } from "./house.mjs";

const LAPTOP = [1366, 768];
const LARGE = [1920, 1080];
/** As the window first opens, and as small as it gets. */
const FIRST = [1180, 760];
const SMALL = [880, 560];
/** So many screens are looked at side by side. */
const SIDE_BY_SIDE = 3;

/** `BELLWATCH_SCREENS="^wall.*Arabic"` pictures only what is called so. */
const ONLY = new RegExp(process.env.BELLWATCH_SCREENS ?? "");

/** The same again as the window first opens, where room is short or words are long. */
const FIRST_SEEN = [
  "attendance",
  "review",
  "people",
  "people-chosen",
  "person",
  "recognition",
  "schedule-week",
  "schedule-days",
  "schedule-timeline",
  "wall",
  "wall-32",
  "cameras",
  "camera-online",
  "camera-refused",
  "form-add",
  "form-maker",
  "form-split-and-tested",
  "profiles",
  "profile-changes",
  "settings",
  "system",
  "system-processes",
  "system-forecast-full",
  "system-events",
  "welcome",
];
const NARROW = [
  "attendance",
  "attendance-seal-broken",
  "attendance-recognition-off",
  "attendance-person",
  "review",
  "people",
  "people-chosen",
  "person",
  "recognition",
  "schedule-week",
  "schedule-days",
  "schedule-timeline",
  "wall",
  "wall-32",
  "wall-large",
  "cameras",
  "cameras-import-refused",
  "camera-refused",
  "form-add",
  "form-maker",
  "profile-changes",
  "settings",
  "system",
  "system-processes",
  "system-logs",
  "system-events",
  "welcome",
  "strip-open",
  "help",
  "help-errors",
  "help-found",
];
const LONG = [
  "schedule-week",
  "schedule-timeline",
  "wall",
  "wall-large",
  "cameras",
  "camera-refused",
  "camera-delete",
  "form-edit",
  "profile-changes",
];
/** Whole, as tall as they are: nothing below the edge of the window goes unseen. */
const WHOLE = [
  "review",
  "recognition",
  "person",
  "settings",
  "settings-zone",
  "system",
  "system-gpu",
  "system-processes",
  "schedule-week",
  "schedule-days",
  "schedule-timeline",
];

/** The same again with Arabic names of cameras and people; Arabic words alone are laid around English ones elsewhere. */
const ARABIC_NAMES = [
  "wall",
  "wall-32",
  "camera-online",
  "attendance",
  "people",
  "person",
  "schedule-timeline",
  "cameras",
];

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

/** Opens a row of the table and does there what is to be done before looking. */
async function open({ hash, school = "mixed", engine, act }, { lang = "en", size = LAPTOP, theme = "light" } = {}) {
  const query = `pretend=${school}&still&lang=${lang}${engine ? `&${engine}` : ""}`;
  const at = { hash, query, size, theme };
  const left = idle.pop();
  const page = left ?? (await openPage(house, at));
  if (left) await goTo(house, left, at);
  await act?.(page, handOn(page));
  return page;
}

/** Pages that wait for their next screen. One in which something went wrong is not used again. */
const idle = [];

async function done(page) {
  await leave(page);
  idle.push(page);
}

/** Opened once, and looked at in both colours and both sizes. */
async function everyWay(row, lang) {
  const page = await open(row, { lang });
  const { name, silent } = row;
  const found = [];
  const lookAt = async (theme, size, again) => {
    const file = lang === "ar" ? `arabic-${name}-${size[0]}` : `${name}-${theme}-${size[0]}`;
    found.push(...(await look(page, file, { again, silent })));
  };
  const [spoken, dir] = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
  assert.deepEqual([spoken, dir], lang === "ar" ? ["ar", "rtl"] : ["en", "ltr"]);
  await lookAt("light", LAPTOP, lang === "ar" ? "words" : undefined);
  await resize(page, LARGE);
  await lookAt("light", LARGE, lang === "ar" ? "words and size" : "size");
  if (lang === "en") {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator("html[data-theme=dark]").waitFor({ state: "attached" });
    await lookAt("dark", LARGE, "colour");
    await resize(page, LAPTOP);
    await lookAt("dark", LAPTOP, "colour");
  }
  await done(page);
  assert.deepEqual(found, []);
}

async function resize(page, [width, height]) {
  await page.setViewportSize({ width, height });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** In one size and one theme. */
async function oneWay(row, size, suffix, { again, whole = false, cutAlone = whole, theme = "light" } = {}) {
  const page = await open(row, { size, theme });
  if (whole) await stretch(page);
  const found = await look(page, `${row.name}${suffix}-${theme}-${size[0]}`, { again, silent: row.silent, cutAlone });
  await done(page);
  assert.deepEqual(found, []);
}

const without = (name) => ({ ...screen(name), act: undefined });
const LOOKS = [
  ...SCREENS.map((row) => [`${row.name}, light and dark`, () => everyWay(row, "en")]),
  ...SCREENS.map((row) => [`${row.name}, Arabic`, () => everyWay(row, "ar")]),
  ...ARABIC_NAMES.map(without).map((row) => {
    const named = { ...row, school: "rtl", name: `${row.name}-names` };
    return [`${row.name}, Arabic, with Arabic names`, () => everyWay(named, "ar")];
  }),
  ...WHOLE.map(screen).flatMap((row) =>
    ["light", "dark"].map((theme) => {
      return [
        `${row.name}, whole, ${theme}`,
        () => oneWay(row, LAPTOP, "-whole", { again: "size", whole: true, theme }),
      ];
    }),
  ),
  ...FIRST_SEEN.map(screen).map((row) => [
    `${row.name}, as first seen`,
    () => oneWay(row, FIRST, "", { again: "size", cutAlone: true }),
  ]),
  ...NARROW.map(screen).map((row) => [`${row.name}, narrow`, () => oneWay(row, SMALL, "")]),
  ...LONG.map(without).flatMap((row) =>
    [SMALL, LAPTOP].map((size) => {
      const long = { ...row, school: "long" };
      return [
        `${row.name}, with long names, ${size[0]} pixels wide`,
        () => oneWay(long, size, "-long", { again: "words" }),
      ];
    }),
  ),
].filter(([name]) => ONLY.test(name));

test("every screen has nothing cut, nothing amiss", { ...unlessMissing, concurrency: SIDE_BY_SIDE }, async (all) => {
  await Promise.all(LOOKS.map(([name, act]) => all.test(name, act)));
});

test("a chart has the colours of the moment", unlessMissing, async () => {
  const drawn = async (page) => {
    await page.locator(".u-over").waitFor();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    return page
      .locator("canvas")
      .first()
      .evaluate((canvas) => canvas.toDataURL());
  };
  const turned = await open(screen("system"));
  await drawn(turned);
  await turned.emulateMedia({ colorScheme: "dark" });
  await turned.locator("html[data-theme=dark]").waitFor({ state: "attached" });
  const fresh = await open(screen("system"), { theme: "dark" });
  assert.ok((await drawn(turned)) === (await drawn(fresh)), "as one that was dark from the beginning");
  for (const page of [turned, fresh]) await done(page);
});
