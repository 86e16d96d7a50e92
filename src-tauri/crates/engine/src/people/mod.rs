//! People: lists of them read, their photos judged and learnt, what is said of both.
//!
//! It needs the store and somebody who has models, and no running engine: the command line does the same by itself. Names
//! go to the window and the terminal, and never into a log or an event.

mod archive;
mod camera;
mod enroller;
pub(crate) mod import;
mod known;
mod list;
mod names;
mod pack;
mod photo;
mod report;
#[cfg(test)]
mod sentences;
mod sighting;
#[cfg(test)]
mod tests;
mod tray;
pub(crate) mod views;

pub use archive::{MOST_BYTES as MOST_ZIP_BYTES, is_zip};
pub use enroller::{Enroller, Enrolling};
pub(crate) use import::MOST_BYTES as MOST_LIST_BYTES;
pub(crate) use photo::{of_quality, worth};
#[cfg(test)]
pub(crate) use sentences::sentences;

use crate::wire::Problem;

/// Work that takes long, on a thread that serves nobody else.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Problem::failed(&error))
}
