//! Live recognition: from the newest frames of all runners to sightings in the journal.
//!
//! ```text
//! runner ──▶ slot (newest wins) ──▶ looker: gate, detect, embed, match, track ──▶ journal
//!                                      ▲ brief (enforcer)   ▲ pack and gallery (loader)
//! ```
//!
//! It knows no model and no file: a pack is opened by whoever was handed in as [`Models`]. Without one nothing is looked
//! at, and everything else goes on. The looker is a thread of its own, since models work for tens of milliseconds; the
//! loader is a task that asks the store four times a second whether anything changed.

mod brief;
mod diagnosing;
mod evidence;
mod known;
mod learning;
mod loading;
mod looker;
mod round;
mod ruled_out;
mod slot;
mod speed;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bellwatch_domain::models::Models;
use bellwatch_domain::recognition::Recogniser;
use bellwatch_domain::threshold::{Point, Threshold};
use bellwatch_domain::unknown::DiagnosticMode;
use bellwatch_store::Store;
use tokio::sync::{Notify, oneshot};

use crate::attendance::Attendance;
use crate::clips::Clips;
use crate::clock::Clock;
use crate::hub::Hub;
use crate::journal::Journal;

pub(crate) use brief::{Brief, Wanted};
#[cfg(test)]
pub(crate) use loading::Broken;
pub(crate) use round::picture;
pub use slot::{Counted, Seat, Slots};
pub(crate) use speed::{Speed, speed};

use known::Known;
use ruled_out::RuledOut;

/// Longest wait for the looker's last round.
const END_WITHIN: Duration = Duration::from_secs(2);

/// What recognition works with.
#[derive(Clone)]
pub(crate) struct RecognitionTools {
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) hub: Hub,
    pub(crate) journal: Journal,
    pub(crate) models: Arc<dyn Models>,
    /// Told of who was seen, and that people have changed.
    pub(crate) attendance: Attendance,
    /// Told of strangers and of who is in doubt.
    pub(crate) clips: Clips,
}

/// Live recognition. Cheap to clone; all clones are one. It ends by [`Recognition::stop`].
#[derive(Clone)]
pub(crate) struct Recognition(Arc<Shared>);

/// What the enforcer, the loader and the looker share.
pub(crate) struct Shared {
    slots: Slots,
    brief: Mutex<Arc<Brief>>,
    at_work: Mutex<Option<Arc<AtWork>>>,
    /// The diagnostic mode, while it is on.
    mode: Mutex<Option<DiagnosticMode>>,
    /// Who tracks are not, as hands have said of them.
    ruled_out: Mutex<Arc<RuledOut>>,
    /// Told when the mode was changed here.
    mode_news: Notify,
    /// Why the looker gave up, until the loader has heard of it.
    gave_up: Mutex<Option<String>>,
    /// Told when something changed that the loader should look at.
    news: Notify,
    /// What failed is to be tried at once.
    is_to_try_again: AtomicBool,
    is_over: AtomicBool,
    /// Told by the looker when it has ended.
    ended: Mutex<Option<oneshot::Receiver<()>>>,
}

/// A pack at work, and who it knows.
pub(crate) struct AtWork {
    pub(crate) recogniser: Arc<dyn Recogniser>,
    pub(super) known: Known,
}

/// The chart of thresholds, and what it follows from.
pub(crate) struct Curve {
    pub(crate) points: Vec<Point>,
    pub(crate) threshold: Threshold,
    pub(crate) people: usize,
    pub(crate) pairs: u64,
}

impl Recognition {
    /// Starts looker and loader. Nothing is looked at before the first [`Recognition::brief`] that wants a pack.
    ///
    /// # Errors
    ///
    /// When the looker's thread cannot be started.
    pub(crate) fn start(slots: Slots, tools: RecognitionTools) -> std::io::Result<Self> {
        let (end, ended) = oneshot::channel();
        let shared = Arc::new(Shared {
            slots,
            brief: Mutex::default(),
            at_work: Mutex::default(),
            mode: Mutex::default(),
            ruled_out: Mutex::default(),
            mode_news: Notify::new(),
            gave_up: Mutex::default(),
            news: Notify::new(),
            is_to_try_again: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
            ended: Mutex::new(Some(ended)),
        });
        let (journal, attendance) = (tools.journal.clone(), tools.attendance.clone());
        let told = looker::Told { journal, attendance, clips: tools.clips.clone() };
        looker::start(Arc::clone(&shared), told, end)?;
        tokio::spawn(diagnosing::Diagnosing::new(Arc::clone(&shared), &tools).run());
        tokio::spawn(loading::Loader::new(Arc::clone(&shared), tools).run());
        Ok(Recognition(shared))
    }

    /// Says what to go by from now on.
    pub(crate) fn brief(&self, brief: Brief) {
        let mut held = lock(&self.0.brief);
        if **held != brief {
            *held = Arc::new(brief);
            drop(held);
            self.0.news.notify_one();
        }
    }

    /// Has the loader look at once: a pack was installed or removed.
    pub(crate) fn look_again(&self) {
        self.0.is_to_try_again.store(true, Ordering::Relaxed);
        self.0.news.notify_one();
    }

    /// Has the diagnostic mode looked at at once: it was started or stopped, or its faces changed.
    pub(crate) fn look_at_mode(&self) {
        self.0.mode_news.notify_one();
    }

    /// Whether a pack is at work, and which.
    pub(crate) fn at_work(&self) -> Option<Arc<AtWork>> {
        lock(&self.0.at_work).clone()
    }

    /// Ends looker and loader; returns when the looker's last round is in the journal.
    pub(crate) async fn stop(&self) {
        self.0.is_over.store(true, Ordering::Relaxed);
        self.0.slots.set_open(false);
        self.0.slots.end();
        self.0.news.notify_one();
        self.0.mode_news.notify_one();
        let ended = lock(&self.0.ended).take();
        let Some(ended) = ended else { return };
        // An error means that the thread is gone, which is what was waited for.
        if tokio::time::timeout(END_WITHIN, ended).await.is_err() {
            tracing::warn!("recognition is still looking while the engine ends");
        }
    }
}

impl AtWork {
    /// The chart of thresholds.
    pub(crate) fn curve(&self) -> Curve {
        let known = &self.known;
        let (threshold, people, pairs) = (known.threshold, known.people, known.pairs());
        Curve { points: known.curve(), threshold, people, pairs }
    }
}

impl Shared {
    fn brief_now(&self) -> Arc<Brief> {
        Arc::clone(&lock(&self.brief))
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// Puts a pack to work, or none.
    fn put_to_work(&self, at_work: Option<AtWork>) {
        let is_open = at_work.is_some() && !self.is_over();
        *lock(&self.at_work) = at_work.map(Arc::new);
        self.slots.set_open(is_open);
    }
}

/// A panic while holding one of these locks leaves whole values behind, so going on is safe.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
