//! What is remembered of a runner's failures, and what follows from one more: wait and try again, or hold until
//! something changes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::{LastError, RunnerKey};

/// Everything `plan` needs to know of the past.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Memory {
    /// Per runner; a runner without failures has no entry.
    pub runners: BTreeMap<RunnerKey, RunnerMemory>,
    /// Set while somebody has stopped all runners by hand: who, and when.
    pub stopped_by_hand: Option<(String, DateTime<Utc>)>,
    /// Why nothing can run, when nothing can (ffmpeg missing).
    pub missing_dependency: Option<LastError>,
}

/// What is remembered of one runner.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunnerMemory {
    /// Failures in a row; 60 s of good frames set it back to 0.
    pub failures: u32,
    /// Starts in a row that never brought a frame.
    pub failed_starts: u32,
    /// What stands in the way of the next start.
    pub hold: Option<Hold>,
    /// Whether hardware decoding failed, so that software decodes until the settings change.
    pub hwaccel_failed: bool,
    /// The newest error, until the first good frame.
    pub last_error: Option<LastError>,
}

/// What stands in the way of the next start.
#[derive(Debug, Clone, PartialEq)]
pub enum Hold {
    /// Waiting to retry; over at `at`.
    Retry {
        /// Then.
        at: DateTime<Utc>,
    },
    /// Not retried by itself, for this error, until the specification it failed with changes or the operator says
    /// "Try again". Kept in the store, so that a wrong password is tried once even across a restart.
    Breaker {
        /// The error that tripped it.
        error: LastError,
        /// Fingerprint of what the operator can change about it; see [`crate::plan::fingerprint`].
        fingerprint: String,
    },
}
