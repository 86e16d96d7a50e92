import { expect, test } from "vitest";
import { wordDiff } from "./diff";

const told = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ text, is }) => ({ same: text, gone: `-${text}`, new: `+${text}` })[is])
    .join(" ");

test("words that stay stay in their order", () => {
  expect(told("a b c", "a b c")).toBe("a b c");
  expect(told("a b c", "a x c")).toBe("a -b +x c");
  expect(told("a c", "a b c")).toBe("a +b c");
  expect(told("a b c", "c")).toBe("-a -b c");
});

test("nothing before or after is all new or all gone", () => {
  expect(told("", "a b")).toBe("+a +b");
  expect(told("a b", "")).toBe("-a -b");
});

test("what is kept gives both commands back", () => {
  const before = "ffmpeg -rtsp_transport tcp -threads 1 -i x -vf fps=4 pipe:1";
  const after = "ffmpeg -skip_frame nokey -rtsp_transport udp -threads 1 -i x -vf fps=1 pipe:1";
  const row = wordDiff(before, after);
  expect(
    row
      .filter(({ is }) => is !== "new")
      .map(({ text }) => text)
      .join(" "),
  ).toBe(before);
  expect(
    row
      .filter(({ is }) => is !== "gone")
      .map(({ text }) => text)
      .join(" "),
  ).toBe(after);
});
