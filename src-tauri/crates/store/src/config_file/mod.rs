//! The configuration as one file: TOML, made and read here alone, so that nothing else of the house is serialisable.
//!
//! The file holds `format`, a `[site]`, and one `[[profile]]` and `[[camera]]` each; knobs and settings are text, as the
//! command line takes them. Profiles and cameras are known by their names. What a file does not name stays as it is,
//! so a part of a file is a file. Passwords are left out unless a passphrase is given (see [`sealer`]). What comes and
//! goes is not in it: pauses, measurements, history.

mod camera;
mod export;
mod read;
mod sealer;

use std::collections::BTreeMap;

use bellwatch_domain::plan::Config;
use bellwatch_domain::{Camera, ProfileId, Secret, Site, StreamProfile};
use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::cameras::{CameraRow, PasswordChange};
use crate::events::{self, By};
use crate::{Error, Store, config, profiles, site};
use read::Parsed;
use sealer::Sealer;

/// The file's format. A file with a higher number was written by a newer Bellwatch.
const FORMAT: i64 = 1;

/// Why a configuration file cannot be made or taken; each displays as one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is not TOML.
    #[error("Line {line} cannot be read: {why}.")]
    Syntax {
        /// Its number, from 1.
        line: usize,
        /// What is wrong there.
        why: String,
    },
    /// It is larger than any configuration.
    #[error("This file is larger than 16 MB, which no configuration is.")]
    TooLarge,
    /// It is something else.
    #[error(
        "This is no Bellwatch configuration: it does not begin with its format, as in \"format = {FORMAT}\"."
    )]
    NoFormat,
    /// It was written by a newer Bellwatch.
    #[error("This file was written by a newer Bellwatch (format {found}; this one reads {FORMAT}).")]
    Newer {
        /// Its format.
        found: i64,
    },
    /// There is nothing that the passphrase could open.
    #[error("This file holds no sealed passwords, so it needs no passphrase.")]
    NothingSealed,
    /// An empty passphrase.
    #[error("Type a passphrase; an empty one seals nothing.")]
    NoPassphrase,
    /// Another passphrase, or a sealed password that was changed.
    #[error("This passphrase does not open the passwords in this file.")]
    WrongPassphrase,
    /// A camera cannot be written as it is.
    #[error("{camera} cannot be exported as it is. {why}")]
    CannotExport {
        /// Its name.
        camera: String,
        /// A sentence.
        why: String,
    },
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Profiles and cameras that are new.
    pub new: usize,
    /// Those that change, and the site when it does.
    pub changed: usize,
    /// Those that are the same already.
    pub same: usize,
    /// Sealed passwords that were left out, because no passphrase was given.
    pub passwords_left_out: usize,
    /// What cannot be taken, by line; nothing was imported then.
    pub refused: Vec<Refused>,
}

/// A line that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its number, from 1.
    pub line: usize,
    /// Why, one sentence.
    pub sentence: String,
}

impl Store {
    /// The configuration as the text of a file; with passwords when there is a passphrase to seal them with.
    ///
    /// # Errors
    ///
    /// [`FileError::NoPassphrase`]; [`FileError::CannotExport`] for a camera whose address, or whose password when it
    /// is asked for, cannot be read; or when the store cannot be read.
    pub async fn export(&self, passphrase: Option<&Secret>) -> Result<String, Error> {
        let (config, _) = self.config().await?;
        let sealer = match passphrase {
            None => None,
            Some(passphrase) => Some(Sealer::new(passphrase).await?),
        };
        Ok(export::text(&config, sealer.as_ref())?)
    }

