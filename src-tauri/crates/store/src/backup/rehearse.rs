//! The rehearsal of a restore: the backup unpacked, opened and brought up to date beside the store, and compared.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use bellwatch_domain::Secret;
use chrono::{DateTime, Utc};
use sqlx::{Connection, Row};
use zeroize::Zeroizing;

use super::archive::{self, Archive};
use super::erasures::{ErasedAgain, erase_again};
use super::make::{blocking, raw};
use super::scratch::{Scratch, new_file};
use super::{BackupError, BackupFacts, Difference, KeyHeld, difference};
use crate::config_file::{Sealer, salt_of};
use crate::events::By;
use crate::keys::KEY_FILE;
use crate::open::{Before, STORE_FILE, newest_migration};
use crate::rows::{maybe_instant, unsigned};
use crate::seal::camera_password;
use crate::{Error, KeyChoice, Store};

/// What a store holds, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Cameras.
    pub cameras: u64,
    /// Schedules.
    pub schedules: u64,
    /// People.
    pub people: u64,
    /// Photos of people.
    pub photos: u64,
    /// Sightings.
    pub sightings: u64,
    /// Attendance records.
    pub records: u64,
    /// Heartbeats.
    pub heartbeats: u64,
    /// Events.
    pub events: u64,
    /// From when to when there are heartbeats, events or sightings; `None` where there are none.
    pub history: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// What restoring a backup would do. Nothing has been changed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    /// What the backup says of itself.
    pub facts: BackupFacts,
    /// What the store would hold.
    pub restored: Contents,
    /// What it holds now; `None` where there is none, or it cannot be opened.
    pub present: Option<Contents>,
    /// Why the present store cannot be compared: a sentence.
    pub present_fails: Option<String>,
    /// Cameras that come, change and go.
    pub cameras: Difference,
    /// Profiles, likewise.
    pub profiles: Difference,
    /// Schedules, likewise.
    pub schedules: Difference,
    /// People, by their codes.
    pub people: Difference,
    /// Passwords in the backup.
    pub passwords: u64,
    /// Those that open with the key at hand.
    pub passwords_open: u64,
    /// People in the backup who were erased since; they are erased again.
    pub erased_since: u64,
    /// Consents in the backup that were withdrawn since; they are withdrawn again.
    pub withdrawn_since: u64,
}

/// A backup unpacked and opened beside the store, which it can become.
pub(super) struct Stage {
    pub(super) store: Store,
    pub(super) facts: BackupFacts,
    pub(super) scratch: Scratch,
}

/// Checks a backup: that it is whole, opens, and can be brought up to date; in a folder within `home` that goes again.
/// Returns what it says of itself and what it holds.
///
/// # Errors
///
/// [`BackupError`], one sentence; when there is no room to unpack it.
pub async fn check_backup(home: &Path, file: &Path) -> Result<(BackupFacts, Contents), Error> {
    let stage = stage(home, file, None).await?;
    let contents = contents(&stage.store).await?;
    stage.store.close().await;
    Ok((stage.facts, contents))
}

/// Says what restoring `file` in `home` would do. `present` is the store there where this process has it open already.
///
/// # Errors
///
/// As [`check_backup`].
pub async fn rehearse(
    home: &Path,
    file: &Path,
    passphrase: Option<&Secret>,
    present: Option<&Store>,
    now: DateTime<Utc>,
) -> Result<Rehearsal, Error> {
    let stage = stage(home, file, passphrase).await?;
    let rehearsal = match present {
        Some(present) => stage.compare(Ok(Some(present)), "rehearsal", now).await,
        None => match Present::open(home).await? {
            Present::None => stage.compare(Ok(None), "rehearsal", now).await,
            Present::Damaged(why) => stage.compare(Err(why), "rehearsal", now).await,
            Present::Whole(store) => {
                let rehearsal = stage.compare(Ok(Some(&store)), "rehearsal", now).await;
                store.close().await;
                rehearsal
            }
        },
    };
    stage.store.close().await;
    rehearsal
}

