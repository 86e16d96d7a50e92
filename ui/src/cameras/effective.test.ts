import { expect, test } from "vitest";
import { effective } from "./effective";
import type { ProfileView } from "../wire/ProfileView";
import type { SiteView } from "../wire/SiteView";

const profile = (det_set: string) => ({ values: [{ key: "det_set", value: det_set }] }) as ProfileView;
const site = (most: string) => ({ values: [{ key: "det_set_max", value: most }] }) as SiteView;
const whole = { asked: 4, cap: null, given: 4, why: null };

test("what is asked for, allowed and given stand side by side", () => {
  const lines = (fps: typeof whole | object, det_set: string, most: string) =>
    effective({ ...whole, ...fps }, profile(det_set), site(most), String).map(({ asked, cap, given, lowered }) => [
      asked,
      cap,
      given,
      lowered,
    ]);
  expect(lines({}, "640", "none")).toEqual([
    ["4", "no cap", "4", false],
    ["640", "no cap", "640", false],
  ]);
  expect(lines({ asked: 8, cap: 4, given: 0.5 }, "1024", "480")).toEqual([
    ["8", "4", "0.5", true],
    ["1024", "480", "480", true],
  ]);
  expect(lines({ given: null }, "auto", "800")).toEqual([
    ["4", "no cap", "rests", true],
    ["auto", "800", "auto", false],
  ]);
});
