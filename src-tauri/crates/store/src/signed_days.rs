//! Signed days: locked by the database, and provable by a hash over a text of their records.
//!
//! The text holds numbers, not names: it begins with the line `bellwatch signed day 1`, then has one line for each
//! occurrence that expects somebody, record and correction of the date, in the order of their numbers, each a word, a tab and a JSON array.

use bellwatch_domain::happened::Happened;
use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use sqlx::{Row, SqliteConnection};

use crate::events::{self, By};
use crate::rows::{date as date_of, instant, unsigned};
use crate::{Error, Store};

/// A day that was signed off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedDay {
    /// The local date.
    pub date: NaiveDate,
    /// Who signed.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// SHA-256 over the text of its records, 64 hexadecimal digits.
    pub hash: String,
    /// How many people with records of that day were erased since; with any, the hash cannot hold.
    pub erased: u64,
}

impl Store {
    /// Signs a day off: its attendance and corrections are locked from then on. Gives what was signed.
    ///
    /// # Errors
    ///
    /// [`Error::DaySigned`] when it was signed before; [`Error::DayIsOn`] when one of its periods that expect somebody has
    /// not closed; [`Error::NothingToSign`] when there was none.
    pub async fn sign_day(
        &self,
        date: NaiveDate,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<SignedDay, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let row = sqlx::query(
            "SELECT max(closes_ms) AS closes_ms, EXISTS (SELECT 1 FROM signed_day WHERE date = ?1) AS signed
             FROM period_occurrence WHERE date = ?1 AND expects <> ''",
        )
        .bind(date.to_string())
        .fetch_one(&mut *transaction)
        .await?;
        if row.try_get("signed")? {
            return Err(Error::DaySigned { date });
        }
        let closes: i64 = row.try_get::<Option<i64>, _>("closes_ms")?.ok_or(Error::NothingToSign { date })?;
        if closes > now.timestamp_millis() {
            return Err(Error::DayIsOn { date });
        }
        let hash = hash(&mut transaction, date).await?;
        sqlx::query("INSERT INTO signed_day (date, by, at_ms, hash) VALUES (?, ?, ?, ?)")
            .bind(date.to_string())
            .bind(actor)
            .bind(now.timestamp_millis())
            .bind(&hash)
            .execute(&mut *transaction)
            .await?;
        let sentence = Happened::DaySigned { date };
        events::add(&mut transaction, &by.event("attendance", None, sentence)).await?;
        transaction.commit().await?;
        Ok(SignedDay { date, by: actor.to_owned(), at: now, hash, erased: 0 })
    }

    /// The signed days from `from` to `to`, both included, in order.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn signed_days(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<SignedDay>, Error> {
        let rows = sqlx::query(
            "SELECT date, by, at_ms, hash, erased FROM signed_day WHERE date BETWEEN ? AND ? ORDER BY date",
        )
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(SignedDay {
                    date: date_of(row.try_get("date")?)?,
                    by: row.try_get("by")?,
                    at: instant(row.try_get("at_ms")?)?,
                    hash: row.try_get("hash")?,
                    erased: unsigned(row, "erased")?,
                })
            })
            .collect()
    }

    /// The hash over the records of a day as they are now; that of a signed day is the same as long as nothing of it was
    /// changed or erased.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn day_hash(&self, date: NaiveDate) -> Result<String, Error> {
        let mut transaction = self.reader.begin().await?;
        let hash = hash(&mut transaction, date).await?;
        transaction.rollback().await?;
        Ok(hash)
    }
}

async fn hash(connection: &mut SqliteConnection, date: NaiveDate) -> Result<String, Error> {
    let text = text(connection, date).await?;
    let mut hash = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a String cannot fail.
        let _ = write!(hash, "{byte:02x}");
    }
    Ok(hash)
}

/// The records of a day as one text, the same as long as they are.
async fn text(connection: &mut SqliteConnection, date: NaiveDate) -> Result<String, Error> {
    let mut lines = vec!["bellwatch signed day 1".to_owned(), format!("date\t{date}")];
    for statement in [
        "SELECT 'occurrence' AS kind, json_array(id, schedule_id, source, source_id, name, starts_ms, ends_ms, opens_ms,
                                                closes_ms, late_after_ms, expects) AS fields
         FROM period_occurrence WHERE date = ? AND expects <> '' ORDER BY id",
        "SELECT 'record' AS kind, json_array(occurrence_id, person_id, status, reason, first_ms, last_ms, votes,
                                            evaluated_ms) AS fields
         FROM attendance JOIN period_occurrence ON id = occurrence_id WHERE date = ? ORDER BY occurrence_id, person_id",
        "SELECT 'correction' AS kind, json_array(correction.id, occurrence_id, person_id, status, by, at_ms, why) AS fields
         FROM correction JOIN period_occurrence ON period_occurrence.id = occurrence_id WHERE date = ?
         ORDER BY correction.id",
    ] {
        for row in sqlx::query(statement).bind(date.to_string()).fetch_all(&mut *connection).await? {
            let (kind, fields): (&str, &str) = (row.try_get("kind")?, row.try_get("fields")?);
            lines.push(format!("{kind}\t{fields}"));
        }
    }
    Ok(lines.join("\n"))
}
