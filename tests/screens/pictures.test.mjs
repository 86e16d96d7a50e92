// Every screen, light and dark, looked at: nothing cut, nothing on the console, nothing that axe finds. The
// pictures lie in tests/out/screens.

import { after, before, test } from "node:test";
import { look, openHouse, openPage, stretch, unlessMissing } from "./house.mjs";

const LAPTOP = [1366, 768];
/** As the window first opens, and as small as it gets. */
const FIRST = [1180, 760];
const SMALL = [880, 560];
const still = (school) => `pretend=${school}&still`;
const menu = (page, label) => page.getByRole("button", { name: label, exact: true }).first().click();

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
  { name: "form-edit", hash: "/cameras/2/edit" },
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
  { name: "settings", hash: "/settings" },
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
      await page.getByRole("button", { name: "Enforce now" }).click();
      await page.getByRole("button", { name: "Enforce now" }).click();
      await page.getByText("The enforcer has just looked").waitFor();
    },
  },
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

/** The same again as the window first opens, where room is short, words are long, or writing goes the other way. */
const FIRST_SEEN = [
  "schedule-week",
  "schedule-days",
  "schedule-timeline",
  "wall",
  "wall-32",
  "cameras",
  "camera-online",
  "camera-refused",
  "form-add",
  "form-split-and-tested",
  "profiles",
  "profile-changes",
  "settings",
  "welcome",
];
const NARROW = [
  "schedule-week",
  "schedule-days",
  "schedule-timeline",
  "wall",
  "wall-32",
  "wall-large",
  "cameras",
  "camera-refused",
  "form-add",
  "profile-changes",
  "settings",
  "welcome",
  "strip-open",
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
const RIGHT_TO_LEFT = [
  "schedule-week",
  "schedule-days",
  "schedule-timeline",
  "wall",
  "wall-pause-menu",
  "cameras",
  "camera-online",
  "form-add",
  "profiles",
  "settings",
  "keyboard",
];

/** Whole, as tall as they are: nothing below the edge of the window goes unseen. */
const WHOLE = ["settings", "settings-zone", "schedule-week", "schedule-days", "schedule-timeline"];

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
  ...RIGHT_TO_LEFT.map((name) => ({
    ...byName(name),
    school: "rtl",
    rtl: true,
    suffix: "-rtl",
    size: LAPTOP,
    theme: "dark",
  })),
];

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

for (const {
  name,
  hash,
  school = "mixed",
  act,
  theme = "light",
  size,
  suffix = "",
  rtl = false,
  whole = false,
} of all) {
  const file = `${name}${suffix}-${theme}-${size[0]}`;
  test(`${file} has nothing cut, nothing amiss`, unlessMissing, async () => {
    const page = await openPage(house, { hash, query: still(school) + (rtl ? "&dir=rtl" : ""), size, theme });
    await act?.(page);
    if (whole) await stretch(page);
    await look(page, file);
    await page.context().close();
  });
}
