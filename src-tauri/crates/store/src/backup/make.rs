//! Making a backup: a copy by SQLite itself, packed with the key, and opened again before it counts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bellwatch_domain::{Secret, Site};
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, Row, SqliteConnection};
use zeroize::Zeroizing;

use super::archive::{self, Archive};
use super::folder::{BACKUPS_FOLDER, backup_name};
use super::scratch::{Scratch, new_file};
use super::{BackupError, BackupFacts, BackupKind, KeyHeld, prune_backups};
use crate::config_file::Sealer;
use crate::keys::KEY_FILE;
use crate::open::{BUSY, STORE_FILE};
use crate::rows::unsigned;
use crate::{Error, KeyPlace, Store};

/// Names that are tried where two backups are made in one second.
const MOST_NAMES: i64 = 60;

/// A backup that was made and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where.
    pub path: PathBuf,
    /// How large.
    pub bytes: u64,
    /// What it says of itself.
    pub facts: BackupFacts,
}

/// The key as it goes into a backup.
struct KeyPart {
    held: KeyHeld,
    bytes: Option<(&'static str, Zeroizing<Vec<u8>>)>,
    salt: Option<String>,
}

impl KeyPart {
    fn without(held: KeyHeld) -> Self {
        KeyPart { held, bytes: None, salt: None }
    }
}

impl Store {
    /// Where this site's backups go.
    pub fn backups_folder(&self, site: &Site) -> PathBuf {
        site.backup_folder.as_ref().map_or_else(|| self.folder.join(BACKUPS_FOLDER), PathBuf::from)
    }

    /// Makes a backup of the kind in the site's folder under its own name, checks it, and removes those of its kind
    /// that are more than the site keeps. The store is read and written meanwhile as ever.
    ///
    /// # Errors
    ///
    /// When it cannot be made, or does not hold; nothing is left of it then, and no older one goes.
    pub async fn back_up(&self, kind: BackupKind, now: DateTime<Utc>) -> Result<Made, Error> {
        let site = self.site().await?;
        let folder = self.backups_folder(&site);
        crate::open::make_folder(&folder).map_err(|source| unwritable(&folder, source))?;
        let made = self.back_up_to(&free_name(&folder, kind, now)?, kind, None, now).await?;
        prune_backups(&folder, kind, site.keep_backups, &made.path);
        Ok(made)
    }

    /// The same before something that is to be undone with it: in the data folder's own folder where the site's cannot be
    /// written.
    ///
    /// # Errors
    ///
    /// As [`Store::back_up`].
    pub async fn back_up_before(&self, kind: BackupKind, now: DateTime<Utc>) -> Result<Made, Error> {
        match self.back_up(kind, now).await {
            Err(Error::Backup(BackupError::Unwritable { .. })) => {
                let folder = self.folder.join(BACKUPS_FOLDER);
                crate::open::make_folder(&folder).map_err(|source| unwritable(&folder, source))?;
                let made = self.back_up_to(&free_name(&folder, kind, now)?, kind, None, now).await?;
                prune_backups(&folder, kind, self.site().await?.keep_backups, &made.path);
                Ok(made)
            }
            made => made,
        }
    }

    /// Makes a backup in the new file `to`, and checks it; with a passphrase its key is sealed, wherever it lies.
    ///
    /// # Errors
    ///
    /// [`BackupError::Taken`]; as [`Store::back_up`].
    pub async fn back_up_to(
        &self,
        to: &Path,
        kind: BackupKind,
        passphrase: Option<&Secret>,
        now: DateTime<Utc>,
    ) -> Result<Made, Error> {
        let key = self.key_part(passphrase).await?;
        make(&self.folder, to, kind, key, Some(now)).await
    }

