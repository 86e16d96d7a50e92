// People, attendance and review, whole tasks at a time; most of them with the keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openHouse, openPage, unlessMissing } from "./house.mjs";

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

function journey(name, hash, act, query = "pretend=mixed&still", size = [1366, 768]) {
  test(name, unlessMissing, async () => {
    const page = await openPage(house, { hash, query, size });
    await act(page, async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    });
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

const button = (page, name) => page.getByRole("button", { name, exact: true }).first();
const file = (name) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from("x"),
});

journey(
  "sightings are reviewed with single keys, and deciding again takes a decision back",
  "/attendance/review",
  async (page, keys) => {
    await page.getByText("12 to decide").waitFor();
    const first = await page.getByRole("heading", { level: 2 }).innerText();
    await keys("Enter");
    await page.getByText("11 to decide").waitFor();
    await keys("n");
    await page.getByText("10 to decide").waitFor();
    assert.equal(new URL(page.url()).hash, "#/attendance/review", "N adds no camera here");
    await keys("u");
    await page.getByText("9 to decide").waitFor();
    await keys("ArrowLeft", "ArrowLeft", "ArrowLeft");
    assert.equal(await page.getByRole("heading", { level: 2 }).innerText(), first);
    await page.locator(".decided").getByText("Confirmed.").waitFor();
    await keys("s");
    await page.getByRole("combobox").waitFor();
    await page.keyboard.type("kowalski 1043");
    await page.getByRole("option", { name: /1043/ }).waitFor();
    await keys("Enter");
    await page.getByText("4 of 12").waitFor();
    await page.getByRole("button", { name: /^1 of 12/ }).click();
    await page.getByText("It is Clara Kowalski.").waitFor();
  },
);

journey(
  "whose face was decided can be learnt from, which is an act of its own",
  "/attendance/review",
  async (page, keys) => {
    await page.getByText("12 to decide").waitFor();
    await keys("Enter");
    await page.getByText("11 to decide").waitFor();
    await page.getByRole("button", { name: "Add to their photos" }).waitFor({ state: "detached" });
    await keys("ArrowLeft");
    await page.getByRole("button", { name: "Add to their photos" }).click();
    await page.getByText(/among the photos of/).waitFor();
  },
);

journey("naming someone else keeps the two apart from then on", "/attendance/review", async (page, keys) => {
  await page.getByText("12 to decide").waitFor();
  await keys("s");
  await page.keyboard.type("nora winter");
  await page.getByRole("option", { name: /Nora Winter/ }).waitFor();
  await keys("Enter");
  await page.getByText("11 to decide").waitFor();
  await page.evaluate(() => (location.hash = "#/people/31"));
  await page.getByRole("switch", { name: "Always ask", checked: true }).waitFor();
});

