//! Matching: what one face says, given who in the gallery it is like.

use std::collections::BTreeSet;

use crate::PersonId;
use crate::threshold::Pair;

/// Somebody of the gallery and how much a face is like them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// The best cosine to any of their templates.
    pub score: f32,
}

/// What a match needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchRules {
    /// The least cosine: the profile's, or the gallery's own ([`crate::threshold`]).
    pub min_score: f32,
    /// So much more than the second best person.
    pub margin: f32,
}

/// What a human has said about faces before.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Who this face is not, by a "not this person" about its track.
    pub ruled_out: &'a BTreeSet<PersonId>,
    /// People who were once taken for each other ("someone else").
    pub mistaken: &'a BTreeSet<Pair>,
    /// People whose photos are too much alike; see [`crate::threshold::Confusables`].
    pub confusable: &'a BTreeSet<Pair>,
}

/// What is decided of one face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Decision {
    /// It is this person's.
    Match {
        /// Who, and how much.
        best: Candidate,
        /// How much more than anybody else; the score itself when there is nobody else.
        margin: f32,
    },
    /// It may be; a human decides.
    Review {
        /// Who it is like most.
        best: Candidate,
        /// Who else it is like.
        other: Candidate,
        /// Why.
        why: ReviewWhy,
    },
    /// It is nobody's that is enrolled.
    Nobody,
}

/// Why a human decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewWhy {
    /// Two people are too close to each other.
    TooClose,
    /// The photos of both are too much alike.
    Confusable,
    /// They were taken for each other before.
    MistakenBefore,
    /// It is like somebody most of whom a human said that it is not them.
    RuledOut,
}

impl ReviewWhy {
    /// Why, in one sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            ReviewWhy::TooClose => "This face is about as much like a second person.",
            ReviewWhy::Confusable => "The photos of these two people are too much alike.",
            ReviewWhy::MistakenBefore => "These two people were taken for each other before.",
            ReviewWhy::RuledOut => "This face is most like somebody who it is not.",
        }
    }
}

/// Decides on one face.
///
/// `candidates` may be in any order and name a person several times; scores that are no numbers do not count. A pair
/// that may be confused goes to a human as soon as the other one reaches `min_score` less `margin`, however large the
/// margin between them.
pub fn decide(candidates: &[Candidate], rules: &MatchRules, known: &Known<'_>) -> Decision {
    let ranked = ranked(candidates);
    let is_possible = |candidate: &Candidate| !known.ruled_out.contains(&candidate.person);
    let mut possible = ranked.iter().copied().filter(is_possible);
    let Some(best) = possible.next().filter(|best| best.score >= rules.min_score) else {
        return Decision::Nobody;
    };
    let others: Vec<Candidate> = possible.collect();
    let review = |other, why| Decision::Review { best, other, why };
    if let Some(first) = ranked.first().copied().filter(|first| first.person != best.person) {
        return review(first, ReviewWhy::RuledOut);
    }
    let is_near = |other: &&Candidate| other.score >= rules.min_score - rules.margin;
    for other in others.iter().filter(is_near) {
        let Some(pair) = Pair::new(best.person, other.person) else { continue };
        if known.mistaken.contains(&pair) {
            return review(*other, ReviewWhy::MistakenBefore);
        }
        if known.confusable.contains(&pair) {
            return review(*other, ReviewWhy::Confusable);
        }
    }
    match others.first() {
        Some(second) if best.score - second.score < rules.margin => review(*second, ReviewWhy::TooClose),
        Some(second) => Decision::Match { best, margin: best.score - second.score },
        None => Decision::Match { best, margin: best.score },
    }
}

