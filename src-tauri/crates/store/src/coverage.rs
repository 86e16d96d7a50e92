//! Coverage of occurrences: written when they close, since the heartbeats it follows from are kept for less long.

use bellwatch_domain::coverage::Interval;
use bellwatch_domain::{CameraId, OccurrenceId};
use sqlx::Row;

use crate::rows::instant;
use crate::{Error, Store};

/// A stretch of an occurrence's window, and whether a camera really saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRow {
    /// Which camera.
    pub camera: CameraId,
    /// When.
    pub interval: Interval,
    /// Why it did not see; `None` when it did.
    pub why: Option<String>,
}

impl Store {
    /// Keeps the coverage of an occurrence, in the place of what was kept before. That of one that was pruned is left
    /// out.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] when two stretches of a camera begin at once; nothing is changed then.
    pub async fn keep_coverage(&self, occurrence: OccurrenceId, rows: &[CoverageRow]) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM coverage WHERE occurrence_id = ?")
            .bind(occurrence.0)
            .execute(&mut *transaction)
            .await?;
        for row in rows {
            sqlx::query(
                "INSERT INTO coverage (occurrence_id, camera_id, from_ms, to_ms, why)
                 SELECT id, ?2, ?3, ?4, ?5 FROM period_occurrence WHERE id = ?1",
            )
            .bind(occurrence.0)
            .bind(row.camera.0)
            .bind(row.interval.from.timestamp_millis())
            .bind(row.interval.to.timestamp_millis())
            .bind(&row.why)
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The coverage of an occurrence, by camera, then time; empty until it was kept.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn coverage_of(&self, occurrence: OccurrenceId) -> Result<Vec<CoverageRow>, Error> {
        let rows = sqlx::query(
            "SELECT camera_id, from_ms, to_ms, why FROM coverage WHERE occurrence_id = ? ORDER BY camera_id, from_ms",
        )
        .bind(occurrence.0)
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                let (from, to) = (instant(row.try_get("from_ms")?)?, instant(row.try_get("to_ms")?)?);
                let interval = Interval::new(from, to);
                Ok(CoverageRow {
                    camera: CameraId(row.try_get("camera_id")?),
                    interval: interval.ok_or_else(|| Error::Unreadable("an empty stretch".to_owned()))?,
                    why: row.try_get("why")?,
                })
            })
            .collect()
    }
}
