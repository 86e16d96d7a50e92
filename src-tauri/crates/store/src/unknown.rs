//! The diagnostic mode and the unknown faces that it keeps. Their pictures and embeddings are sealed.
//!
//! The database itself is asked whether the mode is on, in the transaction that keeps a face: whatever waits in the
//! journal when the mode ends is not kept.

use bellwatch_domain::happened::{Happened, Within};
use bellwatch_domain::retention::{self, Artefact};
use bellwatch_domain::said::Said;
use bellwatch_domain::unknown::{DiagnosticMode, MOST_BYTES, MOST_FACES, same_face};
use bellwatch_domain::{CameraId, UnknownFaceId};
use chrono::{DateTime, Duration, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use zeroize::Zeroizing;

use crate::error::face_key;
use crate::events::{self, By};
use crate::gallery::next_number;
use crate::rows::{instant, maybe_instant, unsigned};
use crate::seal::{Key, NoRandom, unknown_crop, unknown_embedding};
use crate::{Error, Store, site};

/// Longest picture, bytes.
const LONGEST_CROP: usize = 1024 * 1024 - 41;
/// What the events of the mode and of its faces are.
const KIND: &str = "unknown";

/// The face of a stranger, yet to be kept.
#[derive(Clone)]
pub struct NewUnknownFace {
    /// Whose camera saw it.
    pub camera: CameraId,
    /// When.
    pub at: DateTime<Utc>,
    /// In how many looks.
    pub looks: u32,
    /// How good the best of these is, 0 to 1.
    pub quality: f32,
    /// Names the recogniser.
    pub model: String,
    /// What it made of the best look.
    pub embedding: Vec<f32>,
    /// From this cosine on two embeddings are one face's.
    pub alike: f32,
    /// The best look, a JPEG; without one nothing is kept.
    pub crop: Vec<u8>,
}

impl std::fmt::Debug for NewUnknownFace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewUnknownFace({} bytes)", self.crop.len())
    }
}

/// An unknown face, without its picture.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownFace {
    /// Its number.
    pub id: UnknownFaceId,
    /// Whose camera saw its best look; it may be gone.
    pub camera: CameraId,
    /// When it was seen first.
    pub first: DateTime<Utc>,
    /// When it was seen last.
    pub last: DateTime<Utc>,
    /// In how many looks.
    pub looks: u32,
    /// How good the best of these is, 0 to 1.
    pub quality: f32,
    /// When the mode in which it was seen ended, or ends by itself.
    pub mode_ends: DateTime<Utc>,
}

/// How the diagnostic mode and its faces stand.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownState {
    /// Goes up with each change of what is below.
    pub revision: i64,
    /// The mode that was started last, while it is remembered.
    pub mode: Option<DiagnosticMode>,
    /// How many faces are kept.
    pub faces: u32,
    /// How many made room for others.
    pub left_out: u64,
    /// When the oldest mode that is remembered ended or ends by itself.
    pub oldest_end: Option<DateTime<Utc>>,
    /// Faces are kept for so long after the end of their mode.
    pub keep: Duration,
}

