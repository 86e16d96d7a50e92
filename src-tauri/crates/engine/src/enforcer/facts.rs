//! What runners tell, and what is kept of it: in memory for the plan, in the journal for the store.

use std::collections::BTreeSet;

use bellwatch_domain::happened::Happened;
use bellwatch_domain::incident::{Cause, Failure, TOGETHER, group};
use bellwatch_domain::memory::{AfterFailure, RunnerMemory};
use bellwatch_domain::plan::fingerprint;
use bellwatch_domain::run::{Ending, EndingWhy};
use bellwatch_domain::said::Names;
use bellwatch_domain::said::Said;
use bellwatch_domain::{CameraId, LastError, RunnerKey, last_error};
use bellwatch_store::{EnforcerRow, NewEvent, RunningProcess, Write};
use chrono::{DateTime, Utc};

use super::live::Phase;
use super::{Enforcer, Live};
use crate::api::problem::chain;
use crate::runner::RunnerEvent;

/// How long a failure waits for others of its cause before it is told as an event.
const TELL_AFTER: chrono::Duration = chrono::Duration::seconds(2);
/// Cameras that an event names; of the rest it says how many they are.
const NAMED: usize = 8;

/// The enforcer's breadcrumbs, kept every tick and whenever an error comes or goes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Crumbs {
    pub(super) last_run: Option<DateTime<Utc>>,
    pub(super) last_ok: Option<DateTime<Utc>>,
    pub(super) last_error: Option<String>,
    /// Since the last tick: whether the store was asked and answered, and whether it failed.
    pub(super) store_answered: bool,
    pub(super) store_failed: bool,
}

impl Enforcer {
    /// Takes one event of one runner in.
    pub(super) async fn heard(&mut self, key: RunnerKey, generation: u64, event: RunnerEvent) {
        let now = self.tools.clock.now();
        let Some(live) = self.live.get_mut(&key).filter(|live| live.generation == generation) else {
            // A run that ended already; what it still had to say is about nothing that lives.
            return;
        };
        match event {
            RunnerEvent::Spawned { pid, at, affinity_asked } => {
                let process = RunningProcess {
                    id: live.run,
                    key,
                    pid,
                    started: at,
                    command: live.spec.args.masked.clone(),
                    nice_asked: live.spec.nice,
                    affinity_asked,
                };
                self.shown_mut(key).began(&process);
                self.tools.journal.write(Write::BeginRun(process));
            }
            RunnerEvent::Held { nice, affinity } => {
                let run = live.run;
                self.shown_mut(key).held(nice, &affinity);
                self.tools.journal.write(Write::RunHeld { run, nice, affinity });
            }
            RunnerEvent::FirstFrame { at } => {
                if matches!(live.phase, Phase::Starting { .. }) {
                    live.phase = Phase::Running { since: at };
                }
                self.picture_is_back(key, at);
                // A slot became free.
                self.enforce().await;
            }
            RunnerEvent::Beat(heartbeat) => {
                let (wanted, given) = (live.spec.fps, live.spec.given_fps);
                self.shown_mut(key).beat(&heartbeat, wanted, given);
                self.tools.journal.write(Write::Heartbeat { key, heartbeat });
            }
            RunnerEvent::KeyframesMeasured { interval } => {
                let stream = self.config.profiles.get(&key.profile).map(|profile| profile.stream);
                if let Some(stream) = stream
                    && let Err(error) =
                        self.tools.store.set_keyframe_interval(key.camera, stream, Some(interval)).await
                {
                    self.store_failed(&error);
                }
                self.notice_changes().await;
            }
            RunnerEvent::Trouble(error) => self.trouble(key, error),
            RunnerEvent::WellAgain { at } => self.picture_is_back(key, at),
            RunnerEvent::GoodFor60s => {
                if let Some(past) = self.memory.runners.get_mut(&key) {
                    past.after_good_frames();
                    self.keep_memory(key);
                }
            }
            RunnerEvent::Ended { ending, had_frames } => {
                if let Some(live) = self.live.remove(&key) {
                    self.ended(live, ending, had_frames, now);
                }
                self.enforce().await;
            }
        }
        self.show(key);
        self.show_problems();
    }