journey(
  "unknown faces are named, refused and deleted by keyboard, and keeping them is stopped from any screen",
  "/people/unknown",
  async (page, keys) => {
    const faces = page.locator("[data-face]");
    await faces.first().waitFor();
    assert.equal(await faces.count(), 7);
    await faces.first().focus();
    await keys("ArrowRight", "Delete");
    await page.getByText("The face was deleted.").waitFor();
    // The next one has the focus.
    await page.waitForFunction(() => document.activeElement.dataset.face === "503");
    assert.equal(await faces.count(), 6);
    await keys("Enter");
    await page.keyboard.type("clara kowalski");
    await page.getByRole("option", { name: /Clara Kowalski/ }).waitFor();
    await keys("Enter");
    await page.getByText("The face is among the photos of Clara Kowalski now.").waitFor();
    await page.waitForFunction(() => document.activeElement.dataset.face === "504");
    assert.equal(await faces.count(), 5);
    await keys("Enter");
    await page.getByRole("combobox").waitFor();
    await page.keyboard.type("clara kowalski");
    await page.getByRole("option", { name: /Clara Kowalski/ }).waitFor();
    await keys("Enter");
    await page.getByText("The picture was not taken, and stays here:").waitFor();
    await page.getByText("The face is blurred. Hold the camera still, and wipe its lens.").waitFor();
    await keys("Escape");
    assert.equal(await faces.count(), 5);
    await page.evaluate(() => (location.hash = "#/wall"));
    const strip = page.getByRole("region", { name: "Unknown faces are being kept" });
    await strip.getByText("12:00 left").waitFor();
    await strip.getByRole("button", { name: "Stop" }).focus();
    await keys("Enter");
    await strip.waitFor({ state: "detached" });
    await page.evaluate(() => (location.hash = "#/people/unknown"));
    await button(page, "Delete all…").click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete all" }).click();
    await page.getByText("Faces that match nobody are not kept").waitFor();
    await button(page, "Keep unknown faces…").click();
    await page.getByRole("radio", { name: "1 hour" }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Keep them" }).click();
    await page.getByText("Nobody unknown was seen yet").waitFor();
    await strip.getByText("1h 0m left").waitFor();
  },
  "pretend=unknown&still",
);

journey(
  "a stranger who is new is listed with their consent before the picture is taken",
  "/people/unknown",
  async (page, keys) => {
    await page.locator("[data-face]").first().focus();
    await keys("Enter");
    await page.getByRole("tab", { name: "Somebody new" }).click();
    await page.getByLabel("Name").fill("Wren Vale");
    await page.getByLabel("Code").fill("3001");
    await button(page, "Add this person").click();
    await page.getByText("This is missing.").waitFor();
    await page.getByLabel("By whom").fill("Her mother");
    await button(page, "Add this person").click();
    await page.getByText("The face is among the photos of Wren Vale now.").waitFor();
    assert.equal(await page.locator("[data-face]").count(), 6);
  },
  "pretend=unknown&still",
);

journey(
  "attendance is corrected by hand with a reason, and says what the machine said",
  "/attendance",
  async (page, keys) => {
    await button(page, "Correct Anton Fischer").focus();
    await keys("Enter");
    await page.getByText("The machine says: present.").waitFor();
    await keys("Tab");
    await page.keyboard.type("Was at the doctor’s");
    await keys("Enter");
    await page.getByText("1 person corrected.").waitFor();
    const row = page.getByRole("row", { name: /Anton Fischer/ }).first();
    await row.getByText("Excused").waitFor();
    await row.getByText("by hand").waitFor();
    await row.getByText("Was at the doctor’s").waitFor();
    assert.match(await page.getByRole("heading", { level: 2 }).first().innerText(), /Period 3/);
  },
);

journey("the table of attendance is one stop, and arrow keys go about in it", "/attendance", async (page, keys) => {
  const isAt = async (name) => {
    const focused = () =>
      document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim();
    assert.match(await page.evaluate(focused), name);
    const isIn = await page.evaluate(() => {
      const { top, bottom } = document.activeElement.getBoundingClientRect();
      const box = document.activeElement.closest("[role=region]")?.getBoundingClientRect();
      return box === undefined || (top >= box.top && bottom <= box.bottom);
    });
    assert.ok(isIn, "what has the focus is in sight");
  };
  await page.getByRole("checkbox", { name: "Choose everybody shown" }).focus();
  await keys("Tab");
  await isAt(/^Choose Anton Fischer$/);
  await keys("ArrowRight");
  await isAt(/^Anton Fischer$/);
  await keys("ArrowRight", "ArrowRight");
  await isAt(/^Correct Anton Fischer$/);
  await keys("ArrowDown");
  await isAt(/^Correct Clara Albrecht$/);
  await keys("Shift+Tab");
  await isAt(/^Choose everybody shown$/);
  await keys("Tab");
  await isAt(/^Correct Clara Albrecht$/);
  await keys("End");
  await page.waitForFunction(() => document.activeElement.closest("tr").nextElementSibling === null);
  await isAt(/^Correct /);
  await keys("Home", "ArrowLeft", "ArrowLeft", "Space");
  await page.getByRole("checkbox", { name: "Choose Anton Fischer", checked: true }).first().waitFor();
  await isAt(/^Choose Anton Fischer$/);
});

journey("a day is signed off, and nothing of it can be corrected any more", "/attendance/2026-11-18", async (page) => {
  await button(page, "Sign off the day").click();
  await page.getByText("What you sign").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Sign off the day" }).click();
  await page.getByText("Signed off by window").waitFor();
  await page.getByText("The records are as they were signed.").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Correct/ }).count(), 0);
  assert.equal(await page.getByRole("region").getByRole("checkbox").count(), 0);
});

