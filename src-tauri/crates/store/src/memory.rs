//! What is remembered of runners' failures, so that a wrong password is tried once even across a restart.

use std::collections::BTreeMap;

use bellwatch_domain::memory::{Hold, Memory, RunnerMemory};
use bellwatch_domain::{CameraId, RunnerKey};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::rows::{self, ErrorColumns, maybe_instant};
use crate::{Error, Store};

impl Store {
    /// What is remembered of every runner's failures. The rest of [`Memory`] is the engine's own.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn memory(&self) -> Result<Memory, Error> {
        let rows = sqlx::query(
            "SELECT camera_id, profile_id, settings, failures, failed_starts, hwaccel_failed, hold, retry_at_ms,
                    fingerprint, held_code, held_part, held_at_ms, held_evidence, error_code, error_part, error_at_ms,
                    error_evidence
             FROM runner_memory",
        )
        .fetch_all(&self.reader)
        .await?;
        let mut runners = BTreeMap::new();
        for row in &rows {
            runners.insert(rows::key(row)?, runner_memory(row)?);
        }
        Ok(Memory { runners, ..Memory::default() })
    }

    /// Forgets what stands in the way of a camera, for when no engine runs that could be asked.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn forget_memory(&self, camera: CameraId) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM runner_memory WHERE camera_id = ?")
            .bind(camera.0)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

/// Writes what is remembered of a runner; `None` forgets it. What is about a camera or a profile that is gone is left
/// out.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    key: RunnerKey,
    memory: Option<&RunnerMemory>,
) -> Result<(), Error> {
    sqlx::query("DELETE FROM runner_memory WHERE camera_id = ? AND profile_id = ?")
        .bind(key.camera.0)
        .bind(key.profile.0)
        .execute(&mut *connection)
        .await?;
    let Some(memory) = memory else { return Ok(()) };
    let (hold, retry_at, fingerprint, held) = match &memory.hold {
        None => (None, None, None, None),
        Some(Hold::Retry { at }) => (Some("retry"), Some(at.timestamp_millis()), None, None),
        Some(Hold::Breaker { error, fingerprint }) => (Some("breaker"), None, Some(fingerprint), Some(error)),
    };
    let held = ErrorColumns::of(held);
    let error = ErrorColumns::of(memory.last_error.as_ref());
    sqlx::query(
        "INSERT INTO runner_memory (camera_id, profile_id, settings, failures, failed_starts, hwaccel_failed, hold,
                retry_at_ms, fingerprint, held_code, held_part, held_at_ms, held_evidence, error_code, error_part,
                error_at_ms, error_evidence)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17
         WHERE EXISTS (SELECT 1 FROM camera WHERE id = ?1) AND EXISTS (SELECT 1 FROM profile WHERE id = ?2)",
    )
    .bind(key.camera.0)
    .bind(key.profile.0)
    .bind(&memory.settings)
    .bind(memory.failures)
    .bind(memory.failed_starts)
    .bind(memory.hwaccel_failed)
    .bind(hold)
    .bind(retry_at)
    .bind(fingerprint)
    .bind(held.code)
    .bind(held.part)
    .bind(held.at_ms)
    .bind(held.evidence)
    .bind(error.code)
    .bind(error.part)
    .bind(error.at_ms)
    .bind(error.evidence)
    .execute(connection)
    .await?;
    Ok(())
}

fn runner_memory(row: &SqliteRow) -> Result<RunnerMemory, Error> {
    let hold = match row.try_get::<Option<&str>, _>("hold")? {
        Some("retry") => maybe_instant(row.try_get("retry_at_ms")?)?.map(|at| Hold::Retry { at }),
        Some(_) => rows::error(row, ["held_code", "held_part", "held_at_ms", "held_evidence"])?
            .zip(row.try_get::<Option<String>, _>("fingerprint")?)
            .map(|(error, fingerprint)| Hold::Breaker { error, fingerprint }),
        None => None,
    };
    Ok(RunnerMemory {
        settings: row.try_get("settings")?,
        failures: row.try_get("failures")?,
        failed_starts: row.try_get("failed_starts")?,
        hold,
        hwaccel_failed: row.try_get("hwaccel_failed")?,
        last_error: rows::error(row, rows::LAST_ERROR)?,
    })
}
