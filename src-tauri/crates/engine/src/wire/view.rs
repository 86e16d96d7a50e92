//! The View: everything the window shows, as of one sequence number.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::bell::BellsView;
use super::gauges::GaugesView;
use super::recognition::RecognitionView;

/// Everything the window knows, at `seq`. Changes with higher numbers are laid over it.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub struct View {
    /// The number of the last change this view holds.
    #[ts(type = "number")]
    pub seq: u64,
    pub site: SiteView,
    pub engine: EngineView,
    pub cameras: Vec<CameraView>,
    pub profiles: Vec<ProfileView>,
    pub bells: BellsView,
    pub runners: Vec<RunnerView>,
    pub problems: Vec<ProblemView>,
    pub recognition: RecognitionView,
    /// What this machine does; `null` until it was measured.
    pub gauges: Option<GaugesView>,
    /// The newest events, newest first, at most 200.
    pub events: Vec<EventView>,
    /// Every knob of a stream profile, in the order in which it is shown.
    pub knobs: Vec<KnobView>,
    /// Every setting of the site, likewise.
    pub settings: Vec<KnobView>,
}

/// The site.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct SiteView {
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    pub tomorrow_hour: u8,
    /// When "until tomorrow" would end if it were chosen now.
    #[ts(type = "number")]
    pub tomorrow_ms: i64,
    /// Values of `View::settings`, by their keys.
    pub values: Vec<KnobValue>,
}

/// The engine and its enforcer.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct EngineView {
    pub version: String,
    pub pid: u32,
    #[ts(type = "number")]
    pub started_ms: i64,
    /// For example "5.1.6"; `null` when there is no ffmpeg.
    pub ffmpeg_version: Option<String>,
    /// The data folder's path.
    pub data_folder: String,
    /// Where the key to the sealed passwords lies, as a sentence.
    pub key_place: String,
    /// When the enforcer last looked, and last finished without an error.
    #[ts(type = "number | null")]
    pub last_run_ms: Option<i64>,
    #[ts(type = "number | null")]
    pub last_ok_ms: Option<i64>,
    pub last_error: Option<String>,
    /// Whether all runners are stopped by hand, and by whom.
    pub stopped_by_hand: Option<String>,
    /// True for a data folder with nothing in it: the welcome screen.
    pub is_empty: bool,
    /// The next instant at which the bell starts or stops a camera.
    pub next_bell: Option<NextBellView>,
}

/// The next instant at which the bell starts or stops a camera.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct NextBellView {
    #[ts(type = "number")]
    pub at_ms: i64,
    /// For example "Period 2 starts: 11 cameras".
    pub sentence: String,
}

/// One camera, as configured.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct CameraView {
    #[ts(type = "number")]
    pub id: i64,
    pub name: String,
    pub location: String,
    /// Without credentials.
    pub address: String,
    pub sub_address: Option<String>,
    pub user: Option<String>,
    /// Whether a password is kept; the password itself never comes here.
    pub has_password: bool,
    pub priority: u8,
    pub enabled: bool,
    pub pause: Option<PauseView>,
    pub tags: Vec<String>,
    #[ts(type = "number")]
    pub profile: i64,
    #[ts(type = "number[]")]
    pub also_profiles: Vec<i64>,
    /// Measured distance of keyframes of the main stream.
    pub keyframe_interval_s: Option<f64>,
}

/// A pause that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PauseView {
    #[ts(type = "number")]
    pub until_ms: i64,
    pub by: String,
    #[ts(type = "number")]
    pub at_ms: i64,
}

/// One stream profile.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ProfileView {
    #[ts(type = "number")]
    pub id: i64,
    pub name: String,
    /// Every knob's value as text, in the order of `View::knobs`.
    pub values: Vec<KnobValue>,
    /// How many cameras use it.
    pub used_by: u32,
}

/// A knob's value, as text that the same knob accepts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KnobValue {
    pub key: String,
    pub value: String,
}

