//! PeriodOccurrences: a period on a date, as instants.
//!
//! One rule turns a local time into an instant, for starts and ends alike, so that periods that touch on the wall
//! touch in time: a time that exists twice is its first, and a time that is skipped is the first instant after the
//! gap ([`instant_of`]). A period that lies whole in the gap does not happen.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::Drives;
use crate::{ExceptionId, PeriodId, ProfileId, ScheduleId};

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
}

impl PeriodOccurrence {
    /// Whether its cameras watch at `now` (half-open).
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.opens <= now && now < self.closes
    }
}
