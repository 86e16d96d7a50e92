import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { aBackend } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import { words } from "../words/words";
import Dialog from "./Dialog.svelte";
import ToastSayer from "../testing/ToastSayer.svelte";

/** Begins from the right and goes on from the left. */
const NAME = "هيوا Rasul";

test("a name in a note stands by itself, and the sentence keeps its own direction", async () => {
  onStage(aBackend(aView({})), ToastSayer, { text: words.people.form.saved(NAME) });
  const note = (await screen.findByText(NAME)).closest("p")!;
  expect(note.querySelector("bdi")?.textContent).toBe(NAME);
  expect(note.textContent).toBe(`${NAME} is saved.`);
  expect(note.hasAttribute("dir")).toBe(false);
});

test("so does a name in the title of a dialog", () => {
  const children = () => {};
  render(Dialog, {
    props: { title: words.people.going.eraseTitle(NAME), onclose: () => {}, children: children as never },
  });
  const title = screen.getByText(NAME).closest("h2")!;
  expect(title.querySelector("bdi")?.textContent).toBe(NAME);
  expect(title.textContent).toBe(`Erase ${NAME}?`);
});
