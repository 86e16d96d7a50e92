import { expect, test, vi } from "vitest";
import { Import, type Taking } from "./import.svelte";

const refused = { code: "bad_input", message: "This is no list.", detail: "", field: null };

test("what was looked at is carried out, and nothing before it was", async () => {
  const take = vi.fn(async (source: string, taking: Taking) => `${taking} ${source}`);
  const one = new Import(take);
  expect(await one.carryOut()).toBeNull();
  expect(take).not.toHaveBeenCalled();
  expect(await one.look("a.csv")).toBe("look a.csv");
  expect(one.report).toBe("look a.csv");
  expect(await one.carryOut()).toBe("carry out a.csv");
  expect(one.busy).toBe(false);
});

test("a file that is refused leaves no report behind, and another one its problem", async () => {
  const take = vi.fn(async (source: string) => (source === "bad" ? Promise.reject(refused) : source));
  const one = new Import(take);
  await one.look("good");
  expect(await one.look("bad")).toBeNull();
  expect(one.report).toBeNull();
  expect(one.problem?.message).toBe("This is no list.");
  one.forget();
  expect(one.problem).toBeNull();
});
