import { screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { aBackend } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import type { CameraDraft } from "../wire/CameraDraft";
import CameraForm from "./CameraForm.svelte";
import { emptyDraft, firstLook } from "./draft";

const PROFILES = [
  { id: 1, name: "Standard", values: [], used_by: 0 },
  { id: 2, name: "Sparing", values: [], used_by: 0 },
];

async function form(own: { draft?: CameraDraft; kept?: boolean; problems?: object } = {}) {
  const onchange = vi.fn<(draft: CameraDraft) => void>();
  const props = { draft: emptyDraft(1), kept: false, problems: {}, ...own, onchange };
  onStage(aBackend(aView({ profiles: PROFILES })), CameraForm, props);
  await screen.findByLabelText("Name");
  return onchange;
}

function type(label: string | RegExp, text: string): void {
  const field = screen.getByLabelText<HTMLInputElement>(label);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

test("credentials in the address are moved to their own fields, in sight", async () => {
  const onchange = await form();
  type("Address", "rtsp://admin:p@ss/1@10.0.0.9:554/s1");
  expect(onchange).toHaveBeenLastCalledWith(
    expect.objectContaining({
      address: "rtsp://10.0.0.9:554/s1",
      user: "admin",
      password: { is: "set", password: "p@ss/1" },
    }),
  );
  expect(await screen.findByText(/moved to their own fields/)).toBeTruthy();
});

test("a problem stands at its field", async () => {
  await form({ problems: { name: "There is a camera called Gate already." } });
  const field = screen.getByLabelText("Name");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const note = document.getElementById(field.getAttribute("aria-describedby")!);
  expect(note?.textContent).toContain("called Gate already");
});

test("a kept password is neither shown nor sent again", async () => {
  const onchange = await form({ draft: { ...emptyDraft(1), password: { is: "keep" } }, kept: true });
  expect(screen.getByText("Kept, sealed.")).toBeTruthy();
  expect(document.querySelector("input[type=password]")).toBeNull();
  screen.getByRole("button", { name: "Remove" }).click();
  expect(onchange).toHaveBeenLastCalledWith(expect.objectContaining({ password: { is: "clear" } }));
});

test("an empty sub-stream is none", async () => {
  const onchange = await form();
  type(/Sub-stream address/, "rtsp://a/b");
  expect(onchange).toHaveBeenLastCalledWith(expect.objectContaining({ sub_address: "rtsp://a/b" }));
  type(/Sub-stream address/, "");
  expect(onchange).toHaveBeenLastCalledWith(expect.objectContaining({ sub_address: null }));
});

test("a name and an address are asked for before the engine is", () => {
  expect(Object.keys(firstLook(emptyDraft(1)))).toEqual(["name", "address"]);
  expect(firstLook({ ...emptyDraft(1), name: "Gate", address: "demo:" })).toEqual({});
});