    fn picture_is_back(&mut self, key: RunnerKey, at: DateTime<Utc>) {
        let Some(past) = self.memory.runners.get_mut(&key) else { return };
        past.after_first_frame();
        if let Some(error) = self.shown.get_mut(&key).and_then(|shown| shown.announced.take()) {
            let down = at - error.at;
            let (name, span) = (self.name_of(key.camera), crate::words::span(down));
            let back = Happened::PictureBack { name: &name, span: Said(&span) };
            self.event(Some(key.camera), "picture", "engine", back);
        }
        self.keep_memory(key);
    }

    /// An error seen while frames may still come; shown until a good frame.
    fn trouble(&mut self, key: RunnerKey, error: LastError) {
        self.announce(key, &error);
        self.shown_mut(key).broken(&error);
        self.memory.runners.entry(key).or_default().last_error = Some(error);
        self.keep_memory(key);
    }

    fn ended(&mut self, live: Live, mut ending: Ending, had_frames: bool, now: DateTime<Utc>) {
        let key = live.key;
        if let Phase::Stopping { why, .. } = live.phase {
            ending.why = why;
        }
        if let EndingWhy::Failed(error) = &ending.why {
            self.failed(key, error.clone(), had_frames, now);
        }
        self.shown_mut(key).ended(&ending);
        self.tools.journal.write(Write::EndRun { run: live.run, ending });
    }

    fn failed(&mut self, key: RunnerKey, error: LastError, had_frames: bool, now: DateTime<Utc>) {
        let mark = self
            .config
            .cameras
            .iter()
            .find(|camera| camera.id == key.camera)
            .zip(self.config.profiles.get(&key.profile))
            .map(|(camera, profile)| fingerprint(camera, profile))
            .unwrap_or_default();
        self.announce(key, &error);
        self.shown_mut(key).broken(&error);
        let past = self.memory.runners.entry(key).or_default();
        match past.after_failure(error, had_frames, now, chance(), mark) {
            AfterFailure::Retries { .. } | AfterFailure::Held => {}
            AfterFailure::SoftwareNext => {
                let name = self.name_of(key.camera);
                self.event(Some(key.camera), "hwaccel", "engine", Happened::SoftwareNext { name: &name });
            }
        }
        self.keep_memory(key);
    }

    /// One event per change of what is wrong, not one per try.
    fn announce(&mut self, key: RunnerKey, error: &LastError) {
        let shown = self.shown_mut(key);
        if shown.announced.as_ref().is_some_and(|before| before.kind == error.kind) {
            return;
        }
        // The time since which it is down is that of the first error, whatever kinds follow.
        let since = shown.announced.as_ref().map_or(error.at, |before| before.at);
        shown.announced = Some(LastError { at: since, ..error.clone() });
        let camera = self.config.cameras.iter().find(|camera| camera.id == key.camera);
        if let Some(camera) = camera {
            let cause = Cause::of(&error.kind, camera, key);
            self.untold.push(Failure { key, at: self.tools.clock.now(), kind: error.kind.clone(), cause });
        }
    }

    /// When failures that were announced are to be told as events: a moment later, so that many with one cause become
    /// one event. The window shows each of them at once all the same.
    pub(super) fn tell_at(&self) -> Option<DateTime<Utc>> {
        self.untold.first().map(|failure| failure.at + TELL_AFTER)
    }

