// `npm run bench`: what Bellwatch costs, beside bare ffmpeg in the same run. `-- --quick` is shorter,
// `-- --planning`, `-- --faces` and `-- --forecast` (8 minutes) are parts of it; `-- --window` is the real window by itself.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { onnxRuntime, packages, rust } from "./needs.mjs";
import { root, say, stop } from "./say.mjs";

rust();
packages("build", "run", ...(process.argv.includes("--window") ? ["test"] : []));
if (process.argv.includes("--window")) {
  const window = spawnSync(process.execPath, [join(root, "tests", "window", "measure.mjs")], { cwd: root, stdio: "inherit" });
  process.exit(window.status ?? 1);
}
say("Building with optimisation (some minutes the first time).");
const built = spawnSync("cargo", ["build", "--release", "-p", "journeys", "-p", "bellwatch-headless"], {
  cwd: root,
  stdio: "inherit",
});
if (built.status !== 0) stop(1, "That did not work; what cargo said stands above.");
const library = process.env.ORT_DYLIB_PATH || onnxRuntime();
const env = library ? { ...process.env, ORT_DYLIB_PATH: library } : process.env;
const program = join(root, "target", "release", "bench");
const bench = spawnSync(program, process.argv.slice(2), { cwd: root, stdio: "inherit", env });
process.exit(bench.status ?? 1);