/// What a knob is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct KnobView {
    pub key: String,
    pub label: String,
    /// One sentence.
    pub help: String,
    /// In words, for example "0.1 to 30 frames per second".
    pub range: String,
    pub default: String,
    pub input: KnobInput,
}

/// How a knob is set.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum KnobInput {
    /// One of these.
    Choice { choices: Vec<String> },
    /// A number; `words` are accepted in its place (for example "auto", "off").
    Number { min: f64, max: f64, step: f64, unit: String, words: Vec<String> },
    /// Any of the seven weekdays; the value is text such as "Fri Sat", or "none".
    Weekdays,
    /// Free text, checked by the engine.
    Text { placeholder: String },
}

/// One (camera, profile) pair and what it is doing.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RunnerView {
    #[ts(type = "number")]
    pub camera: i64,
    #[ts(type = "number")]
    pub profile: i64,
    pub state: RunnerState,
    /// The newest picture there is, however old; fetched from `snapshot://localhost/<camera>/<profile>?n=<number>`.
    pub picture: Option<PictureView>,
    pub heartbeat: Option<HeartbeatView>,
    /// From the age of the last heartbeat; the window lets it age further by itself.
    pub hb_interval_s: f64,
    /// The last 40 heartbeat slots, oldest first, for the bar.
    pub bar: Vec<BeatView>,
    /// Until the first good frame.
    pub last_error: Option<ErrorView>,
    pub process: Option<ProcessView>,
    /// Why it runs and until when, for example "For Period 1, until 08:45."; `null` while it rests.
    pub because: Option<String>,
    /// Frames per second that ffmpeg hands on, after caps.
    pub fps_wanted: f64,
    /// What it asks for and what it gets.
    pub fps: FpsView,
    /// Whether keyframes alone are decoded.
    pub keyframes_only: bool,
}

/// Frames per second that are looked at: asked for, allowed, and given.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct FpsView {
    /// The profile's.
    pub asked: f64,
    /// The site's cap on each runner.
    pub cap: Option<f64>,
    /// What it gets; `null` while it is not to run.
    pub given: Option<f64>,
    /// Why the budget gives less than asked for and allowed, one sentence.
    pub why: Option<String>,
}

/// What a runner is doing.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum RunnerState {
    /// Wanted, and waiting for its turn to start.
    Waiting {
        #[ts(type = "number")]
        since_ms: i64,
    },
    /// Spawned, no frame yet.
    Starting {
        #[ts(type = "number")]
        since_ms: i64,
    },
    /// Frames come.
    Running {
        #[ts(type = "number")]
        since_ms: i64,
    },
    /// Being stopped.
    Stopping {
        #[ts(type = "number")]
        since_ms: i64,
        why: String,
    },
    /// Not running, for a reason.
    Resting {
        why: RestReason,
        /// One sentence.
        sentence: String,
        #[ts(type = "number | null")]
        until_ms: Option<i64>,
    },
}

/// The kinds of rest that the window tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RestReason {
    Disabled,
    /// No schedule drives it.
    NoSchedule,
    /// None of its periods is on.
    OutsidePeriods,
    /// A day of exception keeps it at rest.
    Exception,
    Paused,
    StoppedByHand,
    SettingsWrong,
    WaitingToRetry,
    /// An error that trying again would not mend: the operator must act.
    Held,
    DependencyMissing,
    /// The site's budget is used up by others.
    BudgetUsedUp,
    /// The enforcer has not looked at it yet.
    NotPlannedYet,
}

/// The newest picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PictureView {
    /// Goes up with each picture; ask for it to get past the cache.
    #[ts(type = "number")]
    pub number: u64,
    #[ts(type = "number")]
    pub at_ms: i64,
    pub width: u32,
    pub height: u32,
    /// True once the runner that made it no longer runs: it must be shown as old.
    pub is_old: bool,
}

