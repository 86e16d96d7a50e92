//! What may stand behind `bellwatch` on a command line.

use std::ffi::OsString;
use std::path::PathBuf;

use bellwatch_engine::folder::DataFolder;

/// How the app is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Args {
    /// The data folder.
    pub home: PathBuf,
    /// Add the four demo cameras to an empty store.
    pub demo: bool,
}

impl Args {
    /// Reads `--home DIR` and `--demo`.
    ///
    /// # Errors
    ///
    /// A sentence about what cannot be understood.
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Args, String> {
        let (mut home, mut demo) = (None, false);
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.to_str() {
                Some("--home") => home = Some(PathBuf::from(words.next().ok_or("--home needs a folder.")?)),
                Some("--demo") => demo = true,
                _ => {
                    return Err(format!(
                        "{} is not understood. There are --home DIR and --demo.",
                        word.display()
                    ));
                }
            }
        }
        let home = home.or_else(DataFolder::default_path);
        let home = home.ok_or("No data folder: give --home DIR or set BELLWATCH_HOME.")?;
        Ok(Args { home, demo })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_the_demo_are_understood_and_nothing_else() {
        let parse = |words: &[&str]| Args::parse(words.iter().map(OsString::from));
        assert_eq!(parse(&["--home", "/x", "--demo"]), Ok(Args { home: "/x".into(), demo: true }));
        assert!(parse(&["--home"]).is_err());
        assert!(parse(&["--hom", "/x"]).unwrap_err().contains("--hom "));
    }
}
