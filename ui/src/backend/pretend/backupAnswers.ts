// What the pretend engine answers about backups: some days of them, and one that is cut off.

import type { BackupView } from "../../wire/BackupView";
import type { ConfigImportView } from "../../wire/ConfigImportView";
import type { RehearsalView } from "../../wire/RehearsalView";
import type { Backend } from "../backend";
import { Memory } from "./state";

type BackupAnswers = Pick<
  Backend,
  | "backups"
  | "backupMake"
  | "backupRehearse"
  | "backupRestore"
  | "backupRestored"
  | "configExport"
  | "configImport"
  | "diagnostics"
>;

const DAY_MS = 86_400_000;
const RESTORED = "pretend-restored";
const FOLDER = "/home/it/.local/share/bellwatch/backups";
const SECRET =
  "It holds the key too, so whoever can read this file can open every camera's password: keep it as safe as the passwords.";

const none = { new: [], changed: [], gone: [] };
const NOTHING: ConfigImportView = {
  is_done: false,
  new: 0,
  changed: 0,
  same: 0,
  cameras: none,
  profiles: none,
  schedules: none,
  site: false,
  passwords_left_out: 0,
  refused: [],
  before: null,
};

export function backupAnswers(memory: Memory, now: () => number): BackupAnswers {
  const name = (at: number, kind: string) =>
    `bellwatch-${new Date(at).toISOString().replace(/[-:]|\.\d+/g, "")}-${kind}.zip`;
  const made = (at: number, kind: string, why: string): BackupView => ({
    path: `${FOLDER}/${name(at, kind)}`,
    name: name(at, kind),
    bytes: 18_400_000 + (at % 977_000),
    facts: {
      kind,
      why,
      made_ms: at,
      app: "0.1.0",
      store_version: 15,
      site: memory.view.site.name,
      key: "bare",
      key_sentence: SECRET,
    },
    wrong: null,
  });
  // 03:00 in Berlin, a while ago.
  const night = now() - (now() % DAY_MS) + 2 * 3_600_000;
  const list = [0, 1, 2, 3].map((days) => made(night - days * DAY_MS, "daily", "daily"));
  list.splice(2, 0, made(night - 1.4 * DAY_MS, "before-restore", "before a restore"));
  const cutOff = made(night - 9 * DAY_MS, "by-hand", "by hand");
  const wrong = `${cutOff.path} is cut off: its end is missing. Copy it again, or take another backup.`;
  list.push({ ...cutOff, bytes: 1_400_000, facts: null, wrong });
  function rehearsed(wanted: string): RehearsalView {
    const one = list.find((backup) => backup.name === wanted);
    if (!one?.facts) throw one?.wrong ? Memory.problem("bad_input", one.wrong) : Memory.gone("backup");
    return {
      facts: one.facts,
      lines: [
        `${one.facts.site}, made on 22 November 2026 03:00 (${one.facts.why}) by Bellwatch 0.1.0 with store version 15.`,
        "It holds 12 cameras, 2 schedules, 431 people, 1180 photos, 20311 sightings, 8122 attendance records, 402113 heartbeats, 6120 events; history from 24 October 2026 07:30 to 22 November 2026 02:59.",
        "Now there are 12 cameras, 2 schedules, 429 people, 1174 photos, 21790 sightings, 8553 attendance records, 415009 heartbeats, 6391 events; history from 24 October 2026 07:31 to 23 November 2026 10:24.",
        "Cameras: Library comes back; Gate 2 changes.",
        "People: 2 come back, 1 change, 0 go.",
        "Whatever happened after 22 November 2026 03:00 goes from here; it is kept in a backup that is made first.",
        "All of its 12 passwords open.",
        "2 people erased since would come back; restoring erases them again.",
        "Clips, kept snapshots and model packs are in no backup: clips and snapshots are gone with their disk, packs are installed again.",
      ],
      cameras: { ...none, new: ["Library"], changed: ["Gate 2"] },
      profiles: none,
      schedules: none,
      people_new: 2,
      people_changed: 1,
      people_gone: 0,
      passwords: 12,
      passwords_open: 12,
      erased_since: 2,
      withdrawn_since: 0,
      history_from_ms: now() - 30 * DAY_MS,
      history_to_ms: one.facts.made_ms,
    };
  }

  return {
    backups: async () => ({
      folder: FOLDER,
      next_ms: night + DAY_MS,
      failed: null,
      list: [...list],
      left_out:
        "Clips, kept snapshots and model packs are in no backup: clips and snapshots are gone with their disk, packs are installed again.",
    }),
    async backupMake() {
      const one = made(now(), "by-hand", "by hand");
      list.unshift(one);
      return one;
    },
    backupRehearse: async (wanted) => rehearsed(wanted),
    async backupRestore(wanted) {
      rehearsed(wanted);
      // What this page knows is gone when the next one asks.
      sessionStorage.setItem(RESTORED, wanted);
    },
    async backupRestored() {
      const wanted = sessionStorage.getItem(RESTORED);
      sessionStorage.removeItem(RESTORED);
      if (wanted === null) return null;
      const before = `${FOLDER}/${name(now(), "before-restore")}`;
      return { is: "restored", restored: { rehearsal: rehearsed(list[0]!.name), before } };
    },
    configExport: async () => "/home/it/Downloads/bellwatch-configuration.toml",
    async configImport(text, passphrase, dryRun) {
      if (text.startsWith("no")) throw Memory.problem("bad_input", "Line 1 cannot be read: expected a key.");
      const report = { ...NOTHING, new: 3, changed: 3, same: 18, passwords_left_out: passphrase === null ? 4 : 0 };
      if (text.startsWith("bad")) {
        const why = { line: 41, sentence: 'There is no profile named "Nigth".' };
        return { ...report, new: 0, changed: 0, same: 0, refused: [why] };
      }
      const cameras = { ...none, new: ["Library", "Roof"], changed: ["Gate 2"] };
      const schedules = { ...none, new: ["School week"], changed: ["Evening"] };
      const before = dryRun ? null : made(now(), "before-import", "before an import");
      if (before) list.unshift(before);
      return { ...report, is_done: !dryRun, cameras, schedules, site: true, before: before?.path ?? null };
    },
    diagnostics: async () => ({
      path: "/home/it/Downloads/bellwatch-diagnostics-2026-11-23.zip",
      bytes: 214_000,
      too_short: 1,
    }),
  };
}
