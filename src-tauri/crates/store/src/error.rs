//! What the store could not do. Each displays as one sentence for the operator; the cause is its source.

use std::io;
use std::path::Path;

use chrono::NaiveDate;

use crate::{BackupError, FileError};

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What the store could not do. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store was written by a newer Bellwatch. Its file is untouched.
    #[error(
        "This data folder was used by a newer Bellwatch (store version {found}; this one knows {known}). Install \
         that version again, or choose another data folder."
    )]
    NewerVersion {
        /// The newest migration in the store.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// The file or its folder cannot be written.
    #[error("{what} cannot be written. Check who owns it, and whether the disk is mounted read-only.")]
    ReadOnly {
        /// Its path, or "The store".
        what: String,
        /// Why.
        source: Cause,
    },
    /// No space is left.
    #[error("The disk is full, so nothing was changed. Free some space and try again.")]
    DiskFull {
        /// Why.
        source: Cause,
    },
    /// The disk fails.
    #[error("The disk cannot be read or written. Check the disk; the newest backup may be needed.")]
    DiskFails {
        /// Why.
        source: Cause,
    },
    /// The file is no store, or is damaged.
    #[error("{what} is damaged or is not a Bellwatch store. Put it aside and restore it from a backup.")]
    Damaged {
        /// Its path, or "The store".
        what: String,
        /// Why.
        source: Cause,
    },
    /// Another process writes for longer than is waited for.
    #[error("The store is busy: another program has been writing to it for seconds. Try again.")]
    Busy {
        /// Why.
        source: Cause,
    },
    /// The key to the sealed passwords cannot be had, so no password can be kept.
    #[error("This password cannot be kept. {why}")]
    Key {
        /// A sentence.
        why: String,
    },
    /// The key cannot be had, so no picture and no template can be kept.
    #[error("This picture cannot be kept. {why}")]
    FaceKey {
        /// A sentence.
        why: String,
    },
    /// The diagnostic mode is on already.
    #[error("Unknown faces are being kept already. Stop that first to choose another length.")]
    ModeIsOn,
    /// A code is taken.
    #[error("The code {code} is somebody else's already. Choose another code.")]
    CodeTaken {
        /// The code as it was typed.
        code: String,
    },
    /// A photo or template of somebody without consent.
    #[error("There is no consent, so no photo can be kept. Record the consent first.")]
    NoConsent,
    /// The records of a day that was signed off.
    #[error("{} was signed off, so its attendance is locked.", worded(*date))]
    DaySigned {
        /// That day.
        date: NaiveDate,
    },
    /// A day that is to be signed has no period that expects somebody.
    #[error("No period of {} expects anybody, so there is nothing to sign.", worded(*date))]
    NothingToSign {
        /// The local date.
        date: NaiveDate,
    },
    /// A day whose last period has not closed.
    #[error("{} is not over yet. Sign it when its last period has closed.", worded(*date))]
    DayIsOn {
        /// That day.
        date: NaiveDate,
    },
    /// No import of cameras can be undone, or not the one that is meant.
    #[error("There is no import of cameras to undo. The newest one can be undone for a day.")]
    NoImport,
    /// Cameras of an import are not as it left them.
    #[error(
        "{camera}{} changed since the import, so it cannot be undone. Nothing was changed.", and_others(*others)
    )]
    ChangedSince {
        /// The name that the import gave the first of them.
        camera: String,
        /// How many more there are.
        others: usize,
    },
    /// A name is taken.
    #[error("There is already one named {name}. Choose another name.")]
    NameTaken {
        /// The name as it was typed.
        name: String,
    },
    /// A profile is in use.
    #[error("{} Give them another one first.", users(cameras, periods))]
    ProfileInUse {
        /// Names of the cameras that use it.
        cameras: Vec<String>,
        /// The periods that use it, each as "Period 1 of School week".
        periods: Vec<String>,
    },
    /// The last profile cannot be removed.
    #[error("This is the only profile, and every camera needs one.")]
    LastProfile,
    /// There would be more than are kept.
    #[error("There can be {most} {what} at most. Remove some first.")]
    TooMany {
        /// "exceptions", "bell schedules", "periods in a schedule", "people", "photos of a person".
        what: &'static str,
        /// How many there can be.
        most: usize,
    },
    /// What is asked about is no longer there.
    #[error("This {what} is no longer there. Somebody may have removed it.")]
    Gone {
        /// "camera", "profile", "schedule", "period", "exception", "request", "person", "photo", "sighting", "day", "unknown
        /// face".
        what: &'static str,
    },
    /// A value outside what can be kept; whoever asked has not checked it.
    #[error("A value lies outside what can be kept.")]
    OutOfRange {
        /// Which rule it broke.
        source: Cause,
    },
    /// A configuration file cannot be made or taken.
    #[error(transparent)]
    ConfigFile(#[from] FileError),
    /// A backup cannot be made or taken.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A row holds what no version of this program writes.
    #[error("The store holds something that cannot be read: {0}.")]
    Unreadable(String),
    /// Anything else SQLite says.
    #[error("The store failed.")]
    Sql(#[source] sqlx::Error),
}

impl Error {
    /// The same with the file's path in its sentence.
    pub(crate) fn at(self, path: &Path) -> Self {
        let what = path.display().to_string();
        match self {
            Error::ReadOnly { source, .. } => Error::ReadOnly { what, source },
            Error::Damaged { source, .. } => Error::Damaged { what, source },
            other => other,
        }
    }

    /// From an error of the file system about `path`.
    pub(crate) fn file(source: io::Error, path: &Path) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Error::DiskFull { source: source.into() }
            }
            _ => Error::ReadOnly { what: path.display().to_string(), source: source.into() },
        }
    }

    /// Whether the same write may succeed later: the disk is full, locked or not to be written now. Anything else would
    /// fail again and again.
    pub fn may_pass(&self) -> bool {
        match self {
            Error::ReadOnly { .. }
            | Error::DiskFull { .. }
            | Error::DiskFails { .. }
            | Error::Busy { .. } => true,
            Error::Sql(cause) => matches!(cause, sqlx::Error::Io(_)),
            Error::NewerVersion { .. }
            | Error::Damaged { .. }
            | Error::Key { .. }
            | Error::FaceKey { .. }
            | Error::CodeTaken { .. }
            | Error::NoConsent
            | Error::ModeIsOn
            | Error::DaySigned { .. }
            | Error::DayIsOn { .. }
            | Error::NothingToSign { .. }
            | Error::NoImport
            | Error::ChangedSince { .. }
            | Error::NameTaken { .. }
            | Error::ProfileInUse { .. }
            | Error::LastProfile
            | Error::TooMany { .. }
            | Error::Gone { .. }
            | Error::OutOfRange { .. }
            | Error::ConfigFile(_)
            | Error::Backup(_)
            | Error::Unreadable(_) => false,
        }
    }
}

