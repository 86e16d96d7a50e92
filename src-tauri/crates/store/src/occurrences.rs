//! PeriodOccurrences that have begun: written once, read back as they were.

use std::collections::BTreeSet;

use bellwatch_domain::schedule::BellSource;
use bellwatch_domain::{
    CameraId, Drives, ExceptionId, OccurrenceId, PeriodId, PeriodOccurrence, ProfileId, ScheduleId,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::kinds::{words_of, words_text};
use crate::rows::{date, instant, span};
use crate::{Error, Store};

/// What closed longer before the newest occurrence opened is no part of the configuration any more: longer than any
/// occurrence lasts, so that planning looks at templates only for what has not begun.
const STILL_PLANNED: Duration = Duration::days(3);
/// Occurrences in one configuration, and in one answer.
const MOST_BEGUN: i64 = 2_000;
const MOST_READ: i64 = 100_000;

impl Store {
    /// Occurrences that have begun and whose cameras watched at some instant from `from` to `to` (not included), by the
    /// instant at which they opened; 100 000 at most. Those of removed schedules are among them.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn occurrences(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<PeriodOccurrence>, Error> {
        let rows = sqlx::query(
            "SELECT schedule_id, source, source_id, date, name, starts_ms, ends_ms, opens_ms, closes_ms,
                    late_after_ms, profile_id, only_all, only_cameras, only_tags, expects
             FROM period_occurrence WHERE closes_ms > ? AND opens_ms < ? ORDER BY opens_ms, id LIMIT ?",
        )
        .bind(from.timestamp_millis())
        .bind(to.timestamp_millis())
        .bind(MOST_READ)
        .fetch_all(&self.reader)
        .await?;
        Ok(readable(&rows))
    }

    /// As [`Store::occurrences`], each with its number.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn numbered_occurrences(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<(OccurrenceId, PeriodOccurrence)>, Error> {
        let rows = sqlx::query(
            "SELECT id, schedule_id, source, source_id, date, name, starts_ms, ends_ms, opens_ms, closes_ms,
                    late_after_ms, profile_id, only_all, only_cameras, only_tags, expects
             FROM period_occurrence WHERE closes_ms > ? AND opens_ms < ? ORDER BY opens_ms, id LIMIT ?",
        )
        .bind(from.timestamp_millis())
        .bind(to.timestamp_millis())
        .bind(MOST_READ)
        .fetch_all(&self.reader)
        .await?;
        numbered(&rows)
    }

    /// The occurrences that begin on a local date, by the instant at which they opened, each with its number.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn occurrences_on(
        &self,
        date: NaiveDate,
    ) -> Result<Vec<(OccurrenceId, PeriodOccurrence)>, Error> {
        let rows = sqlx::query(
            "SELECT id, schedule_id, source, source_id, date, name, starts_ms, ends_ms, opens_ms, closes_ms,
                    late_after_ms, profile_id, only_all, only_cameras, only_tags, expects
             FROM period_occurrence WHERE date = ? ORDER BY opens_ms, id LIMIT ?",
        )
        .bind(date.to_string())
        .bind(MOST_READ)
        .fetch_all(&self.reader)
        .await?;
        numbered(&rows)
    }

    /// One occurrence by its number; `None` when it is no longer kept.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn occurrence(&self, id: OccurrenceId) -> Result<Option<PeriodOccurrence>, Error> {
        let row = sqlx::query(
            "SELECT schedule_id, source, source_id, date, name, starts_ms, ends_ms, opens_ms, closes_ms,
                    late_after_ms, profile_id, only_all, only_cameras, only_tags, expects
             FROM period_occurrence WHERE id = ?",
        )
        .bind(id.0)
        .fetch_optional(&self.reader)
        .await?;
        row.as_ref().map(occurrence).transpose()
    }

    /// When the occurrence that was written last opened; `None` when none ever was.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn newest_occurrence_opened(&self) -> Result<Option<DateTime<Utc>>, Error> {
        let row = sqlx::query("SELECT opens_ms FROM period_occurrence ORDER BY id DESC LIMIT 1")
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| instant(row.try_get("opens_ms")?)).transpose()
    }
}

/// What has begun and may still matter to planning: closed no longer than three days before the newest opened, and the
/// newest 2000 of those. Those of removed schedules are left out.
///
/// The newest is the one that was written last, not the one with the latest instant: a clock that once ran years ahead
/// must not hide what begins today.
pub(crate) async fn begun(connection: &mut SqliteConnection) -> Result<Vec<PeriodOccurrence>, Error> {
    let rows = sqlx::query(
        "SELECT schedule_id, source, source_id, date, name, starts_ms, ends_ms, opens_ms, closes_ms, late_after_ms,
                profile_id, only_all, only_cameras, only_tags, expects
         FROM period_occurrence
         WHERE closes_ms >= (SELECT opens_ms FROM period_occurrence ORDER BY id DESC LIMIT 1) - ?
         AND schedule_id IN (SELECT id FROM bell_schedule)
         ORDER BY id DESC LIMIT ?",
    )
    .bind(STILL_PLANNED.num_milliseconds())
    .bind(MOST_BEGUN)
    .fetch_all(connection)
    .await?;
    let mut begun = readable(&rows);
    begun.reverse();
    Ok(begun)
}

