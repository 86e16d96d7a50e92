// Every screen, light and dark, looked at: nothing cut, nothing on the console, nothing that axe finds. The
// pictures lie in tests/out/screens.

import { after, before, test } from "node:test";
import { look, openHouse, openPage, stretch, unlessMissing } from "./house.mjs";

const LAPTOP = [1366, 768];
/** As the window first opens, and as small as it gets. */
const FIRST = [1180, 760];
const SMALL = [880, 560];
const still = (school) => `pretend=${school}&still`;
const photos = (...names) => names.map((name) => ({ name, mimeType: "image/jpeg", buffer: Buffer.from("x") }));
const menu = (page, label) => page.getByRole("button", { name: label, exact: true }).first().click();

const charted = (page) => page.locator(".u-over").waitFor();
const foreseen = (page) => page.getByText("The coming week").waitFor();
const ended = (page) => page.getByText("Recent endings").waitFor();
/** Opens the import of cameras; with a file, waits for what is said of it. */
const importing = (file, said) => async (page) => {
  await menu(page, "More");
  await page.getByRole("menuitem", { name: "Import…" }).click();
  if (!file) return;
  await page.locator("input[type=file]").setInputFiles({ name: file, mimeType: "text/csv", buffer: Buffer.from("x") });
  await page.getByText(said).first().waitFor();
};

