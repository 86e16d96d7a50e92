//! The bell: changing schedules and exceptions, and asking what would follow.

use std::path::Path;
use std::sync::Arc;

use bellwatch_domain::plan::{Config, plan};
use bellwatch_domain::schedule::{BellSource, Bells};
use bellwatch_domain::{
    Camera, ExceptionId, PeriodId, PeriodOccurrence, RestWhy, RunnerKey, ScheduleId, knobs,
};
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::Engine;
use super::attendance::keep;
use super::operator::Operator;
use crate::bell::{date_of, exception_of, sample, schedule_of};
use crate::calendar;
use crate::wire::{
    BellChange, CalendarReport, DayState, ExceptionDraft, OccurrenceView, PeriodDraft, PlanAtView,
    PlannedView, Problem, ScheduleDraft,
};
use crate::words;
use crate::words::refusals::Refusal;

/// Dates that one question about occurrences may span.
const MOST_DATES: u64 = 62;

impl Operator {
    /// Adds a schedule, or puts this one in its place with all its periods; returns its number.
    ///
    /// # Errors
    ///
    /// [`Problem`] with the field that cannot be taken; nothing is changed then.
    pub async fn schedule_save(&self, draft: &ScheduleDraft) -> Result<ScheduleId, Problem> {
        let schedule = schedule_of(draft, &self.config().await?)?;
        Ok(self.store().save_schedule(&schedule, self.actor(), self.now()).await?)
    }

    /// Removes a schedule with its periods and its own exceptions.
    ///
    /// # Errors
    ///
    /// When it is gone already.
    pub async fn schedule_remove(&self, schedule: ScheduleId) -> Result<(), Problem> {
        Ok(self.store().remove_schedule(schedule, self.actor(), self.now()).await?)
    }

    /// Brings a removed schedule back, as a new one, with the exceptions that were its own; returns its number.
    ///
    /// # Errors
    ///
    /// As [`Operator::schedule_save`] and [`Operator::exception_save`].
    pub async fn schedule_restore(
        &self,
        draft: &ScheduleDraft,
        days: &[ExceptionDraft],
    ) -> Result<ScheduleId, Problem> {
        let config = self.config().await?;
        let periods = draft.periods.iter().map(|period| PeriodDraft { id: None, ..period.clone() }).collect();
        let schedule = schedule_of(&ScheduleDraft { id: None, periods, ..draft.clone() }, &config)?;
        let new = days.iter().map(|day| ExceptionDraft { id: None, schedule: None, ..day.clone() });
        let exceptions = new.map(|day| exception_of(&day, &config)).collect::<Result<Vec<_>, Problem>>()?;
        Ok(self.store().restore_schedule(&schedule, &exceptions, self.actor(), self.now()).await?)
    }

    /// Adds an exception, or puts this one in its place; returns its number.
    ///
    /// # Errors
    ///
    /// [`Problem`] with the field that cannot be taken; nothing is changed then.
    pub async fn exception_save(&self, draft: &ExceptionDraft) -> Result<ExceptionId, Problem> {
        let exception = exception_of(draft, &self.config().await?)?;
        Ok(self.store().save_exception(&exception, self.actor(), self.now()).await?)
    }

    /// Removes an exception.
    ///
    /// # Errors
    ///
    /// When it is gone already.
    pub async fn exception_remove(&self, exception: ExceptionId) -> Result<(), Problem> {
        Ok(self.store().remove_exception(exception, self.actor(), self.now()).await?)
    }

