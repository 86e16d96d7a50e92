//! Gauges: what each was in the minutes of the last day.

use bellwatch_domain::gauges::{KEPT, Mean, Measure};
use chrono::{DateTime, Utc};
use sqlx::Row;

use crate::rows::instant;
use crate::{Error, Store};

/// Minutes in one answer, of all gauges together: a day of a machine with eight GPUs.
const MOST: u32 = 100_000;

impl Store {
    /// Keeps means, in the place of those of the same minutes; what is a day older than the newest of them goes, and
    /// what is newer than it, which a clock that was set back left behind.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; nothing is kept then.
    pub async fn keep_gauges(&self, means: &[Mean]) -> Result<(), Error> {
        let Some(newest) = means.iter().map(|mean| mean.at).max() else { return Ok(()) };
        let mut transaction = self.write().await?;
        for mean in means {
            sqlx::query("INSERT OR REPLACE INTO gauge (minute_ms, measure, mean, most) VALUES (?, ?, ?, ?)")
                .bind(mean.at.timestamp_millis())
                .bind(mean.measure.to_string())
                .bind(mean.mean)
                .bind(mean.most)
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query("DELETE FROM gauge WHERE minute_ms <= ? OR minute_ms > ?")
            .bind((newest - KEPT).timestamp_millis())
            .bind(newest.timestamp_millis())
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The oldest minute of a gauge that is kept, with its mean.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn oldest_gauge(&self, measure: Measure) -> Result<Option<(DateTime<Utc>, f64)>, Error> {
        let row =
            sqlx::query("SELECT minute_ms, mean FROM gauge WHERE measure = ? ORDER BY minute_ms LIMIT 1")
                .bind(measure.to_string())
                .fetch_optional(&self.reader)
                .await?;
        row.map(|row| Ok((instant(row.try_get("minute_ms")?)?, row.try_get("mean")?))).transpose()
    }

    /// What was kept since `from`, by minute and then by name. Gauges of another version are left out.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn gauges_since(&self, from: DateTime<Utc>) -> Result<Vec<Mean>, Error> {
        let rows = sqlx::query(
            "SELECT minute_ms, measure, mean, most FROM gauge WHERE minute_ms >= ? ORDER BY minute_ms, measure LIMIT ?",
        )
        .bind(from.timestamp_millis())
        .bind(MOST)
        .fetch_all(&self.reader)
        .await?;
        let mut means = Vec::with_capacity(rows.len());
        for row in &rows {
            let Some(measure) = Measure::named(row.try_get("measure")?) else { continue };
            means.push(Mean {
                at: instant(row.try_get("minute_ms")?)?,
                measure,
                mean: row.try_get("mean")?,
                most: row.try_get("most")?,
            });
        }
        Ok(means)
    }
}
