//! Opening the store: the folder, the file, its migrations, and the facts about itself.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use bellwatch_domain::{BellSchedule, ProfileId, Site, StreamProfile};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, Row, Sqlite, SqliteConnection, Transaction};

use crate::backup;
use crate::clips::CLIPS_FOLDER;
use crate::keys::Keys;
use crate::seal::{Key, NoRandom, random};
use crate::{Error, KeyChoice, KeyPlace, profiles, schedules, site};

static MIGRATIONS: Migrator = sqlx::migrate!("../../../migrations");

/// Longest wait for another process's write.
pub(crate) const BUSY: Duration = Duration::from_secs(5);
/// Longest wait for another process that is opening the store; it may be asking the keyring.
const OPENING: Duration = Duration::from_secs(15);
/// Readers side by side.
const READERS: u32 = 3;
/// The write-ahead log is cut back to this many bytes when it was folded into the file.
const LOG_BYTES: &str = "16777216";
pub(crate) const STORE_FILE: &str = "bellwatch.db";
const LOCK_FILE: &str = "store.lock";

/// What is done before an older store is brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// A backup is made.
    Backup,
    /// Nothing: it is a copy.
    Nothing,
}

/// The store. Cheap to clone; all clones are one. It is closed when the last is dropped.
#[derive(Clone)]
pub struct Store {
    pub(crate) reader: SqlitePool,
    pub(crate) writer: SqlitePool,
    pub(crate) keys: Keys,
    folder_mark: String,
    pub(crate) folder: PathBuf,
    /// Where clips lie.
    pub(crate) clips: PathBuf,
}

impl Store {
    /// Opens the store in `folder`, making both when they are not there, and brings it up to date; an older one is
    /// backed up first. A restore that was interrupted is finished before.
    ///
    /// A store whose key cannot be had opens all the same: its cameras say so, and nothing is lost. Waits at most 2 s
    /// for the keyring.
    ///
    /// # Errors
    ///
    /// [`Error::NewerVersion`] (the file is untouched), [`Error::ReadOnly`], [`Error::DiskFull`],
    /// [`Error::Damaged`], [`Error::Busy`], [`Error::Key`] when this machine gives no random numbers;
    /// [`Error::Backup`] when the backup before an upgrade cannot be made.
    pub async fn open(folder: &Path, choice: KeyChoice) -> Result<Store, Error> {
        Store::open_in(folder, choice, Before::Backup).await
    }

    /// The same, with or without a backup before an upgrade.
    pub(crate) async fn open_in(folder: &Path, choice: KeyChoice, before: Before) -> Result<Store, Error> {
        make_folder(folder).map_err(|error| Error::file(error, folder))?;
        let path = folder.join(STORE_FILE);
        // Two processes that open a new folder at once would make two keys.
        let _lock = lock(folder).await?;
        backup::finish_restore(folder).map_err(|error| Error::file(error, folder))?;
        backup::sweep(folder);
        make_file(&path).map_err(|error| Error::file(error, &path))?;
        let options = SqliteConnectOptions::new().filename(&path).foreign_keys(true).busy_timeout(BUSY);
        let found = refuse_newer(&options).await.map_err(|error| error.at(&path))?;
        if before == Before::Backup && found.is_some_and(|found| found < newest_migration()) {
            backup::before_upgrade(folder).await?;
        }

        // With a write-ahead log, NORMAL loses nothing when a program is killed and never damages the file; a power
        // cut may cost the last moments. FULL would spare those with an fsync per commit, which is several a second
        // with many cameras: too much for the SD cards and old disks that schools run this on.
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .pragma("journal_size_limit", LOG_BYTES)
            .pragma("trusted_schema", "OFF")
            // Who is erased shall not lie on in free pages.
            .pragma("secure_delete", "ON");
        let pool = |connections| {
            let pool = SqlitePoolOptions::new().max_connections(connections).acquire_timeout(BUSY * 2);
            // On a full disk SQLite takes a transaction back by itself, and sqlx, whose own ROLLBACK then finds none,
            // counts it as open for ever: such a connection would refuse every further transaction.
            let pool = pool.before_acquire(|connection, _| {
                let is_free = !connection.is_in_transaction();
                Box::pin(async move { Ok(is_free) })
            });
            pool.max_lifetime(None).idle_timeout(None)
        };
        let writer =
            pool(1).connect_with(options.clone()).await.map_err(|error| Error::from(error).at(&path))?;
        MIGRATIONS.run(&writer).await.map_err(|error| migration(error).at(&path))?;
        let (folder_mark, keys) = house(&writer, folder, choice).await.map_err(|error| error.at(&path))?;
        let reader = pool(READERS).connect_with(options.pragma("query_only", "ON")).await?;
        Ok(Store {
            reader,
            writer,
            keys,
            folder_mark,
            folder: folder.to_owned(),
            clips: folder.join(CLIPS_FOLDER),
        })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the sealing key lies.
    pub fn key_place(&self) -> KeyPlace {
        self.keys.place()
    }

    /// The sealing key in the forms in which it could stand in a text: hex in both cases, and base64. Empty where it cannot
    /// be had: what is searched for it cannot hold it from here.
    pub fn key_forms(&self) -> zeroize::Zeroizing<Vec<String>> {
        zeroize::Zeroizing::new(self.keys.to_open().map(|key| key.forms()).unwrap_or_default())
    }

    /// The random text that marks the children of this data folder's engines.
    pub fn folder_mark(&self) -> &str {
        &self.folder_mark
    }

    /// What `PRAGMA integrity_check` and `foreign_key_check` find wrong; empty is well.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn integrity_check(&self) -> Result<Vec<String>, Error> {
        let rows = sqlx::query("PRAGMA integrity_check").fetch_all(&self.reader).await?;
        let mut found = Vec::new();
        for row in rows {
            let text: String = row.try_get(0)?;
            if text != "ok" {
                found.push(text);
            }
        }
        for row in sqlx::query("PRAGMA foreign_key_check").fetch_all(&self.reader).await? {
            let (table, parent): (String, String) = (row.try_get("table")?, row.try_get("parent")?);
            found.push(format!("a row of {table} names a {parent} that is not there"));
        }
        Ok(found)
    }