/// The store that is in a data folder.
pub(super) enum Present {
    None,
    /// With a sentence.
    Damaged(String),
    Whole(Store),
}

impl Present {
    /// Opens what is there; makes nothing that is not.
    pub(super) async fn open(home: &Path) -> Result<Self, Error> {
        if !home.join(STORE_FILE).exists() {
            return Ok(Present::None);
        }
        match Store::open(home, KeyChoice::File).await {
            Ok(store) => Ok(Present::Whole(store)),
            Err(error @ (Error::Damaged { .. } | Error::Unreadable(_))) => {
                Ok(Present::Damaged(error.to_string()))
            }
            Err(error) => Err(error),
        }
    }
}

impl Stage {
    /// Erases again whom the present store's list names, and compares what is left.
    pub(super) async fn compare(
        &self,
        present: Result<Option<&Store>, String>,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Rehearsal, Error> {
        let (present, present_fails) = match present {
            Ok(present) => (present, None),
            Err(why) => (None, Some(why)),
        };
        let ErasedAgain { people: erased_since, consents: withdrawn_since } =
            erase_again(&self.store, present, By { actor, now }).await?;
        let (restored_config, _) = self.store.config().await?;
        let present_config = match present {
            Some(present) => Some(present.config().await?.0),
            None => None,
        };
        let (cameras, profiles, schedules) = difference::of_config(present_config.as_ref(), &restored_config);
        let (passwords, passwords_open) = passwords(&self.store).await?;
        Ok(Rehearsal {
            facts: self.facts.clone(),
            restored: contents(&self.store).await?,
            present: match present {
                Some(present) => Some(contents(present).await?),
                None => None,
            },
            present_fails,
            cameras,
            profiles,
            schedules,
            people: difference::of_people(present, &self.store).await?,
            passwords,
            passwords_open,
            erased_since,
            withdrawn_since,
        })
    }
}

/// Unpacks, checks and opens a backup in a scratch folder within `home`.
pub(super) async fn stage(home: &Path, file: &Path, passphrase: Option<&Secret>) -> Result<Stage, Error> {
    let scratch = Scratch::new(home)?;
    let store = scratch.path().join(STORE_FILE);
    let unpacking = {
        let (file, store) = (file.to_owned(), store.clone());
        move || {
            let mut archive = Archive::open(&file)?;
            let known = newest_migration();
            if archive.facts.store_version > known {
                return Err(BackupError::Newer { file, found: archive.facts.store_version, known }.into());
            }
            archive.unpack_store(&store)?;
            let key = match archive.facts.key {
                KeyHeld::Bare => Some(archive.key(archive::KEY)?),
                KeyHeld::Sealed => Some(archive.key(archive::SEALED_KEY)?),
                KeyHeld::InKeyring | KeyHeld::Missing => None,
            };
            Ok((archive.facts, key))
        }
    };
    let (facts, key) = blocking(unpacking).await?;
    let key = match (facts.key, key, passphrase) {
        (KeyHeld::Sealed, Some(sealed), Some(passphrase)) => {
            Some(opened(file, &facts, &sealed, passphrase).await?)
        }
        (KeyHeld::Bare, bare, _) => bare,
        (KeyHeld::Sealed | KeyHeld::InKeyring | KeyHeld::Missing, _, _) => None,
    };
    let damaged = || BackupError::Damaged { file: file.to_owned(), part: "store" };
    place_key(home, scratch.path(), key.as_deref()).await.map_err(|error| told_of(error, damaged()))?;
    let opened = Store::open_in(scratch.path(), KeyChoice::File, Before::Nothing).await;
    let store = opened.map_err(|error| told_of(error, damaged()))?;
    if let Some(wrong) = store.integrity_check().await.map_err(|error| told_of(error, damaged()))?.first() {
        tracing::warn!(wrong, "a backup is damaged");
        store.close().await;
        return Err(damaged().into());
    }
    Ok(Stage { store, facts, scratch })
}

/// What cannot be read in a backup is the backup's fault, not the store's.
fn told_of(error: Error, damaged: BackupError) -> Error {
    match error {
        Error::Damaged { .. } | Error::Unreadable(_) | Error::Sql(_) => damaged.into(),
        other => other,
    }
}

async fn opened(
    file: &Path,
    facts: &BackupFacts,
    sealed: &[u8],
    passphrase: &Secret,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let salt = facts.salt.as_deref().and_then(salt_of);
    let salt = salt.ok_or_else(|| BackupError::Damaged { file: file.to_owned(), part: "list of parts" })?;
    let sealer = Sealer::with_salt(passphrase, salt).await?;
    let opened = sealer.open_key(sealed);
    opened.ok_or_else(|| BackupError::WrongPassphrase { file: file.to_owned() }.into())
}

/// Puts the key beside the unpacked store: the backup's own, else the one that lies in `home` in a file.
async fn place_key(home: &Path, stage: &Path, key: Option<&Vec<u8>>) -> Result<(), Error> {
    let place = stage.join(KEY_FILE);
    let write = |bytes: &[u8]| -> Result<(), Error> {
        let mut file = new_file(&place).map_err(|error| Error::file(error, &place))?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| Error::file(error, &place))
    };
    match key {
        Some(bytes) => {
            write(bytes)?;
            // Wherever it lay where the backup was made: here it is in the file.
            let mut connection = raw(&stage.join(STORE_FILE)).await?;
            sqlx::query("UPDATE house SET key_place = 'file'").execute(&mut connection).await?;
            Ok(connection.close().await?)
        }
        // One that is not there is said by the passwords that do not open.
        None => fs::read(home.join(KEY_FILE)).map(Zeroizing::new).map_or(Ok(()), |bytes| write(&bytes)),
    }
}

