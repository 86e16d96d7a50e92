// Where things are shown: addresses within the window, made and read in one place.

/** The faces of the schedule. */
export const scheduleTabs = ["week", "days", "timeline"] as const;
export type ScheduleTab = (typeof scheduleTabs)[number];

/** The faces of the settings. */
export const settingsTabs = ["site", "recognition"] as const;
export type SettingsTab = (typeof settingsTabs)[number];

/** The faces of the system. */
export const systemTabs = ["gauges", "forecast", "processes", "logs", "events"] as const;
export type SystemTab = (typeof systemTabs)[number];

/** A place in the window. Dates are local, "2026-11-21". */
export type Place =
  | { is: "wall"; cameras: number[] }
  | { is: "cameras" }
  | { is: "camera"; camera: number }
  /** The form of a new camera, filled with the settings of another where it is to be like one. */
  | { is: "camera_new"; like: number | null }
  | { is: "camera_edit"; camera: number }
  | { is: "profiles"; profile: number | "new" | null }
  | { is: "schedule"; tab: ScheduleTab; schedule: number | null }
  | { is: "attendance"; date: string | null }
  | { is: "attendance_period"; date: string; occurrence: number }
  | { is: "attendance_person"; person: number }
  | { is: "review" }
  | { is: "people" }
  | { is: "person"; person: number }
  | { is: "unknown" }
  | { is: "system"; tab: SystemTab }
  | { is: "settings"; tab: SettingsTab }
  /** A section of Help, or something within one: a heading, or `error-` and a code. */
  | { is: "help"; section: string | null };

/** The address of a place, for links. */
export function href(place: Place): string {
  switch (place.is) {
    case "wall":
      return place.cameras.length ? `#/wall?only=${place.cameras.join(",")}` : "#/wall";
    case "cameras":
      return "#/cameras";
    case "camera":
      return `#/cameras/${place.camera}`;
    case "camera_new":
      return place.like === null ? "#/cameras/new" : `#/cameras/new/${place.like}`;
    case "camera_edit":
      return `#/cameras/${place.camera}/edit`;
    case "profiles":
      return place.profile === null ? "#/profiles" : `#/profiles/${place.profile}`;
    case "schedule":
      return place.schedule === null ? `#/schedule/${place.tab}` : `#/schedule/${place.tab}/${place.schedule}`;
    case "attendance":
      return place.date === null ? "#/attendance" : `#/attendance/${place.date}`;
    case "attendance_period":
      return `#/attendance/${place.date}/${place.occurrence}`;
    case "attendance_person":
      return `#/attendance/person/${place.person}`;
    case "review":
      return "#/attendance/review";
    case "people":
      return "#/people";
    case "person":
      return `#/people/${place.person}`;
    case "unknown":
      return "#/people/unknown";
    case "system":
      return place.tab === "gauges" ? "#/system" : `#/system/${place.tab}`;
    case "settings":
      return place.tab === "site" ? "#/settings" : `#/settings/${place.tab}`;
    case "help":
      return place.section === null ? "#/help" : `#/help/${place.section}`;
  }
}

/** The place of an address; whatever is unknown is the wall. */
export function place(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [first, second, third] = path.split("/");
  const id = number(second);
  switch (first) {
    case "cameras":
      if (second === "new") return { is: "camera_new", like: number(third) };
      if (id === null) return { is: "cameras" };
      return third === "edit" ? { is: "camera_edit", camera: id } : { is: "camera", camera: id };
    case "profiles":
      return { is: "profiles", profile: second === "new" ? "new" : id };
    case "schedule": {
      const tab = scheduleTabs.find((known) => known === second) ?? "week";
      return { is: "schedule", tab, schedule: number(third) };
    }
    case "attendance":
      return attendance(second, third);
    case "people":
      if (second === "unknown") return { is: "unknown" };
      return id === null ? { is: "people" } : { is: "person", person: id };
    case "system":
      return { is: "system", tab: systemTabs.find((known) => known === second) ?? "gauges" };
    case "settings":
      return { is: "settings", tab: settingsTabs.find((known) => known === second) ?? "site" };
    case "help":
      return { is: "help", section: second !== undefined && /^[a-z0-9_-]+$/.test(second) ? second : null };
    default:
      return { is: "wall", cameras: ids(new URLSearchParams(query).get("only")) };
  }
}

function attendance(second: string | undefined, third: string | undefined): Place {
  const occurrence = number(third);
  if (second === "review") return { is: "review" };
  if (second === "person" && occurrence !== null) return { is: "attendance_person", person: occurrence };
  if (second === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(second)) return { is: "attendance", date: null };
  return occurrence === null
    ? { is: "attendance", date: second }
    : { is: "attendance_period", date: second, occurrence };
}

function number(word: string | undefined): number | null {
  return word !== undefined && /^\d+$/.test(word) ? Number(word) : null;
}

/** Goes there. Whoever is there already stays where they are: going anew would take the focus away. */
export function go(to: Place): void {
  if (location.hash !== href(to)) location.hash = href(to);
}

function ids(list: string | null): number[] {
  return (list ?? "")
    .split(",")
    .filter((word) => /^\d+$/.test(word))
    .map(Number);
}
