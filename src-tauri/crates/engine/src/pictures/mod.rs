//! The newest picture of every runner, in memory and on disk, and kept snapshots.
//!
//! Frames come in by a pointer swap; JPEGs are made when somebody asks, off the frame path and never more at once
//! than [`ENCODERS`]. The last picture of a run outlives it as a JPEG, and that of a dead engine is found on disk.
//!
//! ```text
//! frames/<camera>/latest_<profile>.jpg              replaced by renaming; its mtime is the picture's time
//! frames/<camera>/2026-11-21/080300Z_<profile>.jpg  kept; day and time in UTC
//! ```

mod disk;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bellwatch_domain::{CameraId, RunnerKey};
use bellwatch_imaging::jpeg as encode;
use chrono::{DateTime, Duration, Utc};
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::frames::Frame;

pub use disk::{Pruned, delete_cameras_but, prune_snapshots};

/// Pictures that are encoded at the same time.
const ENCODERS: usize = 2;
/// Encoded sizes of the newest picture that are kept for the next who asks.
const CACHED: usize = 4;

/// Why a picture was not made or not written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It could not be encoded.
    #[error("the picture cannot be encoded")]
    Encode(#[from] encode::Error),
    /// It could not be written or read.
    #[error("{} cannot be used", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The engine is ending.
    #[error("the engine is ending")]
    Ending,
}

impl Error {
    /// The sentence with everything that caused it, for the log and the ticket.
    pub fn chain(&self) -> String {
        let mut words = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            words = format!("{words}: {error}");
            cause = error.source();
        }
        words
    }

    /// Whether there is no space left (or no more allowed) where pictures are written.
    pub fn is_disk_full(&self) -> bool {
        match self {
            Error::File { source, .. } => {
                matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            Error::Encode(_) | Error::Ending => false,
        }
    }
}

/// What is known of a picture without encoding it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Goes up with every picture of a runner, across runs and starts of the engine.
    pub number: u64,
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// An encoded picture. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Jpeg {
    /// The file.
    pub bytes: Arc<[u8]>,
    /// Of which picture; its size is that of these bytes.
    pub picture: Picture,
}

/// What is written of the newest picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// `latest_<profile>.jpg` alone.
    Latest,
    /// That and a kept snapshot.
    LatestAndKept,
}

/// All pictures. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Pictures(Arc<Inner>);

struct Inner {
    frames: PathBuf,
    clock: Clock,
    entries: Mutex<BTreeMap<RunnerKey, Arc<Entry>>>,
    encoders: Arc<Semaphore>,
    next_number: AtomicU64,
}

#[derive(Default)]
struct Entry {
    state: Mutex<State>,
    /// Held while a JPEG of this runner is made, so that whoever asks for the same finds it made.
    making: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    newest: Newest,
    cache: Vec<(u32, Jpeg)>,
    kept_at: Option<DateTime<Utc>>,
}

#[derive(Default)]
enum Newest {
    #[default]
    None,
    /// Of a run that lives.
    Frame { number: u64, frame: Arc<Frame> },
    /// Of a run that ended.
    Ended(Jpeg),
    /// Of an engine that ended.
    OnDisk(Picture),
}

impl Newest {
    fn picture(&self) -> Option<Picture> {
        match self {
            Newest::None => None,
            Newest::Frame { number, frame } => Some(Picture {
                number: *number,
                at: frame.at,
                width: frame.shape.width_px,
                height: frame.shape.height_px,
            }),
            Newest::Ended(jpeg) => Some(jpeg.picture),
            Newest::OnDisk(picture) => Some(*picture),
        }
    }
}

