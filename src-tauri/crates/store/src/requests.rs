//! What one process asks of the engine that runs in another.

use bellwatch_domain::CameraId;
use chrono::{DateTime, Utc};
use sqlx::Row;

use crate::{Error, Store};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// Look now.
    EnforceNow,
    /// Stop all runners.
    StopRunners,
    /// Try a camera again.
    TryAgain(CameraId),
    /// Prune what is old.
    Prune,
}

/// A question that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its number.
    pub id: i64,
    /// What is asked.
    pub kind: RequestKind,
    /// By whom.
    pub by: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it was done.
    pub ok: bool,
    /// One sentence.
    pub text: String,
}

impl Store {
    /// Asks; returns the question's number.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn ask(&self, kind: RequestKind, by: &str, now: DateTime<Utc>) -> Result<i64, Error> {
        let (word, argument) = match kind {
            RequestKind::EnforceNow => ("enforce_now", None),
            RequestKind::StopRunners => ("stop_runners", None),
            RequestKind::TryAgain(camera) => ("try_again", Some(camera.0)),
            RequestKind::Prune => ("prune", None),
        };
        let done = sqlx::query("INSERT INTO request (kind, argument, by_whom, at_ms) VALUES (?, ?, ?, ?)")
            .bind(word)
            .bind(argument)
            .bind(by)
            .bind(now.timestamp_millis())
            .execute(&self.writer)
            .await?;
        Ok(done.last_insert_rowid())
    }

    /// Questions that wait, oldest first; at most 100 at a time.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn open_requests(&self) -> Result<Vec<Request>, Error> {
        let rows = sqlx::query(
            "SELECT id, kind, argument, by_whom FROM request WHERE answered_ms IS NULL ORDER BY id LIMIT 100",
        )
        .fetch_all(&self.reader)
        .await?;
        let mut requests = Vec::with_capacity(rows.len());
        for row in rows {
            let argument: Option<i64> = row.try_get("argument")?;
            let word: String = row.try_get("kind")?;
            let kind = match (word.as_str(), argument) {
                ("enforce_now", _) => RequestKind::EnforceNow,
                ("stop_runners", _) => RequestKind::StopRunners,
                ("prune", _) => RequestKind::Prune,
                ("try_again", Some(camera)) => RequestKind::TryAgain(CameraId(camera)),
                _ => return Err(Error::Unreadable(format!("the request {word:?}"))),
            };
            requests.push(Request { id: row.try_get("id")?, kind, by: row.try_get("by_whom")? });
        }
        Ok(requests)
    }

    /// Answers a question.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn answer(&self, id: i64, ok: bool, text: &str, now: DateTime<Utc>) -> Result<(), Error> {
        sqlx::query("UPDATE request SET answered_ms = ?, ok = ?, answer = ? WHERE id = ?")
            .bind(now.timestamp_millis())
            .bind(ok)
            .bind(text)
            .bind(id)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// The answer to a question; `None` while it waits.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when there is no such question.
    pub async fn answer_to(&self, id: i64) -> Result<Option<Answer>, Error> {
        let row = sqlx::query("SELECT ok, answer FROM request WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.reader)
            .await?
            .ok_or(Error::Gone { what: "request" })?;
        let (ok, text): (Option<bool>, Option<String>) = (row.try_get("ok")?, row.try_get("answer")?);
        Ok(ok.zip(text).map(|(ok, text)| Answer { ok, text }))
    }
}