journey(
  "who is here grows while the period is on",
  "/attendance",
  async (page) => {
    const here = page.getByText(/^\d+ of 117 people here$/).first();
    const before = Number.parseInt(await here.innerText(), 10);
    await page
      .getByText(`${before + 2} of 117 people here`)
      .first()
      .waitFor();
  },
  "pretend=mixed",
);

journey("an export says where it was written", "/attendance", async (page, keys) => {
  await button(page, "Export").focus();
  await keys("Enter", "ArrowDown", "Enter");
  await page.getByText("Written to /home/it/Downloads/attendance-2026-11-23.xlsx").waitFor();
});

journey("a list of people is looked at before anything changes, then carried out", "/people", async (page) => {
  await page.getByText("Anton Albrecht").waitFor();
  await button(page, "Import…").click();
  await page.locator("input[type=file]").setInputFiles(file("people.xlsx"));
  await page.getByRole("alert").getByText("The file is a workbook.").first().waitFor();
  await page.locator("input[type=file]").setInputFiles(file("people.csv"));
  await page.getByText("3 new · 1 changed · 2 cannot be taken").waitFor();
  await button(page, "Import 4 people").click();
  await page.getByText("3 added, 1 changed.").waitFor();
  await page.getByRole("searchbox").fill("lovelock");
  await page.getByText("1 person of 123").or(page.getByText("1 of 123 people")).waitFor();
  await page.getByText("There is no consent yet.").waitFor();
});

journey("consent, then photos: what was dropped is answered file by file", "/people/44", async (page) => {
  await page.getByText("Note their consent first").waitFor();
  await button(page, "Note consent…").click();
  await page.getByLabel("By whom").fill("Mother");
  await page.getByRole("button", { name: "Note consent", exact: true }).click();
  await page.getByText("Consent of 1 person is noted.").waitFor();
  const drop = page.getByRole("group", { name: /One face on each/ });
  const transfer = await page.evaluateHandle(() => {
    const made = new DataTransfer();
    for (const name of ["front.jpg", "two people.jpg", "old.heic", "dark.jpg"]) made.items.add(new File(["x"], name));
    return made;
  });
  await drop.dispatchEvent("drop", { dataTransfer: transfer });
  await page.getByText("1 enrolled · 1 could be better · 2 refused").waitFor();
  await page.getByText("old.heic is a HEIC photo, which cannot be opened here; save it as JPEG.").waitFor();
  await page.getByText("There are 2 faces in this photo.").waitFor();
  await page.getByRole("heading", { level: 1, name: "Milo Albrecht" }).waitFor();
  await page.getByText("Recognised", { exact: true }).waitFor();
  await button(page, "Remove photo 1").click();
  await button(page, "Remove the photo").click();
  await page.getByText("The photo was removed.").waitFor();
});

