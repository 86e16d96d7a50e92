//! `diagnostics`: what somebody who helps from afar needs to see.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::Arc;

use bellwatch_engine::api;
use bellwatch_engine::backups::words::size;
use bellwatch_recogniser::Library;
use bellwatch_recogniser::runtime::Places;

use crate::desk::Desk;
use crate::{Exit, Failure};

/// `diagnostics FILE`.
pub async fn diagnostics(home: Option<PathBuf>, file: PathBuf) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let models = Arc::new(Library::at(desk.folder.path(), Places::of_this_process(None)));
    let (bytes, too_short) = api::diagnostics(&desk.folder, &desk.operator, &desk.clock, models).await?;
    let cannot = |error: std::io::Error| {
        Failure::new(Exit::Failed, format!("{} cannot be written: {error}", file.display()))
    };
    let mut written =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file).map_err(cannot)?;
    written.write_all(&bytes).and_then(|()| written.sync_all()).map_err(cannot)?;
    println!(
        "The bundle was searched for passwords, the key and people, and written to {} ({}).",
        file.display(),
        size(bytes.len() as u64)
    );
    if too_short > 0 {
        println!("Too short to be searched for: the passwords of {too_short} cameras.");
    }
    Ok(Exit::Well)
}
