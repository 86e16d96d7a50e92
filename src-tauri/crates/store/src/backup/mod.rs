//! Backups: the whole store in one file that is checked when it is made, and comes back whole.
//!
//! A backup is a zip of `backup.toml`, which says what it is and what its parts must be; `bellwatch.db`, a copy that
//! SQLite made; and the sealing key, bare or sealed with a passphrase, where it could be had. Clips, kept snapshots and
//! model packs are not in it (docs/decisions/0009).

mod archive;
mod difference;
mod erasures;
mod error;
mod facts;
mod folder;
mod make;
mod rehearse;
mod restore;
mod scratch;
mod state;

pub use difference::Difference;
pub use error::BackupError;
pub use facts::{BackupFacts, BackupKind, KeyHeld};
pub use folder::{BACKUPS_FOLDER, Listed, backup_name, backups_in, prune_backups};
pub use make::Made;
pub use rehearse::{Contents, Rehearsal, check_backup, rehearse};
pub use restore::{Restored, restore};
pub use state::BackupState;

pub(crate) use difference::of_config;
pub(crate) use erasures::{Erased, remember};
pub(crate) use make::before_upgrade;
pub(crate) use restore::finish_restore;
pub(crate) use scratch::sweep;
