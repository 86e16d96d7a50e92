//! Whether the picture shows what it should: black, covered, blurred, moved, or standing still, as a
//! whole or the clock in it. Pure.
//!
//! Black and flat pictures are told by themselves. The others are told from what this camera's pictures are like as a rule,
//! which is learnt while a run goes on and followed as the day changes: a wall has no detail that could be lost, and a yard
//! by night is not a lens under paint.

mod burnt_in;
mod usual;

#[cfg(test)]
mod tests;

use std::time::Duration;

use bellwatch_domain::LastErrorKind;
use bellwatch_imaging::Frame;
use bellwatch_imaging::looks::Looks;

use burnt_in::BurntIn;
use usual::Usual;

/// How often a picture is looked at.
pub const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What is wrong with a picture for so long is told. Somebody who stands before the lens for a moment is nothing.
const TOLD_AFTER: Duration = Duration::from_secs(8);
/// A picture that does not change by one bit for so long stands still, of a camera whose pictures have always differed.
const FROZEN_AFTER: Duration = Duration::from_secs(8);
/// Likewise of one whose pictures are known to be the same for a while: what a camera sends of a still scene at night can
/// come out the same from one keyframe to the next.
const STILL_FROZEN_AFTER: Duration = Duration::from_secs(60);
/// And at least so many pictures in a row.
const FROZEN_PICTURES: u32 = 5;
/// So many that were the same, of a camera that then went on, are its habit.
const A_HABIT: u32 = 2;

/// Of 255. A lens cap gives a brightness of 1–10 with noise of 1–2; a classroom at night by the light of an exit
/// sign has a contrast of 8 and more.
const BLACK_BRIGHTNESS: f32 = 24.0;
const BLACK_CONTRAST: f32 = 4.0;
/// One colour all over, whatever its brightness: something is on the lens.
const COVERED_CONTRAST: f32 = 2.0;

/// Remembers since when the picture shows nothing new, and what it shows as a rule.
#[derive(Debug, Clone, Default)]
pub struct Scene {
    looked: Option<Duration>,
    since: [Option<Duration>; 4],
    same_since: Option<(Duration, u64)>,
    same: u32,
    /// Whether its pictures were the same for a while before, and went on then.
    repeats_itself: bool,
    usual: Usual,
    clock: BurntIn,
}

/// What can be wrong for a while, each with its own beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// Black, or of one colour.
    Flat,
    /// Light falls in, and next to no detail is left of what is there as a rule.
    Covered,
    Blurred,
    Moved,
}

const WRONGS: [Wrong; 4] = [Wrong::Flat, Wrong::Covered, Wrong::Blurred, Wrong::Moved];

/// What a picture that was looked at means.
#[derive(Debug, Clone, PartialEq)]
pub enum Sight {
    /// It shows something.
    Fine,
    /// It has not shown what it should for too long; the fact is for the ticket.
    Nothing(LastErrorKind, String),
}

impl Scene {
    /// Whether it is time to look, `now` after the run began.
    pub fn is_due(&self, now: Duration) -> bool {
        self.looked.is_none_or(|looked| now.saturating_sub(looked) >= LOOK_EVERY)
    }

    /// Takes in a frame of `now`, each there is: what is written into it is looked at once a second.
    pub fn reads(&mut self, frame: &Frame, now: Duration) {
        if self.clock.is_due(now) {
            self.clock.sees(frame, now);
        }
    }

    /// Whether a clock was found in the picture.
    pub fn has_clock(&self) -> bool {
        self.clock.is_known()
    }

