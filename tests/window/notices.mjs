// Desktop notifications, heard over D-Bus. Nothing is announced in the first two minutes, so this journey runs beside
// the others, on a session bus of its own: `noticesBeside()` begins it, its answer waits for the end.

import { match, ok, strictEqual } from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./driver.mjs";
import { driven, endAll, home, isChosen, program, startDriver, trayHost, userHome } from "./stage.mjs";

/** What this journey is called. */
export const NOTICES = "a failure that cameras share is one notification, in Arabic, and none in the first two minutes";

/** Begins the journey as a process of its own; the function that it answers waits for it. */
export function noticesBeside() {
  if (!isChosen(NOTICES)) return async () => {};
  const words = ["--", process.execPath, fileURLToPath(import.meta.url)];
  // A driver has one window at a time, and the other journeys have theirs.
  const env = { ...process.env, BELLWATCH_TEST_DRIVER: "4487" };
  const child = spawn("dbus-run-session", words, { stdio: ["ignore", "inherit", "inherit"], env });
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
  startDriver();
  const began = Date.now();
  const window = await driven(folder, "--hidden");
  try {
    // Nobody can choose it where nothing is shown, so the page is told as its settings would.
    await window.run('localStorage.setItem("bellwatch.language", "ar"); location.reload()');
    await window.find('//html[@lang="ar"]');
    const [notice] = await until("the shared failure is announced", 200_000, async () => {
      const notices = await desktop.ask("notices");
      return notices.length > 0 ? notices : null;
    });
    ok(Date.now() - began >= 120_000, "nothing is announced in the first two minutes");
    strictEqual(notice.title, "تعطلت معًا كاميرتان");
    match(notice.body, /Gate.*Yard.*: الاتصال مرفوض/u);
    ok(!/[a-z]{3}.*[a-z]{3}/.test(notice.body.replace(/Gate|Yard/g, "")), notice.body);
    strictEqual((await desktop.ask("notices")).length, 1, "one notification, not one per camera");
  } finally {
    await window.close();
    await desktop.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // A home of its own: the language that it chooses is kept there, and would be that of the other journeys' windows.
  mkdirSync(userHome, { recursive: true });
  process.env.HOME = userHome;
  try {
    await journey(join(home, "notices"));
  } finally {
    endAll();
    rmSync(home, { recursive: true, force: true });
  }
}
