//! Changing cameras. Each change is one transaction with its event.

use std::borrow::Cow;

use bellwatch_domain::happened::Happened;
use bellwatch_domain::said::Time;
use bellwatch_domain::{CameraId, Pause, ProfileId, Secret, SourceAddress};
use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::error::named;
use crate::events::{self, By};
use crate::seal::{NoRandom, camera_password};
use crate::{Error, Store, removed};

/// Why another camera's password cannot be taken over.
pub(crate) const OTHERS_CLOSED: &str = "The other camera's does not open with the key that there is.";

/// A camera as it is to be kept; already checked. See [`bellwatch_domain::Camera`] for the fields.
#[derive(Debug, Clone, PartialEq)]
pub struct CameraRow {
    /// Unique without regard to case.
    pub name: String,
    /// May be empty.
    pub location: String,
    /// Main stream.
    pub address: SourceAddress,
    /// Sub-stream.
    pub sub_address: Option<SourceAddress>,
    /// User name.
    pub user: Option<String>,
    /// What happens to the password.
    pub password: PasswordChange,
    /// 0–9.
    pub priority: u8,
    /// Whether it is wanted.
    pub enabled: bool,
    /// In the order in which they are shown.
    pub tags: Vec<String>,
    /// The profile it runs with.
    pub profile: ProfileId,
    /// Further ones.
    pub also_profiles: Vec<ProfileId>,
}

/// What happens to a camera's password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordChange {
    /// It stays. A new camera has none.
    Keep,
    /// It becomes this one.
    Set(Secret),
    /// It becomes what that camera has, as it stands in the same transaction.
    Of(CameraId),
    /// It goes.
    Clear,
}

/// A [`PasswordChange`] with the password itself, whosever it was: bound to its row, a sealed one opens in no other.
enum Settled<'a> {
    Keep,
    Set(Cow<'a, Secret>),
    Clear,
}

impl Store {
    /// Adds a camera.
    ///
    /// # Errors
    ///
    /// [`Error::NameTaken`]; [`Error::Gone`] when there is no such profile, or no camera whose password it is to have;
    /// [`Error::OutOfRange`]; [`Error::Key`] when a password cannot be sealed, or another camera's not opened. Nothing
    /// is changed then.
    pub async fn add_camera(
        &self,
        row: &CameraRow,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<CameraId, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let id = self.insert_camera(&mut transaction, row, by).await?;
        let event = by.event("camera", Some(id), Happened::CameraAdded { name: &row.name });
        events::add(&mut transaction, &event).await?;
        transaction.commit().await?;
        Ok(id)
    }

