// Pictures: asked for only where somebody looks, never in the way of anything else.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openHouse, openPage, PATIENCE_MS, unlessMissing } from "./house.mjs";

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

/** What the window looks at, as soon as it satisfies `is`. */
async function looked(page, is) {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
    const now = await page.evaluate(() => globalThis.looked);
    if (now && is(now)) return now;
    await page.waitForTimeout(50);
  }
  assert.fail(`it looks at ${JSON.stringify(await page.evaluate(() => globalThis.looked))}`);
}

test("only tiles on screen are looked at", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/wall", query: "pretend=wall200", size: [880, 560] });
  const first = await page.locator("[data-camera]").first().getAttribute("data-camera");
  const before = await looked(page, ({ cameras }) => cameras.length > 0);
  assert.ok(before.cameras.length < 60, `${before.cameras.length} of 200 are looked at`);
  assert.ok(before.cameras.includes(Number(first)));
  await page.locator("[data-camera]").last().scrollIntoViewIfNeeded();
  const last = await page.locator("[data-camera]").last().getAttribute("data-camera");
  const then = await looked(page, ({ cameras }) => cameras.includes(Number(last)));
  assert.ok(!then.cameras.includes(Number(first)));
  await page.context().close();
});

test("while one picture is large, it alone is looked at, and more often", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/wall", query: "pretend=demo" });
  await looked(page, ({ cameras, everyMs }) => cameras.length === 4 && everyMs === 1000);
  await page.getByRole("button", { name: /Picture of Demo gate/ }).click();
  await looked(page, ({ cameras, everyMs }) => cameras.length === 1 && everyMs === 250);
  await page.keyboard.press("Escape");
  await looked(page, ({ cameras, everyMs }) => cameras.length === 4 && everyMs === 1000);
  await page.context().close();
});

test("a hidden window looks at nothing", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/wall", query: "pretend=demo" });
  await looked(page, ({ cameras }) => cameras.length === 4);
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await looked(page, ({ cameras }) => cameras.length === 0);
  await page.context().close();
});

test("screens without pictures look at nothing", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/wall", query: "pretend=demo" });
  await looked(page, ({ cameras }) => cameras.length === 4);
  await page.keyboard.press("2");
  await looked(page, ({ cameras }) => cameras.length === 0);
  await page.context().close();
});

test("a picture that never comes holds up no other and no key", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/wall", query: "pretend=demo&stuck=2" });
  const count = () => page.locator("[data-camera] img").count();
  await page.waitForFunction(() => document.querySelectorAll("[data-camera] img").length === 3);
  const source = () => page.locator("[data-camera='1'] img").getAttribute("src");
  const old = await source();
  await page.waitForFunction((was) => document.querySelector("[data-camera='1'] img").src !== was, old);
  assert.equal(await count(), 3);
  await page.keyboard.press("2");
  await page.getByRole("heading", { name: "Cameras", level: 1 }).waitFor();
  await page.context().close();
});

test("nothing moves when pictures arrive", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/wall", query: "pretend=wall32" });
  await page.waitForFunction(() => document.querySelectorAll("[data-camera] img").length > 28);
  const shift = await page.evaluate(
    () =>
      new Promise((give) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => give(sum), 1500);
      }),
  );
  assert.ok(shift < 0.02, `the sum of shifts is ${shift}`);
  await page.context().close();
});

test("a frozen view shows no new picture until it goes on", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/wall", query: "pretend=demo" });
  const source = () => page.evaluate(() => document.querySelector("[data-camera='1'] img")?.src);
  await page.waitForFunction(() => document.querySelectorAll("[data-camera] img").length === 4);
  await page.keyboard.press("f");
  await page.getByText(/^Frozen at/).waitFor();
  const frozen = await source();
  await page.waitForTimeout(2500); // The pretend engine gives two new pictures meanwhile.
  assert.equal(await source(), frozen);
  await page.keyboard.press("f");
  await page.waitForFunction((was) => document.querySelector("[data-camera='1'] img").src !== was, frozen);
  await page.context().close();
});
