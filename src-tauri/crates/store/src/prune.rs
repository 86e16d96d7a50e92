//! Pruning of what is older than the site keeps.

use bellwatch_domain::Site;
use chrono::{DateTime, Duration, Utc};

use crate::{Error, Store};

/// Questions are kept this long after they were asked.
const KEEP_REQUESTS: Duration = Duration::days(1);

/// How many rows went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Heartbeats.
    pub heartbeats: u64,
    /// Runs that have ended.
    pub runs: u64,
    /// Events.
    pub events: u64,
    /// Requests.
    pub requests: u64,
}

impl Pruned {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.heartbeats + self.runs + self.events + self.requests
    }
}

impl Store {
    /// Deletes what is older than the site keeps at `now`.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; nothing is deleted then.
    pub async fn prune(&self, now: DateTime<Utc>, site: &Site) -> Result<Pruned, Error> {
        let before = |keep: Duration| (now - keep).timestamp_millis();
        let history = before(site.keep_history);
        let mut transaction = self.writer.begin().await?;
        let heartbeats = sqlx::query("DELETE FROM heartbeat WHERE at_ms < ?")
            .bind(history)
            .execute(&mut *transaction)
            .await?;
        let runs = sqlx::query("DELETE FROM run WHERE ended_ms < ?")
            .bind(history)
            .execute(&mut *transaction)
            .await?;
        let events = sqlx::query("DELETE FROM event WHERE at_ms < ?")
            .bind(before(site.keep_events))
            .execute(&mut *transaction)
            .await?;
        let requests = sqlx::query("DELETE FROM request WHERE at_ms < ?")
            .bind(before(KEEP_REQUESTS))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Pruned {
            heartbeats: heartbeats.rows_affected(),
            runs: runs.rows_affected(),
            events: events.rows_affected(),
            requests: requests.rows_affected(),
        })
    }
}
