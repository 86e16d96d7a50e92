import { expect, test } from "vitest";
import type { CameraDraft } from "../wire/CameraDraft";
import { arabic } from "../words/ar/engine";
import { type Speaker, speaker } from "../words/engine";
import type { Backend } from "./backend";
import { pretend } from "./pretend";
import { inLanguage } from "./spoken";

const SCHOOLS = ["mixed", "demo", "evening", "budget", "rtl", "long", "empty", "nopack", "badpack", "unknown", "full"];
const DAY = "2026-11-23";
const camera: CameraDraft = {
  name: "New",
  location: "",
  address: "rtsp://10.0.0.9/a",
  sub_address: null,
  user: null,
  password: { is: "clear" },
  priority: 5,
  enabled: true,
  tags: [],
  profile: 1,
  also_profiles: [],
};
const query = { from: "2026-11-20", to: DAY, occurrence: null, person: null, group: null };
const everything = { camera: null, kind: null, by_hand: false, words: null, from_ms: null, to_ms: null, before: null };
const person = { id: null, code: "7", name: "Ana", group: "7A", active: true };
const site = (value: string) => [{ key: "time_zone", value }];
const day = { id: null, name: "Day", first: DAY, last: DAY, kind: { is: "off" }, schedule: null } as const;
const named = (name: string, holds = "x") => new File([holds], name);

