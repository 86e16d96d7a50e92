//! The enforcer: carries out the plan. One task owns all of its state; everything else asks it or tells it.
//!
//! It looks on every change, at the next boundary of the plan, every tick, and when asked. It decides nothing
//! itself: `plan` and `reconcile` decide, `memory` says what follows from a failure.

mod announce;
mod bell;
mod budget;
mod check;
mod facts;
mod live;
mod requests;
mod show;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bellwatch_domain::budget::Receipts;
use bellwatch_domain::ffmpeg_args::FfmpegAbility;
use bellwatch_domain::happened::Happened;
use bellwatch_domain::incident::Failure;
use bellwatch_domain::memory::Memory;
use bellwatch_domain::notices::Announcer;
use bellwatch_domain::plan::{Config, Plan, plan};
use bellwatch_domain::reconcile::{Order, StopWhy, reconcile};
use bellwatch_domain::run::EndingWhy;
use bellwatch_domain::said::Open;
use bellwatch_domain::{CameraId, RunSpec, RunnerKey};
use bellwatch_store::Store;
use chrono::{DateTime, Utc};
use live::{Live, Phase};
use tokio::sync::{mpsc, oneshot};

use crate::attendance::Attendance;
use crate::backups::Backups;
use crate::clock::{Clock, Mark};
use crate::decoding::Fallbacks;
use crate::gauges::Gauges;
use crate::hub::Hub;
use crate::journal::Journal;
use crate::pictures::Pictures;
use crate::recognition::{Brief, Recognition};
use crate::runner::{self, RunnerDeps, RunnerEvent};
use crate::words::refusals::Refusal;
pub use show::Shown;

/// How often "Enforce now" is carried out at most.
const ENFORCE_NOW_EVERY: chrono::Duration = chrono::Duration::seconds(5);
/// How often what is old is pruned.
const PRUNE_EVERY: chrono::Duration = chrono::Duration::hours(1);
/// How often the store is asked whether another process changed the configuration.
const NOTICE_CHANGES_EVERY: Duration = Duration::from_millis(250);
/// How long a starting child counts against the starts allowed at once: by then it decodes or waits for its camera,
/// and waiting costs nothing.
const START_SLOT: chrono::Duration = chrono::Duration::seconds(2);

/// What the enforcer can be asked. Each is answered when it has been carried out.
pub enum Ask {
    /// The configuration changed.
    Look { answer: oneshot::Sender<()> },
    /// What is remembered of failures.
    Memory { answer: oneshot::Sender<Memory> },
    /// The operator wants a look now.
    EnforceNow { by: String, answer: oneshot::Sender<Result<(), TooSoon>> },
    /// Forget what stands in the way of these cameras.
    TryAgain { cameras: Vec<CameraId>, answer: oneshot::Sender<()> },
    /// Stop all runners until "Enforce now".
    StopAll { by: String, answer: oneshot::Sender<usize> },
    /// Stop everything and end.
    Shutdown { answer: oneshot::Sender<()> },
}

/// "Enforce now" was asked for too soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", Refusal::TooSoon { wait: *wait_s })]
pub struct TooSoon {
    /// Seconds until it may be asked again, rounded up.
    pub wait_s: i64,
}

/// What this machine's ffmpeg can do; replaced when another one is found.
pub type SharedAbility = Arc<RwLock<Arc<FfmpegAbility>>>;

/// What the enforcer works with.
pub struct Tools {
    pub clock: Clock,
    pub store: Store,
    pub hub: Hub,
    pub journal: Journal,
    pub pictures: Pictures,
    pub runner: RunnerDeps,
    pub ability: SharedAbility,
    pub(crate) recognition: Recognition,
    /// Told of the periods that have begun.
    pub attendance: Attendance,
    /// Told of new settings; says what is wrong with the day's backup.
    pub backups: Backups,
    /// Tell how much GPUs are used.
    pub(crate) gauges: Gauges,
}

