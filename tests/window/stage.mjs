// What every journey of the real window needs: a session bus and a screen of its own, Bellwatch and its helpers as
// processes, a desktop's tray, and one place that counts how it went.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { tauriDriver } from "../scripts/needs.mjs";
import { everything, features, root, say, target } from "../scripts/say.mjs";
import { Driver, until } from "./driver.mjs";

/** Pictures of what was seen. */
export const OUT = join(root, "tests", "out", "window");
/** What is driven: the build for tests, or, where it is measured, the one that schools have. */
export const FOR_TESTS = { folder: "debug", words: everything };
export const OPTIMISED = { folder: "release", words: ["--release", "--workspace", "--bins", ...features] };
let driving = FOR_TESTS;
/** Data folders, one a journey. */
export const home = mkdtempSync(join(tmpdir(), "bellwatch-window-"));
/** The home of whoever uses Bellwatch here, so that nobody's own is touched. */
export const userHome = join(home, "user");
/** The port of this process's driver; the next one is the browser's own. */
const PORT = Number(process.env.BELLWATCH_TEST_DRIVER ?? 4477);
const children = [];
const outcome = { passed: 0, failed: 0, skipped: 0 };

/** Starts this script again on a session bus of its own, so that nothing of the desktop's is touched. */
export function onABusOfItsOwn() {
  if (process.env.BELLWATCH_TEST_SESSION) return;
  rmSync(home, { recursive: true, force: true });
  const env = { ...process.env, BELLWATCH_TEST_SESSION: "1" };
  const done = spawnSync("dbus-run-session", ["--", process.execPath, ...process.argv.slice(1)], { stdio: "inherit", env });
  process.exit(done.status ?? 1);
}

/** Builds what is driven, and puts up the screen with its window manager and the driver. */
export async function setUp(built = FOR_TESTS) {
  driving = built;
  mkdirSync(OUT, { recursive: true });
  tauriDriver();
  build();
  mkdirSync(userHome, { recursive: true });
  for (const name of Object.keys(process.env).filter((name) => /^XDG_.*_HOME$/.test(name))) delete process.env[name];
  Object.assign(process.env, {
    HOME: userHome,
    DISPLAY: await screen(),
    GDK_BACKEND: "x11",
    WEBKIT_DISABLE_DMABUF_RENDERER: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    BELLWATCH_KEYRING: "off",
  });
  start("openbox", []);
  startDriver();
}

/** Starts what drives windows. */
export function startDriver() {
  const ports = ["--port", `${PORT}`, "--native-port", `${PORT + 1}`];
  start(tauriDriver(), [...ports, "--native-driver", "/usr/bin/WebKitWebDriver"]);
}

/** Ends every process that was started. */
export function endAll() {
  for (const child of children.reverse()) child.kill("SIGTERM");
}

/** Ends everything that was started, says how it went, and answers the exit code. */
export function takeDown() {
  endAll();
  rmSync(home, { recursive: true, force: true });
  say(`${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped`);
  return outcome.failed === 0 ? 0 : 1;
}

/** Whether a journey is to run: all are, unless words on the command line choose some. */
export function isChosen(what) {
  const chosen = process.argv.slice(2).filter((word) => !word.startsWith("--"));
  return chosen.length === 0 || chosen.some((word) => what.includes(word));
}

/**
 * One journey, counted. Words on the command line choose those whose names hold one of them. What `lacks` names is not
 * there, so that the journey is named as skipped.
 */