/** Opens the import of a configuration with a file, and waits for what is said of it. */
const configuring = (name, text, said) => async (page) => {
  await menu(page, "Import…");
  const file = { name, mimeType: "text/plain", buffer: Buffer.from(text) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByText(said).first().waitFor();
};

/** name, where, and what is done there before looking. */
const SCREENS = [
  { name: "wall", hash: "/wall" },
  { name: "wall-32", hash: "/wall", school: "wall32" },
  { name: "wall-4", hash: "/wall", school: "demo" },
  { name: "wall-1", hash: "/wall", school: "wall1" },
  { name: "wall-filtered-empty", hash: "/wall", act: (page) => page.getByRole("searchbox").fill("nowhere") },
  { name: "wall-frozen", hash: "/wall", act: (page) => page.keyboard.press("f") },
  { name: "wall-large", hash: "/wall", act: (page) => page.getByRole("button", { name: "Gate 1" }).first().click() },
  {
    name: "wall-large-broken",
    hash: "/wall",
    act: (page) => page.getByRole("button", { name: "Corridor west" }).first().click(),
  },
  { name: "wall-evening", hash: "/wall", school: "evening" },
  {
    name: "wall-large-evening",
    hash: "/wall",
    school: "evening",
    act: (page) => page.getByRole("button", { name: "Gate 2" }).first().click(),
  },
  { name: "wall-pause-menu", hash: "/wall", act: (page) => menu(page, "Pause all: for how long") },
  { name: "wall-pointed-at", hash: "/wall", act: (page) => page.locator('[data-camera="1"]').hover() },
  {
    name: "wall-32-pointed-at",
    hash: "/wall",
    school: "wall32",
    act: (page) => page.locator('[data-camera="1"]').hover(),
  },
  { name: "strip-open", hash: "/wall", act: (page) => page.getByText("Show all 3").click() },
  { name: "keyboard", hash: "/wall", act: (page) => page.keyboard.press("?") },
  { name: "welcome", hash: "/wall", school: "empty" },
  { name: "loading", hash: "/wall", school: "loading" },
  { name: "engine-broken", hash: "/wall", school: "broken" },
  { name: "cameras", hash: "/cameras" },
  { name: "cameras-evening", hash: "/cameras", school: "evening" },
  { name: "cameras-empty", hash: "/cameras", school: "wall0" },
  { name: "cameras-more", hash: "/cameras", act: (page) => menu(page, "More") },
  { name: "cameras-import", hash: "/cameras", act: importing() },
  { name: "cameras-import-broken", hash: "/cameras", act: importing("cameras.xlsx", "The file is a workbook.") },
  { name: "cameras-import-refused", hash: "/cameras", act: importing("cameras.csv", "188 new · 12 cannot be taken") },
  {
    name: "cameras-import-all",
    hash: "/cameras",
    act: async (page) => {
      await importing("cameras.csv", "188 new")(page);
      await page.getByRole("tab", { name: "All rows" }).click();
    },
  },
  { name: "unknown-off", hash: "/people/unknown" },
  { name: "unknown-no-pack", hash: "/people/unknown", school: "nopack" },
  { name: "unknown-tray", hash: "/people/unknown", school: "unknown" },
  { name: "unknown-left", hash: "/people/unknown", school: "unknownleft" },
  { name: "unknown-rtl", hash: "/people/unknown", school: "rtl" },
  { name: "unknown-wall", hash: "/wall", school: "unknown" },
  {
    name: "unknown-start",
    hash: "/people/unknown",
    act: (page) => page.getByRole("button", { name: "Keep unknown faces…" }).click(),
  },
  {
    name: "unknown-enrol",
    hash: "/people/unknown",
    school: "unknown",
    act: (page) => page.locator("[data-face]").first().click(),
  },
  {
    name: "unknown-enrol-new",
    hash: "/people/unknown",
    school: "unknown",
    act: async (page) => {
      await page.locator("[data-face]").first().click();
      await page.getByRole("tab", { name: "Somebody new" }).click();
    },
  },
  {
    name: "cameras-chosen",
    hash: "/cameras",
    act: async (page) => {
      await page.getByLabel("Choose Gate 1").check();
      await page.getByLabel("Choose Yard").check();
      await menu(page, "Pause 2: for how long");
    },
  },
  {
    name: "camera-delete",
    hash: "/cameras",
    act: async (page) => {
      await menu(page, "Actions for Gate 2");
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await page.getByText("Undo puts it back, without its runs.").waitFor();
    },
  },
  { name: "camera-online", hash: "/cameras/1" },
  { name: "camera-refused", hash: "/cameras/2" },
  { name: "camera-retrying", hash: "/cameras/4" },
  { name: "camera-paused", hash: "/cameras/7" },
  { name: "camera-evening", hash: "/cameras/2", school: "evening" },
  { name: "camera-off", hash: "/cameras/11" },
  { name: "camera-starting", hash: "/cameras/9" },
  { name: "camera-gone", hash: "/cameras/999" },
  { name: "camera-command", hash: "/cameras/1", act: (page) => page.getByRole("tab", { name: "Command" }).click() },
  { name: "camera-log", hash: "/cameras/4", act: (page) => page.getByRole("tab", { name: "Log" }).click() },
  { name: "camera-events", hash: "/cameras/1", act: (page) => page.getByRole("tab", { name: "Events" }).click() },
  { name: "camera-clips", hash: "/cameras/1", act: (page) => page.getByRole("tab", { name: "Clips" }).click() },
  {
    name: "camera-clips-none",
    hash: "/cameras/4",
    act: async (page) => {
      await page.getByRole("tab", { name: "Clips" }).click();
      await page.getByText("No clips").waitFor();
    },
  },
  {
    name: "camera-clip",
    hash: "/cameras/1",
    act: async (page) => {
      await page.getByRole("tab", { name: "Clips" }).click();
      await page.getByRole("button", { name: "Play" }).first().click();
      await page.getByText("This computer cannot show the film here.").waitFor();
    },
  },
  {
    name: "camera-pause-until",
    hash: "/cameras/1",
    act: async (page) => {
      await menu(page, "Pause: for how long");
      await page.getByRole("menuitem", { name: "Until…" }).click();
    },
  },
  {
    name: "camera-undo",
    hash: "/cameras/1",
    act: async (page) => {
      await menu(page, "Pause for 30 min");
      await page.getByRole("button", { name: "Undo" }).waitFor();
    },
  },
  { name: "schedule-week", hash: "/schedule/week" },
  { name: "schedule-week-first", hash: "/schedule/week", school: "empty" },
  {
    name: "schedule-week-edit",
    hash: "/schedule/week",
    act: async (page) => {
      await page.locator('[data-period="1-2"]').press("ArrowDown");
      await page.locator('[data-period="1-2"]').press("Enter");
      await page.getByRole("button", { name: "Show days" }).click();
    },
  },
  {
    name: "schedule-sample",
    hash: "/schedule/week",
    act: async (page) => {
      await page.getByRole("button", { name: "Sample school week" }).click();
      await page.getByText("Not saved yet.").waitFor();
    },
  },
  {
    name: "schedule-remove",
    hash: "/schedule/week",
    act: async (page) => {
      await page.getByRole("button", { name: "Remove schedule" }).click();
      await page.getByText("within the next 14 days").waitFor();
    },
  },
  { name: "schedule-days-2000", hash: "/schedule/days", school: "days2000" },
  { name: "schedule-gone", hash: "/schedule/week/999" },
  { name: "schedule-days", hash: "/schedule/days" },
  {
    name: "schedule-day-add",
    hash: "/schedule/days",
    act: async (page) => {
      await page.getByRole("button", { name: "Add a day" }).click();
      await page.getByLabel("Name", { exact: true }).fill("Sports day");
      await page.getByLabel("What happens").selectOption("window");
      await page.getByText("within the next 14 days").waitFor();
    },
  },
  {
    name: "schedule-import",
    hash: "/schedule/days",
    act: async (page) => {
      const calendar = { name: "days.ics", mimeType: "text/calendar", buffer: Buffer.from("BEGIN:VCALENDAR") };
      await page.locator("input[type=file]").setInputFiles(calendar);
      await page.getByText("is there already").waitFor();
    },
  },
  { name: "schedule-timeline", hash: "/schedule/timeline" },
  { name: "schedule-timeline-none", hash: "/schedule/timeline", school: "wall0" },
  { name: "form-add", hash: "/cameras/new" },
  {
    name: "form-maker",
    hash: "/cameras/new",
    act: async (page) => {
      await page.getByLabel("Maker").selectOption("Hikvision");
      await page.getByLabel("Its IP address or name").fill("10.1.3.7");
    },
  },
  { name: "form-edit", hash: "/cameras/2/edit" },
  { name: "form-like", hash: "/cameras/new/2" },
  {
    name: "form-split-and-tested",
    hash: "/cameras/new",
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("Gate 9");
      await page.getByLabel("Address", { exact: true }).fill("rtsp://admin:p@ss/w#1@10.0.0.9:554/s1");
      await page.keyboard.press("Tab");
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.getByText("It works.").waitFor();
    },
  },
  {
    name: "form-test-fails",
    hash: "/cameras/2/edit",
    act: async (page) => {
      await page.getByLabel("Address", { exact: true }).fill("rtsp://10.0.0.9/wrong");
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.getByText("401 Unauthorized").waitFor();
    },
  },
  {
    name: "form-problem",
    hash: "/cameras/new",
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("Gate 1");
      await page.getByLabel("Address", { exact: true }).fill("gate.school.lan");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("There is a camera called Gate 1 already.").waitFor();
    },
  },
  { name: "profiles", hash: "/profiles/2" },
  { name: "profile-new", hash: "/profiles/new" },
  {
    name: "profile-changes",
    hash: "/profiles/1",
    act: async (page) => {
      await page.getByLabel("Pictures per second").fill("2");
      await page.getByLabel("RTSP transport").selectOption("udp");
      await page.getByText("7 cameras restart.").waitFor();
    },
  },
  {
    name: "profile-problem",
    hash: "/profiles/1",
    act: async (page) => {
      await page.getByLabel("Pictures per second").fill("1e9");
      await page.getByText("go from 0.1 to 30").first().waitFor();
    },
  },
  {
    name: "profile-in-use",
    hash: "/profiles/1",
    act: async (page) => {
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByText("is used by 9 cameras").waitFor();
    },
  },
  { name: "attendance", hash: "/attendance" },
  {
    name: "attendance-gaps",
    hash: "/attendance",
    act: async (page) => {
      await page.getByRole("link", { name: /Period 2/ }).click();
      await page.getByText("Gate 2 was down 08:52–09:04.").first().waitFor();
      await page.getByLabel("Choose Anton Fischer").first().check();
      await page.getByLabel("Choose Emma Haug").check();
    },
  },
  {
    name: "attendance-by-hand",
    hash: "/attendance",
    act: async (page) => {
      await page.getByRole("link", { name: /Period 1/ }).click();
      await page.getByLabel("Status", { exact: true }).selectOption("excused");
      await page.getByText("Note from the parents").first().waitFor();
    },
  },
  {
    name: "attendance-correct",
    hash: "/attendance",
    act: async (page) => {
      await menu(page, "Correct Anton Fischer");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Say why, in a few words.").waitFor();
    },
  },
  { name: "attendance-export", hash: "/attendance", act: (page) => menu(page, "Export") },
  {
    name: "attendance-sign",
    hash: "/attendance/2026-11-18",
    act: async (page) => {
      await menu(page, "Sign off the day");
      await page.getByText("What you sign").waitFor();
    },
  },
  {
    name: "attendance-signed",
    hash: "/attendance/2026-11-20",
    act: (page) => page.getByText("Signed off by").waitFor(),
  },
  {
    name: "attendance-seal-broken",
    hash: "/attendance/2026-11-19",
    act: (page) => page.getByText("Somebody has changed them").waitFor(),
  },
  { name: "attendance-free-day", hash: "/attendance/2026-11-22" },
  { name: "attendance-nobody-expected", hash: "/attendance", school: "noexpects" },
  { name: "attendance-nobody", hash: "/attendance", school: "nobody" },
  { name: "attendance-recognition-off", hash: "/attendance", school: "nopack" },
  {
    name: "attendance-person",
    hash: "/attendance/person/31",
    act: (page) => page.getByText("There in").waitFor(),
  },
  { name: "review", hash: "/attendance/review", act: (page) => page.getByText("1 of 12").waitFor() },
  {
    name: "review-decided",
    hash: "/attendance/review",
    act: async (page) => {
      await page.getByText("1 of 12").waitFor();
      await page.keyboard.press("Enter");
      await page.getByText("2 of 12").waitFor();
      await page.keyboard.press("ArrowLeft");
      await page.locator(".decided").getByText("Confirmed.").waitFor();
    },
  },
  {
    name: "review-someone-else",
    hash: "/attendance/review",
    act: async (page) => {
      await page.getByText("1 of 12").waitFor();
      await page.keyboard.press("s");
      await page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "review-seen-often",
    hash: "/attendance/review",
    act: async (page) => {
      await page.getByText("1 of 12").waitFor();
      await page.keyboard.press("ArrowRight");
      await page.getByText("the nearest 12 of 74").waitFor();
    },
  },
  { name: "review-nothing", hash: "/attendance/review", school: "nobody" },
  { name: "people", hash: "/people", act: (page) => page.getByText("Anton Albrecht").waitFor() },
  { name: "people-2000", hash: "/people", school: "people2000" },
  { name: "people-empty", hash: "/people", school: "nobody" },
  {
    name: "people-chosen",
    hash: "/people",
    act: async (page) => {
      await page.getByLabel("Choose Anton Brandt").check();
      await page.getByLabel("Choose Clara Brandt").check();
    },
  },
  { name: "people-filtered-empty", hash: "/people", act: (page) => page.getByRole("searchbox").fill("nobody at all") },
  {
    name: "people-add",
    hash: "/people",
    act: async (page) => {
      await menu(page, "Add a person");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("A code is needed.").waitFor();
    },
  },
  {
    name: "people-consent",
    hash: "/people",
    act: async (page) => {
      await page.getByLabel("Choose Anton Brandt").check();
      await menu(page, "Consent of 1…");
      await page.getByRole("heading", { name: "Consent of Anton Brandt" }).waitFor();
    },
  },
  {
    name: "people-import",
    hash: "/people",
    act: async (page) => {
      await menu(page, "Import…");
      const list = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from("code;name") };
      await page.locator("input[type=file]").setInputFiles(list);
      await page.getByText("cannot be taken").waitFor();
    },
  },
  {
    name: "people-photos",
    hash: "/people",
    act: async (page) => {
      await menu(page, "Photos…");
      await page
        .locator("input[type=file]")
        .first()
        .setInputFiles(photos("1001.jpg", "1004_dark.jpg", "9999.png"));
      await page.getByText("1 enrolled · 1 could be better · 1 refused").waitFor();
    },
  },
  {
    name: "people-alike",
    hash: "/people",
    act: async (page) => {
      await page.getByText("Anton Albrecht").waitFor();
      await menu(page, "More");
      await page.getByRole("menuitem", { name: /alike/ }).click();
      await page.getByText("Nora Winter").waitFor();
    },
  },
  { name: "person", hash: "/people/24", act: (page) => page.getByText("The photos fit together well.").waitFor() },
  { name: "person-twin", hash: "/people/31" },
  { name: "person-no-consent", hash: "/people/44" },
  { name: "person-gone", hash: "/people/99999" },
  {
    name: "person-camera",
    hash: "/people/24",
    act: async (page) => {
      await menu(page, "From a camera…");
      await page.getByRole("img", { name: "Picture of Gate 1" }).waitFor();
    },
  },
  {
    name: "person-withdraw",
    hash: "/people/24",
    act: async (page) => {
      await menu(page, "Withdraw consent…");
      await page.getByText("This goes for good:").waitFor();
    },
  },
  {
    name: "person-certificate",
    hash: "/people/24",
    act: async (page) => {
      await menu(page, "Erase…");
      await page.getByLabel("Type the code").fill("1070");
      await menu(page, "Erase for good");
      await page.getByText("231 sightings").waitFor();
    },
  },
  { name: "recognition", hash: "/settings/recognition", act: (page) => page.getByText("5,565 pairs").waitFor() },
  { name: "recognition-off", hash: "/settings/recognition", school: "nopack" },
  { name: "recognition-broken", hash: "/settings/recognition", school: "badpack" },
  {
    name: "recognition-measured",
    hash: "/settings/recognition",
    act: async (page) => {
      await page.getByText("The same as a table").click();
      await menu(page, "Measure");
      await page.getByText("About 32 looks a second").waitFor();
    },
  },
  {
    name: "recognition-from-files",
    hash: "/settings/recognition",
    act: async (page) => {
      await page.getByRole("button", { name: "From files…" }).first().click();
      await page.getByRole("button", { name: "Install", exact: true }).last().click();
      await page.getByText("Say where the files lie.").waitFor();
    },
  },
  { name: "settings", hash: "/settings" },
  {
    name: "backup-rehearsal",
    hash: "/settings",
    act: async (page) => {
      await page
        .getByRole("button", { name: /^What would the backup of/ })
        .first()
        .click();
      await page.getByText("Nothing was changed.").waitFor();
    },
  },
  {
    name: "backup-restore",
    hash: "/settings",
    act: async (page) => {
      await page
        .getByRole("button", { name: /^What would the backup of/ })
        .first()
        .click();
      await page.getByRole("button", { name: "Restore this backup…" }).click();
      await page.getByText("A backup of now is made first").waitFor();
    },
  },
  {
    name: "backup-restored",
    hash: "/settings",
    act: async (page) => {
      await page
        .getByRole("button", { name: /^What would the backup of/ })
        .first()
        .click();
      await page.getByRole("button", { name: "Restore this backup…" }).click();
      await page.getByRole("button", { name: "Restore now" }).click();
      await page.getByRole("dialog", { name: "The backup is restored" }).waitFor();
    },
  },
  { name: "config-import", hash: "/settings", act: configuring("school.toml", "format = 1", "4 sealed passwords") },
  { name: "config-import-refused", hash: "/settings", act: configuring("school.toml", "bad", "Line 41") },
  { name: "config-import-broken", hash: "/settings", act: configuring("notes.txt", "no", "expected a key") },
  {
    name: "config-export",
    hash: "/settings",
    act: async (page) => {
      await page.getByRole("button", { name: "Export…" }).click();
      await page.getByText("With the cameras’ passwords").click();
      await page.getByLabel("Passphrase").waitFor();
    },
  },
  {
    name: "settings-zone",
    hash: "/settings",
    act: async (page) => {
      await page.getByLabel("Time zone").fill("Asia/Baghdad");
      await page.getByText("within the next 14 days").waitFor();
    },
  },
  {
    name: "settings-problem",
    hash: "/settings",
    act: async (page) => {
      await page.getByLabel("Time zone").fill("Mars");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("is no time zone").waitFor();
    },
  },
  { name: "system", hash: "/system", act: charted },
  { name: "system-gpu", hash: "/system", school: "gpu", act: charted },
  { name: "system-full", hash: "/system", school: "full", act: charted },
  { name: "system-empty", hash: "/system", school: "empty" },
  {
    name: "system-day",
    hash: "/system",
    act: async (page) => {
      await charted(page);
      await page.getByText("24 hours").click();
      await page.getByRole("img", { name: "Gauges over time." }).focus();
      for (const key of ["End", "PageUp", "ArrowLeft"]) await page.keyboard.press(key);
      await page.getByText("not measured").or(page.locator(".legend b")).first().waitFor();
    },
  },
  { name: "system-forecast", hash: "/system/forecast", act: foreseen },
  { name: "system-forecast-full", hash: "/system/forecast", school: "full", act: foreseen },
  { name: "system-processes", hash: "/system/processes", act: ended },
  {
    name: "system-too-soon",
    hash: "/system/processes",
    act: async (page) => {
      await page.getByRole("button", { name: "Enforce now" }).click();
      await page.getByRole("button", { name: "Enforce now" }).click();
      await page.getByText("The enforcer has just looked").waitFor();
    },
  },
  { name: "system-logs", hash: "/system/logs", act: (page) => page.getByText("the clock was set").waitFor() },
  {
    name: "system-logs-none",
    hash: "/system/logs",
    act: (page) => page.getByRole("searchbox").fill("nothing of the kind"),
  },
  { name: "system-events", hash: "/system/events", act: (page) => page.getByText("was started.").first().waitFor() },
  {
    name: "system-events-none",
    hash: "/system/events",
    act: async (page) => {
      await page.getByRole("searchbox").fill("nothing of the kind");
      await page.getByText("No event matches").waitFor();
    },
  },
  { name: "help", hash: "/help" },
  { name: "help-errors", hash: "/help/error-stalled" },
  { name: "help-bell", hash: "/help/the-bell" },
  { name: "help-packs", hash: "/help/faces-model-packs" },
  { name: "help-found", hash: "/help", act: (page) => page.getByRole("searchbox").fill("camera password") },
  { name: "help-nothing", hash: "/help", act: (page) => page.getByRole("searchbox").fill("xylophone") },
  { name: "help-gone", hash: "/help/nowhere" },
  {
    name: "leave",
    hash: "/settings",
    act: async (page) => {
      await page.getByLabel("Name of this site").fill("Oak School");
      await page.getByRole("link", { name: "Wall" }).click();
      await page.getByText("Leave without saving?").waitFor();
    },
  },
];

