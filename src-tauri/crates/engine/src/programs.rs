//! Where ffmpeg and ffprobe are on this machine, looked up anew each time: an operator may install them meanwhile.

use std::env;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Names ffmpeg when it is not in the `PATH`; ffprobe is then looked for beside it first.
pub const FFMPEG_VARIABLE: &str = "BELLWATCH_FFMPEG";

/// Looked at after `PATH`: a desktop session's `PATH` may lack them.
const ALSO_IN: &[&str] = &["/usr/local/bin", "/usr/bin", "/snap/bin"];

/// How ffmpeg and ffprobe are found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Programs {
    /// The one that was named, by a setting or the environment.
    named: Option<PathBuf>,
}

impl Programs {
    /// `BELLWATCH_FFMPEG` where it is set, else the `PATH`.
    pub fn from_environment() -> Self {
        let named = env::var_os(FFMPEG_VARIABLE).filter(|name| !name.is_empty()).map(PathBuf::from);
        Programs { named }
    }

    /// This ffmpeg and no other.
    pub fn named(ffmpeg: impl Into<PathBuf>) -> Self {
        Programs { named: Some(ffmpeg.into()) }
    }

    /// ffmpeg, if it is there and may be run.
    pub fn ffmpeg(&self) -> Option<PathBuf> {
        match &self.named {
            Some(named) => Some(named.clone()).filter(|path| is_program(path)),
            None => in_path("ffmpeg"),
        }
    }

    /// ffprobe, if it is there and may be run: beside a named ffmpeg, else in the `PATH`.
    pub fn ffprobe(&self) -> Option<PathBuf> {
        let beside = self.named.as_ref().map(|ffmpeg| ffmpeg.with_file_name("ffprobe"));
        beside.filter(|path| is_program(path)).or_else(|| in_path("ffprobe"))
    }

    /// What was looked for, in words.
    pub fn looked_for(&self) -> String {
        match &self.named {
            Some(named) => format!("there is no program {}", named.display()),
            None => "there is no program ffmpeg in the PATH".to_owned(),
        }
    }
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    find(name, &path)
}

fn find(name: &str, path: &OsStr) -> Option<PathBuf> {
    let folders = env::split_paths(path).filter(|folder| folder.is_absolute());
    folders
        .chain(ALSO_IN.iter().map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_may_be_run_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let (first, second) = (dir.path().join("first"), dir.path().join("second"));
        for (folder, mode) in [(&first, 0o644), (&second, 0o755)] {
            std::fs::create_dir(folder).unwrap();
            std::fs::write(folder.join("bellwatch-test-program"), "").unwrap();
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(folder.join("bellwatch-test-program"), permissions).unwrap();
        }
        let path = env::join_paths([Path::new("relative"), &first, &second]).unwrap();
        assert_eq!(find("bellwatch-test-program", &path), Some(second.join("bellwatch-test-program")));
        assert_eq!(find("bellwatch-no-such-program", &path), None);
        assert_eq!(Programs::named("/no/such/ffmpeg").ffmpeg(), None);
    }
}
