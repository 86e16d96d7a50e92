//! Strangers: when the face of a track is nobody's.
//!
//! A stranger is somebody whom many good looks are like nobody's, not somebody whom a few bad ones miss: one look that
//! comes near anybody begins the count anew, and a match ends it.

use crate::enrolment::PhotoVerdict;
use crate::matching::MatchRules;

/// What one look at a face says of whether it is a stranger's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Nothing: the face is too small, too blurred or turned too far to tell.
    Poor,
    /// It may be somebody's: the best cosine comes near what a match needs.
    Near,
    /// It is nobody's, by more than the margin.
    Nobodys,
}

impl Look {
    /// What a look says. `verdict`: what enrolment would think of the face alone; `nearest`: the best cosine to anybody,
    /// `None` where nobody is enrolled.
    pub fn of(verdict: &PhotoVerdict, nearest: Option<f32>, needs: &MatchRules) -> Self {
        // A cosine that is no number is never less than anything.
        let is_far = nearest.is_none_or(|nearest| nearest < needs.min_score - needs.margin);
        match verdict {
            _ if !is_far => Look::Near,
            PhotoVerdict::Refused(_) => Look::Poor,
            PhotoVerdict::Usable | PhotoVerdict::Doubtful(_) => Look::Nobodys,
        }
    }
}

/// How far a track is from being a stranger's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strangeness {
    /// So many looks in a row were nobody's.
    Open { looks: u32 },
    /// It is one, and was told.
    Told,
    /// Somebody was matched: it is none.
    Matched,
}

impl Strangeness {
    /// Nothing was looked at.
    pub(super) const NEW: Strangeness = Strangeness::Open { looks: 0 };

    /// Takes one look in; the number of looks when they make a stranger, which is told once.
    pub(super) fn take(&mut self, look: Look, is_matched: bool, needed: u32) -> Option<u32> {
        let Strangeness::Open { looks } = *self else { return None };
        *self = match look {
            _ if is_matched => Strangeness::Matched,
            Look::Poor => *self,
            Look::Near => Strangeness::NEW,
            Look::Nobodys if looks + 1 >= needed => Strangeness::Told,
            Look::Nobodys => Strangeness::Open { looks: looks + 1 },
        };
        (*self == Strangeness::Told).then_some(looks + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrolment::PhotoFlaw;

    #[test]
    fn a_look_is_nobodys_when_it_is_good_and_far_from_everybody() {
        let needs = MatchRules { min_score: 0.4, margin: 0.05 };
        let check = |verdict: &PhotoVerdict, nearest, expected| {
            assert_eq!(Look::of(verdict, nearest, &needs), expected, "{verdict:?} {nearest:?}");
        };
        let doubtful = PhotoVerdict::Doubtful(vec![PhotoFlaw::Turned]);
        let refused = PhotoVerdict::Refused(vec![PhotoFlaw::Blurred]);
        check(&PhotoVerdict::Usable, None, Look::Nobodys);
        check(&PhotoVerdict::Usable, Some(0.34), Look::Nobodys);
        check(&doubtful, Some(-0.2), Look::Nobodys);
        check(&PhotoVerdict::Usable, Some(0.36), Look::Near);
        check(&PhotoVerdict::Usable, Some(f32::NAN), Look::Near);
        check(&refused, Some(0.1), Look::Poor);
        check(&refused, Some(0.39), Look::Near);
    }
}
