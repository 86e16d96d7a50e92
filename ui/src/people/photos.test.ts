import { expect, test } from "vitest";
import type { PhotoView } from "../wire/PhotoView";
import { figures, originWords } from "./photos";

const aPhoto = (own: Partial<PhotoView>): PhotoView => ({
  id: 1,
  added_ms: 0,
  origin: "file",
  eyes_px: 91.7,
  sharpness: 120,
  brightness: 130,
  flaws: [],
  ...own,
});

test("figures have their words", () => {
  expect(figures(aPhoto({}), String)).toBe("Eyes 92 px apart · sharp · well lit");
  expect(figures(aPhoto({ sharpness: 20, brightness: 40 }), String)).toBe("Eyes 92 px apart · blurred · dark");
  expect(figures(aPhoto({ sharpness: 60, brightness: 220 }), String)).toContain("fairly sharp · very bright");
});

test("an origin that is not known is said as it is", () => {
  expect(originWords("camera")).toBe("from a camera");
  expect(originWords("fax")).toBe("fax");
});
