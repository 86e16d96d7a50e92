//! What is wrong with a backup: one sentence each, for the operator.

use std::path::PathBuf;

/// Why a backup was not made or not taken. The store is as it was.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file is something else.
    #[error("{} is not a backup of Bellwatch.", file.display())]
    NotABackup {
        /// The file.
        file: PathBuf,
    },
    /// It begins like a backup, and its end is missing.
    #[error("{} is cut off: its end is missing. Copy it again, or take another backup.", file.display())]
    CutOff {
        /// The file.
        file: PathBuf,
    },
    /// A part is not what was written.
    #[error("{} is damaged: its {part} is not what was written. Copy it again, or take another backup.", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// "list of parts", "store", "key".
        part: &'static str,
    },
    /// It was made by a newer version.
    #[error(
        "{} was made by a newer Bellwatch (store version {found}; this one knows {known}). Install that version first.",
        file.display()
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// What it is.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// It would unpack to more than any backup of its size holds.
    #[error("{} would unpack to more than a backup of its size can hold, so it is not opened.", file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
    },
    /// The passphrase does not open its key.
    #[error("This passphrase does not open the key in {}.", file.display())]
    WrongPassphrase {
        /// The file.
        file: PathBuf,
    },
    /// A file of this name is there; none is overwritten.
    #[error("{} is there already. Choose another name.", file.display())]
    Taken {
        /// The file.
        file: PathBuf,
    },
    /// The file cannot be read.
    #[error("{} cannot be read: {source}.", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file cannot be written.
    #[error("{} cannot be written: {source}.", file.display())]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// What was made does not hold when it is opened again.
    #[error("The backup that was made does not hold: {why}.")]
    DoesNotHold {
        /// What SQLite, or the comparison, said.
        why: String,
    },
    /// Somebody else has the store open.
    #[error("Another program has the store open, so it cannot be replaced. Close it and try again.")]
    InUse,
    /// The backup that goes before an upgrade could not be made; the store was not brought up to date.
    #[error(
        "This version brings the store up to date, and the backup that goes before could not be made. {why}"
    )]
    BeforeUpgrade {
        /// A sentence.
        why: String,
    },
}
