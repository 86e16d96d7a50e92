// A whole working day of somebody who looks after the cameras, with the keys alone: no mouse, no script that goes anywhere.
// After each deed it is read what the window says, and after every key that the focus is somewhere and can be seen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deskAt } from "./desk.mjs";
import { openHouse, openPage, unlessMissing } from "./house.mjs";

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

test("a working day by keyboard alone", unlessMissing, async (day) => {
  const page = await openPage(house, { hash: "/wall", query: "pretend=mixed" });
  const desk = deskAt(page);
  const hour = (name, act) =>
    day.test(name, async () => {
      await act();
      assert.deepEqual(page.complaints, []);
    });

  await hour("what is wrong is read in the strip, and its link is followed", async () => {
    await desk.says((words) => words.strip.problems(3));
    await desk.press("Show all 3");
    await desk.press(/^Gate 2 refuses the user name or password/);
    await desk.title("Gate 2");
    await desk.says("Type the user name and password again.");
  });

  await hour("the camera is tried again, and gets another password", async () => {
    await desk.press("Try again");
    await desk.says((words) => words.camera.trying("Gate 2"));
    await desk.press("Edit");
    await desk.title("Edit Gate 2");
    await desk.press("Change");
    await desk.to("Password");
    await desk.type("oak & ash 7");
    await desk.press("Save");
    await desk.says((words) => words.form.saved("Gate 2"));
    await desk.title("Gate 2");
  });

  await hour("a camera is paused for two hours, and resumed", async () => {
    await desk.choose("Pause: for how long", "2 hours");
    await desk.says(/Gate 2 is paused until/);
    await desk.press("Resume now");
    await desk.says("Gate 2 is not paused any more.");
  });

  await hour("a camera is added", async () => {
    await desk.keys("n");
    await desk.title("Add a camera");
    assert.equal(await desk.focused(), "Name");
    await desk.type("Library");
    await desk.fill("Address", "rtsp://10.0.0.40/stream1");
    await desk.press("Save");
    await desk.title("Library");
    await desk.says((words) => words.form.added("Library"));
  });

  await hour("a period begins later, and that is undone", async () => {
    await desk.keys("3");
    await desk.title("Schedule");
    await desk.press(/^Period 2/);
    await desk.fill("Starts", "915");
    await desk.keys("Tab");
    await desk.says(/within the next 14 days/);
    await desk.press("Save");
    await desk.says("School week was saved.");
    await page.getByText("Not saved yet.").waitFor({ state: "detached" });
    await desk.keys("Control+z");
    await desk.says(/08:50–09:35/);
  });

  await hour("a day off is added, and that is undone", async () => {
    await desk.keys("3");
    await desk.press("Days off");
    await desk.press("Add a day");
    await desk.dialog();
    await desk.fill("Name", "Sports day");
    await desk.press("Save");
    await desk.dialog(false);
    await desk.says("Sports day was saved.");
    await desk.press("Remove Sports day");
    await desk.dialog();
    await desk.press("Remove");
    await desk.dialog(false);
    await desk.says("Sports day was removed.");
    await desk.keys("Control+z");
    await desk.to("Remove Sports day");
  });

  await hour("a person is added, agrees, and is enrolled", async () => {
    await desk.keys("5");
    await desk.title("People");
    await desk.press("Add a person");
    await desk.dialog();
    await desk.fill("Name", "Wren Vale");
    await desk.fill("Code", "3001");
    await desk.press("Save");
    await desk.dialog(false);
    await desk.title("Wren Vale");
    await desk.press("Note consent…");
    await desk.dialog();
    await desk.fill("By whom", "Her mother");
    await desk.press("Note consent");
    await desk.dialog(false);
    await desk.says((words) => words.people.consent.saved(1));
    await desk.press("From a camera…");
    await desk.dialog();
    await desk.press("Take the photo");
    await desk.says("Recognised");
    if (await page.locator("dialog[open]").count()) await desk.keys("Escape");
    await desk.dialog(false);
  });

  await hour("a doubtful sighting is reviewed", async () => {
    await desk.keys("4");
    await desk.title("Attendance");
    await desk.press(/^Review \d+/);
    await desk.title("Review");
    await desk.says((words) => words.review.left(12));
    await desk.keys("Enter");
    await desk.says((words) => words.review.left(11));
    await desk.keys("n");
    await desk.says((words) => words.review.left(10));
  });

  await hour("attendance is corrected with a reason, and written out", async () => {
    await desk.keys("4");
    await desk.title("Attendance");
    await desk.to("Choose Anton Fischer");
    await desk.keys("ArrowRight", "ArrowRight");
    await desk.press("Correct Anton Fischer");
    await desk.dialog();
    await desk.fill("Why", "Was at the doctor’s");
    await desk.press("Save");
    await desk.dialog(false);
    await desk.says((words) => words.attendance.corrected(1));
    await desk.says("Was at the doctor’s");
    await desk.choose("Export", "Excel", "Shift+Tab");
    await desk.says(/Written to .*attendance-2026-11-23\.xlsx/);
  });

  await hour("gauges, processes, logs and events are looked at", async () => {
    await desk.keys("8");
    await desk.title("System");
    await desk.says("Processor");
    await desk.press("Processes");
    await desk.says("Recent endings");
    await desk.press("Logs");
    await desk.keys("/");
    await desk.type("nothing of the kind");
    await desk.says("No line matches");
    await desk.keys("Escape");
    await desk.press("Events");
    await desk.keys("/");
    await desk.type("yard");
    await page.locator("tbody tr").filter({ hasText: "Gym" }).waitFor({ state: "detached" });
    await desk.says(/^Yard: the picture is back/);
    await desk.to("Kind");
    await desk.type("Pic");
    await desk.says(/^Yard: the picture is back/);
    assert.equal(await page.evaluate(() => document.activeElement.value), "picture");
  });

  await hour("a backup is made, and what it would bring back is read", async () => {
    await desk.keys("Tab", "7");
    await desk.title("Settings");
    await desk.press("Make one now");
    await desk.says(/was made and checked/);
    await desk.press(/^What would the backup of/);
    await desk.dialog();
    await desk.says("Nothing was changed.");
    await desk.keys("Escape");
    await desk.dialog(false);
  });

  await hour("Help is opened at an error, and left", async () => {
    await desk.keys("1");
    await desk.title("Wall");
    await desk.press(/^Help: /);
    await page.getByRole("rowheader").first().waitFor();
    await desk.keys("Escape");
    await desk.title("Wall");
  });

  await hour("the window turns dark, and speaks Arabic", async () => {
    await desk.keys("7");
    await desk.title("Settings");
    await desk.to("As the system");
    await desk.keys("ArrowRight", "ArrowRight");
    await page.locator("html[data-theme=dark]").waitFor({ state: "attached" });
    // The window is loaded anew for each language that is come by.
    for (const [from, to] of [
      ["As the system", "en"],
      ["English", "ar"],
    ]) {
      await desk.to(from);
      const loaded = page.waitForEvent("load");
      await page.keyboard.press("ArrowRight");
      await loaded;
      await page.locator(`html[lang=${to}][data-theme=dark] main h1`).waitFor();
    }
    await page.locator("html[dir=rtl]").waitFor({ state: "attached" });
  });

  await hour("the window is closed, which is asked about first", async () => {
    await page.evaluate(() => globalThis.askClosing("no_tray"));
    await desk.dialog();
    await desk.keys("Tab", "Tab", "Tab", "Tab", "Tab");
    await desk.dialog();
    await desk.keys("Escape");
    await desk.dialog(false);
  });
  await page.context().close();
});