export async function step(what, act, lacks = null) {
  if (!isChosen(what)) return;
  if (lacks) {
    outcome.skipped += 1;
    say(`skipped: ${what}: ${lacks}`);
    return;
  }
  const began = Date.now();
  try {
    await act();
    outcome.passed += 1;
    say(`well: ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    outcome.failed += 1;
    say(`FAILED: ${what}\n  ${error.stack}`);
  }
}

/** Bellwatch under WebDriver; `close` ends it as the session would. */
export async function driven(folder, ...words) {
  const window = await Driver.open(`http://127.0.0.1:${PORT}`, program("bellwatch"), ["--home", folder, ...words]);
  const app = appOf(folder);
  return Object.assign(window, {
    // The driver's own way is to close the window, which asks, or hides it.
    async close() {
      if (isAlive(app)) process.kill(app, "SIGTERM");
      await until("Bellwatch has ended", 20_000, () => !isAlive(app));
      await Driver.prototype.close.call(window);
    },
  });
}

/**
 * Drives Bellwatch on a folder of its own, called `name`, and ends it. What fails leaves a picture behind.
 * @param {(window: Awaited<ReturnType<typeof driven>>, folder: string) => Promise<void>} act
 */
export async function inWindow(name, words, act) {
  const folder = join(home, name);
  const window = await driven(folder, ...words);
  try {
    await act(window, folder);
  } catch (error) {
    await keep(window, `failed-${name}`);
    throw error;
  } finally {
    await window.close();
  }
}

/** Bellwatch by itself. */
export function bellwatch(folder, ...words) {
  return start(program("bellwatch"), ["--home", folder, ...words]);
}

/** Ends a process as the session would, and waits until it has ended. */
export async function end(child) {
  child.kill("SIGTERM");
  await ended(child);
}

/** Waits until a process has ended; answers its exit code, `null` when a signal ended it. */
export async function ended(child) {
  await until(`${child.spawnargs.join(" ")} has ended`, 20_000, () => child.exitCode !== null || child.signalCode !== null);
  return child.exitCode;
}

/** What bellwatchctl says in JSON about a folder. */
export function ctl(folder, ...words) {
  const done = spawnSync(program("bellwatchctl"), ["--home", folder, ...words, "--json"], { encoding: "utf8" });
  try {
    return JSON.parse(done.stdout);
  } catch {
    throw new Error(`bellwatchctl ${words.join(" ")} ended with ${done.status}: ${done.stderr}`);
  }
}

/** Runs a program to its end; answers what it wrote. */
export function ran(file, ...words) {
  const done = spawnSync(file, words, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${file} ${words.join(" ")} ended with ${done.status}: ${done.stderr}`);
  return done.stdout;
}

/** Whether the window is on screen. */
export function isShown() {
  const list = spawnSync("wmctrl", ["-l"], { encoding: "utf8" });
  return list.stdout.split("\n").some((line) => line.endsWith(" Bellwatch"));
}

/** Closes the window as its title bar's cross does: the window manager asks it to close. */
export async function closeWindow() {
  await until("the window is there", 30_000, isShown);
  await until("the window can be closed", 20_000, () => spawnSync("wmctrl", ["-c", "Bellwatch"]).status === 0);
}

/** A desktop's tray as a process of its own. */
export async function trayHost() {
  const child = spawn(program("tray-host"), [], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  await next();
  return {
    async ask(command) {
      child.stdin.write(`${command}\n`);
      const answer = await next();
      if (answer?.error) throw new Error(`${command}: ${answer.error}`);
      return answer;
    },
    /** The menu as lines, sub-menus indented, what cannot be chosen in brackets; empty while there is no icon. */
    async menu() {
      const lines = (items, deep) =>
        items.flatMap(({ label, enabled, children }) => [
          `${deep}${enabled ? label : `(${label})`}`,
          ...lines(children, `${deep}  `),
        ]);
      return lines((await this.ask("menu")) ?? [], "");
    },
    async end() {
      child.stdin.end();
      await ended(child);
    },
  };
}

/** A test camera as a process of its own. */
export async function testCamera() {
  const child = spawn(program("test-camera"), [], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  const address = await next();
  return {
    address,
    async tell(command) {
      child.stdin.write(`${command}\n`);
      if ((await next()) !== "done") throw new Error(`the test camera did not ${command}`);
    },
    end: () => child.stdin.end(),
  };
}

/** Keeps a picture of the page; answers its file. */
export async function keep(window, name) {
  const file = join(OUT, `${name}.png`);
  writeFileSync(file, await window.picture());
  return file;
}

/** The pid in an engine's lock file. */
export function lockHolder(folder) {
  return Number(readFileSync(join(folder, "enforcer.lock"), "utf8"));
}

/** Processes that carry the mark of an engine. */
export function childrenOf(engine) {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const environment = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
      return environment.some((pair) => pair.startsWith("BELLWATCH_CHILD=") && pair.split(":")[1] === String(engine));
    } catch {
      return false; // It ended while we looked, or is somebody else's.
    }
  });
}

/** The pid of the Bellwatch that was started for a folder. */
function appOf(folder) {
  const pids = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const [file, home, where] = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      return file === program("bellwatch") && home === "--home" && where === folder;
    } catch {
      return false; // It ended while we looked.
    }
  });
  if (pids.length !== 1) throw new Error(`${pids.length} Bellwatches run for ${folder}`);
  return Number(pids[0]);
}

/** Whether a process runs; one that only waits to be counted does not. */
function isAlive(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** One of our programs, as it was built. */
export function program(name) {
  return join(target, driving.folder, name);
}

/** A program, with its words. */
export function start(file, words) {
  const child = spawn(file, words, { stdio: ["ignore", "ignore", "inherit"] });
  children.push(child);
  return child;
}

/** A screen of its own; answers its name. */
async function screen() {
  const child = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1366x768x24"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  children.push(child);
  const [number] = await once(child.stdio[3], "data");
  return `:${String(number).trim()}`;
}

function build() {
  // The window's pages are inside the program: old pages would be driven as if they were today's.
  if (spawnSync("npm", ["run", "--silent", "ui:build"], { cwd: root, stdio: "inherit" }).status !== 0) process.exit(1);
  if (spawnSync("cargo", ["build", "--quiet", ...driving.words], { cwd: root, stdio: "inherit" }).status !== 0) process.exit(1);
}
