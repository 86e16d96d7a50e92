import { screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { aBackend, askedFor } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aCamera, aView } from "../testing/values";
import RemoveDialog from "./RemoveDialog.svelte";

test("a deleted camera is put back from the note that says so", async () => {
  const camera = aCamera({ id: 7, name: "Gate" });
  const backend = aBackend(aView({ cameras: [camera] }), {
    cameraRemoval: async () => ({ consequences: ["Gate stops."], refusal: null }),
  });
  const onclose = vi.fn();
  onStage(backend, RemoveDialog, { camera, onclose });
  (await screen.findByRole("button", { name: "Delete" })).click();
  const undo = await screen.findByRole("button", { name: "Undo" });
  expect(askedFor(backend, "cameraRemove")).toEqual([[7]]);
  expect(onclose).toHaveBeenCalled();
  expect(askedFor(backend, "cameraRestore")).toEqual([]);
  undo.click();
  await vi.waitFor(() => expect(askedFor(backend, "cameraRestore")).toEqual([[7]]));
});
