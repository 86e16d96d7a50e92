// `npm run package`: a .deb with the app, bellwatchctl, a desktop entry and the icon.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { modules, packages, rust } from "./needs.mjs";
import { root, say, stop } from "./say.mjs";

rust();
packages("build", "run");
modules();
// The packer sees that there is a tray and looks for the C library of most trays' programs, which ours does without;
// told its kind, it does not have to be installed here.
const env = { ...process.env, TAURI_LINUX_AYATANA_APPINDICATOR: "1" };
const step = (what, program, words) => {
  say(what);
  if (spawnSync(program, words, { cwd: root, stdio: "inherit", env }).status !== 0) {
    stop(1, "That did not work; what was said stands above.");
  }
};
step("Building bellwatchctl.", "cargo", ["build", "--release", "-p", "bellwatch-headless"]);
const files = { bundle: { linux: { deb: { files: { "/usr/bin/bellwatchctl": "../target/release/bellwatchctl" } } } } };
step("Building and packing Bellwatch.", "npx", ["tauri", "build", "--bundles", "deb", "--config", JSON.stringify(files)]);
const folder = join(root, "target", "release", "bundle", "deb");
const made = readdirSync(folder).filter((name) => name.endsWith(".deb"));
if (made.length === 0) stop(1, `There is no .deb in ${folder}.`);
for (const name of made) say(`Made ${join(folder, name)}`);
