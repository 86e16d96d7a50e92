//! Camera lists: many cameras added and changed at once, and put back as they were.

use bellwatch_domain::CameraId;
use bellwatch_domain::happened::Happened;
use chrono::{DateTime, Duration, Utc};
use sqlx::{Row, SqliteConnection};

use crate::cameras::CameraRow;
use crate::error::naming;
use crate::events::{self, By};
use crate::{Error, Store};

/// The newest import can be undone for so long, unless another follows.
pub const KEEP_IMPORT: Duration = Duration::days(1);

/// What an import of cameras did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CamerasImported {
    /// Its number, by which it can be undone.
    pub import: i64,
    /// Cameras that it added.
    pub added: usize,
    /// Cameras that it changed.
    pub changed: usize,
}

impl Store {
    /// Adds and changes cameras, all or none, with one event. What it does can be undone by [`Store::undo_camera_import`];
    /// an import before this one no longer can.
    ///
    /// # Errors
    ///
    /// As [`Store::add_camera`] and [`Store::edit_camera`]; nothing is changed then.
    pub async fn import_cameras(
        &self,
        list: &[(Option<CameraId>, CameraRow)],
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<CamerasImported, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        forget(&mut transaction).await?;
        let import = sqlx::query("INSERT INTO camera_import (at_ms) VALUES (?)")
            .bind(now.timestamp_millis())
            .execute(&mut *transaction)
            .await?
            .last_insert_rowid();
        let mut imported = CamerasImported { import, added: 0, changed: 0 };
        for (known, row) in list {
            match known {
                Some(id) => {
                    remember(&mut transaction, import, *id).await?;
                    self.update_camera(&mut transaction, *id, row, by).await?;
                    imported.changed += 1;
                }
                None => {
                    let id = self.insert_camera(&mut transaction, row, by).await?;
                    sqlx::query("INSERT INTO camera_import_row (camera_id, import_id) VALUES (?, ?)")
                        .bind(id.0)
                        .bind(import)
                        .execute(&mut *transaction)
                        .await?;
                    imported.added += 1;
                }
            }
        }
        sqlx::query(
            "UPDATE camera_import_row SET after = configured FROM camera_configured
             WHERE camera_configured.camera_id = camera_import_row.camera_id",
        )
        .execute(&mut *transaction)
        .await?;
        let CamerasImported { added, changed, .. } = imported;
        let sentence = Happened::CamerasImported { added, changed };
        events::add(&mut transaction, &by.event("camera", None, sentence)).await?;
        transaction.commit().await?;
        Ok(imported)
    }

