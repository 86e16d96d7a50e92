import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deed } from "./deed";
import { Toasts } from "../parts/toasts.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a note goes by itself, but not while it is read", () => {
  const toasts = new Toasts();
  toasts.say({ text: "Done.", tone: "plain" });
  const { id } = toasts.list[0]!;
  toasts.hold(id);
  vi.advanceTimersByTime(60_000);
  expect(toasts.list).toHaveLength(1);
  toasts.release(id);
  vi.advanceTimersByTime(8_000);
  expect(toasts.list).toHaveLength(0);
});

test("there are never too many", () => {
  const toasts = new Toasts();
  for (let at = 0; at < 9; at += 1) toasts.say({ text: String(at), tone: "plain" });
  expect(toasts.list.map(({ text }) => text)).toEqual(["5", "6", "7", "8"]);
});

test("what was done can be undone from its note", async () => {
  const toasts = new Toasts();
  const undo = vi.fn(async () => {});
  expect(await deed(toasts, { text: "Paused.", undo }, async () => {})).toBe(true);
  toasts.list[0]!.undo?.();
  expect(undo).toHaveBeenCalledOnce();
});

test("a refusal becomes a note with its whole chain", async () => {
  const toasts = new Toasts();
  const problem = { code: "gone", message: "It is gone.", detail: "no row 7", field: null };
  expect(await deed(toasts, { text: "Paused." }, () => Promise.reject(problem))).toBe(false);
  expect(toasts.list).toMatchObject([{ text: "It is gone.", detail: "no row 7", tone: "broken" }]);
});