impl Pictures {
    /// Pictures in the folder `frames`, with those that a former engine left there. The folder need not exist.
    pub fn open(frames: PathBuf, clock: Clock) -> Self {
        // Numbers start at the milliseconds since 1970: no engine gives a number that one before it gave, so a
        // picture in the window's cache is never taken for another.
        let first = u64::try_from(clock.now().timestamp_millis()).unwrap_or_default();
        let inner = Inner {
            frames,
            clock,
            entries: Mutex::default(),
            encoders: Arc::new(Semaphore::new(ENCODERS)),
            next_number: AtomicU64::new(first),
        };
        let pictures = Pictures(Arc::new(inner));
        for (key, found) in disk::latest(&pictures.0.frames) {
            let picture =
                Picture { number: pictures.number(), at: found.at, width: found.width, height: found.height };
            lock(&pictures.entry(key).state).newest = Newest::OnDisk(picture);
        }
        pictures
    }

    /// Takes the newest frame of a runner. A pointer swap: what it replaces goes when nobody looks at it any more.
    pub fn publish(&self, key: RunnerKey, frame: Arc<Frame>) {
        let number = self.number();
        lock(&self.entry(key).state).newest = Newest::Frame { number, frame };
    }

    /// What is known of the newest picture; `None` when there was never one.
    pub fn newest(&self, key: RunnerKey) -> Option<Picture> {
        let entry = self.known(key)?;
        let state = lock(&entry.state);
        state.newest.picture()
    }

    /// The newest frame itself, while its run lives.
    pub fn frame(&self, key: RunnerKey) -> Option<Arc<Frame>> {
        let entry = self.known(key)?;
        let state = lock(&entry.state);
        match &state.newest {
            Newest::Frame { frame, .. } => Some(frame.clone()),
            Newest::None | Newest::Ended(_) | Newest::OnDisk(_) => None,
        }
    }

    /// The newest picture as a JPEG, at most `max_width` pixels wide; `None` when there is none, or when what is on
    /// disk cannot be read (which is logged).
    pub async fn jpeg(&self, key: RunnerKey, max_width: u32) -> Option<Jpeg> {
        let entry = self.known(key)?;
        match self.make(key, &entry, max_width).await {
            Ok(jpeg) => jpeg,
            Err(error) => {
                tracing::warn!(runner = %key, error = %error.chain(), "no picture could be made");
                None
            }
        }
    }

    /// Writes the newest picture of a run that lives; nothing when there is none.
    ///
    /// # Errors
    ///
    /// [`Error`]; the picture written before is still there, whole.
    pub async fn write(&self, key: RunnerKey, what: Write) -> Result<(), Error> {
        let Some(entry) = self.known(key) else { return Ok(()) };
        let Some(jpeg) = self.make(key, &entry, u32::MAX).await? else { return Ok(()) };
        let frames = self.0.frames.clone();
        blocking(move || disk::write(&frames, key, &jpeg, what)).await
    }

    /// When a snapshot of this runner was last kept by this engine.
    pub fn kept_at(&self, key: RunnerKey) -> Option<DateTime<Utc>> {
        self.known(key).and_then(|entry| lock(&entry.state).kept_at)
    }

    /// Notes that a snapshot is being kept.
    pub fn keeps(&self, key: RunnerKey) {
        lock(&self.entry(key).state).kept_at = Some(self.0.clock.now());
    }

    /// A run ended: its last picture is written and stays as a JPEG; the raw frame goes.
    ///
    /// # Errors
    ///
    /// [`Error`] when it could not be encoded or written; in memory the last picture stays whatever happens.
    pub async fn run_ended(&self, key: RunnerKey) -> Result<(), Error> {
        let Some(entry) = self.known(key) else { return Ok(()) };
        let Some(jpeg) = self.make(key, &entry, u32::MAX).await? else { return Ok(()) };
        {
            let mut state = lock(&entry.state);
            if matches!(&state.newest, Newest::Frame { number, .. } if *number == jpeg.picture.number) {
                state.newest = Newest::Ended(jpeg.clone());
                state.cache.clear();
            } else {
                return Ok(());
            }
        }
        let frames = self.0.frames.clone();
        blocking(move || disk::write(&frames, key, &jpeg, Write::Latest)).await
    }

