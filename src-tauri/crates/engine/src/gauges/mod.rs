//! Gauges: what this machine does, once a second while somebody looks and once in ten otherwise, and a day of it.
//!
//! One task measures, on a thread that may wait for a driver. The newest sample goes to the window; the last minutes are
//! held here, whole minutes of a day in the store.

mod gpu;
mod kernel;
mod machine;
mod nvidia;
mod received;
mod series;
mod shown;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bellwatch_domain::gauges::{KEPT, Measure, Minutes, days_left};
use bellwatch_store::Store;
use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::hub::Hub;
use crate::wire::{GaugeHistoryView, GaugeSpan, What};

use machine::{Machine, Sample};
pub(crate) use shown::gauge;

/// How often is measured while somebody looks, and otherwise.
const LOOKED_AT: Duration = Duration::from_secs(1);
const ALONE: Duration = Duration::from_secs(10);
/// Samples held here: ten minutes of the faster.
const HELD: usize = 600;
/// What the ten minutes' chart shows.
const LATELY: chrono::Duration = chrono::Duration::minutes(10);

/// What measuring needs.
pub(crate) struct Tools {
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) hub: Hub,
    /// Whose disk is measured.
    pub(crate) folder: PathBuf,
}

/// The gauges. Cheap to clone; all clones are one. Measuring ends when the last is dropped.
#[derive(Clone)]
pub(crate) struct Gauges {
    held: Held,
    is_looked_at: Arc<watch::Sender<bool>>,
}

/// The newest samples, oldest first.
type Held = Arc<Mutex<VecDeque<Measured>>>;
/// What was measured at an instant.
type Measured = (DateTime<Utc>, Vec<(Measure, f64)>);

impl Gauges {
    /// Begins to measure.
    pub(crate) fn start(tools: Tools) -> Self {
        let held = Held::default();
        let (is_looked_at, looked) = watch::channel(false);
        let measuring =
            Measuring { tools, held: Arc::clone(&held), minutes: Minutes::default(), oldest: None };
        tokio::spawn(measuring.run(looked));
        Gauges { held, is_looked_at: Arc::new(is_looked_at) }
    }

    /// Whether somebody looks at the gauges.
    pub(crate) fn look(&self, on: bool) {
        self.is_looked_at.send_if_modified(|before| std::mem::replace(before, on) != on);
    }

    /// Per GPU, the mean of how much it was used within `over` until `now`, percent. One that was not measured over at
    /// least half of that is not in it.
    pub(crate) fn gpus_used(&self, over: chrono::Duration, now: DateTime<Utc>) -> BTreeMap<u8, f64> {
        let mut of: BTreeMap<u8, Vec<(DateTime<Utc>, f64)>> = BTreeMap::new();
        for (at, values) in lock(&self.held).iter().filter(|(at, _)| now - over < *at && *at <= now) {
            for (measure, value) in values {
                if let Measure::GpuUse(gpu) = measure {
                    of.entry(*gpu).or_default().push((*at, *value));
                }
            }
        }
        of.retain(|_, samples| samples.first().is_some_and(|(first, _)| now - *first >= over / 2));
        let mean = |samples: &[(DateTime<Utc>, f64)]| {
            samples.iter().map(|(_, value)| value).sum::<f64>() / samples.len() as f64
        };
        of.into_iter().map(|(gpu, samples)| (gpu, mean(&samples))).collect()
    }

    /// What was measured over this span until `now`: samples of the last minutes, or means of whole minutes.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) async fn history(
        &self,
        store: &Store,
        span: GaugeSpan,
        now: DateTime<Utc>,
    ) -> Result<GaugeHistoryView, bellwatch_store::Error> {
        let since = match span {
            GaugeSpan::TenMinutes => {
                let held: Vec<_> = lock(&self.held).iter().cloned().collect();
                return Ok(series::of_samples(
                    held.iter().filter(|(at, _)| *at >= now - LATELY && *at <= now),
                ));
            }
            GaugeSpan::Hour => now - chrono::Duration::hours(1),
            GaugeSpan::Day => now - KEPT,
        };
        Ok(series::of_minutes(&store.gauges_since(since).await?))
    }
}

struct Measuring {
    tools: Tools,
    held: Held,
    minutes: Minutes,
    /// The oldest of the disk's free bytes that is kept.
    oldest: Option<(DateTime<Utc>, f64)>,
}

impl Measuring {
    async fn run(mut self, mut looked: watch::Receiver<bool>) {
        let folder = self.tools.folder.clone();
        let mut machine = match beside(move || Machine::new(folder)).await {
            Some(Ok(machine)) => machine,
            Some(Err(error)) => {
                tracing::error!(%error, "this machine cannot be measured; there are no gauges");
                return;
            }
            None => return,
        };
        let mut last = Instant::now();
        loop {
            let every = if *looked.borrow_and_update() { LOOKED_AT } else { ALONE };
            // The first sample comes early: what is measured between two instants has nothing to show before.
            let every = if lock(&self.held).is_empty() { LOOKED_AT } else { every };
            tokio::select! {
                () = tokio::time::sleep_until(last + every) => {}
                changed = looked.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    continue;
                }
            }
            last = Instant::now();
            let pids = self.tools.hub.pids();
            let measured = beside(move || {
                let sample = machine.sample(&pids);
                (machine, sample)
            });
            let Some((back, sample)) = measured.await else { return };
            machine = back;
            self.take(sample).await;
        }
    }

    async fn take(&mut self, sample: Sample) {
        let now = self.tools.clock.now();
        let values = sample.values();
        let means = self.minutes.take(now, &values);
        {
            let mut held = lock(&self.held);
            // A clock that was set back: what lies ahead of it would be drawn behind it.
            held.retain(|(at, _)| *at < now);
            if held.len() == HELD {
                held.pop_front();
            }
            held.push_back((now, values));
        }
        if !means.is_empty() {
            if let Err(error) = self.tools.store.keep_gauges(&means).await {
                tracing::warn!(%error, "gauges could not be written down");
            }
            match self.tools.store.oldest_gauge(Measure::DiskFree).await {
                Ok(oldest) => self.oldest = oldest,
                Err(error) => tracing::warn!(%error, "gauges could not be read"),
            }
        }
        let free = sample.disk.map(|disk| disk.free_bytes as f64);
        let days_left = self.oldest.zip(free).and_then(|(then, free)| days_left(then, (now, free)));
        let gauges = shown::gauges(&sample, now, days_left);
        self.tools.hub.publish([What::Gauges { gauges: Box::new(gauges) }]);
    }
}

/// Carries out what may wait for a driver or a disk, away from everything else.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Some(done),
        Err(error) => {
            tracing::error!(%error, "measuring broke; there are no gauges until Bellwatch starts anew");
            None
        }
    }
}

fn lock(held: &Held) -> MutexGuard<'_, VecDeque<Measured>> {
    // Only whole samples are put in, so after a panic it holds nothing half.
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
