//! Confusable pairs: people whose photos are so much alike that a human must decide between them.

use std::collections::BTreeMap;

use crate::PersonId;

/// At most so many pairs are kept, the most alike.
pub const MOST_PAIRS: usize = 500;

/// Two people, in whichever order they are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    lower: PersonId,
    higher: PersonId,
}

impl Pair {
    /// Of two; `None` when they are one.
    pub fn new(a: PersonId, b: PersonId) -> Option<Self> {
        (a != b).then(|| Pair { lower: a.min(b), higher: a.max(b) })
    }

    /// Both, the lower number first.
    pub fn both(self) -> (PersonId, PersonId) {
        (self.lower, self.higher)
    }
}

/// A pair and how much alike their photos are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confusable {
    /// Them.
    pub pair: Pair,
    /// The best cosine of any two of their templates.
    pub score: f32,
}

/// Collects the confusable pairs of a gallery.
#[derive(Debug, Clone)]
pub struct Confusables {
    least: f32,
    best: BTreeMap<Pair, f32>,
    is_cut: bool,
}

impl Confusables {
    /// Of pairs that reach `threshold` less `margin`: whoever is matched at the threshold with them in the gallery may
    /// be the other one.
    pub fn new(threshold: f32, margin: f32) -> Self {
        Confusables { least: threshold - margin, best: BTreeMap::new(), is_cut: false }
    }

    /// One comparison of two people's templates.
    pub fn add(&mut self, a: PersonId, b: PersonId, cosine: f32) {
        let Some(pair) = Pair::new(a, b).filter(|_| cosine >= self.least) else { return };
        let best = self.best.entry(pair).or_insert(cosine);
        *best = best.max(cosine);
        // Twice as many as are told, so that cutting is rare. A pair that was cut comes back with a better score.
        if self.best.len() > 2 * MOST_PAIRS {
            self.best = self.told().into_iter().map(|one| (one.pair, one.score)).collect();
            self.is_cut = true;
        }
    }

    /// Whether there were more pairs than are told: the threshold is too low, or one person is enrolled as several.
    pub fn is_cut(&self) -> bool {
        self.is_cut || self.best.len() > MOST_PAIRS
    }

    /// The pairs, the most alike first.
    pub fn told(&self) -> Vec<Confusable> {
        let mut told: Vec<Confusable> =
            self.best.iter().map(|(pair, score)| Confusable { pair: *pair, score: *score }).collect();
        told.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.pair.cmp(&b.pair)));
        told.truncate(MOST_PAIRS);
        told
    }
}