    /// Undoes the newest import of cameras: those that it added go, those that it changed are as they were, with the
    /// passwords they had, which are not opened for it. `import` is its number where one in particular is meant. Pauses
    /// and what was measured of a stream at an address that stays are as they are now. Answers what was done, one sentence.
    ///
    /// # Errors
    ///
    /// [`Error::NoImport`] when there is none, it is older than [`KEEP_IMPORT`], or another one than is meant;
    /// [`Error::ChangedSince`] when any of its cameras was changed, removed, or chosen for a schedule since;
    /// [`Error::Gone`] when a profile that one of them had was removed. Nothing is changed then.
    pub async fn undo_camera_import(
        &self,
        import: Option<i64>,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<String, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let kept = sqlx::query("SELECT id FROM camera_import WHERE at_ms >= ? AND id = coalesce(?, id)")
            .bind((now - KEEP_IMPORT).timestamp_millis())
            .bind(import)
            .fetch_optional(&mut *transaction)
            .await?;
        if kept.is_none() {
            return Err(Error::NoImport);
        }
        refuse_changed(&mut transaction).await?;
        let removed = sqlx::query(
            "DELETE FROM camera WHERE id IN (SELECT camera_id FROM camera_import_row WHERE name IS NULL)",
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        let put_back = put_back(&mut transaction).await?;
        forget(&mut transaction).await?;
        let sentence = Happened::CameraImportUndone { removed, put_back };
        events::add(&mut transaction, &by.event("camera", None, sentence)).await?;
        transaction.commit().await?;
        Ok(sentence.to_string())
    }
}

/// Forgets the import that could be undone.
pub(crate) async fn forget(connection: &mut SqliteConnection) -> Result<(), Error> {
    sqlx::query("DELETE FROM camera_import").execute(connection).await?;
    Ok(())
}

/// Remembers a camera that an import is about to change.
async fn remember(connection: &mut SqliteConnection, import: i64, id: CameraId) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO camera_import_row (camera_id, import_id, revision, name, name_key, location, address, sub_address,
                user_name, password_sealed, priority, enabled, profile_id, keyframe_ms, sub_keyframe_ms, switched_by,
                switched_ms, tags, profiles)
         SELECT id, ?2, revision, name, name_key, location, address, sub_address, user_name, password_sealed, priority,
                enabled, profile_id, keyframe_ms, sub_keyframe_ms, switched_by, switched_ms,
                (SELECT json_group_array(tag ORDER BY position) FROM camera_tag WHERE camera_id = ?1),
                (SELECT json_group_array(profile_id ORDER BY position) FROM camera_profile WHERE camera_id = ?1)
         FROM camera WHERE id = ?1",
    )
    .bind(id.0)
    .bind(import)
    .execute(connection)
    .await?;
    Ok(())
}

/// An error that names the first of the cameras that are not as the import left them.
async fn refuse_changed(connection: &mut SqliteConnection) -> Result<(), Error> {
    let rows = sqlx::query(
        "SELECT json_extract(after, '$[0]') AS name FROM camera_import_row LEFT JOIN camera_configured USING (camera_id)
         WHERE configured IS NOT after ORDER BY camera_id",
    )
    .fetch_all(connection)
    .await?;
    let Some(first) = rows.first() else { return Ok(()) };
    Err(Error::ChangedSince { camera: first.try_get("name")?, others: rows.len() - 1 })
}

/// Gives the cameras that the import changed back what they had; answers how many.
///
/// A revision goes up once more and never back: what was learnt under a number holds for what that number stood for.
async fn put_back(connection: &mut SqliteConnection) -> Result<u64, Error> {
    let done = sqlx::query(
        "UPDATE camera SET revision = camera.revision + (camera.revision <> was.revision), name = was.name,
                name_key = was.name_key, location = was.location, address = was.address,
                sub_address = was.sub_address, user_name = was.user_name,
                password_sealed = was.password_sealed, priority = was.priority, enabled = was.enabled,
                profile_id = was.profile_id, switched_by = was.switched_by, switched_ms = was.switched_ms,
                keyframe_ms = iif(camera.address = was.address, camera.keyframe_ms, was.keyframe_ms),
                sub_keyframe_ms =
                    iif(camera.sub_address IS was.sub_address, camera.sub_keyframe_ms, was.sub_keyframe_ms)
         FROM camera_import_row AS was WHERE was.camera_id = camera.id AND was.name IS NOT NULL",
    )
    .execute(&mut *connection)
    .await
    .map_err(|error| naming(error, "profile"))?;
    let lists = [
        "DELETE FROM camera_tag WHERE camera_id IN (SELECT camera_id FROM camera_import_row)",
        "INSERT INTO camera_tag (camera_id, position, tag)
         SELECT camera_id, list.key, list.value FROM camera_import_row, json_each(tags) AS list",
        "DELETE FROM camera_profile WHERE camera_id IN (SELECT camera_id FROM camera_import_row)",
        "INSERT INTO camera_profile (camera_id, position, profile_id)
         SELECT camera_id, list.key, list.value FROM camera_import_row, json_each(profiles) AS list",
    ];
    for statement in lists {
        sqlx::query(statement).execute(&mut *connection).await.map_err(|error| naming(error, "profile"))?;
    }
    Ok(done.rows_affected())
}
