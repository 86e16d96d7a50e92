import { expect, test } from "vitest";
import { aBackend } from "../testing/backend";
import { aView } from "../testing/values";
import type { Message } from "../wire/Message";
import { inLanguage, translated } from "./spoken";

const loud = (text: string) => text.toUpperCase();

test("sentences are said, and what somebody typed is left alone", () => {
  const knob = { key: "tick", label: "Look every", input: { is: "number", words: ["off"], unit: "s" } };
  expect(translated(knob, loud)).toEqual({
    key: "tick",
    label: "LOOK EVERY",
    input: { is: "number", words: ["off"], unit: "S" },
  });
  expect(translated({ key: "name", value: "Gate", why: "ill" }, loud)).toEqual({
    key: "name",
    value: "Gate",
    why: "ill",
  });
  expect(translated({ gate: "Paused", value: "no" }, loud)).toEqual({ gate: "PAUSED", value: "NO" });
  expect(translated({ licences: ["MIT", "none"] }, loud)).toEqual({ licences: ["MIT", "NONE"] });
  expect(translated({ asked: 4, why: "full" }, loud)).toEqual({ asked: 4, why: "FULL" });
  expect(translated({ sentences: ["a", "b"], gone: null }, loud)).toEqual({ sentences: ["A", "B"], gone: null });
  const bytes = new Uint8Array([1]);
  expect(translated({ bytes }, loud).bytes).toBe(bytes);
});

test("messages, answers and refusals of a backend are all in the language", async () => {
  const problem = { key: "x", sentence: "ill", cure: "rest", cameras: [], since_ms: 0 };
  const refusal = { code: "failed", message: "no", detail: "as it was", field: null };
  const own = aBackend(aView({ problems: [problem] }), { enforceNow: () => Promise.reject(refusal) });
  const backend = inLanguage(own, loud);
  const heard: Message[] = [];
  await backend.watch((message) => heard.push(message));
  expect(heard[0]?.is === "view" && heard[0].view.problems[0]?.sentence).toBe("ILL");
  await expect(backend.enforceNow()).rejects.toMatchObject({ message: "NO", detail: "as it was" });
  expect(backend.now()).toBe(own.now());
});
