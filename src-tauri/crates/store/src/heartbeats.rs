//! Heartbeats: the newest of each runner, and a history of at most one a minute unless something changed, with the last
//! of each run.

use std::collections::BTreeMap;

use bellwatch_domain::forecast::Cost;
use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_domain::{RunId, RunnerKey};
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::rows::{instant, key as runner_key, signed, unsigned};
use crate::{Error, Store};

/// What of a beat decides whether the history keeps it.
#[derive(Debug, Clone, PartialEq)]
struct Mark {
    at_ms: i64,
    frames: i64,
    fps: f64,
    /// The runner's last_error at that beat, by its code.
    error: Option<String>,
}

/// Keeps the newest beat of a run that ended in the history, whatever came before it: it tells of the run's last minute.
pub(crate) async fn keep_last_of(connection: &mut SqliteConnection, run: RunId) -> Result<(), Error> {
    sqlx::query(
        "INSERT OR IGNORE INTO heartbeat
             (camera_id, profile_id, at_ms, frames, fps, skipped, latency_ms, cpu_percent, memory_bytes, looks, faces,
              matches, error_code)
         SELECT beat.camera_id, beat.profile_id, beat.at_ms, beat.frames, beat.fps, beat.skipped, beat.latency_ms,
                beat.cpu_percent, beat.memory_bytes, beat.looks, beat.faces, beat.matches, runner_memory.error_code
         FROM run JOIN last_heartbeat AS beat
             ON beat.camera_id = run.camera_id AND beat.profile_id = run.profile_id
         LEFT JOIN runner_memory
             ON runner_memory.camera_id = run.camera_id AND runner_memory.profile_id = run.profile_id
         WHERE run.id = ? AND beat.at_ms BETWEEN run.started_ms AND run.ended_ms",
    )
    .bind(run.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether the history keeps a beat after the last one that it kept.
///
/// It keeps the first of each minute, and every one at which something changed: the error, whether pictures come, or
/// the run (its count of frames began anew). A clock that was set back counts as a change.
fn is_kept(before: Option<&Mark>, beat: &Mark) -> bool {
    let minute = |mark: &Mark| mark.at_ms.div_euclid(60_000);
    before.is_none_or(|before| {
        minute(before) != minute(beat)
            || before.at_ms > beat.at_ms
            || before.error != beat.error
            || before.frames > beat.frames
            || (before.fps > 0.0) != (beat.fps > 0.0)
    })
}

impl Store {
    /// The newest heartbeat of each runner that ever had one.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn latest_heartbeats(&self) -> Result<BTreeMap<RunnerKey, Heartbeat>, Error> {
        let rows = sqlx::query(
            "SELECT camera_id, profile_id, at_ms, frames, fps, skipped, latency_ms, cpu_percent, memory_bytes,
                    looks, faces, matches
             FROM last_heartbeat",
        )
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(|row| Ok((runner_key(row)?, heartbeat(row)?))).collect()
    }

    /// What each runner's ffmpeg has cost since an instant: the mean of its beats while pictures came, once there are at
    /// least three.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn costs_since(&self, since: DateTime<Utc>) -> Result<BTreeMap<RunnerKey, Cost>, Error> {
        let rows = sqlx::query(
            "SELECT camera_id, profile_id, avg(cpu_percent) AS cpu, avg(memory_bytes) AS memory FROM (
                 SELECT camera_id, profile_id, cpu_percent, memory_bytes FROM heartbeat
                 WHERE at_ms >= ?1 AND fps > 0 AND memory_bytes > 0
                 UNION ALL
                 SELECT camera_id, profile_id, cpu_percent, memory_bytes FROM last_heartbeat
                 WHERE at_ms >= ?1 AND fps > 0 AND memory_bytes > 0)
             GROUP BY camera_id, profile_id HAVING count(*) >= 3",
        )
        .bind(since.timestamp_millis())
        .fetch_all(&self.reader)
        .await?;
        let cost = |row: &SqliteRow| {
            let cost =
                Cost { cores: row.try_get::<f64, _>("cpu")? / 100.0, memory_bytes: row.try_get("memory")? };
            Ok((runner_key(row)?, cost))
        };
        rows.iter().map(cost).collect()
    }

    /// The newest `limit` heartbeats of a runner's history, oldest first; the very newest beat is the last, even where
    /// the history does not keep it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn heartbeats_of(&self, key: RunnerKey, limit: u32) -> Result<Vec<Heartbeat>, Error> {
        self.heartbeats_since(key, DateTime::UNIX_EPOCH, limit).await
    }

    /// As [`Store::heartbeats_of`], of beats at `since` or later.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn heartbeats_since(
        &self,
        key: RunnerKey,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Heartbeat>, Error> {
        let rows = sqlx::query(
            "SELECT at_ms, frames, fps, skipped, latency_ms, cpu_percent, memory_bytes, looks, faces, matches
             FROM heartbeat
             WHERE camera_id = ?1 AND profile_id = ?2 AND at_ms >= ?3
             UNION
             SELECT at_ms, frames, fps, skipped, latency_ms, cpu_percent, memory_bytes, looks, faces, matches
             FROM last_heartbeat
             WHERE camera_id = ?1 AND profile_id = ?2 AND at_ms >= ?3
             ORDER BY at_ms DESC LIMIT ?4",
        )
        .bind(key.camera.0)
        .bind(key.profile.0)
        .bind(since.timestamp_millis())
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().rev().map(heartbeat).collect()
    }
}