    /// A school week to start from, with this site's weekend; it is not saved.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn sample_week(&self) -> Result<ScheduleDraft, Problem> {
        Ok(sample(&self.config().await?))
    }

    /// The days off of an .ics file: listed, and unless it is a `dry_run` added, all in one step.
    ///
    /// # Errors
    ///
    /// For a file that is no calendar; nothing is changed then.
    pub async fn calendar_import(&self, text: &str, dry_run: bool) -> Result<CalendarReport, Problem> {
        let config = self.config().await?;
        let today = Bells::of(&config).date(self.now());
        let (text, zone, known) = (text.to_owned(), config.site.time_zone, config.exceptions);
        // A large file takes seconds, in which the engine's other tasks are to go on.
        let read = move || calendar::read(&text, zone, &known, today);
        let reading = tokio::task::spawn_blocking(read).await.map_err(|error| Problem::failed(&error))??;
        let adds = !dry_run && !reading.days.is_empty();
        if adds {
            self.store().add_exceptions(&reading.days, self.actor(), self.now()).await?;
        }
        Ok(calendar::report(&reading, adds))
    }

    /// The plan of some local dates as an .ics file.
    ///
    /// # Errors
    ///
    /// For a date that is none, and for more than 62 days.
    pub async fn calendar_export(&self, first: &str, days: u32) -> Result<String, Problem> {
        let first = date("first", first)?;
        if days == 0 || u64::from(days) > MOST_DATES {
            return Err(Problem::bad_input("days", Refusal::DaysAtOnce { most: MOST_DATES }));
        }
        let last = first + Days::new(u64::from(days) - 1);
        Ok(calendar::write(&self.config().await?, first, last, self.now()))
    }

    /// Writes the plan of some local dates into `folder`, beside whatever is there; answers where.
    ///
    /// # Errors
    ///
    /// As [`Operator::calendar_export`], and when the file cannot be written.
    pub async fn calendar_save(&self, folder: &Path, first: &str, days: u32) -> Result<String, Problem> {
        let text = self.calendar_export(first, days).await?;
        keep(folder, &format!("bellwatch-{first}"), "ics", text.into_bytes()).await
    }

    /// The occurrences that begin on the local dates from `first` to `last`, of schedules that ring, with `change` as
    /// if it were saved.
    ///
    /// # Errors
    ///
    /// For dates that are none, or more than 62 of them, and for a change that cannot be taken.
    pub async fn occurrences(
        &self,
        first: &str,
        last: &str,
        change: Option<&BellChange>,
    ) -> Result<Vec<OccurrenceView>, Problem> {
        let (first, last) = (date("first", first)?, date("last", last)?);
        if last < first || last > first + Days::new(MOST_DATES) {
            let sentence = Refusal::DaysAtOnce { most: MOST_DATES };
            return Err(Problem::bad_input("last", sentence));
        }
        let config = changed(self.config().await?, change)?;
        let bells = Bells::of(&config);
        let mut all = Vec::new();
        for schedule in bells.ringing() {
            let driven: Vec<&Camera> =
                config.cameras.iter().filter(|camera| schedule.drives.includes(camera)).collect();
            for one in bells.occurrences(schedule, first, last) {
                let cameras = driven.iter().filter(|camera| camera.enabled && one.wants(camera)).count();
                let begun = config.begun.iter().any(|kept| kept.is_same(&one));
                all.push(occurrence(&one, &config, cameras, begun));
            }
        }
        all.sort_by_key(|one| one.starts_ms);
        Ok(all)
    }
}

impl Engine {
    /// See [`Operator::schedule_save`]; the engine looks at once, here and below.
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn schedule_save(&self, draft: &ScheduleDraft) -> Result<ScheduleId, Problem> {
        self.changed(self.operator().schedule_save(draft).await).await
    }

    /// See [`Operator::schedule_remove`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn schedule_remove(&self, schedule: ScheduleId) -> Result<(), Problem> {
        self.changed(self.operator().schedule_remove(schedule).await).await
    }

    /// See [`Operator::schedule_restore`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn schedule_restore(
        &self,
        draft: &ScheduleDraft,
        days: &[ExceptionDraft],
    ) -> Result<ScheduleId, Problem> {
        self.changed(self.operator().schedule_restore(draft, days).await).await
    }

    /// See [`Operator::exception_save`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn exception_save(&self, draft: &ExceptionDraft) -> Result<ExceptionId, Problem> {
        self.changed(self.operator().exception_save(draft).await).await
    }

    /// See [`Operator::exception_remove`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn exception_remove(&self, exception: ExceptionId) -> Result<(), Problem> {
        self.changed(self.operator().exception_remove(exception).await).await
    }

    /// See [`Operator::calendar_import`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn calendar_import(&self, text: &str, dry_run: bool) -> Result<CalendarReport, Problem> {
        self.changed(self.operator().calendar_import(text, dry_run).await).await
    }

    /// What each camera does at an instant, as far as it is known now, with `change` as if it were saved.
    ///
    /// # Errors
    ///
    /// When the instant is none, the change cannot be taken, or the store cannot be read.
    pub async fn plan_at(&self, at_ms: i64, change: Option<&BellChange>) -> Result<PlanAtView, Problem> {
        let at = DateTime::from_timestamp_millis(at_ms)
            .ok_or_else(|| Problem::bad_input("at", Refusal::NoTime))?;
        let config = changed(self.operator().config().await?, change)?;
        let memory = self.memory().await?;
        let plan = plan(&config, &memory, &self.ability(), at);
        let zone = config.site.time_zone;
        let planned = |camera: &Camera| {
            let own = |key: &&RunnerKey| key.camera == camera.id;
            let (state, sentence) = match plan.runs.keys().find(own) {
                Some(key) => {
                    let because = plan.because.get(key);
                    (DayState::Runs, because.map(|because| words::because(because, at, zone)))
                }
                None => {
                    let rest = plan.rests.iter().find(|(key, _)| own(key)).map(|(_, rest)| rest);
                    let state = rest.map_or(DayState::CannotRun, |rest| day_state(&rest.why));
                    let sentence =
                        rest.map(|rest| words::rest(&rest.why, rest.until, &camera.name, at, zone));
                    (state, sentence)
                }
            };
            PlannedView {
                camera: camera.id.0,
                name: camera.name.clone(),
                state,
                sentence: sentence.unwrap_or_default(),
            }
        };
        Ok(PlanAtView {
            at_ms,
            next_ms: plan.next_boundary.map(|next| next.timestamp_millis()),
            cameras: config.cameras.iter().map(planned).collect(),
        })
    }
}

