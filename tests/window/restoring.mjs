// A backup from the window's own buttons: made, lost what it holds, rehearsed, restored.

import { strictEqual } from "node:assert";
import { button, until } from "./driver.mjs";
import { ctl, inWindow, keep, lockHolder, program, ran, step } from "./stage.mjs";

/** Every journey of backups. */
export async function restoringJourneys() {
  await step("a backup is made, a camera removed, and the backup rehearsed and restored", thereAndBack);
}

async function thereAndBack() {
  await inWindow("restoring", ["--demo"], async (window, folder) => {
    const said = (...words) => ran(program("bellwatchctl"), "--home", folder, ...words);
    await window.reads("All well.", 60_000);
    const engine = lockHolder(folder);
    const before = said("export");
    await window.run("location.hash = '#/settings'");
    await window.click(button("Make one now"));
    await window.reads("was made and checked.");

    said("camera", "remove", "Main gate");
    await until("three cameras are left", 20_000, () => ctl(folder, "status").runners.length === 3);
    await window.click('//ul[@aria-label="Backups that there are"]//button');
    await window.reads("Nothing was changed.");
    await keep(window, "backup-rehearsed");
    await window.click(button("Restore this backup…"));
    await window.reads("3 cameras stop for some seconds; nothing is seen meanwhile.");
    await keep(window, "backup-asked");
    await window.click(button("Restore now"));

    // The page is loaded anew, and says how it went.
    await window.reads("The backup is restored", 60_000);
    await window.reads("The store before is kept in");
    await keep(window, "backup-restored");
    await window.click(`//dialog${button("Close")}`);
    strictEqual(said("export"), before, "the configuration is as it was");
    await until("all four watch again", 60_000, () => {
      const { runners } = ctl(folder, "status");
      return runners.length === 4 && runners.every(({ state }) => state.is === "running");
    });
    strictEqual(lockHolder(folder), engine, "the same program went on");
    await window.run("location.hash = '#/wall'");
    await window.reads("Main gate");
  });
}