impl Store {
    /// How the mode and its faces stand.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn unknown_state(&self) -> Result<UnknownState, Error> {
        let row = sqlx::query(
            "SELECT revision, keep_unknown_hours, by, started_ms, ends_ms, ended_ms,
                    (SELECT count(*) FROM unknown_face) AS faces,
                    (SELECT coalesce(sum(left_out), 0) FROM diagnostic_mode) AS all_left_out,
                    (SELECT min(coalesce(ended_ms, ends_ms)) FROM diagnostic_mode) AS oldest_ms
             FROM unknown_revision JOIN site ON site.id = 1
             LEFT JOIN diagnostic_mode ON diagnostic_mode.id = (SELECT max(id) FROM diagnostic_mode)
             WHERE unknown_revision.id = 1",
        )
        .fetch_one(&self.reader)
        .await?;
        let mode = match row.try_get::<Option<String>, _>("by")? {
            None => None,
            Some(by) => Some(DiagnosticMode {
                by,
                started: instant(row.try_get("started_ms")?)?,
                ends: instant(row.try_get("ends_ms")?)?,
                ended: maybe_instant(row.try_get("ended_ms")?)?,
            }),
        };
        Ok(UnknownState {
            revision: row.try_get("revision")?,
            mode,
            faces: row.try_get("faces")?,
            left_out: unsigned(&row, "all_left_out")?,
            oldest_end: maybe_instant(row.try_get("oldest_ms")?)?,
            keep: Duration::hours(row.try_get("keep_unknown_hours")?),
        })
    }

    /// Starts the mode until `ends`.
    ///
    /// # Errors
    ///
    /// [`Error::ModeIsOn`] while one is on; [`Error::OutOfRange`] for one that is longer than a day.
    pub async fn start_diagnostic_mode(
        &self,
        ends: DateTime<Utc>,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        end_mode(&mut transaction, now, |mode| !mode.is_on(now), By { actor: "engine", now }).await?;
        let on = sqlx::query("SELECT 1 FROM diagnostic_mode WHERE ended_ms IS NULL");
        if on.fetch_optional(&mut *transaction).await?.is_some() {
            return Err(Error::ModeIsOn);
        }
        sqlx::query("INSERT INTO diagnostic_mode (by, started_ms, ends_ms) VALUES (?, ?, ?)")
            .bind(actor)
            .bind(now.timestamp_millis())
            .bind(ends.timestamp_millis())
            .execute(&mut *transaction)
            .await?;
        let minutes = (ends - now).num_seconds().div_euclid(60).max(1);
        let sentence = Happened::UnknownKept { minutes };
        let by = By { actor, now };
        events::add(&mut transaction, &by.event(KIND, None, sentence)).await?;
        Ok(transaction.commit().await?)
    }

    /// Ends the mode at once; whether one was on.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; it goes on then, until the clock ends it.
    pub async fn stop_diagnostic_mode(&self, actor: &str, now: DateTime<Utc>) -> Result<bool, Error> {
        let mut transaction = self.write().await?;
        let ended = end_mode(&mut transaction, now, |_| true, By { actor, now }).await?;
        transaction.commit().await?;
        Ok(ended)
    }

    /// Ends the mode if the clock says so, and forgets the faces whose hours are over; whether anything was done.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; nothing is changed then.
    pub async fn tidy_unknown_faces(&self, now: DateTime<Utc>) -> Result<bool, Error> {
        let mut transaction = self.write().await?;
        let by = By { actor: "engine", now };
        let ended = end_mode(&mut transaction, now, |mode| !mode.is_on(now), by).await?;
        let forgotten = forget_due(&mut transaction, now).await?;
        if forgotten > 0 {
            let faces = faces(forgotten).to_string();
            let sentence = Happened::UnknownForgotten { faces: Said(&faces) };
            events::add(&mut transaction, &by.event(KIND, None, sentence)).await?;
        }
        transaction.commit().await?;
        Ok(ended || forgotten > 0)
    }

    /// Every unknown face, the one that was seen last first.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn unknown_faces(&self) -> Result<Vec<UnknownFace>, Error> {
        let rows = sqlx::query(
            "SELECT unknown_face.id AS id, camera_id, first_ms, last_ms, looks, quality,
                    coalesce(ended_ms, ends_ms) AS mode_ends_ms
             FROM unknown_face JOIN diagnostic_mode ON diagnostic_mode.id = mode_id
             ORDER BY last_ms DESC, unknown_face.id DESC",
        )
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(face).collect()
    }

    /// The picture of an unknown face, a JPEG; `None` when it is no longer there or was sealed with another key.
    ///
    /// # Errors
    ///
    /// [`Error::FaceKey`] when the key cannot be had; when the store cannot be read.
    pub async fn unknown_picture(&self, id: UnknownFaceId) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let row = sqlx::query("SELECT crop_sealed FROM unknown_face WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let key = self.keys.to_open().map_err(|why| Error::FaceKey { why })?;
        Ok(key.open_bytes(row.try_get("crop_sealed")?, &unknown_crop(id.0)))
    }

    /// Deletes one unknown face.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`].
    pub async fn dismiss_unknown_face(
        &self,
        id: UnknownFaceId,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        remove_face(&mut transaction, id).await?;
        events::add(&mut transaction, &by.event(KIND, None, Happened::UnknownDeleted)).await?;
        Ok(transaction.commit().await?)
    }

    /// Deletes every unknown face, and folds the write-ahead log in so that they do not lie there either; how many went.
    /// A mode that is on stays on.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; nothing is deleted then. [`Error::Busy`] when another program has kept the log
    /// from being folded in: they are deleted all the same.
    pub async fn delete_unknown_faces(&self, actor: &str, now: DateTime<Utc>) -> Result<u64, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let done = sqlx::query("DELETE FROM unknown_face").execute(&mut *transaction).await?;
        let sentence = Happened::AllUnknownDeleted { count: done.rows_affected() };
        events::add(&mut transaction, &by.event(KIND, None, sentence)).await?;
        transaction.commit().await?;
        self.fold_log().await?;
        Ok(done.rows_affected())
    }

    /// Keeps the face of a stranger, or adds its looks to those of the same face, if the mode was on when it was seen and
    /// is on still. What is too many goes, the ones first that were seen longest ago, and is counted.
    pub(crate) async fn write_unknown_face(
        &self,
        connection: &mut SqliteConnection,
        new: &NewUnknownFace,
    ) -> Result<(), Error> {
        let mode = sqlx::query(
            "SELECT id FROM diagnostic_mode WHERE ended_ms IS NULL AND started_ms <= ?1 AND ?1 < ends_ms",
        )
        .bind(new.at.timestamp_millis())
        .fetch_optional(&mut *connection)
        .await?;
        let Some(mode) = mode else { return Ok(()) };
        let mode: i64 = mode.try_get("id")?;
        if new.crop.is_empty() || new.crop.len() > LONGEST_CROP {
            return Ok(());
        }
        let key = match self.key_to_seal(&mut *connection).await {
            Ok(key) => key,
            Err(Error::Key { why }) => {
                tracing::warn!(why, "an unknown face cannot be sealed and was left out");
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        match same(connection, &key, mode, new).await? {
            Some((id, quality)) => add_look(connection, &key, id, new, new.quality > quality).await?,
            None => insert(connection, &key, mode, new).await?,
        }
        make_room(connection).await
    }
}

/// Deletes one face.
///
/// # Errors
///
/// [`Error::Gone`].
pub(crate) async fn remove_face(connection: &mut SqliteConnection, id: UnknownFaceId) -> Result<(), Error> {
    let done = sqlx::query("DELETE FROM unknown_face WHERE id = ?").bind(id.0).execute(connection).await?;
    if done.rows_affected() == 0 { Err(Error::Gone { what: "unknown face" }) } else { Ok(()) }
}

/// Forgets the modes that ended so long ago that their faces are due, with these; how many faces went.
pub(crate) async fn forget_due(connection: &mut SqliteConnection, now: DateTime<Utc>) -> Result<u64, Error> {
    let site = site::read(&mut *connection).await?;
    let before = retention::made_before(Artefact::UnmatchedFace, &site.clocks(), site.time_zone, now);
    let before = before.map_or(i64::MIN, |before| before.timestamp_millis());
    let row = sqlx::query(
        "SELECT count(*) AS due FROM unknown_face JOIN diagnostic_mode ON diagnostic_mode.id = mode_id
         WHERE ended_ms < ?",
    )
    .bind(before)
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM diagnostic_mode WHERE ended_ms < ?").bind(before).execute(connection).await?;
    unsigned(&row, "due")
}

/// Ends the mode that is on, if `is_over` says so of it; whether it was.
async fn end_mode(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    is_over: impl FnOnce(&DiagnosticMode) -> bool,
    by: By<'_>,
) -> Result<bool, Error> {
    let row = sqlx::query("SELECT by, started_ms, ends_ms FROM diagnostic_mode WHERE ended_ms IS NULL")
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(false) };
    let mode = DiagnosticMode {
        by: row.try_get("by")?,
        started: instant(row.try_get("started_ms")?)?,
        ends: instant(row.try_get("ends_ms")?)?,
        ended: None,
    };
    if !is_over(&mode) {
        return Ok(false);
    }
    let ended = now.min(mode.ends);
    sqlx::query("UPDATE diagnostic_mode SET ended_ms = ? WHERE ended_ms IS NULL")
        .bind(ended.timestamp_millis())
        .execute(&mut *connection)
        .await?;
    let kept = sqlx::query("SELECT count(*) AS kept FROM unknown_face").fetch_one(&mut *connection).await?;
    let kept = faces(unsigned(&kept, "kept")?).to_string();
    let kept = Said(&kept);
    let is_over = ended == mode.ends;
    let sentence = if is_over { Happened::UnknownOver { kept } } else { Happened::UnknownStopped { kept } };
    events::add(connection, &by.event(KIND, None, sentence)).await?;
    Ok(true)
}

