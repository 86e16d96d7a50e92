import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Backend } from "../backend/backend";
import { aBackend } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import StartCard from "./StartCard.svelte";

function card(own: Partial<Backend>) {
  onStage(aBackend(aView({}), own), StartCard, {});
}

test("the switch shows what the desktop has, and changes it", async () => {
  let isOn = false;
  card({ autostartState: async () => isOn, autostartSet: async (on) => void (isOn = on) });
  const control = await screen.findByRole("switch", { name: "Start when I log in" });
  expect(control.getAttribute("aria-checked")).toBe("false");
  await fireEvent.click(control);
  expect(await screen.findByText("Bellwatch starts when you log in.")).toBeTruthy();
  expect(isOn).toBe(true);
  expect(control.getAttribute("aria-checked")).toBe("true");
});

test("a change that is refused is said, and the switch stays", async () => {
  const problem = { code: "failed", message: "Nothing can be written there.", detail: "", field: null } as const;
  card({ autostartState: async () => false, autostartSet: () => Promise.reject(problem) });
  const control = await screen.findByRole("switch");
  await fireEvent.click(control);
  expect(await screen.findByText("Nothing can be written there.")).toBeTruthy();
  expect(control.getAttribute("aria-checked")).toBe("false");
});

test("where the desktop does not tell there is a sentence instead of a switch", async () => {
  const problem = { code: "failed", message: "It cannot be told.", detail: "", field: null } as const;
  card({ autostartState: () => Promise.reject(problem) });
  expect(await screen.findByText("It cannot be told.")).toBeTruthy();
  expect(screen.queryByRole("switch")).toBeNull();
});
