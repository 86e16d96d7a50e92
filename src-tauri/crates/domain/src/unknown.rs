//! Unknown faces: the timed diagnostic mode in which the best shot of a stranger is kept, and how its looks are put
//! together.
//!
//! Without the mode nothing of a stranger's face is kept. The mode ends by the clock, whoever runs or does not, and no
//! length is longer than a day.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::PeriodOccurrence;
use crate::pause::instant_of;

/// The mode is never on for longer.
pub const LONGEST: Duration = Duration::hours(24);
/// Unknown faces that are kept at most, of all modes together; the ones seen last stay.
pub const MOST_FACES: usize = 200;
/// Bytes that they take at most, sealed.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// A clock that is corrected by less than this does not end the mode; one that is set back by more does.
const CORRECTION: Duration = Duration::minutes(1);

/// How long the mode is to be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModeLength {
    /// 15 minutes.
    QuarterHour,
    /// An hour.
    Hour,
    /// Until the end of the period that is on.
    Period,
    /// Until the end of the site's day.
    Day,
}

/// There is no period on whose end could be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("No period is on now. Choose another length.")]
pub struct NoPeriod;

/// When a mode that begins at `now` ends: after `now`, and no later than [`LONGEST`] after it. Of several periods in
/// `occurrences` whose bell has rung, the one that ends last counts.
///
/// # Errors
///
/// [`NoPeriod`] when its end is asked for and none is on.
pub fn ends<'a>(
    length: ModeLength,
    now: DateTime<Utc>,
    zone: Tz,
    occurrences: impl IntoIterator<Item = &'a PeriodOccurrence>,
) -> Result<DateTime<Utc>, NoPeriod> {
    let ends = match length {
        ModeLength::QuarterHour => now + Duration::minutes(15),
        ModeLength::Hour => now + Duration::hours(1),
        ModeLength::Period => {
            let on = occurrences.into_iter().filter(|one| one.starts <= now && now < one.ends);
            on.map(|one| one.ends).max().ok_or(NoPeriod)?
        }
        ModeLength::Day => {
            let tomorrow = now.with_timezone(&zone).date_naive().succ_opt();
            tomorrow.map_or(now + LONGEST, |date| instant_of(date.and_time(NaiveTime::MIN), zone))
        }
    };
    Ok(ends.min(now + LONGEST))
}

/// A time in which unknown faces are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosticMode {
    /// Who started it.
    pub by: String,
    /// When.
    pub started: DateTime<Utc>,
    /// When it ends by itself.
    pub ends: DateTime<Utc>,
    /// When it ended, once somebody or the clock ended it.
    pub ended: Option<DateTime<Utc>>,
}

impl DiagnosticMode {
    /// Whether it is on. Half-open: at its end it is over. A clock that was set back to before its beginning ends it, so
    /// that it never lasts longer than it was asked for.
    pub fn is_on(&self, now: DateTime<Utc>) -> bool {
        self.ended.is_none() && self.started <= now + CORRECTION && now < self.ends
    }
}

/// Which of `known` an embedding is of: the one that is most alike, from a cosine of `alike` on. Embeddings have
/// length 1; one of another length of numbers is never alike.
pub fn same_face<'a, Id: Copy>(
    known: impl IntoIterator<Item = (Id, &'a [f32])>,
    probe: &[f32],
    alike: f32,
) -> Option<Id> {
    let cosine = |values: &[f32]| {
        (values.len() == probe.len()).then(|| values.iter().zip(probe).map(|(a, b)| a * b).sum::<f32>())
    };
    let scored = known.into_iter().filter_map(|(id, values)| Some((id, cosine(values)?)));
    let near = scored.filter(|(_, score)| *score >= alike);
    near.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(id, _)| id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::schedule::BellSource;
    use crate::{PeriodId, ScheduleId};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn period(starts: &str, ends: &str) -> PeriodOccurrence {
        let (starts, ends) = (at(starts), at(ends));
        PeriodOccurrence {
            schedule: ScheduleId(1),
            source: BellSource::Period(PeriodId(1)),
            date: starts.date_naive(),
            name: "Period 1".to_owned(),
            starts,
            ends,
            opens: starts - Duration::minutes(10),
            closes: ends + Duration::minutes(10),
            late_after: Duration::minutes(5),
            profile: None,
            only: None,
            expects: BTreeSet::new(),
        }
    }

    #[test]
    fn no_length_is_longer_than_a_day() {
        let now = at("2026-11-26T08:10:00Z");
        let zone = chrono_tz::Asia::Baghdad;
        let check = |length, periods: &[PeriodOccurrence], expected: Option<&str>| {
            let found = ends(length, now, zone, periods).ok();
            assert_eq!(found, expected.map(at), "{length:?}");
        };
        check(ModeLength::QuarterHour, &[], Some("2026-11-26T08:25:00Z"));
        check(ModeLength::Hour, &[], Some("2026-11-26T09:10:00Z"));
        check(ModeLength::Day, &[], Some("2026-11-26T21:00:00Z"));
        check(ModeLength::Period, &[], None);
        let lesson = period("2026-11-26T08:00:00Z", "2026-11-26T08:45:00Z");
        let later = period("2026-11-26T08:15:00Z", "2026-11-26T09:00:00Z");
        check(ModeLength::Period, &[lesson.clone(), later.clone()], Some("2026-11-26T08:45:00Z"));
        check(ModeLength::Period, &[later], None);
        let boarding = period("2026-11-26T00:00:00Z", "2026-11-28T00:00:00Z");
        check(ModeLength::Period, &[lesson, boarding], Some("2026-11-27T08:10:00Z"));
    }

    #[test]
    fn a_mode_ends_at_its_own_instant_and_when_the_clock_is_set_back() {
        let mode = DiagnosticMode {
            by: "window".to_owned(),
            started: at("2026-11-26T08:00:00Z"),
            ends: at("2026-11-26T08:15:00Z"),
            ended: None,
        };
        let check = |now, expected| assert_eq!(mode.is_on(at(now)), expected, "{now}");
        check("2026-11-26T08:00:00Z", true);
        check("2026-11-26T07:59:30Z", true);
        check("2026-11-26T07:58:59Z", false);
        check("2026-11-26T08:14:59Z", true);
        check("2026-11-26T08:15:00Z", false);
        let stopped = DiagnosticMode { ended: Some(at("2026-11-26T08:05:00Z")), ..mode };
        assert!(!stopped.is_on(at("2026-11-26T08:04:00Z")));
    }

    #[test]
    fn looks_of_one_face_are_put_together_by_how_alike_they_are() {
        let known: [(i64, &[f32]); 3] = [(1, &[1.0, 0.0]), (2, &[0.8, 0.6]), (3, &[1.0, 0.0, 0.0])];
        assert_eq!(same_face(known, &[0.9, 0.435_9], 0.5), Some(2));
        assert_eq!(same_face(known, &[0.0, 1.0], 0.7), None);
        assert_eq!(same_face(known, &[f32::NAN, 0.0], 0.5), None);
    }
}
