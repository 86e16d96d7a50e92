//! The site's one row.

use bellwatch_domain::happened::Happened;
use bellwatch_domain::site::QuietHours;
use bellwatch_domain::{Site, Weekdays};
use chrono::{DateTime, Duration, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::events::{self, By};
use crate::kinds::{Word, cores_of};
use crate::rows::{minute_of, minutes_of, signed, span, time, unsigned};
use crate::{Error, Store};

impl Store {
    /// The site's settings alone; no password is opened for it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn site(&self) -> Result<Site, Error> {
        read(&mut *self.reader.acquire().await?).await
    }

    /// Keeps the site's settings.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`], or when the store cannot be written; nothing is changed then.
    pub async fn set_site(&self, site: &Site, actor: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        write(&mut transaction, site).await?;
        events::add(&mut transaction, &by.event("site", None, Happened::SettingsChanged)).await?;
        Ok(transaction.commit().await?)
    }
}

/// The site. A time zone that this version does not know is UTC, and said in the log.
pub(crate) async fn read(connection: &mut SqliteConnection) -> Result<Site, Error> {
    let row = sqlx::query(
        "SELECT name, time_zone, tomorrow_hour, weekend, pre_bell_min, notify_down_min, notify_shared, notify_engine,
                notify_pre_bell, quiet_from_min, quiet_to_min, tick_ms, max_starting, max_fps, det_set_max, fps_budget,
                max_decoders, gpu_target, nice, cpu_affinity, keep_history_ms,
                keep_events_ms, keep_snapshots_ms, snapshots_max_bytes, pack, provider, recognition_threads, gpu_memory_mb,
                votes, match_margin, false_accepts_per_day, evidence, keep_crops_days, keep_sightings_days,
                keep_attendance_days, keep_unknown_hours, keep_clips_days, clips_max_bytes, clip_cooldown_ms, backup_hour,
                backup_folder, keep_backups
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
        weekend: Weekdays::of_bits(row.try_get("weekend")?),
        pre_bell: maybe_minutes(&row, "pre_bell_min")?,
        notify_down: maybe_minutes(&row, "notify_down_min")?,
        notify_shared: row.try_get("notify_shared")?,
        notify_engine: row.try_get("notify_engine")?,
        notify_pre_bell: row.try_get("notify_pre_bell")?,
        quiet_hours: quiet_hours(&row)?,
        tick: span(&row, "tick_ms")?,
        max_starting: row.try_get("max_starting")?,
        max_fps: row.try_get("max_fps")?,
        det_set_max: row.try_get("det_set_max")?,
        fps_budget: row.try_get("fps_budget")?,
        max_decoders: row.try_get("max_decoders")?,
        gpu_target: row.try_get("gpu_target")?,
        nice: row.try_get("nice")?,
        cpu_affinity: cores_of(row.try_get("cpu_affinity")?)?,
        keep_history: span(&row, "keep_history_ms")?,
        keep_events: span(&row, "keep_events_ms")?,
        keep_snapshots: span(&row, "keep_snapshots_ms")?,
        snapshots_max_bytes: unsigned(&row, "snapshots_max_bytes")?,
        pack: row.try_get("pack")?,
        provider: Word::of(row.try_get("provider")?)?,
        recognition_threads: row.try_get("recognition_threads")?,
        gpu_memory_mb: row.try_get("gpu_memory_mb")?,
        votes: row.try_get("votes")?,
        match_margin: row.try_get("match_margin")?,
        false_accepts_per_day: row.try_get("false_accepts_per_day")?,
        evidence: Word::of(row.try_get("evidence")?)?,
        keep_crops_days: row.try_get("keep_crops_days")?,
        keep_sightings_days: row.try_get("keep_sightings_days")?,
        keep_attendance_days: row.try_get("keep_attendance_days")?,
        keep_unknown_hours: row.try_get("keep_unknown_hours")?,
        keep_clips_days: row.try_get("keep_clips_days")?,
        clips_max_bytes: unsigned(&row, "clips_max_bytes")?,
        clip_cooldown: span(&row, "clip_cooldown_ms")?,
        backup_hour: row.try_get("backup_hour")?,
        backup_folder: row.try_get("backup_folder")?,
        keep_backups: row.try_get("keep_backups")?,
    })
}

