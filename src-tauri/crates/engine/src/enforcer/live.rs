//! A runner that lives: its handle, what it was started with, and how far it has come.

use bellwatch_domain::RunSpec;
use bellwatch_domain::run::EndingWhy;
use bellwatch_domain::{RunId, RunnerKey};
use chrono::{DateTime, Utc};

use crate::runner::RunnerHandle;

/// One runner that lives.
pub(super) struct Live {
    pub(super) key: RunnerKey,
    pub(super) run: RunId,
    /// Tells this run's events from those of the run before it.
    pub(super) generation: u64,
    pub(super) spec: RunSpec,
    pub(super) handle: RunnerHandle,
    pub(super) phase: Phase,
}

/// How far a runner has come.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Phase {
    Starting { since: DateTime<Utc> },
    Running { since: DateTime<Utc> },
    Stopping { since: DateTime<Utc>, why: EndingWhy },
}

impl Live {
    pub(super) fn is_stopping(&self) -> bool {
        matches!(self.phase, Phase::Stopping { .. })
    }
}

impl Live {
    /// Until when it counts against the starts allowed at once.
    pub(super) fn slot_until(&self) -> Option<DateTime<Utc>> {
        match self.phase {
            Phase::Starting { since } => Some(since + super::START_SLOT),
            Phase::Running { .. } | Phase::Stopping { .. } => None,
        }
    }

    /// Begins to stop it; its end comes as an event. A runner that is stopping already keeps its first reason.
    pub(super) fn stop(&mut self, why: EndingWhy, now: DateTime<Utc>) {
        if !self.is_stopping() {
            self.handle.stop(why.clone());
            self.phase = Phase::Stopping { since: now, why };
        }
    }
}
