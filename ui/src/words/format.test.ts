import { expect, test } from "vitest";
import { makeFormat } from "./format";

const format = makeFormat("en", "Europe/Berlin");
const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;

test("a span is told in its largest unit", () => {
  for (const [ms, told] of [
    [-5, "0 sec"],
    [4 * S, "4 sec"],
    [59_999, "59 sec"],
    [12 * MIN, "12 min"],
    [3 * H + 59 * MIN, "3 hr"],
    [47 * H, "47 hr"],
    [72 * H, "3 days"],
  ] as const) {
    expect(format.span(ms), String(ms)).toBe(told);
  }
});

test("a countdown reaches nought at its instant and never goes below", () => {
  for (const [ms, told] of [
    [-1, "0:00"],
    [0, "0:00"],
    [1, "0:01"],
    [7 * S, "0:07"],
    [29 * MIN + 13 * S, "29:13"],
    [H - 1, "1h 0m"],
    [21 * H + 36 * MIN, "21h 36m"],
    [49 * H, "2 days"],
  ] as const) {
    expect(format.countdown(ms), String(ms)).toBe(told);
  }
});

test("a moment of today is a time, another day says which", () => {
  const now = Date.UTC(2026, 10, 23, 9, 0);
  expect(format.moment(Date.UTC(2026, 10, 23, 22, 30), now)).toBe("23:30");
  expect(format.moment(Date.UTC(2026, 10, 23, 23, 30), now)).toBe("Tue, Nov 24 00:30");
});

test("times are those of the site, and an unknown zone is the machine's", () => {
  const at = Date.UTC(2026, 6, 1, 6, 5, 9);
  expect(format.clock(at)).toBe("08:05");
  expect(makeFormat("en", "Asia/Baghdad").seconds(at)).toBe("09:05:09");
  expect(() => makeFormat("en", "Mars/Olympus").clock(at)).not.toThrow();
});

test("sizes are in the unit that reads best", () => {
  expect(format.bytes(512)).toBe("512 byte");
  expect(format.bytes(61.2 * 1024 * 1024)).toBe("61.2 MB");
  expect(format.bytes(2 * 1024 ** 3)).toBe("2 GB");
});
