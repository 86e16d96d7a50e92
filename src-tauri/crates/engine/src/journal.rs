//! The journal: the one road from what happens to what is remembered, and from there to the window's events.
//!
//! Writes wait in a bounded backlog and are committed many at a time. While the store cannot be written (a full
//! disk), what waits is tried again; what something newer makes useless leaves the backlog, and when it is full all the
//! same, what is worth least is lost, counted and said.

mod backlog;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bellwatch_store::{NewEvent, Store, Write};
use chrono::{DateTime, Utc};
use tokio::sync::{Notify, oneshot};

use crate::api::problem::chain;
use crate::clock::Clock;
use crate::hub::Hub;
use crate::present;
use crate::wire::What;

use backlog::Backlog;

/// Writes committed together at most.
const BATCH: usize = 512;
/// Pause before a failed batch is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Longest wait for what is still to be written.
const FLUSH_WITHIN: Duration = Duration::from_secs(5);

/// The writing end. Cheap to clone; the journal ends with the last clone, when all is written.
#[derive(Clone)]
pub struct Journal {
    handle: Arc<Handle>,
}

/// Losses of the journal: how many writes since the start, and when the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Writes.
    pub count: u64,
    /// When the last was lost.
    pub at: DateTime<Utc>,
}

/// What the writing end and the task share.
struct Shared {
    clock: Clock,
    waiting: Mutex<Waiting>,
    news: Notify,
    failing: AtomicBool,
    lost: AtomicU64,
    lost_at_ms: AtomicI64,
}

#[derive(Default)]
struct Waiting {
    backlog: Backlog,
    /// Answered when everything before their place is committed, or has failed once.
    flushes: Vec<(u64, oneshot::Sender<()>)>,
    is_closed: bool,
}

/// Tells the task when nobody is left who could write.
struct Handle(Arc<Shared>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.lock().is_closed = true;
        self.0.news.notify_one();
    }
}

impl Journal {
    /// A journal into `store`; new events are shown in `hub`, those of other processes too, from `last_event` on.
    pub fn start(clock: Clock, store: Store, hub: Hub, last_event: i64) -> Self {
        let shared = Arc::new(Shared {
            clock,
            waiting: Mutex::default(),
            news: Notify::new(),
            failing: AtomicBool::new(false),
            lost: AtomicU64::new(0),
            lost_at_ms: AtomicI64::new(0),
        });
        tokio::spawn(Keeper { shared: Arc::clone(&shared), store, hub, last_event, told: 0 }.keep());
        Journal { handle: Arc::new(Handle(shared)) }
    }

    /// Hands a write over; never waits.
    pub fn write(&self, write: Write) {
        let shared = &self.handle.0;
        let (lost, without_pictures) = {
            let backlog = &mut shared.lock().backlog;
            let before = backlog.without_pictures();
            (backlog.push(write), backlog.without_pictures() - before)
        };
        if without_pictures > 0 {
            tracing::warn!("the picture of a sighting was left out: too much waits to be written");
        }
        shared.lose(lost);
        shared.news.notify_one();
    }

    /// Returns when everything written before is committed, or could not be; after `FLUSH_WITHIN` at the latest, so
    /// that a full disk cannot keep the engine from ending.
    pub async fn flush(&self) {
        let shared = &self.handle.0;
        let (done, waits) = oneshot::channel();
        {
            let mut waiting = shared.lock();
            let end = waiting.backlog.end();
            waiting.flushes.push((end, done));
        }
        shared.news.notify_one();
        // An error means that the journal ended, and with it the wait.
        if tokio::time::timeout(FLUSH_WITHIN, waits).await.is_err() {
            tracing::error!(waiting = self.depth(), "the journal could not be written out in time");
        }
    }

    /// Whether the last try to write failed.
    pub fn is_failing(&self) -> bool {
        self.handle.0.failing.load(Ordering::Relaxed)
    }

    /// What was lost since the start, for want of room or because the store refuses it for good.
    pub fn loss(&self) -> Option<Loss> {
        let shared = &self.handle.0;
        let count = shared.lost.load(Ordering::Relaxed);
        let at = DateTime::from_timestamp_millis(shared.lost_at_ms.load(Ordering::Relaxed))?;
        (count > 0).then_some(Loss { count, at })
    }

    /// Sightings since the start whose pictures were left out because too much waited to be written.
    pub fn without_pictures(&self) -> u64 {
        self.handle.0.lock().backlog.without_pictures()
    }