    /// Closes every connection, which folds the write-ahead log into the file when this is the last process that has
    /// it open. What is asked afterwards fails.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// Folds the write-ahead log into the file and empties it.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when another program keeps reading what is in the log.
    pub(crate) async fn fold_log(&self) -> Result<(), Error> {
        let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.writer).await?;
        if row.try_get::<i64, _>("busy")? == 0 {
            return Ok(());
        }
        Err(Error::Busy { source: "the log is being read".into() })
    }

    /// A transaction that writes. It takes the write lock at once: one that began by reading could not wait for it.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// The key to seal something with; where it lies is kept with what is sealed.
    pub(crate) async fn key_to_seal(&self, connection: &mut SqliteConnection) -> Result<Key, Error> {
        let key = self.keys.to_seal().await?;
        // A key that was lost may have come back in another place.
        sqlx::query("UPDATE house SET key_place = ?1 WHERE key_place <> ?1")
            .bind(self.keys.place().word())
            .execute(connection)
            .await?;
        Ok(key)
    }
}

/// Makes a folder that its user alone can enter, when it is not there.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(io::Error::from(io::ErrorKind::NotADirectory)),
        Err(_) => fs::DirBuilder::new().recursive(true).mode(0o700).create(folder),
    }
}

/// Makes the file, readable by its owner alone, when it is not there.
///
/// One that is there is not opened: closing it again would take away the locks that this very process may hold on it
/// through SQLite (POSIX locks belong to a process, not to a handle).
fn make_file(path: &Path) -> io::Result<()> {
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

/// Takes the lock of those who open the store; dropping it frees it.
pub(crate) async fn lock(folder: &Path) -> Result<fs::File, Error> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(folder.join(LOCK_FILE)).map_err(|error| Error::file(error, folder))?;
    let waited = tokio::time::timeout(OPENING, async {
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(()),
                Err(fs::TryLockError::WouldBlock) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(fs::TryLockError::Error(error)) => return Err(Error::file(error, folder)),
            }
        }
    });
    waited.await.map_err(|error| Error::Busy { source: error.into() })??;
    Ok(file)
}

/// The newest migration that this program knows.
pub(crate) fn newest_migration() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// The newest migration that a store has gone through; nothing is written for it, but that a write which a killed program
/// left half done is taken back: only who may write can do that, and until then nobody can read.
async fn refuse_newer(options: &SqliteConnectOptions) -> Result<Option<i64>, Error> {
    let found = match newest_in(&options.clone().read_only(true)).await {
        Err(Error::ReadOnly { .. }) => newest_in(options).await?,
        found => found?,
    };
    let known = newest_migration();
    match found {
        Some(found) if found > known => Err(Error::NewerVersion { found, known }),
        found => Ok(found),
    }
}