/** The same again as the window first opens, where room is short or words are long. */
const FIRST_SEEN = [
  "attendance",
  "review",
  "people",
  "people-chosen",
  "person",
  "recognition",
  "schedule-week",
  "schedule-days",
  "schedule-timeline",
  "wall",
  "wall-32",
  "cameras",
  "camera-online",
  "camera-refused",
  "form-add",
  "form-maker",
  "form-split-and-tested",
  "profiles",
  "profile-changes",
  "settings",
  "system",
  "system-processes",
  "system-forecast-full",
  "system-events",
  "welcome",
];
const NARROW = [
  "attendance",
  "attendance-seal-broken",
  "attendance-recognition-off",
  "attendance-person",
  "review",
  "people",
  "people-chosen",
  "person",
  "recognition",
  "schedule-week",
  "schedule-days",
  "schedule-timeline",
  "wall",
  "wall-32",
  "wall-large",
  "cameras",
  "cameras-import-refused",
  "camera-refused",
  "form-add",
  "form-maker",
  "profile-changes",
  "settings",
  "system",
  "system-processes",
  "system-logs",
  "system-events",
  "welcome",
  "strip-open",
  "help",
  "help-errors",
  "help-found",
];
const LONG = [
  "schedule-week",
  "schedule-timeline",
  "wall",
  "wall-large",
  "cameras",
  "camera-refused",
  "camera-delete",
  "form-edit",
  "profile-changes",
];
/** Whole, as tall as they are: nothing below the edge of the window goes unseen. */
const WHOLE = [
  "review",
  "recognition",
  "person",
  "settings",
  "settings-zone",
  "system",
  "system-gpu",
  "system-processes",
  "schedule-week",
  "schedule-days",
  "schedule-timeline",
];

