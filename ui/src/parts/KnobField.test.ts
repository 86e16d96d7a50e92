import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import KnobField from "./KnobField.svelte";

function knob(own: object = {}) {
  const onchange = vi.fn<(value: string) => void>();
  const input = { is: "number" as const, min: 0.1, max: 30, step: 0.1, unit: "fps", words: [] };
  render(KnobField, {
    props: {
      label: "Pictures",
      help: "How many.",
      range: "0.1 to 30",
      fallback: "4",
      input,
      value: "4",
      saved: "4",
      onchange,
      ...own,
    },
  });
  return onchange;
}

test("what is said of it is told with the field", () => {
  knob();
  const described = screen.getByLabelText("Pictures").getAttribute("aria-describedby")!.split(" ");
  const told = described.map((id) => document.getElementById(id)?.textContent).join(" ");
  expect(told).toContain("How many.");
  expect(told).toContain("0.1 to 30");
  expect(told).toContain("default 4");
});

test("a value that differs says so and goes back", () => {
  const onchange = knob({ value: "2" });
  screen.getByRole("button", { name: /Differs from default/ }).click();
  expect(onchange).toHaveBeenCalledWith("4");
});

test("anything may be typed: the engine says what is wrong", async () => {
  const onchange = knob();
  await fireEvent.input(screen.getByLabelText("Pictures"), { target: { value: "1e9" } });
  expect(onchange).toHaveBeenCalledWith("1e9");
});

test("the arrow keys count within the range", async () => {
  const onchange = knob({ value: "30" });
  await fireEvent.keyDown(screen.getByLabelText("Pictures"), { key: "ArrowUp" });
  expect(onchange).toHaveBeenLastCalledWith("30");
  await fireEvent.keyDown(screen.getByLabelText("Pictures"), { key: "ArrowDown" });
  expect(onchange).toHaveBeenLastCalledWith("29.9");
});

test("a word may stand in a number's place", () => {
  const input = { is: "number" as const, min: 3, max: 300, step: 1, unit: "s", words: ["auto"] };
  const onchange = knob({ input, value: "auto", saved: "auto", fallback: "auto" });
  const word = screen.getByRole("button", { name: "auto" });
  expect(word.getAttribute("aria-pressed")).toBe("true");
  word.click();
  expect(onchange).toHaveBeenCalledWith("3");
});

test("weekdays are chosen by name, and none is a word", async () => {
  const weekdays = { label: "Weekend", input: { is: "weekdays" as const }, fallback: "Sat Sun", value: "Fri Sun" };
  const onchange = knob(weekdays);
  expect(screen.getByRole("group", { name: "Weekend" })).toBeTruthy();
  expect(screen.getByText("default Saturday and Sunday")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Fri", pressed: true })).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Sat", pressed: false }));
  expect(onchange).toHaveBeenLastCalledWith("Fri Sat Sun");
  await fireEvent.click(screen.getByRole("button", { name: "Sun", pressed: true }));
  expect(onchange).toHaveBeenLastCalledWith("Fri");
});

test("without any weekday the value is none", async () => {
  const onchange = knob({ label: "Weekend", input: { is: "weekdays" as const }, value: "Fri" });
  await fireEvent.click(screen.getByRole("button", { name: "Fri" }));
  expect(onchange).toHaveBeenLastCalledWith("none");
});

test("choices are said in words, and told to the engine by their own", async () => {
  const input = { is: "choice" as const, choices: ["off", "crop", "crop_and_frame", "640"] };
  const range = "off, crop or crop_and_frame";
  const onchange = knob({ label: "Pictures kept", input, range, value: "crop", saved: "crop", fallback: "crop" });
  const said = [...document.querySelectorAll("option")].map((option) => option.textContent);
  expect(said).toEqual(["Off", "The face", "The face and the whole picture", "640"]);
  expect(document.body.textContent).not.toContain("crop");
  expect(screen.getByText("default The face")).toBeTruthy();
  await fireEvent.change(screen.getByLabelText("Pictures kept"), { target: { value: "crop_and_frame" } });
  expect(onchange).toHaveBeenCalledWith("crop_and_frame");
});
