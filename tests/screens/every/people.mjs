// Attendance, review and people.

const dialog = (page) => page.getByRole("dialog").waitFor();
/** The first sighting that waits, and the one after it. */
const first = (_, hand) => hand.see(({ review }) => review.progress(1, 12));
const second = (_, hand) => hand.see(({ review }) => review.progress(2, 12));

export const PEOPLE = [
  { name: "attendance", hash: "/attendance" },
  { name: "attendance-asking", hash: "/attendance", engine: "never" },
  { name: "attendance-unread", hash: "/attendance", engine: "refused" },
  {
    name: "attendance-gaps",
    hash: "/attendance",
    act: async (_, hand) => {
      await hand.press(/Period 2/, "link");
      await hand.see("Gate 2 was down 08:52–09:04 (no answer)");
      await hand.check((words) => words.attendance.choose("Anton Fischer"));
      await hand.check((words) => words.attendance.choose("Emma Haug"));
    },
  },
  {
    name: "attendance-by-hand",
    hash: "/attendance",
    act: async (_, hand) => {
      await hand.press(/Period 1/, "link");
      await hand.pick("Status", "excused");
      await hand.see(/Note from the parents/);
    },
  },
  {
    name: "attendance-filtered-empty",
    hash: "/attendance",
    act: async (_, hand) => {
      await hand.press(/Period 1/, "link");
      await hand.search("nobody at all");
      await hand.see("Nobody matches");
    },
  },
  {
    name: "attendance-correct",
    hash: "/attendance",
    act: async (_, hand) => {
      await hand.press((words) => words.attendance.correctOne("Anton Fischer"));
      await hand.press("Save");
      await hand.see("Say why, in a few words.");
    },
  },
  { name: "attendance-export", hash: "/attendance", act: (_, hand) => hand.press("Export") },
  {
    name: "attendance-sign",
    hash: "/attendance/2026-11-18",
    act: async (_, hand) => {
      await hand.press("Sign off the day");
      await hand.see("What you sign");
    },
  },
  {
    name: "attendance-signed",
    hash: "/attendance/2026-11-20",
    act: (page) => page.locator(".seal").waitFor(),
  },
  {
    name: "attendance-seal-broken",
    hash: "/attendance/2026-11-19",
    act: (_, hand) => hand.see((words) => words.attendance.signBroken),
  },
  { name: "attendance-free-day", hash: "/attendance/2026-11-22" },
  { name: "attendance-nobody-expected", hash: "/attendance", school: "noexpects" },
  { name: "attendance-nobody", hash: "/attendance", school: "nobody" },
  { name: "attendance-recognition-off", hash: "/attendance", school: "nopack" },
  {
    name: "attendance-person",
    hash: "/attendance/person/31",
    act: (page) => page.locator("tbody tr, [role=row]").nth(1).waitFor(),
  },
  { name: "attendance-person-asking", hash: "/attendance/person/31", engine: "never" },
  { name: "attendance-person-unread", hash: "/attendance/person/31", engine: "refused" },

  { name: "review", hash: "/attendance/review", act: first },
  {
    name: "review-decided",
    hash: "/attendance/review",
    act: async (page, hand) => {
      await first(page, hand);
      await hand.keys("Enter");
      await second(page, hand);
      await hand.arrow("back");
      await page.locator(".decided").waitFor();
    },
  },
  {
    name: "review-someone-else",
    hash: "/attendance/review",
    act: async (page, hand) => {
      await first(page, hand);
      await hand.keys("s");
      await page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "review-seen-often",
    hash: "/attendance/review",
    act: async (page, hand) => {
      await first(page, hand);
      await hand.arrow("on");
      await hand.see((words) => words.review.othersOf(12, 74));
    },
  },
  { name: "review-nothing", hash: "/attendance/review", school: "nobody" },
  { name: "review-asking", hash: "/attendance/review", engine: "never", silent: true },
  { name: "review-unread", hash: "/attendance/review", engine: "refused" },

  { name: "people", hash: "/people", act: (_, hand) => hand.see(/Anton Albrecht|عبد/) },
  { name: "people-2000", hash: "/people", school: "people2000" },
  { name: "people-empty", hash: "/people", school: "nobody" },
  { name: "people-asking", hash: "/people", engine: "never" },
  { name: "people-unread", hash: "/people", engine: "refused" },
  {
    name: "people-chosen",
    hash: "/people",
    act: async (_, hand) => {
      await hand.check((words) => words.people.choose("Anton Brandt"));
      await hand.check((words) => words.people.choose("Clara Brandt"));
    },
  },
  { name: "people-filtered-empty", hash: "/people", act: (_, hand) => hand.search("nobody at all") },
  {
    name: "people-more",
    hash: "/people",
    act: async (_, hand) => {
      await hand.see("Anton Albrecht");
      await hand.press("More");
    },
  },
  {
    name: "people-add",
    hash: "/people",
    act: async (page, hand) => {
      await hand.press("Add a person");
      await hand.press("Save");
      await page.locator("dialog [aria-invalid=true]").first().waitFor();
    },
  },
  {
    name: "people-consent",
    hash: "/people",
    act: async (page, hand) => {
      await hand.check((words) => words.people.choose("Anton Brandt"));
      await hand.press((words) => words.people.consentSome(1));
      await dialog(page);
    },
  },
  {
    name: "people-import",
    hash: "/people",
    act: async (_, hand) => {
      await hand.press("Import…");
      await hand.give("people.csv");
      await hand.see((words) => words.people.import.summary(3, 1, 2));
    },
  },
  {
    name: "people-photos",
    hash: "/people",
    act: async (_, hand) => {
      await hand.press("Photos…");
      await hand.give("1001.jpg", "1004_dark.jpg", "9999.png");
      await hand.see((words) => words.people.enrol.summary(1, 1, 1));
    },
  },
  {
    name: "people-alike",
    hash: "/people",
    act: async (page, hand) => {
      await hand.see("Anton Albrecht");
      await hand.press("More");
      await page
        .getByRole("menuitem")
        .filter({ hasText: /alike|متشابه|يتشابه/ })
        .click();
      await hand.see("Nora Winter");
    },
  },
  { name: "person", hash: "/people/24" },
  { name: "person-twin", hash: "/people/31" },
  { name: "person-no-consent", hash: "/people/44" },
  { name: "person-gone", hash: "/people/99999" },
  { name: "person-asking", hash: "/people/24", engine: "never", silent: true },
  { name: "person-unread", hash: "/people/24", engine: "refused" },
  {
    name: "person-edit",
    hash: "/people/24",
    act: async (page, hand) => {
      await hand.press("Edit");
      await dialog(page);
    },
  },
  {
    name: "person-photo-remove",
    hash: "/people/24",
    act: async (page, hand) => {
      await hand.press((words) => words.people.photo.remove(1));
      await dialog(page);
    },
  },
  {
    name: "person-camera",
    hash: "/people/24",
    act: async (page, hand) => {
      await hand.press("From a camera…");
      await page.getByRole("dialog").getByRole("img").first().waitFor();
    },
  },
  {
    name: "person-withdraw",
    hash: "/people/24",
    act: async (_, hand) => {
      await hand.press("Withdraw consent…");
      await hand.see("This goes for good:");
    },
  },
  {
    name: "person-erase",
    hash: "/people/24",
    act: async (_, hand) => {
      await hand.press("Erase…");
      await hand.see("Nothing stays, and there is no way back.");
    },
  },
  {
    name: "person-certificate",
    hash: "/people/24",
    act: async (page, hand) => {
      await hand.press("Erase…");
      await page.getByRole("dialog").getByRole("textbox").fill("1070");
      await hand.press("Erase for good");
      await hand.see("Certificate");
    },
  },

  { name: "unknown-off", hash: "/people/unknown" },
  { name: "unknown-no-pack", hash: "/people/unknown", school: "nopack" },
  { name: "unknown-tray", hash: "/people/unknown", school: "unknown" },
  { name: "unknown-left", hash: "/people/unknown", school: "unknownleft" },
  { name: "unknown-rtl", hash: "/people/unknown", school: "rtl" },
  { name: "unknown-wall", hash: "/wall", school: "unknown" },
  { name: "unknown-asking", hash: "/people/unknown", engine: "never", silent: true },
  { name: "unknown-unread", hash: "/people/unknown", engine: "refused" },
  { name: "unknown-start", hash: "/people/unknown", act: (_, hand) => hand.press("Keep unknown faces…") },
  {
    name: "unknown-nobody-yet",
    hash: "/people/unknown",
    act: async (page, hand) => {
      await hand.press("Keep unknown faces…");
      await hand.press("Keep them", "button", page.getByRole("dialog"));
      await hand.see("Nobody unknown was seen yet");
    },
  },
  {
    name: "unknown-delete-all",
    hash: "/people/unknown",
    school: "unknown",
    act: async (page, hand) => {
      await hand.press("Delete all…");
      await dialog(page);
    },
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
    act: async (page, hand) => {
      await page.locator("[data-face]").first().click();
      await hand.press("Somebody new", "tab");
    },
  },
];
