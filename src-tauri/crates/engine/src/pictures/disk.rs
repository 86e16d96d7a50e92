//! Pictures on disk: written whole or not at all, readable by their owner alone, and pruned.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bellwatch_domain::{CameraId, ProfileId, RunnerKey};
use chrono::{DateTime, Duration, Utc};

use super::{Error, Jpeg, Write};

/// A file that claims to be a picture and is larger is not read.
const LARGEST_FILE: u64 = 32 * 1024 * 1024;

/// What pruning did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Snapshots deleted.
    pub count: u64,
    /// Bytes freed.
    pub bytes: u64,
    /// Bytes of kept snapshots that remain.
    pub remaining_bytes: u64,
}

/// A picture that a former engine left.
pub(super) struct Found {
    pub(super) at: DateTime<Utc>,
    pub(super) width: u32,
    pub(super) height: u32,
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    |source| Error::File { path: path.to_owned(), source }
}

fn camera_folder(frames: &Path, camera: CameraId) -> PathBuf {
    frames.join(camera.to_string())
}

pub(super) fn latest_path(frames: &Path, key: RunnerKey) -> PathBuf {
    camera_folder(frames, key.camera).join(format!("latest_{}.jpg", key.profile))
}

/// Writes the newest picture, and keeps a copy when that is wanted.
pub(super) fn write(frames: &Path, key: RunnerKey, jpeg: &Jpeg, what: Write) -> Result<(), Error> {
    put(&latest_path(frames, key), jpeg)?;
    match what {
        Write::Latest => Ok(()),
        Write::LatestAndKept => {
            let at = jpeg.picture.at;
            let day = camera_folder(frames, key.camera).join(at.format("%Y-%m-%d").to_string());
            put(&day.join(format!("{}Z_{}.jpg", at.format("%H%M%S"), key.profile)), jpeg)
        }
    }
}

/// Writes beside and renames, so that whoever reads finds the old picture or the new one. Not synced: a picture
/// lost with the power is no loss.
fn put(path: &Path, jpeg: &Jpeg) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed(folder))?;
    let beside = path.with_extension("tmp");
    let written = (|| {
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(&jpeg.bytes)?;
        file.set_modified(SystemTime::from(jpeg.picture.at))?;
        fs::rename(&beside, path)
    })();
    if written.is_err() {
        // Half a file must not take the space that is missing; if this fails as well, the next one replaces it.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failed(path))
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(failed(path))?;
    file.take(LARGEST_FILE).read_to_end(&mut bytes).map_err(failed(path))?;
    Ok(bytes)
}

/// Every newest picture that is on disk; what cannot be read is not there.
pub(super) fn latest(frames: &Path) -> Vec<(RunnerKey, Found)> {
    let folders = children(frames).into_iter().filter_map(|path| Some((number(&path, "", "")?, path)));
    folders
        .flat_map(|(camera, folder)| {
            children(&folder).into_iter().filter_map(move |path| {
                let profile = number(&path, "latest_", ".jpg")?;
                let key = RunnerKey { camera: CameraId(camera), profile: ProfileId(profile) };
                let at = fs::metadata(&path).ok()?.modified().ok()?;
                let (width, height) = image::image_dimensions(&path).ok()?;
                Some((key, Found { at: at.into(), width, height }))
            })
        })
        .collect()
}

/// Deletes the folders of cameras that are not `known` (any more); folders that are not ours stay.
///
/// # Errors
///
/// [`Error::File`] when one cannot be deleted; what was deleted by then is.
pub fn delete_cameras_but(frames: &Path, known: &BTreeSet<CameraId>) -> Result<(), Error> {
    for folder in children(frames) {
        let is_folder = fs::symlink_metadata(&folder).is_ok_and(|about| about.is_dir());
        if is_folder && number(&folder, "", "").is_some_and(|camera| !known.contains(&CameraId(camera))) {
            fs::remove_dir_all(&folder).map_err(failed(&folder))?;
        }
    }
    Ok(())
}

/// Deletes kept snapshots in `frames` older than `keep`, then the oldest until at most `max_bytes` remain, then
/// folders of days that became empty. Follows no links, and touches nothing but what was written here.
///
/// # Errors
///
/// [`Error::File`] when a snapshot cannot be deleted. A folder that is not there holds nothing.
pub fn prune_snapshots(
    frames: &Path,
    now: DateTime<Utc>,
    keep: Duration,
    max_bytes: u64,
) -> Result<Pruned, Error> {
    let mut kept: Vec<(SystemTime, u64, PathBuf)> = days(frames)
        .iter()
        .flat_map(|day| children(day))
        .filter(|path| path.extension().is_some_and(|extension| extension == "jpg" || extension == "tmp"))
        .filter_map(|path| {
            let about = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?;
            Some((about.modified().ok()?, about.len(), path))
        })
        .collect();
    kept.sort_unstable();
    let oldest = SystemTime::from(now - keep);
    let mut pruned =
        Pruned { remaining_bytes: kept.iter().map(|(_, bytes, _)| bytes).sum(), ..Pruned::default() };
    for (at, bytes, path) in kept {
        if at >= oldest && pruned.remaining_bytes <= max_bytes {
            break;
        }
        fs::remove_file(&path).map_err(failed(&path))?;
        pruned.count += 1;
        pruned.bytes += bytes;
        pruned.remaining_bytes -= bytes;
    }
    for day in days(frames) {
        // Refused while something is in it, which is what is wanted.
        let _ = fs::remove_dir(day);
    }
    Ok(pruned)
}

/// Folders `<camera>/<yyyy-mm-dd>`.
fn days(frames: &Path) -> Vec<PathBuf> {
    children(frames)
        .into_iter()
        .filter(|path| number(path, "", "").is_some())
        .flat_map(|camera| children(&camera))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            chrono::NaiveDate::parse_from_str(name, "%Y-%m-%d").is_ok()
                && fs::symlink_metadata(path).is_ok_and(|about| about.is_dir())
        })
        .collect()
}

/// What is in a folder; nothing when it cannot be read.
fn children(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default()
}

/// The number in a file's name between `before` and `after`.
fn number(path: &Path, before: &str, after: &str) -> Option<i64> {
    path.file_name()?.to_str()?.strip_prefix(before)?.strip_suffix(after)?.parse().ok()
}
