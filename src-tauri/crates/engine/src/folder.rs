//! The data folder and its lock.
//!
//! The lock is the operating system's (`flock`), so it frees itself when its holder dies, however it dies; the pid
//! inside the file is for words alone and is believed only while the lock is held.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be made or written.
    #[error("The data folder {} cannot be used.", path.display())]
    Unusable {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Somebody else enforces in this folder.
    #[error("Another enforcer holds the lock (pid {}).", pid.map_or("unknown".to_owned(), |pid| pid.to_string()))]
    Locked {
        /// Who, as far as the file tells.
        pid: Option<u32>,
    },
}

/// A data folder: one site's store, pictures and lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// The folder at `path`, made readable by its owner alone if it does not exist.
    ///
    /// # Errors
    ///
    /// [`Error::Unusable`] when it cannot be made.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let unusable = |source| Error::Unusable { path: path.to_owned(), source };
        if !path.exists() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(unusable)?;
        }
        let path = path.canonicalize().map_err(unusable)?;
        if !path.is_dir() {
            return Err(Error::Unusable { path, source: io::Error::from(io::ErrorKind::NotADirectory) });
        }
        Ok(DataFolder(path))
    }

    /// Where the folder is when nobody says: `$BELLWATCH_HOME`, else `$XDG_DATA_HOME/bellwatch`, else
    /// `~/.local/share/bellwatch`; `None` when the environment names no home either.
    pub fn default_path() -> Option<PathBuf> {
        let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        named("BELLWATCH_HOME")
            .or_else(|| named("XDG_DATA_HOME").map(|data| data.join("bellwatch")))
            .or_else(|| named("HOME").map(|home| home.join(".local/share/bellwatch")))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where pictures are kept.
    pub fn frames(&self) -> PathBuf {
        self.0.join("frames")
    }

    /// Takes the lock for this process, until the returned value is dropped or the process ends.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] while another process holds it; [`Error::Unusable`] when the file cannot be written.
    pub fn lock(&self) -> Result<Lock, Error> {
        let path = self.0.join("enforcer.lock");
        let unusable = |source| Error::Unusable { path: path.clone(), source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Locked { pid: pid_in(&mut file) }),
            Err(TryLockError::Error(source)) => return Err(unusable(source)),
        }
        file.set_len(0).and_then(|()| file.rewind()).map_err(unusable)?;
        writeln!(file, "{}", std::process::id()).and_then(|()| file.sync_all()).map_err(unusable)?;
        Ok(Lock { _file: file })
    }

    /// Who holds the lock now; `None` when nobody does.
    pub fn holder(&self) -> Option<Option<u32>> {
        let mut file = File::open(self.0.join("enforcer.lock")).ok()?;
        match file.try_lock_shared() {
            Ok(()) => None,
            Err(_) => Some(pid_in(&mut file)),
        }
    }

    /// Whether others may look into the folder; `Ok(None)` when they may not, else a sentence.
    ///
    /// # Errors
    ///
    /// When the folder's mode cannot be read.
    pub fn too_open(&self) -> io::Result<Option<String>> {
        let mode = fs::metadata(&self.0)?.permissions().mode() & 0o777;
        Ok((mode & 0o077 != 0).then(|| {
            format!("Other users of this machine can look into {} (mode {mode:o}).", self.0.display())
        }))
    }
}

/// The enforcer's lock; dropping it frees it.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

fn pid_in(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_lock_names_the_holder_and_a_dropped_one_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&dir.path().join("home")).unwrap();
        assert_eq!(folder.holder(), None);
        let lock = folder.lock().unwrap();
        let me = std::process::id();
        assert_eq!(
            folder.lock().unwrap_err().to_string(),
            format!("Another enforcer holds the lock (pid {me}).")
        );
        assert_eq!(folder.holder(), Some(Some(me)));
        drop(lock);
        folder.lock().unwrap();
    }

    #[test]
    fn a_file_in_the_folders_place_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("home");
        fs::write(&path, "not a folder").unwrap();
        assert!(matches!(DataFolder::open(&path), Err(Error::Unusable { .. })));
    }
}
