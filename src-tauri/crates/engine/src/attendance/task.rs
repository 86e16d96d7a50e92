//! The task behind the handle: when it looks, and at what.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration as Real, Instant};

use bellwatch_domain::{OccurrenceId, PeriodOccurrence};
use bellwatch_store::{Error, OccurrenceName};
use chrono::{DateTime, Duration, Utc};

use super::coverage::SETTLES_WITHIN;
use super::evaluator::Evaluator;
use super::{Shared, Told, Tools};
use crate::api::problem::chain;

/// The shortest time between two looks: a crowd at a gate is many sightings, and one look.
const PACE: Real = Real::from_millis(500);
/// A look that takes long, in a large school, is followed by a rest of so many times as long.
const REST: u32 = 3;
/// The wait before a look that failed is made again.
const AGAIN_AFTER: Real = Real::from_secs(2);
/// While a period is on it is worked out so often without being told: people may have been added beside the engine.
const ANYWAY: Duration = Duration::minutes(1);
/// How far back "everything" goes when the task was told of too much to name it.
const LAST_DAYS: Duration = Duration::days(14);

/// The task.
pub(super) struct Task {
    shared: Arc<Shared>,
    tools: Tools,
    evaluator: Evaluator,
    /// Up to here what was due by the clock has been worked out; `None` before the first look.
    looked: Option<DateTime<Utc>>,
    /// When everything that is on was worked out last.
    looked_on: Option<DateTime<Utc>>,
}

impl Task {
    pub(super) fn new(shared: Arc<Shared>, tools: Tools, evaluator: Evaluator) -> Self {
        Task { shared, tools, evaluator, looked: None, looked_on: None }
    }

    /// Looks until it is closed.
    pub(super) async fn run(mut self) {
        loop {
            let told = {
                let mut told = self.shared.lock();
                if told.is_closed {
                    return;
                }
                std::mem::take(&mut *told)
            };
            let began = Instant::now();
            let looked = self.look(&told).await;
            // Whoever waits must not hang on a full disk.
            for answer in told.answers {
                // Whoever asked may have gone.
                let _ = answer.send(());
            }
            let pause = match looked {
                Ok(()) => PACE.max(REST * began.elapsed()),
                Err(error) => {
                    let error = chain(&error);
                    tracing::error!(error, "attendance cannot be worked out; it is tried again");
                    self.tell_again(told.named, told.on, told.all);
                    AGAIN_AFTER
                }
            };
            // An error means that the time is over, and nobody closed it.
            if tokio::time::timeout(pause, self.shared.closed.notified()).await.is_ok() {
                return;
            }
            self.wait().await;
        }
    }

    /// Puts back what a look that failed was told.
    fn tell_again(&self, named: BTreeSet<OccurrenceName>, on: bool, all: bool) {
        let mut told = self.shared.lock();
        told.named.extend(named);
        told.on |= on;
        told.all |= all;
        drop(told);
        self.shared.news.notify_one();
    }

    /// Returns when there is something to look at.
    async fn wait(&self) {
        let news = self.shared.news.notified();
        match self.wake_at().await {
            Some(wake) => tokio::select! {
                () = news => {}
                () = self.tools.clock.until(wake) => {}
            },
            None => news.await,
        }
    }

    /// The next instant at which there is something to do without being told; that an occurrence opens is told by the
    /// enforcer, which keeps it.
    async fn wake_at(&self) -> Option<DateTime<Utc>> {
        let now = self.tools.clock.now();
        let near = match self.near(now).await {
            Ok(near) => near,
            Err(error) => {
                tracing::error!(error = chain(&error), "the periods that are on cannot be read");
                return Some(now + ANYWAY);
            }
        };
        let anyway = self.looked_on.map_or(now, |at| at.min(now)) + ANYWAY;
        let anyway = near.iter().any(|(_, one)| one.is_open(now)).then_some(anyway);
        let boundaries = near.iter().flat_map(|(_, one)| boundaries(one));
        boundaries.filter(|at| *at > now).chain(anyway).min()
    }

    /// The occurrences that expect somebody and are on, or were on since `since`, less the time in which they settle.
    async fn near(&self, since: DateTime<Utc>) -> Result<Vec<(OccurrenceId, PeriodOccurrence)>, Error> {
        let from = since - SETTLES_WITHIN - Duration::milliseconds(1);
        let to = self.tools.clock.now() + Duration::milliseconds(1);
        let mut near = self.evaluator.store().numbered_occurrences(from, to).await?;
        near.retain(|(_, occurrence)| !occurrence.expects.is_empty());
        Ok(near)
    }

    /// Works out what was told, what is due by the clock, and at the first look whatever is owed.
    async fn look(&mut self, told: &Told) -> Result<(), Error> {
        // What was seen, and what has begun, must be in the store first.
        self.tools.journal.flush().await;
        let now = self.tools.clock.now();
        let since =
            if told.all { now - LAST_DAYS } else { self.looked.map_or(now, |looked| looked.min(now)) };
        let on = told.on || self.looked_on.is_none_or(|at| now < at || at + ANYWAY <= now);
        let is_new = |at: &DateTime<Utc>| self.looked.is_none_or(|looked| looked < *at) && *at <= now;
        let mut wanted = self.near(since).await?;
        wanted.retain(|(_, one)| told.all || on && one.is_open(now) || boundaries(one).iter().any(is_new));
        let dates: BTreeSet<_> = told.named.iter().map(|name| name.date).collect();
        for date in dates {
            let on_date = self.evaluator.store().occurrences_on(date).await?;
            let is_named = |one: &PeriodOccurrence| told.named.contains(&OccurrenceName::of(one));
            wanted.extend(on_date.into_iter().filter(|(_, one)| is_named(one)));
        }
        if self.looked.is_none() {
            wanted.extend(self.owed(now).await?);
        }
        wanted.sort_by_key(|(id, one)| (one.closes, *id));
        wanted.dedup_by_key(|(id, _)| *id);
        if !wanted.is_empty() {
            self.evaluate(&wanted, now).await?;
        }
        self.looked = Some(now);
        if on {
            self.looked_on = Some(now);
        }
        Ok(())
    }

    async fn evaluate(
        &self,
        wanted: &[(OccurrenceId, PeriodOccurrence)],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let known = self.evaluator.known().await?;
        let mut has_changed = false;
        for (id, occurrence) in wanted {
            has_changed |= self.evaluator.evaluate(&known, *id, occurrence, now).await?;
        }
        if has_changed {
            (self.tools.tell)();
        }
        Ok(())
    }

    /// What closed while no engine ran, or was never worked out, as far back as heartbeats are kept.
    async fn owed(&self, now: DateTime<Utc>) -> Result<Vec<(OccurrenceId, PeriodOccurrence)>, Error> {
        let store = self.evaluator.store();
        let (config, _) = store.config().await?;
        let mut owed = Vec::new();
        for (id, occurrence) in store.numbered_occurrences(now - config.site.keep_history, now).await? {
            let is_over = !occurrence.expects.is_empty() && occurrence.closes <= now;
            if is_over && self.evaluator.is_owed(id, &occurrence).await? {
                owed.push((id, occurrence));
            }
        }
        Ok(owed)
    }
}

/// The instants at which an occurrence is to be worked out, whatever is seen.
fn boundaries(occurrence: &PeriodOccurrence) -> [DateTime<Utc>; 3] {
    [occurrence.opens, occurrence.closes, occurrence.closes + SETTLES_WITHIN]
}
