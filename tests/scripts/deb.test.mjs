// The look at a .deb, on small packages made for it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { faults } from "./deb.mjs";

const folder = mkdtempSync(join(tmpdir(), "bellwatch-deb-test-"));
after(() => rmSync(folder, { recursive: true }));

const ENTRY = "[Desktop Entry]\nName=Bellwatch\nExec=bellwatch\nIcon=bellwatch\n";
const CTL = "#!/bin/sh\n[ \"$1\" = --version ]\n";
const WINDOW = "#!/bin/sh\necho \"$1 is not understood.\" >&2\nexit 2\n";
const WHOLE = {
  "usr/bin/bellwatch": WINDOW,
  "usr/bin/bellwatchctl": CTL,
  "usr/share/applications/Bellwatch.desktop": ENTRY,
  "usr/share/icons/hicolor/32x32/apps/bellwatch.png": "",
  "usr/share/icons/hicolor/128x128/apps/bellwatch.png": "",
};

/** A package with these files. */
function made(name, depends, files) {
  const control = `Package: bellwatch\nVersion: 1\nArchitecture: all\nMaintainer: nobody\nDepends: ${depends}\nDescription: test\n`;
  for (const [path, text] of Object.entries({ "DEBIAN/control": control, ...files })) {
    const at = join(folder, name, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text, { mode: 0o755 });
  }
  const file = join(folder, `${name}.deb`);
  const built = spawnSync("dpkg-deb", ["--build", "--root-owner-group", join(folder, name), file], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stderr);
  return file;
}

test("a whole package has no faults", () => {
  assert.deepEqual(faults(made("whole", "ffmpeg, libwebkit2gtk-4.1-0 (>= 2.40)", WHOLE)), []);
});

test("each thing that is missing is named", () => {
  assert.deepEqual(faults(made("empty", "libc6", {})).slice(0, 3), [
    "It does not depend on ffmpeg.",
    "It does not depend on libwebkit2gtk-4.1-0.",
    "It has no desktop entry.",
  ]);
  const { "usr/share/icons/hicolor/128x128/apps/bellwatch.png": _, ...files } = WHOLE;
  assert.deepEqual(faults(made("iconless", "ffmpeg, libwebkit2gtk-4.1-0", files)), [
    'Its icon "bellwatch" is missing in a size.',
  ]);
});

test("programs that do not start are named", () => {
  const broken = { ...WHOLE, "usr/bin/bellwatch": "#!/bin/sh\nexit 127\n", "usr/bin/bellwatchctl": "#!/bin/sh\nexit 1\n" };
  assert.deepEqual(faults(made("broken", "ffmpeg, libwebkit2gtk-4.1-0", broken)), [
    "Its bellwatchctl does not start: it ends with 1. ",
    "Its bellwatch does not start: it ends with 127. ",
  ]);
});

test("what is no package is said to be none", () => {
  writeFileSync(join(folder, "text.deb"), "text");
  assert.match(faults(join(folder, "text.deb"))[0], /is no package/);
});
