// Starting with the desktop session.

import { match, ok, strictEqual } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "./driver.mjs";
import { bellwatch, end, ended, home, inWindow, isShown, keep, lockHolder, step, trayHost, userHome } from "./stage.mjs";

/** Every journey of the login. */
export async function loginJourneys() {
  await step("the switch in Settings has Bellwatch start at login, and takes it back", theSwitch);
  await step("a start at login goes into the tray", hidden);
  await step("a start at login shows the window where there is no tray", hiddenWithoutATray);
}

const ENTRY = join(userHome, ".config", "autostart", "Bellwatch.desktop");

async function theSwitch() {
  await inWindow("login", ["--demo"], async (window, folder) => {
    await window.run("location.hash = '#/settings'");
    const control = '//button[@role="switch"][@id=//label[normalize-space()="Start when I log in"]/@for]';
    await window.find(control);
    ok(!existsSync(ENTRY));
    await window.click(control);
    await window.reads("Bellwatch starts when you log in.");
    const entry = readFileSync(ENTRY, "utf8");
    match(entry, /^Type=Application$/m);
    match(entry, new RegExp(`^Exec=.*/bellwatch --hidden --home "${folder}"$`, "m"));
    await window.find(`${control}[@aria-checked="true"]`);
    await keep(window, "settings-login");
    await window.click(control);
    await until("the entry is gone", 10_000, () => !existsSync(ENTRY));
    await window.find(`${control}[@aria-checked="false"]`);
  });
}

async function hidden() {
  const tray = await trayHost();
  const folder = join(home, "login");
  const app = bellwatch(folder, "--hidden");
  try {
    await until("the tray has its icon", 20_000, () => tray.ask("props"));
    await until("the engine runs", 20_000, () => lockHolder(folder) === app.pid);
    ok(!isShown(), "the window is on screen");
    strictEqual(await ended(bellwatch(folder, "--hidden")), 0);
    // Nothing is to happen; this gives it the time in which the next start makes the window appear.
    await pause(500);
    ok(!isShown(), "a second start at login showed the window");
    strictEqual(await ended(bellwatch(folder)), 0);
    await until("a second start by hand shows the window", 10_000, isShown);
  } finally {
    await end(app);
    await tray.end();
  }
}

async function hiddenWithoutATray() {
  const app = bellwatch(join(home, "login"), "--hidden");
  try {
    await until("the window is shown", 30_000, isShown);
  } finally {
    await end(app);
  }
}
