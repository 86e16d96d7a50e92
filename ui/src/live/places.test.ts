import { expect, test } from "vitest";
import { href, place, type Place } from "./places";

test("every place is found again by its address", () => {
  const places: Place[] = [
    { is: "wall", cameras: [] },
    { is: "wall", cameras: [3, 5] },
    { is: "cameras" },
    { is: "camera", camera: 12 },
    { is: "camera_new" },
    { is: "camera_edit", camera: 12 },
    { is: "profiles", profile: null },
    { is: "profiles", profile: 2 },
    { is: "profiles", profile: "new" },
    { is: "settings" },
  ];
  for (const one of places) expect(place(href(one))).toEqual(one);
});

test("what is no address is the wall", () => {
  for (const hash of ["", "#", "#/", "#/nowhere", "#/wall?only=x"]) {
    expect(place(hash)).toEqual({ is: "wall", cameras: [] });
  }
  expect(place("#/cameras/abc")).toEqual({ is: "cameras" });
});
