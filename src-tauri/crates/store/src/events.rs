//! Events: one sentence per change of state, for the operator and the audit.

use bellwatch_domain::CameraId;
use bellwatch_domain::happened::Happened;
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::rows::instant;
use crate::{Error, Store};

/// Longest sentence that is kept, in characters.
const LONGEST: usize = 1000;

/// An event that is yet to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// The camera it is about.
    pub camera: Option<CameraId>,
    /// A word: "camera", "profile", "site", "schedule", "exception", "pause", "import", "person", "consent",
    /// "attendance", "unknown" from here; the engine has its own.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// What happened, without any secret, in a sentence of a table ([`Happened`]); what is longer than 1000 characters is
    /// cut.
    pub sentence: String,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number; higher is newer.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The camera it is about; it may be gone.
    pub camera: Option<CameraId>,
    /// As in [`NewEvent`].
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// What happened.
    pub sentence: String,
}

/// Who does something, and when: written beside every event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By<'a> {
    pub(crate) actor: &'a str,
    pub(crate) now: DateTime<Utc>,
}

impl By<'_> {
    pub(crate) fn event(self, kind: &str, camera: Option<CameraId>, happened: Happened<'_>) -> NewEvent {
        let (kind, actor) = (kind.to_owned(), self.actor.to_owned());
        NewEvent { at: self.now, camera, kind, actor, sentence: happened.to_string() }
    }
}

pub(crate) async fn add(connection: &mut SqliteConnection, event: &NewEvent) -> Result<(), Error> {
    sqlx::query("INSERT INTO event (at_ms, camera_id, kind, actor, sentence) VALUES (?, ?, ?, ?, ?)")
        .bind(event.at.timestamp_millis())
        .bind(event.camera.map(|camera| camera.0))
        .bind(&event.kind)
        .bind(&event.actor)
        .bind(event.sentence.chars().take(LONGEST).collect::<String>())
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

/// Which events are wanted; what is `None` is no condition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventChoice {
    /// About this camera.
    pub camera: Option<CameraId>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Only what somebody did, not what the engine says.
    pub by_hand: bool,
    /// With these words in the sentence or in who did it; upper and lower case of Latin letters are the same.
    pub words: Option<String>,
    /// At this instant or later, and before that one.
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Older than the one of this number.
    pub before: Option<i64>,
}

impl Store {
    /// Adds an event.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn add_event(&self, event: &NewEvent) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        add(&mut transaction, event).await?;
        Ok(transaction.commit().await?)
    }

    /// The newest events, newest first; of one camera, or all.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn events(&self, camera: Option<CameraId>, limit: u32) -> Result<Vec<Event>, Error> {
        self.events_before(camera, i64::MAX, limit).await
    }

    /// Events older than the one numbered `before`, newest first; of one camera, or all.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn events_before(
        &self,
        camera: Option<CameraId>,
        before: i64,
        limit: u32,
    ) -> Result<Vec<Event>, Error> {
        let query = match camera {
            None => sqlx::query(
                "SELECT id, at_ms, camera_id, kind, actor, sentence FROM event WHERE id < ? ORDER BY id DESC LIMIT ?",
            )
            .bind(before),
            Some(camera) => sqlx::query(
                "SELECT id, at_ms, camera_id, kind, actor, sentence FROM event
                 WHERE camera_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
            )
            .bind(camera.0)
            .bind(before),
        };
        query.bind(limit).fetch_all(&self.reader).await?.iter().map(event).collect()
    }

    /// The events of a choice, newest first.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn events_chosen(&self, choice: &EventChoice, limit: u32) -> Result<Vec<Event>, Error> {
        let rows = sqlx::query(
            "SELECT id, at_ms, camera_id, kind, actor, sentence FROM event
             WHERE id < ?1 AND (?2 IS NULL OR camera_id = ?2) AND (?3 IS NULL OR kind = ?3)
                 AND (?4 = 0 OR actor <> 'engine')
                 AND (?5 IS NULL OR instr(lower(sentence), ?5) > 0 OR instr(lower(actor), ?5) > 0)
                 AND (?6 IS NULL OR at_ms >= ?6) AND (?7 IS NULL OR at_ms < ?7)
             ORDER BY id DESC LIMIT ?8",
        )
        .bind(choice.before.unwrap_or(i64::MAX))
        .bind(choice.camera.map(|camera| camera.0))
        .bind(&choice.kind)
        .bind(choice.by_hand)
        // SQLite's lower() knows Latin letters alone, so ours must not know more.
        .bind(choice.words.as_ref().map(|words| words.to_ascii_lowercase()))
        .bind(choice.from.map(|from| from.timestamp_millis()))
        .bind(choice.to.map(|to| to.timestamp_millis()))
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(event).collect()
    }

    /// The kinds of events there are, by name.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn event_kinds(&self) -> Result<Vec<String>, Error> {
        // Jumps from kind to kind within the index, instead of reading half a million rows.
        let rows = sqlx::query(
            "WITH RECURSIVE kinds(kind) AS (
                 SELECT min(kind) FROM event
                 UNION ALL
                 SELECT (SELECT min(event.kind) FROM event WHERE event.kind > kinds.kind) FROM kinds
                 WHERE kinds.kind IS NOT NULL)
             SELECT kind FROM kinds WHERE kind IS NOT NULL",
        )
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(|row| Ok(row.try_get("kind")?)).collect()
    }

    /// Events newer than the one numbered `id`, oldest first.
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

    /// The newest event of a kind; of one camera, or of anything.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn newest_event_of(
        &self,
        kind: &str,
        camera: Option<CameraId>,
    ) -> Result<Option<Event>, Error> {
        let query = match camera {
            None => sqlx::query(
                "SELECT id, at_ms, camera_id, kind, actor, sentence FROM event
                 WHERE kind = ? ORDER BY id DESC LIMIT 1",
            )
            .bind(kind),
            Some(camera) => sqlx::query(
                "SELECT id, at_ms, camera_id, kind, actor, sentence FROM event
                 WHERE camera_id = ? AND kind = ? ORDER BY id DESC LIMIT 1",
            )
            .bind(camera.0)
            .bind(kind),
        };
        query.fetch_optional(&self.reader).await?.as_ref().map(event).transpose()
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
