// `npm run bench`: what Bellwatch costs, beside bare ffmpeg in the same run. `npm run bench -- --quick` is shorter.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packages, rust } from "./needs.mjs";
import { root, say, stop } from "./say.mjs";

rust();
packages("build", "run");
say("Building with optimisation (some minutes the first time).");
const built = spawnSync("cargo", ["build", "--release", "-p", "journeys", "-p", "bellwatch-headless"], {
  cwd: root,
  stdio: "inherit",
});
if (built.status !== 0) stop(1, "That did not work; what cargo said stands above.");
const bench = spawnSync(join(root, "target", "release", "bench"), process.argv.slice(2), { cwd: root, stdio: "inherit" });
process.exit(bench.status ?? 1);
