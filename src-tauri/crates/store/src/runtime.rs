//! What happens: runs, heartbeats, failures, breadcrumbs. Written in batches by the engine's journal.

use std::collections::BTreeMap;

use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_domain::memory::{Hold, Memory, RunnerMemory};
use bellwatch_domain::run::{Ending, EndingWhy};
use bellwatch_domain::{CameraId, LastError, RunId, RunnerKey, last_error};
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::events::{self, NewEvent};
use crate::kinds::{ending_why, ending_word, error_part};
use crate::rows::{instant, key, last_error as error_in, maybe_instant};
use crate::{Error, Store};

/// One thing that the journal writes.
#[derive(Debug, Clone)]
pub enum Write {
    /// A child was spawned.
    BeginRun(RunningProcess),
    /// What a child's niceness and cores turned out to be.
    RunHeld {
        /// Which.
        run: RunId,
        /// Its niceness.
        nice: i8,
        /// Its cores, as a list.
        affinity: String,
    },
    /// A child is gone.
    EndRun {
        /// Which.
        run: RunId,
        /// How.
        ending: Ending,
    },
    /// A beat that the history keeps.
    Heartbeat {
        /// Whose.
        key: RunnerKey,
        /// The beat.
        heartbeat: Heartbeat,
    },
    /// What is remembered of a runner's failures; `None` forgets it.
    Memory {
        /// Whose.
        key: RunnerKey,
        /// What.
        memory: Option<RunnerMemory>,
    },
    /// An event.
    Event(NewEvent),
    /// The enforcer's breadcrumbs.
    Crumbs(EnforcerRow),
}

/// One spawn of ffmpeg.
#[derive(Debug, Clone, PartialEq)]
pub struct RunningProcess {
    /// Its number.
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

/// The enforcer's breadcrumbs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnforcerRow {
    /// Its process.
    pub pid: u32,
    /// Its version.
    pub version: String,
    /// When it started.
    pub started: DateTime<Utc>,
    /// When it last looked.
    pub last_run: Option<DateTime<Utc>>,
    /// When it last looked and all was well with its own house.
    pub last_ok: Option<DateTime<Utc>>,
    /// What is not well.
    pub last_error: Option<String>,
}

impl Store {
    /// Writes many things in one transaction: all or none. What is about a camera that is gone is left out.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; nothing is written then.
    pub async fn batch(&self, writes: &[Write]) -> Result<(), Error> {
        if writes.is_empty() {
            return Ok(());
        }
        let mut transaction = self.writer.begin().await?;
        for write in writes {
            write_one(&mut transaction, write).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Runs that have not ended: those that live, or that a dead engine left.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn open_runs(&self) -> Result<Vec<Run>, Error> {
        let rows = sqlx::query(
            "SELECT id, camera_id, profile_id, pid, started_ms, command, nice_asked, nice_held, affinity_asked,
                    affinity_held, ended_ms, ending, exit_code, signal, error_code, error_part, error_ms, error_evidence
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
                    affinity_held, ended_ms, ending, exit_code, signal, error_code, error_part, error_ms, error_evidence
             FROM run WHERE camera_id = ? AND (ended_ms IS NULL OR ended_ms >= ?) ORDER BY id DESC LIMIT ?",
        )
        .bind(camera.0)
        .bind(since.timestamp_millis())
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(run).collect()
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

    /// Heartbeats of a runner, oldest first, the newest `limit` of them.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn heartbeats_of(&self, key: RunnerKey, limit: u32) -> Result<Vec<Heartbeat>, Error> {
        let rows = sqlx::query(
            "SELECT at_ms, frames, fps, skipped, latency_ms, cpu_percent, memory_bytes FROM heartbeat
             WHERE camera_id = ? AND profile_id = ? ORDER BY at_ms DESC LIMIT ?",
        )
        .bind(key.camera.0)
        .bind(key.profile.0)
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().rev().map(heartbeat).collect()
    }

    /// What is remembered of every runner's failures.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn memory(&self) -> Result<Memory, Error> {
        let rows = sqlx::query(
            "SELECT camera_id, profile_id, settings, failures, failed_starts, hwaccel_failed, hold, retry_ms, fingerprint,
                    error_code, error_part, error_ms, error_evidence
             FROM runner_memory",
        )
        .fetch_all(&self.reader)
        .await?;
        let mut runners = BTreeMap::new();
        for row in &rows {
            runners.insert(key(row)?, runner_memory(row)?);
        }
        Ok(Memory { runners, ..Memory::default() })
    }

    /// Forgets what stands in the way of a camera.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn forget_memory(&self, camera: CameraId) -> Result<(), Error> {
        sqlx::query("DELETE FROM runner_memory WHERE camera_id = ?")
            .bind(camera.0)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// The enforcer's breadcrumbs; `None` when none has ever run here.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn enforcer(&self) -> Result<Option<EnforcerRow>, Error> {
        let row = sqlx::query(
            "SELECT pid, version, started_ms, last_run_ms, last_ok_ms, last_error FROM enforcer WHERE id = 1",
        )
        .fetch_optional(&self.reader)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(EnforcerRow {
            pid: row.try_get("pid")?,
            version: row.try_get("version")?,
            started: instant(row.try_get("started_ms")?)?,
            last_run: maybe_instant(row.try_get("last_run_ms")?)?,
            last_ok: maybe_instant(row.try_get("last_ok_ms")?)?,
            last_error: row.try_get("last_error")?,
        }))
    }
}

