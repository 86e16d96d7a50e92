// The real window: Bellwatch itself under a screen of its own, driven as a person would.
// `--picture` also takes the README's picture of the wall.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { tauriDriver } from "../scripts/needs.mjs";
import { root, say } from "../scripts/say.mjs";
import { Driver, until } from "./driver.mjs";

const OUT = join(root, "tests", "out", "window");
const APP = join(root, "target", "debug", "bellwatch");
const DRIVER = "http://127.0.0.1:4477";
const wantsPicture = process.argv.includes("--picture");

if (!process.env.BELLWATCH_TEST_SESSION) {
  // Everything below gets a session bus of its own, so that nothing of the desktop's is touched.
  const env = { ...process.env, BELLWATCH_TEST_SESSION: "1" };
  const words = ["--", process.execPath, ...process.argv.slice(1)];
  const done = spawnSync("dbus-run-session", words, { stdio: "inherit", env });
  process.exit(done.status ?? 1);
}

mkdirSync(OUT, { recursive: true });
const driverProgram = tauriDriver();
build();
const children = [];
const home = mkdtempSync(join(tmpdir(), "bellwatch-window-"));
let outcome = { passed: 0, failed: 0 };
try {
  const display = await screen();
  Object.assign(process.env, {
    DISPLAY: display,
    GDK_BACKEND: "x11",
    WEBKIT_DISABLE_DMABUF_RENDERER: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    BELLWATCH_KEYRING: "off",
  });
  start("openbox", []);
  start(driverProgram, ["--port", "4477", "--native-port", "4478", "--native-driver", "/usr/bin/WebKitWebDriver"]);
  await step("a camera is added, breaks, says why, comes back, is paused and resumed", aCamerasDay);
  await step("four demo cameras show moving pictures", demoCameras);
  await step("a second start shows the first window and ends", secondStart);
  await step("closing the window stops every camera", closing);
} finally {
  for (const child of children.reverse()) child.kill("SIGTERM");
  rmSync(home, { recursive: true, force: true });
}
say(`${outcome.passed} passed, ${outcome.failed} failed, 0 skipped`);
process.exit(outcome.failed === 0 ? 0 : 1);

async function aCamerasDay() {
  const camera = await testCamera();
  const window = await Driver.open(DRIVER, APP, ["--home", join(home, "day")]);
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
  const window = await Driver.open(DRIVER, APP, ["--home", join(home, "demo"), "--demo"]);
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

async function secondStart() {
  const folder = join(home, "second");
  const first = start(APP, ["--home", folder]);
  await until("the first engine runs", 20_000, () => lockHolder(folder) === first.pid);
  const second = spawn(APP, ["--home", folder], { stdio: "ignore" });
  const [code] = await once(second, "exit");
  if (code !== 0) throw new Error(`the second start ended with ${code}`);
  if (lockHolder(folder) !== first.pid) throw new Error("the first engine no longer holds the lock");
  first.kill("SIGTERM");
  await once(first, "exit");
}

async function closing() {
  const folder = join(home, "closing");
  const app = start(APP, ["--home", folder, "--demo"]);
  const ended = once(app, "exit");
  await until("its four children run", 30_000, () => childrenOf(app.pid).length === 4);
  // As its title bar's cross does it: the window manager asks the window to close.
  await until("the window can be closed", 20_000, () => spawnSync("wmctrl", ["-c", "Bellwatch"]).status === 0);
  await ended;
  const left = childrenOf(app.pid);
  if (left.length > 0) throw new Error(`still running: ${left.join(", ")}`);
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

async function keep(window, name) {
  const file = join(OUT, `${name}.png`);
  writeFileSync(file, await window.picture());
  return file;
}

/** A test camera as a process of its own. */
async function testCamera() {
  const child = spawn(join(root, "target", "debug", "test-camera"), [], { stdio: ["pipe", "pipe", "inherit"] });
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

/** The pid in an engine's lock file. */
function lockHolder(folder) {
  return Number(readFileSync(join(folder, "enforcer.lock"), "utf8"));
}

/** Processes that carry the mark of an engine. */
function childrenOf(engine) {
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

/** A screen of its own; returns its name. */
async function screen() {
  const child = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1366x768x24"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  children.push(child);
  const [number] = await once(child.stdio[3], "data");
  return `:${String(number).trim()}`;
}

function start(program, words) {
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "inherit"] });
  children.push(child);
  return child;
}

async function step(what, act) {
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

function build() {
  const words = ["build", "--quiet", "-p", "bellwatch", "-p", "journeys", "--features", "bellwatch/custom-protocol"];
  const done = spawnSync("cargo", words, { cwd: root, stdio: "inherit" });
  if (done.status !== 0) process.exit(1);
}
