//! Heartbeats: what the frame path says of itself. No frame, no beat.

use chrono::{DateTime, Duration, Utc};

/// One beat of one runner, covering the time since the beat before.
#[derive(Debug, Clone, PartialEq)]
pub struct Heartbeat {
    /// When.
    pub at: DateTime<Utc>,
    /// Frames received since the run began.
    pub frames: u64,
    /// Frames per second that reached the engine since the last beat.
    pub fps: f64,
    /// Frames that nobody got, and frames replaced before recognition took them, since the run began.
    pub skipped: u64,
    /// From the frame's arrival to its being handed on, milliseconds, the worst since the last beat.
    pub latency_ms: u32,
    /// The child's CPU use since the last beat, percent of one core.
    pub cpu_percent: f32,
    /// The child's resident memory, bytes.
    pub memory_bytes: u64,
    /// Frames in which faces were searched, and frames that were as they had been, since the run began; 0 without
    /// recognition.
    pub looks: u64,
    /// Faces found since the run began.
    pub faces: u64,
    /// Faces that were matched since the run began.
    pub matches: u64,
}

/// How fresh the last beat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulse {
    /// Up to 1.5 intervals: "Online".
    Beating,
    /// Up to 4.5: "Stale".
    Late,
    /// Up to 12: "Silent".
    Silent,
    /// More, or never: "Offline".
    Gone,
}

/// The pulse of a runner whose last beat (or first expected one) is `age` old.
///
/// Boundaries belong to the better word: at exactly 1.5 intervals a runner is still beating.
pub fn pulse(age: Duration, hb_interval: Duration) -> Pulse {
    let tenths = age.num_milliseconds().saturating_mul(10);
    let interval = hb_interval.num_milliseconds().max(1);
    if tenths <= interval.saturating_mul(15) {
        Pulse::Beating
    } else if tenths <= interval.saturating_mul(45) {
        Pulse::Late
    } else if tenths <= interval.saturating_mul(120) {
        Pulse::Silent
    } else {
        Pulse::Gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pulse_weakens_at_the_written_boundaries() {
        let check = |age_ms, expected| {
            assert_eq!(pulse(Duration::milliseconds(age_ms), Duration::seconds(10)), expected, "{age_ms}");
        };
        check(0, Pulse::Beating);
        check(15_000, Pulse::Beating);
        check(15_001, Pulse::Late);
        check(45_000, Pulse::Late);
        check(45_001, Pulse::Silent);
        check(120_000, Pulse::Silent);
        check(120_001, Pulse::Gone);
    }
}
