//! What the System screen asks for: endings, what was said, what happened.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::view::{EventView, ProcessView};

/// The last endings of all cameras, and how each runner fared in the last hour.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RunsView {
    /// The last first, at most 100.
    pub endings: Vec<EndingView>,
    pub hour: Vec<RunnerHourView>,
}

/// A run that has ended.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct EndingView {
    #[ts(type = "number")]
    pub camera: i64,
    pub process: ProcessView,
}

/// How a runner fared in the last hour; one that nothing happened to is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RunnerHourView {
    #[ts(type = "number")]
    pub camera: i64,
    #[ts(type = "number")]
    pub profile: i64,
    /// Runs that began.
    pub began: u32,
    /// Runs that ended by a failure.
    pub failed: u32,
    /// Those of them that ended because no picture came any more.
    pub stalled: u32,
}

/// A line of a camera's ffmpeg, or of Bellwatch itself, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SaidView {
    /// Higher was said later.
    #[ts(type = "number")]
    pub number: u64,
    #[ts(type = "number")]
    pub at_ms: i64,
    pub level: LogLevelView,
    /// Whose ffmpeg; `null`: Bellwatch itself.
    #[ts(type = "number | null")]
    pub camera: Option<i64>,
    #[ts(type = "number | null")]
    pub profile: Option<i64>,
    pub text: String,
}

/// How grave a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LogLevelView {
    Info,
    Warning,
    Error,
}

/// Which events are wanted; what is `null` is no condition.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct EventQuery {
    #[ts(type = "number | null")]
    pub camera: Option<i64>,
    pub kind: Option<String>,
    /// Only what somebody did, not what the engine says.
    pub by_hand: bool,
    /// Part of the sentence, or of who did it.
    pub words: Option<String>,
    /// At this instant or later, and before that one.
    #[ts(type = "number | null")]
    pub from_ms: Option<i64>,
    #[ts(type = "number | null")]
    pub to_ms: Option<i64>,
    /// Older than the event of this number.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
}

/// Events, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct EventsView {
    /// At most 200.
    pub events: Vec<EventView>,
    /// Whether older ones follow.
    pub more: bool,
    /// Every kind there is, to choose from.
    pub kinds: Vec<String>,
}
