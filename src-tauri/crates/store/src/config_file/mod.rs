//! The configuration as one file: TOML, made and read here alone, so that nothing else of the house is serialisable.
//!
//! The file holds `format`, a `[site]`, and one `[[profile]]`, `[[camera]]`, `[[schedule]]` and `[[exception]]` each;
//! knobs and settings are text, as the command line takes them. What has a name is known by it. What a file does not
//! name stays as it is, so a part of a file is a file. Passwords are left out unless a passphrase is given (see
//! [`sealer`]). What comes and goes is not in it: pauses, measurements, history.

mod camera;
mod exception;
mod export;
mod line;
mod read;
mod schedule;
mod sealer;
mod take;

use bellwatch_domain::happened::Happened;
use bellwatch_domain::plan::Config;
use bellwatch_domain::{Secret, StreamProfile};
use chrono::{DateTime, Utc};

use crate::backup::{Difference, of_config};
use crate::events::{self, By};
use crate::{Error, Store, config};
#[cfg(test)]
pub(crate) use export::Lost;
#[cfg(test)]
pub(crate) use line::Line;
#[cfg(test)]
pub(crate) use sealer::UNUSABLE;
pub(crate) use sealer::{Sealer, salt_of};

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
    /// A camera or a schedule cannot be written as it is.
    #[error("{what} cannot be exported as it is. {why}")]
    CannotExport {
        /// The camera's name, or which schedule.
        what: String,
        /// A sentence.
        why: String,
    },
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Profiles, cameras, schedules and exceptions that are new.
    pub new: usize,
    /// Those that change, and the site when it does.
    pub changed: usize,
    /// Those that are the same already.
    pub same: usize,
    /// Sealed passwords that were left out, because no passphrase was given.
    pub passwords_left_out: usize,
    /// Cameras that come, change and go.
    pub cameras: Difference,
    /// Profiles, likewise.
    pub profiles: Difference,
    /// Schedules, likewise.
    pub schedules: Difference,
    /// Whether the site's settings change.
    pub site: bool,
    /// What cannot be taken, by line; nothing was imported then.
    pub refused: Vec<Refused>,
}

impl ImportReport {
    fn count(&mut self, was_known: bool) {
        if was_known {
            self.changed += 1;
        } else {
            self.new += 1;
        }
    }
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
    /// is asked for, or for a camera or period whose profile cannot be read; or when the store cannot be read.
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
    /// cannot be taken are in the report; nothing is imported then. [`Error::Key`] when a password cannot be kept;
    /// [`Error::TooMany`].
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
        let mut report = self.take_over(&mut transaction, &before, parsed, by).await?;
        let after = config::read(&mut transaction, &self.keys.to_open()).await?;
        (report.cameras, report.profiles, report.schedules) = of_config(Some(&before), &after);
        report.site = before.site != after.site;
        if dry_run {
            transaction.rollback().await?;
            return Ok(report);
        }
        let sentence = Happened::ConfigurationImported { new: report.new, changed: report.changed };
        events::add(&mut transaction, &by.event("import", None, sentence)).await?;
        transaction.commit().await?;
        Ok(report)
    }
}

/// A name as it is compared.
fn key(name: &str) -> String {
    name.to_lowercase()
}

fn find_profile<'a>(config: &'a Config, name: &str) -> Option<&'a StreamProfile> {
    config.profiles.values().find(|profile| key(&profile.name) == key(name))
}
