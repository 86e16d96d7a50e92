// The engine behind the shell: one command per question, one Channel, pictures by their own scheme.

import { Channel, invoke } from "@tauri-apps/api/core";
import type { CloseQuestion } from "../wire/CloseQuestion";
import type { Message } from "../wire/Message";
import type { Backend } from "./backend";

/** Windows cannot have schemes of its own and gets them as hosts. */
const PICTURES = navigator.userAgent.includes("Windows") ? "http://snapshot.localhost" : "snapshot://localhost";

/** Sends a file as it is, with what belongs to it in the headers: bytes never travel as text. */
async function send<Answer>(command: string, file: File, headers: Record<string, string>): Promise<Answer> {
  const bytes = await file.arrayBuffer();
  return invoke(command, bytes, { headers: { ...headers, name: encodeURIComponent(file.name) } });
}

/** The backend of the real window. */
export function tauri(): Backend {
  return {
    now: () => Date.now(),
    watch(hear) {
      const channel = new Channel<Message>();
      channel.onmessage = hear;
      return invoke("watch", { channel });
    },
    unwatch: () => invoke("unwatch"),
    engineTryAgain: () => invoke("engine_try_again"),
    freshView: () => invoke("fresh_view"),
    look: (runners, everyMs) => invoke("look", { runners, everyMs }),
    picture: ({ camera, profile }, number, width) => `${PICTURES}/${camera}/${profile}?n=${number}&w=${width}`,
    testPicture: (number) => `${PICTURES}/test/${number}`,

    photo: (photo) => `${PICTURES}/photo/${photo}`,
    crop: (sighting) => `${PICTURES}/crop/${sighting}`,
    evidence: (sighting) => `${PICTURES}/evidence/${sighting}`,
    unknownPicture: (face) => `${PICTURES}/unknown/${face}`,

    cameraAdd: (draft) => invoke("camera_add", { draft }),
    cameraEdit: (camera, draft) => invoke("camera_edit", { camera, draft }),
    cameraRemoval: (camera) => invoke("camera_removal", { camera }),
    cameraRemove: (camera) => invoke("camera_remove", { camera }),
    cameraRestore: (camera) => invoke("camera_restore", { camera }),
    cameraListImport: (file, dryRun) => send("camera_list_import", file, { "dry-run": String(dryRun) }),
    cameraListUndo: (importNumber) => invoke("camera_list_undo", { import: importNumber }),
    cameraListExport: () => invoke("camera_list_export"),
    camerasFind: (anew) => invoke("cameras_find", { anew }),
    camerasAsk: (asks) => invoke("cameras_ask", { asks }),
    camerasFoundAdd: (picks) => invoke("cameras_found_add", { picks }),
    camerasFoundForget: () => invoke("cameras_found_forget"),
    cameraTest: (camera, draft) => invoke("camera_test", { camera, draft }),
    cameraDetail: (camera) => invoke("camera_detail", { camera }),
    cameraSetEnabled: (camera, on) => invoke("camera_set_enabled", { camera, on }),
    pause: (choice, pause) => invoke("pause", { choice, pause }),
    resume: (choice) => invoke("resume", { choice }),
    undoPauses: (changes) => invoke("undo_pauses", { changes }),
    tryAgain: (camera) => invoke("try_again", { camera }),
    enforceNow: () => invoke("enforce_now"),

    profilePreview: (profile, draft) => invoke("profile_preview", { profile, draft }),
    profileAdd: (draft) => invoke("profile_add", { draft }),
    profileEdit: (profile, draft) => invoke("profile_edit", { profile, draft }),
    profileRemoval: (profile) => invoke("profile_removal", { profile }),
    profileRemove: (profile) => invoke("profile_remove", { profile }),

    scheduleSave: (draft) => invoke("schedule_save", { draft }),
    scheduleRemove: (schedule) => invoke("schedule_remove", { schedule }),
    scheduleRestore: (draft, days) => invoke("schedule_restore", { draft, days }),
    exceptionSave: (draft) => invoke("exception_save", { draft }),
    exceptionRemove: (exception) => invoke("exception_remove", { exception }),
    bellPreview: (change) => invoke("bell_preview", { change }),
    timeline: (date, change) => invoke("timeline", { date, change }),
    occurrences: (first, last, change) => invoke("occurrences", { first, last, change }),
    planAt: (atMs, change) => invoke("plan_at", { atMs, change }),
    sampleWeek: () => invoke("sample_week"),
    calendarImport: (text, dryRun) => invoke("calendar_import", { text, dryRun }),
    calendarSave: (first, days) => invoke("calendar_save", { first, days }),

    people: () => invoke("people"),
    person: (person) => invoke("person", { person }),
    personSave: (draft) => invoke("person_save", { draft }),
    peopleSetActive: (people, on) => invoke("people_set_active", { people, on }),
    consentGive: (people, consent) => invoke("consent_give", { people, consent }),
    consentWithdraw: (person) => invoke("consent_withdraw", { person }),
    personErase: (person) => invoke("person_erase", { person }),
    peopleImport: (file, dryRun) => send("people_import", file, { "dry-run": String(dryRun) }),
    peopleReport: () => invoke("people_report"),
    enrolFile: (file, person) => send("enrol_file", file, person === null ? {} : { person: String(person) }),
    enrolFromCamera: (person, camera, profile) => invoke("enrol_from_camera", { person, camera, profile }),
    enrolFromSighting: (sighting) => invoke("enrol_from_sighting", { sighting }),
    photoRemove: (photo) => invoke("photo_remove", { photo }),
    alike: () => invoke("alike"),
    pairVeto: (a, b, isVetoed) => invoke("pair_veto", { a, b, isVetoed }),
    personalExport: (person) => invoke("personal_export", { person }),

    unknownStart: (length) => invoke("unknown_start", { length }),
    unknownStop: () => invoke("unknown_stop"),
    unknownFaces: () => invoke("unknown_faces"),
    unknownDismiss: (face) => invoke("unknown_dismiss", { face }),
    unknownDeleteAll: () => invoke("unknown_delete_all"),
    enrolUnknown: (face, person) => invoke("enrol_unknown", { face, person }),

    backups: () => invoke("backups"),
    backupMake: () => invoke("backup_make"),
    backupRehearse: (name) => invoke("backup_rehearse", { name }),
    backupRestore: (name) => invoke("backup_restore", { name }),
    backupRestored: () => invoke("backup_restored"),
    configExport: (passphrase) => invoke("config_export", { passphrase }),
    configImport: (text, passphrase, dryRun) => invoke("config_import", { text, passphrase, dryRun }),
    diagnostics: () => invoke("diagnostics"),

    clips: (camera) => invoke("clips", { camera }),
    clipFilm: async (clip) => new Blob([await invoke<ArrayBuffer>("clip_film", { clip })], { type: "video/mp4" }),
    clipSave: (clip) => invoke("clip_save", { clip }),
    clipDelete: (clip) => invoke("clip_delete", { clip }),

    attendanceDay: (date) => invoke("attendance_day", { date }),
    attendance: (query) => invoke("attendance", { query }),
    attendanceCorrect: (person, occurrence, status, why) =>
      invoke("attendance_correct", { person, occurrence, status, why }),
    attendanceExport: (query, form) => invoke("attendance_export", { query, form }),
    daySign: (date) => invoke("day_sign", { date }),
    sightings: (fromMs, toMs, onlyDoubtful) => invoke("sightings", { fromMs, toMs, onlyDoubtful }),
    openDoubts: (fromMs, toMs) => invoke("open_doubts", { fromMs, toMs }),
    sightingDetail: (sighting) => invoke("sighting_detail", { sighting }),
    review: (sighting, decision) => invoke("review", { sighting, decision }),
    privacyReport: () => invoke("privacy_report"),

    lookAtGauges: (on) => invoke("look_at_gauges", { on }),
    gaugeHistory: (span) => invoke("gauge_history", { span }),
    forecast: () => invoke("forecast"),
    said: (after) => invoke("said", { after }),
    runs: () => invoke("runs"),
    events: (query) => invoke("events", { query }),
    eventsSave: (query) => invoke("events_save", { query }),

    packs: () => invoke("packs"),
    packInstall: (pack, source) => invoke("pack_install", { pack, source }),
    packRemove: (pack) => invoke("pack_remove", { pack }),
    thresholdCurve: () => invoke("threshold_curve"),
    recognitionSpeed: () => invoke("recognition_speed"),

    hearClosing(hear) {
      const channel = new Channel<CloseQuestion>();
      channel.onmessage = hear;
      return invoke("hear_closing", { channel });
    },
    answerClosing: (answer) => invoke("answer_closing", { answer }),

    autostartState: () => invoke("autostart_state"),
    autostartSet: (on) => invoke("autostart_set", { on }),

    siteEdit: (values) => invoke("site_edit", { values }),
    addDemoCameras: () => invoke("add_demo_cameras"),
  };
}