async fn write_one(connection: &mut SqliteConnection, write: &Write) -> Result<(), Error> {
    match write {
        Write::BeginRun(process) => begin_run(connection, process).await,
        Write::RunHeld { run, nice, affinity } => {
            sqlx::query("UPDATE run SET nice_held = ?, affinity_held = ? WHERE id = ?")
                .bind(nice)
                .bind(affinity)
                .bind(run.0)
                .execute(connection)
                .await?;
            Ok(())
        }
        Write::EndRun { run, ending } => end_run(connection, *run, ending).await,
        Write::Heartbeat { key, heartbeat } => {
            sqlx::query(
                "INSERT OR REPLACE INTO heartbeat
                     (camera_id, profile_id, at_ms, frames, fps, skipped, latency_ms, cpu_percent, memory_bytes)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE EXISTS (SELECT 1 FROM camera WHERE id = ?1)",
            )
            .bind(key.camera.0)
            .bind(key.profile.0)
            .bind(heartbeat.at.timestamp_millis())
            .bind(signed(heartbeat.frames))
            .bind(heartbeat.fps)
            .bind(signed(heartbeat.skipped))
            .bind(heartbeat.latency_ms)
            .bind(heartbeat.cpu_percent)
            .bind(signed(heartbeat.memory_bytes))
            .execute(connection)
            .await?;
            Ok(())
        }
        Write::Memory { key, memory } => write_memory(connection, *key, memory.as_ref()).await,
        Write::Event(event) => events::add(connection, event).await,
        Write::Crumbs(crumbs) => {
            sqlx::query(
                "INSERT OR REPLACE INTO enforcer (id, pid, version, started_ms, last_run_ms, last_ok_ms, last_error)
                 VALUES (1, ?, ?, ?, ?, ?, ?)",
            )
            .bind(crumbs.pid)
            .bind(&crumbs.version)
            .bind(crumbs.started.timestamp_millis())
            .bind(crumbs.last_run.map(|at| at.timestamp_millis()))
            .bind(crumbs.last_ok.map(|at| at.timestamp_millis()))
            .bind(&crumbs.last_error)
            .execute(connection)
            .await?;
            Ok(())
        }
    }
}

async fn begin_run(connection: &mut SqliteConnection, process: &RunningProcess) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO run (id, camera_id, profile_id, pid, started_ms, command, nice_asked, affinity_asked)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE EXISTS (SELECT 1 FROM camera WHERE id = ?2)",
    )
    .bind(process.id.0)
    .bind(process.key.camera.0)
    .bind(process.key.profile.0)
    .bind(process.pid)
    .bind(process.started.timestamp_millis())
    .bind(process.command.join("\n"))
    .bind(process.nice_asked)
    .bind(&process.affinity_asked)
    .execute(connection)
    .await?;
    Ok(())
}

