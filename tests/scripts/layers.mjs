// Each layer uses only what stands above it: asked of cargo's own dependency tree.

import { spawnSync } from "node:child_process";
import { root } from "./say.mjs";

/** Crates that must not be anywhere below a package. */
const FORBIDDEN = {
  "bellwatch-domain": ["tokio", "sqlx", "serde", "serde_json", "tauri", "ort", "bellwatch-store", "bellwatch-engine", "bellwatch-recogniser"],
  "bellwatch-store": ["tauri", "ort", "bellwatch-engine", "bellwatch-recogniser", "ffmpeg-sidecar"],
  "bellwatch-recogniser": ["tauri", "tokio", "sqlx", "bellwatch-store", "bellwatch-engine"],
  "bellwatch-engine": ["tauri", "ort", "bellwatch-recogniser"],
  "bellwatch-headless": ["tauri"],
  journeys: ["tauri"],
};
/** Crates that only one package may name itself. */
const OWNED = {
  sqlx: "bellwatch-store",
  tauri: "bellwatch",
  "ffmpeg-sidecar": "bellwatch-engine",
  ort: "bellwatch-recogniser",
};

/** Throws a sentence that names the first broken rule. */
export function layers() {
  for (const [name, forbidden] of Object.entries(FORBIDDEN)) {
    const below = tree(name, []);
    const broken = forbidden.filter((crate) => below.includes(crate));
    if (broken.length > 0) throw new Error(`${name} must not use ${broken.join(", ")}.`);
  }
  for (const name of ["bellwatch", ...Object.keys(FORBIDDEN)]) {
    const named = tree(name, ["--depth", "1"]);
    for (const [crate, owner] of Object.entries(OWNED)) {
      if (owner !== name && named.includes(crate)) throw new Error(`Only ${owner} may name ${crate}; ${name} does.`);
    }
  }
}

function tree(name, words) {
  const asked = ["tree", "-p", name, "-e", "normal", "--prefix", "none", "--format", "{p}", ...words];
  const done = spawnSync("cargo", asked, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (done.status !== 0) throw new Error(`cargo tree failed for ${name}: ${done.stderr}`);
  return done.stdout.split("\n").map((line) => line.split(" ")[0]);
}