    async fn key_part(&self, passphrase: Option<&Secret>) -> Result<KeyPart, Error> {
        let key = match (self.keys.to_open(), self.keys.place(), passphrase) {
            (Err(_), _, _) => return Ok(KeyPart::without(KeyHeld::Missing)),
            (Ok(_), KeyPlace::Keyring, None) => return Ok(KeyPart::without(KeyHeld::InKeyring)),
            (Ok(key), _, _) => key,
        };
        let Some(passphrase) = passphrase else {
            let bytes = Zeroizing::new(key.bytes().to_vec());
            return Ok(KeyPart { held: KeyHeld::Bare, bytes: Some((archive::KEY, bytes)), salt: None });
        };
        let sealer = Sealer::new(passphrase).await?;
        let sealed = sealer.seal_key(&key).map_err(|error| Error::Key { why: error.to_string() })?;
        Ok(KeyPart {
            held: KeyHeld::Sealed,
            bytes: Some((archive::SEALED_KEY, Zeroizing::new(sealed))),
            salt: Some(sealer.salt()),
        })
    }
}

/// Makes the backup that goes before an upgrade of the store in `home`, whose lock is held; in the site's folder, or in
/// the data folder's where that cannot be. When it was made is what the disk says: nobody has told the time yet.
///
/// # Errors
///
/// [`BackupError::BeforeUpgrade`].
pub(crate) async fn before_upgrade(home: &Path) -> Result<(), Error> {
    let made = async {
        let mut connection = raw(&home.join(STORE_FILE)).await?;
        let house = sqlx::query("SELECT key_place FROM house WHERE id = 1");
        // A store that was never made whole holds nothing yet.
        let Some(row) = house.fetch_optional(&mut connection).await? else { return Ok(()) };
        let key = match row.try_get("key_place")? {
            "keyring" => KeyPart::without(KeyHeld::InKeyring),
            _ => match fs::read(home.join(KEY_FILE)) {
                Ok(bytes) => KeyPart {
                    held: KeyHeld::Bare,
                    bytes: Some((archive::KEY, Zeroizing::new(bytes))),
                    salt: None,
                },
                Err(_) => KeyPart::without(KeyHeld::Missing),
            },
        };
        // Older stores know of no folder.
        let named =
            sqlx::query("SELECT backup_folder FROM site WHERE id = 1").fetch_optional(&mut connection).await;
        let named: Option<String> = named.ok().flatten().and_then(|row| row.try_get("backup_folder").ok());
        connection.close().await?;
        let own = home.join(BACKUPS_FOLDER);
        let named = named.map(PathBuf::from).filter(|folder| crate::open::make_folder(folder).is_ok());
        let folder = named.unwrap_or_else(|| own.clone());
        crate::open::make_folder(&folder).map_err(|source| unwritable(&folder, source))?;
        let written = fs::metadata(home.join(STORE_FILE)).and_then(|meta| meta.modified());
        let written = written.map_err(|source| unwritable(home, source))?;
        let to = free_name(&folder, BackupKind::BeforeUpgrade, DateTime::from(written))?;
        make(home, &to, BackupKind::BeforeUpgrade, key, None).await?;
        prune_backups(&folder, BackupKind::BeforeUpgrade, KEEP_BEFORE_UPGRADE, &to);
        Ok(())
    };
    made.await.map_err(|error: Error| BackupError::BeforeUpgrade { why: error.to_string() }.into())
}

/// Backups before upgrades that are kept: the site's own number cannot be read yet.
const KEEP_BEFORE_UPGRADE: u16 = 3;

pub(super) fn unwritable(file: &Path, source: io::Error) -> Error {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::file(source, file),
        _ => BackupError::Unwritable { file: file.to_owned(), source }.into(),
    }
}

/// The name that a backup gets in `folder`; a second later where that is taken.
fn free_name(folder: &Path, kind: BackupKind, now: DateTime<Utc>) -> Result<PathBuf, Error> {
    let names = (0..MOST_NAMES).map(|later| {
        let made = now.checked_add_signed(chrono::Duration::seconds(later)).unwrap_or(now);
        folder.join(backup_name(kind, made))
    });
    let mut taken = folder.to_owned();
    for path in names {
        if !path.exists() {
            return Ok(path);
        }
        taken = path;
    }
    Err(BackupError::Taken { file: taken }.into())
}

/// A connection of its own to a store's file, which writes nothing by itself.
pub(super) async fn raw(file: &Path) -> Result<SqliteConnection, Error> {
    let options =
        SqliteConnectOptions::new().filename(file).busy_timeout(BUSY).pragma("trusted_schema", "OFF");
    Ok(SqliteConnection::connect_with(&options).await?)
}

/// The same to a file that nobody writes.
async fn still(file: &Path) -> Result<SqliteConnection, Error> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .immutable(true)
        .pragma("trusted_schema", "OFF");
    Ok(SqliteConnection::connect_with(&options).await?)
}