/// The enforcer's own state; lives in its task.
pub struct Enforcer {
    tools: Tools,
    asks: mpsc::Receiver<Ask>,
    events: mpsc::Receiver<(RunnerKey, u64, RunnerEvent)>,
    config: Config,
    revision: i64,
    memory: Memory,
    live: BTreeMap<RunnerKey, Live>,
    plan: Plan,
    shown: BTreeMap<RunnerKey, Shown>,
    waiting_since: BTreeMap<RunnerKey, DateTime<Utc>>,
    next_run: i64,
    generation: u64,
    enforced_now_at: Option<DateTime<Utc>>,
    started: DateTime<Utc>,
    /// Likewise, by a clock that never jumped.
    up_since: DateTime<Utc>,
    last_tick: DateTime<Utc>,
    pruned_at: Option<DateTime<Utc>>,
    /// Failures that no event has told of yet; one per runner at most.
    untold: Vec<Failure>,
    fallbacks: Fallbacks,
    crumbs: facts::Crumbs,
    /// What the store last failed with, until it answers again.
    store_fails: Option<String>,
    /// Where the clock stood when it was last looked at for jumps, and the machine's zone then.
    mark: Mark,
    machine_zone: Option<String>,
    checks: check::Checks,
    announcer: Announcer,
    receipts: Receipts,
    stopping: Option<oneshot::Sender<()>>,
}

impl Enforcer {
    /// An enforcer that has not looked yet. `config` is what the store held at a revision; `newest_run` the highest
    /// number of a run so far.
    pub fn new(
        tools: Tools,
        asks: mpsc::Receiver<Ask>,
        events: mpsc::Receiver<(RunnerKey, u64, RunnerEvent)>,
        (config, revision): (Config, i64),
        memory: Memory,
        newest_run: i64,
    ) -> Self {
        let now = tools.clock.now();
        Enforcer {
            asks,
            events,
            config,
            revision,
            memory,
            live: BTreeMap::new(),
            plan: Plan::default(),
            shown: BTreeMap::new(),
            waiting_since: BTreeMap::new(),
            next_run: newest_run,
            generation: 0,
            enforced_now_at: None,
            started: now,
            up_since: now,
            last_tick: now,
            pruned_at: None,
            untold: Vec::new(),
            fallbacks: Fallbacks::default(),
            crumbs: facts::Crumbs::default(),
            store_fails: None,
            mark: tools.clock.mark(),
            machine_zone: tools.clock.machine_zone(),
            checks: check::Checks::new(),
            announcer: Announcer::default(),
            receipts: Receipts::default(),
            tools,
            stopping: None,
        }
    }

    /// Runs until it is shut down and every runner is gone.
    pub async fn run(mut self) {
        self.show_config(None);
        self.begin_missed().await;
        self.plan_check();
        self.enforce().await;
        // Whoever looks from outside must not go by what the engine before this one left.
        self.keep_crumbs();
        let mut notice = tokio::time::interval(NOTICE_CHANGES_EVERY);
        notice.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        loop {
            let wake = self.wake_at();
            let clock = self.tools.clock.clone();
            tokio::select! {
                ask = self.asks.recv() => match ask {
                    Some(ask) => self.answer(ask).await,
                    // Every handle is gone without a shutdown: nobody is left to run for.
                    None => self.begin_shutdown(None),
                },
                event = self.events.recv() => {
                    if let Some((key, generation, event)) = event {
                        self.heard(key, generation, event).await;
                    }
                }
                Some(ended) = self.checks.probed() => {
                    self.take_in(ended);
                    // A start may have waited for it.
                    self.enforce().await;
                }
                _ = notice.tick() => {
                    self.notice_jump().await;
                    self.notice_changes().await;
                }
                () = clock.until(wake) => {
                    if self.tools.clock.now() >= self.last_tick + self.config.site.tick {
                        // A tick says whether the store answers; it must have been asked since the tick before.
                        self.notice_changes().await;
                        self.tick().await;
                    }
                    self.enforce().await;
                }
            }
            if self.stopping.is_some() && self.live.is_empty() {
                break;
            }
        }
        // What it still looks at is to be in the journal before that is written out.
        self.tools.recognition.stop().await;
        self.tools.journal.flush().await;
        if let Some(answer) = self.stopping.take() {
            // Whoever asked may have gone; then nobody waits for the answer.
            let _ = answer.send(());
        }
    }

    /// The next instant at which there is something to do without being told.
    fn wake_at(&self) -> DateTime<Utc> {
        let tick = self.last_tick + self.config.site.tick;
        let slot = self.waiting_since.keys().next().and_then(|_| {
            self.live
                .values()
                .filter_map(Live::slot_until)
                .filter(|until| *until > self.tools.clock.now())
                .min()
        });
        [self.plan.next_boundary, slot, self.tell_at(), self.checks.at(), self.feel_at()]
            .into_iter()
            .flatten()
            .fold(tick, DateTime::min)
    }

