// Where things are shown: addresses within the window, made and read in one place.

/** The faces of the schedule. */
export const scheduleTabs = ["week", "days", "timeline"] as const;
export type ScheduleTab = (typeof scheduleTabs)[number];

/** A place in the window. */
export type Place =
  | { is: "wall"; cameras: number[] }
  | { is: "cameras" }
  | { is: "camera"; camera: number }
  | { is: "camera_new" }
  | { is: "camera_edit"; camera: number }
  | { is: "profiles"; profile: number | "new" | null }
  | { is: "schedule"; tab: ScheduleTab; schedule: number | null }
  | { is: "settings" };

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
      return "#/cameras/new";
    case "camera_edit":
      return `#/cameras/${place.camera}/edit`;
    case "profiles":
      return place.profile === null ? "#/profiles" : `#/profiles/${place.profile}`;
    case "schedule":
      return place.schedule === null ? `#/schedule/${place.tab}` : `#/schedule/${place.tab}/${place.schedule}`;
    case "settings":
      return "#/settings";
  }
}

/** The place of an address; whatever is unknown is the wall. */
export function place(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [first, second, third] = path.split("/");
  const id = second !== undefined && /^\d+$/.test(second) ? Number(second) : null;
  switch (first) {
    case "cameras":
      if (second === "new") return { is: "camera_new" };
      if (id === null) return { is: "cameras" };
      return third === "edit" ? { is: "camera_edit", camera: id } : { is: "camera", camera: id };
    case "profiles":
      return { is: "profiles", profile: second === "new" ? "new" : id };
    case "schedule": {
      const tab = scheduleTabs.find((known) => known === second) ?? "week";
      return { is: "schedule", tab, schedule: third !== undefined && /^\d+$/.test(third) ? Number(third) : null };
    }
    case "settings":
      return { is: "settings" };
    default:
      return { is: "wall", cameras: ids(new URLSearchParams(query).get("only")) };
  }
}

/** Goes there. */
export function go(to: Place): void {
  location.hash = href(to);
}

function ids(list: string | null): number[] {
  return (list ?? "")
    .split(",")
    .filter((word) => /^\d+$/.test(word))
    .map(Number);
}