    /// Writes that wait.
    pub fn depth(&self) -> usize {
        self.handle.0.lock().backlog.len()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // A panic while holding the lock leaves whole writes behind, so going on is safe.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lose(&self, count: u64) {
        if count > 0 {
            self.lost_at_ms.store(self.clock.now().timestamp_millis(), Ordering::Relaxed);
            self.lost.fetch_add(count, Ordering::Relaxed);
        }
    }

    /// Answers the flushes that wait for nothing any more; all of them after a failure.
    fn answer_flushes(&self, failed: bool) {
        let mut waiting = self.lock();
        let written_to = waiting.backlog.first().unwrap_or(waiting.backlog.end());
        let (over, still): (Vec<_>, Vec<_>) = std::mem::take(&mut waiting.flushes)
            .into_iter()
            .partition(|(end, _)| failed || *end <= written_to);
        waiting.flushes = still;
        for (_, done) in over {
            // Whoever asked may have gone.
            let _ = done.send(());
        }
    }
}

/// The task that writes.
struct Keeper {
    shared: Arc<Shared>,
    store: Store,
    hub: Hub,
    last_event: i64,
    /// Losses that an event has told of.
    told: u64,
}

impl Keeper {
    async fn keep(mut self) {
        loop {
            let (taken, is_closed) = {
                let mut waiting = self.shared.lock();
                (waiting.backlog.take(BATCH), waiting.is_closed)
            };
            if taken.is_empty() {
                self.shared.answer_flushes(false);
                if is_closed {
                    return;
                }
                self.shared.news.notified().await;
                continue;
            }
            if !self.write(taken).await {
                // Whoever waits must not hang on a full disk.
                self.shared.answer_flushes(true);
                if is_closed {
                    return;
                }
                tokio::time::sleep(AGAIN_AFTER).await;
                continue;
            }
            self.shared.failing.store(false, Ordering::Relaxed);
            self.shared.answer_flushes(false);
            self.tell_losses().await;
            self.show_events().await;
        }
    }

    /// Whether the batch was written; else it waits in its place again.
    async fn write(&self, taken: Vec<(u64, Write)>) -> bool {
        let (places, writes): (Vec<u64>, Vec<Write>) = taken.into_iter().unzip();
        let written = self.store.batch(&writes).await;
        let Err(error) = written else {
            self.tell_sightings(&writes);
            return true;
        };
        if !error.may_pass() {
            self.write_singly(&writes).await;
            self.tell_sightings(&writes);
            return true;
        }
        if !self.shared.failing.swap(true, Ordering::Relaxed) {
            tracing::error!(
                error = chain(&error),
                "the journal cannot be written; what waits is tried again"
            );
        }
        let lost = self.shared.lock().backlog.put_back(places.into_iter().zip(writes).collect());
        self.shared.lose(lost);
        false
    }

    /// Writes what can be written of a batch in which something is refused for good, so that one bad row cannot hold
    /// up everything after it.
    async fn write_singly(&self, writes: &[Write]) {
        for write in writes {
            if let Err(error) = self.store.batch(std::slice::from_ref(write)).await {
                self.shared.lose(1);
                tracing::error!(error = chain(&error), "something could not be written and is lost");
            }
        }
    }

    /// Says that attendance is to be asked for anew, once sightings are in the store.
    fn tell_sightings(&self, writes: &[Write]) {
        if writes.iter().any(|write| matches!(write, Write::Sighting(_) | Write::Doubtful(..))) {
            self.hub.change_recognition(|view| view.attendance_revision += 1);
        }
    }

    /// Says what was lost as an event, as soon as one can be written.
    async fn tell_losses(&mut self) {
        let lost = self.shared.lost.load(Ordering::Relaxed);
        let new = lost - self.told;
        if new == 0 {
            return;
        }
        let event = Write::Event(NewEvent {
            at: self.shared.clock.now(),
            camera: None,
            kind: "journal".to_owned(),
            actor: "engine".to_owned(),
            sentence: crate::words::lost(new),
        });
        match self.store.batch(&[event]).await {
            Ok(()) => self.told = lost,
            // It is said with the next batch.
            Err(error) => tracing::warn!(error = chain(&error), "a loss could not be written down yet"),
        }
    }

    /// Shows events that are new in the store.
    async fn show_events(&mut self) {
        match self.store.events_after(self.last_event, 500).await {
            Ok(events) => {
                self.last_event = events.iter().map(|event| event.id).max().unwrap_or(self.last_event);
                self.hub.publish(events.iter().map(|event| What::Event { event: present::event(event) }));
            }
            Err(error) => tracing::warn!(error = %error, "events could not be read back"),
        }
    }
}

#[cfg(test)]
mod tests;
