//! PeriodOccurrences: a period on a date, as instants.
//!
//! One rule turns a local time into an instant, for starts and ends alike, so that periods that touch on the wall
//! touch in time: a time that exists twice is its first, and a time that is skipped is the first instant after the
//! gap ([`instant_of`]). A period that lies whole in the gap does not happen.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;

use super::{BellSchedule, Drives, ExceptionKind, ScheduleException};
use crate::pause::instant_of;
use crate::{Camera, ExceptionId, PeriodId, ProfileId, ScheduleId};

/// What an occurrence is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BellSource {
    /// A period.
    Period(PeriodId),
    /// An exception that opens a time of its own.
    Exception(ExceptionId),
}

/// A period on a date.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodOccurrence {
    /// Whose.
    pub schedule: ScheduleId,
    /// Of what. With schedule and date it names the occurrence.
    pub source: BellSource,
    /// The local date on which it begins.
    pub date: NaiveDate,
    /// The period's name, or the exception's.
    pub name: String,
    /// When the bell rings.
    pub starts: DateTime<Utc>,
    /// When it ends; after `starts`.
    pub ends: DateTime<Utc>,
    /// From here its cameras watch: `starts` less early grace.
    pub opens: DateTime<Utc>,
    /// Here they stop (half-open): `ends` and late grace.
    pub closes: DateTime<Utc>,
    /// From `starts` plus this on, who comes is late.
    pub late_after: Duration,
    /// The profile asked for; `None` is each camera's own.
    pub profile: Option<ProfileId>,
    /// Of the schedule's cameras only these; `None` is all of them.
    pub only: Option<Drives>,
    /// The groups whose people are expected; none: nobody's attendance is kept for it.
    pub expects: BTreeSet<String>,
}

impl PeriodOccurrence {
    /// Whether its cameras watch at `now` (half-open).
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.opens <= now && now < self.closes
    }

    /// Whether of its schedule's cameras it wants this one.
    pub fn wants(&self, camera: &Camera) -> bool {
        self.only.as_ref().is_none_or(|only| only.includes(camera))
    }

    /// Whether both are the same period on the same date, whatever their times.
    pub fn is_same(&self, other: &PeriodOccurrence) -> bool {
        (self.schedule, self.source, self.date) == (other.schedule, other.source, other.date)
    }
}

/// The occurrences of `schedule` that begin on `date` by its templates and exceptions, in the order of their periods.
///
/// What is kept of occurrences that have begun is laid over this by [`super::Bells`]. A switched-off schedule rings all
/// the same here.
pub(super) fn on_date(
    schedule: &BellSchedule,
    exception: Option<&ScheduleException>,
    zone: Tz,
    date: NaiveDate,
) -> Vec<PeriodOccurrence> {
    let whole_day = (NaiveTime::MIN, NaiveTime::MIN);
    match exception.map(|exception| (exception, exception.kind)) {
        Some((_, ExceptionKind::Off)) => Vec::new(),
        Some((exception, ExceptionKind::On)) => own_time(schedule, exception, whole_day, zone, date),
        Some((exception, ExceptionKind::Window { start, end })) => {
            own_time(schedule, exception, (start, end), zone, date)
        }
        Some((_, ExceptionKind::Shift { to })) => bells_of(schedule, to, zone, date),
        None => bells_of(schedule, date.weekday(), zone, date),
    }
}

/// The periods of `weekday`, on `date`.
fn bells_of(schedule: &BellSchedule, weekday: Weekday, zone: Tz, date: NaiveDate) -> Vec<PeriodOccurrence> {
    let ringing = schedule.periods.iter().filter(|period| period.weekdays.contains(weekday));
    ringing
        .filter_map(|period| {
            let (starts, ends) = instants((period.start, period.end), zone, date)?;
            Some(PeriodOccurrence {
                schedule: schedule.id,
                source: BellSource::Period(period.id),
                date,
                name: period.name.clone(),
                starts,
                ends,
                opens: starts - period.early_grace,
                closes: ends + period.late_grace,
                late_after: period.late_after,
                profile: period.profile,
                only: period.only.clone(),
                expects: period.expects.clone(),
            })
        })
        .collect()
}

/// The one time that an exception opens.
fn own_time(
    schedule: &BellSchedule,
    exception: &ScheduleException,
    times: (NaiveTime, NaiveTime),
    zone: Tz,
    date: NaiveDate,
) -> Vec<PeriodOccurrence> {
    let occurrence = instants(times, zone, date).map(|(starts, ends)| PeriodOccurrence {
        schedule: schedule.id,
        source: BellSource::Exception(exception.id),
        date,
        name: exception.name.clone(),
        starts,
        ends,
        opens: starts,
        closes: ends,
        late_after: Duration::zero(),
        profile: None,
        only: None,
        expects: BTreeSet::new(),
    });
    occurrence.into_iter().collect()
}

/// The instants of local times on `date`; `None` when nothing is left between them, or the calendar ends.
fn instants(
    (start, end): (NaiveTime, NaiveTime),
    zone: Tz,
    date: NaiveDate,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let last = if end > start { date } else { date.checked_add_days(Days::new(1))? };
    let starts = instant_of(date.and_time(start), zone);
    let ends = instant_of(last.and_time(end), zone);
    (starts < ends).then_some((starts, ends))
}
