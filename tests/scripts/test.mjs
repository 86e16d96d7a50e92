// `npm test`: installs what tests need and runs everything. `npm test -- rust window` runs only those steps.

import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { modules, onnxRuntime, packages, rust, tauriDriver } from "./needs.mjs";
import { everything, features, root, say, stop } from "./say.mjs";
import { layers } from "./layers.mjs";

const cargo = (...words) => ["cargo", ...words];
/** How much a step beside another gives way to it, in steps of `nice`: more than the ffmpegs that journeys watch. */
const GIVES_WAY = 10;
const npm = (script) => ["npm", "run", "--silent", script];

/**
 * Each step: its name, what it is, and a command or a function that throws. `meanwhile` names a later step that goes on beside
 * it: journeys wait most of their time.
 */
const STEPS = [
  { name: "format", what: "Rust is formatted", run: cargo("fmt", "--all", "--check") },
  { name: "layers", what: "Layers use only what stands above them", run: layers },
  { name: "scripts", what: "npm start without a display, and the look at a .deb", run: npm("test:scripts") },
  { name: "ui", what: "The window's types, rules and components", run: npm("test:ui") },
  { name: "build", what: "The window is built", run: npm("ui:build") },
  {
    name: "lint",
    what: "Clippy has nothing to say",
    run: cargo("clippy", ...everything, "--", "-D", "warnings"),
  },
  { name: "compile", what: "Rules, store, engine and journeys are compiled", run: cargo("build", ...everything) },
  { name: "rust", what: "Rules, store, engine and journeys", run: cargo("test", "--workspace", "--no-fail-fast", ...features), meanwhile: "screens" },
  { name: "wire", what: "Generated types are committed", run: ["git", "diff", "--exit-code", "--stat", "--", "ui/src/wire"] },
  { name: "screens", what: "Every screen in Chromium", run: npm("test:screens") },
  { name: "window", what: "The real window", run: npm("test:window"), before: tauriDriver },
];

rust();
packages("build", "run", "test");
modules();
const library = process.env.ORT_DYLIB_PATH || onnxRuntime();

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  stop(2, `There is no step ${unknown.join(", ")}. There are: ${STEPS.map((step) => step.name).join(", ")}.`);
}
const steps = STEPS.filter((step) => chosen.length === 0 || chosen.includes(step.name));
const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const skips = [];
const begun = new Map();
for (const step of steps) {
  const meanwhile = steps.find(({ name }) => name === step.meanwhile);
  if (meanwhile) begun.set(meanwhile, carryOut(meanwhile, { prefix: `${meanwhile.name} | ` }));
  say(`\n── ${step.what} (${step.name})${begun.has(step) ? ", begun before" : ""}`);
  const outcome = await (begun.get(step) ?? carryOut(step));
  const { seconds } = outcome;
  counts.passed += outcome.passed;
  counts.failed += outcome.failed;
  counts.skipped += outcome.skipped.length;
  skips.push(...outcome.skipped);
  if (!outcome.ok) failures.push(step.name);
  say(`── ${step.name}: ${outcome.ok ? "well" : "FAILED"} (${seconds} s)`);
}
say("");
for (const skip of skips) say(`skipped: ${skip}`);
for (const name of failures) say(`failed: ${name}`);
say(`${counts.passed} passed, ${Math.max(counts.failed, failures.length)} failed, ${counts.skipped} skipped`);
process.exit(failures.length === 0 ? 0 : 1);

/** Runs one step, counting the tests its output tells of; a step without any counts as one. With a prefix it gives way to others. */
async function carryOut(step, { prefix = "" } = {}) {
  const outcome = { ok: true, passed: 0, failed: 0, skipped: [], seconds: 0 };
  const began = Date.now();
  try {
    step.before?.();
    if (typeof step.run === "function") step.run();
    else outcome.ok = await command(step.run, outcome, prefix);
  } catch (error) {
    say(error.message);
    outcome.ok = false;
  }
  if (outcome.passed + outcome.failed === 0) outcome[outcome.ok ? "passed" : "failed"] += 1;
  outcome.seconds = Math.round((Date.now() - began) / 1000);
  return outcome;
}

function command([program, ...words], outcome, prefix) {
  return new Promise((resolve) => {
    const env = { ...process.env, BELLWATCH_KEYRING: "off", CARGO_TERM_COLOR: "never" };
    if (library) env.ORT_DYLIB_PATH = library;
    const child = spawn(program, words, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env });
    if (prefix && child.pid) setPriority(child.pid, GIVES_WAY);
    const hear = () => {
      let rest = "";
      return (bytes) => {
        if (!prefix) process.stdout.write(bytes);
        const lines = (rest + bytes).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          if (prefix) process.stdout.write(`${prefix}${line}\n`);
          count(line, outcome);
        }
      };
    };
    child.stdout.on("data", hear());
    child.stderr.on("data", hear());
    child.on("error", (error) => {
      say(error.message);
      resolve(false);
    });
    child.on("close", (code) => resolve(code === 0));
  });
}

/** Reads the closing lines of cargo test, vitest and our own runners. */
function count(line, outcome) {
  const plain = line.replace(/\u001b\[[0-9;]*m/g, "").trim();
  const cargoLine = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/.exec(plain);
  const vitestLine = /^Tests\s+(?:(\d+) failed \| )?(\d+) passed/.exec(plain);
  const ourLine = /^(\d+) passed, (\d+) failed(?:, \d+ skipped)?$/.exec(plain);
  const nodeLine = /^[ℹ#] (pass|fail|skipped) (\d+)$/.exec(plain);
  const skip = /^skipped: (.+)$/.exec(plain);
  if (cargoLine) {
    outcome.passed += Number(cargoLine[1]);
    outcome.failed += Number(cargoLine[2]);
    if (Number(cargoLine[3]) > 0) outcome.skipped.push(`${cargoLine[3]} tests marked as ignored`);
  } else if (vitestLine) {
    outcome.failed += Number(vitestLine[1] ?? 0);
    outcome.passed += Number(vitestLine[2]);
  } else if (ourLine) {
    outcome.passed += Number(ourLine[1]);
    outcome.failed += Number(ourLine[2]);
  } else if (nodeLine && nodeLine[1] === "skipped") {
    if (Number(nodeLine[2]) > 0) outcome.skipped.push(`${nodeLine[2]} of node's tests; their reasons stand above`);
  } else if (nodeLine) {
    outcome[nodeLine[1] === "pass" ? "passed" : "failed"] += Number(nodeLine[2]);
  } else if (skip) {
    outcome.skipped.push(skip[1]);
  }
}
