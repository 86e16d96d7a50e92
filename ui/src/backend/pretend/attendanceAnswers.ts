// What the pretend engine answers about attendance, and about sightings that a person should look at.

import type { AttendanceEntryView } from "../../wire/AttendanceEntryView";
import type { AttendanceQuery } from "../../wire/AttendanceQuery";
import type { CorrectionView } from "../../wire/CorrectionView";
import type { ReviewDecision } from "../../wire/ReviewDecision";
import type { SightingView } from "../../wire/SightingView";
import type { SignedView } from "../../wire/SignedView";
import type { Backend } from "../backend";
import { dateOf, heldOn, periodView, verdict, worded, type Held } from "./days";
import { frame, portrait } from "./faces";
import type { Register } from "./peopleAnswers";
import { Memory } from "./state";

type AttendanceAnswers = Pick<
  Backend,
  | "attendanceDay"
  | "attendance"
  | "attendanceCorrect"
  | "attendanceExport"
  | "daySign"
  | "sightings"
  | "openDoubts"
  | "sightingDetail"
  | "review"
  | "privacyReport"
  | "crop"
  | "evidence"
>;

const DOWNLOADS = "/home/it/Downloads";
const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;
const HASH = "4f1c9e0b7a52d8336be1f0a94c2d75e86a1b3c90d4e7f25581ac60b39e7d4f12";

/** Lets the next person who is awaited come, if a period is on. */
export function somebodyCame(memory: Memory, register: Register, now: () => number): void {
  const { recognition, bells } = memory.view;
  const periods = bells.schedules.find(({ id }) => id === 1)?.periods ?? [];
  const on = heldOn(dateOf(now()), periods).find(({ startMs, endMs }) => startMs <= now() && now() < endMs);
  const next = register.list.find(
    (one) =>
      on?.period.expects.includes(one.group) &&
      one.photos.length > 0 &&
      verdict(one, on, now(), register.came.get(one.id)).status === "expected",
  );
  if (!next || recognition.state.is !== "working") return;
  register.came.set(next.id, now());
  memory.tell({
    is: "recognition",
    recognition: { ...recognition, attendance_revision: recognition.attendance_revision + 1 },
  });
}

