import { expect, test } from "vitest";
import { words } from "./words";

/** Every sentence, by its path of keys; functions called with something of each kind. */
function sentences(part: object, path = ""): [string, unknown][] {
  return Object.entries(part).flatMap(([key, value]): [string, unknown][] => {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === "function") return [0, 1, 2].map((count) => [here, value(count, `w${count}`, `w${count}`)]);
    return typeof value === "object" && value !== null ? sentences(value, here) : [[here, value]];
  });
}

test("every key has words", () => {
  for (const [path, sentence] of sentences(words)) {
    expect(["string", "number"], path).toContain(typeof sentence);
    expect(sentence, path).not.toBe("");
    expect(String(sentence), path).not.toContain("undefined");
  }
});

test("one is not said as many", () => {
  expect(words.strip.problems(1)).toBe("1 problem");
  expect(words.profiles.restarts(1)).toBe("1 camera restarts.");
  expect(words.profiles.restarts(2)).toBe("2 cameras restart.");
});
