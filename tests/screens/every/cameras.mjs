// The wall, the strip above every screen, and the cameras.

/** Opens the import of cameras; with a file, waits for what is said of it. */
const importing = (file, said) => async (page, hand) => {
  await hand.choose("More", "Import…");
  if (file) await hand.give(file);
  if (said) await hand.see(said);
  else if (file) await page.getByRole("alert").first().waitFor();
};
const tile = (camera) => (page) => page.locator(`[data-camera="${camera}"]`).first();
const enlarge = (camera) => (page) => tile(camera)(page).click();
const face = (tab) => (_, hand) => hand.press(tab, "tab");
const refused188 = (words) => words.cameraList.summary(188, 0, 0, 12);

export const CAMERAS = [
  { name: "wall", hash: "/wall" },
  { name: "wall-32", hash: "/wall", school: "wall32" },
  { name: "wall-4", hash: "/wall", school: "demo" },
  { name: "wall-1", hash: "/wall", school: "wall1" },
  { name: "wall-none", hash: "/wall", school: "wall0" },
  { name: "wall-filtered-empty", hash: "/wall", act: (_, hand) => hand.search("nowhere") },
  { name: "wall-of-one-problem", hash: "/wall?only=2,4" },
  { name: "wall-frozen", hash: "/wall", act: (_, hand) => hand.keys("f") },
  { name: "wall-large", hash: "/wall", act: enlarge(1) },
  { name: "wall-large-broken", hash: "/wall", act: enlarge(4) },
  { name: "wall-evening", hash: "/wall", school: "evening" },
  { name: "wall-large-evening", hash: "/wall", school: "evening", act: enlarge(2) },
  {
    name: "wall-pause-menu",
    hash: "/wall",
    act: (_, hand) => hand.press((words) => words.pause.howLong(words.pause.all)),
  },
  { name: "wall-pointed-at", hash: "/wall", act: (page) => tile(1)(page).hover() },
  { name: "wall-32-pointed-at", hash: "/wall", school: "wall32", act: (page) => tile(1)(page).hover() },
  { name: "strip-open", hash: "/wall", act: (_, hand) => hand.press((words) => words.strip.showAll(3)) },
  { name: "keyboard", hash: "/wall", act: (_, hand) => hand.keys("?") },
  { name: "welcome", hash: "/wall", school: "empty" },
  { name: "loading", hash: "/wall", school: "loading", silent: true },
  { name: "engine-broken", hash: "/wall", school: "broken" },
  { name: "closing-first", hash: "/wall", act: (page) => page.evaluate(() => globalThis.askClosing("first_time")) },
  { name: "closing-no-tray", hash: "/wall", act: (page) => page.evaluate(() => globalThis.askClosing("no_tray")) },

  { name: "cameras", hash: "/cameras" },
  { name: "cameras-evening", hash: "/cameras", school: "evening" },
  { name: "cameras-empty", hash: "/cameras", school: "wall0" },
  { name: "cameras-filtered-empty", hash: "/cameras", act: (_, hand) => hand.search("nowhere") },
  { name: "cameras-more", hash: "/cameras", act: (_, hand) => hand.press("More") },
  { name: "cameras-import", hash: "/cameras", act: importing() },
  { name: "cameras-import-broken", hash: "/cameras", act: importing("cameras.xlsx") },
  { name: "cameras-import-refused", hash: "/cameras", act: importing("cameras.csv", refused188) },
  {
    name: "cameras-import-all",
    hash: "/cameras",
    act: async (page, hand) => {
      await importing("cameras.csv", refused188)(page, hand);
      await hand.press("All rows", "tab");
    },
  },
  {
    name: "cameras-chosen",
    hash: "/cameras",
    act: async (_, hand) => {
      await hand.check((words) => words.pause.choose("Gate 1"));
      await hand.check((words) => words.pause.choose("Yard"));
      await hand.press((words) => words.pause.howLong(words.pause.some(2)));
    },
  },
  {
    name: "camera-actions",
    hash: "/cameras",
    act: (_, hand) => hand.press((words) => words.cameras.actions("Gate 2")),
  },
  {
    name: "camera-delete",
    hash: "/cameras",
    act: async (_, hand) => {
      await hand.choose((words) => words.cameras.actions("Gate 2"), "Delete");
      await hand.see("Undo puts it back, without its runs.");
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
  { name: "camera-asking", hash: "/cameras/1", engine: "never" },
  { name: "camera-unread", hash: "/cameras/1", engine: "refused" },
  { name: "camera-command", hash: "/cameras/1", act: face("Command") },
  { name: "camera-log", hash: "/cameras/4", act: face("Log") },
  { name: "camera-events", hash: "/cameras/1", act: face("Events") },
  { name: "camera-clips", hash: "/cameras/1", act: face("Clips") },
  {
    name: "camera-clips-none",
    hash: "/cameras/4",
    act: async (_, hand) => {
      await hand.press("Clips", "tab");
      await hand.see("No clips");
    },
  },
  {
    name: "camera-clips-unread",
    hash: "/cameras/1",
    engine: "refused",
    act: async (_, hand) => {
      await hand.press("Clips", "tab");
      await hand.see("Clips could not be read");
    },
  },
  {
    name: "camera-clip",
    hash: "/cameras/1",
    act: async (_, hand) => {
      await hand.press("Clips", "tab");
      await hand.press("Play");
      await hand.see("This computer cannot show the film here. Save a copy and open it with another program.");
    },
  },
  {
    name: "camera-clip-delete",
    hash: "/cameras/1",
    act: async (_, hand) => {
      await hand.press("Clips", "tab");
      await hand.press("Delete this clip");
      await hand.see("The film goes for good.");
    },
  },
  {
    name: "camera-pause-until",
    hash: "/cameras/1",
    act: (_, hand) => hand.choose((words) => words.pause.howLong(words.pause.label), "Until…"),
  },
  {
    name: "camera-undo",
    hash: "/cameras/1",
    act: async (_, hand) => {
      await hand.press(({ pause }) => pause.withSpan(pause.label, pause.spans.half_hour));
      await hand.see("Undo");
    },
  },

  { name: "form-add", hash: "/cameras/new" },
  {
    name: "form-maker",
    hash: "/cameras/new",
    act: async (_, hand) => {
      await hand.pick("Maker", "Hikvision");
      await hand.fill("Its IP address or name", "10.1.3.7");
    },
  },
  { name: "camera-lowered", hash: "/cameras/3", school: "budget" },
  { name: "camera-without-budget", hash: "/cameras/5", school: "budget" },
  { name: "form-edit", hash: "/cameras/2/edit" },
  { name: "form-like", hash: "/cameras/new/2" },
  {
    name: "form-split-and-tested",
    hash: "/cameras/new",
    act: async (_, hand) => {
      await hand.fill("Name", "Gate 9");
      await hand.fill("Address", "rtsp://admin:p@ss/w#1@10.0.0.9:554/s1");
      await hand.keys("Tab");
      await hand.press("Test connection");
      await hand.see("It works.");
    },
  },
  {
    name: "form-test-fails",
    hash: "/cameras/2/edit",
    act: async (_, hand) => {
      await hand.fill("Address", "rtsp://10.0.0.9/wrong");
      await hand.press("Test connection");
      await hand.see(/401 Unauthorized/);
    },
  },
  {
    name: "form-problem",
    hash: "/cameras/new",
    act: async (page, hand) => {
      await hand.fill("Name", "Gate 1");
      await hand.fill("Address", "gate.school.lan");
      await hand.press("Save");
      await page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
];
