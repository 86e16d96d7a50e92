//! Model packs: which models there are, where their files come from, and whether they are whole.
//!
//! A pack is a folder with `pack.toml` and the files it names. It appears whole or not at all: it is put together in a
//! folder of its own and then renamed.

mod catalogue;
mod check;
mod download;
mod install;
mod manifest;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[cfg(test)]
pub(crate) use catalogue::RESEARCH_ONLY;
pub use catalogue::catalogue;
pub use check::{Checked, check};
pub use download::Progress;
pub use install::Source;
#[cfg(test)]
pub(crate) use install::{NO_ADDRESS, licence_at};
pub use manifest::{
    Colours, DetectorKind, DetectorPart, LivenessPart, Manifest, ModelFile, RecogniserPart, Template,
};

/// The manifest's name within a pack.
const MANIFEST: &str = "pack.toml";
/// Begins the names of folders that are being put together or thrown away; no pack's id begins so.
const DRAFT: &str = ".draft-";
const OLD: &str = ".old-";
/// Held by whoever changes packs.
const LOCK: &str = ".lock";

/// The folder with all packs, `models` in the data folder.
#[derive(Debug, Clone)]
pub struct Packs {
    folder: PathBuf,
}

/// An installed pack. That it is here does not say that its files are whole; [`check`] does.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    folder: PathBuf,
    manifest: Manifest,
}

/// An installed pack whose manifest cannot be read.
#[derive(Debug)]
pub struct Broken {
    /// Its folder's name.
    pub id: String,
    /// What is wrong.
    pub why: Error,
}

/// Why something cannot be done with packs; each a sentence.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("{} cannot be read: {source}.", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file or folder cannot be written.
    #[error("{} cannot be written: {source}.", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A manifest cannot be taken.
    #[error("The manifest {} cannot be used: {why}.", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its line.
        why: String,
    },
    /// A file is shorter or longer than it must be.
    #[error("{} has {found} of {expected} bytes: it is cut short or another file.", path.display())]
    Size {
        /// The file.
        path: PathBuf,
        /// Its bytes.
        found: u64,
        /// What the manifest says.
        expected: u64,
    },
    /// A file is not the one it must be.
    #[error("{} is damaged or another version: its SHA-256 is {found}, and it must be {expected}.", path.display())]
    Checksum {
        /// The file.
        path: PathBuf,
        /// Its checksum.
        found: String,
        /// What the manifest says.
        expected: String,
    },
    /// Files were given, and some of a pack are not among them.
    #[error("For {pack} these files are missing: {}.", files.join(", "))]
    Incomplete {
        /// The pack's name.
        pack: String,
        /// What is not there.
        files: Vec<String>,
    },
    /// Files were given that no pack has.
    #[error("{} belongs to no pack that is known here. For a model of your own, put a pack.toml beside it.", .0.display())]
    Stranger(PathBuf),
    /// Nothing was given that could be a model.
    #[error("There is no model file in what was given.")]
    NoFiles,
    /// No such pack.
    #[error("There is no model pack {0}.")]
    Unknown(String),
    /// The files have to be fetched by the school itself.
    #[error("{pack} cannot be installed from here: {why}.")]
    OwnLicence {
        /// The pack's name.
        pack: String,
        /// What to do instead.
        why: String,
    },
    /// The official address does not give the file.
    #[error("{file} could not be downloaded from {address}: {why}.")]
    Download {
        /// The file's name.
        file: String,
        /// From where.
        address: String,
        /// What happened.
        why: String,
    },
    /// Another process changes packs.
    #[error("Packs in {} are being changed by another program; try again when it is done.", .0.display())]
    Busy(PathBuf),
    /// The files are whole, and the models in them do not work.
    #[error("{0}")]
    Model(String),
}

impl Packs {
    /// The packs in a folder, which need not exist yet.
    pub fn at(folder: &Path) -> Packs {
        Packs { folder: folder.to_owned() }
    }

    /// Clears away what a killed install left; a pack that was being replaced comes back. To be called at the start, and
    /// installing and removing do it too.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`], [`Error::Read`], [`Error::Write`].
    pub fn mend(&self) -> Result<(), Error> {
        if self.folder.is_dir() {
            self.alone()?;
        }
        Ok(())
    }

    /// Mends, and keeps other processes from changing packs until the file is dropped.
    fn alone(&self) -> Result<fs::File, Error> {
        let write = |source| Error::Write { path: self.folder.clone(), source };
        fs::create_dir_all(&self.folder).map_err(write)?;
        let options =
            fs::OpenOptions::new().create(true).truncate(false).write(true).open(self.folder.join(LOCK));
        let lock = options.map_err(write)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Error::Busy(self.folder.clone())),
            Err(fs::TryLockError::Error(error)) => return Err(write(error)),
        }
        for path in self.entries()? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let write = |source| Error::Write { path: path.clone(), source };
            match name.strip_prefix(OLD) {
                Some(id) if !self.folder.join(id).exists() => {
                    fs::rename(&path, self.folder.join(id)).map_err(write)?;
                }
                None if !name.starts_with(DRAFT) => {}
                _ => fs::remove_dir_all(&path).map_err(write)?,
            }
        }
        Ok(lock)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Installed packs by id, and the folders whose manifests cannot be read with what is wrong there.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] when the folder itself cannot be read.
    pub fn list(&self) -> Result<(Vec<Pack>, Vec<Broken>), Error> {
        let (mut packs, mut broken) = (Vec::new(), Vec::new());
        for folder in self.entries()? {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_pack = folder.join(MANIFEST).is_file();
            if is_pack && !name.starts_with('.') {
                match Pack::open(&folder) {
                    Ok(pack) => packs.push(pack),
                    Err(why) => broken.push(Broken { id: name, why }),
                }
            }
        }
        packs.sort_by(|a: &Pack, b: &Pack| a.manifest.id.cmp(&b.manifest.id));
        Ok((packs, broken))
    }

    /// An installed pack.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] when it is not here; [`Error::Manifest`] when its manifest is broken.
    pub fn find(&self, id: &str) -> Result<Pack, Error> {
        let folder = self.folder.join(id);
        if !manifest::is_id(id) || !folder.join(MANIFEST).is_file() {
            return Err(Error::Unknown(id.to_owned()));
        }
        Pack::open(&folder)
    }

    /// Removes a pack with its files.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`], [`Error::Write`].
    pub fn remove(&self, id: &str) -> Result<(), Error> {
        let folder = self.folder.join(id);
        if !manifest::is_id(id) || !folder.is_dir() {
            return Err(Error::Unknown(id.to_owned()));
        }
        let _lock = self.alone()?;
        // First out of the way in one step, so that no half of it is ever taken for a pack.
        let draft = tempfile::Builder::new()
            .prefix(DRAFT)
            .tempdir_in(&self.folder)
            .map_err(|source| Error::Write { path: self.folder.clone(), source })?;
        fs::rename(&folder, draft.path().join(id)).map_err(|source| Error::Write { path: folder, source })?;
        draft.close().map_err(|source| Error::Write { path: self.folder.clone(), source })
    }

    fn entries(&self) -> Result<Vec<PathBuf>, Error> {
        let read = |source| Error::Read { path: self.folder.clone(), source };
        match fs::read_dir(&self.folder) {
            Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path()).map_err(read)).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(read(error)),
        }
    }
}

impl Pack {
    /// A pack in a folder of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], [`Error::Manifest`].
    pub fn open(folder: &Path) -> Result<Pack, Error> {
        Ok(Pack { folder: folder.to_owned(), manifest: Manifest::open(&folder.join(MANIFEST))? })
    }

    /// Where its files are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }
}
