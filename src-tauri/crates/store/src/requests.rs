//! Requests: what one process asks of the engine that runs in another.

use bellwatch_domain::CameraId;
use chrono::{DateTime, Utc};
use sqlx::Row;

use crate::rows::instant;
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

/// A request that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its number.
    pub id: i64,
    /// What is asked.
    pub kind: RequestKind,
    /// By whom.
    pub by: String,
    /// When. One that waits since before the engine started was asked of another.
    pub at: DateTime<Utc>,
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
    /// Asks; returns the request's number.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn ask(&self, kind: RequestKind, by: &str, now: DateTime<Utc>) -> Result<i64, Error> {
        let (word, camera) = match kind {
            RequestKind::EnforceNow => ("enforce_now", None),
            RequestKind::StopRunners => ("stop_runners", None),
            RequestKind::TryAgain(camera) => ("try_again", Some(camera.0)),
            RequestKind::Prune => ("prune", None),
        };
        let mut transaction = self.write().await?;
        let done = sqlx::query("INSERT INTO request (kind, camera_id, actor, at_ms) VALUES (?, ?, ?, ?)")
            .bind(word)
            .bind(camera)
            .bind(by)
            .bind(now.timestamp_millis())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.last_insert_rowid())
    }

    /// Requests that wait, oldest first; at most 100 at a time.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn open_requests(&self) -> Result<Vec<Request>, Error> {
        let rows = sqlx::query(
            "SELECT id, kind, camera_id, actor, at_ms FROM request WHERE answered_ms IS NULL ORDER BY id LIMIT 100",
        )
        .fetch_all(&self.reader)
        .await?;
        let mut requests = Vec::with_capacity(rows.len());
        for row in rows {
            let camera: Option<i64> = row.try_get("camera_id")?;
            let kind = match (row.try_get("kind")?, camera) {
                ("enforce_now", _) => RequestKind::EnforceNow,
                ("stop_runners", _) => RequestKind::StopRunners,
                ("prune", _) => RequestKind::Prune,
                ("try_again", Some(camera)) => RequestKind::TryAgain(CameraId(camera)),
                (word, _) => return Err(Error::Unreadable(format!("the request {word:?}"))),
            };
            let at = instant(row.try_get("at_ms")?)?;
            requests.push(Request { id: row.try_get("id")?, kind, by: row.try_get("actor")?, at });
        }
        Ok(requests)
    }

    /// Answers a request; the first answer stays.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn answer(&self, id: i64, ok: bool, text: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "UPDATE request SET answered_ms = ?, ok = ?, answer = ? WHERE id = ? AND answered_ms IS NULL",
        )
        .bind(now.timestamp_millis())
        .bind(ok)
        .bind(text)
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// The answer to a request; `None` while it waits.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when there is no such request.
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
