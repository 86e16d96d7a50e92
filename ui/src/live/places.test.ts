import { expect, test } from "vitest";
import { href, place, type Place } from "./places";

test("every place is found again by its address", () => {
  const places: Place[] = [
    { is: "wall", cameras: [] },
    { is: "wall", cameras: [3, 5] },
    { is: "cameras" },
    { is: "camera", camera: 12 },
    { is: "camera_new", like: null },
    { is: "camera_new", like: 12 },
    { is: "camera_edit", camera: 12 },
    { is: "profiles", profile: null },
    { is: "profiles", profile: 2 },
    { is: "profiles", profile: "new" },
    { is: "attendance", date: null },
    { is: "attendance", date: "2026-11-21" },
    { is: "attendance_period", date: "2026-11-21", occurrence: 17 },
    { is: "attendance_person", person: 8 },
    { is: "review" },
    { is: "people" },
    { is: "person", person: 8 },
    { is: "settings", tab: "site" },
    { is: "settings", tab: "recognition" },
    { is: "help", section: null },
    { is: "help", section: "error-auth_failed" },
  ];
  for (const one of places) expect(place(href(one))).toEqual(one);
});

test("what is no address is the wall", () => {
  for (const hash of ["", "#", "#/", "#/nowhere", "#/wall?only=x"]) {
    expect(place(hash)).toEqual({ is: "wall", cameras: [] });
  }
  expect(place("#/cameras/abc")).toEqual({ is: "cameras" });
  expect(place("#/attendance/yesterday")).toEqual({ is: "attendance", date: null });
  expect(place("#/people/abc")).toEqual({ is: "people" });
  expect(place("#/help/<b>")).toEqual({ is: "help", section: null });
  expect(place("#/settings/abc")).toEqual({ is: "settings", tab: "site" });
});
