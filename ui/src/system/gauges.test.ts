import { expect, test } from "vitest";
import { makeFormat } from "../words/format";
import type { GaugeHistoryView } from "../wire/GaugeHistoryView";
import { groupsOf, linesOf, sayer } from "./gauges";

const history = (...keys: string[]): GaugeHistoryView => ({
  at_ms: [0, 1],
  series: keys.map((key) => ({ key, mean: [1, null], most: [2, null] })),
});

test("a machine without a GPU is not asked to show one", () => {
  expect(groupsOf(history("cpu", "memory", "network_in"))).toEqual(["machine", "network"]);
  expect(groupsOf(history("gpu0.use", "gpu0.temperature"))).toEqual(["gpu"]);
  expect(groupsOf(history())).toEqual([]);
});

test("lines are named, and never more than can be told apart", () => {
  expect(linesOf(history("cpu", "disk_free", "memory"), "machine").map(({ label }) => label)).toEqual([
    "Processor",
    "Memory",
  ]);
  const gpus = linesOf(history(...[0, 1, 2].flatMap((gpu) => [`gpu${gpu}.use`, `gpu${gpu}.memory`])), "gpu");
  expect(gpus.map(({ label }) => label)).toEqual(["GPU 1: In use", "GPU 1: Memory", "GPU 2: In use", "GPU 2: Memory"]);
});

test("a number is said in its unit", () => {
  const format = makeFormat("en", "UTC");
  expect(sayer("network", format)(2048)).toBe("2 kB/s");
  expect(sayer("machine", format)(12.4)).toBe("12 %");
});
