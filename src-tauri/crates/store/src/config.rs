//! Reading what is configured: all of it, in one transaction.

use std::collections::BTreeMap;

use bellwatch_domain::plan::Config;
use bellwatch_domain::profile::StreamChoice;
use bellwatch_domain::{Camera, CameraId, Pause, ProfileId, Site, SourceAddress, StreamProfile, knobs};
use chrono::Duration;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::rows::{instant, maybe_instant};
use crate::seal::camera_password;
use crate::{Error, Store};

impl Store {
    /// Everything configured, with passwords opened, and the revision it is of.
    ///
    /// A row that cannot be read does not stand in the way of the others: its camera says why.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn config(&self) -> Result<(Config, i64), Error> {
        let mut transaction = self.reader.begin().await?;
        let revision = revision(&mut transaction).await?;
        let site = site(&mut transaction).await?;
        let profiles = profiles(&mut transaction).await?;
        let cameras = self.cameras(&mut transaction).await?;
        transaction.rollback().await?;
        Ok((Config { site, cameras, profiles }, revision))
    }

    /// The revision of what is configured; cheap.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn revision(&self) -> Result<i64, Error> {
        let mut connection = self.reader.acquire().await?;
        revision(&mut connection).await
    }

    async fn cameras(&self, connection: &mut SqliteConnection) -> Result<Vec<Camera>, Error> {
        let rows = sqlx::query(
            "SELECT id, revision, name, location, address, sub_address, user_name, password_sealed, priority, enabled,
                    pause_until_ms, pause_by, pause_at_ms, profile_id, keyframe_ms, sub_keyframe_ms
             FROM camera ORDER BY id",
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut tags: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        let tag_rows = sqlx::query("SELECT camera_id, tag FROM camera_tag ORDER BY camera_id, position");
        for row in tag_rows.fetch_all(&mut *connection).await? {
            tags.entry(row.try_get("camera_id")?).or_default().push(row.try_get("tag")?);
        }
        let mut also: BTreeMap<i64, Vec<ProfileId>> = BTreeMap::new();
        let also_rows =
            sqlx::query("SELECT camera_id, profile_id FROM camera_profile ORDER BY camera_id, position");
        for row in also_rows.fetch_all(&mut *connection).await? {
            also.entry(row.try_get("camera_id")?).or_default().push(ProfileId(row.try_get("profile_id")?));
        }
        rows.iter()
            .map(|row| {
                let mut camera = self.camera(row)?;
                camera.tags = tags.remove(&camera.id.0).unwrap_or_default();
                camera.also_profiles = also.remove(&camera.id.0).unwrap_or_default();
                Ok(camera)
            })
            .collect()
    }

    fn camera(&self, row: &SqliteRow) -> Result<Camera, Error> {
        let id: i64 = row.try_get("id")?;
        let mut unreadable = None;
        let sealed: Option<Vec<u8>> = row.try_get("password_sealed")?;
        let password = sealed.and_then(|sealed| match &self.key {
            Ok(key) => {
                let opened = key.open(&sealed, &camera_password(id));
                if opened.is_none() {
                    unreadable = Some("Its password was sealed with another key. Type it again.".to_owned());
                }
                opened
            }
            Err(why) => {
                unreadable = Some(format!("Its password cannot be opened. {why}"));
                None
            }
        });
        let text: String = row.try_get("address")?;
        let address = match SourceAddress::parse(&text) {
            Ok(split) => split.address,
            Err(error) => {
                unreadable = Some(format!("Its address cannot be read: {error}"));
                SourceAddress::unreadable()
            }
        };
        let sub_text: Option<String> = row.try_get("sub_address")?;
        let sub_address = sub_text.and_then(|text| match SourceAddress::parse(&text) {
            Ok(split) => Some(split.address),
            Err(error) => {
                unreadable = Some(format!("Its sub-stream address cannot be read: {error}"));
                None
            }
        });
        let pause = match maybe_instant(row.try_get("pause_until_ms")?)? {
            None => None,
            Some(until) => {
                Some(Pause { until, by: row.try_get("pause_by")?, at: instant(row.try_get("pause_at_ms")?)? })
            }
        };
        let milliseconds = |column: &str| -> Result<Option<Duration>, Error> {
            Ok(row.try_get::<Option<i64>, _>(column)?.map(Duration::milliseconds))
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
            keyframe_interval: milliseconds("keyframe_ms")?,
            sub_keyframe_interval: milliseconds("sub_keyframe_ms")?,
            unreadable,
        })
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
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

async fn revision(connection: &mut SqliteConnection) -> Result<i64, Error> {
    let row = sqlx::query("SELECT revision FROM config_revision WHERE id = 1").fetch_one(connection).await?;
    Ok(row.try_get("revision")?)
}

/// The site: its defaults, with what was set laid over them. A setting of an older version that no longer exists, or
/// whose range became smaller, is left at its default and said.
pub(crate) async fn site(connection: &mut SqliteConnection) -> Result<Site, Error> {
    let mut site = Site::with_defaults("School", chrono_tz::UTC);
    let rows = sqlx::query("SELECT key, value FROM site_setting ORDER BY key").fetch_all(connection).await?;
    for row in rows {
        let (key, value): (String, String) = (row.try_get("key")?, row.try_get("value")?);
        if let Err(error) = knobs::set_setting(&mut site, &key, &value) {
            tracing::warn!(key, error = %error, "a stored setting is left at its default");
        }
    }
    Ok(site)
}

pub(crate) async fn profiles(
    connection: &mut SqliteConnection,
) -> Result<BTreeMap<ProfileId, StreamProfile>, Error> {
    let mut profiles = BTreeMap::new();
    let rows =
        sqlx::query("SELECT id, revision, name FROM profile ORDER BY id").fetch_all(&mut *connection).await?;
    for row in rows {
        let id = ProfileId(row.try_get("id")?);
        let mut profile = StreamProfile::with_defaults(id, &row.try_get::<String, _>("name")?);
        profile.revision = row.try_get("revision")?;
        profiles.insert(id, profile);
    }
    let rows = sqlx::query("SELECT profile_id, key, value FROM profile_knob ORDER BY profile_id, key");
    for row in rows.fetch_all(connection).await? {
        let (key, value): (String, String) = (row.try_get("key")?, row.try_get("value")?);
        let Some(profile) = profiles.get_mut(&ProfileId(row.try_get("profile_id")?)) else { continue };
        if let Err(error) = knobs::set(profile, &key, &value) {
            tracing::warn!(profile = %profile.id, key, error = %error, "a stored knob is left at its default");
        }
    }
    Ok(profiles)
}
