//! A zip of photos, which may be made to do harm: everything in it is bounded, and nothing is written anywhere.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// The largest zip that is opened, bytes.
pub const MOST_BYTES: u64 = 1 << 30;
/// Files in a zip.
const MOST_FILES: usize = 20_000;
/// The largest photo in one, bytes; as large as a photo may be by itself.
const MOST_OF_ONE: u64 = 64 << 20;
/// All of them, unpacked, bytes.
const MOST_OF_ALL: u64 = 8 << 30;
/// A file that is so many times larger than in the zip is no photo: JPEGs hardly shrink, and a drawing as BMP shrinks to a
/// hundredth.
const MOST_RATIO: u64 = 200;
/// Smaller files may shrink as they like, bytes.
const HARMLESS: u64 = 1 << 20;
/// What systems put beside photos.
const LITTER: [&str; 3] = ["Thumbs.db", "desktop.ini", "Icon\r"];

/// An opened zip.
pub struct Archive {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    left: u64,
}

/// A file of a zip.
pub struct Entry {
    /// Its name with its folders, as it may be shown.
    pub name: String,
    /// Its bytes, or why they are not taken.
    pub bytes: Result<Vec<u8>, Bad>,
}

/// Why a zip, or a file of one, is not taken; each a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Bad {
    /// It cannot be opened.
    #[error("The zip is damaged. Make it anew.")]
    Damaged,
    /// A workbook or a document is a zip too.
    #[error("This is a workbook or a document and not a zip of photos.")]
    Document,
    /// The zip is too large.
    #[error("The zip is larger than 1 GB. Make several.")]
    Heavy,
    /// It holds too many files.
    #[error("The zip holds more than {MOST_FILES} files. Make several.")]
    ManyFiles,
    /// It would become too large.
    #[error("The zip would unpack to more than 8 GB, which no photos need. It was not opened.")]
    Bomb,
    /// A file is packed as no photo can be.
    #[error(
        "The zip holds a file that grows more than {MOST_RATIO}-fold, as no photo does. It was not opened."
    )]
    Ratio,
    /// A file is too large.
    #[error("The file is larger than 64 MB; save it smaller.")]
    LargeFile,
    /// A name leads out of the zip.
    #[error("Its name leads out of the zip, so it was left alone.")]
    Outside,
    /// A file needs a password.
    #[error("The file is locked with a password. Make the zip without one.")]
    Locked,
    /// A file cannot be unpacked.
    #[error("The file cannot be unpacked. Make the zip anew.")]
    Unpackable,
}

/// Whether bytes are a zip.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

impl Archive {
    /// Opens a zip. What its list of files says is believed here and looked at again when each is read.
    ///
    /// # Errors
    ///
    /// [`Bad`], a sentence, for what is no zip of photos.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Bad> {
        if bytes.len() as u64 > MOST_BYTES {
            return Err(Bad::Heavy);
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Bad::Damaged)?;
        if zip.len() > MOST_FILES {
            return Err(Bad::ManyFiles);
        }
        let mut all = 0u64;
        for nth in 0..zip.len() {
            let file = zip.by_index_raw(nth).map_err(|_| Bad::Damaged)?;
            if file.name_raw() == b"[Content_Types].xml" {
                return Err(Bad::Document);
            }
            let (packed, unpacked) = (file.compressed_size(), file.size());
            if unpacked > HARMLESS && unpacked / packed.max(1) > MOST_RATIO {
                return Err(Bad::Ratio);
            }
            all = all.saturating_add(unpacked);
        }
        if all > MOST_OF_ALL {
            return Err(Bad::Bomb);
        }
        Ok(Archive { zip, left: MOST_OF_ALL })
    }

    /// How many entries it has, folders and litter too.
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// One entry; `None` for folders and for what systems put beside photos.
    pub fn read(&mut self, nth: usize) -> Option<Entry> {
        let most = MOST_OF_ONE.min(self.left);
        let (name, is_outside, is_locked) = match self.zip.by_index_raw(nth) {
            Err(_) => return Some(Entry { name: String::new(), bytes: Err(Bad::Unpackable) }),
            Ok(file) => {
                let name = name_of(&file);
                if file.is_dir() || is_litter(&name) {
                    return None;
                }
                (shown(&name), leads_outside(&name) || file.is_symlink(), file.encrypted())
            }
        };
        let bytes = match (is_outside, is_locked) {
            (true, _) => Err(Bad::Outside),
            (_, true) => Err(Bad::Locked),
            _ => self.unpacked(nth, most),
        };
        self.left = self.left.saturating_sub(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
        Some(Entry { name, bytes })
    }

    fn unpacked(&mut self, nth: usize, most: u64) -> Result<Vec<u8>, Bad> {
        let file = self.zip.by_index(nth).map_err(|_| Bad::Unpackable)?;
        let stated = file.size();
        if stated > most {
            return Err(Bad::LargeFile);
        }
        let mut bytes = Vec::new();
        // The size that the zip states, by which its ratio was judged, may be a lie.
        file.take(stated + 1).read_to_end(&mut bytes).map_err(|_| Bad::Unpackable)?;
        if bytes.len() as u64 == stated { Ok(bytes) } else { Err(Bad::Unpackable) }
    }
}

