//! The threshold that comes from the school's own gallery: how much alike different people are here, and which cosine
//! lets so many false accepts a day through.
//!
//! The scores of different people's templates are counted in a histogram. As far as it reaches, the threshold is read
//! from it; beyond, from a tail that is fitted to its highest scores. Too few of them say nothing: then the model's own
//! threshold holds, and [`Threshold::sentence`] says so.
//!
//! What it cannot know: photos of an enrolment are better than faces at a gate, and people who are not enrolled may
//! look more alike. So it is never below the model's own.

mod confusable;
mod scores;
mod tail;

#[cfg(test)]
mod tests;

pub use confusable::{Confusable, Confusables, Pair};
pub use scores::Scores;

use tail::Tail;

/// Of fewer people's scores nothing is concluded.
pub const LEAST_PEOPLE: usize = 20;
/// Of fewer scores nothing is concluded.
pub const LEAST_SCORES: u64 = 1000;
/// So many scores must lie above a threshold for it to be read from the histogram: with fewer, the count itself is
/// uncertain by more than a quarter (1/√20).
const COUNTABLE: u64 = 20;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wish {
    /// False accepts a day that are put up with, for example 0.1: one in ten days.
    pub false_accepts_per_day: f64,
    /// Comparisons of a face with a person that are expected a day: faces that are searched × people enrolled.
    pub comparisons_per_day: f64,
    /// The threshold that the model came with.
    pub model_threshold: f32,
}

/// The cosine from which two faces are one person's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The cosine, 0 to 1.
    pub value: f32,
    /// Where it comes from.
    pub basis: Basis,
    /// False accepts a day that are expected with it; `None` when nothing is known.
    pub expected_per_day: Option<f64>,
}

/// Where a threshold comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Counted among the gallery's own scores.
    Counted,
    /// From the tail fitted to them: rarer than what could be counted.
    Tail,
    /// The gallery would allow a lower one than the model's own.
    ModelIsStricter,
    /// The model's own, for want of enough people or scores.
    TooFew {
        /// People whose templates were compared.
        people: usize,
    },
}

impl Threshold {
    /// Where it comes from, in one sentence.
    pub fn sentence(&self) -> String {
        match self.basis {
            Basis::Counted => "Counted among the people enrolled here.".to_owned(),
            Basis::Tail => {
                "Estimated from the people enrolled here, beyond what could be counted.".to_owned()
            }
            Basis::ModelIsStricter => {
                "The model's own threshold; the people enrolled here would allow a lower one.".to_owned()
            }
            Basis::TooFew { people } => format!(
                "The model's own threshold: {people} people are too few to learn one from, {LEAST_PEOPLE} are needed."
            ),
        }
    }
}

/// The threshold for `wish`, from the scores of different people among `people` enrolled.
pub fn threshold(impostors: &Scores, people: usize, wish: &Wish) -> Threshold {
    let Some(rates) = Rates::of(impostors, people) else {
        let basis = Basis::TooFew { people };
        return Threshold { value: wish.model_threshold, basis, expected_per_day: None };
    };
    // Without a comparison nothing can be accepted; as many as wished for are let through then.
    let comparisons = wish.comparisons_per_day.max(1.0);
    let wanted = (wish.false_accepts_per_day.max(0.0) / comparisons).clamp(1e-15, 1.0);
    let (value, basis) = rates.score_at(wanted);
    let own = wish.model_threshold;
    let (value, basis) = if value < own { (own, Basis::ModelIsStricter) } else { (value, basis) };
    Threshold { value, basis, expected_per_day: Some(rates.above(value) * comparisons) }
}

/// A point of the chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The cosine.
    pub threshold: f32,
    /// False accepts a day that are expected with it.
    pub false_accepts_per_day: f64,
    /// The share of comparisons of one person's own photos that it misses, 0 to 1; `None` without any.
    pub missed: Option<f64>,
}

/// The chart from cosine 0.2 to 0.9 in steps of a hundredth; empty when there are too few people or scores.
pub fn curve(impostors: &Scores, genuine: &Scores, people: usize, wish: &Wish) -> Vec<Point> {
    let Some(rates) = Rates::of(impostors, people) else { return Vec::new() };
    let point = |hundredths: u8| {
        let threshold = f32::from(hundredths) / 100.0;
        Point {
            threshold,
            false_accepts_per_day: rates.above(threshold) * wish.comparisons_per_day.max(0.0),
            missed: (genuine.count() > 0)
                .then(|| 1.0 - genuine.count_above(threshold) / genuine.count() as f64),
        }
    };
    (20..=90).map(point).collect()
}

/// How often different people score above a cosine.
struct Rates<'a> {
    scores: &'a Scores,
    tail: Tail,
}

impl<'a> Rates<'a> {
    fn of(scores: &'a Scores, people: usize) -> Option<Self> {
        if people < LEAST_PEOPLE || scores.count() < LEAST_SCORES {
            return None;
        }
        Some(Rates { scores, tail: Tail::of(scores)? })
    }

    /// The share of comparisons above `score`.
    fn above(&self, score: f32) -> f64 {
        let counted = self.scores.count_above(score);
        if counted >= COUNTABLE as f64 {
            counted / self.scores.count() as f64
        } else {
            self.tail.above(score)
        }
    }

    /// The score that a share of `wanted` is above.
    fn score_at(&self, wanted: f64) -> (f32, Basis) {
        let wanted_count = wanted * self.scores.count() as f64;
        if wanted_count >= COUNTABLE as f64 {
            (self.scores.score_with_above(wanted_count), Basis::Counted)
        } else {
            (self.tail.score_at(wanted), Basis::Tail)
        }
    }
}
