//! Measures the frame path for heartbeats. Pure: it is told what time it is.
//!
//! A beat is only ever made when a frame has come: no frame, no beat.

use std::time::Duration;

/// The first beat comes as soon as this much was seen, so that a camera is shown alive early.
const FIRST_AFTER: Duration = Duration::from_secs(1);

/// Counts frames and decides when a beat is due.
#[derive(Debug, Clone)]
pub struct Meter {
    interval: Duration,
    first_frame: Option<Duration>,
    last_beat: Option<Duration>,
    next_beat: Duration,
    frames: u64,
    frames_at_last_beat: u64,
    skipped: u64,
    worst_latency: Duration,
}

/// What was measured since the beat before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Frames since the run began.
    pub frames: u64,
    /// Frames per second since the last beat.
    pub fps: f64,
    /// Frames nobody got, since the run began.
    pub skipped: u64,
    /// The worst time from a frame's first byte to its being handed on, since the last beat.
    pub worst_latency: Duration,
    /// How much time this covers.
    pub covers: Duration,
}

impl Meter {
    /// For beats every `interval`.
    pub fn new(interval: Duration) -> Self {
        Meter {
            interval,
            first_frame: None,
            last_beat: None,
            next_beat: Duration::ZERO,
            frames: 0,
            frames_at_last_beat: 0,
            skipped: 0,
            worst_latency: Duration::ZERO,
        }
    }

    /// Frames since the run began.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// One frame that nobody gets.
    pub fn skip(&mut self) {
        self.skipped += 1;
    }

    /// A frame arrived at `now` (since the run began) and took `latency` from its first byte to being handed on;
    /// what to beat with, when a beat is due.
    pub fn frame(&mut self, now: Duration, latency: Duration) -> Option<Measured> {
        self.frames += 1;
        self.worst_latency = self.worst_latency.max(latency);
        let Some(first) = self.first_frame else {
            self.first_frame = Some(now);
            self.next_beat = now + FIRST_AFTER.min(self.interval);
            // Between n frames lie n − 1 distances.
            self.frames_at_last_beat = 1;
            return None;
        };
        // A frame that comes a little before its time beats already: with one frame per interval, waiting for the
        // next would beat at half the cadence.
        if now + self.interval / 20 < self.next_beat {
            return None;
        }
        let on_the_grid = self.next_beat + self.interval;
        self.next_beat = if on_the_grid <= now { now + self.interval } else { on_the_grid };
        Some(self.measured(first, now))
    }

    /// What came since the last beat, when the run is over and its last frame came at `last_frame`; nothing when that
    /// beat told of it already.
    pub fn end(&mut self, last_frame: Duration) -> Option<Measured> {
        let first = self.first_frame?;
        (self.frames > self.frames_at_last_beat).then(|| self.measured(first, last_frame))
    }

    fn measured(&mut self, first: Duration, now: Duration) -> Measured {
        let covers = now.saturating_sub(self.last_beat.unwrap_or(first));
        let fps = (self.frames - self.frames_at_last_beat) as f64 / covers.as_secs_f64().max(1e-3);
        self.frames_at_last_beat = self.frames;
        self.last_beat = Some(now);
        let worst_latency = std::mem::take(&mut self.worst_latency);
        Measured { frames: self.frames, fps, skipped: self.skipped, worst_latency, covers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beats(interval_s: u64, arrivals_ms: impl Iterator<Item = u64>) -> Vec<(u64, f64)> {
        let mut meter = Meter::new(Duration::from_secs(interval_s));
        arrivals_ms
            .filter_map(|ms| {
                let measured = meter.frame(Duration::from_millis(ms), Duration::ZERO)?;
                Some((ms, (measured.fps * 100.0).round() / 100.0))
            })
            .collect()
    }

    #[test]
    fn the_first_beat_comes_early_and_the_others_at_their_interval() {
        let steady = (0..120).map(|n| 300 + n * 250);
        assert_eq!(beats(10, steady), [(800, 4.0), (10_800, 4.0), (20_800, 4.0)]);
    }

    #[test]
    fn fps_is_that_of_the_interval_and_not_the_last_value() {
        let slowing = (0..41).map(|n| n * 250).chain((1..=12).map(|n| 10_000 + n * 1000));
        assert_eq!(beats(10, slowing), [(500, 4.0), (11_000, 3.71), (21_000, 1.0)]);
    }

    #[test]
    fn at_the_end_a_beat_tells_of_the_frames_since_the_last() {
        let mut meter = Meter::new(Duration::from_secs(10));
        let ms = Duration::from_millis;
        assert_eq!(meter.end(ms(0)), None);
        for at in 0..=20 {
            meter.frame(ms(at * 250), Duration::ZERO);
        }
        let last = meter.end(ms(5000)).unwrap();
        assert_eq!((last.frames, last.fps, last.covers), (21, 4.0, ms(4500)));
        assert_eq!(meter.end(ms(5000)), None, "it is told");
    }

    #[test]
    fn one_frame_per_interval_beats_with_every_frame() {
        let shaken = [0, 10_000, 19_900, 30_100, 39_950];
        assert_eq!(beats(10, shaken.into_iter()).len(), 4);
    }
}