    pub(crate) async fn insert_camera(
        &self,
        connection: &mut SqliteConnection,
        row: &CameraRow,
        by: By<'_>,
    ) -> Result<CameraId, Error> {
        let done = sqlx::query(
            "INSERT INTO camera (name, name_key, location, address, sub_address, user_name, priority, enabled,
                                 profile_id, switched_by, switched_ms)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&row.name)
        .bind(row.name.to_lowercase())
        .bind(&row.location)
        .bind(row.address.as_str())
        .bind(row.sub_address.as_ref().map(SourceAddress::as_str))
        .bind(&row.user)
        .bind(row.priority)
        .bind(row.enabled)
        .bind(row.profile.0)
        .bind(by.actor)
        .bind(by.now.timestamp_millis())
        .execute(&mut *connection)
        .await
        .map_err(|error| named(error, &row.name))?;
        let id = CameraId(done.last_insert_rowid());
        let password = self.settled(&mut *connection, &row.password).await?;
        self.write_password(&mut *connection, id, &password).await?;
        write_lists(connection, id, row).await?;
        Ok(id)
    }

    /// Changes a camera. Its revision goes up when an address or the credentials differ; what was measured of a stream
    /// is forgotten when the address of that stream differs.
    ///
    /// # Errors
    ///
    /// As [`Store::add_camera`]; [`Error::Gone`] also when there is no such camera.
    pub async fn edit_camera(
        &self,
        id: CameraId,
        row: &CameraRow,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        self.update_camera(&mut transaction, id, row, by).await?;
        let event = by.event("camera", Some(id), Happened::CameraChanged { name: &row.name });
        events::add(&mut transaction, &event).await?;
        Ok(transaction.commit().await?)
    }

    pub(crate) async fn update_camera(
        &self,
        connection: &mut SqliteConnection,
        id: CameraId,
        row: &CameraRow,
        by: By<'_>,
    ) -> Result<(), Error> {
        let before =
            sqlx::query("SELECT address, sub_address, user_name, password_sealed FROM camera WHERE id = ?")
                .bind(id.0)
                .fetch_optional(&mut *connection)
                .await?
                .ok_or(Error::Gone { what: "camera" })?;
        let sub_address = row.sub_address.as_ref().map(SourceAddress::as_str);
        let main_differs = before.try_get::<&str, _>("address")? != row.address.as_str();
        let sub_differs = before.try_get::<Option<&str>, _>("sub_address")? != sub_address;
        let user_differs = before.try_get::<Option<&str>, _>("user_name")? != row.user.as_deref();
        let sealed: Option<&[u8]> = before.try_get("password_sealed")?;
        let password = self.settled(&mut *connection, &row.password).await?;
        let password_differs = match (&password, sealed) {
            (Settled::Keep, _) | (Settled::Clear, None) => false,
            (Settled::Clear, Some(_)) | (Settled::Set(_), None) => true,
            (Settled::Set(secret), Some(sealed)) => {
                let opened =
                    self.keys.to_open().ok().and_then(|key| key.open(sealed, &camera_password(id.0)));
                opened.as_ref() != Some(&**secret)
            }
        };
        let differs = main_differs || sub_differs || user_differs || password_differs;
        sqlx::query(
            "UPDATE camera SET name = ?, name_key = ?, location = ?, address = ?, sub_address = ?, user_name = ?,
                    priority = ?, profile_id = ?, revision = revision + ?,
                    keyframe_ms = iif(?, NULL, keyframe_ms), sub_keyframe_ms = iif(?, NULL, sub_keyframe_ms)
             WHERE id = ?",
        )
        .bind(&row.name)
        .bind(row.name.to_lowercase())
        .bind(&row.location)
        .bind(row.address.as_str())
        .bind(sub_address)
        .bind(&row.user)
        .bind(row.priority)
        .bind(row.profile.0)
        .bind(i64::from(differs))
        .bind(main_differs)
        .bind(sub_differs)
        .bind(id.0)
        .execute(&mut *connection)
        .await
        .map_err(|error| named(error, &row.name))?;
        switch(&mut *connection, id, row.enabled, by).await?;
        if password_differs {
            self.write_password(&mut *connection, id, &password).await?;
        }
        write_lists(connection, id, row).await
    }

    /// The change with another camera's password in the place of its number.
    async fn settled<'a>(
        &self,
        connection: &mut SqliteConnection,
        change: &'a PasswordChange,
    ) -> Result<Settled<'a>, Error> {
        let camera = match change {
            PasswordChange::Keep => return Ok(Settled::Keep),
            PasswordChange::Set(secret) => return Ok(Settled::Set(Cow::Borrowed(secret))),
            PasswordChange::Clear => return Ok(Settled::Clear),
            PasswordChange::Of(camera) => camera,
        };
        let row = sqlx::query("SELECT password_sealed FROM camera WHERE id = ?")
            .bind(camera.0)
            .fetch_optional(&mut *connection)
            .await?
            .ok_or(Error::Gone { what: "camera" })?;
        let Some(sealed) = row.try_get::<Option<Vec<u8>>, _>("password_sealed")? else {
            return Ok(Settled::Clear);
        };
        let key = self.keys.to_open().map_err(|why| Error::Key { why })?;
        let opened = key.open(&sealed, &camera_password(camera.0));
        let secret = opened.ok_or_else(|| Error::Key { why: OTHERS_CLOSED.to_owned() })?;
        Ok(Settled::Set(Cow::Owned(secret)))
    }

    async fn write_password(
        &self,
        connection: &mut SqliteConnection,
        id: CameraId,
        change: &Settled<'_>,
    ) -> Result<(), Error> {
        let sealed = match change {
            Settled::Keep => return Ok(()),
            Settled::Clear => None,
            Settled::Set(secret) => {
                let key = self.key_to_seal(&mut *connection).await?;
                let sealed = key.seal(secret, &camera_password(id.0));
                Some(sealed.map_err(|NoRandom| Error::Key { why: NoRandom.to_string() })?)
            }
        };
        sqlx::query("UPDATE camera SET password_sealed = ? WHERE id = ?")
            .bind(sealed)
            .bind(id.0)
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Removes a camera, with its runs and heartbeats; its events stay. For a while it can be put back, see
    /// [`Store::restore_camera`].
    ///
    /// # Errors
    ///
    /// [`Error::Gone`].
    pub async fn remove_camera(&self, id: CameraId, actor: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let name = name_of(&mut transaction, id).await?;
        removed::remember(&mut transaction, id, now).await?;
        sqlx::query("DELETE FROM camera WHERE id = ?").bind(id.0).execute(&mut *transaction).await?;
        let event = by.event("camera", Some(id), Happened::CameraRemoved { name: &name });
        events::add(&mut transaction, &event).await?;
        Ok(transaction.commit().await?)
    }

    /// Switches a camera on or off.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`].
    pub async fn set_enabled(
        &self,
        id: CameraId,
        on: bool,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let name = name_of(&mut transaction, id).await?;
        switch(&mut transaction, id, on, by).await?;
        let name = &name;
        let sentence =
            if on { Happened::CameraSwitchedOn { name } } else { Happened::CameraSwitchedOff { name } };
        let event = by.event("camera", Some(id), sentence);
        events::add(&mut transaction, &event).await?;
        Ok(transaction.commit().await?)
    }

    /// Gives each of the cameras its pause, or ends the one it has: all of them or none. `until` words the end of a pause
    /// for the events.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when one of them is no longer there; nothing is changed then.
    pub async fn set_pauses(
        &self,
        pauses: &[(CameraId, Option<Pause>)],
        until: impl Fn(&Pause) -> String,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        for (id, pause) in pauses {
            let pause = pause.as_ref();
            let name = name_of(&mut transaction, *id).await?;
            sqlx::query("UPDATE camera SET pause_until_ms = ?, pause_by = ?, pause_at_ms = ? WHERE id = ?")
                .bind(pause.map(|pause| pause.until.timestamp_millis()))
                .bind(pause.map(|pause| pause.by.as_str()))
                .bind(pause.map(|pause| pause.at.timestamp_millis()))
                .bind(id.0)
                .execute(&mut *transaction)
                .await?;
            let (name, until) = (&name, pause.map(&until));
            let sentence = match &until {
                Some(until) => Happened::Paused { name, until: Time(until) },
                None => Happened::PauseEnded { name },
            };
            events::add(&mut transaction, &by.event("pause", Some(*id), sentence)).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Switches a camera on or off where it is not so already, and keeps who did.
async fn switch(connection: &mut SqliteConnection, id: CameraId, on: bool, by: By<'_>) -> Result<(), Error> {
    let query = sqlx::query(
        "UPDATE camera SET enabled = ?1, switched_by = ?2, switched_ms = ?3 WHERE id = ?4 AND enabled <> ?1",
    );
    let query = query.bind(on).bind(by.actor).bind(by.now.timestamp_millis()).bind(id.0);
    query.execute(connection).await?;
    Ok(())
}

async fn name_of(connection: &mut SqliteConnection, id: CameraId) -> Result<String, Error> {
    let row =
        sqlx::query("SELECT name FROM camera WHERE id = ?").bind(id.0).fetch_optional(connection).await?;
    Ok(row.ok_or(Error::Gone { what: "camera" })?.try_get("name")?)
}

async fn write_lists(connection: &mut SqliteConnection, id: CameraId, row: &CameraRow) -> Result<(), Error> {
    sqlx::query("DELETE FROM camera_tag WHERE camera_id = ?").bind(id.0).execute(&mut *connection).await?;
    for (position, tag) in (0_i64..).zip(&row.tags) {
        sqlx::query("INSERT INTO camera_tag (camera_id, position, tag) VALUES (?, ?, ?)")
            .bind(id.0)
            .bind(position)
            .bind(tag)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query("DELETE FROM camera_profile WHERE camera_id = ?")
        .bind(id.0)
        .execute(&mut *connection)
        .await?;
    for (position, profile) in (0_i64..).zip(&row.also_profiles) {
        sqlx::query("INSERT INTO camera_profile (camera_id, position, profile_id) VALUES (?, ?, ?)")
            .bind(id.0)
            .bind(position)
            .bind(profile.0)
            .execute(&mut *connection)
            .await
            .map_err(|error| named(error, &row.name))?;
    }
    Ok(())
}
