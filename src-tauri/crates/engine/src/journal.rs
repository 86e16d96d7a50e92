//! The journal: the one road from what happens to what is remembered, and from there to the window's events.
//!
//! Writes wait in a bounded queue and are committed many at a time. While the store cannot be written (a full
//! disk), what waits is tried again; when the queue is full, further writes are dropped, counted and said.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use bellwatch_store::{Store, Write};
use tokio::sync::{mpsc, oneshot};

use crate::api::problem::chain;
use crate::hub::Hub;
use crate::present;
use crate::wire::What;

/// Writes that may wait.
const QUEUE: usize = 8192;
/// Writes committed together at most.
const BATCH: usize = 512;
/// Pause before a failed batch is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Longest wait for what is still to be written.
const FLUSH_WITHIN: Duration = Duration::from_secs(5);

enum Entry {
    Write(Box<Write>),
    /// Answered when everything before it is committed, or has failed once.
    Flush(oneshot::Sender<()>),
}

/// The writing end. Cheap to clone.
#[derive(Clone)]
pub struct Journal {
    queue: mpsc::Sender<Entry>,
    health: Arc<Health>,
}

/// How the journal does.
#[derive(Debug, Default)]
pub struct Health {
    failing: AtomicBool,
    dropped: AtomicU64,
}

impl Journal {
    /// A journal into `store`; new events are shown in `hub`, those of other processes too, from `last_event` on.
    pub fn start(store: Store, hub: Hub, last_event: i64) -> Self {
        let (queue, entries) = mpsc::channel(QUEUE);
        let health = Arc::new(Health::default());
        tokio::spawn(keep(store, hub, last_event, entries, Arc::clone(&health)));
        Journal { queue, health }
    }

    /// Hands a write over; never waits.
    pub fn write(&self, write: Write) {
        if self.queue.try_send(Entry::Write(Box::new(write))).is_err() {
            self.health.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Returns when everything written before is committed, or could not be; after `FLUSH_WITHIN` at the latest, so
    /// that a full disk cannot keep the engine from ending.
    pub async fn flush(&self) {
        let (done, waits) = oneshot::channel();
        let flushed = async {
            if self.queue.send(Entry::Flush(done)).await.is_ok() {
                // An error means that the journal ended, and with it the wait.
                let _ = waits.await;
            }
        };
        if tokio::time::timeout(FLUSH_WITHIN, flushed).await.is_err() {
            tracing::error!(waiting = self.depth(), "the journal could not be written out in time");
        }
    }

    /// Whether the last try to write failed.
    pub fn is_failing(&self) -> bool {
        self.health.failing.load(Ordering::Relaxed)
    }

    /// Writes that were dropped because the queue was full, since the start.
    pub fn dropped(&self) -> u64 {
        self.health.dropped.load(Ordering::Relaxed)
    }

    /// Writes that wait.
    pub fn depth(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }
}

async fn keep(
    store: Store,
    hub: Hub,
    mut last_event: i64,
    mut entries: mpsc::Receiver<Entry>,
    health: Arc<Health>,
) {
    let mut gathered = Vec::with_capacity(BATCH);
    while entries.recv_many(&mut gathered, BATCH).await > 0 {
        let mut writes = Vec::with_capacity(gathered.len());
        let mut waiting = Vec::new();
        for entry in gathered.drain(..) {
            match entry {
                Entry::Write(write) => writes.push(*write),
                Entry::Flush(done) => waiting.push(done),
            }
        }
        while let Err(error) = store.batch(&writes).await {
            if !error.may_pass() {
                write_singly(&store, &writes, &health).await;
                break;
            }
            if !health.failing.swap(true, Ordering::Relaxed) {
                tracing::error!(
                    error = chain(&error),
                    "the journal cannot be written; what waits is tried again"
                );
            }
            // Whoever waits must not hang on a full disk.
            waiting.drain(..).for_each(answer);
            tokio::time::sleep(AGAIN_AFTER).await;
        }
        health.failing.store(false, Ordering::Relaxed);
        waiting.drain(..).for_each(answer);
        last_event = show_events(&store, &hub, last_event).await;
    }
}

/// Writes what can be written of a batch in which something is refused for good, so that one bad row cannot hold up
/// everything after it.
async fn write_singly(store: &Store, writes: &[Write], health: &Health) {
    for write in writes {
        if let Err(error) = store.batch(std::slice::from_ref(write)).await {
            health.dropped.fetch_add(1, Ordering::Relaxed);
            tracing::error!(error = chain(&error), "something could not be written and is lost");
        }
    }
}

/// Shows events newer than `last`; returns the newest number shown.
async fn show_events(store: &Store, hub: &Hub, last: i64) -> i64 {
    match store.events_after(last, 500).await {
        Ok(events) => {
            let newest = events.iter().map(|event| event.id).max().unwrap_or(last);
            hub.publish(events.iter().map(|event| What::Event { event: present::event(event) }));
            newest
        }
        Err(error) => {
            tracing::warn!(error = %error, "events could not be read back");
            last
        }
    }
}

fn answer(done: oneshot::Sender<()>) {
    // Whoever asked may have gone.
    let _ = done.send(());
}
