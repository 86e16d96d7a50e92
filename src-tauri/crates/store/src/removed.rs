//! Removed cameras, for as long as they can be put back.

use bellwatch_domain::happened::Happened;
use std::collections::BTreeSet;

use bellwatch_domain::CameraId;
use chrono::{DateTime, Duration, Utc};
use sqlx::{Row, SqliteConnection};

use crate::error::named;
use crate::events::{self, By};
use crate::{Error, Store, camera_import};

/// A removed camera can be put back for so long.
pub const KEEP_REMOVED: Duration = Duration::minutes(10);

impl Store {
    /// Puts a camera back that was removed at most [`KEEP_REMOVED`] ago, under its number, with its password (which is
    /// not opened for it), tags, further profiles, places in schedules and pause. Profiles, schedules and periods that
    /// went meanwhile are left out; so are its runs and heartbeats, which are gone.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when it is too late, or its profile was removed; [`Error::NameTaken`]. Nothing is changed then.
    pub async fn restore_camera(&self, id: CameraId, actor: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let row = sqlx::query("SELECT name FROM camera_removed WHERE id = ? AND removed_ms >= ?")
            .bind(id.0)
            .bind((now - KEEP_REMOVED).timestamp_millis())
            .fetch_optional(&mut *transaction)
            .await?;
        let name: String = row.ok_or(Error::Gone { what: "camera" })?.try_get("name")?;
        let lists = [
            "INSERT INTO camera_tag (camera_id, position, tag)
             SELECT camera_removed.id, list.key, list.value FROM camera_removed, json_each(tags) AS list
             WHERE camera_removed.id = ?",
            "INSERT INTO camera_profile (camera_id, position, profile_id)
             SELECT camera_removed.id, list.key, profile.id FROM camera_removed, json_each(profiles) AS list
             JOIN profile ON profile.id = list.value WHERE camera_removed.id = ?",
            "INSERT INTO bell_schedule_camera (schedule_id, camera_id)
             SELECT bell_schedule.id, camera_removed.id FROM camera_removed, json_each(schedules) AS list
             JOIN bell_schedule ON bell_schedule.id = list.value AND drives_all = 0 WHERE camera_removed.id = ?",
            "INSERT INTO period_camera (period_id, camera_id)
             SELECT period_template.id, camera_removed.id FROM camera_removed, json_each(periods) AS list
             JOIN period_template ON period_template.id = list.value AND only_all = 0
             WHERE camera_removed.id = ?",
            "DELETE FROM camera_removed WHERE id = ?",
        ];
        sqlx::query(
            "INSERT INTO camera (id, revision, name, name_key, location, address, sub_address, user_name,
                    password_sealed, priority, enabled, pause_until_ms, pause_by, pause_at_ms, profile_id, keyframe_ms,
                    sub_keyframe_ms, switched_by, switched_ms)
             SELECT id, revision, name, name_key, location, address, sub_address, user_name, password_sealed, priority,
                    enabled, pause_until_ms, pause_by, pause_at_ms, profile_id, keyframe_ms, sub_keyframe_ms,
                    switched_by, switched_ms
             FROM camera_removed WHERE id = ?",
        )
        .bind(id.0)
        .execute(&mut *transaction)
        .await
        .map_err(|error| named(error, &name))?;
        for statement in lists {
            sqlx::query(statement).bind(id.0).execute(&mut *transaction).await?;
        }
        events::add(&mut transaction, &by.event("camera", Some(id), Happened::CameraPutBack { name: &name }))
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Cameras that can still be put back, as of the last pruning.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn removed_cameras(&self) -> Result<BTreeSet<CameraId>, Error> {
        let rows = sqlx::query("SELECT id FROM camera_removed").fetch_all(&self.reader).await?;
        rows.iter().map(|row| Ok(CameraId(row.try_get("id")?))).collect()
    }

    /// Forgets removed cameras and the newest import before their time: they cannot be put back or undone any more.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn forget_removed(&self) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM camera_removed").execute(&mut *transaction).await?;
        camera_import::forget(&mut transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// Remembers a camera that is about to be removed.
pub(crate) async fn remember(
    connection: &mut SqliteConnection,
    id: CameraId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT OR REPLACE INTO camera_removed (id, removed_ms, revision, name, name_key, location, address,
                sub_address, user_name, password_sealed, priority, enabled, pause_until_ms, pause_by, pause_at_ms,
                profile_id, keyframe_ms, sub_keyframe_ms, switched_by, switched_ms, tags, profiles, schedules, periods)
         SELECT id, ?2, revision, name, name_key, location, address, sub_address, user_name, password_sealed, priority,
                enabled, pause_until_ms, pause_by, pause_at_ms, profile_id, keyframe_ms, sub_keyframe_ms,
                switched_by, switched_ms,
                (SELECT json_group_array(tag ORDER BY position) FROM camera_tag WHERE camera_id = ?1),
                (SELECT json_group_array(profile_id ORDER BY position) FROM camera_profile WHERE camera_id = ?1),
                (SELECT json_group_array(schedule_id) FROM bell_schedule_camera WHERE camera_id = ?1),
                (SELECT json_group_array(period_id) FROM period_camera WHERE camera_id = ?1)
         FROM camera WHERE id = ?1",
    )
    .bind(id.0)
    .bind(now.timestamp_millis())
    .execute(connection)
    .await?;
    Ok(())
}