    /// Takes in what the picture of `now` looks like.
    pub fn sees(&mut self, looks: &Looks, now: Duration) -> Sight {
        self.looked = Some(now);
        let flat = looks.contrast < COVERED_CONTRAST
            || (looks.brightness < BLACK_BRIGHTNESS && looks.contrast < BLACK_CONTRAST);
        let told = if flat {
            Some(Wrong::Flat)
        } else if self.usual.is_covered(looks) {
            Some(Wrong::Covered)
        } else if self.usual.is_blurred(looks) {
            Some(Wrong::Blurred)
        } else if self.usual.is_moved(looks) {
            Some(Wrong::Moved)
        } else {
            None
        };
        for (wrong, since) in WRONGS.into_iter().zip(&mut self.since) {
            // What is wrong in one way cannot be told to be right in another: only the first is counted.
            *since = (told == Some(wrong)).then(|| since.unwrap_or(now));
        }
        let standing = self.stands_still(looks, now);
        // A picture that is not as usual teaches nothing, or soon nothing would be unusual, nor does the same once more; one
        // that stays so is what the camera shows from now on.
        let lasts = told.map_or(Duration::ZERO, |wrong| self.lasts(wrong, now));
        let is_new = self.same == 0;
        if is_new {
            self.clock.went_on();
        }
        if is_new && !flat {
            if told.is_none() {
                self.usual.learn(looks);
            } else if lasts >= usual::NEW_VIEW_AFTER {
                self.usual = Usual::default();
            }
        }
        // A view that is otherwise and has been the same picture all the while is none: it stands still, once that is certain.
        let is_one_picture = self.same_since.is_some_and(|(since, _)| now.saturating_sub(since) >= lasts);
        let is_a_view = |wrong| wrong != Wrong::Moved || !(is_one_picture || standing.is_some());
        if let Some(wrong) = told.filter(|wrong| lasts >= TOLD_AFTER && is_a_view(*wrong)) {
            return self.tell(wrong, looks);
        }
        if let Some(seconds) = standing {
            let fact = format!("frames come, and have been the same for {seconds} s");
            return Sight::Nothing(LastErrorKind::Frozen, fact);
        }
        match self.clock.stands() {
            Some(stands) => {
                let fact =
                    format!("the seconds in the picture have been the same for {} s", stands.as_secs());
                Sight::Nothing(LastErrorKind::ClockStands, fact)
            }
            None => Sight::Fine,
        }
    }

    fn lasts(&self, wrong: Wrong, now: Duration) -> Duration {
        let since =
            WRONGS.iter().zip(&self.since).find(|(one, _)| **one == wrong).and_then(|(_, since)| *since);
        since.map_or(Duration::ZERO, |since| now.saturating_sub(since))
    }

    fn tell(&self, wrong: Wrong, looks: &Looks) -> Sight {
        let (brightness, contrast) = (looks.brightness, looks.contrast);
        match wrong {
            Wrong::Flat => Sight::Nothing(
                LastErrorKind::BlackOrCovered,
                format!(
                    "the picture has a brightness of {brightness:.0} and a contrast of {contrast:.1} of 255"
                ),
            ),
            Wrong::Covered => Sight::Nothing(
                LastErrorKind::BlackOrCovered,
                format!("{} of its usual detail and contrast is left", percent(self.usual.left(looks))),
            ),
            Wrong::Blurred => Sight::Nothing(
                LastErrorKind::Blurred,
                format!(
                    "{} of its usual detail is left, and the contrast is {contrast:.0}",
                    percent(self.usual.left(looks))
                ),
            ),
            Wrong::Moved => Sight::Nothing(
                LastErrorKind::Moved,
                format!("{} of what never changes is otherwise", percent(self.usual.otherwise(looks))),
            ),
        }
    }

    /// For how many seconds the picture has not changed, once that is too long.
    fn stands_still(&mut self, looks: &Looks, now: Duration) -> Option<u64> {
        let since =
            self.same_since.filter(|(_, before)| *before == looks.fingerprint).map(|(since, _)| since);
        if since.is_none() {
            self.repeats_itself |= self.same >= A_HABIT;
            self.same = 0;
        } else {
            self.same = self.same.saturating_add(1);
        }
        self.same_since = Some((since.unwrap_or(now), looks.fingerprint));
        // By night a camera's noise is smoothed away: what is known of it by day says nothing then.
        let is_known = self.usual.is_learnt() && !self.repeats_itself && !self.usual.is_much_darker(looks);
        let after = if is_known { FROZEN_AFTER } else { STILL_FROZEN_AFTER };
        let lasts = now.saturating_sub(since?);
        (lasts >= after && self.same >= FROZEN_PICTURES).then_some(lasts.as_secs())
    }
}

fn percent(share: f32) -> String {
    format!("{:.0} %", 100.0 * share)
}