/// The newest heartbeat.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct HeartbeatView {
    #[ts(type = "number")]
    pub at_ms: i64,
    pub fps: f64,
    #[ts(type = "number")]
    pub frames: u64,
    #[ts(type = "number")]
    pub skipped: u64,
    pub latency_ms: u32,
    pub cpu_percent: f32,
    #[ts(type = "number")]
    pub memory_bytes: u64,
    /// Frames that recognition looked at or found unchanged, faces it found, and faces it matched, since the run began.
    #[ts(type = "number")]
    pub looks: u64,
    #[ts(type = "number")]
    pub faces: u64,
    #[ts(type = "number")]
    pub matches: u64,
}

/// One slot of the heartbeat bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BeatView {
    #[ts(type = "number")]
    pub at_ms: i64,
    pub kind: BeatKind,
    /// For the tooltip.
    pub words: String,
}

/// What happened in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BeatKind {
    /// Frames came as wanted.
    Good,
    /// Fewer frames than wanted.
    Slow,
    /// An error.
    Broken,
    /// It rested, as it should.
    Resting,
}

/// A last error in the operator's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ErrorView {
    /// Stable code, for example "auth_failed".
    pub code: String,
    /// Two or three words for a tile, for example "Wrong password".
    pub word: String,
    /// What is wrong.
    pub sentence: String,
    /// What to do.
    pub cure: String,
    /// ffmpeg's own line, masked.
    pub evidence: String,
    #[ts(type = "number")]
    pub at_ms: i64,
}

/// One spawn.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ProcessView {
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub profile: i64,
    pub pid: u32,
    #[ts(type = "number")]
    pub started_ms: i64,
    #[ts(type = "number | null")]
    pub ended_ms: Option<i64>,
    /// Why it ended, one sentence; `null` while it lives.
    pub ending: Option<String>,
    /// The error it ended with.
    pub error: Option<ErrorView>,
    /// The whole command, masked, ready to copy.
    pub command: String,
    pub nice_asked: i8,
    /// `null` until it was read back.
    pub nice_held: Option<i8>,
    /// For example "all", "auto (core 3)", "0,1".
    pub affinity_asked: String,
    pub affinity_held: Option<String>,
}

/// Something the operator should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ProblemView {
    /// Stable while the problem lasts.
    pub key: String,
    pub sentence: String,
    pub cure: String,
    /// The cameras it is about; one: link to it, several: to the wall, filtered.
    #[ts(type = "number[]")]
    pub cameras: Vec<i64>,
    #[ts(type = "number")]
    pub since_ms: i64,
}

/// Something to announce on the desktop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct NoticeView {
    pub kind: NoticeKindView,
    /// Stable as long as what it is about lasts.
    pub key: String,
    /// A few words.
    pub title: String,
    /// One or two sentences.
    pub body: String,
}

/// The kinds of announcements; each can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NoticeKindView {
    CameraDown,
    Shared,
    Engine,
    PreBell,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct EventView {
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub at_ms: i64,
    #[ts(type = "number | null")]
    pub camera: Option<i64>,
    pub kind: String,
    pub actor: String,
    pub sentence: String,
}

/// The state of a data folder as the command line prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatusView {
    /// Whether an engine holds the folder's lock.
    pub is_running: bool,
    /// Its pid, where it is known.
    pub engine_pid: Option<u32>,
    pub last_run_ms: Option<i64>,
    pub last_ok_ms: Option<i64>,
    pub last_error: Option<String>,
    pub problems: Vec<ProblemView>,
    /// The diagnostic mode, while unknown faces are being kept.
    pub diagnostic_mode: Option<super::unknown::DiagnosticModeView>,
    /// Unknown faces in the tray.
    pub unknown_faces: u32,
    pub cameras: Vec<CameraView>,
    pub runners: Vec<RunnerView>,
}

/// One thing that was looked at on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What: "ffmpeg", "Data folder", …
    pub what: String,
    pub verdict: Verdict,
    pub sentence: String,
    /// What to do, where something can be done.
    pub cure: Option<String>,
}

/// How a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Good,
    /// Worth knowing; Bellwatch works without.
    Note,
    /// Bellwatch does not work like this.
    Broken,
}
