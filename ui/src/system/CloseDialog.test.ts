import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { aBackend, askedFor } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aCamera, aRunner, aView } from "../testing/values";
import type { CloseQuestion } from "../wire/CloseQuestion";
import CloseDialog from "./CloseDialog.svelte";

async function asked(question: CloseQuestion) {
  let hear: (question: CloseQuestion) => void = () => {};
  const view = aView({ cameras: [aCamera({ id: 1 }), aCamera({ id: 2 })], runners: [aRunner({ camera: 1 })] });
  const backend = aBackend(view, { hearClosing: async (to) => void (hear = to) });
  onStage(backend, CloseDialog, {});
  await waitFor(() => expect(askedFor(backend, "hearClosing")).toHaveLength(1));
  hear(question);
  return { backend, dialog: await screen.findByRole("dialog") };
}

test("without a tray closing asks, and says how many cameras quitting stops", async () => {
  const { backend, dialog } = await asked("no_tray");
  expect(dialog.textContent).toContain("This desktop has no tray.");
  expect(dialog.textContent).toContain("1 camera stays on watch");
  await fireEvent.click(screen.getByRole("button", { name: "Quit (stops 1 camera)" }));
  expect(askedFor(backend, "answerClosing")).toEqual([["quit"]]);
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("the first time it says that Bellwatch goes on in the tray", async () => {
  const { backend, dialog } = await asked("first_time");
  expect(dialog.textContent).toContain("The icon in the tray opens the window again");
  await fireEvent.click(screen.getByRole("button", { name: "Close the window" }));
  expect(askedFor(backend, "answerClosing")).toEqual([["hide"]]);
});

test("leaving the question unanswered leaves the window open", async () => {
  const { backend, dialog } = await asked("no_tray");
  await fireEvent(dialog, new Event("cancel", { cancelable: true }));
  expect(askedFor(backend, "answerClosing")).toEqual([["stay"]]);
});
