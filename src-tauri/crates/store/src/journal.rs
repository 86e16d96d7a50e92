//! What the engine's journal writes: many small things in one transaction.

use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_domain::matching::ReviewWhy;
use bellwatch_domain::memory::RunnerMemory;
use bellwatch_domain::run::Ending;
use bellwatch_domain::{LastError, PeriodOccurrence, RunId, RunnerKey};
use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::events::{self, NewEvent};
use crate::rows::{self, ErrorColumns, instant, maybe_instant};
use crate::runs::{self, RunningProcess};
use crate::{Error, NewSighting, NewUnknownFace, Store, heartbeats, memory, occurrences};

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
    /// A beat. The newest is always kept; the history keeps one a minute, unless something changed.
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
    /// These occurrences have begun. One that had begun before stays as it was.
    BeginOccurrences(Vec<PeriodOccurrence>),
    /// Somebody was seen. The same sighting again changes nothing.
    Sighting(NewSighting),
    /// Somebody may have been seen; it counts when a hand confirms it.
    Doubtful(NewSighting, ReviewWhy),
    /// The face of a stranger, which is kept if the diagnostic mode is on.
    UnknownFace(NewUnknownFace),
    /// An event.
    Event(NewEvent),
    /// The enforcer's breadcrumbs.
    Crumbs(EnforcerRow),
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
    /// Who stopped all runners, and when; `None` while they may run.
    pub stopped_by_hand: Option<(String, DateTime<Utc>)>,
    /// What nothing can run without and is not there.
    pub missing_dependency: Option<LastError>,
    /// Who has what of the budget, as [`bellwatch_domain::budget::Standing`] writes it.
    pub budget: String,
}

impl Store {
    /// Writes many things in one transaction, in their order: all or none. What is about a camera that is gone is left
    /// out.
    ///
    /// # Errors
    ///
    /// Where [`Error::may_pass`], the same can be tried again; else one of the writes can never be written.
    pub async fn batch(&self, writes: &[Write]) -> Result<(), Error> {
        if writes.is_empty() {
            return Ok(());
        }
        let mut transaction = self.write().await?;
        for write in writes {
            self.write_one(&mut transaction, write).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn write_one(&self, connection: &mut SqliteConnection, write: &Write) -> Result<(), Error> {
        match write {
            Write::BeginRun(process) => runs::begin(connection, process).await,
            Write::RunHeld { run, nice, affinity } => runs::held(connection, *run, *nice, affinity).await,
            Write::EndRun { run, ending } => runs::end(connection, *run, ending).await,
            Write::Heartbeat { key, heartbeat } => heartbeats::add(connection, *key, heartbeat).await,
            Write::Memory { key, memory } => memory::write(connection, *key, memory.as_ref()).await,
            Write::BeginOccurrences(begun) => occurrences::begin(connection, begun).await,
            Write::Sighting(new) => self.write_sighting(connection, new, None).await,
            Write::Doubtful(new, why) => self.write_sighting(connection, new, Some(*why)).await,
            Write::UnknownFace(new) => self.write_unknown_face(connection, new).await,
            Write::Event(event) => events::add(connection, event).await,
            Write::Crumbs(crumbs) => write_crumbs(connection, crumbs).await,
        }
    }

    /// The enforcer's breadcrumbs; `None` when none has ever run here.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn enforcer(&self) -> Result<Option<EnforcerRow>, Error> {
        let row = sqlx::query(
            "SELECT pid, version, started_ms, last_run_ms, last_ok_ms, last_error, stopped_by, stopped_ms,
                    missing_code, missing_part, missing_at_ms, missing_evidence, budget
             FROM enforcer WHERE id = 1",
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
            stopped_by_hand: row
                .try_get::<Option<String>, _>("stopped_by")?
                .zip(maybe_instant(row.try_get("stopped_ms")?)?),
            missing_dependency: rows::error(
                &row,
                ["missing_code", "missing_part", "missing_at_ms", "missing_evidence"],
            )?,
            budget: row.try_get("budget")?,
        }))
    }
}

async fn write_crumbs(connection: &mut SqliteConnection, crumbs: &EnforcerRow) -> Result<(), Error> {
    let missing = ErrorColumns::of(crumbs.missing_dependency.as_ref());
    sqlx::query(
        "INSERT OR REPLACE INTO enforcer (id, pid, version, started_ms, last_run_ms, last_ok_ms, last_error,
             stopped_by, stopped_ms, missing_code, missing_part, missing_at_ms, missing_evidence, budget)
         VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(crumbs.pid)
    .bind(&crumbs.version)
    .bind(crumbs.started.timestamp_millis())
    .bind(crumbs.last_run.map(|at| at.timestamp_millis()))
    .bind(crumbs.last_ok.map(|at| at.timestamp_millis()))
    .bind(&crumbs.last_error)
    .bind(crumbs.stopped_by_hand.as_ref().map(|(by, _)| by))
    .bind(crumbs.stopped_by_hand.as_ref().map(|(_, at)| at.timestamp_millis()))
    .bind(missing.code)
    .bind(missing.part)
    .bind(missing.at_ms)
    .bind(missing.evidence)
    .bind(&crumbs.budget)
    .execute(connection)
    .await?;
    Ok(())
}
