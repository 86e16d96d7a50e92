//! Changing profiles and the site. Each change is one transaction with its event.

use bellwatch_domain::knobs::{KNOBS, SETTINGS, get, get_setting};
use bellwatch_domain::{ProfileId, Site, StreamProfile};
use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::error::is_taken;
use crate::events::{self, NewEvent};
use crate::{Error, Store};

impl Store {
    /// Sees to it that there is a profile, for a store that has none yet.
    pub(crate) async fn ensure_profile(&self) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO profile (name, name_key) SELECT 'Standard', 'standard'
             WHERE NOT EXISTS (SELECT 1 FROM profile)",
        )
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Adds a profile; its number is chosen by the store.
    ///
    /// # Errors
    ///
    /// [`Error::NameTaken`].
    pub async fn add_profile(
        &self,
        profile: &StreamProfile,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<ProfileId, Error> {
        let mut transaction = self.writer.begin().await?;
        let id = insert_profile(&mut transaction, profile).await?;
        let sentence = format!("The profile {} was added.", profile.name);
        events::add(&mut transaction, &about(actor, "profile", sentence, now)).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Changes a profile; its revision goes up.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`], [`Error::NameTaken`].
    pub async fn edit_profile(
        &self,
        profile: &StreamProfile,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut transaction = self.writer.begin().await?;
        update_profile(&mut transaction, profile).await?;
        let sentence = format!("The profile {} was changed.", profile.name);
        events::add(&mut transaction, &about(actor, "profile", sentence, now)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Removes a profile that no camera uses.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`], [`Error::ProfileInUse`], [`Error::LastProfile`].
    pub async fn remove_profile(&self, id: ProfileId, actor: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let mut transaction = self.writer.begin().await?;
        let row =
            sqlx::query("SELECT name FROM profile WHERE id = ?").bind(id.0).fetch_optional(&mut *transaction);
        let name: String = row.await?.ok_or(Error::Gone { what: "profile" })?.try_get("name")?;
        let users = sqlx::query(
            "SELECT name FROM camera WHERE profile_id = ?1
             OR id IN (SELECT camera_id FROM camera_profile WHERE profile_id = ?1) ORDER BY name_key",
        )
        .bind(id.0)
        .fetch_all(&mut *transaction)
        .await?;
        let cameras = users.iter().map(|row| row.try_get("name")).collect::<Result<Vec<String>, _>>()?;
        if !cameras.is_empty() {
            return Err(Error::ProfileInUse { cameras });
        }
        let count: i64 = sqlx::query("SELECT count(*) AS n FROM profile")
            .fetch_one(&mut *transaction)
            .await?
            .try_get("n")?;
        if count == 1 {
            return Err(Error::LastProfile);
        }
        sqlx::query("DELETE FROM profile WHERE id = ?").bind(id.0).execute(&mut *transaction).await?;
        let sentence = format!("The profile {name} was removed.");
        events::add(&mut transaction, &about(actor, "profile", sentence, now)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Keeps the site's settings.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn set_site(&self, site: &Site, actor: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let mut transaction = self.writer.begin().await?;
        write_site(&mut transaction, site).await?;
        events::add(&mut transaction, &about(actor, "site", "The settings were changed.".to_owned(), now))
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

pub(crate) async fn insert_profile(
    connection: &mut SqliteConnection,
    profile: &StreamProfile,
) -> Result<ProfileId, Error> {
    let done = sqlx::query("INSERT INTO profile (name, name_key) VALUES (?, ?)")
        .bind(&profile.name)
        .bind(profile.name.to_lowercase())
        .execute(&mut *connection)
        .await
        .map_err(|error| taken(error, &profile.name))?;
    let id = ProfileId(done.last_insert_rowid());
    write_knobs(connection, id, profile).await?;
    Ok(id)
}

pub(crate) async fn update_profile(
    connection: &mut SqliteConnection,
    profile: &StreamProfile,
) -> Result<(), Error> {
    let done = sqlx::query("UPDATE profile SET name = ?, name_key = ?, revision = revision + 1 WHERE id = ?")
        .bind(&profile.name)
        .bind(profile.name.to_lowercase())
        .bind(profile.id.0)
        .execute(&mut *connection)
        .await
        .map_err(|error| taken(error, &profile.name))?;
    if done.rows_affected() == 0 {
        return Err(Error::Gone { what: "profile" });
    }
    write_knobs(connection, profile.id, profile).await
}

/// Writes the knobs that differ from their defaults, so that a better default reaches whoever did not choose.
async fn write_knobs(
    connection: &mut SqliteConnection,
    id: ProfileId,
    profile: &StreamProfile,
) -> Result<(), Error> {
    sqlx::query("DELETE FROM profile_knob WHERE profile_id = ?").bind(id.0).execute(&mut *connection).await?;
    let defaults = StreamProfile::with_defaults(id, "");
    for knob in KNOBS {
        let value = get(profile, knob.key);
        if value != get(&defaults, knob.key) {
            sqlx::query("INSERT INTO profile_knob (profile_id, key, value) VALUES (?, ?, ?)")
                .bind(id.0)
                .bind(knob.key)
                .bind(value)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

/// Writes the settings that differ from what is kept.
pub(crate) async fn write_site(connection: &mut SqliteConnection, site: &Site) -> Result<(), Error> {
    for setting in SETTINGS {
        sqlx::query(
            "INSERT INTO site_setting (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = ?2 WHERE value <> ?2",
        )
        .bind(setting.key)
        .bind(get_setting(site, setting.key))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

fn taken(error: sqlx::Error, name: &str) -> Error {
    if is_taken(&error) { Error::NameTaken { name: name.to_owned() } } else { Error::from(error) }
}

fn about(actor: &str, kind: &str, sentence: String, at: DateTime<Utc>) -> NewEvent {
    NewEvent { at, camera: None, kind: kind.to_owned(), actor: actor.to_owned(), sentence }
}
