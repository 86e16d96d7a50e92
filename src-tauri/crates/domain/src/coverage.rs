//! Coverage: when a camera really saw and the recogniser really looked, and why not in the rest of a window.
//!
//! Pure arithmetic over what the store keeps: heartbeats, the ends of runs, and why a camera rested. What follows from
//! it for a person is [`crate::attendance`]'s.

mod history;
mod interval;
mod words;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Duration, Utc};

use crate::CameraId;

pub use history::{Beat, LOOK_WITHIN, RunEnd, RunnerHistory, bridge};
pub use interval::{Interval, joined, left_of, total};
pub use words::{gap_words, span_words};

/// What is known of one camera around a window.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    /// The camera.
    pub camera: CameraId,
    /// Its name.
    pub name: String,
    /// Its runners; it saw when any of them did.
    pub runners: Vec<RunnerHistory>,
    /// When it was made to rest, and why.
    pub rests: Vec<Rested>,
}

/// A stretch in which a camera was made to rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rested {
    /// When.
    pub interval: Interval,
    /// Why, a few words: "paused", "switched off".
    pub word: String,
}

/// What one camera saw of a window.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// The camera.
    pub camera: CameraId,
    /// Its name.
    pub name: String,
    /// The window.
    pub window: Interval,
    /// When it was looked at, in order, none touching the next.
    pub looked: Vec<Interval>,
    /// All the rest of the window, in order.
    pub gaps: Vec<Gap>,
}

/// A stretch of a window that was not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// When.
    pub interval: Interval,
    /// Why.
    pub why: GapWhy,
}

/// Why a stretch was not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GapWhy {
    /// The camera had this trouble, in two or three words.
    Down {
        /// For example "No answer".
        word: String,
    },
    /// It was made to rest.
    Rested {
        /// For example "paused".
        word: String,
    },
    /// Pictures came, and too few of them were looked at.
    NotLookedAt,
    /// No heartbeat tells of it, and nothing says why.
    NotKnown,
}

impl Coverage {
    /// Takes together what is known of a camera.
    ///
    /// Gaps and what was looked at make the whole window, without overlap.
    pub fn of(watched: &Watched, window: Interval) -> Self {
        let seen: Vec<_> = watched.runners.iter().flat_map(history::seen).collect();
        let clipped = |is_wanted: fn(&history::Seen) -> bool| -> Vec<Interval> {
            let wanted = seen.iter().filter(|one| is_wanted(one));
            joined(wanted.filter_map(|one| one.interval.overlap(window)).collect())
        };
        let looked = clipped(|one| one.is_looked_at);
        let any = clipped(|_| true);
        let mut gaps: Vec<Gap> = Vec::new();
        for dark in left_of(window, &any) {
            gaps.push(Gap { interval: dark, why: watched.why_dark(dark) });
        }
        for uncovered in left_of(window, &looked) {
            let not_looked_at = any.iter().filter_map(|one| one.overlap(uncovered));
            gaps.extend(not_looked_at.map(|interval| Gap { interval, why: GapWhy::NotLookedAt }));
        }
        gaps.sort_by_key(|gap| gap.interval);
        Coverage { camera: watched.camera, name: watched.name.clone(), window, looked, gaps }
    }

    /// What either of two histories of the camera saw of the same window; where neither did, why by this one.
    ///
    /// A history that is read later may have lost the newest beat of a run; what was seen once stays seen.
    #[must_use]
    pub fn or(self, other: &Coverage) -> Self {
        let looked = joined([self.looked, other.looked.clone()].concat());
        let left = |gap: &Gap| -> Vec<Gap> {
            let rests = left_of(gap.interval, &looked);
            rests.into_iter().map(|interval| Gap { interval, why: gap.why.clone() }).collect()
        };
        let gaps = self.gaps.iter().flat_map(left).collect();
        Coverage { looked, gaps, ..self }
    }

    /// How much of the window was covered, 0 to 1.
    pub fn share(&self) -> f64 {
        share(total(&self.looked), self.window)
    }
}

/// How much of `window` all of `coverages` saw at the same time, 0 to 1; none saw nothing.
pub fn share_of_all(coverages: &[Coverage], window: Interval) -> f64 {
    if coverages.is_empty() {
        return 0.0;
    }
    let missing: Vec<Interval> =
        coverages.iter().flat_map(|coverage| left_of(window, &coverage.looked)).collect();
    share(window.length() - total(&missing), window)
}

fn share(length: Duration, window: Interval) -> f64 {
    let whole = window.length().num_milliseconds().max(1) as f64;
    (length.num_milliseconds() as f64 / whole).clamp(0.0, 1.0)
}

impl Watched {
    /// The reason that held for most of a stretch without pictures.
    fn why_dark(&self, dark: Interval) -> GapWhy {
        let mut held: Vec<(Duration, GapWhy)> = Vec::new();
        for rest in &self.rests {
            let length = rest.interval.overlap(dark).map(Interval::length);
            held.extend(length.map(|length| (length, GapWhy::Rested { word: rest.word.clone() })));
        }
        for runner in &self.runners {
            let mut ends: Vec<&RunEnd> = runner.ends.iter().filter(|end| end.at < dark.to).collect();
            ends.sort_by_key(|end| end.at);
            for (at, end) in ends.iter().enumerate() {
                let over: DateTime<Utc> = ends.get(at + 1).map_or(dark.to, |next| next.at);
                if let Some(length) = Interval::new(end.at, over).and_then(|one| one.overlap(dark)) {
                    held.push((length.length(), GapWhy::Down { word: end.word.clone() }));
                }
            }
        }
        // The same trouble again and again is one trouble.
        let mut sums: Vec<(Duration, GapWhy)> = Vec::new();
        for (length, why) in held {
            match sums.iter_mut().find(|(_, known)| *known == why) {
                Some((sum, _)) => *sum += length,
                None => sums.push((length, why)),
            }
        }
        // Of equals the first stays, so that the answer is the same each time.
        let longest = sums.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best });
        longest.map_or(GapWhy::NotKnown, |(_, why)| why)
    }
}
