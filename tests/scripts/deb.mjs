// What a .deb of Bellwatch must hold and say, looked at without installing it.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DEPENDS = ["ffmpeg", "libwebkit2gtk-4.1-0"];

/** Every fault of a .deb, a sentence each; none for one that is well. It is unpacked beside the system and started. */
export function faults(file) {
  const depends = asked("dpkg-deb", ["--field", file, "Depends"]);
  if (depends.status !== 0) return [`${file} is no package: ${depends.stderr.trim()}.`];
  const named = depends.stdout.split(",").map((one) => one.trim().split(" ")[0]);
  const found = DEPENDS.filter((name) => !named.includes(name)).map((name) => `It does not depend on ${name}.`);
  const scratch = mkdtempSync(join(tmpdir(), "bellwatch-deb-"));
  try {
    const unpacked = asked("dpkg", ["-x", file, scratch]);
    if (unpacked.status !== 0) return [...found, `It cannot be unpacked: ${unpacked.stderr.trim()}.`];
    return [...found, ...entry(scratch), ...programs(scratch)];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The desktop entry, and the icon that it names. */
function entry(scratch) {
  const folder = join(scratch, "usr/share/applications");
  const name = (existsSync(folder) ? readdirSync(folder) : []).find((name) => name.endsWith(".desktop"));
  if (!name) return ["It has no desktop entry."];
  const lines = readFileSync(join(folder, name), "utf8").split("\n");
  const value = (key) => lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1) ?? "";
  const found = [];
  if (value("Name") !== "Bellwatch") found.push(`Its desktop entry is named "${value("Name")}".`);
  if (value("Exec").split(" ")[0] !== "bellwatch") found.push(`Its desktop entry starts "${value("Exec")}".`);
  const sizes = ["32x32", "128x128"];
  const icons = sizes.map((size) => join(scratch, `usr/share/icons/hicolor/${size}/apps/${value("Icon")}.png`));
  if (!value("Icon") || !icons.every(existsSync)) found.push(`Its icon "${value("Icon")}" is missing in a size.`);
  return found;
}

/** Both programs, started from where they were unpacked: that they run here shows that nothing they need is left out. */
function programs(scratch) {
  const found = [];
  const version = asked(join(scratch, "usr/bin/bellwatchctl"), ["--version"]);
  if (version.status !== 0) found.push(`Its bellwatchctl does not start: ${why(version)}`);
  // The window's program says what it understands; with a display it would open.
  const window = asked(join(scratch, "usr/bin/bellwatch"), ["--check"]);
  if (!window.stderr?.includes("is not understood")) found.push(`Its bellwatch does not start: ${why(window)}`);
  return found;
}

function why({ error, stderr, status }) {
  return error?.message ?? `it ends with ${status}. ${stderr.trim()}`;
}

function asked(program, words) {
  return spawnSync(program, words, { encoding: "utf8", timeout: 30_000, env: { ...process.env, LC_ALL: "C" } });
}
