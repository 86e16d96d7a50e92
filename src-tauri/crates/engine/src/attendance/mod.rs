//! Attendance: one task that works periods out when they open, while they are on and somebody is seen, and when they
//! close; at the start, whatever closed meanwhile.
//!
//! It decides nothing: the rules are the domain's. It reads the bell in what the enforcer has kept of it, and the faces in
//! the sightings that recognition has kept. Whatever asks it to look again is merged, so that it never falls behind.

mod coverage;
pub(crate) mod day;
pub(crate) mod entries;
pub(crate) mod evaluator;
pub(crate) mod export;
pub(crate) mod personal;
pub(crate) mod privacy;
pub(crate) mod sightings;
mod task;
pub(crate) mod watched;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bellwatch_store::{OccurrenceName, Store};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::journal::Journal;
use evaluator::Evaluator;

/// Occurrences that may wait to be looked at by name; beyond them all of the last days are.
const MOST_NAMED: usize = 200;

/// Tells that what is shown of attendance has changed.
pub type Tell = Box<dyn Fn() + Send + Sync>;

/// What the task works with.
pub struct Tools {
    pub clock: Clock,
    pub store: Store,
    /// What was seen and has begun is written out through it before attendance is worked out.
    pub journal: Journal,
    /// Called when a record has changed.
    pub tell: Tell,
}

/// The handle. Cheap to clone; the task ends with the last clone, or when it is closed.
#[derive(Clone)]
pub struct Attendance {
    handle: Arc<Handle>,
}

/// What the handles and the task share.
#[derive(Default)]
struct Shared {
    told: Mutex<Told>,
    news: Notify,
    closed: Notify,
}

/// What the task was told since it last looked.
#[derive(Default)]
struct Told {
    named: BTreeSet<OccurrenceName>,
    /// Look at everything that is on.
    on: bool,
    /// Look at everything of the last days.
    all: bool,
    /// Answered when all of the above has been looked at, or that has failed once.
    answers: Vec<oneshot::Sender<()>>,
    is_closed: bool,
}

/// Tells the task when nobody is left who could tell it anything.
struct Handle(Arc<Shared>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Attendance {
    /// Starts the task.
    pub fn start(tools: Tools) -> (Attendance, JoinHandle<()>) {
        let evaluator = Evaluator::new(tools.store.clone());
        let shared = Arc::new(Shared::default());
        let task = task::Task::new(Arc::clone(&shared), tools, evaluator);
        let task = tokio::spawn(task.run());
        (Attendance { handle: Arc::new(Handle(shared)) }, task)
    }

    /// Has an occurrence worked out anew, soon: it has begun, or somebody was seen. Never waits.
    pub fn nudge(&self, occurrence: OccurrenceName) {
        let mut told = self.handle.0.lock();
        if told.named.len() >= MOST_NAMED {
            told.named.clear();
            told.all = true;
        }
        told.named.insert(occurrence);
        drop(told);
        self.handle.0.news.notify_one();
    }

    /// Has everything that is on worked out anew, soon: people, consents or photos have changed. Never waits.
    pub fn people_changed(&self) {
        self.handle.0.lock().on = true;
        self.handle.0.news.notify_one();
    }

    /// Returns when everything told so far has been worked out, and what was due by the clock, or could not be; it is tried
    /// again then. At once when the task has ended.
    pub async fn looked(&self) {
        let (answer, looked) = oneshot::channel();
        {
            let mut told = self.handle.0.lock();
            if told.is_closed {
                return;
            }
            told.answers.push(answer);
        }
        self.handle.0.news.notify_one();
        // An error means that the task has ended.
        let _ = looked.await;
    }

    /// Has the task end; what it is working out is finished first.
    pub fn close(&self) {
        self.handle.0.close();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Told> {
        // A panic while holding the lock leaves whole values behind, so going on is safe.
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        let mut told = self.lock();
        told.is_closed = true;
        told.answers.clear();
        drop(told);
        self.news.notify_one();
        self.closed.notify_one();
    }
}