async fn make(
    home: &Path,
    to: &Path,
    kind: BackupKind,
    key: KeyPart,
    made: Option<DateTime<Utc>>,
) -> Result<Made, Error> {
    if to.exists() {
        return Err(BackupError::Taken { file: to.to_owned() }.into());
    }
    let scratch = Scratch::new(home)?;
    let copy = scratch.path().join(STORE_FILE);
    copy_store(&home.join(STORE_FILE), &copy).await?;
    let written =
        fs::metadata(&copy).and_then(|meta| meta.modified()).map_err(|error| Error::file(error, &copy))?;
    let mut facts = facts_of(&copy, kind, made.unwrap_or_else(|| DateTime::from(written))).await?;
    (facts.key, facts.salt) = (key.held, key.salt);
    let draft = Draft::of(to);
    let again = scratch.path().join("again.db");
    let packing = {
        let (draft, again) = (draft.0.clone(), again.clone());
        move || -> Result<BackupFacts, Error> {
            let key = key.bytes.as_ref().map(|(name, bytes)| (*name, bytes.as_slice()));
            archive::write(&draft, &copy, key, &mut facts).map_err(|source| unwritable(&draft, source))?;
            // The copy is not needed twice while its like is unpacked.
            fs::remove_file(&copy).map_err(|error| Error::file(error, &copy))?;
            let mut opened = Archive::open(&draft)?;
            opened.unpack_store(&again)?;
            if let Some((name, bytes)) = key
                && *opened.key(name)? != bytes
            {
                return Err(BackupError::DoesNotHold { why: "its key is another".to_owned() }.into());
            }
            Ok(opened.facts)
        }
    };
    let facts = blocking(packing).await?;
    if let Some(why) = wrong_with(&again).await? {
        return Err(BackupError::DoesNotHold { why }.into());
    }
    let bytes = fs::metadata(&draft.0).map_err(|source| unwritable(&draft.0, source))?.len();
    fs::rename(&draft.0, to).map_err(|source| unwritable(to, source))?;
    sync_folder(to.parent().unwrap_or(Path::new("."))).map_err(|source| unwritable(to, source))?;
    Ok(Made { path: to.to_owned(), bytes, facts })
}

/// The file beside the backup that becomes it; goes when it did not.
struct Draft(PathBuf);

impl Draft {
    fn of(to: &Path) -> Self {
        let mut name = to.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let draft = to.with_file_name(name);
        // Of a program that was killed.
        let _ = fs::remove_file(&draft);
        Draft(draft)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // It was renamed, or what failed is said already.
        let _ = fs::remove_file(&self.0);
    }
}

/// Work that waits for the disk, away from what must not wait.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let broke = |error: tokio::task::JoinError| BackupError::DoesNotHold { why: error.to_string() };
    tokio::task::spawn_blocking(work).await.map_err(broke)?
}

/// Has SQLite copy the store as of one moment, without its free pages.
async fn copy_store(from: &Path, to: &Path) -> Result<(), Error> {
    // SQLite would make it readable by everybody; an empty file it takes as it is.
    new_file(to).map_err(|error| Error::file(error, to))?;
    let mut connection = raw(from).await?;
    let path =
        to.to_str().ok_or_else(|| BackupError::DoesNotHold { why: "its path is no text".to_owned() })?;
    sqlx::query("VACUUM INTO ?").bind(path).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

async fn facts_of(copy: &Path, kind: BackupKind, made: DateTime<Utc>) -> Result<BackupFacts, Error> {
    let mut connection = still(copy).await?;
    let row = sqlx::query(
        "SELECT (SELECT max(version) FROM _sqlx_migrations) AS version, (SELECT name FROM site WHERE id = 1) AS site,
                (SELECT count(*) FROM camera WHERE password_sealed IS NOT NULL) AS passwords",
    )
    .fetch_one(&mut connection)
    .await?;
    let facts = BackupFacts {
        kind,
        made,
        app: env!("CARGO_PKG_VERSION").to_owned(),
        store_version: row.try_get("version")?,
        site: row.try_get::<Option<String>, _>("site")?.unwrap_or_default(),
        key: KeyHeld::Missing,
        passwords: unsigned(&row, "passwords")?,
        salt: None,
        parts: Vec::new(),
    };
    connection.close().await?;
    Ok(facts)
}

/// What SQLite finds wrong with a store's file that nobody has open.
async fn wrong_with(file: &Path) -> Result<Option<String>, Error> {
    let mut connection = still(file).await?;
    let row = sqlx::query("PRAGMA integrity_check(1)").fetch_one(&mut connection).await?;
    let found: String = row.try_get(0)?;
    connection.close().await?;
    Ok((found != "ok").then_some(found))
}

/// Sees to it that the names in a folder are on the disk.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    fs::File::open(folder)?.sync_all()
}
