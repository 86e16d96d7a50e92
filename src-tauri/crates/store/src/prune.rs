//! Pruning of what is older than the site keeps, or more than anybody reads.

use bellwatch_domain::retention::{self, Artefact};
use bellwatch_domain::{Site, pause};
use chrono::{DateTime, Duration, NaiveTime, Utc};
use sqlx::SqliteConnection;

use crate::camera_import::KEEP_IMPORT;
use crate::removed::KEEP_REMOVED;
use crate::rows::unsigned;
use crate::{Error, Store, unknown};

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
    /// Imports of cameras that can be undone no longer.
    pub imports: u64,
    /// Pictures of sightings.
    pub crops: u64,
    /// Sightings.
    pub sightings: u64,
    /// Attendance records.
    pub records: u64,
    /// Photos of people who left; their templates went with them.
    pub photos: u64,
    /// Unknown faces.
    pub unknown_faces: u64,
}

impl Pruned {
    /// All of them.
    pub fn total(&self) -> u64 {
        let house = self.heartbeats
            + self.runs
            + self.events
            + self.occurrences
            + self.requests
            + self.removed
            + self.imports;
        house + self.faces()
    }

    /// What was about people.
    fn faces(&self) -> u64 {
        self.crops + self.sightings + self.records + self.photos + self.unknown_faces
    }
}

impl Store {
    /// Deletes what is older than the site keeps at `now`, runs beyond the newest 5000 of a camera, and events and
    /// occurrences beyond the newest 500 000 each. Occurrences are kept as long as events; those with attendance as long
    /// as that. What is about people goes by the site's local days, and photos of who is not active any more at the end
    /// of the day on which they left. The space is overwritten and used again, not given back.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; nothing is deleted then.
    pub async fn prune(&self, now: DateTime<Utc>, site: &Site) -> Result<Pruned, Error> {
        let before = |keep: Duration| (now - keep).timestamp_millis();
        let history = before(site.keep_history);
        let mut transaction = self.write().await?;
        let faces = prune_faces(&mut transaction, now, site).await?;
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
            "DELETE FROM period_occurrence WHERE (closes_ms < ?1
                 AND NOT EXISTS (SELECT 1 FROM attendance WHERE occurrence_id = period_occurrence.id)
                 AND NOT EXISTS (SELECT 1 FROM correction WHERE occurrence_id = period_occurrence.id))
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
        let imports = sqlx::query("DELETE FROM camera_import WHERE at_ms < ?")
            .bind(before(KEEP_IMPORT))
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
            imports: imports.rows_affected(),
            ..faces
        })
    }
}

/// Deletes what is due of what is known about people.
async fn prune_faces(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    site: &Site,
) -> Result<Pruned, Error> {
    let zone = site.time_zone;
    let before = |artefact| {
        let instant = retention::made_before(artefact, &site.clocks(), zone, now);
        instant.map_or(i64::MIN, |instant| instant.timestamp_millis())
    };
    let crops =
        sqlx::query("DELETE FROM evidence WHERE sighting_id IN (SELECT id FROM sighting WHERE at_ms < ?)")
            .bind(before(Artefact::Crop))
            .execute(&mut *connection)
            .await?;
    let sightings = sqlx::query("DELETE FROM sighting WHERE at_ms < ?")
        .bind(before(Artefact::Sighting))
        .execute(&mut *connection)
        .await?;
    let attendance = before(Artefact::Attendance);
    let row = sqlx::query(
        "SELECT count(*) AS records FROM attendance JOIN period_occurrence ON id = occurrence_id WHERE starts_ms < ?",
    )
    .bind(attendance)
    .fetch_one(&mut *connection)
    .await?;
    // Records and corrections go with their occurrence, which is the only way that the database lets them go.
    sqlx::query(
        "DELETE FROM period_occurrence WHERE starts_ms < ?
         AND (EXISTS (SELECT 1 FROM attendance WHERE occurrence_id = period_occurrence.id)
              OR EXISTS (SELECT 1 FROM correction WHERE occurrence_id = period_occurrence.id))",
    )
    .bind(attendance)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM signed_day WHERE NOT EXISTS (
             SELECT 1 FROM period_occurrence WHERE period_occurrence.date = signed_day.date)",
    )
    .execute(&mut *connection)
    .await?;
    let today = pause::instant_of(now.with_timezone(&zone).date_naive().and_time(NaiveTime::MIN), zone);
    let photos = sqlx::query(
        "DELETE FROM photo WHERE person_id IN (SELECT id FROM person WHERE active = 0 AND inactive_ms < ?)",
    )
    .bind(today.timestamp_millis())
    .execute(&mut *connection)
    .await?;
    Ok(Pruned {
        unknown_faces: unknown::forget_due(connection, now).await?,
        crops: crops.rows_affected(),
        sightings: sightings.rows_affected(),
        records: unsigned(&row, "records")?,
        photos: photos.rows_affected(),
        ..Pruned::default()
    })
}
