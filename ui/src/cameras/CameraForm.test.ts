import { screen } from "@testing-library/svelte";
import type { ComponentProps } from "svelte";
import { expect, test, vi } from "vitest";
import { aBackend } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aCamera, aView } from "../testing/values";
import type { CameraDraft } from "../wire/CameraDraft";
import CameraForm from "./CameraForm.svelte";
import { draftLike, emptyDraft, firstLook, nextName } from "./draft";

const PROFILES = [
  { id: 1, name: "Standard", values: [], used_by: 0 },
  { id: 2, name: "Sparing", values: [], used_by: 0 },
];

const YARD = aCamera({ id: 4, name: "Yard", user: "admin", has_password: true, tags: ["outside"], priority: 7 });

async function form(own: Partial<ComponentProps<typeof CameraForm>> = {}) {
  const onchange = vi.fn<(draft: CameraDraft) => void>();
  const props = { draft: emptyDraft(1), kept: null, first: "name", problems: {}, ...own, onchange } as const;
  onStage(aBackend(aView({ profiles: PROFILES, cameras: [YARD] })), CameraForm, props);
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
  const onchange = await form({ draft: { ...emptyDraft(1), password: { is: "keep" } }, kept: { is: "keep" } });
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

test("a duplicate begins in its address, with the password of the other one by its number", async () => {
  const draft = draftLike(YARD, ["Yard"]);
  expect(draft).toMatchObject({ name: "Yard 2", user: "admin", tags: ["outside"], priority: 7 });
  expect(draft.password).toEqual({ is: "of", camera: 4 });
  const onchange = await form({ draft, kept: draft.password, first: "address" });
  const address = screen.getByLabelText<HTMLInputElement>("Address");
  expect(document.activeElement).toBe(address);
  expect(address.value.slice(address.selectionStart!, address.selectionEnd!)).toBe(YARD.address);
  expect(screen.getByText(/^The same as/).textContent).toMatch(/The same as .*Yard.*, sealed/);
  screen.getByRole("button", { name: "Change" }).click();
  expect(onchange).toHaveBeenLastCalledWith(expect.objectContaining({ password: { is: "set", password: "" } }));
});

test("a copy of a camera without a password has none", () => {
  expect(draftLike({ ...YARD, has_password: false }, []).password).toEqual({ is: "clear" });
});

test("the next free name counts on from the number that a name ends with", () => {
  const taken = ["Yard", "yard 2", "Gate 4", "Hall 2b"];
  expect(taken.map((name) => nextName(name, taken))).toEqual(["Yard 3", "yard 3", "Gate 5", "Hall 2b 2"]);
  expect(nextName("12", ["12"])).toBe("12 2");
});
