//! The clock that a camera writes into its picture: whether it goes. Pure.
//!
//! It is found by its seconds (`bellwatch_imaging::seconds`), and known again by what its digits looked like while it went. It
//! stands when one of them has been there all the time while the picture went on. Where another thing is in its place, it has
//! gone, and nothing is said.

#[cfg(test)]
mod tests;

use std::time::Duration;

use bellwatch_imaging::Frame;
use bellwatch_imaging::edges::Edges;
use bellwatch_imaging::seconds::{Search, Seconds};

/// How often the clock is looked at, and how much earlier a frame may come to be the one of its second.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const EARLY: Duration = Duration::from_millis(120);
/// A clock is looked for as long, and when none was found, not again for so long.
const SEARCH_FOR: Duration = Duration::from_secs(300);
const SEARCH_AGAIN: Duration = Duration::from_secs(900);
/// The same digit for so long stands: nine times as long as it takes to come round.
const STANDS_AFTER: Duration = Duration::from_secs(90);
/// What is looked at may be a part of a digit, and the one before may look the same there (an 8 and a 9 differ in a corner): it was
/// read first when that one was there, and stands for certain only from a second later.
const THE_ONE_BEFORE: Duration = Duration::from_secs(1);
/// Not read for longer, it may have come round: it is there again nine seconds after it went, eight where the one before looks
/// the same, and a second less may be seen of them where frames come late.
const COMES_ROUND: Duration = Duration::from_secs(7);
/// Of the looks meanwhile at least so many of 100 showed it.
const SHOWN_OF_100: u32 = 80;
/// And at least so many pictures differed from those before: what stands as a whole is a picture that is frozen.
const WENT_ON: u32 = 20;
/// No digit of it for so long, and the clock has gone.
const GONE_AFTER: Duration = Duration::from_secs(20);

/// A camera's clock, as far as it is known.
#[derive(Debug, Clone, Default)]
pub(super) struct BurntIn {
    next: Duration,
    known: Known,
}

#[derive(Debug, Clone)]
enum Known {
    /// It is looked for, since an instant.
    Searched(Duration, Box<Search>),
    /// There is none; it is looked for again at an instant.
    Without(Duration),
    /// There is one.
    Read(Box<Seconds>, Digit),
}

/// The digit that was read last.
#[derive(Debug, Clone, Default)]
struct Digit {
    nth: usize,
    /// From when on it has been there for certain.
    since: Duration,
    shown: Duration,
    looks: u32,
    shows: u32,
    went_on: u32,
}

impl Default for Known {
    fn default() -> Self {
        Known::Searched(Duration::ZERO, Box::default())
    }
}

impl BurntIn {
    /// Whether it is time to look.
    pub(super) fn is_due(&self, now: Duration) -> bool {
        now + EARLY >= self.next
    }

    /// Takes in the frame of `now`.
    pub(super) fn sees(&mut self, frame: &Frame, now: Duration) {
        // By the second, so that the looks of ten seconds are ten seconds whatever the rate; begun anew after a gap.
        self.next = if now >= self.next + LOOK_EVERY { now } else { self.next } + LOOK_EVERY;
        match &mut self.known {
            Known::Without(until) if now < *until => {}
            Known::Without(_) => self.known = Known::Searched(now, Box::default()),
            Known::Searched(since, search) => {
                let found = Edges::of(frame).and_then(|edges| search.sees(edges, now));
                if let Some(seconds) = found {
                    self.known = Known::Read(Box::new(seconds), Digit::begins(0, now));
                } else if now.saturating_sub(*since) >= SEARCH_FOR {
                    self.known = Known::Without(now + SEARCH_AGAIN);
                }
            }
            Known::Read(seconds, digit) => {
                let read =
                    seconds.layout.window(frame, seconds.window).and_then(|image| seconds.read(&image));
                digit.sees(read, now);
                if now.saturating_sub(digit.shown) >= GONE_AFTER {
                    self.known = Known::Searched(now, Box::default());
                }
            }
        }
    }

    /// A picture was not the same as the one before.
    pub(super) fn went_on(&mut self) {
        if let Known::Read(_, digit) = &mut self.known {
            digit.went_on = digit.went_on.saturating_add(1);
        }
    }

    /// Whether the camera has a clock that went.
    pub(super) fn is_known(&self) -> bool {
        matches!(self.known, Known::Read(..))
    }

    /// For how long it has stood, once that is too long.
    pub(super) fn stands(&self) -> Option<Duration> {
        let Known::Read(_, digit) = &self.known else { return None };
        let lasts = digit.shown.saturating_sub(digit.since);
        let is_shown = 100 * digit.shows >= SHOWN_OF_100 * digit.looks;
        (lasts >= STANDS_AFTER && is_shown && digit.went_on >= WENT_ON).then_some(lasts)
    }
}

impl Digit {
    fn begins(nth: usize, now: Duration) -> Digit {
        Digit { nth, since: now + THE_ONE_BEFORE, shown: now, looks: 1, shows: 1, went_on: 0 }
    }

    fn sees(&mut self, read: Option<usize>, now: Duration) {
        self.looks = self.looks.saturating_add(1);
        let Some(nth) = read else { return };
        if nth != self.nth || now.saturating_sub(self.shown) > COMES_ROUND {
            *self = Digit::begins(nth, now);
        } else {
            self.shown = now;
            self.shows = self.shows.saturating_add(1);
        }
    }
}
