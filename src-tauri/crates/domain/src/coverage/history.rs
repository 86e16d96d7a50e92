//! From the heartbeats of one runner to the time in which it really saw, and really looked.
//!
//! The history keeps the first beat of each minute, and each one at which something changed. So between two kept beats
//! of a healthy run lie at most a minute and one beat more ([`bridge`]), and the counters of both say whether anything
//! was missing in between: frames must have come, and looks have been taken, for three quarters of what was to be
//! expected. A stretch that is not sure counts as not seen: a child is never absent for a camera that may have been
//! down.

use chrono::{DateTime, Duration, Utc};

use super::Interval;

/// So often at the least the recogniser must have looked, on average, for a stretch to count as looked at. Nobody walks
/// through a gate in less.
pub const LOOK_WITHIN: Duration = Duration::seconds(4);
/// So much of the expected frames and looks must have come in a stretch.
const ENOUGH: f64 = 0.75;
/// So many beats to each side say what the usual rate is.
const RATE_FROM: usize = 5;

/// One beat, as far as it says what was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beat {
    /// When.
    pub at: DateTime<Utc>,
    /// Frames since the run began.
    pub frames: u64,
    /// Frames a second since the beat before.
    pub fps: f64,
    /// Looks since the run began: frames in which faces were searched, and frames that the motion gate found to be as
    /// they were. A frame that was dropped is none.
    pub looks: u64,
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunEnd {
    /// When.
    pub at: DateTime<Utc>,
    /// Why, two or three words, for example [`crate::last_error::word`].
    pub word: String,
}

/// What is kept of one runner around a window.
#[derive(Debug, Clone, PartialEq)]
pub struct RunnerHistory {
    /// Its heartbeat cadence; the longest, if it was changed.
    pub hb_interval: Duration,
    /// Its beats, from [`bridge`] before the window until [`bridge`] after it. A beat at the very end of a run tells
    /// of its last minute; without one that minute counts as not seen.
    pub beats: Vec<Beat>,
    /// The ends of its runs in the same time.
    pub ends: Vec<RunEnd>,
}

/// How far apart two kept beats of a healthy run can be: the first of a minute and the first of a later one.
pub fn bridge(hb_interval: Duration) -> Duration {
    Duration::minutes(1) + longest_beat(hb_interval)
}

/// The longest that one beat may cover: as long as a runner is "Online", 1.5 intervals.
fn longest_beat(hb_interval: Duration) -> Duration {
    hb_interval + hb_interval / 2
}

/// A stretch in which pictures came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seen {
    pub interval: Interval,
    /// Whether the recogniser looked at them too.
    pub is_looked_at: bool,
}

/// The stretches in which pictures came, in order, as far as the history is sure of them.
pub(super) fn seen(history: &RunnerHistory) -> Vec<Seen> {
    let mut beats = history.beats.clone();
    beats.sort_by_key(|beat| beat.at);
    let mut seen = Vec::new();
    for (at, beat) in beats.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| beats.get(at));
        let stretch = match before {
            Some(before) if is_same_run(history, before, beat) => {
                between(history, before, beat, usual_fps(&beats, at))
            }
            _ => first_of_run(history, before.map(|beat| beat.at), beat),
        };
        seen.extend(stretch);
    }
    seen
}

/// The fastest rate of the beats around one: a beat just after a hole has a rate that is too low to find the hole with.
/// Only of those near, since a camera that changes to half its rate at dusk is well.
fn usual_fps(beats: &[Beat], at: usize) -> f64 {
    let near = at.saturating_sub(RATE_FROM)..beats.len().min(at + RATE_FROM);
    beats[near].iter().map(|beat| beat.fps).fold(0.0, f64::max)
}

/// Whether two beats that follow each other in time are one run's. A clock that was set back makes them two.
fn is_same_run(history: &RunnerHistory, before: &Beat, beat: &Beat) -> bool {
    before.frames <= beat.frames
        && before.looks <= beat.looks
        && !history.ends.iter().any(|end| before.at <= end.at && end.at < beat.at)
}

fn between(history: &RunnerHistory, before: &Beat, beat: &Beat, fps: f64) -> Option<Seen> {
    let interval = Interval::new(before.at, beat.at)?;
    let is_near = interval.length() <= bridge(history.hb_interval);
    let is_full = has_enough(beat.frames - before.frames, fps * seconds(interval.length()));
    (is_near && is_full && fps > 0.0)
        .then(|| Seen { interval, is_looked_at: has_looks(beat.looks - before.looks, interval.length()) })
}

/// What the first beat of a run says of the time before it: as long as its frames took, if that is one beat.
fn first_of_run(history: &RunnerHistory, before: Option<DateTime<Utc>>, beat: &Beat) -> Option<Seen> {
    if !beat.fps.is_finite() || beat.fps <= 0.0 {
        return None;
    }
    // Counting takes no part of a frame; and a number that is too large to be a time is no first beat's.
    let took_ms = (beat.frames as f64 / beat.fps * 1000.0).min(1e12) as i64;
    let took = Duration::milliseconds(took_ms);
    if took > longest_beat(history.hb_interval) {
        return None;
    }
    let ended = history.ends.iter().map(|end| end.at).filter(|at| *at < beat.at).max();
    let earliest = before.max(ended).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let interval = Interval::new((beat.at - took).max(earliest), beat.at)?;
    Some(Seen { interval, is_looked_at: has_looks(beat.looks, took) })
}

fn has_looks(looks: u64, length: Duration) -> bool {
    has_enough(looks, seconds(length) / seconds(LOOK_WITHIN))
}

/// Counters are read between two frames, so one more or less says nothing.
fn has_enough(count: u64, expected: f64) -> bool {
    (count + 1) as f64 >= expected * ENOUGH
}

fn seconds(length: Duration) -> f64 {
    length.num_milliseconds() as f64 / 1000.0
}
