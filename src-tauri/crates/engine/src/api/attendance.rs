//! Attendance: who came, by whose word; corrections, reviews, signing off, and what is written out.

use std::path::Path;

use bellwatch_domain::attendance::{Correction, check_why};
use bellwatch_domain::models::PackFacts;
use bellwatch_domain::{OccurrenceId, PersonId, SightingId, Status};
use chrono::{DateTime, Duration, Utc};

use super::Engine;
use super::operator::Operator;
use crate::attendance::evaluator::Evaluator;
use crate::attendance::export::{File, Sheet};
use crate::attendance::{day, entries, personal, privacy, sightings};
use crate::downloads;
use crate::wire::{
    AttendanceDay, AttendanceEntryView, AttendanceQuery, AttendanceStatus, ExportForm, Problem,
    ReviewDecision, SightingDetail, SightingView,
};
use crate::words::refusals::Refusal;

/// The longest stretch of which sightings are asked for at once.
const MOST_SIGHTING_DAYS: i64 = 31;

/// Which picture of a sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidencePart {
    /// The face.
    Crop,
    /// The whole frame.
    Frame,
}

/// A file that was made for an operator to keep.
pub struct Made {
    /// A name for it, with its ending.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Operator {
    /// A day: its periods, how many came, what was not watched, and whether it was signed off. `date` is local.
    ///
    /// # Errors
    ///
    /// For a text that is no date.
    pub async fn attendance_day(&self, date: &str) -> Result<AttendanceDay, Problem> {
        let date = entries::date("date", date)?;
        day::day(self.store(), &self.config().await?, date, self.now()).await
    }

    /// Records, by date, time, group and name.
    ///
    /// # Errors
    ///
    /// For dates that are none or more than a year, and for more than 200 000 records.
    pub async fn attendance(&self, query: &AttendanceQuery) -> Result<Vec<AttendanceEntryView>, Problem> {
        let of = entries::asked(query)?;
        let zone = self.config().await?.site.time_zone;
        Ok(entries::entries(self.store(), &of, zone).await?.iter().map(entries::view).collect())
    }

    /// Says how it really was. What the machine says stays beside it, and so do corrections before.
    ///
    /// # Errors
    ///
    /// When the day is signed off, the reason is empty or too long, or the person or period is no longer there.
    pub async fn attendance_correct(
        &self,
        person: PersonId,
        occurrence: OccurrenceId,
        status: AttendanceStatus,
        why: &str,
    ) -> Result<(), Problem> {
        let why = check_why(why).map_err(|error| Problem::bad_input("why", error.to_string()))?;
        let status = match status {
            AttendanceStatus::Expected => {
                return Err(Problem::bad_input("status", Refusal::NoStatus));
            }
            AttendanceStatus::Present => Status::Present,
            AttendanceStatus::Late => Status::Late,
            AttendanceStatus::Absent => Status::Absent,
            AttendanceStatus::Unknown => Status::Unknown { reason: why.clone() },
            AttendanceStatus::Excused => Status::Excused,
        };
        let correction = Correction { status, by: self.actor().to_owned(), at: self.now(), why };
        self.store().correct_attendance(person, occurrence, &correction).await?;
        Ok(Evaluator::new(self.store().clone()).evaluate_one(occurrence, self.now()).await?)
    }

    /// Records as a file.
    ///
    /// # Errors
    ///
    /// As [`Operator::attendance`].
    pub async fn attendance_file(&self, query: &AttendanceQuery, form: ExportForm) -> Result<Made, Problem> {
        let File { name, ending, bytes } = self.export(query, form).await?;
        Ok(Made { name: format!("{name}.{ending}"), bytes })
    }

    /// Writes records into `folder`, beside whatever is there; answers where.
    ///
    /// # Errors
    ///
    /// As [`Operator::attendance`], and when the file cannot be written.
    pub async fn attendance_export(
        &self,
        folder: &Path,
        query: &AttendanceQuery,
        form: ExportForm,
    ) -> Result<String, Problem> {
        let File { name, ending, bytes } = self.export(query, form).await?;
        keep(folder, &name, ending, bytes).await
    }

    async fn export(&self, query: &AttendanceQuery, form: ExportForm) -> Result<File, Problem> {
        let of = entries::asked(query)?;
        let site = self.config().await?.site;
        let found = entries::entries(self.store(), &of, site.time_zone).await?;
        let signed = self.store().signed_days(of.from, of.to).await?;
        let now = (site.time_zone, self.now());
        let made = move || Sheet::of(&site.name, &of, &found, signed, now).file(form);
        let made = tokio::task::spawn_blocking(made).await.map_err(|error| Problem::failed(&error))?;
        made.map_err(|error| Problem::failed(&error))
    }

