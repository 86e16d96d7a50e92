// The real window: Bellwatch itself under a screen of its own, driven as a person would.
// `--picture` also takes the README's picture of the wall; other words choose journeys by their names.

import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scripts/say.mjs";
import { attendanceJourneys } from "./attendance.mjs";
import { until } from "./driver.mjs";
import { loginJourneys } from "./login.mjs";
import { ctl, inWindow, keep, onABusOfItsOwn, setUp, step, takeDown, testCamera } from "./stage.mjs";
import { closingJourneys } from "./closing.mjs";
import { NOTICES, noticesBeside } from "./notices.mjs";
import { peopleJourneys } from "./people.mjs";
import { restoringJourneys } from "./restoring.mjs";
import { trayJourneys } from "./tray.mjs";

const wantsPicture = process.argv.includes("--picture");

onABusOfItsOwn();
let code = 1;
try {
  await setUp();
  const notices = noticesBeside();
  await step("a camera is added, breaks, says why, comes back, is paused and resumed", aCamerasDay);
  await step("four demo cameras show moving pictures", demoCameras);
  await step("a school week is drawn, saved, and decides which cameras watch", aSchoolWeek);
  await peopleJourneys();
  await attendanceJourneys();
  await restoringJourneys();
  await trayJourneys();
  await closingJourneys();
  await loginJourneys();
  await step(NOTICES, notices);
} finally {
  code = takeDown();
}
process.exit(code);

async function aCamerasDay() {
  const camera = await testCamera();
  const day = inWindow("day", [], async (window) => {
    await window.click('//*[self::a or self::button][contains(normalize-space(), "Add a camera")]');
    await window.type("Name", "Gate 2");
    await window.type("Address", camera.address);
    await keep(window, "add");
    await window.click('//button[@type="submit"]');
    await moves(window);
    await window.reads("Online");
    await keep(window, "camera");

    await camera.tell("refuse");
    await window.reads("nothing listens on this port");
    await window.reads("Check the port");
    await keep(window, "broken");

    await camera.tell("listen");
    await window.reads("Online", 60_000);
    await moves(window);

    await window.click('//button[contains(normalize-space(), "Pause for 30 min")]');
    await window.reads("left");
    await keep(window, "paused");
    await window.click('//button[contains(normalize-space(), "Resume")]');
    await window.reads("Online", 40_000);
    await moves(window);
  });
  await day.finally(() => camera.end());
}

async function demoCameras() {
  await inWindow("demo", ["--demo"], async (window) => {
    const pictures = await until("four pictures are there", 40_000, async () => {
      const sources = await sourcesOf(window);
      return sources.length === 4 ? sources : null;
    });
    await until("all of them change", 20_000, async () => {
      const now = await sourcesOf(window);
      return now.length === 4 && now.every((source, at) => source !== pictures[at]);
    });
    await window.reads("All well.");
    const file = await keep(window, "wall");
    if (wantsPicture) {
      mkdirSync(join(root, "docs", "pictures"), { recursive: true });
      copyFileSync(file, join(root, "docs", "pictures", "wall.png"));
    }
  });
}

async function aSchoolWeek() {
  await inWindow("week", ["--demo"], async (window, folder) => {
    await window.reads("All well.", 60_000);
    await window.run("location.hash = '#/schedule/week'");
    await window.click('//button[contains(normalize-space(), "Sample school week")]');
    await window.reads("Not saved yet.");
    await window.reads("within the next 14 days");
    await window.click('//button[normalize-space() = "Save"]');
    await window.reads("School week was saved.");
    const file = await keep(window, "schedule");
    if (wantsPicture) copyFileSync(file, join(root, "docs", "pictures", "schedule.png"));

    await window.click('//nav//a[contains(normalize-space(), "All day")]');
    await window.click('//button[contains(normalize-space(), "Remove schedule")]');
    await window.reads("Remove All day?");
    await window.click('//dialog//button[normalize-space() = "Remove"]');
    await window.reads("All day was removed.");
    await until("the bell alone decides", 30_000, () => {
      const { runners } = ctl(folder, "status");
      const rings = ({ state, because }) =>
        state.is === "resting" ? state.why === "outside_periods" : /^For Period \d/.test(because ?? "");
      return runners.length === 4 && runners.every(rings);
    });
    await window.run("location.hash = '#/schedule/timeline'");
    await window.reads("Rests", 20_000);
    await keep(window, "timeline");
    await window.run("location.hash = '#/schedule/days'");
    await window.reads("No day is otherwise");
    await keep(window, "days");
    await window.run("location.hash = '#/wall'");
    await window.reads("Main gate");
    await keep(window, "wall-by-the-bell");
  });
}

/** Waits until the first picture is replaced by a newer one that was really drawn. */
async function moves(window) {
  const before = await until("there is a picture", 40_000, async () => (await sourcesOf(window))[0]);
  await until("the picture changes", 20_000, async () => {
    const [now] = await sourcesOf(window);
    return now && now !== before;
  });
}

function sourcesOf(window) {
  return window.run(
    `return [...document.querySelectorAll("img")]
       .filter((img) => img.complete && img.naturalWidth > 0 && img.src.includes("snapshot"))
       .map((img) => img.src);`,
  );
}
