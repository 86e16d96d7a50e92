//! What is remembered of a runner's failures, and what follows from one more: wait and try again, or hold until
//! something changes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::budget::Standing;
use crate::plan::{fingerprint, needs_the_operator};
use crate::{Camera, LastError, LastErrorKind, RunnerKey, StreamProfile, backoff};

/// Everything `plan` needs to know of the past.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Memory {
    /// Per runner; a runner without failures has no entry.
    pub runners: BTreeMap<RunnerKey, RunnerMemory>,
    /// Set while somebody has stopped all runners by hand: who, and when.
    pub stopped_by_hand: Option<(String, DateTime<Utc>)>,
    /// Why nothing can run, when nothing can (ffmpeg missing).
    pub missing_dependency: Option<LastError>,
    /// Who has what of the budget.
    pub budget: Standing,
}

impl Memory {
    /// What is remembered of this camera's runner with this profile as both are now: what was learnt with other
    /// settings says nothing about these.
    pub fn of(&self, camera: &Camera, profile: &StreamProfile) -> Option<&RunnerMemory> {
        let key = RunnerKey { camera: camera.id, profile: profile.id };
        self.runners.get(&key).filter(|past| past.is_about(&fingerprint(camera, profile)))
    }
}

/// Waits of a runner that is killed again and again grow no further than the wait after so many failures.
const KILLED_WAITS: u32 = 2;

/// What is remembered of one runner.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunnerMemory {
    /// Fingerprint of the settings that all of this was learnt with; it says nothing about others. Empty as long as
    /// nothing failed.
    pub settings: String,
    /// Failures in a row; 60 s of good frames set it back to 0.
    pub failures: u32,
    /// Starts in a row that never brought a frame. A start that does makes it even again rather than 0: two starts
    /// share a manner (see [`crate::ffmpeg_args::Wish`]), and the one that worked must stay, or the healthy runner
    /// would be restarted.
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

/// What follows from a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailure {
    /// Another try, then.
    Retries {
        /// When.
        at: DateTime<Utc>,
    },
    /// No try until the operator acts.
    Held,
    /// Another try at once, decoding in software.
    SoftwareNext,
}

impl RunnerMemory {
    /// Whether what is remembered was learnt with the settings of this fingerprint.
    pub fn is_about(&self, fingerprint: &str) -> bool {
        self.settings.is_empty() || self.settings == fingerprint
    }

    /// A run ended with `error`.
    ///
    /// `had_frames` says whether it ever brought one, `chance` (0 to 1) spreads the next try, and `fingerprint` is
    /// that of the settings it ran with; what was remembered of others is forgotten.
    pub fn after_failure(
        &mut self,
        error: LastError,
        had_frames: bool,
        now: DateTime<Utc>,
        chance: f64,
        fingerprint: String,
    ) -> AfterFailure {
        if !self.is_about(&fingerprint) {
            *self = RunnerMemory::default();
        }
        self.settings.clone_from(&fingerprint);
        self.last_error = Some(error.clone());
        if error.kind == LastErrorKind::HwaccelUnavailable && !self.hwaccel_failed {
            // Nothing of this is the camera's fault, so it counts for nothing.
            self.hwaccel_failed = true;
            self.hold = None;
            return AfterFailure::SoftwareNext;
        }
        self.failures = self.failures.saturating_add(1);
        if !had_frames {
            self.failed_starts = self.failed_starts.saturating_add(1);
        }
        if needs_the_operator(&error.kind) {
            self.hold = Some(Hold::Breaker { error, fingerprint });
            return AfterFailure::Held;
        }
        // A child that was killed from outside while it ran well says nothing about its camera: waiting longer and
        // longer would punish the wrong one. The second wait (2 s) is enough to let memory recover.
        let was_killed = had_frames && error.kind == LastErrorKind::KilledBySystem;
        let nth = if was_killed { self.failures.min(KILLED_WAITS) } else { self.failures };
        let at = now + backoff::delay(nth, chance);
        self.hold = Some(Hold::Retry { at });
        AfterFailure::Retries { at }
    }

    /// The first good frame of a run came: the error is over. The failures still count, since a camera that sends one
    /// frame and falls over must not be started every second.
    pub fn after_first_frame(&mut self) {
        self.last_error = None;
        self.hold = None;
        self.failed_starts &= !1;
    }

