// A person from the first photo to the certificate, as somebody in an office would do it: added by hand, with a consent,
// enrolled with files, written out and erased. The models are the tests' own (tests/tiny-models), which need ONNX Runtime
// and nothing else.

import { match, ok, strictEqual } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { button, until } from "./driver.mjs";
import { home, inWindow, keep, program, ran, step } from "./stage.mjs";

/** Not a picture, but as large as one from a good camera; its name cannot stand in a header as it is. */
const SHOPPING = "قائمة 1.jpg";

/** Every journey of the people. */
export async function peopleJourneys() {
  const lacks = process.env.ORT_DYLIB_PATH ? null : "there is no ONNX Runtime here (ORT_DYLIB_PATH)";
  await step("a person is added, consents, is enrolled with a file, written out and erased", fromFirstToLast, lacks);
}

async function fromFirstToLast() {
  const given = tinyPack();
  ran(program("bellwatchctl"), "--home", join(home, "people"), "models", "install", "--from", given);
  await inWindow("people", [], async (window) => {
    await window.run("location.hash = '#/settings/recognition'");
    await window.reads("Tiny");
    await window.click(button("Use"));
    await window.reads("Tiny is used from now on.");
    await window.reads("At work");

    await window.run("location.hash = '#/people'");
    await window.reads("No people yet");
    await window.click(button("Add a person"));
    await window.type("Name", "هيوا Rasul");
    await window.type("Code", "ST-4711");
    await window.type("Group", "7A");
    await window.click(button("Save"));
    await window.reads("هيوا Rasul is saved.");
    await window.reads("Note their consent first; then photos can be added.");
    await keep(window, "person-new");

    await window.click(button("Note consent…"));
    await window.type("By whom", "Their mother");
    await window.type("Document", "Folder 3, sheet 12");
    await window.click(`//dialog${button("Note consent")}`);
    await window.reads("Consent of 1 person is noted.");
    await window.reads("Document: Folder 3, sheet 12");

    await window.choose("Choose photos…", join(given, "photo.jpg"));
    await window.reads("1 enrolled · 0 could be better · 0 refused");
    await window.reads("from a file");
    match(await window.text("//li[.//img]"), /Eyes \d+ px apart · sharp · well lit/);
    await until("the photo is drawn", 20_000, () => isDrawn(window, "Photo 1 of هيوا Rasul"));
    await keep(window, "person-enrolled");

    await window.choose("Choose photos…", join(given, SHOPPING));
    await window.reads("1 enrolled · 0 could be better · 1 refused");
    await window.reads(`${SHOPPING} is not a photo that can be opened here; save it as JPEG or PNG.`);
    await keep(window, "person-refused");

    await window.click(button("Export their data"));
    const file = await window.written();
    strictEqual(readFileSync(file).subarray(0, 2).toString(), "PK");

    await window.click(button("Erase…"));
    await window.type("Type the code ST-4711", "ST-4711");
    await window.click(button("Erase for good"));
    await window.reads("This is shown once and kept nowhere.");
    const certificate = await window.text("//dialog");
    match(certificate, /Person number 1, by window, \w+, \w+ \d+, 20\d\d \d\d:\d\d/);
    for (const line of ["Their name, code and group, and their consent.", "1 photo.", "1 template.", "Not reached: backups"]) {
      ok(certificate.includes(line), `${line} is not in: ${certificate}`);
    }
    await keep(window, "certificate");
    // A web view under WebDriver never prints, so what is seen here is that it was asked to.
    await window.run("window.print = () => void (document.title = 'was asked to print')");
    await window.click(button("Print"));
    strictEqual(await window.run("return document.title"), "was asked to print");
    await window.click(button("Copy"));
    await window.reads("Copied");
    await window.click(`//footer${button("Close")}`);
    await window.reads("No people yet");
  });
}

/** A pack of models of a school's own, and files to choose; answers their folder. */
function tinyPack() {
  const folder = join(home, "given");
  ran(program("tiny-pack"), folder);
  ran("ffmpeg", "-loglevel", "error", "-i", join(folder, "photo.ppm"), join(folder, "photo.jpg"));
  writeFileSync(join(folder, SHOPPING), "Bread, milk, chalk\n".repeat(500_000));
  return folder;
}

function isDrawn(window, alt) {
  return window.run(
    `return [...document.images].some(({ alt, complete, naturalWidth }) => alt === arguments[0] && complete && naturalWidth > 0)`,
    alt,
  );
}
