//! Pruning of what is older than the site keeps, or more than anybody reads.

use bellwatch_domain::Site;
use chrono::{DateTime, Duration, Utc};

use crate::removed::KEEP_REMOVED;
use crate::{Error, Store};

/// Requests are kept this long after they were asked, answered or not.
const KEEP_REQUESTS: Duration = Duration::days(1);
/// Ended runs kept per camera: a camera that is off is tried every minute, and its command is as long as any.
const MOST_RUNS: i64 = 5000;
/// Events kept in all, and as many occurrences.
const MOST_EVENTS: i64 = 500_000;

/// How many rows went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Heartbeats.
    pub heartbeats: u64,
    /// Runs that have ended.
    pub runs: u64,
    /// Events.
    pub events: u64,
    /// Occurrences of periods.
    pub occurrences: u64,
    /// Requests.
    pub requests: u64,
    /// Removed cameras that can be put back no longer.
    pub removed: u64,
}

impl Pruned {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.heartbeats + self.runs + self.events + self.occurrences + self.requests + self.removed
    }
}

impl Store {
    /// Deletes what is older than the site keeps at `now`, runs beyond the newest 5000 of a camera, and events and
    /// occurrences beyond the newest 500 000 each. Occurrences are kept as long as events. The space is used again, not given back.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; nothing is deleted then.
    pub async fn prune(&self, now: DateTime<Utc>, site: &Site) -> Result<Pruned, Error> {
        let before = |keep: Duration| (now - keep).timestamp_millis();
        let history = before(site.keep_history);
        let mut transaction = self.write().await?;
        let heartbeats = sqlx::query("DELETE FROM heartbeat WHERE at_ms < ?")
            .bind(history)
            .execute(&mut *transaction)
            .await?;
        let runs = sqlx::query(
            "DELETE FROM run WHERE ended_ms < ?1
             OR (ended_ms IS NOT NULL AND id IN (
                 SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY camera_id ORDER BY id DESC) AS nth FROM run)
                 WHERE nth > ?2))",
        )
        .bind(history)
        .bind(MOST_RUNS)
        .execute(&mut *transaction)
        .await?;
        let events = sqlx::query(
            "DELETE FROM event WHERE at_ms < ?1
             OR id <= (SELECT id FROM event ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )
        .bind(before(site.keep_events))
        .bind(MOST_EVENTS)
        .execute(&mut *transaction)
        .await?;
        let occurrences = sqlx::query(
            "DELETE FROM period_occurrence WHERE closes_ms < ?1
             OR id <= (SELECT id FROM period_occurrence ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )
        .bind(before(site.keep_events))
        .bind(MOST_EVENTS)
        .execute(&mut *transaction)
        .await?;
        let requests = sqlx::query("DELETE FROM request WHERE at_ms < ?")
            .bind(before(KEEP_REQUESTS))
            .execute(&mut *transaction)
            .await?;
        let removed = sqlx::query("DELETE FROM camera_removed WHERE removed_ms < ?")
            .bind(before(KEEP_REMOVED))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Pruned {
            heartbeats: heartbeats.rows_affected(),
            runs: runs.rows_affected(),
            events: events.rows_affected(),
            occurrences: occurrences.rows_affected(),
            requests: requests.rows_affected(),
            removed: removed.rows_affected(),
        })
    }
}