    /// Carries one question out. Whoever asked may have gone by then; the answer is sent all the same and an error
    /// in sending it is none.
    async fn answer(&mut self, ask: Ask) {
        match ask {
            Ask::Look { answer } => {
                self.notice_changes().await;
                let _ = answer.send(());
            }
            Ask::Memory { answer } => {
                let _ = answer.send(self.memory.clone());
            }
            Ask::EnforceNow { by, answer } => {
                let outcome = self.enforce_now(&by).await;
                let _ = answer.send(outcome);
            }
            Ask::TryAgain { cameras, answer } => {
                self.try_again(&cameras).await;
                self.enforce().await;
                let _ = answer.send(());
            }
            Ask::StopAll { by, answer } => {
                let count = self.stop_all(&by).await;
                let _ = answer.send(count);
            }
            Ask::Shutdown { answer } => self.begin_shutdown(Some(answer)),
        }
    }

    async fn enforce_now(&mut self, by: &str) -> Result<(), TooSoon> {
        let now = self.tools.clock.now();
        if let Some(last) = self.enforced_now_at
            && now >= last
            && now - last < ENFORCE_NOW_EVERY
        {
            let left = (ENFORCE_NOW_EVERY - (now - last)).num_milliseconds();
            return Err(TooSoon { wait_s: (left + 999) / 1000 });
        }
        self.enforced_now_at = Some(now);
        if self.memory.stopped_by_hand.take().is_some() {
            self.event(None, "enforcer", by, Happened::AllMayRun);
        }
        self.notice_changes().await;
        self.tick().await;
        self.enforce().await;
        Ok(())
    }

    async fn stop_all(&mut self, by: &str) -> usize {
        let count = self.live.values().filter(|live| !live.is_stopping()).count();
        self.memory.stopped_by_hand = Some((by.to_owned(), self.tools.clock.now()));
        self.event(None, "enforcer", by, Happened::AllStopped { by: Open(by), count });
        self.enforce().await;
        self.keep_crumbs();
        count
    }

    async fn try_again(&mut self, cameras: &[CameraId]) {
        // What stands in the way of all of them: whoever has just installed it does not wait for the tick.
        if self.memory.missing_dependency.is_some() {
            self.look_for_ffmpeg().await;
        }
        let keys: Vec<RunnerKey> =
            self.memory.runners.keys().filter(|key| cameras.contains(&key.camera)).copied().collect();
        for key in keys {
            if let Some(past) = self.memory.runners.get_mut(&key) {
                past.try_again();
            }
            self.keep_memory(key);
        }
        self.check_again(cameras);
    }

    fn begin_shutdown(&mut self, answer: Option<oneshot::Sender<()>>) {
        let now = self.tools.clock.now();
        // A second request joins the first: the older one's asker is told by the channel closing.
        self.stopping = Some(answer.unwrap_or_else(|| oneshot::channel().0));
        let ended = self.receipts.end(now);
        self.tell_receipts(&ended);
        for live in self.live.values_mut().filter(|live| !live.is_stopping()) {
            live.stop(EndingWhy::Stopped(StopWhy::EngineStops), now);
        }
    }

    /// Looks whether another process changed the configuration, or asked for something.
    async fn notice_changes(&mut self) {
        if self.stopping.is_some() {
            return;
        }
        match self.tools.store.revision().await {
            Ok(revision) if revision == self.revision => self.store_answers(),
            Ok(_) => {
                self.store_answers();
                self.reload().await;
                self.answer_requests().await;
                self.enforce().await;
            }
            Err(error) => self.store_failed(&error),
        }
    }

    async fn reload(&mut self) {
        match self.tools.store.config().await {
            Ok((config, revision)) => {
                let before = std::mem::replace(&mut self.config, config);
                self.keep_begun(&before);
                self.plan_check();
                self.revision = revision;
                self.tools.runner.mask.learn(&self.config);
                self.show_config(Some(&before));
                self.revise_checks();
                self.tools.backups.look();
            }
            Err(error) => self.store_failed(&error),
        }
    }

