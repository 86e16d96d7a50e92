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

    /// The dates from `first` to `last`, each with the exception that decides it for `schedule`.
    ///
    /// A long list of exceptions is gone through once: asking each date about all of them would be slow.
    pub(super) fn days(
        &self,
        schedule: &BellSchedule,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = (NaiveDate, Option<&'a ScheduleException>)> + use<'a> {
        let id = schedule.id;
        let mut coming = self.exceptions_between(first, last);
        coming.retain(|exception| exception.schedule.is_none_or(|own| own == id));
        coming.sort_by_key(|exception| exception.first);
        let mut coming = coming.into_iter().peekable();
        let mut near: Vec<&ScheduleException> = Vec::new();
        first.iter_days().take_while(move |date| *date <= last).map(move |date| {
            near.retain(|exception| date <= exception.last);
            while let Some(exception) = coming.next_if(|exception| exception.first <= date) {
                near.push(exception);
            }
            (date, exception_on(near.iter().copied(), id, date))
        })
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
        let begun: Vec<&PeriodOccurrence> = self
            .begun
            .iter()
            .filter(|kept| kept.schedule == schedule.id && first <= kept.date && kept.date <= last)
            .collect();
        let mut all = Vec::new();
        for (date, exception) in self.days(schedule, first, last) {
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