    /// Frames came for 60 s: the next failure is the first again.
    pub fn after_good_frames(&mut self) {
        self.failures = 0;
    }

    /// The operator says "Try again": nothing stands in the way any more, and waits begin anew.
    pub fn try_again(&mut self) {
        self.hold = None;
        self.failures = 0;
        self.failed_starts &= !1;
        self.hwaccel_failed = false;
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::ffmpeg_args::Wish;

    fn error(kind: LastErrorKind) -> LastError {
        LastError { kind, at: DateTime::UNIX_EPOCH, evidence: String::new() }
    }

    fn fail(past: &mut RunnerMemory, kind: LastErrorKind, had_frames: bool) -> AfterFailure {
        past.after_failure(error(kind), had_frames, DateTime::UNIX_EPOCH, 0.5, "a".to_owned())
    }

    fn in_seconds(seconds: i64) -> AfterFailure {
        AfterFailure::Retries { at: DateTime::UNIX_EPOCH + Duration::seconds(seconds) }
    }

    #[test]
    fn waits_grow_until_a_minute_of_good_frames() {
        let mut past = RunnerMemory::default();
        assert_eq!(fail(&mut past, LastErrorKind::Refused, false), in_seconds(1));
        assert_eq!(fail(&mut past, LastErrorKind::Stalled, true), in_seconds(2));
        past.after_first_frame();
        assert_eq!(past.last_error, None);
        assert_eq!(fail(&mut past, LastErrorKind::Stalled, true), in_seconds(4));
        past.after_first_frame();
        past.after_good_frames();
        assert_eq!(fail(&mut past, LastErrorKind::Stalled, true), in_seconds(1));
    }

    #[test]
    fn a_child_that_is_killed_while_it_runs_well_never_waits_long() {
        let mut past = RunnerMemory::default();
        let waits = [1, 2, 2, 2, 2, 2, 2];
        for seconds in waits {
            assert_eq!(fail(&mut past, LastErrorKind::KilledBySystem, true), in_seconds(seconds));
            past.after_first_frame();
        }
        // One that is killed before its first frame may be what the memory is missing for.
        assert_eq!(fail(&mut past, LastErrorKind::KilledBySystem, false), in_seconds(60));
    }

    #[test]
    fn a_wrong_password_is_held_until_somebody_acts() {
        let mut past = RunnerMemory::default();
        assert_eq!(fail(&mut past, LastErrorKind::AuthFailed, false), AfterFailure::Held);
        assert!(matches!(&past.hold, Some(Hold::Breaker { fingerprint, .. }) if fingerprint == "a"));
        past.try_again();
        assert_eq!(past.hold, None);
        assert_eq!(past.last_error.map(|error| error.kind), Some(LastErrorKind::AuthFailed));
    }

    #[test]
    fn failed_hardware_decoding_is_followed_by_software_at_once_and_only_once() {
        let mut past = RunnerMemory::default();
        assert_eq!(fail(&mut past, LastErrorKind::HwaccelUnavailable, false), AfterFailure::SoftwareNext);
        assert!(Wish::of(Some(&past)).without_hwaccel);
        assert_eq!((past.failures, past.failed_starts, &past.hold), (0, 0, &None));
        assert_eq!(fail(&mut past, LastErrorKind::HwaccelUnavailable, false), in_seconds(1));
    }

    #[test]
    fn a_manner_that_works_is_kept() {
        let mut past = RunnerMemory::default();
        for _ in 0..3 {
            fail(&mut past, LastErrorKind::Stalled, false);
        }
        let wish = Wish::of(Some(&past));
        past.after_first_frame();
        assert_eq!(past.failed_starts, 2);
        assert_eq!(Wish::of(Some(&past)).failed_starts / 2, wish.failed_starts / 2);
    }

    #[test]
    fn other_settings_begin_with_nothing_remembered() {
        let mut past = RunnerMemory::default();
        for _ in 0..4 {
            fail(&mut past, LastErrorKind::Refused, false);
        }
        let after = past.after_failure(
            error(LastErrorKind::Refused),
            false,
            DateTime::UNIX_EPOCH,
            0.5,
            "b".to_owned(),
        );
        assert_eq!(after, in_seconds(1));
        assert_eq!((past.failures, past.failed_starts), (1, 1));
        assert!(past.is_about("b") && !past.is_about("a"));
    }
}
