//! Picks frames when more come than are wanted (keyframes come at the camera's pace, not at ours). Pure.

use std::time::Duration;

/// Lets at most the wanted number of frames per second through, evenly.
#[derive(Debug, Clone)]
pub struct Pace {
    every: Duration,
    due: Option<Duration>,
}

impl Pace {
    /// For `fps` frames per second, 0.1–30.
    pub fn new(fps: f64) -> Self {
        Pace { every: Duration::from_secs_f64(1.0 / fps.clamp(0.01, 1000.0)), due: None }
    }

    /// From the next frame on, `fps` frames per second.
    pub fn change(&mut self, fps: f64) {
        *self = Pace::new(fps);
    }

    /// Whether the frame that arrived at `since_start` is wanted.
    ///
    /// A frame may come early by a third of the distance: ffmpeg's own picking and the network shake arrival times,
    /// and a frame that is late must not cost the next one.
    pub fn wants(&mut self, since_start: Duration) -> bool {
        let Some(due) = self.due else {
            self.due = Some(since_start + self.every);
            return true;
        };
        if since_start + self.every / 3 < due {
            return false;
        }
        // Kept on its grid while frames come about as wanted; after a gap the grid starts anew.
        let next = due + self.every;
        self.due = Some(if next <= since_start { since_start + self.every } else { next });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(fps: f64, arrivals_ms: impl Iterator<Item = u64>) -> usize {
        let mut pace = Pace::new(fps);
        arrivals_ms.filter(|ms| pace.wants(Duration::from_millis(*ms))).count()
    }

    #[test]
    fn a_pace_lets_through_what_is_wanted_and_not_more() {
        let check = |fps, every_ms: u64, expected: usize| {
            let got = taken(fps, (0..10_000 / every_ms).map(|n| n * every_ms));
            assert!(got.abs_diff(expected) <= 1, "{fps} fps of one per {every_ms} ms: {got}, not {expected}");
        };
        check(4.0, 250, 40);
        check(4.0, 40, 40);
        check(1.0, 500, 10);
        check(4.0, 2000, 5);
        check(30.0, 33, 300);
    }

    #[test]
    fn another_pace_holds_from_the_next_frame_on() {
        let mut pace = Pace::new(1.0);
        let mut wants = |ms| pace.wants(Duration::from_millis(ms));
        assert!(wants(0) && !wants(250));
        pace.change(4.0);
        let wanted = [500, 750, 1000].map(|ms| pace.wants(Duration::from_millis(ms)));
        assert_eq!(wanted, [true; 3]);
    }

    #[test]
    fn shaken_arrivals_cost_no_frame() {
        let shaken = (0..40u64).map(|n| n * 250 + [0, 60, 10, 75, 30][n as usize % 5]);
        assert_eq!(taken(4.0, shaken), 40);
    }

    #[test]
    fn a_burst_after_a_gap_is_thinned() {
        let burst = [0, 250, 5000, 5001, 5002, 5003, 5004];
        assert_eq!(taken(4.0, burst.into_iter()), 3);
    }
}