pub(crate) async fn write(connection: &mut SqliteConnection, site: &Site) -> Result<(), Error> {
    let quiet_from = site.quiet_hours.map(|quiet| minute_of(quiet.from)).transpose()?;
    let quiet_to = site.quiet_hours.map(|quiet| minute_of(quiet.to)).transpose()?;
    sqlx::query(
        "INSERT OR REPLACE INTO site (id, name, time_zone, tomorrow_hour, weekend, pre_bell_min, notify_down_min,
                                      notify_shared, notify_engine, notify_pre_bell, quiet_from_min, quiet_to_min,
                                      tick_ms, max_starting, max_fps, det_set_max, fps_budget,
                                      max_decoders, gpu_target, nice, cpu_affinity, keep_history_ms, keep_events_ms,
                                      keep_snapshots_ms, snapshots_max_bytes, pack, provider, recognition_threads,
                                      gpu_memory_mb, votes, match_margin, false_accepts_per_day, evidence,
                                      keep_crops_days, keep_sightings_days, keep_attendance_days, keep_unknown_hours,
                                      keep_clips_days, clips_max_bytes, clip_cooldown_ms, backup_hour,
                                      backup_folder, keep_backups)
         VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&site.name)
    .bind(site.time_zone.name())
    .bind(site.tomorrow_hour)
    .bind(site.weekend.bits())
    .bind(minutes_of(site.pre_bell.unwrap_or_default())?)
    .bind(minutes_of(site.notify_down.unwrap_or_default())?)
    .bind(site.notify_shared)
    .bind(site.notify_engine)
    .bind(site.notify_pre_bell)
    .bind(quiet_from)
    .bind(quiet_to)
    .bind(site.tick.num_milliseconds())
    .bind(site.max_starting)
    .bind(site.max_fps)
    .bind(site.det_set_max)
    .bind(site.fps_budget)
    .bind(site.max_decoders)
    .bind(site.gpu_target)
    .bind(site.nice)
    .bind(site.cpu_affinity.to_string())
    .bind(site.keep_history.num_milliseconds())
    .bind(site.keep_events.num_milliseconds())
    .bind(site.keep_snapshots.num_milliseconds())
    .bind(signed(site.snapshots_max_bytes))
    .bind(&site.pack)
    .bind(site.provider.word())
    .bind(site.recognition_threads)
    .bind(site.gpu_memory_mb)
    .bind(site.votes)
    .bind(site.match_margin)
    .bind(site.false_accepts_per_day)
    .bind(site.evidence.word())
    .bind(site.keep_crops_days)
    .bind(site.keep_sightings_days)
    .bind(site.keep_attendance_days)
    .bind(site.keep_unknown_hours)
    .bind(site.keep_clips_days)
    .bind(i64::try_from(site.clips_max_bytes).unwrap_or(i64::MAX))
    .bind(site.clip_cooldown.num_milliseconds())
    .bind(site.backup_hour)
    .bind(&site.backup_folder)
    .bind(site.keep_backups)
    .execute(connection)
    .await?;
    Ok(())
}

/// Minutes of which 0 is off.
fn maybe_minutes(row: &SqliteRow, column: &str) -> Result<Option<Duration>, Error> {
    let minutes: i64 = row.try_get(column)?;
    Ok(if minutes == 0 { None } else { Some(Duration::minutes(minutes)) })
}

fn quiet_hours(row: &SqliteRow) -> Result<Option<QuietHours>, Error> {
    let from: Option<u32> = row.try_get("quiet_from_min")?;
    let to: Option<u32> = row.try_get("quiet_to_min")?;
    from.zip(to).map(|(from, to)| Ok(QuietHours { from: time(from)?, to: time(to)? })).transpose()
}
