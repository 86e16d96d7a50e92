//! Where files go that somebody asked for.

use std::path::PathBuf;

use bellwatch_engine::wire::Problem;
use tauri::{AppHandle, Manager};

/// The user's folder for downloads, or their home where there is none.
///
/// # Errors
///
/// When the system names neither.
pub fn folder(app: &AppHandle) -> Result<PathBuf, Problem> {
    let paths = app.path();
    paths.download_dir().or_else(|_| paths.home_dir()).map_err(|error| Problem::failed(&error))
}
