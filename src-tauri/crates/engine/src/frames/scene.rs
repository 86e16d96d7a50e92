//! Whether the picture shows anything: black or covered, or standing still. Pure.

use std::time::Duration;

use bellwatch_domain::LastErrorKind;
use bellwatch_imaging::looks::Looks;

/// How often a picture is looked at.
pub const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A picture that shows nothing for so long is black or covered.
const DARK_AFTER: Duration = Duration::from_secs(30);
/// A picture that does not change by one bit for so long stands still. Long, because what a camera sends of a still
/// scene at night can come out the same from one keyframe to the next.
const FROZEN_AFTER: Duration = Duration::from_secs(60);
/// And at least so many pictures in a row.
const FROZEN_PICTURES: u32 = 5;

/// Of 255. A lens cap gives a brightness of 1–10 with noise of 1–2; a classroom at night by the light of an exit
/// sign has a contrast of 8 and more.
const BLACK_BRIGHTNESS: f32 = 24.0;
const BLACK_CONTRAST: f32 = 4.0;
/// One colour all over, whatever its brightness: something is on the lens.
const COVERED_CONTRAST: f32 = 2.0;

/// Remembers since when the picture shows nothing new.
#[derive(Debug, Clone, Default)]
pub struct Scene {
    looked: Option<Duration>,
    dark_since: Option<Duration>,
    same_since: Option<(Duration, u64)>,
    same: u32,
}

/// What a picture that was looked at means.
#[derive(Debug, Clone, PartialEq)]
pub enum Sight {
    /// It shows something.
    Fine,
    /// It has shown nothing for too long; the fact is for the ticket.
    Nothing(LastErrorKind, String),
}

impl Scene {
    /// Whether it is time to look, `now` after the run began.
    pub fn is_due(&self, now: Duration) -> bool {
        self.looked.is_none_or(|looked| now.saturating_sub(looked) >= LOOK_EVERY)
    }

    /// Takes in what the picture of `now` looks like.
    pub fn sees(&mut self, looks: Looks, now: Duration) -> Sight {
        self.looked = Some(now);
        let is_dark = looks.contrast < COVERED_CONTRAST
            || (looks.brightness < BLACK_BRIGHTNESS && looks.contrast < BLACK_CONTRAST);
        self.dark_since = is_dark.then(|| self.dark_since.unwrap_or(now));
        let since =
            self.same_since.filter(|(_, before)| *before == looks.fingerprint).map(|(since, _)| since);
        self.same = since.map_or(0, |_| self.same.saturating_add(1));
        self.same_since = Some((since.unwrap_or(now), looks.fingerprint));
        if self.dark_since.is_some_and(|since| now - since >= DARK_AFTER) {
            let (brightness, contrast) = (looks.brightness, looks.contrast);
            let fact = format!(
                "the picture has a brightness of {brightness:.0} and a contrast of {contrast:.1} of 255"
            );
            return Sight::Nothing(LastErrorKind::BlackOrCovered, fact);
        }
        if since.is_some_and(|since| now - since >= FROZEN_AFTER) && self.same >= FROZEN_PICTURES {
            let fact = format!("frames come, and have been the same for {} s", FROZEN_AFTER.as_secs());
            return Sight::Nothing(LastErrorKind::Frozen, fact);
        }
        Sight::Fine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(fingerprint: u64, brightness: f32, contrast: f32) -> Looks {
        Looks { fingerprint, brightness, contrast }
    }

    /// The kinds that a series of pictures, one per `every_s`, brings, each with the second it begins in.
    fn seen(every_s: u64, pictures: impl Iterator<Item = Looks>) -> Vec<(u64, Option<LastErrorKind>)> {
        let mut scene = Scene::default();
        let mut kinds: Vec<(u64, Option<LastErrorKind>)> = Vec::new();
        for (number, looks) in pictures.enumerate() {
            let at = number as u64 * every_s;
            let kind = match scene.sees(looks, Duration::from_secs(at)) {
                Sight::Fine => None,
                Sight::Nothing(kind, _) => Some(kind),
            };
            if kinds.last().map_or(kind.is_some(), |(_, last)| *last != kind) {
                kinds.push((at, kind));
            }
        }
        kinds
    }

    #[test]
    fn a_dark_picture_is_told_after_half_a_minute_and_over_at_once() {
        let pictures =
            (0..100).map(|at| looks(at, if at < 50 { 5.0 } else { 90.0 }, if at < 50 { 1.5 } else { 40.0 }));
        assert_eq!(seen(1, pictures), [(30, Some(LastErrorKind::BlackOrCovered)), (50, None)]);
    }

    #[test]
    fn a_hand_over_the_lens_for_a_moment_is_nothing() {
        assert_eq!(seen(1, (0..300).map(|at| looks(at, 100.0, if at % 29 == 0 { 50.0 } else { 0.5 }))), []);
    }

    #[test]
    fn a_dim_room_is_not_black_and_a_white_sheet_is_covered() {
        assert_eq!(seen(1, (0..100).map(|at| looks(at, 12.0, 8.0))), []);
        assert_eq!(
            seen(1, (0..40).map(|at| looks(at, 200.0, 1.0)))[0].1,
            Some(LastErrorKind::BlackOrCovered)
        );
    }

    #[test]
    fn a_picture_that_never_changes_is_frozen_until_it_does() {
        let pictures = (0..100).map(|at| looks(if at < 90 { 7 } else { at }, 90.0, 40.0));
        assert_eq!(seen(1, pictures), [(60, Some(LastErrorKind::Frozen)), (90, None)]);
        assert_eq!(seen(10, (0..9).map(|_| looks(7, 90.0, 40.0))), [(60, Some(LastErrorKind::Frozen))]);
        assert_eq!(seen(30, (0..5).map(|_| looks(7, 90.0, 40.0))), [], "few pictures say little");
    }
}
