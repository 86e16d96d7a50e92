//! How daily backups stand, as the store remembers it.

use chrono::{DateTime, Utc};
use sqlx::Row;

use crate::rows::{instant, maybe_instant};
use crate::{Error, Store};

/// How daily backups stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupState {
    /// The newest daily backup, or, before the first, when counting began.
    pub counted: DateTime<Utc>,
    /// The newest try, where it failed: when, and a sentence.
    pub failed: Option<(DateTime<Utc>, String)>,
}

impl Store {
    /// How daily backups stand; `None` before an engine has begun to count.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn backup_state(&self) -> Result<Option<BackupState>, Error> {
        let found = sqlx::query("SELECT counted_ms, failed_ms, why FROM backup_state WHERE id = 1")
            .fetch_optional(&self.reader)
            .await?;
        let state = |row: sqlx::sqlite::SqliteRow| {
            let failed = maybe_instant(row.try_get("failed_ms")?)?.zip(row.try_get("why")?);
            Ok(BackupState { counted: instant(row.try_get("counted_ms")?)?, failed })
        };
        found.map(state).transpose()
    }

    /// Keeps how daily backups stand.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn keep_backup_state(&self, state: &BackupState) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT OR REPLACE INTO backup_state (id, counted_ms, failed_ms, why) VALUES (1, ?, ?, ?)",
        )
        .bind(state.counted.timestamp_millis())
        .bind(state.failed.as_ref().map(|(at, _)| at.timestamp_millis()))
        .bind(state.failed.as_ref().map(|(_, why)| why))
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }
}
