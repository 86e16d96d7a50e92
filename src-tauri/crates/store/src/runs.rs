//! RunningProcesses: one row per spawn of ffmpeg.

use bellwatch_domain::run::{Ending, EndingWhy};
use bellwatch_domain::{CameraId, RunId, RunnerKey};
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::kinds::{ending_why, ending_word, words_of, words_text};
use crate::rows::{self, ErrorColumns, instant, maybe_instant};
use crate::{Error, Store, heartbeats};

/// One spawn of ffmpeg.
#[derive(Debug, Clone, PartialEq)]
pub struct RunningProcess {
    /// Its number, given by the engine: one above [`Store::newest_run`].
    pub id: RunId,
    /// Whose run.
    pub key: RunnerKey,
    /// The child's pid.
    pub pid: u32,
    /// When.
    pub started: DateTime<Utc>,
    /// Its arguments, masked.
    pub command: Vec<String>,
    /// Niceness asked for.
    pub nice_asked: i8,
    /// Cores asked for, in words.
    pub affinity_asked: String,
}

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What was known when it began.
    pub process: RunningProcess,
    /// Its niceness, once read back.
    pub nice_held: Option<i8>,
    /// Its cores, once read back.
    pub affinity_held: Option<String>,
    /// How it ended; `None` while it lives, or when its engine died with it.
    pub ending: Option<Ending>,
}

/// How a runner fared over some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunCounts {
    /// Runs that began.
    pub began: u32,
    /// Runs that ended by a failure.
    pub failed: u32,
    /// Those of them that ended because no picture came any more.
    pub stalled: u32,
}

impl Store {
    /// Runs that have not ended: those that live, or that a dead engine left.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn open_runs(&self) -> Result<Vec<Run>, Error> {
        let rows = sqlx::query(
            "SELECT id, camera_id, profile_id, pid, started_ms, command, nice_asked, nice_held, affinity_asked,
                    affinity_held, ended_ms, ending, exit_code, signal, error_code, error_part, error_at_ms,
                    error_evidence
             FROM run WHERE ended_ms IS NULL ORDER BY id",
        )
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(run).collect()
    }

    /// Runs of a camera that lived at `since` or later, newest first.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn runs_of(
        &self,
        camera: CameraId,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Run>, Error> {
        let rows = sqlx::query(
            "SELECT id, camera_id, profile_id, pid, started_ms, command, nice_asked, nice_held, affinity_asked,
                    affinity_held, ended_ms, ending, exit_code, signal, error_code, error_part, error_at_ms,
                    error_evidence
             FROM run WHERE camera_id = ? AND (ended_ms IS NULL OR ended_ms >= ?) ORDER BY id DESC LIMIT ?",
        )
        .bind(camera.0)
        .bind(since.timestamp_millis())
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(run).collect()
    }

    /// The runs that ended last, of all cameras, the last first.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn runs_ended(&self, limit: u32) -> Result<Vec<Run>, Error> {
        let rows = sqlx::query(
            "SELECT id, camera_id, profile_id, pid, started_ms, command, nice_asked, nice_held, affinity_asked,
                    affinity_held, ended_ms, ending, exit_code, signal, error_code, error_part, error_at_ms,
                    error_evidence
             FROM run WHERE ended_ms IS NOT NULL ORDER BY ended_ms DESC, id DESC LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(run).collect()
    }

    /// How often each runner began since an instant, and how often it ended by a failure, by a stall among them. A
    /// runner that did neither is not in it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn runs_counted(&self, since: DateTime<Utc>) -> Result<Vec<(RunnerKey, RunCounts)>, Error> {
        let rows = sqlx::query(
            "SELECT camera_id, profile_id, sum(started_ms >= ?1) AS began,
                    sum(ended_ms >= ?1 AND error_code IS NOT NULL) AS failed,
                    sum(ended_ms >= ?1 AND error_code IS 'stalled') AS stalled
             FROM run WHERE started_ms >= ?1 OR ended_ms >= ?1
             GROUP BY camera_id, profile_id ORDER BY camera_id, profile_id",
        )
        .bind(since.timestamp_millis())
        .fetch_all(&self.reader)
        .await?;
        let counts = |row: &SqliteRow| {
            let count = |column| row.try_get::<Option<u32>, _>(column).map(Option::unwrap_or_default);
            let counts =
                RunCounts { began: count("began")?, failed: count("failed")?, stalled: count("stalled")? };
            Ok((rows::key(row)?, counts))
        };
        rows.iter().map(counts).collect()
    }

    /// The number of the newest run; 0 when there is none.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn newest_run(&self) -> Result<i64, Error> {
        let row =
            sqlx::query("SELECT coalesce(max(id), 0) AS newest FROM run").fetch_one(&self.reader).await?;
        Ok(row.try_get("newest")?)
    }
}

