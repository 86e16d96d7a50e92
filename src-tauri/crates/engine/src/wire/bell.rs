//! The bell, as the window shows and edits it. Local dates are "2026-11-21", local times "07:45".

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::view::KnobValue;

/// All schedules and exceptions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct BellsView {
    pub schedules: Vec<ScheduleView>,
    pub exceptions: Vec<ExceptionView>,
}

/// A BellSchedule.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ScheduleView {
    #[ts(type = "number")]
    pub id: i64,
    pub name: String,
    pub enabled: bool,
    pub drives: DrivesChoice,
    /// In their order.
    pub periods: Vec<PeriodDraft>,
}

/// Which cameras are driven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum DrivesChoice {
    /// Every camera, those added later too.
    All,
    /// These, and those with one of these tags.
    Some {
        #[ts(type = "number[]")]
        cameras: Vec<i64>,
        tags: Vec<String>,
    },
}

/// A schedule as it is to be; all its periods with it, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ScheduleDraft {
    /// `null` for a new one.
    #[ts(type = "number | null")]
    pub id: Option<i64>,
    pub name: String,
    pub enabled: bool,
    pub drives: DrivesChoice,
    pub periods: Vec<PeriodDraft>,
}

/// A PeriodTemplate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PeriodDraft {
    /// `null` for a new one. Kept with the period, so that history stays with it.
    #[ts(type = "number | null")]
    pub id: Option<i64>,
    pub name: String,
    /// Local time.
    pub start: String,
    /// Local time; not after `start` means the next day, the same as `start` a whole day.
    pub end: String,
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    pub weekdays: Vec<u8>,
    pub early_grace_min: u32,
    pub late_grace_min: u32,
    pub late_after_min: u32,
    /// `null`: each camera's own.
    #[ts(type = "number | null")]
    pub profile: Option<i64>,
    /// Of the schedule's cameras only these; `null`: all of them.
    pub only: Option<DrivesChoice>,
    /// The groups whose people are expected; none: nobody's attendance is kept for it.
    #[serde(default)]
    pub expects: Vec<String>,
}

/// A ScheduleException.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ExceptionView {
    #[ts(type = "number")]
    pub id: i64,
    pub name: String,
    pub first: String,
    pub last: String,
    pub kind: ExceptionChoice,
    /// `null`: the whole site.
    #[ts(type = "number | null")]
    pub schedule: Option<i64>,
}

/// What happens on a day of exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum ExceptionChoice {
    /// No period begins.
    Off,
    /// The cameras watch the whole day.
    On,
    /// The cameras watch once, at these times, in place of the periods.
    Window { start: String, end: String },
    /// Another weekday's bells ring; 1 is Monday, 7 is Sunday.
    Shift { to: u8 },
}

/// An exception as it is to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExceptionDraft {
    /// `null` for a new one.
    #[ts(type = "number | null")]
    pub id: Option<i64>,
    pub name: String,
    pub first: String,
    /// The same as `first` for a single day.
    pub last: String,
    pub kind: ExceptionChoice,
    #[ts(type = "number | null")]
    pub schedule: Option<i64>,
}

/// A change of the bell that is not saved yet.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum BellChange {
    SaveSchedule {
        draft: ScheduleDraft,
    },
    RemoveSchedule {
        #[ts(type = "number")]
        schedule: i64,
    },
    SaveException {
        draft: ExceptionDraft,
    },
    RemoveException {
        #[ts(type = "number")]
        exception: i64,
    },
    /// Settings of the site: its time zone moves every bell.
    Site {
        values: Vec<KnobValue>,
    },
}

/// What a change would do within the next 14 days.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct BellPreview {
    /// One sentence, for example "3 cameras watch 4 h 30 min more and 2 h less within 14 days."
    pub sentence: String,
    /// The nearest day first; at most 200, `more` says how many were left off.
    pub lines: Vec<BellDifference>,
    pub more: u32,
    /// Clashes, periods nobody watches, cameras nothing drives, clock changes, what has begun.
    pub notes: Vec<BellNote>,
}

/// Some cameras on a day: the minutes that a change gives and takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BellDifference {
    pub date: String,
    #[ts(type = "number[]")]
    pub cameras: Vec<i64>,
    /// The names of the first of them.
    pub names: Vec<String>,
    /// So many more there are.
    pub more: u32,
    pub gains: Vec<TimeSpan>,
    pub loses: Vec<TimeSpan>,
    /// For example "07:30–08:00 as well; no longer 09:00–09:30".
    pub sentence: String,
}

