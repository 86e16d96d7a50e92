// What a camera asks for, what the site allows, and what is in effect. Pure.

import { words } from "../words/words";
import type { FpsView } from "../wire/FpsView";
import type { ProfileView } from "../wire/ProfileView";
import type { SiteView } from "../wire/SiteView";

/** One line: what it is about, and the three values as they are shown. */
export type Effective = { what: string; asked: string; cap: string; given: string; lowered: boolean };

/** The lines of a runner; `number` writes a number as its reader is used to. */
export function effective(
  fps: FpsView,
  profile: ProfileView,
  site: SiteView,
  number: (value: number) => string,
): Effective[] {
  const value = (of: { values: { key: string; value: string }[] }, key: string) =>
    of.values.find((one) => one.key === key)?.value;
  const { asked: side = "auto" } = { asked: value(profile, "det_set") };
  const most = Number(value(site, "det_set_max") ?? NaN);
  const text = words.budget;
  const shown = (px: string) => (px === "auto" ? text.auto : number(Number(px)));
  const isCapped = !Number.isNaN(most) && side !== "auto" && Number(side) > most;
  return [
    {
      what: text.fps,
      asked: number(fps.asked),
      cap: fps.cap === null ? text.noCap : number(fps.cap),
      given: fps.given === null ? text.rests : number(fps.given),
      lowered: fps.given === null || fps.given < fps.asked,
    },
    {
      what: text.detector,
      asked: shown(side),
      cap: Number.isNaN(most) ? text.noCap : number(most),
      given: isCapped ? number(most) : shown(side),
      lowered: isCapped,
    },
  ];
}
