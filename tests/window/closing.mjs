// Closing the window, finding it again, and an engine that could not start.

import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { until } from "./driver.mjs";
import {
  bellwatch,
  childrenOf,
  closeWindow,
  ctl,
  driven,
  end,
  ended,
  home,
  isShown,
  keep,
  lockHolder,
  program,
  start,
  step,
  trayHost,
} from "./stage.mjs";

/** Every journey around the window's end. */
export async function closingJourneys() {
  await step("closing hides the window in the tray, said once, and the engine goes on", intoTheTray);
  await step("a second start shows the hidden window and ends", secondStart);
  await step("without a tray closing asks: stay, go on without a window, or quit", withoutATray);
  await step("a window whose tray has gone comes back", trayGoes);
  await step("an engine that could not start is tried again from the window", tryAgain);
}

const FIRST = "Bellwatch goes on in the tray";
const NO_TRAY = "Go on without a window?";

async function intoTheTray() {
  const tray = await trayHost();
  const folder = join(home, "closing");
  const window = await driven(folder, "--demo");
  try {
    const engine = await fourRun(folder);
    await until("the tray has its icon", 20_000, () => tray.ask("props"));
    await closeWindow();
    await window.reads(FIRST);
    await window.reads("4 cameras stay on watch");
    await keep(window, "closing-first-time");
    ok(isShown(), "the window was hidden before it had said so");
    await window.clickAway(button("Close the window"));
    await until("the window is hidden", 10_000, () => !isShown());
    goesOn(folder, engine);

    await tray.ask("click Open Bellwatch");
    await until("the tray shows the window", 10_000, isShown);
    await closeWindow();
    await until("the second time it hides at once", 10_000, () => !isShown());
    await tray.ask("activate");
    await until("a click on the icon shows the window", 10_000, isShown);
    strictEqual(await says(window, FIRST), false);
    goesOn(folder, engine);
  } catch (error) {
    await keepIfShown(window, "failed-closing");
    throw error;
  } finally {
    await window.close();
    await tray.end();
  }
}

async function secondStart() {
  const tray = await trayHost();
  // The folder of the journey before: what is said once was said there.
  const folder = join(home, "closing");
  const first = bellwatch(folder);
  try {
    await until("the first engine runs", 20_000, () => lockHolder(folder) === first.pid);
    await until("the tray has its icon", 20_000, () => tray.ask("props"));
    await closeWindow();
    await until("the window is hidden", 10_000, () => !isShown());
    strictEqual(await ended(bellwatch(folder)), 0);
    await until("the window is shown", 10_000, isShown);
    strictEqual(lockHolder(folder), first.pid);
  } finally {
    await end(first);
    await tray.end();
  }
}

async function withoutATray() {
  const folder = join(home, "trayless");
  const window = await driven(folder, "--demo");
  try {
    const engine = await fourRun(folder);
    await closeWindow();
    await window.reads(NO_TRAY);
    await keep(window, "closing-without-a-tray");
    await window.click(button("Cancel"));
    await until("the question is gone", 5000, async () => !(await says(window, NO_TRAY)));
    ok(isShown());

    await closeWindow();
    await window.clickAway(button("Go on"));
    await until("the window is hidden", 10_000, () => !isShown());
    goesOn(folder, engine);
    strictEqual(await ended(bellwatch(folder)), 0);
    await until("a second start shows the window", 10_000, isShown);

    await closeWindow();
    await window.clickAway(button("Quit (stops 4 cameras)"));
    await until("every camera has stopped", 15_000, () => childrenOf(engine).length === 0);
    await until("the engine has ended", 15_000, () => ctl(folder, "status").engine_pid === null);
  } catch (error) {
    await keepIfShown(window, "failed-closing");
    throw error;
  } finally {
    await window.close();
  }
}

async function trayGoes() {
  const tray = await trayHost();
  const folder = join(home, "closing");
  const app = bellwatch(folder);
  try {
    await until("the tray has its icon", 20_000, () => tray.ask("props"));
    await closeWindow();
    await until("the window is hidden", 10_000, () => !isShown());
    await tray.ask("leave");
    await until("the window is shown again", 25_000, isShown);
  } finally {
    await end(app);
    await tray.end();
  }
}

async function tryAgain() {
  const folder = join(home, "locked");
  const other = start(program("bellwatchctl"), ["--home", folder, "run"]);
  await until("another engine holds the folder", 20_000, () => lockHolder(folder) === other.pid);
  const window = await driven(folder, "--demo");
  try {
    await window.reads("Nothing comes from the engine");
    await keep(window, "locked");
    await end(other);
    await window.click(button("Try again"));
    await window.reads("All well.");
    ok(lockHolder(folder) !== other.pid);
  } catch (error) {
    await keepIfShown(window, "failed-locked");
    throw error;
  } finally {
    await end(other);
    await window.close();
  }
}

/** Waits for the four demo cameras; answers the pid of their engine. */
async function fourRun(folder) {
  await until("four children run", 30_000, () => childrenOf(lockHolder(folder)).length === 4);
  return lockHolder(folder);
}

function goesOn(folder, engine) {
  strictEqual(lockHolder(folder), engine);
  deepStrictEqual(childrenOf(engine).length, 4);
}

async function keepIfShown(window, name) {
  if (isShown()) await keep(window, name);
}

async function says(window, text) {
  return (await window.run("return document.body.innerText")).includes(text);
}

function button(label) {
  return `//button[contains(normalize-space(), "${label}")]`;
}
