import { expect, test } from "vitest";
import { SETTINGS } from "../backend/pretend/knobs";
import { groupOf, ofRecognition, ofSite } from "./settings";

test("each setting stands on one face, but the pack, which is chosen among the packs", () => {
  for (const { key } of SETTINGS)
    expect([ofSite(key), ofRecognition(key)].filter(Boolean), key).toHaveLength(key === "pack" ? 0 : 1);
});

test("what is kept of faces stands with recognition, whatever its unit is called", () => {
  expect(ofRecognition("keep_crops_days")).toBe(true);
  expect(ofRecognition("keep_history")).toBe(false);
  expect(groupOf("keep_attendance")).toBe("keeping");
  expect(groupOf("votes")).toBe("recognition");
});