/// Each person once with their best score, the best first; scores that are no numbers are left out.
pub fn ranked(candidates: &[Candidate]) -> Vec<Candidate> {
    let mut ranked: Vec<Candidate> =
        candidates.iter().copied().filter(|candidate| candidate.score.is_finite()).collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.person.cmp(&b.person)));
    let mut seen = BTreeSet::new();
    ranked.retain(|candidate| seen.insert(candidate.person));
    ranked
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULES: MatchRules = MatchRules { min_score: 0.4, margin: 0.05 };

    fn candidates(scores: &[(i64, f32)]) -> Vec<Candidate> {
        scores.iter().map(|(person, score)| Candidate { person: PersonId(*person), score: *score }).collect()
    }

    fn pairs(pairs: &[(i64, i64)]) -> BTreeSet<Pair> {
        pairs.iter().filter_map(|(a, b)| Pair::new(PersonId(*a), PersonId(*b))).collect()
    }

    /// The number of who is matched, or the reason for a review.
    fn said(
        scores: &[(i64, f32)],
        ruled_out: &[i64],
        mistaken: &[(i64, i64)],
        confusable: &[(i64, i64)],
    ) -> Result<i64, Option<ReviewWhy>> {
        let known = Known {
            ruled_out: &ruled_out.iter().copied().map(PersonId).collect(),
            mistaken: &pairs(mistaken),
            confusable: &pairs(confusable),
        };
        match decide(&candidates(scores), &RULES, &known) {
            Decision::Match { best, .. } => Ok(best.person.0),
            Decision::Review { why, .. } => Err(Some(why)),
            Decision::Nobody => Err(None),
        }
    }

    #[test]
    fn a_match_needs_its_score_and_its_margin() {
        let check = |scores: &[(i64, f32)], expected| {
            assert_eq!(said(scores, &[], &[], &[]), expected, "{scores:?}");
        };
        check(&[], Err(None));
        check(&[(1, 0.39)], Err(None));
        check(&[(1, f32::NAN)], Err(None));
        check(&[(1, 0.4)], Ok(1));
        check(&[(2, 0.3), (1, 0.5), (1, 0.2)], Ok(1));
        check(&[(1, 0.5), (1, 0.49)], Ok(1));
        check(&[(1, 0.5), (2, 0.46)], Err(Some(ReviewWhy::TooClose)));
        check(&[(1, 0.42), (2, 0.38)], Err(Some(ReviewWhy::TooClose)));
    }

    #[test]
    fn pairs_that_may_be_confused_go_to_a_human() {
        let far = [(1, 0.7), (2, 0.36)];
        assert_eq!(said(&far, &[], &[], &[(2, 1)]), Err(Some(ReviewWhy::Confusable)));
        assert_eq!(said(&far, &[], &[(1, 2)], &[(2, 1)]), Err(Some(ReviewWhy::MistakenBefore)));
        assert_eq!(said(&far, &[], &[(1, 3)], &[(2, 3)]), Ok(1));
        assert_eq!(said(&[(1, 0.7), (2, 0.34)], &[], &[], &[(2, 1)]), Ok(1));
    }

    #[test]
    fn who_is_ruled_out_is_not_matched_and_nobody_inherits_the_face_unseen() {
        assert_eq!(said(&[(1, 0.7)], &[1], &[], &[]), Err(None));
        assert_eq!(said(&[(1, 0.7), (2, 0.5)], &[1], &[], &[]), Err(Some(ReviewWhy::RuledOut)));
        assert_eq!(said(&[(1, 0.4), (2, 0.5)], &[1], &[], &[]), Ok(2));
    }

    proptest! {
        #[test]
        fn a_match_always_keeps_the_rules(scores in proptest::collection::vec((1..6_i64, -1.0..1.0_f32), 0..12)) {
            let all = candidates(&scores);
            let none = BTreeSet::new();
            let known = Known { ruled_out: &BTreeSet::new(), mistaken: &none, confusable: &none };
            let decision = decide(&all, &RULES, &known);
            if let Decision::Match { best, .. } = decision {
                prop_assert!(best.score >= RULES.min_score);
                let others = all.iter().filter(|other| other.person != best.person);
                prop_assert!(others.clone().all(|other| best.score - other.score >= RULES.margin));
            }
            let backwards: Vec<Candidate> = all.iter().rev().copied().collect();
            prop_assert_eq!(decide(&backwards, &RULES, &known), decision);
        }
    }
}