/// Writes occurrences that have begun; one that had begun before stays as it was.
pub(crate) async fn begin(
    connection: &mut SqliteConnection,
    occurrences: &[PeriodOccurrence],
) -> Result<(), Error> {
    for occurrence in occurrences {
        let (source, source_id) = source_columns(occurrence.source);
        let (cameras, tags) = match &occurrence.only {
            None | Some(Drives::All) => (String::new(), String::new()),
            Some(Drives::Some { cameras, tags }) => {
                let numbers: Vec<String> = cameras.iter().map(CameraId::to_string).collect();
                let tags: Vec<String> = tags.iter().cloned().collect();
                (numbers.join(","), words_text(&tags))
            }
        };
        // Not "OR IGNORE", which would swallow a row that breaks a CHECK as well.
        sqlx::query(
            "INSERT INTO period_occurrence (schedule_id, source, source_id, date, name, starts_ms, ends_ms, opens_ms,
                                            closes_ms, late_after_ms, profile_id, only_all, only_cameras, only_tags,
                                            expects)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (schedule_id, source, source_id, date) DO NOTHING",
        )
        .bind(occurrence.schedule.0)
        .bind(source)
        .bind(source_id)
        .bind(occurrence.date.to_string())
        .bind(&occurrence.name)
        .bind(occurrence.starts.timestamp_millis())
        .bind(occurrence.ends.timestamp_millis())
        .bind(occurrence.opens.timestamp_millis())
        .bind(occurrence.closes.timestamp_millis())
        .bind(occurrence.late_after.num_milliseconds())
        .bind(occurrence.profile.map(|profile| profile.0))
        .bind(occurrence.only.as_ref().map(|only| *only == Drives::All))
        .bind(cameras)
        .bind(tags)
        .bind(words_text(&occurrence.expects.iter().cloned().collect::<Vec<_>>()))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The two columns of what an occurrence is of.
pub(crate) fn source_columns(source: BellSource) -> (&'static str, i64) {
    match source {
        BellSource::Period(PeriodId(id)) => ("period", id),
        BellSource::Exception(ExceptionId(id)) => ("exception", id),
    }
}

/// Those that can be read; the others are said in the log.
fn readable(rows: &[SqliteRow]) -> Vec<PeriodOccurrence> {
    let one = |row| {
        let told = |error: &Error| tracing::error!(error = %error, "an occurrence cannot be read");
        occurrence(row).inspect_err(told).ok()
    };
    rows.iter().filter_map(one).collect()
}

fn numbered(rows: &[SqliteRow]) -> Result<Vec<(OccurrenceId, PeriodOccurrence)>, Error> {
    let mut numbered = Vec::new();
    for row in rows {
        match occurrence(row) {
            Ok(occurrence) => numbered.push((OccurrenceId(row.try_get("id")?), occurrence)),
            Err(error) => tracing::error!(error = %error, "an occurrence cannot be read"),
        }
    }
    Ok(numbered)
}

fn occurrence(row: &SqliteRow) -> Result<PeriodOccurrence, Error> {
    let source_id = row.try_get("source_id")?;
    let source = match row.try_get("source")? {
        "period" => BellSource::Period(PeriodId(source_id)),
        "exception" => BellSource::Exception(ExceptionId(source_id)),
        other => return Err(Error::Unreadable(format!("the source {other:?}"))),
    };
    let only = match row.try_get::<Option<bool>, _>("only_all")? {
        None => None,
        Some(true) => Some(Drives::All),
        Some(false) => Some(Drives::Some {
            cameras: cameras(row.try_get("only_cameras")?)?,
            tags: words_of(row.try_get("only_tags")?).into_iter().collect(),
        }),
    };
    Ok(PeriodOccurrence {
        schedule: ScheduleId(row.try_get("schedule_id")?),
        source,
        date: date(row.try_get("date")?)?,
        name: row.try_get("name")?,
        starts: instant(row.try_get("starts_ms")?)?,
        ends: instant(row.try_get("ends_ms")?)?,
        opens: instant(row.try_get("opens_ms")?)?,
        closes: instant(row.try_get("closes_ms")?)?,
        late_after: span(row, "late_after_ms")?,
        profile: row.try_get::<Option<i64>, _>("profile_id")?.map(ProfileId),
        only,
        expects: words_of(row.try_get("expects")?).into_iter().collect(),
    })
}

/// Cameras from their numbers, with commas between them.
fn cameras(text: &str) -> Result<BTreeSet<CameraId>, Error> {
    let numbers =
        text.split(',').filter(|number| !number.is_empty()).map(|number| number.parse().map(CameraId));
    numbers.collect::<Result<_, _>>().map_err(|_| Error::Unreadable(format!("the cameras {text:?}")))
}