async fn end_run(connection: &mut SqliteConnection, run: RunId, ending: &Ending) -> Result<(), Error> {
    let error = match &ending.why {
        EndingWhy::Failed(error) => Some(error),
        EndingWhy::Stopped(_) | EndingWhy::Restarted(_) | EndingWhy::EngineDied => None,
    };
    let (code, part, ms, evidence) = error_columns(error);
    sqlx::query(
        "UPDATE run SET ended_ms = ?, ending = ?, exit_code = ?, signal = ?, error_code = ?, error_part = ?,
                error_ms = ?, error_evidence = ? WHERE id = ?",
    )
    .bind(ending.at.timestamp_millis())
    .bind(ending_word(&ending.why))
    .bind(ending.exit_code)
    .bind(ending.signal)
    .bind(code)
    .bind(part)
    .bind(ms)
    .bind(evidence)
    .bind(run.0)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_memory(
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
    let (hold, retry, fingerprint, held_for) = match &memory.hold {
        None => (None, None, None, None),
        Some(Hold::Retry { at }) => (Some("retry"), Some(at.timestamp_millis()), None, None),
        Some(Hold::Breaker { error, fingerprint }) => (Some("breaker"), None, Some(fingerprint), Some(error)),
    };
    let (code, part, ms, evidence) = error_columns(held_for.or(memory.last_error.as_ref()));
    sqlx::query(
        "INSERT INTO runner_memory (camera_id, profile_id, settings, failures, failed_starts, hwaccel_failed, hold,
                retry_ms, fingerprint, error_code, error_part, error_ms, error_evidence)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
         WHERE EXISTS (SELECT 1 FROM camera WHERE id = ?1) AND EXISTS (SELECT 1 FROM profile WHERE id = ?2)",
    )
    .bind(key.camera.0)
    .bind(key.profile.0)
    .bind(&memory.settings)
    .bind(memory.failures)
    .bind(memory.failed_starts)
    .bind(memory.hwaccel_failed)
    .bind(hold)
    .bind(retry)
    .bind(fingerprint)
    .bind(code)
    .bind(part)
    .bind(ms)
    .bind(evidence)
    .execute(connection)
    .await?;
    Ok(())
}

type ErrorColumns<'a> = (Option<&'static str>, Option<String>, Option<i64>, Option<&'a str>);

fn error_columns(error: Option<&LastError>) -> ErrorColumns<'_> {
    match error {
        None => (None, None, None, None),
        Some(error) => (
            Some(last_error::code(&error.kind)),
            error_part(&error.kind),
            Some(error.at.timestamp_millis()),
            Some(&error.evidence),
        ),
    }
}

fn run(row: &SqliteRow) -> Result<Run, Error> {
    let command: String = row.try_get("command")?;
    let ending = match maybe_instant(row.try_get("ended_ms")?)? {
        None => None,
        Some(at) => Some(Ending {
            at,
            why: ending_why(row.try_get("ending")?, error_in(row)?)?,
            exit_code: row.try_get("exit_code")?,
            signal: row.try_get("signal")?,
        }),
    };
    Ok(Run {
        process: RunningProcess {
            id: RunId(row.try_get("id")?),
            key: key(row)?,
            pid: row.try_get("pid")?,
            started: instant(row.try_get("started_ms")?)?,
            command: command.split('\n').map(str::to_owned).collect(),
            nice_asked: row.try_get("nice_asked")?,
            affinity_asked: row.try_get("affinity_asked")?,
        },
        nice_held: row.try_get("nice_held")?,
        affinity_held: row.try_get("affinity_held")?,
        ending,
    })
}

fn heartbeat(row: &SqliteRow) -> Result<Heartbeat, Error> {
    let unsigned = |column: &str| -> Result<u64, Error> {
        Ok(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
    };
    Ok(Heartbeat {
        at: instant(row.try_get("at_ms")?)?,
        frames: unsigned("frames")?,
        fps: row.try_get("fps")?,
        skipped: unsigned("skipped")?,
        latency_ms: row.try_get("latency_ms")?,
        cpu_percent: row.try_get("cpu_percent")?,
        memory_bytes: unsigned("memory_bytes")?,
    })
}

fn runner_memory(row: &SqliteRow) -> Result<RunnerMemory, Error> {
    let error = error_in(row)?;
    let hold = match row.try_get::<Option<&str>, _>("hold")? {
        Some("retry") => maybe_instant(row.try_get("retry_ms")?)?.map(|at| Hold::Retry { at }),
        Some("breaker") => error
            .clone()
            .zip(row.try_get::<Option<String>, _>("fingerprint")?)
            .map(|(error, fingerprint)| Hold::Breaker { error, fingerprint }),
        _ => None,
    };
    Ok(RunnerMemory {
        settings: row.try_get("settings")?,
        failures: row.try_get("failures")?,
        failed_starts: row.try_get("failed_starts")?,
        hold,
        hwaccel_failed: row.try_get("hwaccel_failed")?,
        last_error: error,
    })
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
