import { expect, test } from "vitest";
import type { PackView } from "../wire/PackView";
import { faceOf, pathsIn } from "./packs";

const aPack = (own: Partial<PackView>): PackView => ({
  id: "yunet-sface",
  name: "YuNet + SFace",
  installed: true,
  broken: null,
  own_licence: false,
  bytes: 1,
  licences: ["MIT"],
  embedding_length: 128,
  threshold: 0.36,
  ...own,
});

test("a pack says how it stands, and damage comes first", () => {
  expect(faceOf(aPack({}), "yunet-sface")).toEqual({ tone: "good", word: "In use" });
  expect(faceOf(aPack({}), null)).toEqual({ tone: "resting", word: "Installed" });
  expect(faceOf(aPack({ installed: false }), null)).toEqual({ tone: "resting", word: "Not installed" });
  expect(faceOf(aPack({ broken: "A file is missing." }), "yunet-sface").tone).toBe("broken");
});

test("paths are read as file managers copy them", () => {
  expect(pathsIn(" /media/usb/a.onnx \n\n'/media/my stick/b.onnx'\nfile:///srv/c.onnx\n")).toEqual([
    "/media/usb/a.onnx",
    "/media/my stick/b.onnx",
    "/srv/c.onnx",
  ]);
});