/// The face of the same mode and model that a new one is of, and its quality.
async fn same(
    connection: &mut SqliteConnection,
    key: &Key,
    mode: i64,
    new: &NewUnknownFace,
) -> Result<Option<(i64, f32)>, Error> {
    let rows =
        sqlx::query("SELECT id, quality, embedding_sealed FROM unknown_face WHERE mode_id = ? AND model = ?")
            .bind(mode)
            .bind(&new.model)
            .fetch_all(connection)
            .await?;
    let mut known = Vec::with_capacity(rows.len());
    for row in &rows {
        let id: i64 = row.try_get("id")?;
        // One that was sealed with a key that is gone is nobody's that could be told.
        let Some(bytes) = key.open_bytes(row.try_get("embedding_sealed")?, &unknown_embedding(id)) else {
            continue;
        };
        let values: Vec<f32> = bytes.as_chunks().0.iter().map(|number| f32::from_le_bytes(*number)).collect();
        known.push(((id, row.try_get::<f32, _>("quality")?), values));
    }
    Ok(same_face(known.iter().map(|(id, values)| (*id, values.as_slice())), &new.embedding, new.alike))
}

/// Seals picture and embedding of a face for their row.
fn seal(key: &Key, id: i64, new: &NewUnknownFace) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let no_random = |NoRandom| face_key(Error::Key { why: NoRandom.to_string() });
    let bytes: Vec<u8> = new.embedding.iter().flat_map(|number| number.to_le_bytes()).collect();
    let bytes = Zeroizing::new(bytes);
    let embedding = key.seal_bytes(&bytes, &unknown_embedding(id)).map_err(no_random)?;
    Ok((key.seal_bytes(&new.crop, &unknown_crop(id)).map_err(no_random)?, embedding))
}

