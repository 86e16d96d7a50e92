//! Where ONNX Runtime's library may be.

use std::fs;
use std::path::{Path, PathBuf};

use super::Error;

#[cfg(target_os = "windows")]
const NAME: &str = "onnxruntime.dll";
#[cfg(target_os = "macos")]
const NAME: &str = "libonnxruntime.dylib";
#[cfg(not(any(target_os = "windows", target_os = "macos")))]
const NAME: &str = "libonnxruntime.so";

/// Who names a path by the setting.
pub(crate) const BY_SETTING: &str = "The setting";

/// Where to look, in this order. What is named by a person must be there; folders are only looked into.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The file, or its folder, by the setting.
    pub setting: Option<PathBuf>,
    /// The file, or its folder, by `ORT_DYLIB_PATH`.
    pub environment: Option<PathBuf>,
    /// The folder of the program.
    pub beside: Option<PathBuf>,
    /// The folder of what was installed with the program.
    pub resources: Option<PathBuf>,
}

impl Places {
    /// The places of this process.
    pub fn of_this_process(setting: Option<PathBuf>) -> Self {
        let environment =
            std::env::var_os("ORT_DYLIB_PATH").filter(|path| !path.is_empty()).map(PathBuf::from);
        // Without a path of its own a program has no neighbours; the other places remain.
        let beside = std::env::current_exe().ok().and_then(|path| path.parent().map(Path::to_owned));
        // Where the Debian package puts it: programs in /usr/bin, resources in /usr/lib/Bellwatch.
        let resources =
            beside.as_ref().and_then(|folder| folder.parent()).map(|root| root.join("lib/Bellwatch"));
        Places { setting, environment, beside, resources }
    }

    /// The library's file.
    pub(super) fn find(&self) -> Result<PathBuf, Error> {
        let named = [(BY_SETTING, &self.setting), ("ORT_DYLIB_PATH", &self.environment)];
        for (named_by, path) in named {
            if let Some(path) = path {
                let there = if path.is_dir() { within(path) } else { path.is_file().then(|| path.clone()) };
                return there.ok_or_else(|| Error::NotThere { named_by, path: path.clone() });
            }
        }
        let folders: Vec<&PathBuf> = self.beside.iter().chain(&self.resources).collect();
        folders.iter().find_map(|folder| within(folder)).ok_or_else(|| Error::Missing {
            name: NAME,
            looked_in: folders.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "),
        })
    }
}

/// The library in a folder, or in its folder `onnxruntime`; the name may end with a version.
fn within(folder: &Path) -> Option<PathBuf> {
    [folder.to_owned(), folder.join("onnxruntime")].iter().find_map(|folder| {
        // A folder that cannot be read holds nothing for us.
        let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
        let mut found: Vec<PathBuf> = entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(NAME))
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
            .collect();
        found.sort();
        found.pop()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_that_has_it_wins_and_a_named_one_must() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let library = at("resources/onnxruntime").join(format!("{NAME}.1.31.1"));
        fs::create_dir_all(library.parent().unwrap()).unwrap();
        fs::create_dir_all(at("beside")).unwrap();
        fs::write(&library, "").unwrap();
        let mut places =
            Places { beside: Some(at("beside")), resources: Some(at("resources")), ..Places::default() };
        assert_eq!(places.find().unwrap(), library);
        fs::write(at("beside").join(NAME), "").unwrap();
        assert_eq!(places.find().unwrap(), at("beside").join(NAME));
        places.environment = Some(at("resources"));
        assert_eq!(places.find().unwrap(), library);
        places.setting = Some(at("nowhere"));
        let sentence = places.find().unwrap_err().to_string();
        assert!(sentence.starts_with("The setting says") && sentence.contains("nowhere"), "{sentence}");
    }

    #[test]
    fn a_missing_library_is_one_sentence_with_the_folders() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places { beside: Some(folder.path().to_owned()), ..Places::default() };
        let sentence = places.find().unwrap_err().to_string();
        assert!(
            sentence.contains(NAME) && sentence.contains(&folder.path().display().to_string()),
            "{sentence}"
        );
    }
}