    /// Signs a day off: its records are locked from then on. What was not worked out yet is, first.
    ///
    /// # Errors
    ///
    /// When it is signed already, one of its periods has not closed, or nothing is kept of it.
    pub async fn day_sign(&self, date: &str) -> Result<(), Problem> {
        let date = entries::date("date", date)?;
        let (config, now) = (self.config().await?, self.now());
        let occurrences = day::occurrences(self.store(), &config, date, now).await?;
        let all = occurrences.iter().map(|(id, occurrence)| (*id, occurrence));
        if let Some(why) = day::not_yet(date, all, now) {
            return Err(why.into());
        }
        let evaluator = Evaluator::new(self.store().clone());
        for id in occurrences.iter().filter_map(|(id, _)| *id) {
            evaluator.evaluate_one(id, now).await?;
        }
        self.store().sign_day(date, self.actor(), now).await?;
        Ok(())
    }

    /// Sightings from `from_ms` to `to_ms` (not included), oldest first; at most the newest 5000. `threshold` is the cosine
    /// that a match needs now, where that is known: what is just above it is doubtful.
    ///
    /// # Errors
    ///
    /// For more than 31 days.
    pub async fn sightings(
        &self,
        from_ms: i64,
        to_ms: i64,
        only_doubtful: bool,
        threshold: Option<f32>,
    ) -> Result<Vec<SightingView>, Problem> {
        let (time, config) = (sighting_time(from_ms, to_ms)?, self.config().await?);
        Ok(sightings::views(self.store(), &config, time, only_doubtful, threshold).await?)
    }

    /// How many of these are doubtful and undecided.
    ///
    /// # Errors
    ///
    /// For more than 31 days.
    pub async fn open_doubts(
        &self,
        from_ms: i64,
        to_ms: i64,
        threshold: Option<f32>,
    ) -> Result<u64, Problem> {
        let ((from, to), config) = (sighting_time(from_ms, to_ms)?, self.config().await?);
        let rules = sightings::doubt_rules(&config.site, threshold);
        Ok(self.store().count_open_doubts(from, to, &rules).await?)
    }

    /// What is known around a sighting.
    ///
    /// # Errors
    ///
    /// When it is no longer there.
    pub async fn sighting_detail(&self, sighting: SightingId) -> Result<SightingDetail, Problem> {
        let kept = self.store().sighting(sighting).await?.ok_or_else(|| Problem::gone("sighting"))?;
        Ok(sightings::detail(self.store(), &self.config().await?, &kept).await?)
    }

    /// Decides about a sighting; what follows for attendance is worked out. It adds nothing to the gallery.
    ///
    /// # Errors
    ///
    /// When the sighting or the other person is no longer there, or both are the same.
    pub async fn review(&self, sighting: SightingId, decision: ReviewDecision) -> Result<(), Problem> {
        let kept = self.store().sighting(sighting).await?.ok_or_else(|| Problem::gone("sighting"))?;
        let other = match decision {
            ReviewDecision::SomeoneElse { person } => person.map(PersonId),
            ReviewDecision::Confirm | ReviewDecision::NotPerson | ReviewDecision::Unsure => None,
        };
        if other == Some(kept.sighting.person) {
            return Err(Problem::bad_input("person", Refusal::SamePerson));
        }
        let now = self.now();
        self.store().add_review(sighting, sightings::decision(decision), self.actor(), now).await?;
        Ok(Evaluator::new(self.store().clone()).evaluate_around(kept.sighting.at, now).await?)
    }

    /// A picture of a sighting, a JPEG; `None` when there is none, or no longer.
    ///
    /// # Errors
    ///
    /// When the key to it cannot be had.
    pub async fn evidence_picture(
        &self,
        sighting: SightingId,
        part: EvidencePart,
    ) -> Result<Option<Vec<u8>>, Problem> {
        let evidence = self.store().evidence(sighting).await?;
        Ok(evidence.and_then(|evidence| match part {
            EvidencePart::Crop => Some(evidence.crop.to_vec()),
            EvidencePart::Frame => evidence.frame.map(|frame| frame.to_vec()),
        }))
    }

    /// Writes everything that is kept of a person into `folder`, as a zip; answers where.
    ///
    /// # Errors
    ///
    /// When the person is no longer there, their pictures cannot be opened, or the file cannot be written.
    pub async fn personal_export(&self, folder: &Path, person: PersonId) -> Result<String, Problem> {
        let config = self.config().await?;
        let bytes = personal::zipped(self.store(), &config, person, self.now()).await?;
        keep(folder, &format!("bellwatch-person-{person}"), "zip", bytes).await
    }

