// What a fresh Debian or Ubuntu machine lacks, why it is needed, and how it gets there.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, say, stop, target } from "./say.mjs";

/** Packages by what they are for; the reason is said before anything is installed. */
const BUILD = {
  "build-essential": "compiles the parts that are written in C",
  "pkg-config": "finds the libraries below",
  "libwebkit2gtk-4.1-dev": "draws the window",
  "librsvg2-dev": "draws icons",
  "libssl-dev": "is asked for by the window's libraries",
};
const PACK = { "libayatana-appindicator3-dev": "is looked for by the packer, as the window has a tray" };
const RUN = { ffmpeg: "reads the cameras" };
const TEST = {
  xvfb: "gives the tests a screen",
  openbox: "manages windows on that screen",
  dbus: "carries messages between desktop programs",
  "dbus-x11": "starts that for the tests",
  "webkit2gtk-driver": "drives the real window",
  chromium: "looks at every screen",
  "fonts-dejavu-core": "writes a test camera's clock",
  wmctrl: "closes the real window as a person would",
};
const PIP = { "python3-pip": "fetches ONNX Runtime, which recognises faces" };
const SETS = { build: BUILD, pack: PACK, run: RUN, test: TEST, pip: PIP };

/** Sees to it that the packages of these sets are installed. */
export function packages(...sets) {
  const wanted = Object.assign({}, ...sets.map((set) => SETS[set]));
  const missing = Object.keys(wanted).filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (!has("apt-get")) {
    stop(3, `These are missing, and only Debian and Ubuntu are known here: ${missing.join(", ")}. Install them by hand.`);
  }
  say("These system packages are missing and will be installed:");
  for (const name of missing) say(`  ${name} – ${wanted[name]}`);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !has("sudo")) {
    stop(3, `Install them as root, then start this again: apt-get install ${missing.join(" ")}`);
  }
  const apt = (...words) => {
    const command = isRoot ? ["apt-get", ...words] : ["sudo", "apt-get", ...words];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    return spawnSync(command[0], command.slice(1), { stdio: ["inherit", "inherit", "inherit"], env }).status === 0;
  };
  apt("update", "-qq");
  if (!apt("install", "-y", "-qq", "--no-install-recommends", ...missing)) {
    stop(3, "The packages could not be installed; what apt-get said stands above.");
  }
}

/** Stops with a sentence when there is no Rust: it is not in the distribution in a version that is new enough. */
export function rust() {
  if (!has("cargo")) stop(3, "Rust is missing. Install it from https://rustup.rs, then start this again.");
}

/** Sees to it that node_modules is what package-lock.json says. */
export function modules() {
  const lock = join(root, "package-lock.json");
  const stamp = join(root, "node_modules", ".bellwatch-lock");
  const isFresh = existsSync(stamp) && readFileSync(stamp, "utf8") === readFileSync(lock, "utf8");
  if (isFresh) return;
  say("Installing the window's libraries (npm install).");
  const before = readFileSync(lock, "utf8");
  const done = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, stdio: "inherit" });
  // npm rewrites the lock for the platform it runs on; what is committed stays.
  writeFileSync(lock, before);
  if (done.status !== 0) stop(3, "npm could not install the window's libraries; what it said stands above.");
  writeFileSync(stamp, before);
}

/** tauri-driver, which drives the real window, built once into target/tools. */
export function tauriDriver() {
  const tools = join(target, "tools");
  const driver = join(tools, "bin", "tauri-driver");
  if (existsSync(driver) && statSync(driver).size > 0) return driver;
  mkdirSync(tools, { recursive: true });
  say("Installing tauri-driver, which drives the real window (cargo install).");
  const words = ["install", "tauri-driver", "--locked", "--version", "^2", "--root", tools, "--quiet"];
  const env = { ...process.env, CARGO_TARGET_DIR: join(target, "tools-build") };
  const done = spawnSync("cargo", words, { cwd: root, stdio: "inherit", env });
  if (done.status !== 0) stop(3, "tauri-driver could not be installed; what cargo said stands above.");
  return driver;
}

/** ONNX Runtime's file, its licence and its notices, by the name they have in the wheel; the version is pinned. */
const RUNTIME = {
  library: "libonnxruntime.so.1.31.1",
  parts: ["capi/libonnxruntime.so.1.31.1", "LICENSE", "ThirdPartyNotices.txt"],
};

/**
 * ONNX Runtime, which recognises faces, in target/onnxruntime with its licence: taken once out of the wheel on PyPI,
 * whose checksum is pinned (docs/decisions/0007). Returns the library's path; null where no such library is built.
 */
export function onnxRuntime() {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const folder = join(target, "onnxruntime");
  const library = join(folder, RUNTIME.library);
  if (existsSync(library)) return library;
  const python = ["python3", "python"].find((program) => runs(program, ["-m", "pip", "--version"]));
  if (!python) packages("pip");
  say("Fetching ONNX Runtime, which recognises faces (pip download).");
  mkdirSync(target, { recursive: true });
  // In a folder of its own and then renamed: half a library is never taken for one.
  const draft = mkdtempSync(join(target, "onnxruntime-"));
  try {
    const words = ["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--quiet"];
    const wheel = ["--platform", "manylinux_2_28_x86_64", "--python-version", "311", "--implementation", "cp"];
    const list = join(root, "tests", "onnxruntime.txt");
    const quiet = ["--disable-pip-version-check", "--dest", draft, "--requirement", list];
    if (!runs(python ?? "python3", [...words, ...wheel, ...quiet], "inherit")) {
      stop(3, "ONNX Runtime could not be fetched; what pip said stands above.");
    }
    const file = readdirSync(draft).find((name) => name.endsWith(".whl"));
    const unpacked = join(draft, "unpacked");
    if (!file || !runs(python ?? "python3", ["-m", "zipfile", "-e", join(draft, file), unpacked], "inherit")) {
      stop(3, "ONNX Runtime's wheel could not be unpacked.");
    }
    const whole = join(draft, "whole");
    mkdirSync(whole);
    for (const part of RUNTIME.parts) {
      renameSync(join(unpacked, "onnxruntime", part), join(whole, part.split("/").pop()));
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(whole, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return library;
}

function runs(program, words, stdio = "ignore") {
  return spawnSync(program, words, { stdio }).status === 0;
}

function isInstalled(name) {
  const asked = spawnSync("dpkg-query", ["-W", "-f=${Status}", name], { encoding: "utf8" });
  return asked.status === 0 && asked.stdout.includes("install ok installed");
}

function has(program) {
  return spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;
}