journey(
  "somebody is erased only after their code was typed, and the certificate is shown",
  "/people/24",
  async (page) => {
    await button(page, "Erase…").click();
    const act = page.getByRole("button", { name: "Erase for good" });
    assert.ok(await act.isDisabled());
    await page.getByLabel("Type the code").fill("107");
    assert.ok(await act.isDisabled());
    await page.getByLabel("Type the code").fill("1070");
    await act.click();
    await page.getByText("231 sightings.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
    await page.getByRole("searchbox").fill("1070");
    await page.getByText("Nobody matches").waitFor();
  },
);

journey("several people are chosen and marked as left, and that can be undone", "/people", async (page) => {
  await page.getByLabel("Choose Anton Brandt").check();
  await page.getByLabel("Choose Clara Brandt").check();
  await button(page, "Mark 2 as left").click();
  await page.getByText("2 people marked as left.").waitFor();
  await page.getByLabel("Show", { exact: true }).selectOption("inactive");
  await page.getByText("Anton Brandt").waitFor();
  await button(page, "Undo").click();
  await page.getByText("Anton Brandt").waitFor({ state: "detached" });
});

journey(
  "two thousand people stay quick",
  "/people",
  async (page) => {
    await page
      .getByText("Everybody (2000)")
      .or(page.locator("option", { hasText: "Everybody (2000)" }))
      .first()
      .waitFor({ state: "attached" });
    const rows = () => page.getByRole("row").count();
    assert.ok((await rows()) < 60, "only rows in sight stand in the page");
    await page.evaluate(() => {
      globalThis.drawn = 0;
      new MutationObserver((changes) => {
        globalThis.drawn += changes.reduce((sum, { addedNodes }) => sum + addedNodes.length, 0);
      }).observe(document.querySelector("main"), { childList: true, subtree: true });
    });
    await page.locator("input[type=search]").fill("lena");
    await page.getByRole("row").nth(1).getByText(/Lena/).waitFor();
    const drawn = await page.evaluate(() => globalThis.drawn);
    assert.ok(drawn < 100 && (await rows()) < 60, `finding some of two thousand drew ${drawn} nodes`);
    await page.locator(".scrolls").evaluate((list) => (list.scrollTop = list.scrollHeight));
    await page.getByRole("row").last().getByText(/Lena/).waitFor();
  },
  "pretend=people2000&still",
);

journey(
  "a pack is installed and chosen where there was none",
  "/settings/recognition",
  async (page) => {
    await page.getByText("No model pack is chosen").waitFor();
    await button(page, "Install").click();
    await page.getByText("YuNet + SFace is installed.").waitFor();
    await button(page, "Use").click();
    await page.getByText("At work", { exact: true }).waitFor();
  },
  "pretend=nopack&still",
);

journey("a period expects groups, which are suggested from people", "/schedule/week", async (page, keys) => {
  await page.locator('[data-period="1-1"]').press("Enter");
  await button(page, "Do not expect 5A").click();
  const field = page.getByLabel("Who is expected");
  await field.focus();
  await page.keyboard.type("5C");
  await keys("Enter");
  await button(page, "Do not expect 5C").waitFor();
  assert.equal(await button(page, "Do not expect 5A").count(), 0);
  const known = await page.locator("datalist option").evaluateAll((options) => options.map(({ value }) => value));
  assert.ok(known.includes("5A"), "what was taken away is suggested");
});

for (const [name, width] of [
  ["هيوا Rasul al-Berwari عبدالله", 880],
  ["عبدالرحمن Abdul-Rahman بن محمد Mohammed Al-Barzanji الكردي (Duhok) 7A", 1366],
]) {
  journey(
    `a name of two scripts is whole on its page, ${width} pixels wide`,
    "/people",
    async (page) => {
      await button(page, "Add a person").click();
      await page.getByLabel("Name").fill(name);
      await page.getByLabel("Code").fill("9001");
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      const title = page.getByRole("heading", { level: 1, name });
      await title.waitFor();
      const { seen, all } = await title.evaluate((h1) => ({
        seen: [h1.clientWidth, h1.clientHeight],
        all: [h1.scrollWidth, h1.scrollHeight],
      }));
      assert.deepEqual(seen, all);
      assert.equal(await page.evaluate(() => document.querySelector("main").scrollWidth <= innerWidth), true);
      await button(page, "Edit").click({ trial: true });
    },
    "pretend=mixed&still",
    [width, 640],
  );
}
