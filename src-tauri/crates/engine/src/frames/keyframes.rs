//! Measures how far apart a camera's keyframes are, from when they arrive. Pure.

use std::time::Duration;

/// Distances that are enough to believe.
const ENOUGH: usize = 3;

/// Looks at the arrivals of keyframes until their distance is known.
#[derive(Debug, Clone, Default)]
pub struct Ruler {
    seen: u32,
    last: Option<Duration>,
    distances: Vec<Duration>,
}

impl Ruler {
    /// A keyframe arrived at `since_start`; the distance once it is known, and only once.
    ///
    /// The first distance is left out: what a camera sent while ffmpeg was still finding out what it is comes out in
    /// one burst. The median of the next ones is taken, since an event on the camera may put a keyframe between.
    pub fn keyframe(&mut self, since_start: Duration) -> Option<Duration> {
        if self.distances.len() >= ENOUGH {
            return None;
        }
        self.seen += 1;
        let before = self.last.replace(since_start)?;
        if self.seen > 2 {
            self.distances.push(since_start.saturating_sub(before));
        }
        if self.distances.len() < ENOUGH {
            return None;
        }
        self.distances.sort_unstable();
        self.distances.get(ENOUGH / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(arrivals_ms: &[u64]) -> Vec<u128> {
        let mut ruler = Ruler::default();
        arrivals_ms
            .iter()
            .filter_map(|ms| ruler.keyframe(Duration::from_millis(*ms)).map(|distance| distance.as_millis()))
            .collect()
    }

    #[test]
    fn the_distance_is_known_after_three_and_told_once() {
        assert_eq!(measured(&[100, 110, 2100, 4110, 6110, 8100, 10_100]), [2000]);
        assert_eq!(measured(&[100, 2100, 4100]), []);
    }

    #[test]
    fn one_keyframe_out_of_turn_does_not_matter() {
        assert_eq!(measured(&[0, 2000, 4000, 4300, 6300]), [2000]);
    }
}
