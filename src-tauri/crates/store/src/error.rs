//! What the store could not do. Each displays as one sentence for the operator; the cause is its source.

use std::path::PathBuf;

/// What the store could not do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store was written by a newer Bellwatch. It is left as it was.
    #[error(
        "This data folder was used by a newer Bellwatch (step {found}; this one knows {known}). Install that version again."
    )]
    NewerVersion {
        /// The newest migration in the store.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// The file cannot be opened or written.
    #[error("{} cannot be written. Check who owns the folder and whether the disk is mounted read-only.", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No space is left.
    #[error("The disk is full, so nothing was changed. Free some space and try again.")]
    DiskFull {
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The file is no store, or is damaged.
    #[error("{} is damaged or not a Bellwatch store. Restore it from a backup.", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// Another process writes for longer than is waited for.
    #[error("The store is busy: another program has been writing to it for seconds. Try again.")]
    Busy {
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The key to the sealed passwords cannot be had.
    #[error("The key to the sealed passwords cannot be had: {why}")]
    Key {
        /// A sentence.
        why: String,
    },
    /// A name is taken.
    #[error("There is already one named {name}. Choose another name.")]
    NameTaken {
        /// The name as it was typed.
        name: String,
    },
    /// A profile is in use.
    #[error("Cameras use this profile: {}. Give them another one first.", cameras.join(", "))]
    ProfileInUse {
        /// Their names.
        cameras: Vec<String>,
    },
    /// The last profile cannot be removed.
    #[error("This is the only profile, and every camera needs one.")]
    LastProfile,
    /// What is asked about is no longer there.
    #[error("This {what} is no longer there. Somebody may have removed it.")]
    Gone {
        /// "camera", "profile", "request".
        what: &'static str,
    },
    /// A configuration file cannot be made or taken.
    #[error("{0}")]
    ConfigFile(String),
    /// A row holds what no version of this program writes.
    #[error("The store holds something that cannot be read: {0}")]
    Unreadable(String),
    /// The migrations could not be carried out.
    #[error("The store could not be brought up to date.")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// Anything else SQLite says.
    #[error("The store failed.")]
    Sql(#[source] sqlx::Error),
}

impl Error {
    /// Whether the same write may succeed later: the disk is full, locked or not writable now.
    pub fn may_pass(&self) -> bool {
        matches!(self, Error::DiskFull { .. } | Error::Busy { .. } | Error::ReadOnly { .. })
            || matches!(self, Error::Sql(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut))
    }
}

impl From<sqlx::Error> for Error {
    fn from(source: sqlx::Error) -> Self {
        // Primary result codes of SQLite; extended ones hold them in their low byte.
        let code = source.as_database_error().and_then(|error| error.code()?.parse::<i32>().ok());
        match code.map(|code| code & 0xff) {
            Some(13) => Error::DiskFull { source },
            Some(8 | 14) => Error::ReadOnly { path: PathBuf::from("The store"), source: Box::new(source) },
            Some(11 | 26) => Error::Damaged { path: PathBuf::from("The store"), source },
            Some(5 | 6) => Error::Busy { source },
            _ => Error::Sql(source),
        }
    }
}

/// Whether an error says that a value that must be unique is there already.
pub(crate) fn is_taken(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
