// `npm run demo` and `npm start`: installs what is missing, builds, and opens the window.

import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { modules, packages, rust } from "./needs.mjs";
import { root, say, stop } from "./say.mjs";

/** Exit code for a machine without a display. */
const NO_DISPLAY = 4;

const isDemo = process.argv.includes("--demo");
const home = process.env.BELLWATCH_HOME ?? (isDemo ? join(root, ".demo") : null);

/** Whether somebody listens there. */
const listens = (where) =>
  new Promise((done) => {
    const socket = connect(where);
    const end = (answers) => {
      socket.destroy();
      done(answers);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false)).setTimeout(3000, () => end(false));
  });

/** Whether a display answers: one that is set may have died, or belong to a session that is over. */
async function hasDisplay({ DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR }) {
  if (WAYLAND_DISPLAY && (await listens(resolve(XDG_RUNTIME_DIR ?? "/", WAYLAND_DISPLAY)))) return true;
  const [, host, number] = /^(?:unix)?([^:]*):(\d+)/.exec(DISPLAY ?? "") ?? [];
  if (number === undefined) return false;
  if (host) return listens({ host, port: 6000 + Number(number) });
  const path = `/tmp/.X11-unix/X${number}`;
  // Some servers listen at the abstract name alone, which Node cannot reach.
  return (await listens(path)) || readFileSync("/proc/net/unix", "utf8").includes(`@${path}\n`);
}

if (!(await hasDisplay(process.env))) {
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
