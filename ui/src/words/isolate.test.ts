import { expect, test } from "vitest";
import { english, isolated, leftToRight, pieces } from "./isolate";

test("names, what runs left to right and English are told apart", () => {
  const sentence = `من ${isolated("Gate")} ${leftToRight("07:55–08:10")}: ${english("Nobody wrote this.")}`;
  expect(pieces(sentence)).toEqual([
    { text: "من ", is: "plain" },
    { text: "Gate", is: "name" },
    { text: " ", is: "plain" },
    { text: "07:55–08:10", is: "left to right" },
    { text: ": ", is: "plain" },
    { text: "Nobody wrote this.", is: "english" },
  ]);
});

test("what holds nothing that stands by itself is one piece, and nothing is none", () => {
  expect(pieces("لا شيء")).toEqual([{ text: "لا شيء", is: "plain" }]);
  expect(pieces("")).toEqual([]);
});
