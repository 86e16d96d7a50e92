// What the window may ask of the engine. Two things answer: the shell, and in tests a pretend engine.

import type { AlikeView } from "../wire/AlikeView";
import type { AttendanceDay } from "../wire/AttendanceDay";
import type { AttendanceEntryView } from "../wire/AttendanceEntryView";
import type { AttendanceQuery } from "../wire/AttendanceQuery";
import type { AttendanceStatus } from "../wire/AttendanceStatus";
import type { BackupsView } from "../wire/BackupsView";
import type { BackupView } from "../wire/BackupView";
import type { BellChange } from "../wire/BellChange";
import type { BellPreview } from "../wire/BellPreview";
import type { CalendarReport } from "../wire/CalendarReport";
import type { CameraChoice } from "../wire/CameraChoice";
import type { CameraDetail } from "../wire/CameraDetail";
import type { CameraDraft } from "../wire/CameraDraft";
import type { CameraListReport } from "../wire/CameraListReport";
import type { CertificateView } from "../wire/CertificateView";
import type { CloseAnswer } from "../wire/CloseAnswer";
import type { ClipView } from "../wire/ClipView";
import type { CloseQuestion } from "../wire/CloseQuestion";
import type { CommandChange } from "../wire/CommandChange";
import type { ConfigImportView } from "../wire/ConfigImportView";
import type { ConsentView } from "../wire/ConsentView";
import type { CurveView } from "../wire/CurveView";
import type { EventQuery } from "../wire/EventQuery";
import type { EventsView } from "../wire/EventsView";
import type { DiagnosticsView } from "../wire/DiagnosticsView";
import type { ExceptionDraft } from "../wire/ExceptionDraft";
import type { ExportForm } from "../wire/ExportForm";
import type { FoundAdded } from "../wire/FoundAdded";
import type { FoundAnswer } from "../wire/FoundAnswer";
import type { FoundAsk } from "../wire/FoundAsk";
import type { FoundCameras } from "../wire/FoundCameras";
import type { FoundPick } from "../wire/FoundPick";
import type { ForecastView } from "../wire/ForecastView";
import type { GaugeHistoryView } from "../wire/GaugeHistoryView";
import type { GaugeSpan } from "../wire/GaugeSpan";
import type { ImportReport } from "../wire/ImportReport";
import type { KnobValue } from "../wire/KnobValue";
import type { Message } from "../wire/Message";
import type { ModeLengthDraft } from "../wire/ModeLengthDraft";
import type { OccurrenceView } from "../wire/OccurrenceView";
import type { PackSourceDraft } from "../wire/PackSourceDraft";
import type { PackView } from "../wire/PackView";
import type { PauseChange } from "../wire/PauseChange";
import type { PauseDraft } from "../wire/PauseDraft";
import type { PersonDetail } from "../wire/PersonDetail";
import type { PersonDraft } from "../wire/PersonDraft";
import type { PersonView } from "../wire/PersonView";
import type { PhotoReport } from "../wire/PhotoReport";
import type { PlanAtView } from "../wire/PlanAtView";
import type { ProfileDraft } from "../wire/ProfileDraft";
import type { RehearsalView } from "../wire/RehearsalView";
import type { RestoreOutcome } from "../wire/RestoreOutcome";
import type { RemovalPreview } from "../wire/RemovalPreview";
import type { ReviewDecision } from "../wire/ReviewDecision";
import type { RunsView } from "../wire/RunsView";
import type { SaidView } from "../wire/SaidView";
import type { ScheduleDraft } from "../wire/ScheduleDraft";
import type { SightingDetail } from "../wire/SightingDetail";
import type { SightingView } from "../wire/SightingView";
import type { SpeedView } from "../wire/SpeedView";
import type { TestReport } from "../wire/TestReport";
import type { TimelineView } from "../wire/TimelineView";
import type { UnknownFaceView } from "../wire/UnknownFaceView";
import type { View } from "../wire/View";

/** A (camera, profile) pair whose pictures somebody is looking at. */
export type Looked = { camera: number; profile: number };

/** Everything that can be asked. Whatever is refused rejects with a `Problem`, and has then changed nothing. */
export interface Backend {
  /** Now, in Unix milliseconds: the only clock of the window. */
  now(): number;
  /** Sends a View and then every change to `hear` alone, until `unwatch`. */
  watch(hear: (message: Message) => void): Promise<void>;
  /** Sends nothing any more. */
  unwatch(): Promise<void>;
  /** Starts the engine once more if it could not start; `watch` then says how that went. */
  engineTryAgain(): Promise<void>;
  freshView(): Promise<View>;
  /** Which pictures are on screen, and how often they are wanted. New numbers come for these alone. */
  look(runners: Looked[], everyMs: number): Promise<void>;
  /** Where the picture `number` of a runner is, about `width` device pixels wide. */
  picture(runner: Looked, number: number, width: number): string;
  /** Where the picture of a connection test is. */
  testPicture(number: number): string;

