//! Restoring: a backup that was rehearsed takes the store's place in one step.
//!
//! The step is a rename: the scratch folder with the new store becomes `restoring/`. Before it the old store is the
//! store; from then on the new one is, and whoever opens the data folder next moves its files into their places first,
//! as often as that is interrupted. So no moment leaves neither.

use bellwatch_domain::happened::Happened;
use bellwatch_domain::said::Time;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bellwatch_domain::Secret;
use chrono::{DateTime, Utc};
use sqlx::{Connection, Row};

use super::make::{raw, sync_folder};
use super::rehearse::{Present, Stage, files, stage};
use super::{BackupError, BackupKind, Rehearsal};
use crate::events::{self, By};
use crate::keys::KEY_FILE;
use crate::open::{STORE_FILE, lock};
use crate::{Error, Store};

/// The folder whose files are on their way into their places.
const RESTORING: &str = "restoring";

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What has changed.
    pub rehearsal: Rehearsal,
    /// The backup of the store before; `None` where there was none that opens.
    pub before: Option<PathBuf>,
}

/// Puts the backup `file` in the place of the store in `home`, which nobody may have open: the caller holds the
/// engine's lock. The store before is kept as a backup first; one that is damaged is put aside as `*.damaged`. Whoever
/// was erased since the backup was made is erased again before it counts.
///
/// # Errors
///
/// As [`super::check_backup`]; [`BackupError::InUse`]; the store is as it was then.
pub async fn restore(
    home: &Path,
    file: &Path,
    passphrase: Option<&Secret>,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Restored, Error> {
    {
        let _lock = lock(home).await?;
        finish_restore(home).map_err(|error| Error::file(error, home))?;
    }
    let stage = stage(home, file, passphrase).await?;
    let (rehearsal, before, is_damaged) = match Present::open(home).await? {
        Present::None => (stage.compare(Ok(None), actor, now).await?, None, false),
        Present::Damaged(why) => (stage.compare(Err(why), actor, now).await?, None, true),
        Present::Whole(store) => {
            let rehearsal = stage.compare(Ok(Some(&store)), actor, now).await?;
            let made = store.back_up_before(BackupKind::BeforeRestore, now).await?;
            store.close().await;
            (rehearsal, Some(made.path), false)
        }
    };
    note(&stage.store, &rehearsal, actor, now).await?;
    let Stage { store, scratch, .. } = stage;
    store.close().await;
    let unfolded = scratch.path().join(format!("{STORE_FILE}-wal"));
    if unfolded.exists() {
        return Err(BackupError::DoesNotHold { why: "its log was not folded in".to_owned() }.into());
    }
    let failed = |error| Error::file(error, home);
    for path in files(scratch.path()).iter().filter(|path| path.exists()) {
        fs::File::open(path).and_then(|file| file.sync_all()).map_err(failed)?;
    }
    sync_folder(scratch.path()).map_err(failed)?;

    // Nobody opens the store from here on.
    let _lock = lock(home).await?;
    if is_damaged {
        put_aside(home).map_err(failed)?;
    } else if home.join(STORE_FILE).exists() {
        fold_for_good(&home.join(STORE_FILE)).await?;
    }
    fs::rename(scratch.path(), home.join(RESTORING)).map_err(failed)?;
    sync_folder(home).map_err(failed)?;
    finish_restore(home).map_err(failed)?;
    Ok(Restored { rehearsal, before })
}

/// Moves what is on its way into its place; does nothing where nothing is. The store's lock is held.
///
/// # Errors
///
/// When a file cannot be moved; calling it again goes on where it stopped.
pub(crate) fn finish_restore(home: &Path) -> io::Result<()> {
    let from = home.join(RESTORING);
    if !from.is_dir() {
        return Ok(());
    }
    let [key, store] = files(&from);
    if key.exists() {
        fs::rename(key, home.join(KEY_FILE))?;
    }
    if store.exists() {
        // The log of the store before: it must not be read into the new one.
        for ending in ["-wal", "-shm"] {
            match fs::remove_file(home.join(format!("{STORE_FILE}{ending}"))) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        sync_folder(home)?;
        fs::rename(store, home.join(STORE_FILE))?;
    }
    sync_folder(home)?;
    fs::remove_dir_all(&from)?;
    sync_folder(home)
}

/// Writes into the new store what was done, and forgets what was asked of an engine back then.
async fn note(store: &Store, rehearsal: &Rehearsal, actor: &str, now: DateTime<Utc>) -> Result<(), Error> {
    let zone = store.site().await?.time_zone;
    let made = rehearsal.facts.made.with_timezone(&zone).format("%-d %B %Y %H:%M").to_string();
    let made = Time(&made);
    let sentence = match (rehearsal.erased_since, rehearsal.withdrawn_since) {
        (0, 0) => Happened::BackupRestored { made },
        (people, consents) => Happened::BackupRestoredWithout { made, people, consents },
    };
    let mut transaction = store.write().await?;
    sqlx::query("DELETE FROM request").execute(&mut *transaction).await?;
    events::add(&mut transaction, &By { actor, now }.event("backup", None, sentence)).await?;
    Ok(transaction.commit().await?)
}

/// Folds a store's log in and removes it, which only who has it for himself can do.
async fn fold_for_good(file: &Path) -> Result<(), Error> {
    let mut connection = raw(file).await?;
    let mode = sqlx::query("PRAGMA journal_mode = DELETE").fetch_one(&mut connection).await;
    let is_alone = match mode {
        Ok(row) => row.try_get::<String, _>(0)? == "delete",
        Err(error) => match Error::from(error) {
            Error::Busy { .. } => false,
            other => return Err(other),
        },
    };
    connection.close().await?;
    if is_alone { Ok(()) } else { Err(BackupError::InUse.into()) }
}

/// Keeps what is damaged under another name, for whoever can save something of it.
fn put_aside(home: &Path) -> io::Result<()> {
    for name in [STORE_FILE, KEY_FILE] {
        let (from, to) = (home.join(name), home.join(format!("{name}.damaged")));
        if from.exists() {
            match fs::remove_file(&to) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => fs::hard_link(from, to)?,
            }
        }
    }
    Ok(())
}
