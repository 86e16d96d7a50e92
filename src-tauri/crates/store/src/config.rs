//! Reading what is configured: all of it, in one transaction; and what is measured of it.

use std::collections::BTreeMap;

use bellwatch_domain::plan::Config;
use bellwatch_domain::profile::StreamChoice;
use bellwatch_domain::{Camera, CameraId, Pause, ProfileId, SourceAddress};
use chrono::Duration;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::rows::{instant, maybe_instant, maybe_span};
use crate::seal::{Key, camera_password};
use crate::{Error, Store, exceptions, occurrences, profiles, schedules, site};

impl Store {
    /// Everything configured, with passwords opened, and the revision it is of.
    ///
    /// A row that cannot be read does not stand in the way of the others: its camera says why.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn config(&self) -> Result<(Config, i64), Error> {
        // Asked before: a key that comes in between is noticed by the next look at the revision.
        let arrivals = self.keys.arrivals();
        let mut transaction = self.reader.begin().await?;
        let revision = revision(&mut transaction).await?;
        let config = read(&mut transaction, &self.keys.to_open()).await?;
        transaction.rollback().await?;
        Ok((config, revision + arrivals))
    }

    /// The revision of what is configured; cheap. It goes up with each change of site, profiles, cameras, schedules or
    /// exceptions, whoever makes it, with each request, and when a key that had been missed has come.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn revision(&self) -> Result<i64, Error> {
        let mut connection = self.reader.acquire().await?;
        Ok(revision(&mut connection).await? + self.keys.arrivals())
    }

    /// Keeps a measured distance of keyframes, or forgets it.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn set_keyframe_interval(
        &self,
        camera: CameraId,
        stream: StreamChoice,
        interval: Option<Duration>,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        let statement = match stream {
            StreamChoice::Main => {
                "UPDATE camera SET keyframe_ms = ?1 WHERE id = ?2 AND keyframe_ms IS NOT ?1"
            }
            StreamChoice::Sub => {
                "UPDATE camera SET sub_keyframe_ms = ?1 WHERE id = ?2 AND sub_keyframe_ms IS NOT ?1"
            }
        };
        sqlx::query(statement)
            .bind(interval.map(|interval| interval.num_milliseconds()))
            .bind(camera.0)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

/// Everything configured, as this connection sees it.
pub(crate) async fn read(
    connection: &mut SqliteConnection,
    key: &Result<Key, String>,
) -> Result<Config, Error> {
    let site = site::read(connection).await?;
    let profiles = profiles::read(connection).await?;
    let cameras = cameras(connection, key).await?;
    let schedules = schedules::read(connection).await?;
    let exceptions = exceptions::read(connection).await?;
    let begun = occurrences::begun(connection).await?;
    Ok(Config { site, cameras, profiles, schedules, exceptions, begun })
}

async fn revision(connection: &mut SqliteConnection) -> Result<i64, Error> {
    let row = sqlx::query("SELECT revision FROM config_revision WHERE id = 1").fetch_one(connection).await?;
    Ok(row.try_get("revision")?)
}

async fn cameras(connection: &mut SqliteConnection, key: &Result<Key, String>) -> Result<Vec<Camera>, Error> {
    let mut tags: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let rows = sqlx::query("SELECT camera_id, tag FROM camera_tag ORDER BY camera_id, position");
    for row in rows.fetch_all(&mut *connection).await? {
        tags.entry(row.try_get("camera_id")?).or_default().push(row.try_get("tag")?);
    }
    let mut also: BTreeMap<i64, Vec<ProfileId>> = BTreeMap::new();
    let rows = sqlx::query("SELECT camera_id, profile_id FROM camera_profile ORDER BY camera_id, position");
    for row in rows.fetch_all(&mut *connection).await? {
        also.entry(row.try_get("camera_id")?).or_default().push(ProfileId(row.try_get("profile_id")?));
    }
    let rows = sqlx::query(
        "SELECT id, revision, name, location, address, sub_address, user_name, password_sealed, priority, enabled,
                pause_until_ms, pause_by, pause_at_ms, profile_id, keyframe_ms, sub_keyframe_ms
         FROM camera ORDER BY id",
    )
    .fetch_all(connection)
    .await?;
    let with_lists = |row: &SqliteRow| {
        let mut camera = camera(row, key)?;
        camera.tags = tags.remove(&camera.id.0).unwrap_or_default();
        camera.also_profiles = also.remove(&camera.id.0).unwrap_or_default();
        Ok(camera)
    };
    rows.iter().map(with_lists).collect()
}

/// Why a camera cannot be read; what follows says why.
pub(crate) const ADDRESS: &str = "Its address cannot be read.";
pub(crate) const SUB_ADDRESS: &str = "Its sub-stream address cannot be read.";
pub(crate) const CLOSED: &str = "Its password cannot be opened.";
pub(crate) const OTHER_KEY: &str = "Its password was sealed with another key. Type it again.";

/// A camera without its lists.
fn camera(row: &SqliteRow, key: &Result<Key, String>) -> Result<Camera, Error> {
    let id: i64 = row.try_get("id")?;
    let mut unreadable = None;
    let address = match SourceAddress::parse(row.try_get("address")?) {
        Ok(split) => split.address,
        Err(error) => {
            unreadable = Some(format!("{ADDRESS} {error}"));
            SourceAddress::unreadable()
        }
    };
    let sub_address = match row.try_get::<Option<&str>, _>("sub_address")?.map(SourceAddress::parse) {
        None => None,
        Some(Ok(split)) => Some(split.address),
        Some(Err(error)) => {
            unreadable = Some(format!("{SUB_ADDRESS} {error}"));
            None
        }
    };
    let password = match (row.try_get::<Option<&[u8]>, _>("password_sealed")?, key) {
        (None, _) => None,
        (Some(sealed), Ok(key)) => {
            let opened = key.open(sealed, &camera_password(id));
            if opened.is_none() {
                unreadable = Some(OTHER_KEY.to_owned());
            }
            opened
        }
        (Some(_), Err(why)) => {
            unreadable = Some(format!("{CLOSED} {why}"));
            None
        }
    };
    let pause = match maybe_instant(row.try_get("pause_until_ms")?)? {
        None => None,
        Some(until) => {
            Some(Pause { until, by: row.try_get("pause_by")?, at: instant(row.try_get("pause_at_ms")?)? })
        }
    };
    Ok(Camera {
        id: CameraId(id),
        revision: row.try_get("revision")?,
        name: row.try_get("name")?,
        location: row.try_get("location")?,
        address,
        sub_address,
        user: row.try_get("user_name")?,
        password,
        priority: row.try_get("priority")?,
        enabled: row.try_get("enabled")?,
        pause,
        tags: Vec::new(),
        profile: ProfileId(row.try_get("profile_id")?),
        also_profiles: Vec::new(),
        keyframe_interval: maybe_span(row, "keyframe_ms")?,
        sub_keyframe_interval: maybe_span(row, "sub_keyframe_ms")?,
        unreadable,
    })
}
