//! A run: everything that goes into one spawn of ffmpeg, and how it ended.

use std::ffi::OsString;

use chrono::{DateTime, Duration, Utc};

use crate::budget::Limit;
use crate::profile::CpuAffinity;
use crate::{LastError, RunnerKey};

/// The arguments of one ffmpeg, after its own name.
#[derive(Clone, PartialEq, Eq)]
pub struct EffectiveArgs {
    /// What is handed to ffmpeg. Holds the password where ffmpeg has no other way; hence no `Debug`.
    pub words: Vec<OsString>,
    /// The same with every secret replaced by `•••`, for eyes and for Copy.
    pub masked: Vec<String>,
}

impl std::fmt::Debug for EffectiveArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("EffectiveArgs").field(&self.masked).finish()
    }
}

/// *Every* input to a spawn; see [`RunSpec::same_run`].
#[derive(Debug, Clone, PartialEq)]
pub struct RunSpec {
    /// Whose run.
    pub key: RunnerKey,
    /// ffmpeg's arguments.
    pub args: EffectiveArgs,
    /// Niceness asked for.
    pub nice: i8,
    /// Cores asked for.
    pub cpu_affinity: CpuAffinity,
    /// Frames per second wanted, after caps.
    pub fps: f64,
    /// Frames per second that are handed on, when the budget gives less; see [`crate::budget`].
    pub given_fps: f64,
    /// Why that is less than wanted.
    pub lowered_by: Option<Limit>,
    /// Whether ffmpeg decodes keyframes alone.
    pub keyframes_only: bool,
    /// Whether this is so because decoding is `auto` and the keyframe distance is still to be measured.
    pub measuring_keyframes: bool,
    /// Heartbeat cadence.
    pub hb_interval: Duration,
    /// Kept snapshots.
    pub snapshot_every: Option<Duration>,
    /// Whether the frame path looks for pictures that show nothing.
    pub picture_check: bool,
    /// So much of what the camera sends is held, for clips.
    pub clip: Option<Duration>,
    /// No frame for so long ends the run.
    pub stall_after: Duration,
    /// Longest wait for the first frame.
    pub start_within: Duration,
    /// Whether hardware decoding is asked of ffmpeg.
    pub hwaccel: bool,
    /// Why software decodes although the profile asks for hardware.
    pub in_software: Option<InSoftware>,
    /// Higher starts first.
    pub priority: u8,
}

impl RunSpec {
    /// Whether a runner with `self` may live on when `wanted` is asked for.
    ///
    /// Taken apart field by field, so that a new field must be decided on here: what the child or the runner does
    /// differently restarts it; `priority` orders starts alone, `measuring_keyframes` and `in_software` are what we know,
    /// not what it does, and `given_fps` is told to a runner that lives.
    pub fn same_run(&self, wanted: &RunSpec) -> bool {
        let RunSpec {
            key,
            args,
            nice,
            cpu_affinity,
            fps,
            given_fps: _,
            lowered_by: _,
            keyframes_only,
            measuring_keyframes: _,
            hb_interval,
            snapshot_every,
            picture_check,
            clip,
            stall_after,
            start_within,
            hwaccel,
            in_software: _,
            priority: _,
        } = self;
        *key == wanted.key
            && *args == wanted.args
            && *nice == wanted.nice
            && *cpu_affinity == wanted.cpu_affinity
            && *fps == wanted.fps
            && *keyframes_only == wanted.keyframes_only
            && *hb_interval == wanted.hb_interval
            && *snapshot_every == wanted.snapshot_every
            && *picture_check == wanted.picture_check
            && *clip == wanted.clip
            && *stall_after == wanted.stall_after
            && *start_within == wanted.start_within
            && *hwaccel == wanted.hwaccel
    }
}

/// Why software decodes although the profile asks for hardware.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InSoftware {
    /// This machine's ffmpeg was built without it; by its name.
    NotOffered(&'static str),
    /// It was tried and failed.
    Failed,
}

/// How a run ended. Kept with the RunningProcess.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub why: EndingWhy,
    /// ffmpeg's exit code, when it had one.
    pub exit_code: Option<i32>,
    /// The signal that ended it, when one did.
    pub signal: Option<i32>,
}

/// Why a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum EndingWhy {
    /// We stopped it, for this reason.
    Stopped(crate::StopWhy),
    /// We stopped it to start it anew with other settings.
    Restarted(crate::RestartWhy),
    /// It ended, or we ended it as stalled, for this error.
    Failed(LastError),
    /// The engine died and the child with it; found at the next start.
    EngineDied,
}