async fn newest_in(options: &SqliteConnectOptions) -> Result<Option<i64>, Error> {
    let mut connection = SqliteConnection::connect_with(options).await?;
    let is_there =
        sqlx::query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'")
            .fetch_optional(&mut connection)
            .await?
            .is_some();
    let found: Option<i64> = if is_there {
        let newest = sqlx::query("SELECT max(version) AS newest FROM _sqlx_migrations");
        newest.fetch_one(&mut connection).await?.try_get("newest")?
    } else {
        None
    };
    connection.close().await?;
    Ok(found)
}

fn migration(error: MigrateError) -> Error {
    match error {
        MigrateError::Execute(error) => Error::from(error),
        MigrateError::ExecuteMigration(error, _) => Error::from(error),
        // A migration that was changed after it had run, or ran half: no program of ours leaves that.
        other => Error::Damaged { what: "The store".to_owned(), source: other.into() },
    }
}

/// The store's facts about itself; a new store gets them here, together with its site and a first profile.
async fn house(writer: &SqlitePool, folder: &Path, choice: KeyChoice) -> Result<(String, Keys), Error> {
    let row =
        sqlx::query("SELECT folder_mark, key_place FROM house WHERE id = 1").fetch_optional(writer).await?;
    if let Some(row) = row {
        let mark: String = row.try_get("folder_mark")?;
        let keys = match row.try_get("key_place")? {
            "keyring" => Keys::from_keyring(folder, &mark).await,
            _ => Keys::from_file(folder, &mark),
        };
        return Ok((mark, keys));
    }
    let mut bytes = [0_u8; 12];
    random(&mut bytes).map_err(|NoRandom| Error::Key { why: NoRandom.to_string() })?;
    let mark: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let keys = Keys::make(folder, &mark, choice).await?;
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("INSERT INTO house (id, folder_mark, key_place) VALUES (1, ?, ?)")
        .bind(&mark)
        .bind(keys.place().word())
        .execute(&mut *transaction)
        .await?;
    site::write(&mut transaction, &Site::with_defaults("My school", machine_zone())).await?;
    profiles::insert(&mut transaction, &StreamProfile::with_defaults(ProfileId(0), "Standard")).await?;
    schedules::put(&mut transaction, &BellSchedule::all_day(), None).await?;
    transaction.commit().await?;
    Ok((mark, keys))
}

/// This machine's time zone, where it tells.
fn machine_zone() -> chrono_tz::Tz {
    let name = iana_time_zone::get_timezone().ok();
    name.and_then(|name| name.parse().ok()).unwrap_or(chrono_tz::UTC)
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::SourceAddress;
    use chrono::DateTime;

    use super::*;
    use crate::{CameraRow, PasswordChange};

    #[tokio::test]
    async fn a_transaction_that_sqlite_took_back_by_itself_is_no_hindrance_to_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), KeyChoice::File).await.unwrap();
        let mut transaction = store.write().await.unwrap();
        // What SQLite does when the disk is full.
        sqlx::query("ROLLBACK").execute(&mut *transaction).await.unwrap();
        assert!(transaction.commit().await.is_err());
        store.write().await.unwrap().commit().await.unwrap();
    }

    /// SQLite's own limit on the size of the file gives the error of a full disk.
    #[tokio::test]
    async fn a_full_disk_is_said_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), KeyChoice::File).await.unwrap();
        sqlx::query("PRAGMA max_page_count = 1").execute(&store.writer).await.unwrap();
        let row = |name: String| CameraRow {
            name,
            location: "x".repeat(200),
            address: SourceAddress::parse("demo:gate").unwrap().address,
            sub_address: None,
            user: None,
            password: PasswordChange::Keep,
            priority: 5,
            enabled: true,
            tags: Vec::new(),
            profile: ProfileId(1),
            also_profiles: Vec::new(),
        };
        let mut added = 0;
        let full = loop {
            match store.add_camera(&row(format!("Camera {added}")), "test", DateTime::UNIX_EPOCH).await {
                Ok(_) => added += 1,
                Err(error) => break error,
            }
            assert!(added < 1000);
        };
        assert!(matches!(full, Error::DiskFull { .. }) && full.may_pass(), "{full:?}");
        let sentence = "The disk is full, so nothing was changed. Free some space and try again.";
        assert_eq!(full.to_string(), sentence);
        assert_eq!(store.config().await.unwrap().0.cameras.len(), added);
        sqlx::query("PRAGMA max_page_count = 100000").execute(&store.writer).await.unwrap();
        store.add_camera(&row("Gate".to_owned()), "test", DateTime::UNIX_EPOCH).await.unwrap();
        assert!(store.integrity_check().await.unwrap().is_empty());
    }
}
