//! The folder of backups: names, what lies there, and what goes.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};

use super::archive::Archive;
use super::{BackupFacts, BackupKind};

/// Where backups lie in the data folder, where the site names no other.
pub const BACKUPS_FOLDER: &str = "backups";
const STAMP: &str = "%Y%m%dT%H%M%SZ";
/// Files of a folder that are looked at, the newest by their names.
const MOST_LISTED: usize = 2000;

/// A file that is named like a backup.
#[derive(Debug)]
pub struct Listed {
    /// Where.
    pub path: PathBuf,
    /// How large.
    pub bytes: u64,
    /// What it says of itself; else a sentence that says what is wrong.
    pub facts: Result<BackupFacts, String>,
}

/// The name of a backup's file. Names sort by time.
pub fn backup_name(kind: BackupKind, made: DateTime<Utc>) -> String {
    format!("bellwatch-{}-{}.zip", made.format(STAMP), kind.word())
}

/// What a name of [`backup_name`] says.
fn read_name(name: &str) -> Option<(NaiveDateTime, BackupKind)> {
    let (stamp, kind) = name.strip_prefix("bellwatch-")?.strip_suffix(".zip")?.split_once('-')?;
    Some((NaiveDateTime::parse_from_str(stamp, STAMP).ok()?, BackupKind::of(kind)?))
}

/// Files in `folder` that are named like backups, the newest first; empty where there is no such folder.
fn named(folder: &Path) -> Vec<(NaiveDateTime, BackupKind, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let (made, kind) = read_name(entry.file_name().to_str()?)?;
            Some((made, kind, entry.path()))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.truncate(MOST_LISTED);
    found
}

/// The backups in `folder`, the newest first. What they hold is not checked.
pub fn backups_in(folder: &Path) -> Vec<Listed> {
    let listed = named(folder).into_iter().map(|(_, _, path)| Listed {
        bytes: fs::metadata(&path).map_or(0, |meta| meta.len()),
        facts: Archive::open(&path).map(|archive| archive.facts).map_err(|error| error.to_string()),
        path,
    });
    listed.collect()
}

/// Removes all but the newest `keep` backups of a kind, and never `just_made`. Returns how many went; what cannot be
/// removed is said in the log and tried again after the next backup.
pub fn prune_backups(folder: &Path, kind: BackupKind, keep: u16, just_made: &Path) -> usize {
    let of_kind = named(folder).into_iter().filter(|(_, found, path)| *found == kind && path != just_made);
    let mut gone = 0;
    for (_, _, path) in of_kind.skip(usize::from(keep).saturating_sub(1)) {
        match fs::remove_file(&path) {
            Ok(()) => gone += 1,
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "an old backup could not be removed")
            }
        }
    }
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_time_and_are_read_again() {
        let made: DateTime<Utc> = "2026-11-26T03:00:07Z".parse().unwrap();
        let name = backup_name(BackupKind::BeforeRestore, made);
        assert_eq!(name, "bellwatch-20261126T030007Z-before-restore.zip");
        assert_eq!(read_name(&name), Some((made.naive_utc(), BackupKind::BeforeRestore)));
        for other in
            ["bellwatch-20261126T030007Z-weekly.zip", "bellwatch.zip", "x-20261126T030007Z-daily.zip"]
        {
            assert_eq!(read_name(other), None, "{other}");
        }
    }

    #[test]
    fn the_oldest_of_a_kind_go_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let at = |day: u32| format!("2026-11-{day:02}T03:00:00Z").parse::<DateTime<Utc>>().unwrap();
        let path = |kind, day| folder.path().join(backup_name(kind, at(day)));
        for day in 1..=5 {
            fs::write(path(BackupKind::Daily, day), "").unwrap();
        }
        fs::write(path(BackupKind::ByHand, 1), "").unwrap();
        fs::write(folder.path().join("holiday.zip"), "").unwrap();
        // A clock that ran wrong made it; it is kept all the same.
        let just_made = path(BackupKind::Daily, 1);
        assert_eq!(prune_backups(folder.path(), BackupKind::Daily, 3, &just_made), 2);
        let mut left: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        left.sort();
        let mut expected = vec![
            just_made,
            path(BackupKind::ByHand, 1),
            path(BackupKind::Daily, 4),
            path(BackupKind::Daily, 5),
            folder.path().join("holiday.zip"),
        ];
        expected.sort();
        assert_eq!(left, expected);
    }
}