  /** Where an enrolled photo is. */
  photo(photo: number): string;
  /** Where the face and the whole frame of a sighting are, while they are kept. */
  crop(sighting: number): string;
  evidence(sighting: number): string;
  /** Where the picture of an unknown face is. */
  unknownPicture(face: number): string;

  cameraAdd(draft: CameraDraft): Promise<number>;
  cameraEdit(camera: number, draft: CameraDraft): Promise<void>;
  cameraRemoval(camera: number): Promise<RemovalPreview>;
  cameraRemove(camera: number): Promise<void>;
  /** Puts a removed camera back; possible for some minutes. */
  cameraRestore(camera: number): Promise<void>;
  /** The cameras of a file; with `dryRun` it only says what would change, else refused rows are left out. */
  cameraListImport(file: File, dryRun: boolean): Promise<CameraListReport>;
  /** Undoes the import of this number; answers what was done. */
  cameraListUndo(importNumber: number): Promise<string>;
  /** Writes all cameras without their passwords; answers where they lie. */
  cameraListExport(): Promise<string>;
  /** One scan for cameras, or the first one anew, about 2 s; answers all that was found so far. */
  camerasFind(anew: boolean): Promise<FoundCameras>;
  /** Asks cameras that were found for their streams; each answers, or says why it does not. */
  camerasAsk(asks: FoundAsk[]): Promise<FoundAnswer[]>;
  /** Adds what was picked, all or none; `cameraListUndo` undoes it by its number. */
  camerasFoundAdd(picks: FoundPick[]): Promise<FoundAdded>;
  /** Forgets what was found, and the passwords that were typed for it. */
  camerasFoundForget(): Promise<void>;
  /** Takes at most 10 s. `camera` is the one being edited, whose password the draft may keep. */
  cameraTest(camera: number | null, draft: CameraDraft): Promise<TestReport>;
  cameraDetail(camera: number): Promise<CameraDetail>;
  cameraSetEnabled(camera: number, on: boolean): Promise<void>;
  /** Answers every camera it is about, with the pause that holds now: the later end wins. */
  pause(choice: CameraChoice, pause: PauseDraft): Promise<PauseChange[]>;
  resume(choice: CameraChoice): Promise<PauseChange[]>;
  /** Brings back what was before these, where nobody has paused or resumed since. */
  undoPauses(changes: PauseChange[]): Promise<void>;
  tryAgain(camera: number): Promise<void>;
  enforceNow(): Promise<void>;

  profilePreview(profile: number | null, draft: ProfileDraft): Promise<CommandChange[]>;
  profileAdd(draft: ProfileDraft): Promise<number>;
  profileEdit(profile: number, draft: ProfileDraft): Promise<void>;
  profileRemoval(profile: number): Promise<RemovalPreview>;
  profileRemove(profile: number): Promise<void>;

  /** Adds a schedule, or puts this one in its place with all its periods; answers its number. */
  scheduleSave(draft: ScheduleDraft): Promise<number>;
  scheduleRemove(schedule: number): Promise<void>;
  /** Brings a removed schedule back with the days that were for it alone; answers its new number. */
  scheduleRestore(draft: ScheduleDraft, days: ExceptionDraft[]): Promise<number>;
  exceptionSave(draft: ExceptionDraft): Promise<number>;
  exceptionRemove(exception: number): Promise<void>;
  /** What a change would do within 14 days, before it is saved. */
  bellPreview(change: BellChange): Promise<BellPreview>;
  /** Cameras × day, with `change` as if it were saved. */
  timeline(date: string, change: BellChange | null): Promise<TimelineView>;
  /** The occurrences that begin on these local dates, 62 at most. */
  occurrences(first: string, last: string, change: BellChange | null): Promise<OccurrenceView[]>;
  planAt(atMs: number, change: BellChange | null): Promise<PlanAtView>;
  /** A school week to start from; it is not saved. */
  sampleWeek(): Promise<ScheduleDraft>;
  /** The days off of an .ics file; with `dryRun` they are only listed. */
  calendarImport(text: string, dryRun: boolean): Promise<CalendarReport>;
  /** Writes the plan of some days as an .ics file; answers where it lies. */
  calendarSave(first: string, days: number): Promise<string>;

  /** How backups stand, and which there are, the newest first. */
  backups(): Promise<BackupsView>;
  /** Makes one and checks it; takes as long as the store is large. */
  backupMake(): Promise<BackupView>;
  /** What restoring the backup of this name would do; nothing is changed. */
  backupRehearse(name: string): Promise<RehearsalView>;
  /** Puts it in the place of the store; the engine ends and starts for it. Load the page anew when it resolves. */
  backupRestore(name: string): Promise<void>;
  /** How the newest restore went, told once. */
  backupRestored(): Promise<RestoreOutcome | null>;
  /** Writes the configuration into a file, with the passwords sealed where there is a passphrase; answers where. */
  configExport(passphrase: string | null): Promise<string>;
  /** Takes a configuration over, or says what that would do. */
  configImport(text: string, passphrase: string | null, dryRun: boolean): Promise<ConfigImportView>;
  /** Writes a bundle for whoever helps from afar; refused where it would hold a secret or a person. */
  diagnostics(): Promise<DiagnosticsView>;

