//! Folders that are needed for a moment: inside the data folder, so that what lies there is as well kept as the store,
//! and a rename from there is one step.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::seal::{NoRandom, random};

const PREFIX: &str = "scratch-";
const LOCK: &str = "lock";

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
        let mut bytes = [0_u8; 8];
        random(&mut bytes).map_err(|NoRandom| Error::Key { why: NoRandom.to_string() })?;
        let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = folder.join(format!("{PREFIX}{name}"));
        let make = || -> io::Result<fs::File> {
            fs::DirBuilder::new().mode(0o700).create(&path)?;
            let lock = new_file(&path.join(LOCK))?;
            lock.try_lock().map_err(io::Error::from)?;
            Ok(lock)
        };
        let lock = make().map_err(|error| Error::file(error, &path))?;
        Ok(Scratch { path, _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now is swept away later.
        let _ = fs::remove_dir_all(&self.path);
    }
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
        // One that has no lock yet is just being made.
        let Some(lock) = is_scratch.then(|| fs::File::open(entry.path().join(LOCK)).ok()).flatten() else {
            continue;
        };
        if lock.try_lock().is_ok()
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!(%error, "a scratch folder could not be removed");
        }
    }
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
        sweep(folder.path());
        assert!(alive.path().exists());
        let path = alive.path().to_owned();
        drop(alive);
        assert!(!path.exists());
    }
}
