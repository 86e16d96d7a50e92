//! Clips: the newest seconds of what cameras send are held in memory, and cut out when something happens.
//!
//! ```text
//! ffmpeg's second output ──▶ hold (one per run, always drained) ──▶ ring
//! happened (recognition, frame path) ──▶ cutter: rest, wait, cut, remux, seal, keep
//! ```
//!
//! Nothing of a film is written before it is sealed. A camera whose film cannot be held or cut runs on.

mod cutter;
pub(crate) mod remux;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use bellwatch_domain::clips::{Bounds, ClipKind, Ring};
use bellwatch_domain::{PersonId, RunnerKey};
use bellwatch_store::Store;
use chrono::{DateTime, Duration, Utc};
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::hub::Hub;
use crate::programs::Programs;
use crate::spawner::Spawner;

/// How much after an event belongs to its clip.
pub const AFTER: Duration = Duration::seconds(3);
/// Bytes that a run's ring holds at most: half a minute of 6 Mbit/s.
const RING_BYTES: usize = 24 * 1024 * 1024;
/// Bytes that are read of a film at once.
const CHUNK: usize = 64 * 1024;
/// Events that may wait for the cutter; what comes while it is full is left out, as during a rest.
const WAITING: usize = 64;

/// What clips are made with.
pub(crate) struct Tools {
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) hub: Hub,
    pub(crate) spawner: Spawner,
    pub(crate) programs: Programs,
}

/// The way to clips. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Clips(Arc<Shared>);

struct Shared {
    clock: Clock,
    held: Mutex<Holds>,
    happened: mpsc::Sender<Happened>,
}

#[derive(Default)]
struct Holds {
    next: u64,
    by_runner: BTreeMap<RunnerKey, Held>,
}

/// What is held of one run.
#[derive(Clone)]
struct Held {
    seat: u64,
    length: Duration,
    ring: Arc<Mutex<Ring>>,
    /// Closed when nothing comes any more.
    alive: watch::Receiver<()>,
}

/// Something that a clip is to be cut of.
struct Happened {
    key: RunnerKey,
    kind: ClipKind,
    at: DateTime<Utc>,
    person: Option<PersonId>,
    held: Held,
}

/// Holds the film of one run until it is dropped.
pub struct Hold {
    key: RunnerKey,
    seat: u64,
    shared: Weak<Shared>,
    drain: JoinHandle<()>,
}

impl Clips {
    /// Starts the task that cuts. It ends with the last clone of the answer.
    pub(crate) fn start(tools: Tools) -> Self {
        let (happened, waiting) = mpsc::channel(WAITING);
        let shared = Shared { clock: tools.clock.clone(), held: Mutex::default(), happened };
        tokio::spawn(cutter::Cutter::new(tools).run(waiting));
        Clips(Arc::new(shared))
    }

    /// Clips of runners that are looked at by themselves: films are held, and none is cut.
    pub fn held_only(clock: Clock) -> Self {
        let (happened, _) = mpsc::channel(1);
        Clips(Arc::new(Shared { clock, held: Mutex::default(), happened }))
    }

    /// Holds the newest `length` of a film, for as long as the answer lives. It is read as fast as it comes.
    pub(crate) fn hold(&self, key: RunnerKey, length: Duration, film: pipe::Receiver) -> Hold {
        let bounds = Bounds { length: length + AFTER, bytes: RING_BYTES };
        let ring = Arc::new(Mutex::new(Ring::new(bounds)));
        let (living, alive) = watch::channel(());
        let drain = tokio::spawn(drain(key, film, Arc::clone(&ring), self.0.clock.clone(), living));
        let mut held = lock(&self.0.held);
        held.next += 1;
        let seat = held.next;
        held.by_runner.insert(key, Held { seat, length, ring, alive });
        Hold { key, seat, shared: Arc::downgrade(&self.0), drain }
    }

    /// Says that something happened before a runner's camera. Returns at once; without a film nothing follows. `person`: who
    /// a sighting in doubt may be of.
    pub fn happened(&self, key: RunnerKey, kind: ClipKind, at: DateTime<Utc>, person: Option<PersonId>) {
        let held = lock(&self.0.held).by_runner.get(&key).cloned();
        let Some(held) = held else { return };
        if self.0.happened.try_send(Happened { key, kind, at, person, held }).is_err() {
            tracing::debug!(runner = %key, ?kind, "no clip: too much happens at once");
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.drain.abort();
        let Some(shared) = self.shared.upgrade() else { return };
        let mut held = lock(&shared.held);
        // The next run of the runner may hold its own already.
        if held.by_runner.get(&self.key).is_some_and(|held| held.seat == self.seat) {
            held.by_runner.remove(&self.key);
        }
    }
}

async fn drain(
    key: RunnerKey,
    mut film: pipe::Receiver,
    ring: Arc<Mutex<Ring>>,
    clock: Clock,
    _living: watch::Sender<()>,
) {
    let mut chunk = vec![0; CHUNK];
    loop {
        match film.read(&mut chunk).await {
            Ok(0) => return,
            Ok(read) => lock(&ring).push(&chunk[..read], clock.now()),
            Err(error) => {
                tracing::warn!(runner = %key, %error, "the film of a camera cannot be read");
                return;
            }
        }
    }
}

/// A panic while holding one of these locks leaves whole values behind, so going on is safe.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
