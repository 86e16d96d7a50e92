//! Attendance: what the machine says of each person and occurrence, and the corrections of hands beside it.

use bellwatch_domain::happened::Happened;
use std::collections::BTreeMap;

use bellwatch_domain::attendance::Correction;
use bellwatch_domain::{OccurrenceId, PersonId, SightingId, Status};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::error::naming;
use crate::events::{self, By};
use crate::rows::{date, instant, maybe_instant};
use crate::{Error, Store};

/// Records in one answer.
const MOST_READ: u32 = 500_000;

/// What the machine says of a person and an occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceRow {
    /// Who.
    pub person: PersonId,
    /// Of which occurrence.
    pub occurrence: OccurrenceId,
    /// How it is; `None` while they are expected. Never excused, which a hand alone says.
    pub status: Option<Status>,
    /// The first and the last sighting in its window.
    pub seen: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The best of them; it may be pruned before the record is.
    pub best: Option<SightingId>,
    /// In how many frames they were matched.
    pub votes: u32,
    /// When it was worked out.
    pub evaluated: DateTime<Utc>,
}

/// What is known of a person and an occurrence. At least one of both is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttendanceEntry {
    /// What the machine says.
    pub record: Option<AttendanceRow>,
    /// What hands said, oldest first.
    pub corrections: Vec<Correction>,
}

/// Which records are asked for: those of occurrences that begin from `from` to `to`, both included, narrowed by what
/// else is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceOf {
    /// The first local date.
    pub from: NaiveDate,
    /// The last local date.
    pub to: NaiveDate,
    /// Of this occurrence alone.
    pub occurrence: Option<OccurrenceId>,
    /// Of this person alone.
    pub person: Option<PersonId>,
    /// Of people who are in this group now.
    pub group: Option<String>,
}

impl AttendanceOf {
    /// All records of a day.
    pub fn day(date: NaiveDate) -> Self {
        AttendanceOf { from: date, to: date, occurrence: None, person: None, group: None }
    }
}

impl Store {
    /// Keeps what the machine says, in the place of what it said before: one row per person and occurrence. Corrections
    /// are not touched. What is of a signed day, of somebody who was erased or of an occurrence that was pruned is left
    /// out. Gives how many were kept.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`], also where the machine says excused; nothing is changed then.
    pub async fn keep_attendance(&self, rows: &[AttendanceRow]) -> Result<usize, Error> {
        let mut transaction = self.write().await?;
        let mut kept = 0;
        for row in rows {
            let (status, reason) = status_columns(row.status.as_ref());
            let done = sqlx::query(
                "INSERT INTO attendance (person_id, occurrence_id, status, reason, first_ms, last_ms, best_sighting_id,
                                         votes, evaluated_ms)
                 SELECT person.id, period_occurrence.id, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM person, period_occurrence
                 WHERE person.id = ?1 AND period_occurrence.id = ?2
                 AND NOT EXISTS (SELECT 1 FROM signed_day WHERE signed_day.date = period_occurrence.date)
                 ON CONFLICT (person_id, occurrence_id) DO UPDATE
                 SET status = excluded.status, reason = excluded.reason, first_ms = excluded.first_ms,
                     last_ms = excluded.last_ms, best_sighting_id = excluded.best_sighting_id, votes = excluded.votes,
                     evaluated_ms = excluded.evaluated_ms",
            )
            .bind(row.person.0)
            .bind(row.occurrence.0)
            .bind(status)
            .bind(reason)
            .bind(row.seen.map(|(first, _)| first.timestamp_millis()))
            .bind(row.seen.map(|(_, last)| last.timestamp_millis()))
            .bind(row.best.map(|best| best.0))
            .bind(row.votes)
            .bind(row.evaluated.timestamp_millis())
            .execute(&mut *transaction)
            .await?;
            kept += usize::from(done.rows_affected() > 0);
        }
        transaction.commit().await?;
        Ok(kept)
    }

    /// Adds a correction; those before it stay. What the machine says stays beside it.
    ///
    /// # Errors
    ///
    /// [`Error::DaySigned`]; [`Error::Gone`] when the person or the occurrence is no longer there; [`Error::OutOfRange`].
    pub async fn correct_attendance(
        &self,
        person: PersonId,
        occurrence: OccurrenceId,
        correction: &Correction,
    ) -> Result<(), Error> {
        let by = By { actor: &correction.by, now: correction.at };
        let mut transaction = self.write().await?;
        refuse_signed(&mut transaction, occurrence).await?;
        // Why nobody can tell is what the hand writes as its reason.
        let (status, _) = status_columns(Some(&correction.status));
        sqlx::query(
            "INSERT INTO correction (person_id, occurrence_id, status, by, at_ms, why) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(person.0)
        .bind(occurrence.0)
        .bind(status)
        .bind(&correction.by)
        .bind(correction.at.timestamp_millis())
        .bind(&correction.why)
        .execute(&mut *transaction)
        .await
        .map_err(|error| naming(error, "person"))?;
        let sentence = Happened::AttendanceCorrected { person };
        events::add(&mut transaction, &by.event("attendance", None, sentence)).await?;
        Ok(transaction.commit().await?)
    }

    /// What is known of people and occurrences, by occurrence, then person; 500 000 records at most.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn attendance(
        &self,
        of: &AttendanceOf,
    ) -> Result<BTreeMap<(OccurrenceId, PersonId), AttendanceEntry>, Error> {
        let mut transaction = self.reader.begin().await?;
        let mut found: BTreeMap<(OccurrenceId, PersonId), AttendanceEntry> = BTreeMap::new();
        let records = sqlx::query(
            "SELECT person_id, occurrence_id, status, reason, first_ms, last_ms, best_sighting_id, votes, evaluated_ms
             FROM period_occurrence JOIN attendance ON occurrence_id = period_occurrence.id
             JOIN person ON person.id = person_id
             WHERE date BETWEEN ?1 AND ?2 AND (?3 IS NULL OR occurrence_id = ?3) AND (?4 IS NULL OR person_id = ?4)
             AND (?5 IS NULL OR group_name = ?5) LIMIT ?6",
        )
        .bind(of.from.to_string())
        .bind(of.to.to_string())
        .bind(of.occurrence.map(|occurrence| occurrence.0))
        .bind(of.person.map(|person| person.0))
        .bind(&of.group)
        .bind(MOST_READ);
        for row in records.fetch_all(&mut *transaction).await? {
            let record = record(&row)?;
            let key = (record.occurrence, record.person);
            found.entry(key).or_default().record = Some(record);
        }
        let corrections = sqlx::query(
            "SELECT person_id, occurrence_id, status, by, at_ms, why
             FROM period_occurrence JOIN correction ON occurrence_id = period_occurrence.id
             JOIN person ON person.id = person_id
             WHERE date BETWEEN ?1 AND ?2 AND (?3 IS NULL OR occurrence_id = ?3) AND (?4 IS NULL OR person_id = ?4)
             AND (?5 IS NULL OR group_name = ?5) ORDER BY correction.id LIMIT ?6",
        )
        .bind(of.from.to_string())
        .bind(of.to.to_string())
        .bind(of.occurrence.map(|occurrence| occurrence.0))
        .bind(of.person.map(|person| person.0))
        .bind(&of.group)
        .bind(MOST_READ);
        for row in corrections.fetch_all(&mut *transaction).await? {
            let key = (OccurrenceId(row.try_get("occurrence_id")?), PersonId(row.try_get("person_id")?));
            found.entry(key).or_default().corrections.push(correction(&row)?);
        }
        transaction.rollback().await?;
        Ok(found)
    }
}

