// Settings, recognition, the system, and Help.

const charted = (page) => page.locator(".u-over").waitFor();
const foreseen = (_, hand) => hand.see("The coming week");
const ended = (_, hand) => hand.see("Recent endings");
const asksAgain = (_, hand) => hand.see("Try again");
const listed = (page) => page.locator("tbody tr").first().waitFor();

/** Rehearses the newest backup, and opens the question whether to restore it. */
const restoring = async (page, hand) => {
  await page.locator("main li").getByRole("button").first().click();
  await hand.press("Restore this backup…");
  await hand.see("A backup of now is made first: restoring that one brings it all back.");
};
/** Opens the import of a configuration with a file, and waits for what is said of it. */
const configuring = (name, text, said) => async (page, hand) => {
  await hand.press("Import…");
  const file = { name, mimeType: "text/plain", buffer: Buffer.from(text) };
  await page.locator("input[type=file]").setInputFiles(file);
  await (said ? hand.see(said) : page.getByRole("alert").first().waitFor());
};

export const SYSTEM = [
  { name: "settings", hash: "/settings" },
  { name: "settings-unread", hash: "/settings", engine: "refused" },
  {
    name: "settings-zone",
    hash: "/settings",
    act: async (_, hand) => {
      await hand.fill("Time zone", "Asia/Baghdad");
      await hand.see("12 cameras watch 3 h 30 min more and 1 h less within the next 14 days, all together.");
    },
  },
  {
    name: "settings-problem",
    hash: "/settings",
    act: async (page, hand) => {
      await hand.fill("Time zone", "Mars");
      await hand.press("Save");
      await page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
  {
    name: "backup-rehearsal",
    hash: "/settings",
    act: async (page, hand) => {
      await page.locator("main li").getByRole("button").first().click();
      await hand.see("Nothing was changed.");
    },
  },
  { name: "backup-restore", hash: "/settings", act: restoring },
  {
    name: "backup-restored",
    hash: "/settings",
    act: async (page, hand) => {
      await restoring(page, hand);
      // What it is called is asked before the page is loaded anew.
      const restored = await hand.at("The backup is restored", "dialog");
      await hand.press("Restore now");
      await restored.waitFor();
    },
  },
  {
    name: "config-import",
    hash: "/settings",
    act: configuring("school.toml", "format = 1", (words) => words.configFile.leftOut(4)),
  },
  {
    name: "config-import-refused",
    hash: "/settings",
    act: configuring("school.toml", "bad", (words) => words.configFile.line(41)),
  },
  { name: "config-import-broken", hash: "/settings", act: configuring("notes.txt", "no") },
  {
    name: "config-export",
    hash: "/settings",
    act: async (page, hand) => {
      await hand.press("Export…");
      await hand.check("With the cameras’ passwords");
      await (await hand.field("Passphrase")).waitFor();
    },
  },
  {
    name: "leave",
    hash: "/settings",
    act: async (_, hand) => {
      await hand.fill("Name of this site", "Oak School");
      await hand.press("Wall", "link");
      await hand.see("Leave without saving?");
    },
  },
  { name: "recognition", hash: "/settings/recognition", act: (_, hand) => hand.see(/5,565|٥٬٥٦٥/) },
  { name: "recognition-off", hash: "/settings/recognition", school: "nopack" },
  { name: "recognition-broken", hash: "/settings/recognition", school: "badpack" },
  { name: "recognition-unread", hash: "/settings/recognition", engine: "refused" },
  {
    name: "recognition-measured",
    hash: "/settings/recognition",
    act: async (page, hand) => {
      await page.locator("summary").first().click();
      await hand.press("Measure");
      await hand.see("Measure again");
    },
  },
  {
    name: "recognition-from-files",
    hash: "/settings/recognition",
    act: async (page, hand) => {
      await hand.press("From files…");
      await hand.press("Install", "button", page.getByRole("dialog"));
      await hand.see("Say where the files lie.");
    },
  },

  { name: "system", hash: "/system", act: charted },
  { name: "system-gpu", hash: "/system", school: "gpu", act: charted },
  { name: "system-full", hash: "/system", school: "full", act: charted },
  { name: "system-empty", hash: "/system", school: "empty" },
  { name: "system-unread", hash: "/system", engine: "refused" },
  {
    name: "system-day",
    hash: "/system",
    act: async (page, hand) => {
      await charted(page);
      await hand.press("24 hours", "radio");
      await page.locator("[role=img][tabindex], .u-over").first().focus();
      await hand.keys("End", "PageUp", "ArrowLeft");
    },
  },
  { name: "system-forecast", hash: "/system/forecast", act: foreseen },
  { name: "system-forecast-full", hash: "/system/forecast", school: "full", act: foreseen },
  { name: "system-forecast-unread", hash: "/system/forecast", engine: "refused", act: asksAgain },
  { name: "system-processes", hash: "/system/processes", act: ended },
  { name: "system-processes-none", hash: "/system/processes", school: "wall0" },
  { name: "system-processes-unread", hash: "/system/processes", engine: "refused" },
  {
    name: "system-too-soon",
    hash: "/system/processes",
    act: async (page, hand) => {
      await hand.press("Enforce now");
      await hand.press("Enforce now");
      await page.locator("main .note.late").first().waitFor();
    },
  },
  { name: "system-logs", hash: "/system/logs", act: (page) => page.locator("ol li").first().waitFor() },
  { name: "system-logs-none", hash: "/system/logs", act: (_, hand) => hand.search("nothing of the kind") },
  { name: "system-logs-unread", hash: "/system/logs", engine: "refused", act: asksAgain },
  { name: "system-events", hash: "/system/events", act: listed },
  {
    name: "system-events-none",
    hash: "/system/events",
    act: async (_, hand) => {
      await hand.search("nothing of the kind");
      await hand.see("No event matches");
    },
  },
  { name: "system-events-unread", hash: "/system/events", engine: "refused", act: asksAgain },

  { name: "help", hash: "/help" },
  { name: "help-errors", hash: "/help/error-stalled" },
  { name: "help-bell", hash: "/help/the-bell" },
  { name: "help-packs", hash: "/help/faces-model-packs" },
  { name: "help-found", hash: "/help", act: (_, hand) => hand.search("camera password") },
  { name: "help-nothing", hash: "/help", act: (_, hand) => hand.search("xylophone") },
  { name: "help-gone", hash: "/help/nowhere" },
];
