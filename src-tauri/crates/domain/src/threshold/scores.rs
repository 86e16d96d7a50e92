//! A histogram of cosines, of one size however many are counted.

/// Bins from −1 to 1; a thousandth is finer than any threshold is set.
const BINS: usize = 2000;
const WIDTH: f64 = 2.0 / BINS as f64;

/// How many comparisons had which cosine. 16 kB.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    bins: Vec<u64>,
    count: u64,
}

impl Default for Scores {
    fn default() -> Self {
        Scores { bins: vec![0; BINS], count: 0 }
    }
}

impl Scores {
    /// Counts one cosine. What is not a number is left out; what is outside −1 to 1 by rounding counts at the edge.
    pub fn add(&mut self, cosine: f32) {
        if cosine.is_nan() {
            return;
        }
        let at = ((f64::from(cosine) + 1.0) / WIDTH).floor().clamp(0.0, (BINS - 1) as f64);
        self.bins[at as usize] += 1;
        self.count += 1;
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many were above `score`; within a bin they are taken to lie evenly.
    pub(super) fn count_above(&self, score: f32) -> f64 {
        let place = ((f64::from(score) + 1.0) / WIDTH).clamp(0.0, BINS as f64);
        let at = (place.floor() as usize).min(BINS - 1);
        let whole: u64 = self.bins[at + 1..].iter().sum();
        whole as f64 + self.bins[at] as f64 * (1.0 - (place - at as f64)).clamp(0.0, 1.0)
    }

    /// The lowest score that at most `wanted` are above.
    pub(super) fn score_with_above(&self, wanted: f64) -> f32 {
        let mut above = 0.0;
        for at in (0..BINS).rev() {
            let here = self.bins[at] as f64;
            if above + here > wanted {
                let part = (wanted - above) / here;
                return ((at as f64 + 1.0 - part) * WIDTH - 1.0) as f32;
            }
            above += here;
        }
        -1.0
    }

    /// The excesses over `score`: how many, their mean and their variance. Each counts at the middle of its bin.
    pub(super) fn excesses(&self, score: f32) -> (f64, f64, f64) {
        let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for (at, here) in self.bins.iter().enumerate() {
            let excess = (at as f64 + 0.5) * WIDTH - 1.0 - f64::from(score);
            if excess > 0.0 {
                count += *here as f64;
                sum += *here as f64 * excess;
                squares += *here as f64 * excess * excess;
            }
        }
        if count == 0.0 {
            return (0.0, 0.0, 0.0);
        }
        let mean = sum / count;
        (count, mean, (squares / count - mean * mean).max(0.0))
    }
}