async fn insert(
    connection: &mut SqliteConnection,
    key: &Key,
    mode: i64,
    new: &NewUnknownFace,
) -> Result<(), Error> {
    let id = next_number(&mut *connection, "unknown_face").await?;
    let (crop, embedding) = seal(key, id, new)?;
    sqlx::query(
        "INSERT INTO unknown_face (id, mode_id, camera_id, first_ms, last_ms, looks, quality, model, crop_sealed,
                                   embedding_sealed)
         VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9)",
    )
    .bind(id)
    .bind(mode)
    .bind(new.camera.0)
    .bind(new.at.timestamp_millis())
    .bind(new.looks)
    .bind(new.quality)
    .bind(&new.model)
    .bind(crop)
    .bind(embedding)
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds looks to a face; they show it best where `is_better`.
async fn add_look(
    connection: &mut SqliteConnection,
    key: &Key,
    id: i64,
    new: &NewUnknownFace,
    is_better: bool,
) -> Result<(), Error> {
    let at = new.at.timestamp_millis();
    sqlx::query(
        "UPDATE unknown_face SET looks = looks + ?1, first_ms = min(first_ms, ?2), last_ms = max(last_ms, ?2)
         WHERE id = ?3",
    )
    .bind(new.looks)
    .bind(at)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    if !is_better {
        return Ok(());
    }
    let (crop, embedding) = seal(key, id, new)?;
    sqlx::query(
        "UPDATE unknown_face SET camera_id = ?, quality = ?, crop_sealed = ?, embedding_sealed = ? WHERE id = ?",
    )
    .bind(new.camera.0)
    .bind(new.quality)
    .bind(crop)
    .bind(embedding)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes the faces that are too many or too large together, those first that were seen longest ago, and counts them.
async fn make_room(connection: &mut SqliteConnection) -> Result<(), Error> {
    let rows = sqlx::query(
        "DELETE FROM unknown_face WHERE id IN (
             SELECT id FROM (
                 SELECT id, row_number() OVER newest AS nth,
                        sum(length(crop_sealed) + length(embedding_sealed)) OVER newest AS bytes
                 FROM unknown_face WINDOW newest AS (ORDER BY last_ms DESC, id DESC))
             WHERE nth > ?1 OR bytes > ?2)
         RETURNING mode_id",
    )
    .bind(MOST_FACES as i64)
    .bind(MOST_BYTES as i64)
    .fetch_all(&mut *connection)
    .await?;
    for row in &rows {
        sqlx::query("UPDATE diagnostic_mode SET left_out = left_out + 1 WHERE id = ?")
            .bind(row.try_get::<i64, _>("mode_id")?)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn faces(count: u64) -> Within<'static> {
    if count == 1 { Within::UnknownFace } else { Within::UnknownFaces { count } }
}

fn face(row: &SqliteRow) -> Result<UnknownFace, Error> {
    Ok(UnknownFace {
        id: UnknownFaceId(row.try_get("id")?),
        camera: CameraId(row.try_get("camera_id")?),
        first: instant(row.try_get("first_ms")?)?,
        last: instant(row.try_get("last_ms")?)?,
        looks: row.try_get("looks")?,
        quality: row.try_get("quality")?,
        mode_ends: instant(row.try_get("mode_ends_ms")?)?,
    })
}