/// Writes a beat: as the newest, and into the history when that keeps it. One of a camera that is gone is left out.
pub(crate) async fn add(
    connection: &mut SqliteConnection,
    key: RunnerKey,
    beat: &Heartbeat,
) -> Result<(), Error> {
    let row = sqlx::query(
        "SELECT (SELECT error_code FROM runner_memory WHERE camera_id = ?1 AND profile_id = ?2) AS error_code
         FROM camera WHERE id = ?1",
    )
    .bind(key.camera.0)
    .bind(key.profile.0)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(()) };
    let mark = Mark {
        at_ms: beat.at.timestamp_millis(),
        frames: signed(beat.frames),
        fps: beat.fps,
        error: row.try_get("error_code")?,
    };
    let statement = "INSERT OR REPLACE INTO last_heartbeat
             (camera_id, profile_id, at_ms, frames, fps, skipped, latency_ms, cpu_percent, memory_bytes, looks, faces,
              matches)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    bound(sqlx::query(statement), key, beat).execute(&mut *connection).await?;
    if is_kept(last_kept(connection, key).await?.as_ref(), &mark) {
        let statement = "INSERT OR REPLACE INTO heartbeat
                 (camera_id, profile_id, at_ms, frames, fps, skipped, latency_ms, cpu_percent, memory_bytes, looks, faces,
                  matches, error_code)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        bound(sqlx::query(statement), key, beat).bind(&mark.error).execute(connection).await?;
    }
    Ok(())
}

async fn last_kept(connection: &mut SqliteConnection, key: RunnerKey) -> Result<Option<Mark>, Error> {
    let row = sqlx::query(
        "SELECT at_ms, frames, fps, error_code FROM heartbeat
         WHERE camera_id = ? AND profile_id = ? ORDER BY at_ms DESC LIMIT 1",
    )
    .bind(key.camera.0)
    .bind(key.profile.0)
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Mark {
        at_ms: row.try_get("at_ms")?,
        frames: row.try_get("frames")?,
        fps: row.try_get("fps")?,
        error: row.try_get("error_code")?,
    }))
}

type Bound<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds the columns that both tables have, in their order.
fn bound<'q>(query: Bound<'q>, key: RunnerKey, beat: &Heartbeat) -> Bound<'q> {
    query
        .bind(key.camera.0)
        .bind(key.profile.0)
        .bind(beat.at.timestamp_millis())
        .bind(signed(beat.frames))
        .bind(beat.fps)
        .bind(signed(beat.skipped))
        .bind(beat.latency_ms)
        .bind(beat.cpu_percent)
        .bind(signed(beat.memory_bytes))
        .bind(signed(beat.looks))
        .bind(signed(beat.faces))
        .bind(signed(beat.matches))
}

fn heartbeat(row: &SqliteRow) -> Result<Heartbeat, Error> {
    Ok(Heartbeat {
        at: instant(row.try_get("at_ms")?)?,
        frames: unsigned(row, "frames")?,
        fps: row.try_get("fps")?,
        skipped: unsigned(row, "skipped")?,
        latency_ms: row.try_get("latency_ms")?,
        cpu_percent: row.try_get("cpu_percent")?,
        memory_bytes: unsigned(row, "memory_bytes")?,
        looks: unsigned(row, "looks")?,
        faces: unsigned(row, "faces")?,
        matches: unsigned(row, "matches")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(at_s: i64, frames: i64) -> Mark {
        Mark { at_ms: at_s * 1000, frames, fps: 4.0, error: None }
    }

    #[test]
    fn a_minute_has_one_beat_unless_something_changed() {
        let before = mark(120, 10);
        assert!(is_kept(None, &before));
        assert!(!is_kept(Some(&before), &mark(130, 50)));
        assert!(!is_kept(Some(&before), &mark(179, 250)));
        assert!(is_kept(Some(&before), &mark(180, 250)));
        assert!(is_kept(Some(&before), &mark(130, 2)), "another run");
        assert!(is_kept(Some(&before), &mark(119, 10)), "a clock set back");
        assert!(is_kept(Some(&before), &Mark { fps: 0.0, ..mark(130, 10) }), "no pictures");
        let error = Some("stalled".to_owned());
        assert!(is_kept(Some(&before), &Mark { error, ..mark(130, 50) }), "an error");
    }
}