    /// Writes the report for whoever protects the school's data into `folder`, as a page; answers where. `packs` are all
    /// that are known.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub async fn privacy_report(&self, folder: &Path, packs: &[PackFacts]) -> Result<String, Problem> {
        let (config, now) = (self.config().await?, self.now());
        let mode = self.store().unknown_state().await?.mode;
        let page = privacy::report(&privacy::Facts {
            mode,
            config: &config,
            counts: self.store().kept_counts().await?,
            key: self.store().key_place(),
            packs: packs.iter().filter(|pack| pack.installed).cloned().collect(),
            now,
        });
        let today = now.with_timezone(&config.site.time_zone).date_naive();
        keep(folder, &format!("bellwatch-data-protection-{today}"), "html", page.into_bytes()).await
    }
}

/// The stretch of time of which sightings are asked for.
fn sighting_time(from_ms: i64, to_ms: i64) -> Result<(DateTime<Utc>, DateTime<Utc>), Problem> {
    let instant = |field: &str, ms: i64| {
        let at = DateTime::<Utc>::from_timestamp_millis(ms);
        at.ok_or_else(|| Problem::bad_input(field, Refusal::NoCalendarTime))
    };
    let (from, to) = (instant("from", from_ms)?, instant("to", to_ms)?);
    if to - from > Duration::days(MOST_SIGHTING_DAYS) {
        return Err(Problem::bad_input("to", Refusal::TooManyDays { most: MOST_SIGHTING_DAYS }));
    }
    Ok((from, to))
}

pub(super) async fn keep(
    folder: &Path,
    name: &str,
    ending: &'static str,
    bytes: Vec<u8>,
) -> Result<String, Problem> {
    let (folder, name) = (folder.to_owned(), name.to_owned());
    let kept = tokio::task::spawn_blocking(move || downloads::keep(&folder, &name, ending, &bytes));
    let kept = kept.await.map_err(|error| Problem::failed(&error))?;
    kept.map(|file| file.display().to_string()).map_err(|error| Problem::failed(&error))
}

impl Engine {
    /// See [`Operator::attendance_correct`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn attendance_correct(
        &self,
        person: PersonId,
        occurrence: OccurrenceId,
        status: AttendanceStatus,
        why: &str,
    ) -> Result<(), Problem> {
        self.attendance_changed(self.operator().attendance_correct(person, occurrence, status, why).await)
    }

    /// See [`Operator::review`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn review(&self, sighting: SightingId, decision: ReviewDecision) -> Result<(), Problem> {
        self.attendance_changed(self.operator().review(sighting, decision).await)
    }

    /// See [`Operator::day_sign`]; what was just seen is written out first.
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn day_sign(&self, date: &str) -> Result<(), Problem> {
        self.attendance_task().looked().await;
        self.attendance_changed(self.operator().day_sign(date).await)
    }

    /// See [`Operator::sightings`]; the threshold is the one in use.
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn sightings(
        &self,
        from_ms: i64,
        to_ms: i64,
        only_doubtful: bool,
    ) -> Result<Vec<SightingView>, Problem> {
        let threshold = self.view().recognition.threshold;
        self.operator().sightings(from_ms, to_ms, only_doubtful, threshold).await
    }

    /// See [`Operator::open_doubts`]; the threshold is the one in use.
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn open_doubts(&self, from_ms: i64, to_ms: i64) -> Result<u64, Problem> {
        let threshold = self.view().recognition.threshold;
        self.operator().open_doubts(from_ms, to_ms, threshold).await
    }

    /// See [`Operator::privacy_report`].
    ///
    /// # Errors
    ///
    /// As the operator's, and when the packs' folder cannot be read.
    pub async fn privacy_report(&self, folder: &Path) -> Result<String, Problem> {
        let models = std::sync::Arc::clone(self.models());
        let packs = tokio::task::spawn_blocking(move || models.packs()).await;
        let packs =
            packs.map_err(|error| Problem::failed(&error))?.map_err(|error| Problem::failed(&error))?;
        self.operator().privacy_report(folder, &packs).await
    }

    /// Has the window ask for attendance anew after a change by hand.
    fn attendance_changed<T>(&self, answer: Result<T, Problem>) -> Result<T, Problem> {
        if answer.is_ok() {
            self.hub().attendance_changed();
        }
        answer
    }
}
