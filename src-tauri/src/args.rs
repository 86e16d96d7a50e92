//! What may stand behind `bellwatch` on a command line.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bellwatch_engine::folder::DataFolder;

/// The word with which the desktop session starts the app.
pub const HIDDEN: &str = "--hidden";

/// How the app is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Args {
    /// The data folder.
    pub home: Home,
    /// Add the four demo cameras to an empty store.
    pub demo: bool,
    /// Start in the tray, without showing the window.
    pub is_hidden: bool,
}

/// Where the data folder is, and who said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// The command line or `BELLWATCH_HOME`.
    Chosen(PathBuf),
    /// Nobody.
    Default(PathBuf),
}

impl Home {
    /// The data folder.
    pub fn path(&self) -> &Path {
        match self {
            Home::Chosen(path) | Home::Default(path) => path,
        }
    }
}

impl Args {
    /// Reads `--home DIR`, `--demo` and `--hidden`.
    ///
    /// # Errors
    ///
    /// A sentence about what cannot be understood.
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Args, String> {
        let (mut home, mut demo, mut is_hidden) = (None, false, false);
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.to_str() {
                Some("--home") => home = Some(PathBuf::from(words.next().ok_or("--home needs a folder.")?)),
                Some("--demo") => demo = true,
                Some(HIDDEN) => is_hidden = true,
                _ => {
                    return Err(format!(
                        "{} is not understood. There are --home DIR, --demo and --hidden.",
                        word.display()
                    ));
                }
            }
        }
        let from_environment = std::env::var_os("BELLWATCH_HOME").filter(|value| !value.is_empty());
        let chosen = home.or_else(|| from_environment.map(PathBuf::from)).map(Home::Chosen);
        let home = chosen.or_else(|| DataFolder::default_path().map(Home::Default));
        let home = home.ok_or("No data folder: give --home DIR or set BELLWATCH_HOME.")?;
        Ok(Args { home, demo, is_hidden })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_the_demo_and_a_hidden_start_are_understood_and_nothing_else() {
        let parse = |words: &[&str]| Args::parse(words.iter().map(OsString::from));
        let home = Home::Chosen("/x".into());
        assert_eq!(
            parse(&["--home", "/x", "--demo"]),
            Ok(Args { home: home.clone(), demo: true, is_hidden: false })
        );
        assert_eq!(parse(&["--hidden", "--home", "/x"]), Ok(Args { home, demo: false, is_hidden: true }));
        assert!(parse(&["--home"]).is_err());
        assert!(parse(&["--hom", "/x"]).unwrap_err().contains("--hom "));
    }
}
