//! The diagnostic mode as recognition goes by it: on while the store and the clock say so, whoever started it.
//!
//! One task asks the store four times a second, ends the mode by the clock, forgets the faces whose hours are over, and
//! shows all of it. What is kept is decided by the store in the end, so that a look at an older state keeps nothing.

use std::sync::Arc;
use std::time::Duration;

use bellwatch_store::{Error, Store, UnknownState};
use chrono::{DateTime, Utc};
use tokio::time::{MissedTickBehavior, interval};

use super::{RecognitionTools, Shared, lock};
use crate::api::problem::chain;
use crate::clock::Clock;
use crate::hub::Hub;
use crate::present;

/// How often the store is asked.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Watches over the diagnostic mode.
pub(super) struct Diagnosing {
    shared: Arc<Shared>,
    clock: Clock,
    store: Store,
    hub: Hub,
    store_fails: bool,
}

impl Diagnosing {
    pub(super) fn new(shared: Arc<Shared>, tools: &RecognitionTools) -> Self {
        let RecognitionTools { clock, store, hub, .. } = tools.clone();
        Diagnosing { shared, clock, store, hub, store_fails: false }
    }

    /// Runs until recognition is stopped.
    pub(super) async fn run(mut self) {
        let mut tick = interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                () = self.shared.mode_news.notified() => {}
            }
            if self.shared.is_over() {
                return;
            }
            match self.look(self.clock.now()).await {
                Ok(()) => self.store_fails = false,
                Err(error) => {
                    // Nothing is kept of which it is not known that it may be.
                    *lock(&self.shared.mode) = None;
                    if !std::mem::replace(&mut self.store_fails, true) {
                        tracing::warn!(error = chain(&error), "unknown faces could not be looked after");
                    }
                }
            }
        }
    }

    async fn look(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let mut state = self.store.unknown_state().await?;
        if is_untidy(&state, now) && self.store.tidy_unknown_faces(now).await? {
            state = self.store.unknown_state().await?;
        }
        let mode = state.mode.as_ref().filter(|mode| mode.is_on(now));
        lock(&self.shared.mode).clone_from(&mode.cloned());
        let shown = present::unknown(&state, now);
        self.hub.change_recognition(|view| view.unknown = shown);
        Ok(())
    }
}

/// Whether the clock ends the mode, or the time of some faces is over.
fn is_untidy(state: &UnknownState, now: DateTime<Utc>) -> bool {
    let is_over = state.mode.as_ref().is_some_and(|mode| mode.ended.is_none() && !mode.is_on(now));
    is_over || state.oldest_end.is_some_and(|end| end + state.keep <= now)
}
