// `npm run package`: a .deb with the app, bellwatchctl, a desktop entry and the icon. `npm run package -- --check FILE`
// only looks at one that is there.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { faults } from "./deb.mjs";
import { modules, onnxRuntime, packages, rust } from "./needs.mjs";
import { root, say, stop } from "./say.mjs";

const [check, file] = process.argv.slice(2);
if (check === "--check" && file) {
  look(file);
  process.exit(0);
}
if (check !== undefined) stop(2, "Say npm run package, or npm run package -- --check FILE.");

rust();
packages("build", "pack", "run");
modules();
// The packer sees that there is a tray and asks for the C library of most trays' programs, which ours does without;
// told its kind, it takes no other.
const env = { ...process.env, TAURI_LINUX_AYATANA_APPINDICATOR: "1" };
const step = (what, program, words) => {
  say(what);
  if (spawnSync(program, words, { cwd: root, stdio: "inherit", env }).status !== 0) {
    stop(1, "That did not work; what was said stands above.");
  }
};
step("Building bellwatchctl.", "cargo", ["build", "--release", "-p", "bellwatch-headless"]);
const packed = { "/usr/bin/bellwatchctl": "../target/release/bellwatchctl" };
const library = onnxRuntime();
if (library) {
  // With its licence and notices, where the program looks for its resources.
  for (const name of readdirSync(dirname(library))) {
    packed[`/usr/lib/Bellwatch/onnxruntime/${name}`] = join(dirname(library), name);
  }
}
const files = { bundle: { linux: { deb: { files: packed } } } };
step("Building and packing Bellwatch.", "npx", ["tauri", "build", "--bundles", "deb", "--config", JSON.stringify(files)]);
const folder = join(root, "target", "release", "bundle", "deb");
const made = readdirSync(folder).filter((name) => name.endsWith(".deb"));
if (made.length === 0) stop(1, `There is no .deb in ${folder}.`);
for (const name of made) look(join(folder, name));

/** Says that a package is well, or stops with what is wrong with it. */
function look(file) {
  const found = faults(file);
  if (found.length > 0) stop(1, [`${file} is not well.`, ...found].join("\n"));
  say(`${file} is well: what it needs is declared, its desktop entry and icon are there, and it starts.`);
}
