//! The verdict.
//!
//! Who has enough votes before `late_from` is present; who has enough only later is late. Without enough votes, absent
//! is said only when *all* cameras of the period watched *at the same time* for the least share of its window: somebody
//! may come in by any gate, so each gate's gaps are everybody's, and they add up. What is less is unknown. So is
//! somebody with some votes but too few: a face that was seen once is no proof, and no absence.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{AttendanceRules, AttendanceWindow, Status, Verdict};
use crate::coverage::{Coverage, Gap, gap_words, share_of_all};
use crate::said::Time;
use crate::sentences;
use crate::sighting::{Sighting, each_once};

/// So many gaps are named; the longest.
const NAMED: usize = 3;

/// What the machine says at `now` of one person.
///
/// `sightings` are that person's (by whichever camera); those outside the window do not count. `coverages` has one of
/// each camera that was to watch the period, for the whole window, also of one that never ran. The same input gives the
/// same verdict, in whatever order and however often a sighting is in it.
pub fn evaluate(
    rules: &AttendanceRules,
    window: &AttendanceWindow,
    sightings: &[Sighting],
    coverages: &[Coverage],
    zone: Tz,
    now: DateTime<Utc>,
) -> Verdict {
    let mut counted = each_once(sightings);
    counted.retain(|sighting| sighting.votes > 0 && window.whole.contains(sighting.at));
    let votes_of = |is_counted: &dyn Fn(&Sighting) -> bool| {
        counted.iter().filter(|one| is_counted(one)).fold(0_u32, |sum, one| sum.saturating_add(one.votes))
    };
    let needed = rules.votes.max(1);
    let all = votes_of(&|_| true);
    let status = if votes_of(&|one| one.at < window.late_from) >= needed {
        Some(Status::Present)
    } else if all >= needed {
        Some(Status::Late)
    } else if now < window.whole.to {
        None
    } else {
        Some(unseen(rules, window, counted.first(), (all, needed), coverages, zone))
    };
    Verdict {
        status,
        first: counted.first().copied(),
        last: counted.last().copied(),
        // Of equals the first.
        best: counted.iter().copied().reduce(|best, next| if next.score > best.score { next } else { best }),
    }
}

sentences! {
    /// Why it is not known whether somebody came; the gaps themselves are said by [`gap_words`].
    pub(crate) enum Unseen<'a> {
        Once { time: Time<'a>, needed: u64 } = "Matched once only, at {time}; {needed} are needed",
        Times { votes: u64, time: Time<'a>, needed: u64 }
            = "Matched {votes} times only, at {time}; {needed} are needed",
        Waits { time: Time<'a> } = "A face like theirs was seen at {time} and waits for a review",
        NoCamera = "No camera was to watch",
        OneMoreGap = "and one more gap",
        MoreGaps { more: usize } = "and {more} more gaps",
    }
}

/// What a person is who has too few votes when all is over.
fn unseen(
    rules: &AttendanceRules,
    window: &AttendanceWindow,
    seen: Option<&Sighting>,
    (votes, needed): (u32, u32),
    coverages: &[Coverage],
    zone: Tz,
) -> Status {
    if let Some(sighting) = seen {
        let time = sighting.at.with_timezone(&zone).format("%H:%M").to_string();
        let (time, needed) = (Time(&time), u64::from(needed));
        let said = match votes {
            1 => Unseen::Once { time, needed },
            votes => Unseen::Times { votes: u64::from(votes), time, needed },
        };
        return Status::Unknown { reason: said.to_string() };
    }
    if coverages.is_empty() {
        return Status::Unknown { reason: Unseen::NoCamera.to_string() };
    }
    if share_of_all(coverages, window.whole) >= rules.least_coverage {
        return Status::Absent;
    }
    Status::Unknown { reason: gaps_in_words(coverages, zone) }
}

/// For example "Gate 1 was down 08:03–08:11; Gate 2 rested 08:20–08:30 (paused); and 2 more gaps".
fn gaps_in_words(coverages: &[Coverage], zone: Tz) -> String {
    let mut gaps: Vec<(&Coverage, &Gap)> =
        coverages.iter().flat_map(|coverage| coverage.gaps.iter().map(move |gap| (coverage, gap))).collect();
    let order = |(coverage, gap): &(&Coverage, &Gap)| (gap.interval, coverage.camera);
    gaps.sort_by_key(|one| (std::cmp::Reverse(one.1.interval.length()), order(one)));
    let more = gaps.len().saturating_sub(NAMED);
    gaps.truncate(NAMED);
    gaps.sort_by_key(order);
    let mut said: Vec<String> = gaps.iter().map(|(coverage, gap)| gap_words(coverage, gap, zone)).collect();
    match more {
        0 => {}
        1 => said.push(Unseen::OneMoreGap.to_string()),
        more => said.push(Unseen::MoreGaps { more }.to_string()),
    }
    said.join("; ")
}
