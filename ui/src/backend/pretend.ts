// A pretend engine, for development and for tests of the screens: `?pretend=mixed` (or demo, evening, days2000 or wall32 or any other
// number, rtl, long, empty, loading, broken; people2000, nobody, noexpects, nopack, badpack, unknown, unknownleft, gpu, full). The same questions always get the same answers; `&still` also stops
// its clock, `&find=none` (slow, broken) is how a search for cameras ends, `&stuck=3` lets no picture of camera 3 ever arrive,
// `&never` answers no question and `&refused` none well. What is looked at stands in `window.looked`, what is said in
// `window.saying` and `window.words`.

import type { Backend, Looked } from "./backend";
import { asking } from "./pretend/asking";
import { attendanceAnswers, somebodyCame } from "./pretend/attendanceAnswers";
import { backupAnswers } from "./pretend/backupAnswers";
import { bellAnswers } from "./pretend/bellAnswers";
import { clipAnswers } from "./pretend/clipAnswers";
import { cameraAnswers } from "./pretend/cameraAnswers";
import { cameraListAnswers } from "./pretend/cameraListAnswers";
import { discoveryAnswers } from "./pretend/discoveryAnswers";
import { peopleAnswers, Register } from "./pretend/peopleAnswers";
import { paint } from "./pretend/pictures";
import { profileAnswers } from "./pretend/profileAnswers";
import { packChosen, recognitionAnswers } from "./pretend/recognitionAnswers";
import { tellWords } from "./pretend/saying";
import { DEMO, school } from "./pretend/schools";
import { Memory, UNREAD } from "./pretend/state";
import { systemAnswers } from "./pretend/systemAnswers";
import { unknownAnswers } from "./pretend/unknownAnswers";

/** Monday 23 November 2026, 10:24:08 in Berlin. */
const BASE_MS = Date.UTC(2026, 10, 23, 9, 24, 8);

/** The pretend backend that the address asks for. */
export function pretend(query: URLSearchParams): Backend {
  const named = query.get("pretend") ?? "mixed";
  const now = () => BASE_MS + (query.has("still") ? 0 : performance.now());
  const memory = new Memory(school(named), now, named);
  const register = new Register(named, now());
  const pause = (ms: number) => new Promise<void>((go) => setTimeout(go, query.has("still") ? 0 : ms));
  const lists = cameraListAnswers(memory, pause);
  let looking: ReturnType<typeof setInterval> | undefined;
  let coming: ReturnType<typeof setInterval> | undefined;
  let startsAtLogin = false;
  let lastEnforced = -Infinity;
  tellWords();

  function newPictures(runners: readonly Looked[]): void {
    for (const { camera, profile } of runners) {
      const runner = memory.view.runners.find((one) => one.camera === camera && one.profile === profile);
      if (!runner?.picture || runner.picture.is_old || memory.doing.get(camera)?.is !== "well") continue;
      const heartbeat = runner.heartbeat && { ...runner.heartbeat, at_ms: now() - (now() % 10_000) };
      memory.tell({
        is: "runner",
        runner: {
          ...runner,
          heartbeat,
          picture: { ...runner.picture, number: runner.picture.number + 1, at_ms: now() },
        },
      });
    }
  }

  const backend: Backend = {
    now,
    async watch(hear) {
      if (named === "loading") return new Promise(() => {});
      if (named === "broken") throw Memory.problem("store", UNREAD);
      memory.hear = hear;
      hear({ is: "view", view: memory.view });
      // Somebody comes every few seconds while a period is on.
      clearInterval(coming);
      if (!query.has("still")) coming = setInterval(() => somebodyCame(memory, register, now), 3000);
    },
    async unwatch() {
      clearInterval(coming);
      memory.hear = () => {};
    },
    engineTryAgain: async () => {},
    freshView: async () => memory.view,
    async look(runners, everyMs) {
      Object.assign(window, { looked: { cameras: runners.map(({ camera }) => camera), everyMs } });
      clearInterval(looking);
      if (!query.has("still")) looking = setInterval(() => newPictures(runners), everyMs);
    },
    picture: ({ camera }, number) =>
      query.get("stuck") === String(camera)
        ? `/stuck?${number}`
        : paint(
            memory.scenes.get(camera) ?? "gate",
            number,
            new Date(now() + 3_600_000).toISOString().slice(0, 19).replace("T", " "),
          ),
    testPicture: (number) => paint("corridor", number, "2026-11-23 10:24:08"),

    ...cameraAnswers(memory, now, pause),
    ...backupAnswers(memory, now),

    ...lists,
    ...discoveryAnswers(memory, query.get("find"), pause, lists.undoable),
    ...clipAnswers(memory, now),
    ...profileAnswers(memory),
    ...bellAnswers(memory),
    ...peopleAnswers(memory, register, now, pause),
    ...attendanceAnswers(memory, register, now),
    ...recognitionAnswers(memory, pause),
    ...systemAnswers(memory, now, named, query.has("still")),
    ...unknownAnswers(memory, register, now, named),

    async enforceNow() {
      const wait = Math.ceil((lastEnforced + 5000 - now()) / 1000);
      if (wait > 0) throw Memory.problem("too_soon", `The enforcer has just looked. Ask again in ${wait} s.`);
      lastEnforced = now();
      memory.tell({ is: "engine", engine: { ...memory.view.engine, last_run_ms: now(), last_ok_ms: now() } });
    },

    // Nobody closes a page of a browser this way; a test may: `window.askClosing("no_tray")`.
    hearClosing: async (askClosing) => void Object.assign(window, { askClosing }),
    answerClosing: async () => {},

    autostartState: async () => startsAtLogin,
    autostartSet: async (on) => void (startsAtLogin = on),

    async siteEdit(values) {
      const zone = values.find(({ key }) => key === "time_zone")?.value;
      if (zone !== undefined && !zone.includes("/"))
        throw Memory.problem("bad_input", `"${zone}" is not a time zone; they look like Asia/Baghdad.`, "time_zone");
      const { site } = memory.view;
      const laid = site.values.map((value) => values.find(({ key }) => key === value.key) ?? value);
      const name = laid.find(({ key }) => key === "name")?.value ?? site.name;
      memory.tell({ is: "site", site: { ...site, name, values: laid } });
      packChosen(memory, values.find(({ key }) => key === "pack")?.value);
    },
    async addDemoCameras() {
      await pause(300);
      for (const pupil of DEMO) memory.enrol(pupil);
      memory.tell({ is: "engine", engine: { ...memory.view.engine, is_empty: false } });
    },
  };
  return asking(backend, query);
}
