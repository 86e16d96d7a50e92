// What is done with the keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openHouse, openPage, unlessMissing } from "./house.mjs";

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

/** A test with a page, at the end of which the console must have been quiet. */
function journey(name, at, act) {
  test(name, unlessMissing, async () => {
    const page = await openPage(house, at);
    await act(page, (...keys) => press(page, keys));
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

async function press(page, keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Presses Tab until what has the focus is called `name`. */
async function tabTo(page, name) {
  for (let at = 0; at < 80; at += 1) {
    if ((await focused(page)).includes(name)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach "${name}"`);
}

/** How what has the focus is called. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === document.body) return "";
    const label = element.labels?.[0]?.textContent;
    return element.getAttribute("aria-label") ?? label ?? element.textContent.trim();
  });
}

journey(
  "a camera is added, its failure is read, it is paused and resumed",
  { query: "pretend=empty" },
  async (page, keys) => {
    await tabTo(page, "Add a camera");
    await keys("Enter");
    await page.getByRole("heading", { name: "Add a camera" }).waitFor();
    assert.equal(await focused(page), "Name");
    await page.keyboard.type("Gate 2");
    await tabTo(page, "Address");
    await page.keyboard.type("rtsp://admin:wrong/pass@10.0.0.9/wrong");
    await keys("Tab");
    await page.getByText("moved to their own fields").waitFor();
    await keys("Enter");
    await page.getByRole("heading", { name: "Gate 2", level: 1 }).waitFor();

    await page.getByText("Gate 2 refuses the user name or password.").first().waitFor();
    await page.getByText("Type the user name and password again.").first().waitFor();
    await tabTo(page, "Pause for 30 min");
    await keys("Enter");
    await page.getByText(/left$/).first().waitFor();
    await page.getByText("Gate 2 is paused until").waitFor();

    await page.getByRole("heading", { level: 1 }).focus();
    await tabTo(page, "Resume now");
    await keys("Enter");
    await page.getByText("Gate 2 is not paused any more.").waitFor();
  },
);

journey("help is read and left without the mouse", { hash: "/cameras/2" }, async (page, keys) => {
  // From an error to its entry, and back to the camera.
  await tabTo(page, "Help: Password refused");
  await keys("Enter");
  await page.getByRole("rowheader", { name: "Password refused auth_failed" }).waitFor();
  assert.match(await focused(page), /^Password refused/);
  await keys("Escape");
  await page.getByRole("heading", { name: "Gate 2", level: 1 }).waitFor();

  // F1 opens what is about this screen; a word is searched, the place found, a link followed.
  await keys("F1");
  await page.getByRole("heading", { name: "When a camera does not run" }).waitFor();
  assert.equal(await focused(page), "When a camera does not run");
  await keys("/");
  await page.keyboard.type("ping browser");
  await page.getByText("1 place").waitFor();
  await tabTo(page, "When something does not work");
  await keys("Enter");
  await page.getByRole("heading", { name: "When something does not work" }).waitFor();
  await tabTo(page, "the error's entry");
  await keys("Enter");
  await page.getByRole("heading", { name: "Each error and its cure" }).waitFor();
  await keys("Escape");
  await page.getByRole("heading", { name: "Gate 2", level: 1 }).waitFor();
});

journey("help is there when the engine is not", { query: "pretend=broken" }, async (page, keys) => {
  await keys("F1");
  await page.getByRole("heading", { name: "The wall" }).waitFor();
});

journey("demo cameras are one key away", { query: "pretend=empty" }, async (page, keys) => {
  await tabTo(page, "Try demo cameras");
  await keys("Enter");
  await page.getByRole("button", { name: /Picture of Demo gate/ }).waitFor();
});

journey("arrow keys go from tile to tile, Enter enlarges, Esc comes back", { hash: "/wall" }, async (page, keys) => {
  await tabTo(page, "Classroom 103");
  await keys("ArrowRight");
  assert.match(await focused(page), /Corridor west/);
  await keys("ArrowDown");
  assert.match(await focused(page), /Classroom 101/);
  await keys("End");
  assert.match(await focused(page), /Gym/);
  await keys("Home", "Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "Classroom 103" }).waitFor();
  await keys("ArrowRight");
  await dialog.getByRole("heading", { name: "Corridor west" }).waitFor();
  await keys("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.match(await focused(page), /Classroom 103/);
  await keys("o");
  await page.getByRole("heading", { name: "Classroom 103", level: 1 }).waitFor();
});

journey("a tile is paused for as long as last time, and another for longer", { hash: "/wall" }, async (page, keys) => {
  await tabTo(page, "Classroom 103");
  await tabTo(page, "Pause for 30 min: Classroom 103");
  await keys("Enter");
  await page.getByText("Classroom 103 is paused until").waitFor();
  await tabTo(page, "Pause Classroom 103: for how long");
  await keys("Enter", "ArrowDown", "Enter");
  await tabTo(page, "Undo");
  await keys("Enter");
  await page.getByRole("button", { name: "Pause all for 2 h" }).waitFor();
});

journey("single keys go from screen to screen, but not while one types", { hash: "/wall" }, async (page, keys) => {
  for (const [key, title] of [
    ["2", "Cameras"],
    ["3", "Schedule"],
    ["4", "Attendance"],
    ["5", "People"],
    ["6", "Profiles"],
    ["7", "Settings"],
    ["8", "System"],
    ["1", "Wall"],
    ["n", "Add a camera"],
  ]) {
    await keys(key);
    await page.getByRole("heading", { name: title, level: 1 }).waitFor();
  }
  await page.keyboard.type("Hall 1234 f?n/");
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Hall 1234 f?n/");
});

journey("the slash finds a camera and Esc lets go", { hash: "/wall" }, async (page, keys) => {
  await keys("/");
  await page.keyboard.type("gate");
  await page.getByText("2 of 12 cameras").waitFor();
  await keys("Escape");
  await page.getByText("12 cameras", { exact: true }).waitFor();
});

journey("F freezes the view and says so, F lets it go on", { hash: "/wall" }, async (page, keys) => {
  await keys("f");
  await page.getByText(/^Frozen at \d\d:\d\d:\d\d$/).waitFor();
  assert.equal(await page.getByRole("radio", { name: "Off", exact: true }).isChecked(), true);
  await keys("f");
  await page.getByText(/^Frozen at/).waitFor({ state: "hidden" });
});

journey("a form that was touched asks before it is left", { hash: "/cameras/1/edit" }, async (page, keys) => {
  await page.keyboard.type("x");
  await page.evaluate(() => (location.hash = "#/wall"));
  await page.getByText("Leave without saving?").waitFor();
  await keys("Escape");
  await page.getByRole("heading", { name: "Edit Gate 1", level: 1 }).waitFor();
  assert.match(page.url(), /cameras\/1\/edit$/);
  await page.evaluate(() => (location.hash = "#/wall"));
  await tabTo(page, "Leave");
  await keys("Enter");
  await page.getByRole("heading", { name: "Wall", level: 1 }).waitFor();
});

journey("every stop of the focus is in sight", { hash: "/cameras", query: "pretend=mixed&still" }, async (page) => {
  for (let at = 0; at < 30; at += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect();
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      const hasRing = outlineStyle !== "none" && outlineWidth !== "0px";
      return {
        hasRing,
        top: box.top,
        inside: box.top >= 0 && box.bottom <= innerHeight + 1,
        what: document.activeElement.outerHTML.slice(0, 90),
      };
    });
    assert.ok(seen.hasRing && seen.inside, JSON.stringify(seen));
  }
});

journey("a period is moved, resized, undone, edited and saved", { hash: "/schedule/week" }, async (page, keys) => {
  const period = page.locator('[data-period="1-2"]');
  await period.waitFor();
  await period.focus();
  await keys("ArrowDown", "ArrowDown", "Shift+ArrowDown");
  assert.match(await period.innerText(), /09:00–09:50/);
  await keys("Control+z");
  assert.match(await period.innerText(), /09:00–09:45/);
  await period.focus();
  await keys("Enter");
  await page.getByRole("heading", { name: "Period 2" }).waitFor();
  await tabTo(page, "Starts");
  await page.keyboard.type("915");
  await keys("Tab");
  assert.match(await period.innerText(), /09:15/);
  await page.getByText("within the next 14 days").waitFor();
  await tabTo(page, "Save");
  await keys("Enter");
  await page.getByText("School week was saved.").waitFor();
  await page.getByText("Not saved yet.").waitFor({ state: "detached" });
  await tabTo(page, "Undo");
  await keys("Enter");
  await period.getByText("08:50–09:35").first().waitFor();
});
