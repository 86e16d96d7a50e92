// The schools that the pretend engine can be: what cameras there are and what each is doing.

import type { Trouble } from "./errors";
import type { Scene } from "./pictures";

/** What a camera does, in as few words as a scenario needs. */
export type Doing =
  | { is: "well"; given?: number }
  | { is: "short" }
  | { is: "late"; seconds: number }
  | { is: "starting" }
  | { is: "waiting" }
  | { is: "held"; trouble: Trouble }
  | { is: "retrying"; trouble: Trouble; seconds: number; failures: number }
  | { is: "paused"; minutes: number }
  | { is: "outside"; minutes: number; pausedMinutes?: number }
  | { is: "off" };

export type Pupil = { name: string; location: string; tags: string[]; scene: Scene; doing: Doing; profile?: number };

/** A school with its cameras; `named` says which one it is. */
export function school(named: string): Pupil[] {
  const wall = /^wall(\d+)$/.exec(named);
  if (wall) return many(Number(wall[1]));
  switch (named) {
    case "empty":
    case "loading":
    case "broken":
      return [];
    case "demo":
      return DEMO;
    case "rtl":
      return RTL;
    case "long":
      return LONG;
    case "budget":
      return BUDGET;
    case "evening":
      return EVENING;
    default:
      return MIXED;
  }
}

const well: Doing = { is: "well" };
const pupil = (
  name: string,
  location: string,
  tags: string[],
  scene: Scene,
  doing: Doing = well,
  profile = 1,
): Pupil => ({
  name,
  location,
  tags,
  scene,
  doing,
  profile,
});

export const DEMO: Pupil[] = [
  pupil("Demo gate", "Made on this machine", ["demo"], "gate"),
  pupil("Demo corridor", "Made on this machine", ["demo"], "corridor"),
  pupil("Demo yard", "Made on this machine", ["demo"], "yard"),
  pupil("Demo classroom", "Made on this machine", ["demo"], "classroom"),
];

const MIXED: Pupil[] = [
  pupil("Gate 1", "North entrance", ["gate", "outside"], "gate"),
  pupil("Gate 2", "South entrance", ["gate", "outside"], "gate", { is: "held", trouble: "auth" }),
  pupil("Corridor east", "Ground floor", ["corridor"], "corridor"),
  pupil("Corridor west", "Ground floor", ["corridor"], "corridor", {
    is: "retrying",
    trouble: "stalled",
    seconds: 12,
    failures: 3,
  }),
  pupil("Corridor upstairs", "First floor", ["corridor"], "corridor", { is: "late", seconds: 28 }),
  pupil("Yard", "Main building", ["outside"], "yard"),
  pupil("Gym", "Hall 2", [], "gym", { is: "paused", minutes: 29 }),
  pupil("Classroom 101", "First floor", ["classroom"], "classroom", well, 2),
  pupil("Classroom 102", "First floor", ["classroom"], "classroom", { is: "starting" }, 2),
  pupil(
    "Classroom 103",
    "First floor",
    ["classroom"],
    "classroom",
    { is: "retrying", trouble: "unreachable", seconds: 47, failures: 9 },
    2,
  ),
  pupil("Car park", "Behind the gym", ["outside"], "parking", { is: "off" }),
  pupil("Bicycle stand", "North entrance", ["outside"], "parking"),
];

/** A budget that is used up: some are looked at less often, and two rest. */
const BUDGET: Pupil[] = MIXED.filter(({ doing }) => doing.is === "well").map((one, at) => ({
  ...one,
  doing: at < 2 ? well : at < 4 ? { is: "well", given: at === 2 ? 1.5 : 0.5 } : { is: "short" },
}));

const LONG: Pupil[] = MIXED.map((one, at) => ({
  ...one,
  name: `${one.name} of the Wilhelmine-Auguste-Friederike-von-Hohenstaufen-Gesamtschule, ${at + 1}`.slice(0, 80),
  location: "Behind the third door on the left, past the janitor’s room, above the emergency exit and its sign",
  tags: [...one.tags, "everything-that-hangs-outside-in-the-rain"],
}));

/** After school: everything rests until the bell, and most of it is paused besides. */
const EVENING: Pupil[] = MIXED.slice(0, 6).map((one, at) => ({
  ...one,
  doing: { is: "outside", minutes: 14 * 60, ...(at === 0 ? {} : { pausedMinutes: 21 * 60 + 36 }) },
}));

const RTL: Pupil[] = [
  pupil("البوابة الشمالية", "المدخل الرئيسي", ["بوابة"], "gate"),
  pupil("الممر الشرقي", "الطابق الأرضي", ["ممر"], "corridor", { is: "held", trouble: "auth" }),
  pupil("ساحة المدرسة", "المبنى الرئيسي", ["خارج"], "yard"),
  pupil("שער דרום", "הכניסה הדרומית", ["שער"], "gate", { is: "paused", minutes: 95 }),
  pupil("Gym", "القاعة 2", [], "gym", { is: "late", seconds: 33 }),
  pupil("الفصل 101", "الطابق الأول", ["فصل"], "classroom"),
];

function many(count: number): Pupil[] {
  const scenes: Scene[] = ["gate", "corridor", "yard", "classroom", "gym", "parking"];
  const places: Record<Scene, string> = {
    gate: "Gate",
    corridor: "Corridor",
    yard: "Yard",
    classroom: "Classroom",
    gym: "Gym",
    parking: "Car park",
  };
  const odd: Record<number, Doing> = {
    3: { is: "held", trouble: "auth" },
    9: { is: "retrying", trouble: "stalled", seconds: 8, failures: 2 },
    17: { is: "late", seconds: 31 },
    22: { is: "paused", minutes: 118 },
    30: { is: "off" },
  };
  return Array.from({ length: count }, (_, at) => {
    const scene = scenes[at % scenes.length]!;
    const name = `${places[scene]} ${Math.floor(at / scenes.length) + 1}`;
    return pupil(name, `Building ${String.fromCharCode(65 + (at % 4))}`, [scene], scene, odd[at]);
  });
}
