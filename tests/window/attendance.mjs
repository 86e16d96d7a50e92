// Attendance as a school begins with it: a list of people comes in, a period expects them, and a hand says what is right.
// Nothing is recognised here, so no models are needed.

import { match, ok, strictEqual } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zoneAtNoon } from "../scripts/noon.mjs";
import { button } from "./driver.mjs";
import { ctl, home, inWindow, keep, step } from "./stage.mjs";

/** Every journey of the attendance. */
export async function attendanceJourneys() {
  await step("a list of people is imported, a period expects them, and attendance is corrected and exported", aHandSays);
}

const LIST = "code;name;class\n7-1;Ana Berwari;7A\n7-2;هيوا رسول;7A\n8-1;Zeynab Karim;8B\n";

async function aHandSays() {
  const list = join(home, "students.csv");
  writeFileSync(list, LIST);
  // Far from midnight: attendance shows today, and what is corrected must still be of it.
  const site = join(home, "site.toml");
  writeFileSync(site, `format = 1\n[site]\ntime_zone = "${zoneAtNoon()}"\n`);
  ctl(join(home, "attendance"), "import", site);
  await inWindow("attendance", [], async (window) => {
    await window.run("location.hash = '#/people'");
    await window.click(`${button("Import…")}[not(@role)]`);
    await window.choose("Choose a file…", list);
    await window.reads("3 new");
    await keep(window, "import");
    await window.click(button("Import 3 people"));
    await window.reads("3 added, 0 changed.");
    await window.reads("هيوا رسول");

    await window.run("location.hash = '#/schedule/week'");
    // The period of all day has begun already and stays as it was; a copy begins when it is saved.
    await window.click('//*[@data-period="0-1"]');
    await window.click(button("Duplicate"));
    await window.click('//*[@data-period="1-1"]');
    await window.type("Name", " in 7A");
    await window.type("Who is expected", "7A,");
    await window.click(button("Save"));
    await window.reads("All day was saved.");
    await keep(window, "expects");

    await window.run("location.hash = '#/attendance'");
    await window.reads("2 expected");
    await window.find('//section//strong[normalize-space() = "0 of 2 people here"]');
    await keep(window, "attendance");
    await window.click('//button[@aria-label="Correct هيوا رسول"]');
    await window.reads("What you say holds");
    await window.click(button("Save"));
    await window.reads("Say why, in a few words.");
    await window.type("Why", "Note from the parents");
    await keep(window, "correcting");
    await window.click(button("Save"));
    await window.reads("1 person corrected.");
    await window.reads("by hand");
    match(await window.text('//tr[contains(., "هيوا رسول")]'), /Excused/);
    await window.reads("1 excused");
    await window.reads("1 expected");
    await window.find('//section//strong[normalize-space() = "0 of 2 people here"]');
    await keep(window, "corrected");

    await window.click(button("Export"));
    await window.click('//*[@role="menuitem" and contains(., "Table (CSV)")]');
    const table = readFileSync(await window.written(), "utf8");
    strictEqual(table.trim().split("\n").length, 3, table);
    ok(table.includes("7-2,هيوا رسول,7A,"), table);
    ok(table.includes("All day in 7A,Excused,,,,window,Note from the parents,Expected"), table);
  });
}