/** What is asked of every school, and what it refuses. */
const ASKED: ((of: Backend) => unknown)[] = [
  (of) => of.watch(() => {}),
  (of) => of.addDemoCameras(),
  ...Array.from({ length: 14 }, (_, at) => (of: Backend) => of.cameraDetail(at + 1)),
  (of) => of.cameraRemoval(1),
  (of) => of.cameraRemoval(99),
  (of) => of.cameraRestore(99),
  (of) => of.cameraTest(null, camera),
  (of) => of.cameraTest(null, { ...camera, name: "", address: "rtsp://wrong" }),
  (of) => of.cameraAdd({ ...camera, address: "gate" }),
  (of) => of.cameraAdd({ ...camera, name: "n".repeat(90) }),
  (of) => of.cameraAdd({ ...camera, name: "Gate 1" }),
  (of) => of.cameraAdd(camera),
  (of) => of.cameraSetEnabled(1, false),
  (of) => of.pause({ is: "all" }, { is: "half_hour" }),
  (of) => of.resume({ is: "all" }),
  (of) => of.cameraListImport(named("cameras.csv"), false),
  (of) => of.cameraListImport(named("cameras.xlsx"), true),
  (of) => of.cameraListUndo(1),
  (of) => of.cameraListUndo(77),
  (of) => of.camerasFind(true),
  (of) => of.camerasAsk([{ id: 1, user: "admin", password: "" }]),
  (of) => of.camerasFoundAdd([{ id: 1, channel: 0, name: "Gate 1" }]),
  (of) => of.camerasFoundAdd([{ id: 99, channel: 0, name: "Else" }]),
  (of) => of.clips(null),
  (of) => of.clipSave(7),

  (of) => of.profilePreview(1, { name: "Other", values: [{ key: "fps", value: "2" }] }),
  (of) => of.profileAdd({ name: " ", values: [] }),
  (of) => of.profileAdd({ name: "Fast", values: [{ key: "fps", value: "99" }] }),
  (of) => of.profileAdd({ name: "Fast", values: [{ key: "extra_cli", value: "-y" }] }),
  (of) => of.profileRemoval(1),
  (of) => of.profileRemoval(2),
  (of) => of.profileRemoval(99),

  (of) => of.bellPreview({ is: "site", values: site("Europe/Berlin") }),
  (of) => of.bellPreview({ is: "site", values: site("Mars") }),
  (of) => of.siteEdit(site("Mars")),
  ...[DAY, "2026-11-25", "2026-11-28"].map((date) => (of: Backend) => of.timeline(date, null)),
  (of) => of.planAt(Date.UTC(2026, 10, 23, 9), null),
  (of) => of.exceptionSave({ ...day, name: "" }),
  (of) => of.exceptionSave({ ...day, last: "2026-11-01" }),
  (of) => of.scheduleSave({ id: null, name: "", enabled: true, drives: { is: "all" }, periods: [] }),
  (of) => of.scheduleSave({ id: null, name: "Nights", enabled: true, drives: { is: "all" }, periods: [] }),
  (of) => of.calendarImport("BEGIN:VCALENDAR", false),
  (of) => of.calendarImport("none", true),

  (of) => of.backups(),
  async (of) => of.backupRehearse((await of.backups()).list[0]!.name),
  async (of) => of.backupRehearse((await of.backups()).list.at(-1)!.name),
  (of) => of.backupRehearse("none"),
  (of) => of.backupMake(),
  (of) => of.configImport("bad", null, true),
  (of) => of.configImport("no", null, true),
  (of) => of.configImport("format = 1", null, false),

  (of) => of.people(),
  ...Array.from({ length: 120 }, (_, at) => (of: Backend) => of.person(at + 1)),
  (of) => of.personSave({ ...person, code: "" }),
  (of) => of.personSave({ ...person, name: "" }),
  (of) => of.personSave({ ...person, code: "1001" }),
  (of) => of.consentGive([1], { given: DAY, by: "", document: "" }),
  (of) => of.consentGive([1], { given: "2030-01-01", by: "Mother", document: "" }),
  (of) => of.peopleImport(named("people.csv"), true),
  (of) => of.peopleImport(named("people.xlsx"), true),
  (of) => of.enrolFile(named("photos.zip"), null),
  ...["a.jpg", "dark.jpg", "two.jpg", "a.heic", "a.txt"].flatMap((name) =>
    [1, 10, 24].map((one) => (of: Backend) => of.enrolFile(named(name), one)),
  ),
  ...Array.from({ length: 10 }, () => (of: Backend) => of.enrolFile(named("a.jpg"), 24)),
  (of) => of.unknownFaces(),
  ...[501, 502, 503, 504].flatMap((face) => [10, 24].map((one) => (of: Backend) => of.enrolUnknown(face, one))),
  (of) => of.unknownStart("period"),
  (of) => of.unknownStart("hour"),
  (of) => of.unknownDismiss(7),

  ...["2026-11-19", "2026-11-20", DAY, "2026-11-24", "2026-11-29"].map(
    (date) => (of: Backend) => of.attendanceDay(date),
  ),
  (of) => of.attendance(query),
  (of) => of.attendanceCorrect(1, 1, "excused", ""),
  async (of) => {
    const all = await of.sightings(0, 9e15, false);
    await Promise.all(all.map(({ id }) => of.sightingDetail(id)));
  },
  (of) => of.sightingDetail(7),
  (of) => of.consentWithdraw(24),
  (of) => of.personErase(24),

  (of) => of.forecast(),
  (of) => of.runs(),
  (of) => of.packs(),
  (of) => of.thresholdCurve(),
  (of) => of.recognitionSpeed(),
  (of) => of.packInstall("none", { is: "official" }),
  (of) => of.packInstall(null, { is: "files", paths: ["/media/wrong.onnx"] }),
  (of) => of.packRemove("yunet-sface"),
  (of) => of.enforceNow(),
  (of) => of.enforceNow(),
  (of) => of.events(everything),
];

test("all that the pretend engine says is what the engine says, and is said in Arabic", async () => {
  const english = new Set<string>();
  const own = speaker(arabic, "ar");
  const hear: Speaker = (text, mayBeOwn) => {
    // What may be somebody's own words is no sentence of the engine's, unless it ends like one.
    const said = own(text, mayBeOwn && !/[.!?]$/.test(text));
    if (said.includes("\u200e")) english.add(text);
    return said;
  };
  for (const school of [...SCHOOLS, "broken"]) {
    const of = inLanguage(pretend(new URLSearchParams({ pretend: school, still: "" })), hear);
    for (const ask of ASKED) await Promise.resolve(ask(of)).catch(() => {});
  }
  const refusing = inLanguage(pretend(new URLSearchParams({ pretend: "mixed", still: "", refused: "" })), hear);
  await refusing.people().catch(() => {});
  expect([...english]).toEqual([]);
});
