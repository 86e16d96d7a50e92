//! Folders that are needed for a moment: inside the data folder, so that what lies there is as well kept as the store,
//! and a rename from there is one step.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::seal::{NoRandom, random};

const PREFIX: &str = "scratch-";
/// The first file of each, and the last that goes.
const LOCK: &str = "lock";
/// Whoever sweeps takes an empty folder away, also from whoever is just making it; that one makes another.
const TRIES: u32 = 5;

/// A folder that goes when this is dropped. Whoever is killed meanwhile leaves it to [`sweep`].
pub(super) struct Scratch {
    path: PathBuf,
    /// Tells others that somebody still works here.
    _lock: fs::File,
}

impl Scratch {
    /// A new one in `folder`, readable by its owner alone; what others left behind goes first.
    pub(super) fn new(folder: &Path) -> Result<Self, Error> {
        sweep(folder);
        let mut tries = 0;
        loop {
            tries += 1;
            let mut bytes = [0_u8; 8];
            random(&mut bytes).map_err(|NoRandom| Error::Key { why: NoRandom.to_string() })?;
            let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let path = folder.join(format!("{PREFIX}{name}"));
            match made(&path) {
                Ok(lock) => return Ok(Scratch { path, _lock: lock }),
                Err(error) if tries < TRIES && was_swept(&error) => (),
                Err(error) => return Err(Error::file(error, &path)),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now is swept away later.
        let _ = remove(&self.path);
    }
}

/// Makes the folder and takes its lock.
fn made(path: &Path) -> io::Result<fs::File> {
    fs::DirBuilder::new().mode(0o700).create(path)?;
    let lock = new_file(&path.join(LOCK))?;
    lock.try_lock().map_err(io::Error::from)?;
    // It may have been swept between the two.
    fs::metadata(path.join(LOCK))?;
    Ok(lock)
}

fn was_swept(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::WouldBlock)
}

/// Removes a folder, its lock last: whoever is killed meanwhile leaves what is known to be left.
fn remove(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            _ if entry.file_name() == LOCK => (),
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    match fs::remove_file(path.join(LOCK)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => (),
        gone => gone?,
    }
    fs::remove_dir(path)
}

/// A new file that its owner alone can read.
pub(super) fn new_file(path: &Path) -> io::Result<fs::File> {
    fs::OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

/// Removes the scratch folders in which nobody works any more: copies of faces and keys must not lie about. What cannot
/// be removed is tried again the next time.
pub(crate) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_scratch = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let path = entry.path();
        // An empty one was left by somebody who was killed while making or removing it.
        if !is_scratch || fs::remove_dir(&path).is_ok() {
            continue;
        }
        let lock = fs::File::open(path.join(LOCK));
        let is_left = match &lock {
            Ok(lock) => lock.try_lock().is_ok(),
            // The lock is the first file, so that one with others and without it is no longer being made.
            Err(error) => error.kind() == io::ErrorKind::NotFound && holds_others(&path),
        };
        if is_left && let Err(error) = remove(&path) {
            tracing::warn!(%error, "a scratch folder could not be removed");
        }
    }
}

/// Whether there is something in the folder, and no lock.
fn holds_others(path: &Path) -> bool {
    let holds = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
    holds && !path.join(LOCK).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_program_left_goes_and_what_is_worked_in_stays() {
        let folder = tempfile::tempdir().unwrap();
        let dead = folder.path().join("scratch-dead");
        fs::create_dir(&dead).unwrap();
        fs::write(dead.join(LOCK), "").unwrap();
        let alive = Scratch::new(folder.path()).unwrap();
        assert!(!dead.exists());
        // Killed before the lock was there, and, by an earlier version, after it had gone.
        let [empty, rest] = ["scratch-empty", "scratch-rest"].map(|name| folder.path().join(name));
        fs::create_dir(&empty).unwrap();
        fs::create_dir_all(rest.join("faces")).unwrap();
        fs::write(rest.join("seal.key"), "key").unwrap();
        sweep(folder.path());
        assert!(alive.path().exists());
        assert!(!empty.exists() && !rest.exists());
        fs::create_dir(alive.path().join("within")).unwrap();
        let path = alive.path().to_owned();
        drop(alive);
        assert!(!path.exists());
    }
}
