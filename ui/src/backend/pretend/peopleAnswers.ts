// What the pretend engine answers about people, their consents and their photos.

import type { AlikeView } from "../../wire/AlikeView";
import type { CertificateView } from "../../wire/CertificateView";
import type { ImportRow } from "../../wire/ImportRow";
import type { PersonView } from "../../wire/PersonView";
import type { PhotoReport } from "../../wire/PhotoReport";
import type { Backend } from "../backend";
import { portrait } from "./faces";
import { aPhoto, pupils, type Someone } from "./pupils";
import { Memory } from "./state";

type PeopleAnswers = Pick<
  Backend,
  | "people"
  | "person"
  | "personSave"
  | "peopleSetActive"
  | "consentGive"
  | "consentWithdraw"
  | "personErase"
  | "peopleImport"
  | "peopleReport"
  | "enrolFile"
  | "enrolFromCamera"
  | "enrolFromSighting"
  | "photoRemove"
  | "alike"
  | "pairVeto"
  | "personalExport"
  | "photo"
>;

const DOWNLOADS = "/home/it/Downloads";
const MOST_PHOTOS = 10;

/** The people whom the pretend engine knows; attendance asks it too. */
export class Register {
  list: Someone[];
  /** Who came since the window was opened, and when. */
  readonly came = new Map<number, number>();
  readonly #vetoes = new Set<string>();

  constructor(named: string, nowMs: number) {
    const many = /^people(\d+)$/.exec(named);
    const none = ["empty", "loading", "broken", "nobody"].includes(named);
    this.list = none ? [] : pupils(many ? Number(many[1]) : 120, nowMs);
  }

  someone(id: number): Someone {
    const found = this.list.find((one) => one.id === id);
    if (!found) throw Memory.gone("person");
    return found;
  }

  put(one: Someone): void {
    this.list = this.list.map((other) => (other.id === one.id ? one : other));
  }

  /** Twins, and two more who look a little alike. */
  alike(): AlikeView[] {
    const twins = this.list.filter(({ face }) => face === 31);
    const others = this.list.filter(({ id }) => id === 45 || id === 58);
    return [twins, others].flatMap(([a, b], at) =>
      a && b && a.photos.length > 0 && b.photos.length > 0
        ? [
            {
              a: a.id,
              a_name: a.name,
              b: b.id,
              b_name: b.name,
              score: at === 0 ? 0.71 : 0.39,
              is_vetoed: this.#vetoes.has(`${a.id}/${b.id}`),
            },
          ]
        : [],
    );
  }

  veto(a: number, b: number, on: boolean): void {
    const key = a < b ? `${a}/${b}` : `${b}/${a}`;
    const known = this.alike().find((pair) => `${pair.a}/${pair.b}` === key || `${pair.b}/${pair.a}` === key);
    const kept = known ? `${known.a}/${known.b}` : key;
    if (on) this.#vetoes.add(kept);
    else this.#vetoes.delete(kept);
  }
}

export function viewOf(one: Someone): PersonView {
  const enrolled = one.active && one.consent !== null && one.photos.length > 0;
  const poor = one.photos.some(({ flaws }) => flaws.length > 0);
  return {
    id: one.id,
    code: one.code,
    name: one.name,
    group: one.group,
    active: one.active,
    consent: one.consent,
    photos: one.photos.length,
    is_enrolled: enrolled,
    note: !one.active
      ? null
      : one.consent === null
        ? "There is no consent yet."
        : one.photos.length === 0
          ? "There is no photo yet."
          : poor && one.photos.length === 1
            ? "No photo is good; add a better one."
            : null,
  };
}

