// `npm run demo` and `npm start`: installs what is missing, builds, and opens the window.

import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { modules, packages, rust } from "./needs.mjs";
import { root, say, stop } from "./say.mjs";

/** Exit code for a machine without a display. */
const NO_DISPLAY = 4;

const isDemo = process.argv.includes("--demo");
const home = process.env.BELLWATCH_HOME ?? (isDemo ? join(root, ".demo") : null);

if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
  const words = [...(home ? ["--home", home] : []), "run", ...(isDemo ? ["--demo"] : [])].join(" ");
  const where = home ? `--home ${home} ` : "";
  stop(
    NO_DISPLAY,
    [
      "There is no display here, so no window can be opened. The engine runs without one:",
      `  cargo run --release -p bellwatch-headless -- ${words}`,
      "and tells how it does from a second terminal:",
      `  cargo run --release -p bellwatch-headless -- ${where}status`,
    ].join("\n"),
  );
}

rust();
packages("build", "run");
modules();
const step = (what, program, words) => {
  say(what);
  if (spawnSync(program, words, { cwd: root, stdio: "inherit" }).status !== 0) {
    stop(1, "That did not work; what was said stands above.");
  }
};
step("Building the window.", "npm", ["run", "--silent", "ui:build"]);
step("Building Bellwatch (some minutes the first time).", "cargo", [
  "build",
  "--release",
  "-p",
  "bellwatch",
  "--features",
  "custom-protocol",
]);
const words = [...(home ? ["--home", home] : []), ...(isDemo ? ["--demo"] : [])];
say(isDemo ? `Opening Bellwatch with four demo cameras; its data is in ${home}.` : "Opening Bellwatch.");
const app = spawn(join(root, "target", "release", "bellwatch"), words, { cwd: root, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => app.kill(signal));
app.on("error", (error) => stop(1, `Bellwatch could not be started: ${error.message}.`));
app.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
