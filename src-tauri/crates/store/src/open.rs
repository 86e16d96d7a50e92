//! Opening the store: the file, its migrations, and the key to what is sealed in it.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::Row;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::Error;
use crate::seal::Key;

static MIGRATIONS: Migrator = sqlx::migrate!("../../../migrations");

/// Longest wait for another process's write.
const BUSY: Duration = Duration::from_secs(5);
/// Longest wait for the desktop's keyring; it may ask its user to unlock it, which must not hang the engine.
const KEYRING_WITHIN: Duration = Duration::from_secs(3);
const KEYRING_SERVICE: &str = "bellwatch";
const KEY_FILE: &str = "seal.key";
const STORE_FILE: &str = "bellwatch.db";

/// Where the sealing key may lie when a new store is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyChoice {
    /// In the desktop's keyring when there is one, else in a file.
    KeyringOrFile,
    /// In a file beside the store.
    File,
}

impl KeyChoice {
    /// `BELLWATCH_KEYRING=off` chooses the file; anything else leaves the choice to the machine.
    pub fn from_environment() -> Self {
        match std::env::var("BELLWATCH_KEYRING").as_deref() {
            Ok("off") => KeyChoice::File,
            _ => KeyChoice::KeyringOrFile,
        }
    }
}

/// Where the sealing key lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the desktop's keyring.
    Keyring,
    /// In this file, readable by its owner alone.
    File(PathBuf),
}

impl KeyPlace {
    /// For Settings: one sentence that says what that means.
    pub fn sentence(&self) -> String {
        match self {
            KeyPlace::Keyring => {
                "Passwords are sealed with a key in this computer's keyring; they open only while its user is logged in."
                    .to_owned()
            }
            KeyPlace::File(path) => format!(
                "Passwords are sealed with the key in {}; whoever can read that file and the store can open them.",
                path.display()
            ),
        }
    }
}

/// The store. Cheap to clone; all clones are one. It is closed when the last is dropped.
#[derive(Clone)]
pub struct Store {
    pub(crate) reader: SqlitePool,
    pub(crate) writer: SqlitePool,
    pub(crate) key: Result<Key, String>,
    key_place: KeyPlace,
    folder_mark: String,
}

impl Store {
    /// Opens the store in `folder`, making it when there is none, and brings it up to date.
    ///
    /// A store whose key cannot be had opens all the same: its cameras say so, and nothing is lost.
    ///
    /// # Errors
    ///
    /// [`Error::NewerVersion`] (the file is untouched), [`Error::ReadOnly`], [`Error::DiskFull`],
    /// [`Error::Damaged`], [`Error::Key`] when a new key can be put nowhere.
    pub async fn open(folder: &Path, choice: KeyChoice) -> Result<Store, Error> {
        let path = folder.join(STORE_FILE);
        make_private(&path)
            .map_err(|source| Error::ReadOnly { path: path.clone(), source: Box::new(source) })?;
        let at_path = |error: sqlx::Error| match Error::from(error) {
            Error::ReadOnly { source, .. } => Error::ReadOnly { path: path.clone(), source },
            Error::Damaged { source, .. } => Error::Damaged { path: path.clone(), source },
            other => other,
        };
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(false)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .optimize_on_close(true, 400);
        refuse_newer(&options).await.map_err(|error| match error {
            Error::Sql(error) => at_path(error),
            Error::ReadOnly { source, .. } => Error::ReadOnly { path: path.clone(), source },
            Error::Damaged { source, .. } => Error::Damaged { path: path.clone(), source },
            other => other,
        })?;
        // NORMAL under a write-ahead log never corrupts; a power cut may cost the last moments, which the journal of
        // a camera can bear and an fsync per heartbeat on a school's disk cannot.
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Normal);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await
            .map_err(at_path)?;
        MIGRATIONS.run(&writer).await.map_err(|error| match error {
            sqlx::migrate::MigrateError::Execute(error) => at_path(error),
            other => Error::Migration(other),
        })?;
        let reader =
            SqlitePoolOptions::new().max_connections(3).connect_with(options).await.map_err(at_path)?;
        let (folder_mark, key_place, key) = house(&writer, folder, choice).await?;
        let store = Store { reader, writer, key, key_place, folder_mark };
        store.ensure_profile().await?;
        Ok(store)
    }

    /// Where the sealing key lies.
    pub fn key_place(&self) -> &KeyPlace {
        &self.key_place
    }

    /// The random text that marks the children of this data folder's engines.
    pub fn folder_mark(&self) -> &str {
        &self.folder_mark
    }

    /// What `PRAGMA integrity_check` finds wrong; empty is well.
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
        Ok(found)
    }

    /// Closes every connection, so that the write-ahead log is folded into the file.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// Makes the file, readable by its owner alone, when it is not there; and tells whether it can be written.
