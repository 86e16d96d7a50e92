//! The tail beyond what was counted: a generalised Pareto distribution over the highest scores.
//!
//! Excesses over a high enough score follow it whatever the scores themselves follow (Pickands 1975; Coles 2001, "An
//! Introduction to Statistical Modeling of Extreme Values", chapter 4). Shape and scale are estimated by moments (Hosking
//! and Wallis 1987). A tail that would end is taken as the exponential one, which lies above it: the threshold comes out
//! too high rather than too low.

use super::Scores;

/// The highest part of the scores, to which the tail is fitted.
const HIGHEST: f64 = 0.02;
/// At least so many scores.
const LEAST: f64 = 50.0;
/// A heavier tail has no variance that could be estimated by moments.
const HEAVIEST: f64 = 0.45;

/// P(score > from + x) = share · (1 + shape · x / scale)^(−1/shape); exponential for shape 0.
pub(super) struct Tail {
    from: f64,
    share: f64,
    scale: f64,
    shape: f64,
}

impl Tail {
    /// Fitted to the highest fiftieth of `scores`; `None` when too few differ.
    pub fn of(scores: &Scores) -> Option<Self> {
        let count = scores.count() as f64;
        let from = scores.score_with_above((count * HIGHEST).max(LEAST));
        let (above, mean, variance) = scores.excesses(from);
        if above < LEAST / 2.0 || mean <= 0.0 {
            return None;
        }
        let ratio = if variance > 0.0 { mean * mean / variance } else { 1.0 };
        let shape = (0.5 * (1.0 - ratio)).clamp(0.0, HEAVIEST);
        // The scale that keeps the mean for the shape that is left: mean = scale / (1 − shape).
        Some(Tail { from: f64::from(from), share: above / count, scale: mean * (1.0 - shape), shape })
    }

    pub fn above(&self, score: f32) -> f64 {
        let excess = (f64::from(score) - self.from).max(0.0) / self.scale;
        let left = if self.shape > 0.0 {
            (1.0 + self.shape * excess).powf(-1.0 / self.shape)
        } else {
            (-excess).exp()
        };
        self.share * left
    }

    /// The score that a share of `wanted` is above; 1 at most.
    pub fn score_at(&self, wanted: f64) -> f32 {
        let rarer = (self.share / wanted).max(1.0);
        let excess = if self.shape > 0.0 { (rarer.powf(self.shape) - 1.0) / self.shape } else { rarer.ln() };
        ((self.from + self.scale * excess).min(1.0)) as f32
    }
}
