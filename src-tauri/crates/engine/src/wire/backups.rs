//! Backups, as the window and the command line show them.

use serde::Serialize;
use ts_rs::TS;

use super::Problem;

/// How backups stand, and which there are.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct BackupsView {
    /// Where they go.
    pub folder: String,
    /// When the next is due by the clock; `null` where that is off.
    #[ts(type = "number | null")]
    pub next_ms: Option<i64>,
    /// Why the newest try failed; `null` where it did not.
    pub failed: Option<String>,
    /// The newest first.
    pub list: Vec<BackupView>,
    /// What is in no backup, as a sentence.
    pub left_out: String,
}

/// One backup.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct BackupView {
    pub path: String,
    /// The file's name alone.
    pub name: String,
    #[ts(type = "number")]
    pub bytes: u64,
    /// `null` where the file cannot be read.
    pub facts: Option<BackupFactsView>,
    /// What is wrong with it, as a sentence.
    pub wrong: Option<String>,
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct BackupFactsView {
    /// "daily", "by-hand", "before-upgrade", "before-restore", "before-import".
    pub kind: String,
    /// The same in words.
    pub why: String,
    #[ts(type = "number")]
    pub made_ms: i64,
    pub app: String,
    #[ts(type = "number")]
    pub store_version: i64,
    pub site: String,
    /// "bare", "sealed", "keyring", "missing".
    pub key: String,
    /// What that means for whoever keeps the file.
    pub key_sentence: String,
}

/// What is new, changed and gone, by name.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct DifferenceView {
    pub new: Vec<String>,
    pub changed: Vec<String>,
    pub gone: Vec<String>,
}

/// What restoring a backup would do; people by their numbers alone.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RehearsalView {
    pub facts: BackupFactsView,
    /// All of it, line by line.
    pub lines: Vec<String>,
    pub cameras: DifferenceView,
    pub profiles: DifferenceView,
    pub schedules: DifferenceView,
    pub people_new: u32,
    pub people_changed: u32,
    pub people_gone: u32,
    #[ts(type = "number")]
    pub passwords: u64,
    #[ts(type = "number")]
    pub passwords_open: u64,
    #[ts(type = "number")]
    pub erased_since: u64,
    #[ts(type = "number")]
    pub withdrawn_since: u64,
    /// From when to when the restored store has history.
    #[ts(type = "number | null")]
    pub history_from_ms: Option<i64>,
    #[ts(type = "number | null")]
    pub history_to_ms: Option<i64>,
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RestoredView {
    pub rehearsal: RehearsalView,
    /// The backup of the store before; `null` where there was none that opens.
    pub before: Option<String>,
}

/// How a restore from the window went; the page that asked for it is loaded anew, and is told then.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum RestoreOutcome {
    /// The store is the backup's.
    Restored { restored: Box<RestoredView> },
    /// The store is as it was.
    NotRestored { problem: Problem },
}

/// What taking a configuration file over did, or would do.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ConfigImportView {
    /// Whether it was carried out.
    pub is_done: bool,
    /// Profiles, cameras, schedules and days that are new.
    pub new: u32,
    /// Those that change, and the site when it does.
    pub changed: u32,
    pub same: u32,
    pub cameras: DifferenceView,
    pub profiles: DifferenceView,
    pub schedules: DifferenceView,
    /// Whether the site's settings change.
    pub site: bool,
    /// Sealed passwords that are left out for want of their passphrase.
    pub passwords_left_out: u32,
    /// Lines that cannot be taken; nothing is imported while there is one.
    pub refused: Vec<RefusedLineView>,
    /// The backup of the store before; `null` where nothing was changed.
    pub before: Option<String>,
}

/// A line of a configuration file that cannot be taken.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RefusedLineView {
    /// From 1.
    pub line: u32,
    pub sentence: String,
}

/// A diagnostics bundle that was written.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct DiagnosticsView {
    pub path: String,
    #[ts(type = "number")]
    pub bytes: u64,
    /// Passwords that were too short to be searched for.
    pub too_short: u32,
}
