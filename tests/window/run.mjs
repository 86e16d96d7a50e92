// The real window: Bellwatch itself under a screen of its own, driven as a person would.
// `--picture` also takes the README's picture of the wall; other words choose journeys by their names.

import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scripts/say.mjs";
import { until } from "./driver.mjs";
import { loginJourneys } from "./login.mjs";
import { driven, home, keep, onABusOfItsOwn, setUp, step, takeDown, testCamera } from "./stage.mjs";
import { closingJourneys } from "./closing.mjs";
import { trayJourneys } from "./tray.mjs";

const wantsPicture = process.argv.includes("--picture");

onABusOfItsOwn();
let code = 1;
try {
  await setUp();
  await step("a camera is added, breaks, says why, comes back, is paused and resumed", aCamerasDay);
  await step("four demo cameras show moving pictures", demoCameras);
  await trayJourneys();
  await closingJourneys();
  await loginJourneys();
} finally {
  code = takeDown();
}
process.exit(code);

async function aCamerasDay() {
  const camera = await testCamera();
  const window = await driven(join(home, "day"));
  try {
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

    await window.click('//button[contains(normalize-space(), "Pause")]');
    await window.click('//*[@role="menuitem"][contains(normalize-space(), "30 min")]');
    await window.reads("left");
    await keep(window, "paused");
    await window.click('//button[contains(normalize-space(), "Resume")]');
    await window.reads("Online", 40_000);
    await moves(window);
  } catch (error) {
    await keep(window, "failed");
    throw error;
  } finally {
    await window.close();
    camera.end();
  }
}

async function demoCameras() {
  const window = await driven(join(home, "demo"), "--demo");
  try {
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
  } finally {
    await window.close();
  }
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
