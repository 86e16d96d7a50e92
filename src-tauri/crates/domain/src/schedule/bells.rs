//! The bells of a configuration: every occurrence between two dates, with those that have begun kept as they were.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;

use super::occurrence::on_date;
use super::{BellSchedule, ExceptionKind, PeriodOccurrence, ScheduleException, exception_on};
use crate::pause::instant_of;
use crate::plan::Config;

/// No occurrence watches for longer than this from its date's first instant: a whole day, graces of 4 h, and what a
/// change of clocks adds.
pub const LONGEST: Duration = Duration::hours(24 + 24 + 4 + 2);

/// No occurrence watches earlier than this before its date's first instant: the longest early grace.
pub const EARLIEST: Duration = Duration::hours(4);

/// The bells of a configuration.
#[derive(Debug, Clone, Copy)]
pub struct Bells<'a> {
    zone: Tz,
    schedules: &'a [BellSchedule],
    exceptions: &'a [ScheduleException],
    begun: &'a [PeriodOccurrence],
}

impl<'a> Bells<'a> {
    /// Of a configuration.
    pub fn of(config: &'a Config) -> Self {
        Bells {
            zone: config.site.time_zone,
            schedules: &config.schedules,
            exceptions: &config.exceptions,
            begun: &config.begun,
        }
    }

    /// The same bells as if nothing had begun: what templates and exceptions say now.
    #[must_use]
    pub fn as_templates_say(&self) -> Self {
        Bells { begun: &[], ..*self }
    }

    /// The weekday whose bells of `schedule` ring on `date`; `None` where an exception rings none or its own.
    pub fn weekday_of_bells(&self, schedule: &BellSchedule, date: NaiveDate) -> Option<Weekday> {
        match exception_on(self.exceptions, schedule.id, date).map(|exception| exception.kind) {
            None => Some(date.weekday()),
            Some(ExceptionKind::Shift { to }) => Some(to),
            Some(ExceptionKind::Off | ExceptionKind::On | ExceptionKind::Window { .. }) => None,
        }
    }

    /// The schedules that ring, in their order.
    pub fn ringing(&self) -> impl Iterator<Item = &'a BellSchedule> + use<'a> {
        self.schedules.iter().filter(|schedule| schedule.enabled)
    }

    /// The local date at `now`.
    pub fn date(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.zone).date_naive()
    }

    /// The first instant of a local date.
    pub fn midnight(&self, date: NaiveDate) -> DateTime<Utc> {
        instant_of(date.and_time(NaiveTime::MIN), self.zone)
    }

    /// The exceptions that speak of a date from `first` to `last`.
    pub fn exceptions_between(&self, first: NaiveDate, last: NaiveDate) -> Vec<&'a ScheduleException> {
        self.exceptions
            .iter()
            .filter(|exception| exception.first <= last && first <= exception.last)
            .collect()
    }

    /// The occurrences of `schedule` that begin on the dates from `first` to `last`, by when they open.
    ///
    /// One that has begun stands as it was then, whatever its template or an exception says now.
    pub fn occurrences(
        &self,
        schedule: &BellSchedule,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Vec<Arc<PeriodOccurrence>> {
        // Most of a long list of exceptions is about other dates; asking each date about all of them would be slow.
        let near = self.exceptions_between(first, last);
        let begun: Vec<&PeriodOccurrence> = self
            .begun
            .iter()
            .filter(|kept| kept.schedule == schedule.id && first <= kept.date && kept.date <= last)
            .collect();
        let mut all = Vec::new();
        for date in first.iter_days().take_while(|date| *date <= last) {
            let exception = exception_on(near.iter().copied(), schedule.id, date);
            let ringing = on_date(schedule, exception, self.zone, date);
            all.extend(ringing.into_iter().filter(|one| !begun.iter().any(|kept| kept.is_same(one))));
        }
        all.extend(begun.into_iter().cloned());
        all.sort_by_key(|one| (one.opens, one.closes, one.source));
        all.into_iter().map(Arc::new).collect()
    }

    /// The dates on which an occurrence must begin to watch at some time from `from` to `to`.
    pub fn dates(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
        // Early grace may open a period on the evening before its date.
        let before = self.date(from - LONGEST);
        let after = self.date(to).checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
        (before, after)
    }
}