    /// Takes a file's configuration over. With `dry_run` everything is done and taken back, so the report is the same.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigFile`] when it is no such file, is of a newer Bellwatch, or needs another passphrase. Lines that
    /// cannot be taken are in the report; nothing is imported then. [`Error::Key`] when a password cannot be kept.
    pub async fn import(
        &self,
        text: &str,
        passphrase: Option<&Secret>,
        dry_run: bool,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Error> {
        let by = By { actor, now };
        let sealer = match (passphrase, read::salt(text)?) {
            (None, _) => None,
            (Some(_), None) => return Err(FileError::NothingSealed.into()),
            (Some(passphrase), Some(salt)) => Some(Sealer::with_salt(passphrase, salt).await?),
        };
        let mut transaction = self.write().await?;
        let before = config::read(&mut transaction, &self.keys.to_open()).await?;
        let parsed = read::read(text, &before, sealer.as_ref())?;
        if !parsed.refused.is_empty() {
            return Ok(ImportReport { refused: parsed.refused, ..ImportReport::default() });
        }
        let report = self.take_over(&mut transaction, &before, parsed).await?;
        if dry_run {
            transaction.rollback().await?;
            return Ok(report);
        }
        let sentence =
            format!("A configuration was imported: {} new, {} changed.", report.new, report.changed);
        events::add(&mut transaction, &by.event("import", None, sentence)).await?;
        transaction.commit().await?;
        Ok(report)
    }

    async fn take_over(
        &self,
        connection: &mut SqliteConnection,
        before: &Config,
        parsed: Parsed,
    ) -> Result<ImportReport, Error> {
        let mut report =
            ImportReport { passwords_left_out: parsed.passwords_left_out, ..ImportReport::default() };
        if take_site(connection, &before.site, &parsed.site).await? {
            report.changed += 1;
        }
        let mut ids: BTreeMap<String, ProfileId> =
            before.profiles.values().map(|profile| (key(&profile.name), profile.id)).collect();
        for profile in &parsed.profiles {
            match before.profiles.get(&profile.id) {
                None => {
                    ids.insert(key(&profile.name), profiles::insert(connection, profile).await?);
                    report.new += 1;
                }
                Some(known) if known == profile => report.same += 1,
                Some(_) => {
                    profiles::update(connection, profile).await?;
                    report.changed += 1;
                }
            }
        }
        for named in &parsed.cameras {
            let row = named.row(&ids);
            match named.known.and_then(|id| before.cameras.iter().find(|camera| camera.id == id)) {
                None => {
                    self.insert_camera(connection, &row).await?;
                    report.new += 1;
                }
                Some(camera) if is_same(camera, &row) => report.same += 1,
                Some(camera) => {
                    self.update_camera(connection, camera.id, &row).await?;
                    report.changed += 1;
                }
            }
        }
        Ok(report)
    }
}

async fn take_site(connection: &mut SqliteConnection, before: &Site, after: &Site) -> Result<bool, Error> {
    let differs = before != after;
    if differs {
        site::write(connection, after).await?;
    }
    Ok(differs)
}

/// A name as it is compared.
fn key(name: &str) -> String {
    name.to_lowercase()
}

fn find_profile<'a>(config: &'a Config, name: &str) -> Option<&'a StreamProfile> {
    config.profiles.values().find(|profile| key(&profile.name) == key(name))
}

/// Whether a camera already is what a row asks for. A password that is kept differs in nothing.
fn is_same(camera: &Camera, row: &CameraRow) -> bool {
    let has_password = camera.password.is_some() || camera.unreadable.is_some();
    let password = match &row.password {
        PasswordChange::Keep => true,
        PasswordChange::Clear => !has_password,
        PasswordChange::Set(secret) => camera.password.as_ref() == Some(secret),
    };
    let CameraRow {
        name,
        location,
        address,
        sub_address,
        user,
        password: _,
        priority,
        enabled,
        tags,
        profile,
        also_profiles,
    } = row;
    password
        && camera.name == *name
        && camera.location == *location
        && camera.address == *address
        && camera.sub_address == *sub_address
        && camera.user == *user
        && camera.priority == *priority
        && camera.enabled == *enabled
        && camera.tags == *tags
        && camera.profile == *profile
        && camera.also_profiles == *also_profiles
}