/// Writes a run that begins; one of a camera that is gone is left out.
pub(crate) async fn begin(connection: &mut SqliteConnection, process: &RunningProcess) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO run (id, camera_id, profile_id, pid, started_ms, command, nice_asked, affinity_asked)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE EXISTS (SELECT 1 FROM camera WHERE id = ?2)",
    )
    .bind(process.id.0)
    .bind(process.key.camera.0)
    .bind(process.key.profile.0)
    .bind(process.pid)
    .bind(process.started.timestamp_millis())
    .bind(words_text(&process.command))
    .bind(process.nice_asked)
    .bind(&process.affinity_asked)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what was read back of a child.
pub(crate) async fn held(
    connection: &mut SqliteConnection,
    run: RunId,
    nice: i8,
    affinity: &str,
) -> Result<(), Error> {
    sqlx::query("UPDATE run SET nice_held = ?, affinity_held = ? WHERE id = ?")
        .bind(nice)
        .bind(affinity)
        .bind(run.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes how a run ended; the first ending stays.
pub(crate) async fn end(connection: &mut SqliteConnection, run: RunId, ending: &Ending) -> Result<(), Error> {
    let error = ErrorColumns::of(match &ending.why {
        EndingWhy::Failed(error) => Some(error),
        EndingWhy::Stopped(_) | EndingWhy::Restarted(_) | EndingWhy::EngineDied => None,
    });
    sqlx::query(
        "UPDATE run SET ended_ms = ?, ending = ?, exit_code = ?, signal = ?, error_code = ?, error_part = ?,
                error_at_ms = ?, error_evidence = ?
         WHERE id = ? AND ended_ms IS NULL",
    )
    .bind(ending.at.timestamp_millis())
    .bind(ending_word(&ending.why))
    .bind(ending.exit_code)
    .bind(ending.signal)
    .bind(error.code)
    .bind(error.part)
    .bind(error.at_ms)
    .bind(error.evidence)
    .bind(run.0)
    .execute(&mut *connection)
    .await?;
    heartbeats::keep_last_of(connection, run).await
}

fn run(row: &SqliteRow) -> Result<Run, Error> {
    let ending = match maybe_instant(row.try_get("ended_ms")?)? {
        None => None,
        Some(at) => Some(Ending {
            at,
            why: ending_why(row.try_get("ending")?, rows::error(row, rows::LAST_ERROR)?)?,
            exit_code: row.try_get("exit_code")?,
            signal: row.try_get("signal")?,
        }),
    };
    Ok(Run {
        process: RunningProcess {
            id: RunId(row.try_get("id")?),
            key: rows::key(row)?,
            pid: row.try_get("pid")?,
            started: instant(row.try_get("started_ms")?)?,
            command: words_of(row.try_get("command")?),
            nice_asked: row.try_get("nice_asked")?,
            affinity_asked: row.try_get("affinity_asked")?,
        },
        nice_held: row.try_get("nice_held")?,
        affinity_held: row.try_get("affinity_held")?,
        ending,
    })
}