/// Some programs write UTF-8 and do not say so.
fn name_of<R: Read + ?Sized>(file: &zip::read::ZipFile<'_, R>) -> String {
    let raw = file.name_raw();
    match (std::str::from_utf8(raw), file.name()) {
        (Ok(name), _) => name.to_owned(),
        (Err(_), Ok(name)) => name.into_owned(),
        (Err(_), Err(_)) => String::from_utf8_lossy(raw).into_owned(),
    }
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn is_litter(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']);
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_hidden = |part: &str| part.starts_with('.') && part != "." && part != "..";
    LITTER.contains(&file) || parts.any(|part| part == "__MACOSX" || is_hidden(part))
}

/// Absolute, with a drive, or up and out.
fn leads_outside(name: &str) -> bool {
    let is_absolute = name.starts_with(['/', '\\']);
    let has_drive = name.chars().nth(1) == Some(':');
    is_absolute || has_drive || name.contains('\0') || name.split(['/', '\\']).any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            if name.ends_with('/') {
                writer.add_directory(*name, SimpleFileOptions::default()).unwrap();
            } else {
                let options =
                    SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
                writer.start_file(*name, options).unwrap();
                writer.write_all(bytes).unwrap();
            }
        }
        writer.finish().unwrap().into_inner()
    }

    fn all(mut archive: Archive) -> Vec<(String, Result<Vec<u8>, Bad>)> {
        (0..archive.len())
            .filter_map(|nth| archive.read(nth))
            .map(|entry| (entry.name, entry.bytes))
            .collect()
    }

    #[test]
    fn photos_come_out_and_litter_stays() {
        let zip = zipped(&[
            ("7A/", b""),
            ("7A/1234.jpg", b"one"),
            ("هيوا/2.jpg", b"two"),
            ("__MACOSX/7A/._1234.jpg", b"x"),
            (".DS_Store", b"x"),
            ("7A/Thumbs.db", b"x"),
            ("7A/.hidden/3.jpg", b"x"),
        ]);
        assert!(is_zip(&zip));
        let found = all(Archive::open(zip).unwrap());
        let expected =
            [("7A/1234.jpg".to_owned(), Ok(b"one".to_vec())), ("هيوا/2.jpg".to_owned(), Ok(b"two".to_vec()))];
        assert_eq!(found, expected);
    }

    #[test]
    fn names_that_lead_out_are_refused_and_the_others_are_taken() {
        let names = ["../1.jpg", "/etc/1.jpg", "C:\\1.jpg", "a/../../1.jpg", "..\\1.jpg"];
        for name in names {
            let found = all(Archive::open(zipped(&[(name, b"x"), ("2.jpg", b"two")])).unwrap());
            assert_eq!(found[0].1, Err(Bad::Outside), "{name}");
            assert_eq!(found[1].1, Ok(b"two".to_vec()));
        }
    }

    #[test]
    fn a_bomb_is_not_opened_and_a_liar_is_found_out() {
        let zeros = vec![0u8; 40 << 20];
        let bomb = zipped(&[("1.jpg", &zeros)]);
        assert!(bomb.len() < 200_000);
        assert_eq!(Archive::open(bomb.clone()).err(), Some(Bad::Ratio));
        // The same, saying everywhere that it is small: the sizes are patched in both of its headers.
        let mut liar = bomb;
        let (stated, lied) = ((40u32 << 20).to_le_bytes(), 1000u32.to_le_bytes());
        let places: Vec<usize> = (0..liar.len() - 4).filter(|at| liar[*at..*at + 4] == stated).collect();
        places.iter().for_each(|at| liar[*at..*at + 4].copy_from_slice(&lied));
        assert!(!places.is_empty());
        let found = all(Archive::open(liar).unwrap());
        assert_eq!(found, [("1.jpg".to_owned(), Err(Bad::Unpackable))]);
    }

    #[test]
    fn what_is_no_zip_of_photos_is_one_sentence() {
        let check = |bytes: Vec<u8>, expected: Bad| assert_eq!(Archive::open(bytes).err(), Some(expected));
        check(b"PK\x03\x04 nonsense".to_vec(), Bad::Damaged);
        check(zipped(&[("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x")]), Bad::Document);
        let mut cut = zipped(&[("1.jpg", &[1; 5000])]);
        cut.truncate(cut.len() / 2);
        check(cut, Bad::Damaged);
        let empty = Archive::open(zipped(&[])).unwrap();
        assert!(is_zip(&zipped(&[])) && empty.len() == 0);
    }
}
