// What the window may ask of the engine. Two things answer: the shell, and in tests a pretend engine.

import type { BellChange } from "../wire/BellChange";
import type { BellPreview } from "../wire/BellPreview";
import type { CalendarReport } from "../wire/CalendarReport";
import type { CameraChoice } from "../wire/CameraChoice";
import type { CameraDetail } from "../wire/CameraDetail";
import type { CameraDraft } from "../wire/CameraDraft";
import type { CloseAnswer } from "../wire/CloseAnswer";
import type { CloseQuestion } from "../wire/CloseQuestion";
import type { CommandChange } from "../wire/CommandChange";
import type { ExceptionDraft } from "../wire/ExceptionDraft";
import type { KnobValue } from "../wire/KnobValue";
import type { Message } from "../wire/Message";
import type { OccurrenceView } from "../wire/OccurrenceView";
import type { PauseChange } from "../wire/PauseChange";
import type { PauseDraft } from "../wire/PauseDraft";
import type { PlanAtView } from "../wire/PlanAtView";
import type { ProfileDraft } from "../wire/ProfileDraft";
import type { RemovalPreview } from "../wire/RemovalPreview";
import type { ScheduleDraft } from "../wire/ScheduleDraft";
import type { TestReport } from "../wire/TestReport";
import type { TimelineView } from "../wire/TimelineView";
import type { View } from "../wire/View";

/** A (camera, profile) pair whose pictures somebody is looking at. */
export type Looked = { camera: number; profile: number };

/** Everything that can be asked. Whatever is refused rejects with a `Problem`, and has then changed nothing. */
export interface Backend {
  /** Now, in Unix milliseconds: the only clock of the window. */
  now(): number;
  /** Sends a View and then every change to `hear`, until the window closes. */
  watch(hear: (message: Message) => void): Promise<void>;
  /** Starts the engine once more if it could not start; `watch` then says how that went. */
  engineTryAgain(): Promise<void>;
  freshView(): Promise<View>;
  /** Which pictures are on screen, and how often they are wanted. New numbers come for these alone. */
  look(runners: Looked[], everyMs: number): Promise<void>;
  /** Where the picture `number` of a runner is, about `width` device pixels wide. */
  picture(runner: Looked, number: number, width: number): string;
  /** Where the picture of a connection test is. */
  testPicture(number: number): string;

  cameraAdd(draft: CameraDraft): Promise<number>;
  cameraEdit(camera: number, draft: CameraDraft): Promise<void>;
  cameraDuplicate(camera: number): Promise<number>;
  cameraRemoval(camera: number): Promise<RemovalPreview>;
  cameraRemove(camera: number): Promise<void>;
  /** Puts a removed camera back; possible for some minutes. */
  cameraRestore(camera: number): Promise<void>;
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

  /** Asks `hear` whenever somebody closes the window and has to be asked what that is to do. */
  hearClosing(hear: (question: CloseQuestion) => void): Promise<void>;
  answerClosing(answer: CloseAnswer): Promise<void>;

  /** Whether Bellwatch starts when its user logs in. */
  autostartState(): Promise<boolean>;
  autostartSet(on: boolean): Promise<void>;

  siteEdit(values: KnobValue[]): Promise<void>;
  addDemoCameras(): Promise<void>;
}
