import { strictEqual } from "node:assert";
import { test } from "node:test";
import { zoneAtNoon } from "./noon.mjs";

test("whenever it is, it is noon in the zone", () => {
  for (let hour = 0; hour < 24; hour += 1) {
    const now = new Date(Date.UTC(2026, 10, 26, hour, 59, 30));
    const there = new Intl.DateTimeFormat("en", { timeZone: zoneAtNoon(now), hour: "2-digit", hourCycle: "h23" });
    strictEqual(there.format(now), "12", `${hour}:59 in ${zoneAtNoon(now)}`);
  }
});
