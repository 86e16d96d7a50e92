//! Puts a pack into its place: from files, or from its makers' address.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::hex;
use super::{
    DRAFT, Error, MANIFEST, Manifest, OLD, Pack, Packs, Progress, catalogue, check, download::download,
};
use crate::runtime::Runtime;

/// Why a pack is not downloaded whose files have no address.
pub(crate) const NO_ADDRESS: &str = "no address of its files is known; install it from the files";

/// Why a pack is not downloaded whose makers ask for a licence.
pub(crate) fn licence_at(page: &str) -> String {
    format!("its makers ask for a licence; get it and the files at {page}, then install from the files")
}

/// So many files of a folder are looked at.
const MOST_FILES: usize = 1000;
/// Where downloads lie until they are whole.
const PARTS: &str = ".download";

/// Where a pack comes from.
pub enum Source<'a> {
    /// Files and folders; each file is known by its checksum, whatever it is called. A `pack.toml` among them describes
    /// models of the school's own.
    Files(&'a [PathBuf]),
    /// The addresses in the catalogue; called with how far it is.
    Official(&'a mut dyn FnMut(Progress)),
    /// The addresses in this manifest.
    Addresses(&'a Manifest, &'a mut dyn FnMut(Progress)),
}

impl Packs {
    /// Installs a pack: `id` of the catalogue, or of the manifest among the files; `None` takes the one that the files
    /// belong to. It replaces an installed one of the same id. Its models are run once before it counts.
    ///
    /// # Errors
    ///
    /// [`Error`], a sentence; then everything is as it was, except that a broken download goes on at the next try.
    pub fn install(&self, runtime: &Runtime, id: Option<&str>, source: Source<'_>) -> Result<Pack, Error> {
        let write = |source| Error::Write { path: self.folder.clone(), source };
        let _lock = self.alone()?;
        let draft = tempfile::Builder::new().prefix(DRAFT).tempdir_in(&self.folder).map_err(write)?;
        let manifest = match source {
            Source::Files(paths) => from_files(paths, id, draft.path())?,
            Source::Official(tell) => {
                let manifest = entry(id)?;
                self.fetch(&manifest, draft.path(), tell)?;
                manifest
            }
            Source::Addresses(manifest, tell) => {
                self.fetch(manifest, draft.path(), tell)?;
                manifest.clone()
            }
        };
        let path = draft.path().join(MANIFEST);
        fs::write(&path, manifest.text()?).map_err(|source| Error::Write { path, source })?;
        check(runtime, &Pack { folder: draft.path().to_owned(), manifest: manifest.clone() })?;
        self.put(draft.path(), &manifest.id)?;
        let folder = self.folder.join(&manifest.id);
        for file in manifest.files() {
            // The download was copied; it stays only where it cannot be removed, and does no harm there.
            let _ = fs::remove_file(self.part(&file.sha256));
        }
        Ok(Pack { folder, manifest })
    }

    /// Renames a whole draft into place. An old pack steps aside first and comes back should we die in between.
    fn put(&self, draft: &Path, id: &str) -> Result<(), Error> {
        let (place, old) = (self.folder.join(id), self.folder.join(format!("{OLD}{id}")));
        let moved = |from: &Path, to: &Path| {
            fs::rename(from, to).map_err(|source| Error::Write { path: to.to_owned(), source })
        };
        if place.exists() {
            moved(&place, &old)?;
        }
        if let Err(error) = moved(draft, &place) {
            if old.exists() {
                moved(&old, &place)?;
            }
            return Err(error);
        }
        if old.exists() {
            fs::remove_dir_all(&old).map_err(|source| Error::Write { path: old, source })?;
        }
        Ok(())
    }

    /// Downloads every file of a manifest into a folder.
    fn fetch(&self, manifest: &Manifest, into: &Path, tell: &mut dyn FnMut(Progress)) -> Result<(), Error> {
        if manifest.files().any(|file| file.address.is_none()) {
            let why = match &manifest.page {
                Some(page) if manifest.own_licence => licence_at(page),
                _ => NO_ADDRESS.to_owned(),
            };
            return Err(Error::OwnLicence { pack: manifest.name.clone(), why });
        }
        let parts = self.folder.join(PARTS);
        fs::create_dir_all(&parts).map_err(|source| Error::Write { path: parts, source })?;
        for file in manifest.files() {
            let (part, whole) = (self.part(&file.sha256), into.join(&file.name));
            download(file, &part, tell)?;
            fs::copy(&part, &whole).map_err(|source| Error::Write { path: whole, source })?;
        }
        Ok(())
    }

    fn part(&self, sha256: &str) -> PathBuf {
        self.folder.join(PARTS).join(format!("{}.part", sha256.to_lowercase()))
    }
}

/// An entry of the catalogue; the default without an id.
fn entry(id: Option<&str>) -> Result<Manifest, Error> {
    let mut known = catalogue();
    let Some(id) = id else { return Ok(known.remove(0)) };
    known.into_iter().find(|manifest| manifest.id == id).ok_or_else(|| Error::Unknown(id.to_owned()))
}

/// A file that was given.
struct Given {
    path: PathBuf,
    sha256: String,
    bytes: u64,
}

fn from_files(paths: &[PathBuf], id: Option<&str>, into: &Path) -> Result<Manifest, Error> {
    let (mut own, mut models) = (Vec::new(), Vec::new());
    for path in expand(paths)? {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("toml") => own.push(Manifest::open(&path)?),
            Some("onnx") => models.push(path),
            _ if paths.contains(&path) => models.push(path),
            // A folder may hold a readme and a licence too.
            _ => {}
        }
    }
    let given = models.into_iter().map(look).collect::<Result<Vec<Given>, Error>>()?;
    let mut known = if own.is_empty() { catalogue() } else { own };
    if let Some(id) = id {
        known.retain(|manifest| manifest.id == id);
        if known.is_empty() {
            return Err(Error::Unknown(id.to_owned()));
        }
    }
    let manifest = choose(known, &given)?;
    for file in manifest.files() {
        let found = given.iter().find(|given| given.sha256.eq_ignore_ascii_case(&file.sha256));
        let Some(found) = found else { continue };
        let whole = into.join(&file.name);
        fs::copy(&found.path, &whole).map_err(|source| Error::Write { path: whole, source })?;
    }
    Ok(manifest)
}

