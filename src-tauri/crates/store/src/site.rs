//! The site's one row.

use bellwatch_domain::Site;
use sqlx::{Row, SqliteConnection};

use chrono::{DateTime, Utc};

use crate::events::{self, By};
use crate::rows::{signed, span, unsigned};
use crate::{Error, Store};

impl Store {
    /// Keeps the site's settings.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`], or when the store cannot be written; nothing is changed then.
    pub async fn set_site(&self, site: &Site, actor: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        write(&mut transaction, site).await?;
        events::add(&mut transaction, &by.event("site", None, "The settings were changed.".to_owned()))
            .await?;
        Ok(transaction.commit().await?)
    }
}

/// The site. A time zone that this version does not know is UTC, and said in the log.
pub(crate) async fn read(connection: &mut SqliteConnection) -> Result<Site, Error> {
    let row = sqlx::query(
        "SELECT name, time_zone, tomorrow_hour, tick_ms, max_starting, max_fps, nice, keep_history_ms, keep_events_ms,
                keep_snapshots_ms, snapshots_max_bytes
         FROM site WHERE id = 1",
    )
    .fetch_one(connection)
    .await?;
    let time_zone: String = row.try_get("time_zone")?;
    Ok(Site {
        name: row.try_get("name")?,
        time_zone: time_zone.parse().unwrap_or_else(|_| {
            tracing::error!(time_zone, "this time zone is not known, UTC is used");
            chrono_tz::UTC
        }),
        tomorrow_hour: row.try_get("tomorrow_hour")?,
        tick: span(&row, "tick_ms")?,
        max_starting: row.try_get("max_starting")?,
        max_fps: row.try_get("max_fps")?,
        nice: row.try_get("nice")?,
        keep_history: span(&row, "keep_history_ms")?,
        keep_events: span(&row, "keep_events_ms")?,
        keep_snapshots: span(&row, "keep_snapshots_ms")?,
        snapshots_max_bytes: unsigned(&row, "snapshots_max_bytes")?,
    })
}

pub(crate) async fn write(connection: &mut SqliteConnection, site: &Site) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO site (id, name, time_zone, tomorrow_hour, tick_ms, max_starting, max_fps, nice, keep_history_ms,
                           keep_events_ms, keep_snapshots_ms, snapshots_max_bytes)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (id) DO UPDATE SET
             name = ?1, time_zone = ?2, tomorrow_hour = ?3, tick_ms = ?4, max_starting = ?5, max_fps = ?6, nice = ?7,
             keep_history_ms = ?8, keep_events_ms = ?9, keep_snapshots_ms = ?10, snapshots_max_bytes = ?11",
    )
    .bind(&site.name)
    .bind(site.time_zone.name())
    .bind(site.tomorrow_hour)
    .bind(site.tick.num_milliseconds())
    .bind(site.max_starting)
    .bind(site.max_fps)
    .bind(site.nice)
    .bind(site.keep_history.num_milliseconds())
    .bind(site.keep_events.num_milliseconds())
    .bind(site.keep_snapshots.num_milliseconds())
    .bind(signed(site.snapshots_max_bytes))
    .execute(connection)
    .await?;
    Ok(())
}