fn make_private(path: &Path) -> io::Result<()> {
    fs::OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path).map(drop)
}

/// Looks at the migrations a store has gone through before anything is written to it.
async fn refuse_newer(options: &SqliteConnectOptions) -> Result<(), Error> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    let is_there =
        sqlx::query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'")
            .fetch_optional(&pool)
            .await?
            .is_some();
    let found: Option<i64> = if is_there {
        sqlx::query("SELECT max(version) AS newest FROM _sqlx_migrations")
            .fetch_one(&pool)
            .await?
            .try_get("newest")?
    } else {
        None
    };
    pool.close().await;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    match found {
        Some(found) if found > known => Err(Error::NewerVersion { found, known }),
        _ => Ok(()),
    }
}

type House = (String, KeyPlace, Result<Key, String>);

/// The store's facts about itself; made together with the key when the store is new.
async fn house(writer: &SqlitePool, folder: &Path, choice: KeyChoice) -> Result<House, Error> {
    let file = folder.join(KEY_FILE);
    let row =
        sqlx::query("SELECT folder_mark, key_place FROM house WHERE id = 1").fetch_optional(writer).await?;
    if let Some(row) = row {
        let mark: String = row.try_get("folder_mark")?;
        let place: String = row.try_get("key_place")?;
        return Ok(match place.as_str() {
            "keyring" => {
                let key = from_keyring(&mark).await;
                (mark, KeyPlace::Keyring, key)
            }
            _ => {
                let key = from_file(&file);
                (mark, KeyPlace::File(file), key)
            }
        });
    }
    let key = Key::random()
        .ok_or_else(|| Error::Key { why: "this machine gives no random numbers.".to_owned() })?;
    let mark = random_mark()?;
    let place = match choice {
        KeyChoice::KeyringOrFile if into_keyring(&mark, &key).await => KeyPlace::Keyring,
        KeyChoice::KeyringOrFile | KeyChoice::File => {
            into_file(&file, &key).map_err(|error| Error::Key {
                why: format!("{} cannot be written: {error}.", file.display()),
            })?;
            KeyPlace::File(file)
        }
    };
    let word = if place == KeyPlace::Keyring { "keyring" } else { "file" };
    sqlx::query(
        "INSERT INTO house (id, folder_mark, key_place, made_ms) VALUES (1, ?, ?, unixepoch() * 1000)",
    )
    .bind(&mark)
    .bind(word)
    .execute(writer)
    .await?;
    Ok((mark, place, Ok(key)))
}

fn random_mark() -> Result<String, Error> {
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes)
        .map_err(|_| Error::Key { why: "this machine gives no random numbers.".to_owned() })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn from_file(path: &Path) -> Result<Key, String> {
    let bytes = fs::read(path)
        .map_err(|error| format!("The key file {} cannot be read: {error}.", path.display()))?;
    Key::from_bytes(&bytes).ok_or_else(|| format!("The key file {} does not hold a key.", path.display()))
}

/// Writes the key so that it is there whole or not at all, readable by its owner alone.
fn into_file(path: &Path, key: &Key) -> io::Result<()> {
    let draft = path.with_extension("part");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(key.bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)
}

async fn from_keyring(mark: &str) -> Result<Key, String> {
    let name = mark.to_owned();
    let bytes = in_keyring(move || keyring::Entry::new(KEYRING_SERVICE, &name)?.get_secret()).await?;
    Key::from_bytes(&bytes).ok_or_else(|| "The keyring's entry for Bellwatch does not hold a key.".to_owned())
}

async fn into_keyring(mark: &str, key: &Key) -> bool {
    let (name, key) = (mark.to_owned(), key.clone());
    let kept = in_keyring(move || {
        let entry = keyring::Entry::new(KEYRING_SERVICE, &name)?;
        entry.set_secret(key.bytes())?;
        Ok(entry.get_secret()? == key.bytes())
    });
    match kept.await {
        Ok(kept) => kept,
        Err(why) => {
            tracing::info!(why, "no keyring; the sealing key goes into a file");
            false
        }
    }
}

/// Asks the keyring from a thread of its own: it blocks, and may wait for its user for ever.
async fn in_keyring<T: Send + 'static>(
    ask: impl FnOnce() -> keyring::Result<T> + Send + 'static,
) -> Result<T, String> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let asked = std::thread::Builder::new().name("keyring".to_owned()).spawn(move || {
        // Whoever asked may have stopped waiting.
        let _ = answer.send(ask());
    });
    asked.map_err(|error| format!("The keyring cannot be asked: {error}."))?;
    match tokio::time::timeout(KEYRING_WITHIN, answered).await {
        Ok(Ok(answer)) => answer.map_err(|error| format!("The keyring refuses: {error}.")),
        Ok(Err(_)) | Err(_) => {
            Err("The keyring does not answer. Unlock it and start Bellwatch again.".to_owned())
        }
    }
}
