// Words on the terminal, and where the project is.

import { join, resolve } from "node:path";

/** The project's root folder. */
export const root = resolve(import.meta.dirname, "..", "..");

/** Where cargo builds. */
export const target = process.env.CARGO_TARGET_DIR ? resolve(root, process.env.CARGO_TARGET_DIR) : join(root, "target");

/** With the window built into the shell. The same wherever cargo is called, or all would be compiled anew. */
export const features = ["--features", "bellwatch/custom-protocol"];

/** What cargo builds or looks at for tests: all of it. */
export const everything = ["--workspace", "--all-targets", ...features];

/** One line for whoever runs this. */
export function say(sentence) {
  process.stdout.write(`${sentence}\n`);
}

/** Ends with a sentence and an exit code. */
export function stop(code, sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}
