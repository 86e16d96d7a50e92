// `npm start` and `npm run demo` on a machine without a display.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "./say.mjs";

function open(words, home) {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, BELLWATCH_HOME: ___, ...env } = process.env;
  if (home) env.BELLWATCH_HOME = home;
  return spawnSync("node", [join(root, "tests/scripts/open.mjs"), ...words], { encoding: "utf8", timeout: 10_000, env });
}

test("npm start says how to run without a window, and ends with 4", () => {
  const { status, stdout, stderr } = open([]);
  assert.equal(status, 4, stderr);
  assert.match(stderr, /no display here/);
  assert.match(stderr, /cargo run --release -p bellwatch-headless -- run\n/);
  assert.match(stderr, /-- status$/m);
  assert.equal(stdout, "", "nothing is installed or built");
});

test("npm run demo names its data folder and the demo cameras", () => {
  const { status, stderr } = open(["--demo"]);
  assert.equal(status, 4, stderr);
  assert.match(stderr, /-- --home .*\.demo run --demo\n/);
  assert.match(stderr, /-- --home .*\.demo status$/m);
});

test("a data folder that was chosen is named", () => {
  assert.match(open([], "/srv/school").stderr, /-- --home \/srv\/school run\n/);
});