export function attendanceAnswers(memory: Memory, register: Register, now: () => number): AttendanceAnswers {
  const corrections = new Map<string, CorrectionView[]>();
  const decisions = new Map<number, ReviewDecision>();
  const signed = new Map<string, SignedView>([
    ["2026-11-20", { by: "window", at_ms: Date.UTC(2026, 10, 20, 13, 4), hash: HASH, holds: true }],
    ["2026-11-19", { by: "window", at_ms: Date.UTC(2026, 10, 19, 13, 11), hash: HASH, holds: false }],
  ]);
  const first = heldOn(dateOf(now()), periods())[0];
  for (const id of [12, 77]) {
    corrections.set(`${id}/${first?.number}`, [
      { status: "excused", by: "window", at_ms: now() - 94 * MINUTE_MS, why: "Note from the parents: at the doctor’s" },
    ]);
  }

  function periods() {
    return memory.view.bells.schedules.find(({ id }) => id === 1)?.periods ?? [];
  }

  function entries(held: Held): AttendanceEntryView[] {
    return register.list
      .filter(({ active, group }) => active && held.period.expects.includes(group))
      .map((one) => {
        const said = verdict(one, held, now(), register.came.get(one.id));
        const hands = corrections.get(`${one.id}/${held.number}`);
        const last = hands?.at(-1);
        return last && hands
          ? { ...said, status: last.status, machine: said.status, reason: last.why, corrections: hands }
          : said;
      });
  }

  function heldBetween(from: string, to: string): Held[] {
    const list: Held[] = [];
    for (let ms = Date.parse(`${from}T12:00:00Z`); ms <= Date.parse(`${to}T12:00:00Z`); ms += DAY_MS)
      list.push(...heldOn(new Date(ms).toISOString().slice(0, 10), periods()));
    return list.filter((held) => held.startMs <= now());
  }

  function asked(query: AttendanceQuery): AttendanceEntryView[] {
    return heldBetween(query.from, query.to)
      .filter(({ number }) => query.occurrence === null || query.occurrence === number)
      .flatMap(entries)
      .filter(({ person }) => query.person === null || query.person === person)
      .filter(({ group }) => query.group === null || query.group === group);
  }

  function changed(): void {
    const { recognition } = memory.view;
    memory.tell({
      is: "recognition",
      recognition: { ...recognition, attendance_revision: recognition.attendance_revision + 1 },
    });
  }

  function sightings(onlyDoubtful: boolean): SightingView[] {
    const known = register.list.filter(({ consent, photos, active }) => active && consent && photos.length > 0);
    const twin = known.find(({ face }) => face === 31);
    const picked = [...(twin ? [twin] : []), ...known.filter((_, at) => at % 6 === 2)].slice(0, 20);
    const cameras = memory.view.cameras;
    return picked
      .map((one, at): SightingView => {
        const doubtful = at < 12;
        const camera = cameras[at % Math.max(1, Math.min(4, cameras.length))];
        const doubts = [
          one.face === 31
            ? "The photos of these two people are too much alike."
            : "This face is about as much like a second person.",
          "This face is only just like enough to the photos.",
          "Matched once only in this period; 2 are needed.",
        ];
        const id = (first?.number ?? 0) * 10_000 + one.id;
        return {
          id,
          person: one.id,
          person_name: one.name,
          camera: camera?.id ?? 0,
          camera_name: camera?.name ?? "",
          at_ms: now() - (146 - at * 6) * MINUTE_MS,
          score: doubtful ? 0.37 + (at % 5) * 0.03 : 0.62,
          margin: at % 3 === 0 ? 0.02 : 0.11,
          votes: at % 3 === 2 ? 1 : 3 + (at % 3),
          has_crop: at !== 7,
          has_frame: at !== 7 && at !== 4,
          photo: one.photos[0]?.id ?? null,
          decision: decisions.get(id) ?? null,
          doubt: doubtful ? doubts[at % 3]! : null,
        };
      })
      .filter(({ doubt }) => !onlyDoubtful || doubt !== null);
  }

  const faceOf = (sighting: number) => register.list.find(({ id }) => id === sighting % 10_000)?.face ?? 1;

  return {
    crop: (sighting) => portrait(faceOf(sighting), "crop"),
    evidence: (sighting) =>
      frame(faceOf(sighting), sighting % 2 === 0 ? "corridor" : "gate", dateOf(now()) + " 08:02:41"),
    async attendanceDay(date) {
      const views = heldOn(date, periods()).map((held) => periodView(held, entries(held), now()));
      const isOpen = views.some(({ closes_ms, expects }) => closes_ms > now() && expects.length > 0);
      return {
        date,
        periods: views,
        signed: signed.get(date) ?? null,
        not_yet: isOpen ? `${worded(date)} is not over yet. Sign it when its last period has closed.` : null,
      };
    },
    attendance: async (query) => asked(query),
    async attendanceCorrect(person, occurrence, status, why) {
      if (why.trim() === "") throw Memory.problem("bad_input", "Type a reason.", "why");
      const key = `${person}/${occurrence}`;
      const said = { status, by: "window", at_ms: now(), why: why.trim() };
      corrections.set(key, [...(corrections.get(key) ?? []), said]);
      changed();
    },
    async attendanceExport(query, form) {
      const end = { csv: "csv", xlsx: "xlsx", page: "html" }[form];
      return `${DOWNLOADS}/attendance-${query.from}${query.to === query.from ? "" : `-to-${query.to}`}.${end}`;
    },
    async daySign(date) {
      signed.set(date, { by: "window", at_ms: now(), hash: HASH, holds: true });
      changed();
    },
    sightings: async (_from, _to, onlyDoubtful) => sightings(onlyDoubtful),
    openDoubts: async () => sightings(true).filter(({ decision }) => decision === null).length,
    async sightingDetail(sighting) {
      const all = sightings(false);
      const at = all.findIndex(({ id }) => id === sighting);
      const one = all[at];
      if (!one) throw Memory.gone("sighting");
      const known = register.list.filter(({ consent, photos }) => consent && photos.length > 0);
      const self = known.findIndex(({ id }) => id === one.person);
      const like = at === 4 ? [] : [0, 1, 2].map((step) => known[(self + step) % known.length]!);
      const cameras = memory.view.cameras;
      const others = at % 5 === 3 ? 0 : at === 1 ? 74 : 3 + (at % 4);
      return {
        likest: like.map(({ id, name, photos }, place) => ({
          person: id,
          person_name: name,
          photo: photos[0]?.id ?? null,
          score: place === 0 ? one.score : one.score - one.margin - (place - 1) * 0.06,
        })),
        others: Array.from({ length: Math.min(12, others) }, (_, nth) => ({
          id: sighting + (nth + 1) * 100_000_000,
          camera_name: cameras[nth % Math.max(1, Math.min(3, cameras.length))]?.name ?? "",
          at_ms: one.at_ms - (others - nth) * 9 * MINUTE_MS,
          score: 0.44 + (nth % 4) * 0.06,
          has_crop: nth !== 1,
          decision: nth === 0 ? { is: "confirm" } : null,
        })),
        others_all: others,
      };
    },
    async review(sighting, decision) {
      decisions.set(sighting, decision);
      if (decision.is === "someone_else" && decision.person !== null)
        register.veto(sighting % 10_000, decision.person, true);
      changed();
    },
    privacyReport: async () => `${DOWNLOADS}/data-protection-2026-11-23.html`,
  };
}