/// The manifest whose files are all there; else why not, by the one that is nearest.
fn choose(known: Vec<Manifest>, given: &[Given]) -> Result<Manifest, Error> {
    let missing = |manifest: &Manifest| -> Vec<String> {
        let there = |sha256: &str| given.iter().any(|given| given.sha256.eq_ignore_ascii_case(sha256));
        manifest.files().filter(|file| !there(&file.sha256)).map(|file| file.name.clone()).collect()
    };
    if let Some(whole) = known.iter().find(|manifest| missing(manifest).is_empty()) {
        return Ok(whole.clone());
    }
    // A file with a known name that is not the known file says more than that one is missing.
    for given in given {
        let name = given.path.file_name().unwrap_or_default().to_string_lossy();
        let expected = known.iter().flat_map(Manifest::files).find(|file| file.name == name);
        match expected {
            Some(file) if given.bytes != file.bytes => {
                return Err(Error::Size {
                    path: given.path.clone(),
                    found: given.bytes,
                    expected: file.bytes,
                });
            }
            Some(file) if !given.sha256.eq_ignore_ascii_case(&file.sha256) => {
                let (found, expected) = (given.sha256.clone(), file.sha256.to_lowercase());
                return Err(Error::Checksum { path: given.path.clone(), found, expected });
            }
            _ => {}
        }
    }
    let Some(first) = given.first() else { return Err(Error::NoFiles) };
    let nearest = known.iter().min_by_key(|manifest| missing(manifest).len());
    match nearest {
        Some(manifest) if missing(manifest).len() < manifest.files().count() || known.len() == 1 => {
            Err(Error::Incomplete { pack: manifest.name.clone(), files: missing(manifest) })
        }
        _ => Err(Error::Stranger(first.path.clone())),
    }
}

fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let read = |source| Error::Read { path: path.clone(), source };
        for entry in fs::read_dir(path).map_err(read)?.take(MOST_FILES) {
            let inner = entry.map_err(read)?.path();
            if inner.is_file() {
                files.push(inner);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn look(path: PathBuf) -> Result<Given, Error> {
    let read = |source| Error::Read { path: path.clone(), source };
    let mut file = fs::File::open(&path).map_err(read)?;
    let bytes = file.metadata().map_err(read)?.len();
    let mut digest = Sha256::new();
    std::io::copy(&mut file, &mut Hashing(&mut digest)).map_err(read)?;
    Ok(Given { sha256: hex(&digest.finalize()), bytes, path })
}

/// Takes bytes as a file would.
struct Hashing<'a>(&'a mut Sha256);

impl std::io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
