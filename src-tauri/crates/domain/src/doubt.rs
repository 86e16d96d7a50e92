//! Doubts: why a human should look at a sighting, although a machine has noted it.

use crate::Sighting;
use crate::matching::ReviewWhy;

/// A match that is better than its threshold by less than this is doubtful.
const JUST: f32 = 0.03;

/// Why a human should look at a sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Recognition said so when it was seen.
    Said(ReviewWhy),
    /// The match has hardly reached its threshold.
    JustAlike,
    /// The period needs more votes for this person than it has.
    FewVotes {
        /// So many it has.
        votes: u32,
        /// So many it needs.
        needed: u32,
    },
}

/// What makes a sighting doubtful at a site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DoubtRules {
    /// From this cosine on a match is not doubtful for its likeness; `None` while no threshold is known.
    pub surely_alike: Option<f32>,
    /// So much more than the second best person a match must be.
    pub margin: f32,
    /// So many votes a person needs in a period.
    pub votes: u32,
}

impl DoubtRules {
    /// Rules of a site. `threshold` is the cosine that a match needs now, where that is known.
    pub fn new(threshold: Option<f32>, margin: f32, votes: u32) -> Self {
        DoubtRules { surely_alike: threshold.map(|threshold| threshold + JUST), margin, votes }
    }

    /// The first reason to look at a sighting. `said`: why recognition would not have it count; `votes`: all that its
    /// person has in its period, `None` outside of periods.
    pub fn about(&self, sighting: &Sighting, said: Option<ReviewWhy>, votes: Option<u32>) -> Option<Doubt> {
        if let Some(why) = said {
            return Some(Doubt::Said(why));
        }
        if sighting.margin < self.margin {
            return Some(Doubt::Said(ReviewWhy::TooClose));
        }
        if self.surely_alike.is_some_and(|least| sighting.score < least) {
            return Some(Doubt::JustAlike);
        }
        let few = votes.filter(|votes| *votes < self.votes);
        few.map(|votes| Doubt::FewVotes { votes, needed: self.votes })
    }
}

impl Doubt {
    /// The reason, one sentence.
    pub fn sentence(self) -> String {
        match self {
            Doubt::Said(why) => why.sentence().to_owned(),
            Doubt::JustAlike => "This face is only just like enough to the photos.".to_owned(),
            Doubt::FewVotes { votes, needed } => {
                let times = if votes == 1 { "once".to_owned() } else { format!("{votes} times") };
                format!("Matched {times} only in this period; {needed} are needed.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CameraId, PersonId};

    #[test]
    fn the_first_reason_is_told() {
        let rules = DoubtRules::new(Some(0.4), 0.05, 2);
        let check = |score, margin, said, votes, expected: Option<Doubt>| {
            let at = "2026-11-26T07:55:00Z".parse().unwrap();
            let sighting = Sighting { person: PersonId(1), camera: CameraId(1), at, score, margin, votes: 1 };
            assert_eq!(rules.about(&sighting, said, votes), expected);
        };
        check(0.5, 0.2, None, Some(2), None);
        check(0.5, 0.2, None, None, None);
        check(0.5, 0.2, None, Some(1), Some(Doubt::FewVotes { votes: 1, needed: 2 }));
        check(0.429, 0.2, None, Some(1), Some(Doubt::JustAlike));
        check(0.429, 0.049, None, Some(1), Some(Doubt::Said(ReviewWhy::TooClose)));
        check(0.5, 0.2, Some(ReviewWhy::Confusable), Some(2), Some(Doubt::Said(ReviewWhy::Confusable)));
        assert_eq!(
            Doubt::FewVotes { votes: 1, needed: 2 }.sentence(),
            "Matched once only in this period; 2 are needed."
        );
    }
}