/// The state that a timeline shows for a reason to rest.
pub(super) fn day_state(why: &RestWhy) -> DayState {
    match why {
        RestWhy::Disabled => DayState::Disabled,
        RestWhy::NoSchedule => DayState::NoSchedule,
        RestWhy::OutsidePeriods => DayState::OutsidePeriods,
        RestWhy::Exception { .. } => DayState::Exception,
        RestWhy::Paused(_) => DayState::Paused,
        RestWhy::StoppedByHand { .. }
        | RestWhy::SettingsWrong(_)
        | RestWhy::WaitingToRetry { .. }
        | RestWhy::Held(_)
        | RestWhy::DependencyMissing(_)
        | RestWhy::BudgetUsedUp { .. } => DayState::CannotRun,
    }
}

fn occurrence(one: &Arc<PeriodOccurrence>, config: &Config, cameras: usize, begun: bool) -> OccurrenceView {
    let zone = config.site.time_zone;
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).format("%Y-%m-%dT%H:%M:%S").to_string();
    let (period, exception) = match one.source {
        BellSource::Period(id) => (Some(id.0), None),
        BellSource::Exception(id) => (None, Some(id.0)),
    };
    OccurrenceView {
        schedule: one.schedule.0,
        period,
        exception,
        date: one.date.to_string(),
        name: one.name.clone(),
        starts_ms: one.starts.timestamp_millis(),
        ends_ms: one.ends.timestamp_millis(),
        starts_local: local(one.starts),
        ends_local: local(one.ends),
        cameras: u32::try_from(cameras).unwrap_or(u32::MAX),
        begun,
    }
}

pub(super) fn date(field: &str, text: &str) -> Result<NaiveDate, Problem> {
    date_of(text).map_err(|sentence| Problem::bad_input(field, sentence))
}

/// The configuration as it would be after a change.
///
/// New things are given numbers that no store gives, so that they differ from all that is.
///
/// # Errors
///
/// As saving would fail.
pub fn changed(mut config: Config, change: Option<&BellChange>) -> Result<Config, Problem> {
    match change {
        None => {}
        Some(BellChange::SaveSchedule { draft }) => {
            let mut schedule = schedule_of(draft, &config)?;
            for (at, period) in schedule.periods.iter_mut().enumerate() {
                if period.id.0 == 0 {
                    period.id = PeriodId(-1 - at as i64);
                }
            }
            match config.schedules.iter_mut().find(|one| one.id == schedule.id) {
                Some(known) => *known = schedule,
                None => {
                    config.schedules.push(bellwatch_domain::BellSchedule { id: ScheduleId(-1), ..schedule })
                }
            }
        }
        Some(BellChange::RemoveSchedule { schedule }) => {
            let id = ScheduleId(*schedule);
            if !config.schedules.iter().any(|one| one.id == id) {
                return Err(Problem::gone("schedule"));
            }
            config.schedules.retain(|one| one.id != id);
            config.exceptions.retain(|one| one.schedule != Some(id));
        }
        Some(BellChange::SaveException { draft }) => {
            let exception = exception_of(draft, &config)?;
            match config.exceptions.iter_mut().find(|one| one.id == exception.id) {
                Some(known) => *known = exception,
                // The newest goes before others of the same length.
                None => config
                    .exceptions
                    .push(bellwatch_domain::ScheduleException { id: ExceptionId(i64::MAX), ..exception }),
            }
        }
        Some(BellChange::RemoveException { exception }) => {
            let id = ExceptionId(*exception);
            if !config.exceptions.iter().any(|one| one.id == id) {
                return Err(Problem::gone("exception"));
            }
            config.exceptions.retain(|one| one.id != id);
        }
        Some(BellChange::Site { values }) => {
            for value in values {
                knobs::set_setting(&mut config.site, &value.key, &value.value)
                    .map_err(|error| Problem::bad_input(&value.key, error.to_string()))?;
            }
        }
    }
    Ok(config)
}
