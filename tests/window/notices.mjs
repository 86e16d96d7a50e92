// Desktop notifications, heard over D-Bus. Nothing is announced in the first two minutes, so this journey runs beside
// the others, on a session bus of its own: `noticesBeside()` begins it, its answer waits for the end.

import { ok, strictEqual } from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./driver.mjs";
import { bellwatch, end, home, isChosen, program, trayHost } from "./stage.mjs";

/** What this journey is called. */
export const NOTICES = "a failure that cameras share is one notification, and none in the first two minutes";

/** Begins the journey as a process of its own; the function that it answers waits for it. */
export function noticesBeside() {
  if (!isChosen(NOTICES)) return async () => {};
  const words = ["--", process.execPath, fileURLToPath(import.meta.url)];
  const child = spawn("dbus-run-session", words, { stdio: ["ignore", "inherit", "inherit"] });
  const done = once(child, "close");
  return async () => {
    const [code] = await done;
    strictEqual(code, 0, "the journey of the notifications");
  };
}

async function journey(folder) {
  const desktop = await trayHost();
  for (const name of ["Gate", "Yard"]) {
    const words = ["--home", folder, "camera", "add", name, "rtsp://127.0.0.1:9/stream"];
    strictEqual(spawnSync(program("bellwatchctl"), words).status, 0);
  }
  const began = Date.now();
  const app = bellwatch(folder, "--hidden");
  try {
    const [notice] = await until("the shared failure is announced", 200_000, async () => {
      const notices = await desktop.ask("notices");
      return notices.length > 0 ? notices : null;
    });
    ok(Date.now() - began >= 120_000, "nothing is announced in the first two minutes");
    strictEqual(notice.title, "2 cameras are down together");
    ok(notice.body.includes("Gate") && notice.body.includes("Yard"), notice.body);
    strictEqual((await desktop.ask("notices")).length, 1, "one notification, not one per camera");
  } finally {
    await end(app);
    await desktop.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await journey(join(home, "notices"));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
