// Screens in Arabic, most with Arabic names, on a laptop and on a large screen: mirrored, nothing cut, nothing that axe finds.
// The pictures lie in tests/out/screens.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look, openHouse, openPage, unlessMissing } from "./house.mjs";

const SIZES = [
  [1366, 768],
  [1920, 1080],
];
const says = (text) => (page) => page.getByText(text).first().waitFor();
const presses = (name) => (page) => page.getByRole("button", { name }).first().click();

/** name, where, and what is done there before looking. */
const SCREENS = [
  { name: "wall", hash: "/wall" },
  { name: "wall-32", hash: "/wall", school: "wall32" },
  { name: "wall-mixed", hash: "/wall", school: "mixed" },
  { name: "wall-pause-menu", hash: "/wall", act: presses("إيقاف الكل مؤقتًا: لكم من الوقت") },
  { name: "keyboard", hash: "/wall", act: (page) => page.keyboard.press("?") },
  { name: "cameras", hash: "/cameras", school: "mixed" },
  { name: "camera-refused", hash: "/cameras/4", school: "mixed" },
  { name: "camera-online", hash: "/cameras/1" },
  { name: "form-add", hash: "/cameras/new" },
  { name: "schedule-week", hash: "/schedule" },
  { name: "schedule-days", hash: "/schedule/days" },
  { name: "schedule-timeline", hash: "/schedule/timeline" },
  { name: "profiles", hash: "/profiles/2" },
  { name: "attendance", hash: "/attendance" },
  { name: "attendance-person", hash: "/attendance/person/31", act: says("حضر") },
  { name: "review", hash: "/attendance/review", act: says(/من (12|١٢)/) },
  { name: "people", hash: "/people" },
  { name: "person", hash: "/people/24" },
  { name: "unknown", hash: "/people/unknown" },
  { name: "settings", hash: "/settings" },
  { name: "recognition", hash: "/settings/recognition" },
  { name: "system", hash: "/system", act: (page) => page.locator(".u-over").waitFor() },
  { name: "system-gpu", hash: "/system", school: "gpu", act: (page) => page.locator(".u-over").waitFor() },
  { name: "system-forecast", hash: "/system/forecast", school: "full", act: says("ثلاثة مخارج") },
  { name: "system-processes", hash: "/system/processes", school: "mixed", act: says("آخر النهايات") },
  {
    name: "system-logs",
    hash: "/system/logs",
    school: "mixed",
    act: (page) => page.locator("ol li").first().waitFor(),
  },
  { name: "system-events", hash: "/system/events", act: (page) => page.locator("tbody tr").first().waitFor() },
  { name: "help", hash: "/help" },
  { name: "welcome", hash: "/wall", school: "empty" },
];

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

for (const { name, hash, school = "rtl", act } of SCREENS) {
  for (const size of SIZES) {
    const file = `arabic-${name}-names-${size[0]}`;
    test(`${file} has nothing cut, nothing amiss`, unlessMissing, async () => {
      const page = await openPage(house, { hash, query: `pretend=${school}&still&lang=ar`, size });
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [
        "ar",
        "rtl",
      ]);
      await act?.(page);
      assert.deepEqual(await look(page, file, { cutAlone: true }), []);
      await page.context().close();
    });
  }
}

test("the language is chosen in the settings and stays, and a draft is asked about first", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/settings", query: "pretend=mixed&still" });
  const spoken = () => page.evaluate(() => document.documentElement.lang);
  assert.equal(await spoken(), "en");
  await page.getByLabel("Name of this site").fill("Oak School");
  await page.getByText("العربية", { exact: true }).click();
  await page.getByRole("button", { name: "Stay" }).click();
  assert.equal(await spoken(), "en");
  await page.getByText("العربية", { exact: true }).click();
  await page.getByRole("button", { name: "Leave" }).click();
  await page.locator("html[lang=ar]").waitFor();
  await page.reload();
  await page.getByRole("radio", { name: "العربية", checked: true }).waitFor({ state: "attached" });
  assert.equal(await spoken(), "ar");
  await page.getByText("English", { exact: true }).click();
  await page.locator("html[lang=en]").waitFor();
  await page.getByText("کوردی", { exact: true }).first().click();
  await page.locator("html[lang=ckb][dir=rtl]").waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