/// Refuses what would change the records of a signed day.
async fn refuse_signed(connection: &mut SqliteConnection, occurrence: OccurrenceId) -> Result<(), Error> {
    let row = sqlx::query(
        "SELECT period_occurrence.date AS date, signed_day.date IS NOT NULL AS signed FROM period_occurrence
         LEFT JOIN signed_day ON signed_day.date = period_occurrence.date WHERE period_occurrence.id = ?",
    )
    .bind(occurrence.0)
    .fetch_optional(connection)
    .await?;
    let row = row.ok_or(Error::Gone { what: "period" })?;
    if row.try_get("signed")? {
        return Err(Error::DaySigned { date: date(row.try_get("date")?)? });
    }
    Ok(())
}

/// A status in its word and its reason.
fn status_columns(status: Option<&Status>) -> (&'static str, Option<&str>) {
    match status {
        None => ("pending", None),
        Some(Status::Present) => ("present", None),
        Some(Status::Late) => ("late", None),
        Some(Status::Absent) => ("absent", None),
        Some(Status::Unknown { reason }) => ("unknown", Some(reason)),
        Some(Status::Excused) => ("excused", None),
    }
}

fn status(word: &str, reason: &str) -> Result<Option<Status>, Error> {
    match word {
        "pending" => Ok(None),
        "present" => Ok(Some(Status::Present)),
        "late" => Ok(Some(Status::Late)),
        "absent" => Ok(Some(Status::Absent)),
        "unknown" => Ok(Some(Status::Unknown { reason: reason.to_owned() })),
        "excused" => Ok(Some(Status::Excused)),
        other => Err(Error::Unreadable(format!("the status {other:?}"))),
    }
}

fn record(row: &SqliteRow) -> Result<AttendanceRow, Error> {
    let first = maybe_instant(row.try_get("first_ms")?)?;
    Ok(AttendanceRow {
        person: PersonId(row.try_get("person_id")?),
        occurrence: OccurrenceId(row.try_get("occurrence_id")?),
        status: status(
            row.try_get("status")?,
            row.try_get::<Option<&str>, _>("reason")?.unwrap_or_default(),
        )?,
        seen: first.zip(maybe_instant(row.try_get("last_ms")?)?),
        best: row.try_get::<Option<i64>, _>("best_sighting_id")?.map(SightingId),
        votes: row.try_get("votes")?,
        evaluated: instant(row.try_get("evaluated_ms")?)?,
    })
}

fn correction(row: &SqliteRow) -> Result<Correction, Error> {
    let why: String = row.try_get("why")?;
    let said = status(row.try_get("status")?, &why)?;
    Ok(Correction {
        status: said.ok_or_else(|| Error::Unreadable("a correction to pending".to_owned()))?,
        by: row.try_get("by")?,
        at: instant(row.try_get("at_ms")?)?,
        why,
    })
}