const byName = (name) => SCREENS.find((screen) => screen.name === name);
const all = [
  ...SCREENS.flatMap((screen) => ["light", "dark"].map((theme) => ({ ...screen, theme, size: LAPTOP }))),
  ...WHOLE.flatMap((name) =>
    ["light", "dark"].map((theme) => ({ ...byName(name), theme, size: LAPTOP, suffix: "-whole", whole: true })),
  ),
  ...FIRST_SEEN.map((name) => ({ ...byName(name), size: FIRST })),
  ...NARROW.map((name) => ({ ...byName(name), size: SMALL })),
  ...LONG.map((name) => ({ ...byName(name), act: undefined, school: "long", suffix: "-long", size: SMALL })),
  ...LONG.map((name) => ({ ...byName(name), act: undefined, school: "long", suffix: "-long", size: LAPTOP })),
];

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

for (const { name, hash, school = "mixed", act, theme = "light", size, suffix = "", whole = false } of all) {
  const file = `${name}${suffix}-${theme}-${size[0]}`;
  test(`${file} has nothing cut, nothing amiss`, unlessMissing, async () => {
    const page = await openPage(house, { hash, query: still(school), size, theme });
    await act?.(page);
    if (whole) await stretch(page);
    await look(page, file);
    await page.context().close();
  });
}