/// Passwords, and how many of them open.
async fn passwords(store: &Store) -> Result<(u64, u64), Error> {
    let rows = sqlx::query("SELECT id, password_sealed FROM camera WHERE password_sealed IS NOT NULL")
        .fetch_all(&store.reader)
        .await?;
    let Ok(key) = store.keys.to_open() else { return Ok((rows.len() as u64, 0)) };
    let mut open = 0;
    for row in &rows {
        let (id, sealed): (i64, &[u8]) = (row.try_get("id")?, row.try_get("password_sealed")?);
        open += u64::from(key.open(sealed, &camera_password(id)).is_some());
    }
    Ok((rows.len() as u64, open))
}

async fn contents(store: &Store) -> Result<Contents, Error> {
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM camera) AS cameras, (SELECT count(*) FROM bell_schedule) AS schedules,
                (SELECT count(*) FROM person) AS people, (SELECT count(*) FROM photo) AS photos,
                (SELECT count(*) FROM sighting) AS sightings, (SELECT count(*) FROM attendance) AS records,
                (SELECT count(*) FROM heartbeat) AS heartbeats, (SELECT count(*) FROM event) AS events,
                (SELECT min(at_ms) FROM (SELECT min(at_ms) AS at_ms FROM event UNION ALL SELECT min(at_ms) FROM heartbeat
                     UNION ALL SELECT min(at_ms) FROM sighting)) AS first,
                (SELECT max(at_ms) FROM (SELECT max(at_ms) AS at_ms FROM event UNION ALL SELECT max(at_ms) FROM heartbeat
                     UNION ALL SELECT max(at_ms) FROM sighting)) AS last",
    )
    .fetch_one(&store.reader)
    .await?;
    Ok(Contents {
        cameras: unsigned(&row, "cameras")?,
        schedules: unsigned(&row, "schedules")?,
        people: unsigned(&row, "people")?,
        photos: unsigned(&row, "photos")?,
        sightings: unsigned(&row, "sightings")?,
        records: unsigned(&row, "records")?,
        heartbeats: unsigned(&row, "heartbeats")?,
        events: unsigned(&row, "events")?,
        history: maybe_instant(row.try_get("first")?)?.zip(maybe_instant(row.try_get("last")?)?),
    })
}

/// Files of the stage that become the data folder's.
pub(super) fn files(stage: &Path) -> [PathBuf; 2] {
    [stage.join(KEY_FILE), stage.join(STORE_FILE)]
}
