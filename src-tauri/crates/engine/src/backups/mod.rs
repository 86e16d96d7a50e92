//! The day's backup: made after the site's hour, late where that was missed, and said where it fails.
//!
//! One task, which the store tells when the newest backup was made; the rule is `domain::backup`. A backup that fails
//! is tried again every quarter of an hour; it is one problem in the strip and one event as long as the reason is the
//! same.

pub mod words;

use std::sync::{Arc, Mutex, PoisonError};

use bellwatch_domain::backup::{is_due, next};
use bellwatch_domain::happened::Happened;
use bellwatch_domain::said::Said;
use bellwatch_store::{BackupKind, BackupState, Error, NewEvent, Store, Write};
use chrono::{DateTime, Duration, Utc};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::api::problem::chain;
use crate::clock::Clock;
use crate::journal::Journal;
use crate::wire::ProblemView;
use crate::words::cures::Cure;

/// How long after a failure it is tried again.
const TRY_AGAIN: Duration = Duration::minutes(15);
/// How often the settings are looked at without being told.
const LOOK_EVERY: Duration = Duration::minutes(1);

/// What the task works with.
pub struct Tools {
    pub clock: Clock,
    pub store: Store,
    pub journal: Journal,
}

/// The day's backups. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct Backups(Arc<Handle>);

/// Ends the task when nobody is left who could.
#[derive(Default)]
struct Handle(Arc<Shared>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.closed.notify_one();
    }
}

#[derive(Default)]
struct Shared {
    failed: Mutex<Option<(DateTime<Utc>, String)>>,
    news: Notify,
    closed: Notify,
}

impl Backups {
    /// Starts the task.
    pub fn start(tools: Tools) -> (Backups, JoinHandle<()>) {
        let backups = Backups::default();
        let task = tokio::spawn(run(Arc::clone(&backups.0.0), tools));
        (backups, task)
    }

    /// Has the task look at the settings again.
    pub fn look(&self) {
        self.0.0.news.notify_one();
    }

    /// Has the task end; a backup that is being made is given up, and nothing is left of it.
    pub fn close(&self) {
        self.0.0.closed.notify_one();
    }

    /// The line of the status strip, as long as the newest try failed.
    pub fn problem(&self) -> Option<ProblemView> {
        let failed = self.0.0.failed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        failed.as_ref().map(problem)
    }
}

/// The line of the status strip for a try that failed.
pub fn problem((at, why): &(DateTime<Utc>, String)) -> ProblemView {
    ProblemView {
        key: "backup".to_owned(),
        sentence: Happened::BackupNotMade { why: Said(why) }.to_string(),
        cure: Cure::Backup.to_string(),
        cameras: Vec::new(),
        since_ms: at.timestamp_millis(),
    }
}

async fn run(shared: Arc<Shared>, tools: Tools) {
    loop {
        let wake = tokio::select! {
            wake = look(&shared, &tools) => wake,
            () = shared.closed.notified() => return,
        };
        tokio::select! {
            () = tools.clock.until(wake) => {}
            () = shared.news.notified() => {}
            () = shared.closed.notified() => return,
        }
    }
}

/// Makes the backup that is due. Returns when to look again.
async fn look(shared: &Shared, tools: &Tools) -> DateTime<Utc> {
    let now = tools.clock.now();
    match look_at(shared, tools, now).await {
        Ok(wake) => wake,
        Err(error) => {
            // The strip says already that the store cannot be read or written.
            tracing::warn!(error = chain(&error), "backups could not be looked after");
            now + LOOK_EVERY
        }
    }
}

async fn look_at(shared: &Shared, tools: &Tools, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    let site = tools.store.site().await?;
    let mut state = match tools.store.backup_state().await? {
        Some(state) => state,
        // A new store needs no backup at once: counting begins.
        None => {
            let state = BackupState { counted: now, failed: None };
            tools.store.keep_backup_state(&state).await?;
            state
        }
    };
    if site.backup_hour.is_none() {
        state.failed = None;
    }
    let rests = state.failed.as_ref().is_some_and(|(at, _)| *at <= now && now < *at + TRY_AGAIN);
    if is_due(state.counted, now, site.time_zone, site.backup_hour) && !rests {
        state = back_up(tools, state, now).await?;
    }
    let again = state.failed.as_ref().map(|(at, _)| *at + TRY_AGAIN);
    *shared.failed.lock().unwrap_or_else(PoisonError::into_inner) = state.failed;
    let hour = next(now, site.time_zone, site.backup_hour);
    Ok([again, hour]
        .into_iter()
        .flatten()
        .fold(now + LOOK_EVERY, DateTime::min)
        .max(now + Duration::seconds(1)))
}

/// One try, with its event.
async fn back_up(tools: &Tools, before: BackupState, now: DateTime<Utc>) -> Result<BackupState, Error> {
    let (state, sentence) = match tools.store.back_up(BackupKind::Daily, now).await {
        Ok(made) => (BackupState { counted: now, failed: None }, Some(words::made(&made))),
        Err(error) => {
            let why = error.to_string();
            tracing::error!(error = chain(&error), "the backup could not be made");
            let is_known = before.failed.as_ref().is_some_and(|(_, known)| *known == why);
            let sentence = (!is_known).then(|| Happened::BackupNotMade { why: Said(&why) }.to_string());
            (BackupState { failed: Some((now, why)), ..before }, sentence)
        }
    };
    if let Some(sentence) = sentence {
        let (kind, actor) = ("backup".to_owned(), "engine".to_owned());
        tools.journal.write(Write::Event(NewEvent { at: now, camera: None, kind, actor, sentence }));
    }
    tools.store.keep_backup_state(&state).await?;
    Ok(state)
}