    /// One look: plan, reconcile, carry out, show.
    async fn enforce(&mut self) {
        if self.stopping.is_some() {
            return;
        }
        let now = self.tools.clock.now();
        let ability = self.ability_now();
        self.feel_pressure(now);
        self.plan = plan(&self.config, &self.memory, &ability, now);
        self.memory.budget.order.clone_from(&self.plan.order);
        let told = self.receipts.note(&self.plan, now);
        self.tell_receipts(&told);
        self.begin_occurrences();
        self.tools.recognition.brief(Brief::of(&self.config, &self.plan));
        for (camera, sentence) in self.fallbacks.news(&self.plan, &self.config) {
            self.event(camera, "hwaccel", "engine", sentence);
        }
        self.check_before_the_bell();
        let running: BTreeMap<RunnerKey, RunSpec> = self
            .live
            .values()
            .filter(|live| !live.is_stopping())
            .map(|live| (live.key, live.spec.clone()))
            .collect();
        let mut starts = Vec::new();
        for order in reconcile(&self.plan, &running) {
            match order {
                Order::Stop(key, why) => self.stop(key, EndingWhy::Stopped(why), now),
                // It starts when the old one is gone: until then the plan still asks for it.
                Order::Restart(spec, why) => self.stop(spec.key, EndingWhy::Restarted(why), now),
                Order::Start(spec) if self.live.contains_key(&spec.key) => {}
                // It starts when the probe of its camera has ended: a camera is never connected to twice.
                Order::Start(spec) if self.checks.is_probing(spec.key.camera) => {
                    self.checks.cancel(spec.key.camera);
                }
                Order::Start(spec) => starts.push(spec),
            }
        }
        self.give_shares();
        self.start_some(starts, now).await;
        self.tell_failures();
        self.crumbs.last_run = Some(now);
        self.show_all();
    }

    fn ability_now(&self) -> Arc<FfmpegAbility> {
        Arc::clone(&self.tools.ability.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn stop(&mut self, key: RunnerKey, why: EndingWhy, now: DateTime<Utc>) {
        if let Some(live) = self.live.get_mut(&key) {
            live.stop(why, now);
        }
    }

    /// Starts as many as there are slots, those that have not failed first; the others wait for a slot.
    async fn start_some(&mut self, mut starts: Vec<RunSpec>, now: DateTime<Utc>) {
        // A stable sort: within each half the order is reconcile's, by priority.
        starts.sort_by_key(|spec| self.memory.runners.get(&spec.key).map_or(0, |past| past.failures.min(1)));
        let held =
            self.live.values().filter(|live| live.slot_until().is_some_and(|until| now < until)).count();
        let free = usize::from(self.config.site.max_starting).saturating_sub(held);
        let free = free.min(self.free_decoders());
        let later = starts.split_off(free.min(starts.len()));
        for spec in starts {
            self.waiting_since.remove(&spec.key);
            self.start(spec, now);
        }
        let waiting: BTreeSet<RunnerKey> = later.iter().map(|spec| spec.key).collect();
        self.waiting_since.retain(|key, _| waiting.contains(key));
        for key in waiting {
            self.waiting_since.entry(key).or_insert(now);
        }
    }

    fn start(&mut self, spec: RunSpec, now: DateTime<Utc>) {
        self.generation += 1;
        self.next_run += 1;
        let run = bellwatch_domain::RunId(self.next_run);
        let handle = runner::start(run, self.generation, spec.clone(), self.tools.runner.clone());
        let live = Live {
            key: spec.key,
            run,
            generation: self.generation,
            handle,
            phase: Phase::Starting { since: now },
            spec,
        };
        self.live.insert(live.key, live);
    }

    /// What is done every tick whether or not anything changed.
    async fn tick(&mut self) {
        let now = self.tools.clock.now();
        self.last_tick = now;
        if self.memory.missing_dependency.is_some() {
            self.look_for_ffmpeg().await;
        }
        self.fill_bars();
        self.note_health(now);
        self.keep_crumbs();
        self.announce_notices();
        if self.checks.is_empty() {
            self.plan_check();
        }
        // A clock that was set back must not put pruning off for as long.
        if self.pruned_at.is_none_or(|pruned| now < pruned || now - pruned >= PRUNE_EVERY) {
            self.pruned_at = Some(now);
            self.prune().await;
        }
    }
}
