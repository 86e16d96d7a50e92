//! ScheduleExceptions: reading and changing them. Each change is one transaction with its event.

use bellwatch_domain::happened::Happened;
use bellwatch_domain::schedule::ExceptionKind;
use bellwatch_domain::{ExceptionId, ScheduleException, ScheduleId};
use chrono::{DateTime, Utc, Weekday};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::error::naming;
use crate::events::{self, By};
use crate::rows::{date, minute_of, time};
use crate::{Error, Store};

/// Exceptions that are kept in all: every school day of fifty years.
const MOST_EXCEPTIONS: usize = 10_000;

impl Store {
    /// Keeps an exception; with the number 0 it is a new one.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`]; [`Error::TooMany`]; [`Error::Gone`] when there is no such exception or schedule. Nothing is
    /// changed then.
    pub async fn save_exception(
        &self,
        exception: &ScheduleException,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<ExceptionId, Error> {
        let by = By { actor, now };
        let is_new = exception.id.0 == 0;
        let mut transaction = self.write().await?;
        make_room(&mut transaction, usize::from(is_new)).await?;
        let id = put(&mut transaction, exception, by).await?;
        let sentence = if is_new { added(exception) } else { changed(exception) };
        events::add(&mut transaction, &by.event("exception", None, sentence)).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Adds all of these, as from a calendar, or none; their numbers are the store's to give. One event tells of all.
    ///
    /// # Errors
    ///
    /// As [`Store::save_exception`].
    pub async fn add_exceptions(
        &self,
        exceptions: &[ScheduleException],
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<ExceptionId>, Error> {
        let by = By { actor, now };
        if exceptions.is_empty() {
            return Ok(Vec::new());
        }
        let mut transaction = self.write().await?;
        make_room(&mut transaction, exceptions.len()).await?;
        let mut ids = Vec::with_capacity(exceptions.len());
        for exception in exceptions {
            let new = ScheduleException { id: ExceptionId(0), ..exception.clone() };
            ids.push(put(&mut transaction, &new, by).await?);
        }
        let sentence = match exceptions {
            [one] => added(one),
            many => Happened::ExceptionsAdded { count: many.len() },
        };
        events::add(&mut transaction, &by.event("exception", None, sentence)).await?;
        transaction.commit().await?;
        Ok(ids)
    }

    /// Removes an exception.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`].
    pub async fn remove_exception(
        &self,
        id: ExceptionId,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let row = sqlx::query("DELETE FROM schedule_exception WHERE id = ? RETURNING name")
            .bind(id.0)
            .fetch_optional(&mut *transaction)
            .await?;
        let name: String = row.ok_or(Error::Gone { what: "exception" })?.try_get("name")?;
        let sentence = Happened::ExceptionRemoved { name: &name };
        events::add(&mut transaction, &by.event("exception", None, sentence)).await?;
        Ok(transaction.commit().await?)
    }
}

fn added(ScheduleException { name, first, last, .. }: &ScheduleException) -> Happened<'_> {
    let (first, last) = (*first, *last);
    if first == last {
        Happened::ExceptionAdded { name, day: first }
    } else {
        Happened::LongExceptionAdded { name, first, last }
    }
}

fn changed(ScheduleException { name, first, last, .. }: &ScheduleException) -> Happened<'_> {
    let (first, last) = (*first, *last);
    if first == last {
        Happened::ExceptionChanged { name, day: first }
    } else {
        Happened::LongExceptionChanged { name, first, last }
    }
}

/// Refuses `new` more exceptions where there would be too many.
pub(crate) async fn make_room(connection: &mut SqliteConnection, new: usize) -> Result<(), Error> {
    let row = sqlx::query("SELECT count(*) AS kept FROM schedule_exception").fetch_one(connection).await?;
    let kept: i64 = row.try_get("kept")?;
    // Checked only for new ones, so that what is there can always be changed.
    if new > 0 && usize::try_from(kept).unwrap_or(usize::MAX).saturating_add(new) > MOST_EXCEPTIONS {
        return Err(Error::TooMany { what: "exceptions", most: MOST_EXCEPTIONS });
    }
    Ok(())
}

/// Adds an exception, where its number is 0, or changes the one that it is.
pub(crate) async fn put(
    connection: &mut SqliteConnection,
    exception: &ScheduleException,
    by: By<'_>,
) -> Result<ExceptionId, Error> {
    let is_new = exception.id.0 == 0;
    let query = if is_new {
        sqlx::query(
            "INSERT INTO schedule_exception (name, first_date, last_date, kind, start_min, end_min, shift_to,
                                             schedule_id, set_by, set_ms)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        )
    } else {
        sqlx::query(
            "UPDATE schedule_exception SET name = ?, first_date = ?, last_date = ?, kind = ?, start_min = ?,
                    end_min = ?, shift_to = ?, schedule_id = ?, set_by = ?, set_ms = ?
             WHERE id = ? RETURNING id",
        )
    };
    let (kind, start, end, to) = match exception.kind {
        ExceptionKind::Off => ("off", None, None, None),
        ExceptionKind::On => ("on", None, None, None),
        ExceptionKind::Window { start, end } => {
            ("window", Some(minute_of(start)?), Some(minute_of(end)?), None)
        }
        ExceptionKind::Shift { to } => ("shift", None, None, Some(to.number_from_monday())),
    };
    let query = query
        .bind(&exception.name)
        .bind(exception.first.to_string())
        .bind(exception.last.to_string())
        .bind(kind)
        .bind(start)
        .bind(end)
        .bind(to)
        .bind(exception.schedule.map(|schedule| schedule.0))
        .bind(by.actor)
        .bind(by.now.timestamp_millis());
    let query = if is_new { query } else { query.bind(exception.id.0) };
    let row = query.fetch_optional(connection).await.map_err(|error| naming(error, "schedule"))?;
    Ok(ExceptionId(row.ok_or(Error::Gone { what: "exception" })?.try_get("id")?))
}

