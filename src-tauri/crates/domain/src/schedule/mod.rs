//! The bell: BellSchedules, their PeriodTemplates, and the ScheduleExceptions that change single days.
//!
//! All of it is local time of the Site, as people write it on the wall; [`occurrence`] turns it into instants.

mod bells;
pub mod days;
pub mod difference;
mod drives;
pub mod notes;
pub mod occurrence;
mod overlaps;
mod weekdays;

use std::collections::BTreeSet;

use chrono::{Duration, NaiveDate, NaiveTime, Weekday};

use crate::{ExceptionId, PeriodId, ProfileId, ScheduleId};

pub use bells::{Bells, EARLIEST, LONGEST};
pub use drives::Drives;
pub use occurrence::{BellSource, PeriodOccurrence};
pub use overlaps::{Overlap, Side, Together};
pub use weekdays::{Weekdays, weekday_of, weekdays_of};

/// A named set of periods and the cameras it drives.
#[derive(Debug, Clone, PartialEq)]
pub struct BellSchedule {
    /// Its number.
    pub id: ScheduleId,
    /// Its name, unique without regard to case, 1–80 characters.
    pub name: String,
    /// Whether it rings at all.
    pub enabled: bool,
    /// The cameras it drives.
    pub drives: Drives,
    /// Its periods, in their order.
    pub periods: Vec<PeriodTemplate>,
}

impl BellSchedule {
    /// What a new store begins with, not kept yet: every camera watches round the clock, until somebody draws a week.
    pub fn all_day() -> Self {
        BellSchedule {
            id: ScheduleId(0),
            name: "All day".to_owned(),
            enabled: true,
            drives: Drives::All,
            periods: vec![PeriodTemplate {
                id: PeriodId(0),
                name: "All day".to_owned(),
                start: NaiveTime::MIN,
                end: NaiveTime::MIN,
                weekdays: Weekdays::ALL,
                early_grace: Duration::zero(),
                late_grace: Duration::zero(),
                late_after: Duration::minutes(10),
                profile: None,
                only: None,
                expects: BTreeSet::new(),
            }],
        }
    }
}

/// One period of a week, as it stands on the wall.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodTemplate {
    /// Its number; it stays the same when the period is edited.
    pub id: PeriodId,
    /// Its name, 1–80 characters.
    pub name: String,
    /// Local time at which it begins.
    pub start: NaiveTime,
    /// Local time at which it ends. Not after `start` means the next day; the same as `start` means a whole day.
    pub end: NaiveTime,
    /// The days on which it begins.
    pub weekdays: Weekdays,
    /// So long before its start its cameras watch already, 0–240 min.
    pub early_grace: Duration,
    /// So long after its end they still watch, 0–240 min.
    pub late_grace: Duration,
    /// Who comes more than this after the start is late, 0–240 min.
    pub late_after: Duration,
    /// The profile its cameras run with; `None` is each camera's own.
    pub profile: Option<ProfileId>,
    /// Of the schedule's cameras only these; `None` is all of them.
    pub only: Option<Drives>,
    /// The groups whose people are expected; none: nobody's attendance is kept for it.
    pub expects: BTreeSet<String>,
}

/// A day, or a range of days, on which the bell rings otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleException {
    /// Its number.
    pub id: ExceptionId,
    /// What the day is called, 1–80 characters.
    pub name: String,
    /// The first day.
    pub first: NaiveDate,
    /// The last day; may be the first, never before it.
    pub last: NaiveDate,
    /// What happens then.
    pub kind: ExceptionKind,
    /// For this schedule alone; `None` is the whole site.
    pub schedule: Option<ScheduleId>,
}

/// What happens on a day of exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExceptionKind {
    /// No period begins.
    Off,
    /// The cameras watch the whole day, from its first instant to the next day's.
    On,
    /// The cameras watch once, at these times, in place of the periods; `end` not after `start` is the next day.
    Window {
        /// Local time.
        start: NaiveTime,
        /// Local time.
        end: NaiveTime,
    },
    /// The bells of another weekday ring.
    Shift {
        /// That weekday.
        to: Weekday,
    },
}

impl ScheduleException {
    /// Whether it speaks of `date`.
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }
}

/// The exception that decides `date` for a schedule, of all there are.
///
/// The schedule's own goes before the site's, the shorter range before the longer, the newer before the older.
pub fn exception_on<'a>(
    exceptions: impl IntoIterator<Item = &'a ScheduleException>,
    schedule: ScheduleId,
    date: NaiveDate,
) -> Option<&'a ScheduleException> {
    exceptions
        .into_iter()
        .filter(|exception| exception.covers(date))
        .filter(|exception| exception.schedule.is_none_or(|own| own == schedule))
        .min_by_key(|exception| {
            (exception.schedule.is_none(), exception.last - exception.first, std::cmp::Reverse(exception.id))
        })
}