/// SQLite: the extended code of a shared-memory file that could not be made as large as needed.
const IOERR_SHMSIZE: i32 = 4874;

impl From<sqlx::Error> for Error {
    fn from(source: sqlx::Error) -> Self {
        if matches!(source, sqlx::Error::PoolTimedOut) {
            return Error::Busy { source: source.into() };
        }
        let code = source.as_database_error().and_then(|error| error.code()?.parse::<i32>().ok());
        let what = || "The store".to_owned();
        if code == Some(IOERR_SHMSIZE) {
            return Error::DiskFull { source: source.into() };
        }
        // Extended result codes hold the primary one in their low byte.
        match code.map(|code| code & 0xff) {
            Some(5 | 6) => Error::Busy { source: source.into() },
            Some(3 | 8 | 14) => Error::ReadOnly { what: what(), source: source.into() },
            Some(10) => Error::DiskFails { source: source.into() },
            Some(11 | 26) => Error::Damaged { what: what(), source: source.into() },
            Some(13) => Error::DiskFull { source: source.into() },
            Some(18..=20) => Error::OutOfRange { source: source.into() },
            _ => Error::Sql(source),
        }
    }
}

/// How a sentence goes on about one of several cameras.
fn and_others(others: usize) -> String {
    match others {
        0 => " was".to_owned(),
        1 => " and 1 other camera were".to_owned(),
        many => format!(" and {many} other cameras were"),
    }
}

/// Who uses a profile, one sentence.
fn users(cameras: &[String], periods: &[String]) -> String {
    match (cameras, periods) {
        (cameras, []) => format!("Cameras use this profile: {}.", cameras.join(", ")),
        ([], periods) => format!("Periods use this profile: {}.", periods.join(", ")),
        (cameras, periods) => {
            format!("Cameras and periods use this profile: {}, {}.", cameras.join(", "), periods.join(", "))
        }
    }
}

/// An error of a statement whose foreign keys all name a `what`.
pub(crate) fn naming(error: sqlx::Error, what: &'static str) -> Error {
    if error.as_database_error().is_some_and(|error| error.is_foreign_key_violation()) {
        Error::Gone { what }
    } else {
        Error::from(error)
    }
}

/// An error of a statement that writes `code` into a column of unique codes.
pub(crate) fn coded(error: sqlx::Error, code: &str) -> Error {
    if error.as_database_error().is_some_and(|error| error.is_unique_violation()) {
        Error::CodeTaken { code: code.to_owned() }
    } else {
        Error::from(error)
    }
}

/// The same error where a face was to be sealed.
pub(crate) fn face_key(error: Error) -> Error {
    match error {
        Error::Key { why } => Error::FaceKey { why },
        other => other,
    }
}

/// A local date as people say it.
fn worded(date: NaiveDate) -> impl std::fmt::Display {
    date.format("%A %-d %B %Y")
}

/// An error of a statement that writes `name` into a column of unique names.
pub(crate) fn named(error: sqlx::Error, name: &str) -> Error {
    let is = |test: fn(&dyn sqlx::error::DatabaseError) -> bool| error.as_database_error().is_some_and(test);
    if is(|error| error.is_unique_violation()) {
        Error::NameTaken { name: name.to_owned() }
    } else {
        naming(error, "profile")
    }
}