/// All exceptions, by number. One that cannot be read is left out and said in the log.
pub(crate) async fn read(connection: &mut SqliteConnection) -> Result<Vec<ScheduleException>, Error> {
    let rows = sqlx::query(
        "SELECT id, name, first_date, last_date, kind, start_min, end_min, shift_to, schedule_id
         FROM schedule_exception ORDER BY id",
    )
    .fetch_all(connection)
    .await?;
    let mut exceptions = Vec::with_capacity(rows.len());
    for row in &rows {
        match exception(row) {
            Ok(exception) => exceptions.push(exception),
            Err(error) => tracing::error!(error = %error, "an exception cannot be read"),
        }
    }
    Ok(exceptions)
}

fn exception(row: &SqliteRow) -> Result<ScheduleException, Error> {
    let kind = match row.try_get("kind")? {
        "off" => ExceptionKind::Off,
        "on" => ExceptionKind::On,
        "window" => ExceptionKind::Window {
            start: time(row.try_get("start_min")?)?,
            end: time(row.try_get("end_min")?)?,
        },
        "shift" => {
            let to: u8 = row.try_get("shift_to")?;
            let day = to.checked_sub(1).and_then(|day| Weekday::try_from(day).ok());
            ExceptionKind::Shift { to: day.ok_or_else(|| Error::Unreadable(format!("the weekday {to}")))? }
        }
        other => return Err(Error::Unreadable(format!("the exception {other:?}"))),
    };
    Ok(ScheduleException {
        id: ExceptionId(row.try_get("id")?),
        name: row.try_get("name")?,
        first: date(row.try_get("first_date")?)?,
        last: date(row.try_get("last_date")?)?,
        kind,
        schedule: row.try_get::<Option<i64>, _>("schedule_id")?.map(ScheduleId),
    })
}
