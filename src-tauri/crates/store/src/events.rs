//! Events: one sentence per change of state.

use bellwatch_domain::CameraId;
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::rows::instant;
use crate::{Error, Store};

/// An event that is yet to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// The camera it is about.
    pub camera: Option<CameraId>,
    /// A word: "camera", "profile", "pause", "error", "picture", "enforcer", …
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// What happened, without any secret.
    pub sentence: String,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number; higher is newer.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The camera it is about.
    pub camera: Option<CameraId>,
    /// As in [`NewEvent`].
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// What happened.
    pub sentence: String,
}

pub(crate) async fn add(connection: &mut SqliteConnection, event: &NewEvent) -> Result<(), Error> {
    sqlx::query("INSERT INTO event (at_ms, camera_id, kind, actor, sentence) VALUES (?, ?, ?, ?, ?)")
        .bind(event.at.timestamp_millis())
        .bind(event.camera.map(|camera| camera.0))
        .bind(&event.kind)
        .bind(&event.actor)
        .bind(&event.sentence)
        .execute(connection)
        .await?;
    Ok(())
}

fn event(row: &SqliteRow) -> Result<Event, Error> {
    Ok(Event {
        id: row.try_get("id")?,
        at: instant(row.try_get("at_ms")?)?,
        camera: row.try_get::<Option<i64>, _>("camera_id")?.map(CameraId),
        kind: row.try_get("kind")?,
        actor: row.try_get("actor")?,
        sentence: row.try_get("sentence")?,
    })
}

impl Store {
    /// The newest events, newest first; of one camera, or all.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn events(&self, camera: Option<CameraId>, limit: u32) -> Result<Vec<Event>, Error> {
        let rows =
            match camera {
                None => sqlx::query(
                    "SELECT id, at_ms, camera_id, kind, actor, sentence FROM event ORDER BY id DESC LIMIT ?",
                )
                .bind(limit)
                .fetch_all(&self.reader)
                .await?,
                Some(camera) => {
                    sqlx::query(
                        "SELECT id, at_ms, camera_id, kind, actor, sentence FROM event
                     WHERE camera_id = ? ORDER BY id DESC LIMIT ?",
                    )
                    .bind(camera.0)
                    .bind(limit)
                    .fetch_all(&self.reader)
                    .await?
                }
            };
        rows.iter().map(event).collect()
    }

    /// Events newer than `id`, oldest first.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn events_after(&self, id: i64, limit: u32) -> Result<Vec<Event>, Error> {
        let rows = sqlx::query(
            "SELECT id, at_ms, camera_id, kind, actor, sentence FROM event WHERE id > ? ORDER BY id LIMIT ?",
        )
        .bind(id)
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(event).collect()
    }

    /// The number of the newest event; 0 when there is none.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn newest_event(&self) -> Result<i64, Error> {
        let row =
            sqlx::query("SELECT coalesce(max(id), 0) AS newest FROM event").fetch_one(&self.reader).await?;
        Ok(row.try_get("newest")?)
    }
}