    /// Forgets a runner that is wanted no longer. What it kept on disk stays until it is pruned.
    pub fn forget(&self, key: RunnerKey) {
        lock(&self.0.entries).remove(&key);
    }

    /// Deletes everything kept of cameras that are not among `known`, kept snapshots older than `keep`, then the oldest
    /// until at most `max_bytes` remain. The newest pictures (`latest_…`) of known cameras stay.
    ///
    /// # Errors
    ///
    /// [`Error::File`] when something cannot be deleted; what was deleted by then is.
    pub async fn prune(
        &self,
        now: DateTime<Utc>,
        keep: Duration,
        max_bytes: u64,
        known: BTreeSet<CameraId>,
    ) -> Result<Pruned, Error> {
        lock(&self.0.entries).retain(|key, _| known.contains(&key.camera));
        let frames = self.0.frames.clone();
        blocking(move || {
            disk::delete_cameras_but(&frames, &known)?;
            prune_snapshots(&frames, now, keep, max_bytes)
        })
        .await
    }

    async fn make(&self, key: RunnerKey, entry: &Entry, max_width: u32) -> Result<Option<Jpeg>, Error> {
        let _making = entry.making.lock().await;
        let encoder = self.0.encoders.clone().acquire_owned().await.map_err(|_| Error::Ending)?;
        // Only now, so that nobody holds a frame while waiting for his turn.
        enum From {
            Frame(Arc<Frame>),
            Jpeg(Jpeg),
            File(PathBuf),
        }
        let (picture, from) = {
            let state = lock(&entry.state);
            let Some(picture) = state.newest.picture() else { return Ok(None) };
            let width = picture.width.min(max_width.max(16));
            let cached = state
                .cache
                .iter()
                .find(|(cached, jpeg)| *cached == width && jpeg.picture.number == picture.number);
            if let Some((_, jpeg)) = cached {
                return Ok(Some(jpeg.clone()));
            }
            let from = match &state.newest {
                Newest::None => return Ok(None),
                Newest::Frame { frame, .. } => From::Frame(frame.clone()),
                Newest::Ended(jpeg) if width == picture.width => return Ok(Some(jpeg.clone())),
                Newest::Ended(jpeg) => From::Jpeg(jpeg.clone()),
                Newest::OnDisk(_) => From::File(disk::latest_path(&self.0.frames, key)),
            };
            (picture, from)
        };
        let width = picture.width.min(max_width.max(16));
        let encoded = blocking(move || {
            let _encoder = encoder;
            let encoded = match from {
                From::Frame(frame) => encode::frame(&frame, width)?,
                From::Jpeg(jpeg) => encode::smaller(&jpeg.bytes, width)?,
                From::File(path) => {
                    let bytes = disk::read(&path)?;
                    if width == picture.width {
                        encode::Encoded { bytes, width: picture.width, height: picture.height }
                    } else {
                        encode::smaller(&bytes, width)?
                    }
                }
            };
            Ok(encoded)
        })
        .await?;
        let picture = Picture { width: encoded.width, height: encoded.height, ..picture };
        let jpeg = Jpeg { bytes: encoded.bytes.into(), picture };
        let mut state = lock(&entry.state);
        state.cache.retain(|(_, cached)| cached.picture.number == picture.number);
        state.cache.truncate(CACHED - 1);
        state.cache.insert(0, (width, jpeg.clone()));
        Ok(Some(jpeg))
    }

    fn number(&self) -> u64 {
        self.0.next_number.fetch_add(1, Ordering::Relaxed)
    }

    fn known(&self, key: RunnerKey) -> Option<Arc<Entry>> {
        lock(&self.0.entries).get(&key).cloned()
    }

    fn entry(&self, key: RunnerKey) -> Arc<Entry> {
        lock(&self.0.entries).entry(key).or_default().clone()
    }
}

/// Encoding and writing happen on tokio's threads for what blocks.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Ending)?
}

/// A panic while holding one of these locks leaves whole values behind, so going on is safe.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
