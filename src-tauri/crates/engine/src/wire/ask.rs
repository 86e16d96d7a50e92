//! What the window asks, and what it is answered.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::view::{ErrorView, EventView, KnobValue, PauseView, ProcessView};

/// Why something asked for was not done. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Problem {
    /// What the window acts on.
    pub code: ProblemCode,
    /// One sentence the operator can act on.
    pub message: String,
    /// The whole chain, for the ticket.
    pub detail: String,
    /// The field of a form it is about, when it is about one.
    pub field: Option<String>,
}

/// The kinds of problem that the window tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ProblemCode {
    /// What was typed cannot be taken.
    BadInput,
    /// The camera or profile is no longer there.
    Gone,
    /// Asked for too soon after the last time.
    TooSoon,
    /// The store cannot be read or written.
    Store,
    /// Something else went wrong.
    Failed,
}

/// A camera as typed by the operator.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
pub struct CameraDraft {
    pub name: String,
    pub location: String,
    /// May hold credentials, which are split off on save.
    pub address: String,
    pub sub_address: Option<String>,
    pub user: Option<String>,
    pub password: PasswordDraft,
    pub priority: u8,
    pub enabled: bool,
    pub tags: Vec<String>,
    #[ts(type = "number")]
    pub profile: i64,
    #[ts(type = "number[]")]
    pub also_profiles: Vec<i64>,
}

/// What to do with a camera's password. Comes in, never goes out; `Debug` shows no password.
#[derive(Clone, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum PasswordDraft {
    /// As it was.
    Keep,
    /// This one.
    Set { password: String },
    /// The one of this camera, of which a new one is a duplicate: it is copied where it lies, and never shown.
    Of {
        #[ts(type = "number")]
        camera: i64,
    },
    /// None.
    Clear,
}

impl std::fmt::Debug for PasswordDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            PasswordDraft::Keep => "Keep",
            PasswordDraft::Set { .. } => "Set(•••)",
            PasswordDraft::Of { .. } => "Of(another)",
            PasswordDraft::Clear => "Clear",
        })
    }
}

/// A profile as typed: knobs that are not named keep their value (or their default when it is new).
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
pub struct ProfileDraft {
    pub name: String,
    pub values: Vec<KnobValue>,
}

/// What saving would do to one camera.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CommandChange {
    #[ts(type = "number")]
    pub camera: i64,
    pub camera_name: String,
    /// Masked; `null` when it did not run.
    pub before: Option<String>,
    pub after: Option<String>,
    /// Whether its runner is started anew: stopped first where it runs, tried at once where it is held or waits.
    pub restarts: bool,
    /// Why it would not run after the change.
    pub refusal: Option<String>,
}

/// Which cameras something is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum CameraChoice {
    All,
    Some {
        #[ts(type = "number[]")]
        cameras: Vec<i64>,
    },
    Tag {
        tag: String,
    },
}

/// How long to pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum PauseDraft {
    HalfHour,
    TwoHours,
    Tomorrow,
    Until {
        #[ts(type = "number")]
        until_ms: i64,
    },
}

/// What pausing or resuming did to one camera. Given back, it can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PauseChange {
    #[ts(type = "number")]
    pub camera: i64,
    /// The pause that held before.
    pub before: Option<PauseView>,
    /// The pause that holds now; the same as `before` where that one ends later.
    pub after: Option<PauseView>,
}

/// What "Test connection" found. The picture, when there is one, is at `snapshot://localhost/test/<picture>`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum TestReport {
    Works {
        codec: String,
        width: u32,
        height: u32,
        fps: Option<f64>,
        keyframe_interval_s: Option<f64>,
        /// Number of the picture, when one came within the time.
        #[ts(type = "number | null")]
        picture: Option<u64>,
        took_ms: u32,
        /// For example: "The stream has no keyframe for 10 s: the first picture will take as long."
        remarks: Vec<String>,
    },
    Fails {
        error: ErrorView,
        took_ms: u32,
    },
}

/// Everything the Camera screen shows beyond the View.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct CameraDetail {
    #[ts(type = "number")]
    pub camera: i64,
    /// Gate by gate, why it runs or rests: for each profile, in order.
    pub why: Vec<WhyView>,
    /// Runs that lived within the last day, newest first, at most 200.
    pub runs: Vec<ProcessView>,
    /// Newest first, at most 100.
    pub events: Vec<EventView>,
    /// The last lines of ffmpeg, oldest first, at most 200.
    pub log: Vec<LogLine>,
}

/// The chain of gates of one (camera, profile).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct WhyView {
    #[ts(type = "number")]
    pub profile: i64,
    pub runs: bool,
    pub sentence: String,
    pub gates: Vec<GateView>,
}

/// One gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct GateView {
    /// For example "Switched on".
    pub gate: String,
    /// For example "yes", "paused until 08:00 by window".
    pub value: String,
    pub open: bool,
    /// Who set it and when, where that is known, for example "window, Monday 23 November, 09:12".
    pub by: Option<String>,
}

/// A line of ffmpeg's log, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LogLine {
    #[ts(type = "number")]
    pub at_ms: i64,
    #[ts(type = "number")]
    pub profile: i64,
    pub text: String,
}

/// What removing a camera or profile would stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RemovalPreview {
    /// One sentence each.
    pub consequences: Vec<String>,
    /// Why it cannot be removed.
    pub refusal: Option<String>,
}

/// One runner, as the window names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct RunnerChoice {
    #[ts(type = "number")]
    pub camera: i64,
    #[ts(type = "number")]
    pub profile: i64,
}