export function peopleAnswers(
  memory: Memory,
  register: Register,
  now: () => number,
  pause: (ms: number) => Promise<void>,
): PeopleAnswers {
  function changed(): void {
    const { recognition } = memory.view;
    const enrolled = register.list.filter((one) => viewOf(one).is_enrolled);
    memory.tell({
      is: "recognition",
      recognition: {
        ...recognition,
        people: enrolled.length,
        templates: enrolled.reduce((sum, { photos }) => sum + photos.length, 0),
        people_revision: recognition.people_revision + 1,
      },
    });
  }

  function certificate(one: Someone, lines: string[]): CertificateView {
    return { person: one.id, at_ms: now(), by: "window", lines, warning: null };
  }

  function enrol(file: string, one: Someone | undefined): PhotoReport {
    const base = { file, person: one?.id ?? null, person_name: one?.name ?? null };
    const refused = (...sentences: string[]) => ({ ...base, outcome: "refused" as const, sentences });
    if (memory.view.recognition.state.is === "off")
      return refused(
        "No model pack is installed, so photos cannot be checked and none is taken. Install one under Recognition, or with bellwatchctl models install.",
      );
    if (!/\.(jpe?g|png|webp|bmp|gif|tiff?)$/i.test(file))
      return refused(
        /\.heic$/i.test(file)
          ? `${file} is a HEIC photo, which cannot be opened here; save it as JPEG.`
          : `${file} is not a photo that can be opened here; save it as JPEG or PNG.`,
      );
    if (!one)
      return refused(
        `There is nobody with the code ${file.split(/[._ ]/)[0]}. Name the photo by the code, for example 1234.jpg.`,
      );
    if (one.consent === null)
      return refused(`${one.name} has no consent, so no photo is kept. Record the consent first.`);
    if (/two|class/i.test(file))
      return refused("There are 2 faces in this photo. Cut the photo so that only this person is in it.");
    if (one.photos.length >= MOST_PHOTOS)
      return refused("There can be 10 photos of a person at most. Remove some first.");
    const poor = /dark|blur/i.test(file);
    const photo = { ...aPhoto(one.id * 1000 + one.photos.length, now(), poor), added_ms: now() };
    register.put({ ...one, photos: [...one.photos, photo] });
    return { ...base, outcome: poor ? "doubtful" : "enrolled", sentences: photo.flaws };
  }

  const faceOf = (photo: number) =>
    register.list.find(({ photos }) => photos.some(({ id }) => id === photo))?.face ?? 1;

  return {
    photo: (id) => portrait(faceOf(id), id % 10 === 0 ? "photo" : "other"),
    people: async () => register.list.map(viewOf),
    async person(id) {
      const one = register.someone(id);
      return {
        person: viewOf(one),
        photos: one.photos,
        consistency: one.photos.length > 1 ? "All photos are alike." : null,
        alike: register.alike().filter(({ a, b }) => a === id || b === id),
      };
    },
    async personSave(draft) {
      const code = draft.code.trim();
      if (code === "") throw Memory.problem("bad_input", "Type a code.", "code");
      if (draft.name.trim() === "") throw Memory.problem("bad_input", "Type a person's name.", "name");
      const other = register.list.find((one) => one.code === code && one.id !== draft.id);
      if (other)
        throw Memory.problem("bad_input", `The code ${code} is somebody else's already. Choose another code.`, "code");
      const id = draft.id ?? Math.max(0, ...register.list.map((one) => one.id)) + 1;
      const known = draft.id === null ? null : register.someone(draft.id);
      const next: Someone = {
        ...(known ?? { consent: null, photos: [], face: id }),
        ...draft,
        id,
        code,
        name: draft.name.trim(),
        group: draft.group.trim(),
      };
      if (known) register.put(next);
      else register.list = [...register.list, next].sort((a, b) => a.name.localeCompare(b.name));
      changed();
      return id;
    },
    async peopleSetActive(ids, on) {
      register.list = register.list.map((one) => (ids.includes(one.id) ? { ...one, active: on } : one));
      changed();
    },
    async consentGive(ids, consent) {
      if (consent.by.trim() === "") throw Memory.problem("bad_input", "Type the name of who consents.", "by");
      if (consent.given > new Date(now()).toISOString().slice(0, 10))
        throw Memory.problem("bad_input", "A consent cannot be given on a day that is still to come.", "given");
      register.list = register.list.map((one) => (ids.includes(one.id) ? { ...one, consent } : one));
      changed();
    },
    async consentWithdraw(id) {
      const one = register.someone(id);
      await pause(400);
      register.put({ ...one, consent: null, photos: [] });
      changed();
      return certificate(one, [
        "The consent.",
        `${one.photos.length} photos.`,
        `${one.photos.length} templates.`,
        "14 pictures of sightings.",
        "Attendance stays as it is.",
      ]);
    },
    async personErase(id) {
      const one = register.someone(id);
      await pause(400);
      register.list = register.list.filter((other) => other.id !== id);
      changed();
      return certificate(one, [
        "Their name, code and group, and their consent.",
        `${one.photos.length} photos.`,
        `${one.photos.length} templates.`,
        "14 pictures of sightings.",
        "231 sightings.",
        "312 attendance records.",
      ]);
    },
    async peopleImport(file, dryRun) {
      await pause(400);
      if (/\.(xlsx|png|jpe?g|pdf)$/i.test(file.name))
        throw Memory.problem(
          "bad_input",
          `${file.name} cannot be imported. The file is a workbook. Open it, and save it as CSV (UTF-8).`,
        );
      const rows: ImportRow[] = [
        { line: 2, code: "2001", name: "Ada Lovelock", outcome: "added", sentence: "New, in 5A." },
        { line: 3, code: "2002", name: "شیلان عەلی", outcome: "added", sentence: "New, in 6B." },
        { line: 4, code: "2003", name: "عمر الراوي", outcome: "added", sentence: "New, in 7A." },
        { line: 7, code: "1004", name: "Jonas Dumont", outcome: "changed", sentence: "Group 5B becomes 6A." },
        { line: 9, code: "", name: "Without Code", outcome: "refused", sentence: "Type a code." },
        { line: 12, code: "2001", name: "Ada L.", outcome: "refused", sentence: "Line 2 has this code too." },
      ];
      if (!dryRun) {
        const ids = Math.max(0, ...register.list.map(({ id }) => id));
        const added = rows.filter(({ outcome }) => outcome === "added");
        const news = added.map(({ code, name, sentence }, at) => ({
          id: ids + 1 + at,
          code,
          name,
          group: sentence.slice(-3, -1),
          active: true,
          consent: null,
          photos: [],
          face: ids + 1 + at,
        }));
        register.list = [...register.list, ...news].sort((a, b) => a.name.localeCompare(b.name));
        changed();
      }
      return {
        is_done: !dryRun,
        read_as: "Windows-1256, columns separated by semicolons",
        added: 3,
        changed: 1,
        unchanged: 114,
        refused: 2,
        rows,
        notes: ["Ada Lovelock is not in this file and stays as before."],
      };
    },
    peopleReport: async () => `${DOWNLOADS}/people-2026-11-23.html`,
    async enrolFile(file, person) {
      await pause(350);
      const names = /\.zip$/i.test(file.name) ? ["1001.jpg", "1004 (2).jpg", "9999.png", "1010 two.jpg"] : [file.name];
      const reports = names.map((name) => {
        const code = /^[^._ ]+/.exec(name)?.[0];
        return enrol(
          name,
          register.list.find((one) => (person === null ? one.code === code : one.id === person)),
        );
      });
      changed();
      return reports;
    },
    async enrolFromCamera(person, camera) {
      await pause(500);
      const report = enrol(`${memory.camera(camera).name}.jpg`, register.someone(person));
      changed();
      return report;
    },
    async enrolFromSighting(sighting) {
      await pause(300);
      const report = enrol("sighting.jpg", register.someone(sighting % 10_000));
      changed();
      return report;
    },
    async photoRemove(id) {
      register.list = register.list.map((one) => ({ ...one, photos: one.photos.filter((photo) => photo.id !== id) }));
      changed();
    },
    alike: async () => register.alike(),
    async pairVeto(a, b, isVetoed) {
      register.veto(a, b, isVetoed);
      changed();
    },
    personalExport: async (id) => `${DOWNLOADS}/person-${register.someone(id).id}.zip`,
  };
}
