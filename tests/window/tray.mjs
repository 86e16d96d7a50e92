// The tray, asked and clicked over D-Bus as a desktop does it.

import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { until } from "./driver.mjs";
import { bellwatch, childrenOf, ctl, driven, ended, home, keep, step, trayHost } from "./stage.mjs";

/** Every journey of the tray. */
export async function trayJourneys() {
  await step("the tray lists its menu, pauses every camera for 2 hours, and resumes", menuAndPause);
  await step("the tray speaks the language that is chosen in the window", inArabic);
  await step("the tray comes when the desktop's tray comes, and quits with every camera", lateTray);
}

const FOUR = ["Corridor", "Library", "Main gate", "Yard"];
const SPANS = ["30 minutes", "2 hours", "Until tomorrow 08:00"];

async function menuAndPause() {
  const tray = await trayHost();
  const folder = join(home, "tray");
  const window = await driven(folder, "--demo");
  try {
    await shows(tray, "(All well · 4 cameras watching)");
    const menu = await tray.menu();
    deepStrictEqual(menu, [
      "(All well · 4 cameras watching)",
      "Pause all",
      ...SPANS.map((span) => `  ${span}`),
      "Pause a camera",
      ...FOUR.flatMap((name) => [`  ${name}`, ...SPANS.map((span) => `    ${span}`)]),
      "(Resume all)",
      "Open Bellwatch",
      "Quit (stops 4 cameras)",
    ]);
    const well = await tray.ask("props");
    deepStrictEqual(
      { ...well, icon: "" },
      {
        Id: "bellwatch",
        Title: "Bellwatch",
        Status: "Active",
        ToolTip: { title: "Bellwatch", description: "All well · 4 cameras watching." },
        icon: "",
      },
    );

    await tray.ask("click Pause all › 2 hours");
    await until("the store says so", 10_000, () => pausesIn(folder).length === 4);
    for (const { until_ms, by, at_ms } of pausesIn(folder)) {
      strictEqual(until_ms - at_ms, 2 * 3_600_000);
      strictEqual(by, "tray");
    }
    const events = ctl(folder, "events").map(({ sentence, actor }) => `${actor}: ${sentence}`);
    ok(events.some((event) => /^tray: Yard was paused until /.test(event)), events.join("\n"));
    await until("the wall shows it on every camera", 20_000, async () => {
      const page = await window.run("return document.querySelector('main').innerText");
      return page.match(/\bPaused\b/g)?.length >= 4 && !/Online|Stopping/.test(page);
    });
    await keep(window, "paused-from-the-tray");
    await shows(tray, "(Paused · 4 cameras)");
    const paused = await tray.ask("props");
    ok(paused.icon !== well.icon, "the icon of a pause is that of all well");

    await until("one camera can be resumed", 5000, async () => {
      const line = (await tray.menu()).find((words) => words.startsWith("  Yard · paused until "));
      return line && (await tray.ask(`click Pause a camera › ${line.trim()} › Resume`));
    });
    await shows(tray, "(3 cameras paused · 1 of 4 cameras watching)");
    await tray.ask("click Resume all");
    await until("no pause is left in the store", 10_000, () => pausesIn(folder).length === 0);
    await shows(tray, "(All well · 4 cameras watching)");
    strictEqual((await tray.ask("props")).icon, well.icon);
  } catch (error) {
    await keep(window, "failed-tray");
    throw error;
  } finally {
    await window.close();
    await tray.end();
  }
}

async function inArabic() {
  const tray = await trayHost();
  const folder = join(home, "arabic-tray");
  const window = await driven(folder, "--demo");
  const speak = async (language, tag) => {
    await window.run('location.hash = "#/settings"');
    await window.click(`//label[normalize-space()="${language}"]`);
    await window.find(`//html[@lang="${tag}"]`);
  };
  try {
    await shows(tray, "(All well · 4 cameras watching)");
    await speak("العربية", "ar");
    await shows(tray, /^إنهاء \(تتوقف [4٤] كاميرات\)$/u);
    const menu = await tray.menu();
    match(menu[0], /^\(كل شيء على ما يرام · تراقب [4٤] كاميرات\)$/u);
    const names = FOUR.map((name) => `  ${name}`);
    const english = menu.filter((line) => !/[\u0600-\u06ff]/u.test(line));
    deepStrictEqual(english, names, "all but the names of cameras is Arabic");
    match((await tray.ask("props")).ToolTip.description, /^كل شيء على ما يرام · تراقب [4٤] كاميرات\.$/u);
    await tray.ask("click إيقاف الكل مؤقتًا › ساعتان");
    await until("the store says so", 10_000, () => pausesIn(folder).length === 4);
    await shows(tray, /^\(إيقاف مؤقت · [4٤] كاميرات\)$/u);
    await shows(tray, /^ {2}.*Yard.* · إيقاف مؤقت حتى /u);
    await keep(window, "arabic-from-the-tray");
    await tray.ask("click استئناف الكل");
    await speak("English", "en");
    await shows(tray, "(All well · 4 cameras watching)");
  } catch (error) {
    await keep(window, "failed-arabic-tray");
    throw error;
  } finally {
    await window.close();
    await tray.end();
  }
}

async function lateTray() {
  const app = bellwatch(join(home, "late"), "--demo");
  await until("its four children run", 30_000, () => childrenOf(app.pid).length === 4);
  const tray = await trayHost();
  try {
    await shows(tray, "(All well · 4 cameras watching)");
    await tray.ask("leave");
    await tray.ask("return");
    await shows(tray, "Quit (stops 4 cameras)");
    await tray.ask("click Quit");
    strictEqual(await ended(app), 0);
    deepStrictEqual(childrenOf(app.pid), []);
  } finally {
    app.kill("SIGTERM");
    await tray.end();
  }
}

/** Waits until the tray's menu has this line, or one like it. */
export function shows(tray, line) {
  const is = (words) => (line instanceof RegExp ? line.test(words) : words === line);
  return until(`the tray's menu has “${line}”`, 30_000, async () => {
    const menu = await tray.menu();
    if (menu.some(is)) return true;
    throw new Error(`It has: ${menu.join(" | ")}`);
  });
}

function pausesIn(folder) {
  return ctl(folder, "status")
    .cameras.map(({ pause }) => pause)
    .filter((pause) => pause !== null);
}
