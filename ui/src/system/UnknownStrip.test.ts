import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { aBackend, askedFor } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import UnknownStrip from "./UnknownStrip.svelte";

const NOW = Date.UTC(2026, 10, 23, 9, 24, 0);

function strip(ends_ms: number | null) {
  const { recognition } = aView({});
  const mode = ends_ms === null ? null : { by: "window", started_ms: NOW - 60_000, ends_ms };
  const backend = aBackend(
    aView({ recognition: { ...recognition, unknown: { mode, faces: 2, left_out: 0, revision: 7 } } }),
  );
  onStage(backend, UnknownStrip, {});
  return backend;
}

const region = () => screen.queryByRole("region", { name: "Unknown faces are being kept" });

test("while unknown faces are kept it says so, how long still, and stops it", async () => {
  const backend = strip(NOW + 12 * 60_000);
  await screen.findByText("12:00 left");
  expect(region()?.textContent).toContain("people who match nobody are being kept");
  expect(region()?.textContent).toContain("started by window");
  expect(screen.getByRole("link", { name: "Look at 2 faces" }).getAttribute("href")).toBe("#/people/unknown");
  await fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(askedFor(backend, "unknownStop")).toHaveLength(1);
});

test("without the mode, and at its end, it says nothing", async () => {
  strip(null);
  await Promise.resolve();
  expect(region()).toBeNull();
  strip(NOW);
  await Promise.resolve();
  expect(region()).toBeNull();
});