    /// Tells the failures whose moment has come: one event per incident.
    pub(super) fn tell_failures(&mut self) {
        let now = self.tools.clock.now();
        // A clock that was set back must not keep them untold.
        if self.tell_at().is_none_or(|at| now < at && now + TELL_AFTER >= at) {
            return;
        }
        let untold = std::mem::take(&mut self.untold);
        for incident in group(&untold, TOGETHER) {
            let Some(first) = untold.iter().find(|failure| incident.keys.contains(&failure.key)) else {
                continue;
            };
            let cameras: BTreeSet<CameraId> = incident.keys.iter().map(|key| key.camera).collect();
            let names: Vec<String> = cameras.iter().take(NAMED).map(|camera| self.name_of(*camera)).collect();
            if cameras.len() == 1 {
                let sentence = last_error::sentence_about(&first.kind, &names.join(""));
                self.event(Some(first.key.camera), "error", "engine", sentence);
            } else {
                let (count, more) = (cameras.len(), cameras.len() - names.len());
                let (word, names) = (Said(last_error::word(&first.kind)), names.join(", "));
                let names = Names(&names);
                let sentence = match more {
                    0 => Happened::FailedTogether { count, word, names },
                    more => Happened::ManyFailedTogether { count, word, names, more },
                };
                self.event(None, "error", "engine", sentence);
            }
        }
    }

    pub(super) fn keep_memory(&self, key: RunnerKey) {
        let memory = self.memory.runners.get(&key).cloned().filter(|past| *past != RunnerMemory::default());
        self.tools.journal.write(Write::Memory { key, memory });
    }

    /// Notes once a tick whether all is well with the enforcer's own house. What failed stands until a whole tick went
    /// by in which the store answered and nothing failed.
    pub(super) fn note_health(&mut self, now: DateTime<Utc>) {
        let answered = std::mem::take(&mut self.crumbs.store_answered);
        let failed = std::mem::take(&mut self.crumbs.store_failed);
        if self.tools.journal.is_failing() {
            self.crumbs.last_error = Some("The store cannot be written.".to_owned());
        } else if answered && !failed {
            self.crumbs.last_error = None;
            self.crumbs.last_ok = Some(now);
        }
    }

    /// Keeps when the enforcer looked, and how its own house is.
    pub(super) fn keep_crumbs(&self) {
        let Crumbs { last_run, last_ok, last_error, .. } = self.crumbs.clone();
        self.tools.journal.write(Write::Crumbs(EnforcerRow {
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started: self.started,
            last_run,
            last_ok,
            last_error,
            stopped_by_hand: self.memory.stopped_by_hand.clone(),
            missing_dependency: self.memory.missing_dependency.clone(),
            budget: self.memory.budget.to_string(),
        }));
    }

    pub(super) fn store_failed(&mut self, error: &bellwatch_store::Error) {
        let sentence = error.to_string();
        // It is asked several times a second; one line says it until it changes.
        if self.store_fails.as_ref() != Some(&sentence) {
            tracing::error!(error = chain(error), "the store failed");
            self.store_fails = Some(sentence.clone());
        }
        self.crumbs.last_error = Some(sentence);
        self.crumbs.store_failed = true;
        self.show_engine();
    }

    /// The store could be read.
    pub(super) fn store_answers(&mut self) {
        self.crumbs.store_answered = true;
        if self.store_fails.take().is_some() {
            tracing::warn!("the store answers again");
        }
    }

    /// Writes an event down. Its sentence is of a table (`bellwatch_domain::said`) or is exported where it is made.
    pub(super) fn event(&self, camera: Option<CameraId>, kind: &str, actor: &str, sentence: impl ToString) {
        self.tools.journal.write(Write::Event(NewEvent {
            at: self.tools.clock.now(),
            camera,
            kind: kind.to_owned(),
            actor: actor.to_owned(),
            sentence: sentence.to_string(),
        }));
    }

    pub(super) fn name_of(&self, camera: CameraId) -> String {
        let found = self.config.cameras.iter().find(|known| known.id == camera);
        found.map_or_else(|| format!("Camera {camera}"), |camera| camera.name.clone())
    }
}

/// A number in 0..1 for jitter; nothing depends on its being unpredictable.
pub(super) fn chance() -> f64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let bits = RandomState::new().build_hasher().finish() >> 11;
    bits as f64 / (1_u64 << 53) as f64
}
