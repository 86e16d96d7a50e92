// The week with the mouse, and days off from a file.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openHouse, openPage, unlessMissing } from "./house.mjs";

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

function journey(name, hash, act, query = "pretend=mixed") {
  test(name, unlessMissing, async () => {
    const page = await openPage(house, { hash, query });
    await act(page);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

/** Drags from a point of a period's box to as many pixels further. */
async function drag(page, period, from, by) {
  const box = await period.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + from(box)];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by.x / 2, y + by.y / 2, { steps: 5 });
  await page.mouse.move(x + by.x, y + by.y, { steps: 5 });
  await page.mouse.up();
}

const HOUR_PX = 48;

journey("a period is dragged to another time and to another day", "/schedule/week", async (page) => {
  const tuesday = page.locator('[data-period="5-2"]');
  await tuesday.waitFor();
  await drag(page, tuesday, (box) => box.height / 3, { x: 0, y: HOUR_PX });
  await page.locator('[data-period="5-2"]').getByText("13:40–14:25").first().waitFor();
  assert.match(await page.locator('[data-period="5-4"]').innerText(), /13:40–14:25/, "on all its days");
  const friday = page.locator('[data-period="5-5"]');
  const width = (await friday.boundingBox()).width + 6;
  await drag(page, friday, (box) => box.height / 3, { x: width, y: 0 });
  await page.locator('[data-period="5-6"]').waitFor();
  assert.equal(await page.locator('[data-period="5-5"]').count(), 0);
  await page.getByRole("button", { name: "Discard" }).click();
  await page.locator('[data-period="5-5"]').getByText("12:40–13:25").first().waitFor();
});

journey("a period is made longer by its lower edge, and a new one is drawn", "/schedule/week", async (page) => {
  const last = page.locator('[data-period="5-3"]');
  await last.waitFor();
  await drag(page, last, (box) => box.height - 2, { x: 0, y: HOUR_PX / 2 });
  await last.getByText("12:40–13:55").first().waitFor();
  // Found and measured in one go: letting go draws the period anew, and one found before that has no place any more.
  const box = await last.evaluateAll(([one]) => one.getBoundingClientRect().toJSON());
  await page.mouse.move(box.x + box.width / 2, box.y + box.height + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height + 20 + HOUR_PX, { steps: 8 });
  await page.mouse.up();
  await page.getByRole("heading", { name: "Period 7" }).waitFor();
  assert.equal(await page.locator('[data-period="6-3"]').count(), 1);
});

journey("a calendar's days off are listed before they are added", "/schedule/days", async (page) => {
  const calendar = { name: "days.ics", mimeType: "text/calendar", buffer: Buffer.from("BEGIN:VCALENDAR") };
  await page.locator("input[type=file]").setInputFiles(calendar);
  await page.getByText("It is not a whole day: 18:00–20:00.").waitFor();
  await page.getByRole("button", { name: "Add 2 days" }).click();
  await page.getByText("Spring holidays").first().waitFor();
  const nothing = { ...calendar, buffer: Buffer.from("nothing") };
  await page.locator("input[type=file]").setInputFiles(nothing);
  await page.getByText("This file is no calendar").first().waitFor();
});

journey("a day off is added, and removing it can be undone", "/schedule/days", async (page) => {
  await page.getByRole("button", { name: "Add a day" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Sports day");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Sports day was saved.").waitFor();
  await page.getByRole("button", { name: "Remove Sports day" }).click();
  await page.getByRole("dialog").getByText("within the next 14 days").waitFor();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("Sports day was removed.").waitFor();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByRole("button", { name: "Remove Sports day" }).waitFor();
});

journey(
  "of 2000 days off the nearest are listed, the others are found, and the screen stays small",
  "/schedule/days",
  async (page) => {
    await page.getByText("300 of 2,000 shown. Search by name or date to reach the others.").waitFor();
    const search = page.getByRole("searchbox", { name: "Find a day" });
    // What makes it quick: neither the list nor the calendar holds what is not seen.
    const size = () => page.evaluate(() => document.querySelectorAll("main *").length);
    const full = await size();
    await search.fill("Day 1987");
    await page.getByRole("button", { name: "Remove Day 1987" }).waitFor();
    const found = await size();
    assert.equal(await page.getByText(/ of 2,000 shown/).count(), 0);
    await search.fill("2041-");
    await page
      .getByRole("button", { name: /^Remove Day/ })
      .nth(100)
      .waitFor();
    await search.fill("");
    await page.getByText("300 of 2,000 shown").waitFor();
    await page.getByRole("button", { name: "Later month" }).click();
    await page.getByText("December 2026").waitFor();
    assert.ok(full < 5000 && found < full / 4, `${full} elements, ${found} where one is found`);
  },
  "pretend=days2000",
);
