import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { aBackend } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import { words } from "../words/words";
import Dialog from "./Dialog.svelte";
import { Toasts } from "./toasts.svelte";
import ToastSayer from "../testing/ToastSayer.svelte";

test("the newest that can be undone is, once", () => {
  const toasts = new Toasts();
  const undone: string[] = [];
  toasts.say({ text: "first", tone: "plain", undo: () => undone.push("first") });
  toasts.say({ text: "second", tone: "plain", undo: () => undone.push("second") });
  toasts.say({ text: "third", tone: "plain" });
  expect([toasts.undo(), toasts.undo(), toasts.undo()]).toEqual([true, true, false]);
  expect(undone).toEqual(["second", "first"]);
  expect(toasts.list.map((toast) => toast.text)).toEqual(["third"]);
});

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