/// From one instant to another (half-open).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TimeSpan {
    #[ts(type = "number")]
    pub from_ms: i64,
    #[ts(type = "number")]
    pub to_ms: i64,
}

/// Something worth knowing about the bell; never a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BellNote {
    pub kind: BellNoteKind,
    pub sentence: String,
    #[ts(type = "number[]")]
    pub cameras: Vec<i64>,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BellNoteKind {
    /// It has begun and stays as it was until its end.
    Begun,
    /// Periods that overlap.
    Overlap,
    /// Cameras that nothing drives.
    NothingDrives,
    /// A period without a camera.
    NobodyWatches,
    /// A clock change makes a day's periods longer, shorter, or drops one.
    ClockChange,
    /// An exception that another one hides, or that changes nothing.
    NoEffect,
}

/// Cameras × day: what each does from the first instant of a local date to that of the next.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct TimelineView {
    pub date: String,
    #[ts(type = "number")]
    pub from_ms: i64,
    #[ts(type = "number")]
    pub to_ms: i64,
    pub rows: Vec<TimelineRow>,
    /// The day's exceptions, clock changes and notes, one sentence each.
    pub remarks: Vec<String>,
}

/// One camera's day.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct TimelineRow {
    #[ts(type = "number")]
    pub camera: i64,
    pub name: String,
    /// In order, without gaps.
    pub spans: Vec<TimelineSpan>,
}

/// A stretch of a camera's day in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TimelineSpan {
    #[ts(type = "number")]
    pub from_ms: i64,
    #[ts(type = "number")]
    pub to_ms: i64,
    pub state: DayState,
    /// Two or three words, for example "Period 1", "Winter holidays", "Paused".
    pub word: String,
    /// For example "Runs for Period 1 with Balanced until 08:45."
    pub sentence: String,
}

/// The states a timeline tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DayState {
    Runs,
    Disabled,
    NoSchedule,
    OutsidePeriods,
    Exception,
    Paused,
    /// Settings, an error that holds it, a missing program, a budget that is used up.
    CannotRun,
}

/// One occurrence of a period, for the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OccurrenceView {
    #[ts(type = "number")]
    pub schedule: i64,
    #[ts(type = "number | null")]
    pub period: Option<i64>,
    #[ts(type = "number | null")]
    pub exception: Option<i64>,
    /// The local date on which it begins.
    pub date: String,
    pub name: String,
    #[ts(type = "number")]
    pub starts_ms: i64,
    #[ts(type = "number")]
    pub ends_ms: i64,
    /// Local, without a zone, for example "2026-11-21T07:45:00".
    pub starts_local: String,
    pub ends_local: String,
    /// How many cameras watch it.
    pub cameras: u32,
    /// It has begun: it stays as it was.
    pub begun: bool,
}

/// What every camera does at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PlanAtView {
    #[ts(type = "number")]
    pub at_ms: i64,
    /// The first instant after it at which something changes.
    #[ts(type = "number | null")]
    pub next_ms: Option<i64>,
    pub cameras: Vec<PlannedView>,
}

/// One camera at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PlannedView {
    #[ts(type = "number")]
    pub camera: i64,
    pub name: String,
    pub state: DayState,
    pub sentence: String,
}

/// What a calendar file holds, and what of it would be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CalendarReport {
    /// One sentence.
    pub sentence: String,
    pub lines: Vec<CalendarLine>,
    /// Lines beyond the 500 that are shown.
    pub more: u32,
    /// How many days off are added, or would be; of all lines, as the two counts below.
    pub adds: u32,
    /// How many are there already.
    pub same: u32,
    /// How many lines are left out.
    pub refused: u32,
    /// Whether it was added, or only looked at.
    pub added: bool,
}

/// One event of a calendar file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CalendarLine {
    pub name: String,
    pub first: Option<String>,
    pub last: Option<String>,
    pub verdict: CalendarVerdict,
    /// Why, where it is not simply added.
    pub sentence: Option<String>,
}

/// What becomes of an event of a calendar file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CalendarVerdict {
    /// A day off that is added.
    Add,
    /// There is one already.
    Same,
    /// It is not a day off that can be read; `sentence` says why.
    Refused,
}