  people(): Promise<PersonView[]>;
  person(person: number): Promise<PersonDetail>;
  /** Adds a person, or puts this one in their place; answers their number. */
  personSave(draft: PersonDraft): Promise<number>;
  peopleSetActive(people: number[], on: boolean): Promise<void>;
  consentGive(people: number[], consent: ConsentView): Promise<void>;
  consentWithdraw(person: number): Promise<CertificateView>;
  personErase(person: number): Promise<CertificateView>;
  /** The people of a file; with `dryRun` it only says what would change. */
  peopleImport(file: File, dryRun: boolean): Promise<ImportReport>;
  /** Writes how well everybody is enrolled as a page; answers where it lies. */
  peopleReport(): Promise<string>;
  /** A photo, or a zip of them; without `person` the name of each photo is the code. */
  enrolFile(file: File, person: number | null): Promise<PhotoReport[]>;
  /** The newest picture of a runner as a photo. */
  enrolFromCamera(person: number, camera: number, profile: number): Promise<PhotoReport>;
  /** The face of a sighting that a hand has decided, as a photo of whose it is. */
  enrolFromSighting(sighting: number): Promise<PhotoReport>;
  photoRemove(photo: number): Promise<void>;
  alike(): Promise<AlikeView[]>;
  pairVeto(a: number, b: number, isVetoed: boolean): Promise<void>;
  /** Writes everything that is kept of a person as a zip; answers where it lies. */
  personalExport(person: number): Promise<string>;

  /** Has the faces of strangers kept from now on; the view tells how long. */
  unknownStart(length: ModeLengthDraft): Promise<void>;
  unknownStop(): Promise<void>;
  /** The faces in the tray, the one seen last first. */
  unknownFaces(): Promise<UnknownFaceView[]>;
  unknownDismiss(face: number): Promise<void>;
  unknownDeleteAll(): Promise<void>;
  /** A face of the tray as a photo of a person; it leaves the tray unless it is refused. */
  enrolUnknown(face: number, person: number): Promise<PhotoReport>;

  /** Clips of a camera, newest first. */
  clips(camera: number | null): Promise<ClipView[]>;
  /** The film of a clip, an MP4. */
  clipFilm(clip: number): Promise<Blob>;
  /** Writes it into the user's folder for downloads; answers where. */
  clipSave(clip: number): Promise<string>;
  clipDelete(clip: number): Promise<void>;

  attendanceDay(date: string): Promise<AttendanceDay>;
  attendance(query: AttendanceQuery): Promise<AttendanceEntryView[]>;
  attendanceCorrect(person: number, occurrence: number, status: AttendanceStatus, why: string): Promise<void>;
  /** Writes attendance as a file; answers where it lies. */
  attendanceExport(query: AttendanceQuery, form: ExportForm): Promise<string>;
  daySign(date: string): Promise<void>;
  /** Sightings between two instants, oldest first. */
  sightings(fromMs: number, toMs: number, onlyDoubtful: boolean): Promise<SightingView[]>;
  /** How many of them are doubtful and undecided. */
  openDoubts(fromMs: number, toMs: number): Promise<number>;
  /** Whom its face is like, and where its person was seen else on that day. */
  sightingDetail(sighting: number): Promise<SightingDetail>;
  review(sighting: number, decision: ReviewDecision): Promise<void>;
  /** Writes what is kept, and for how long, as a page; answers where it lies. */
  privacyReport(): Promise<string>;

  /** Whether somebody looks at the gauges: they come each second then, else every ten. */
  lookAtGauges(on: boolean): Promise<void>;
  gaugeHistory(span: GaugeSpan): Promise<GaugeHistoryView>;
  /** What the coming week will ask of this machine. */
  forecast(): Promise<ForecastView>;
  /** What was said after the line of this number, in that order; 2000 lines at most. */
  said(after: number): Promise<SaidView[]>;
  /** The runs that ended last, and how each runner fared in the last hour. */
  runs(): Promise<RunsView>;
  /** Events, newest first, 200 at most. */
  events(query: EventQuery): Promise<EventsView>;
  /** Writes all events of a query as a table; answers where it lies. */
  eventsSave(query: EventQuery): Promise<string>;

  packs(): Promise<PackView[]>;
  /** Its progress comes with the view. `pack` is left out where the files say which one it is; answers which. */
  packInstall(pack: string | null, source: PackSourceDraft): Promise<string>;
  packRemove(pack: string): Promise<void>;
  thresholdCurve(): Promise<CurveView>;
  /** Measures; takes some seconds. */
  recognitionSpeed(): Promise<SpeedView>;

  /** Asks `hear` whenever somebody closes the window and has to be asked what that is to do. */
  hearClosing(hear: (question: CloseQuestion) => void): Promise<void>;
  answerClosing(answer: CloseAnswer): Promise<void>;

  /** Whether Bellwatch starts when its user logs in. */
  autostartState(): Promise<boolean>;
  autostartSet(on: boolean): Promise<void>;

  siteEdit(values: KnobValue[]): Promise<void>;
  addDemoCameras(): Promise<void>;
}
