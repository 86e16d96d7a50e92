// The schedule and the profiles.

/** What follows from saving. */
const FOLLOWS = "12 cameras watch 3 h 30 min more and 1 h less within the next 14 days, all together.";

export const SCHEDULE = [
  { name: "schedule-week", hash: "/schedule/week" },
  { name: "schedule-week-first", hash: "/schedule/week", school: "empty" },
  {
    name: "schedule-week-edit",
    hash: "/schedule/week",
    act: async (page, hand) => {
      await page.locator('[data-period="1-2"]').press("ArrowDown");
      await page.locator('[data-period="1-2"]').press("Enter");
      await hand.press("Show days");
    },
  },
  {
    name: "schedule-sample",
    hash: "/schedule/week",
    act: async (_, hand) => {
      await hand.press("Sample school week");
      await hand.see(FOLLOWS);
    },
  },
  {
    name: "schedule-new",
    hash: "/schedule/week",
    act: async (_, hand) => {
      await hand.press("New schedule");
      await hand.see(FOLLOWS);
    },
  },
  {
    name: "schedule-remove",
    hash: "/schedule/week",
    act: async (_, hand) => {
      await hand.press("Remove schedule");
      await hand.see(FOLLOWS);
    },
  },
  { name: "schedule-gone", hash: "/schedule/week/999" },
  { name: "schedule-days", hash: "/schedule/days" },
  { name: "schedule-days-2000", hash: "/schedule/days", school: "days2000" },
  { name: "schedule-days-none", hash: "/schedule/days", school: "empty" },
  {
    name: "schedule-days-filtered-empty",
    hash: "/schedule/days",
    school: "days2000",
    act: async (_, hand) => {
      await hand.search("no such day");
      await hand.see("No day matches.");
    },
  },
  {
    name: "schedule-day-add",
    hash: "/schedule/days",
    act: async (_, hand) => {
      await hand.press("Add a day");
      await hand.fill("Name", "Sports day");
      await hand.pick("What happens", "window");
      await hand.see(FOLLOWS);
    },
  },
  {
    name: "schedule-day-remove",
    hash: "/schedule/days",
    act: async (page, hand) => {
      await page.locator("aside li").first().getByRole("button").last().click();
      await hand.see(FOLLOWS);
    },
  },
  {
    name: "schedule-import",
    hash: "/schedule/days",
    act: async (_, hand) => {
      await hand.give("days.ics");
      await hand.see("There already");
    },
  },
  { name: "schedule-timeline", hash: "/schedule/timeline" },
  { name: "schedule-timeline-none", hash: "/schedule/timeline", school: "wall0" },
  { name: "schedule-timeline-filtered-empty", hash: "/schedule/timeline", act: (_, hand) => hand.search("nowhere") },
  { name: "schedule-timeline-asking", hash: "/schedule/timeline", engine: "never" },

  { name: "profiles", hash: "/profiles/2" },
  { name: "profile-new", hash: "/profiles/new" },
  { name: "profile-gone", hash: "/profiles/999" },
  {
    name: "profile-changes",
    hash: "/profiles/1",
    act: async (_, hand) => {
      await hand.fill("Pictures per second", "2");
      await hand.pick("RTSP transport", "udp");
      await hand.see((words) => words.profiles.restarts(7));
    },
  },
  {
    name: "profile-problem",
    hash: "/profiles/1",
    act: async (page, hand) => {
      await hand.fill("Pictures per second", "1e9");
      await page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
  {
    name: "profile-in-use",
    hash: "/profiles/1",
    act: async (page, hand) => {
      await hand.press("Delete");
      await page.getByRole("dialog").getByText(/Gate 1/).first().waitFor();
    },
  },
];
