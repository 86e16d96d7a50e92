// How quickly the real window answers with 32 cameras, of which 10 are dead, and what it costs while it is hidden.
// `npm run bench -- --window`. Never a test: machines differ.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { say } from "../scripts/say.mjs";
import { button, until } from "./driver.mjs";
import { closeWindow, ctl, driven, home, isShown, lockHolder, onABusOfItsOwn, OPTIMISED, program, ran, setUp, takeDown, testCamera, trayHost } from "./stage.mjs";

const LIVE = 22;
const DEAD = 10;
const ROUNDS = 12;
/** For how long a hidden window is looked at. */
const HIDDEN_MS = 30_000;
/** The kernel counts CPU time in hundredths of a second. */
const TICK_MS = 10;

async function measured() {
  const tray = await trayHost();
  const camera = await testCamera();
  const folder = join(home, "measured");
  const add = (name, address) => ran(program("bellwatchctl"), "--home", folder, "camera", "add", name, address);
  for (let nth = 1; nth <= LIVE; nth += 1) add(`Live ${nth}`, camera.address);
  // Nothing listens there, and nobody ever answers.
  for (let nth = 1; nth <= DEAD; nth += 1) add(`Dead ${nth}`, `rtsp://127.0.3.${nth}:${nth % 2 ? 9 : 10}/stream`);
  ran(program("bellwatchctl"), "--home", folder, "profile", "edit", "Standard", "fps=1");
  const window = await driven(folder);
  try {
    await until("the live ones run", 180_000, () => {
      const { runners } = ctl(folder, "status");
      return runners.filter(({ state }) => state.is === "running").length === LIVE;
    });
    await answers(window);
    await hidden(window, tray, folder);
  } finally {
    await window.close();
    await tray.end();
    camera.end();
  }
}

/** A script, and the one that says that what it asked for is there. */
const toPeople = [`location.hash = "#/people"`, `document.querySelector("h1")?.textContent.includes("People")`];
const toWall = [`location.hash = "#/wall"`, `document.querySelectorAll("[data-camera]").length === ${LIVE + DEAD}`];
const typed = [searching(`Live ${LIVE}`), `document.querySelectorAll("[data-camera]").length === 1`];
const emptied = [searching(""), toWall[1]];

function searching(text) {
  return `const box = document.querySelector("[data-search]"); box.value = "${text}"; box.dispatchEvent(new Event("input", { bubbles: true }))`;
}

/** Whatever somebody does: what it is called, what is done, and what is done before, each time. */
const DEEDS = [
  ["the cameras", [`location.hash = "#/cameras"`, `document.querySelectorAll("tbody tr").length === ${LIVE + DEAD}`]],
  ["a camera", [`location.hash = "#/cameras/3"`, `document.querySelector("h1")?.textContent.includes("Live 3")`]],
  ["a dead camera", [`location.hash = "#/cameras/${LIVE + 2}"`, `document.querySelector("h1")?.textContent.includes("Dead 2")`]],
  ["the schedule", [`location.hash = "#/schedule"`, `document.querySelector("h1")?.textContent.includes("Schedule")`]],
  ["the profiles", [`location.hash = "#/profiles"`, `document.querySelector("h1")?.textContent.includes("Profiles")`]],
  ["the gauges", [`location.hash = "#/system"`, `document.querySelector("h1")?.textContent.includes("System")`]],
  ["the processes", [`location.hash = "#/system/processes"`, `document.querySelectorAll("table tbody tr").length >= ${LIVE}`]],
  ["the settings", [`location.hash = "#/settings"`, `document.querySelector("h1")?.textContent.includes("Settings")`]],
  ["the wall", toWall],
  ["typing into the search", typed, toWall, emptied],
  ["the search emptied", emptied, toWall, typed],
];
/** When the wall has all of its pictures too, which are fetched once its tiles are there. */
const FILLED = ["the wall and its pictures", [toWall[0], `document.querySelectorAll("[data-camera] img").length === ${LIVE}`]];

async function answers(window) {
  const all = [];
  for (const deed of DEEDS) all.push(...(await timed(window, ...deed)));
  said("all of it", all);
  await timed(window, ...FILLED);
}

async function timed(window, what, deed, ...before) {
  const took = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Each begins where nothing of it is there yet.
    for (const step of before.length > 0 ? before : [toPeople]) await shown(window, ...step);
    took.push(await shown(window, ...deed));
  }
  said(what, took);
  return took;
}

function said(what, took) {
  const [median, p95, worst] = [50, 95, 100].map((percent) => percentile(took, percent));
  say(`${what.padEnd(26)} median_ms ${median}  p95_ms ${p95}  worst_ms ${worst}  of ${took.length}`);
}

/** Milliseconds until what was asked for is there and has been drawn. */
function shown(window, act, isThere) {
  const script = `
    const done = arguments[arguments.length - 1];
    const began = performance.now();
    const look = () => {
      if (${isThere}) requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
      else if (performance.now() - began > 10000) done(10000);
      else requestAnimationFrame(look);
    };
    (() => { ${act} })();
    look();`;
  return window.ask("POST", "/execute/async", { script, args: [] });
}

function percentile(values, percent) {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)]);
}

/** What the web view's processes and the engine with its shell use while nobody sees the window. */
async function hidden(window, tray, folder) {
  await until("the tray has its icon", 20_000, () => tray.ask("props"));
  await closeWindow();
  await window.clickAway(button("Close the window"));
  await until("the window is hidden", 10_000, () => !isShown());
  await pause(3000); // What was under way is drawn to its end.
  const engine = lockHolder(folder);
  const views = webViewsOf(engine);
  const before = { engine: ticks(engine), views: sum(views) };
  await pause(HIDDEN_MS);
  const percent = (used) => ((100 * used * TICK_MS) / HIDDEN_MS).toFixed(2);
  say(`hidden, ${LIVE + DEAD} cameras          web view ${percent(sum(views) - before.views)} % of a core  engine and shell ${percent(ticks(engine) - before.engine)} %`);
}

/** The processes that a program started to show its pages. */
function webViewsOf(pid) {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(parent) === pid && stat.includes("WebKit");
    } catch {
      return false; // It ended while we looked.
    }
  });
}

const sum = (pids) => pids.reduce((all, pid) => all + ticks(pid), 0);

/** CPU time of all threads so far. */
function ticks(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

onABusOfItsOwn();
let code = 1;
try {
  await setUp(OPTIMISED);
  await measured();
  code = 0;
} finally {
  takeDown();
}
process.exit(code);
