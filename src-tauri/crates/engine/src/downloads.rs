//! Keeping a file in a folder of the operator's, where nothing of theirs may be lost.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Names that are tried; a folder with more of them is somebody else's to tidy.
const MOST_NAMES: u32 = 1000;

/// Writes `bytes` into `folder`, which is made where it is missing, as "plan.ics" for the name "plan" and the ending "ics",
/// or as "plan (2).ics" and so on where that is taken: no file is ever overwritten. Returns where.
///
/// # Errors
///
/// When it cannot be written, or a thousand names are taken.
pub fn keep(folder: &Path, name: &str, ending: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    for number in 1..=MOST_NAMES {
        let suffix = if number == 1 { String::new() } else { format!(" ({number})") };
        let path = folder.join(format!("{name}{suffix}.{ending}"));
        match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(bytes)?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{name}.{ending} is there {MOST_NAMES} times")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_of_the_operators_is_overwritten() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("Downloads");
        let names: Vec<PathBuf> = ["first", "second", "third"]
            .iter()
            .map(|text| keep(&folder, "plan", "ics", text.as_bytes()).unwrap())
            .collect();
        let expected = ["plan.ics", "plan (2).ics", "plan (3).ics"];
        assert_eq!(names, expected.map(|name| folder.join(name)));
        assert_eq!(fs::read_to_string(&names[0]).unwrap(), "first");
        assert_eq!(fs::read_to_string(&names[2]).unwrap(), "third");
    }

    #[test]
    fn a_folder_that_is_none_is_said() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "x").unwrap();
        assert!(keep(&file, "plan", "ics", b"text").is_err());
    }
}
