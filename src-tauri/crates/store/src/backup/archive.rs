//! The file of a backup: written whole, and read with mistrust. Nothing in it chooses a path or a size.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::BackupError;
use super::facts::{BackupFacts, Part};
use super::scratch::new_file;

pub(super) const STORE: &str = "bellwatch.db";
pub(super) const KEY: &str = "seal.key";
pub(super) const SEALED_KEY: &str = "seal.key.sealed";
const FACTS: &str = "backup.toml";
/// The longest list of parts.
const FACTS_BYTES: u64 = 64 * 1024;
/// The longest key, sealed.
const KEY_BYTES: u64 = 4096;
/// Parts that are looked at.
const PARTS: usize = 8;
/// A part may be so much larger than the file, and 64 MiB more: stores pack to a fifth or so, a bomb to a thousandth.
const LARGEST_RATIO: u64 = 100;
const LARGEST_SMALL: u64 = 64 * 1024 * 1024;
const CHUNK: usize = 1024 * 1024;

/// Writes a backup to the new file `to`, and sees to it that it is on the disk. `facts` gets its parts here.
pub(super) fn write(
    to: &Path,
    store: &Path,
    key: Option<(&'static str, &[u8])>,
    facts: &mut BackupFacts,
) -> io::Result<()> {
    let mut zip = ZipWriter::new(io::BufWriter::with_capacity(CHUNK, new_file(to)?));
    let packed =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    zip.start_file(STORE, packed)?;
    facts.parts.push(copy(STORE, &mut fs::File::open(store)?, &mut zip)?);
    if let Some((name, bytes)) = key {
        zip.start_file(name, packed)?;
        facts.parts.push(copy(name, &mut &*bytes, &mut zip)?);
    }
    zip.start_file(FACTS, packed)?;
    zip.write_all(facts.to_toml().as_bytes())?;
    let file = zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()
}

/// Copies, measures and hashes.
fn copy(name: &str, from: &mut impl Read, to: &mut impl Write) -> io::Result<Part> {
    let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0_u64, Zeroizing::new(vec![0_u8; CHUNK]));
    loop {
        let count = from.read(&mut chunk)?;
        if count == 0 {
            break;
        }
        hash.update(&chunk[..count]);
        to.write_all(&chunk[..count])?;
        bytes += count as u64;
    }
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Part { name: name.to_owned(), bytes, sha256 })
}

/// A backup that is being read.
pub(super) struct Archive {
    file: PathBuf,
    size: u64,
    zip: ZipArchive<fs::File>,
    pub(super) facts: BackupFacts,
}

impl Archive {
    /// Opens `path` and reads what it says of itself; no part is looked at.
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = path.to_owned();
        let unreadable = |source| BackupError::Unreadable { file: path.to_owned(), source };
        let mut opened = fs::File::open(path).map_err(unreadable)?;
        let meta = opened.metadata().map_err(unreadable)?;
        if !meta.is_file() {
            return Err(BackupError::NotABackup { file });
        }
        let mut head = [0_u8; 4];
        let is_zip = opened.read_exact(&mut head).is_ok() && head == *b"PK\x03\x04";
        if !is_zip {
            return Err(BackupError::NotABackup { file });
        }
        let Ok(mut zip) = ZipArchive::new(opened) else { return Err(BackupError::CutOff { file }) };
        if zip.len() > PARTS || zip.index_for_name(FACTS).is_none() {
            return Err(BackupError::NotABackup { file });
        }
        let mut text = String::new();
        let damaged = || BackupError::Damaged { file: path.to_owned(), part: "list of parts" };
        zip.by_name(FACTS)
            .map_err(|_| damaged())?
            .take(FACTS_BYTES)
            .read_to_string(&mut text)
            .map_err(|_| damaged())?;
        let facts = BackupFacts::of_toml(&text, path)?;
        Ok(Archive { file, size: meta.len(), zip, facts })
    }

    /// Unpacks the store to the new file `to`.
    pub(super) fn unpack_store(&mut self, to: &Path) -> Result<(), BackupError> {
        let largest = self.size.saturating_mul(LARGEST_RATIO).saturating_add(LARGEST_SMALL);
        let unwritable = |source| BackupError::Unwritable { file: to.to_owned(), source };
        let mut out = new_file(to).map_err(unwritable)?;
        self.unpack(STORE, "store", largest, &mut out)?;
        out.sync_all().map_err(unwritable)
    }

    /// The key, as it is in the backup.
    pub(super) fn key(&mut self, name: &'static str) -> Result<Zeroizing<Vec<u8>>, BackupError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_BYTES as usize));
        self.unpack(name, "key", KEY_BYTES, &mut *bytes)?;
        Ok(bytes)
    }

    fn unpack(
        &mut self,
        name: &str,
        part: &'static str,
        largest: u64,
        out: &mut impl Write,
    ) -> Result<(), BackupError> {
        let file = || self.file.clone();
        let damaged = BackupError::Damaged { file: file(), part };
        let Some(expected) = self.facts.part(name).cloned() else { return Err(damaged) };
        if expected.bytes > largest {
            return Err(BackupError::TooLarge { file: file() });
        }
        let Ok(packed) = self.zip.by_name(name) else { return Err(damaged) };
        // One byte more than there may be shows that there is more.
        let mut bounded = packed.take(expected.bytes + 1);
        let found = match copy(name, &mut bounded, out) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::StorageFull => {
                return Err(BackupError::Unwritable { file: file(), source: error });
            }
            Err(_) => return Err(damaged),
        };
        if found.bytes > expected.bytes {
            return Err(BackupError::TooLarge { file: file() });
        }
        if found != expected { Err(damaged) } else { Ok(()) }
    }
}
