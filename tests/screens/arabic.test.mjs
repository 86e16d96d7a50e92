// The language is chosen by hand. How every screen looks in Arabic is in pictures.test.mjs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openHouse, openPage, unlessMissing } from "./house.mjs";

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

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
