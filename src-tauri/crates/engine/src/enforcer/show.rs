//! What the window is shown of the enforcer's state. Nothing is decided here.

use std::collections::{BTreeMap, VecDeque};

use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_domain::plan::{Config, RestWhy};
use bellwatch_domain::run::Ending;
use bellwatch_domain::{CameraId, LastError, RunnerKey};
use bellwatch_store::{KEEP_REMOVED, RunningProcess};

use super::live::Phase;
use super::{Enforcer, PRUNE_EVERY};
use crate::present;
use crate::wire::{
    BeatKind, BeatView, HeartbeatView, ProblemView, ProcessView, RunnerState, RunnerView, What,
};
use crate::words;
use crate::words::cures::Cure;

/// Slots of the heartbeat bar.
const BAR: usize = 40;
/// How long a loss of the journal stays in the strip once the store can be written again.
const LOSS_SHOWN: chrono::Duration = chrono::Duration::hours(1);

/// What is shown of one runner beyond its state.
#[derive(Debug, Default)]
pub struct Shown {
    pub(super) bar: VecDeque<BeatView>,
    pub(super) heartbeat: Option<HeartbeatView>,
    pub(super) process: Option<ProcessView>,
    /// The error an event told of, with the time at which the trouble began.
    pub(super) announced: Option<LastError>,
}

impl Shown {
    pub(super) fn began(&mut self, process: &RunningProcess) {
        self.process = Some(present::began(process));
        self.heartbeat = None;
    }

    pub(super) fn held(&mut self, nice: i8, affinity: &str) {
        if let Some(process) = &mut self.process {
            process.nice_held = Some(nice);
            process.affinity_held = Some(affinity.to_owned());
        }
    }

    pub(super) fn ended(&mut self, ending: &Ending) {
        if let Some(process) = &mut self.process {
            present::end(process, ending, None);
        }
    }

    /// `wanted` frames a second are asked of ffmpeg, of which the budget lets through `given`.
    pub(super) fn beat(&mut self, heartbeat: &Heartbeat, wanted: f64, given: f64) {
        let at_ms = heartbeat.at.timestamp_millis();
        // A beat covers several frames, and one may fall on either side of it.
        let kind = if heartbeat.fps >= wanted * 0.75 { BeatKind::Good } else { BeatKind::Slow };
        let words = if given < wanted {
            format!("{:.1} of {wanted} frames a second; {given} are looked at", heartbeat.fps)
        } else {
            format!("{:.1} of {wanted} frames a second", heartbeat.fps)
        };
        self.push(BeatView { at_ms, kind, words });
        self.heartbeat = Some(present::heartbeat(heartbeat));
    }

    pub(super) fn broken(&mut self, error: &LastError) {
        let words = bellwatch_domain::last_error::sentence(&error.kind);
        self.push(BeatView { at_ms: error.at.timestamp_millis(), kind: BeatKind::Broken, words });
    }

    pub(super) fn push(&mut self, beat: BeatView) {
        self.bar.push_back(beat);
        while self.bar.len() > BAR {
            self.bar.pop_front();
        }
    }
}

impl Enforcer {
    pub(super) fn shown_mut(&mut self, key: RunnerKey) -> &mut Shown {
        self.shown.entry(key).or_default()
    }

    /// Gives each resting or broken runner a slot in its bar; running ones get theirs from their heartbeats.
    pub(super) fn fill_bars(&mut self) {
        let at_ms = self.last_tick.timestamp_millis();
        let zone = self.config.site.time_zone;
        let names = self.names();
        let rests: Vec<(RunnerKey, BeatKind, String)> = self
            .plan
            .rests
            .iter()
            .filter_map(|(key, rest)| {
                let kind = match rest.why {
                    RestWhy::Disabled
                    | RestWhy::NoSchedule
                    | RestWhy::OutsidePeriods
                    | RestWhy::Exception { .. }
                    | RestWhy::Paused(_)
                    | RestWhy::StoppedByHand { .. }
                    | RestWhy::BudgetUsedUp { .. } => BeatKind::Resting,
                    RestWhy::SettingsWrong(_)
                    | RestWhy::WaitingToRetry { .. }
                    | RestWhy::Held(_)
                    | RestWhy::DependencyMissing(_) => BeatKind::Broken,
                };
                Some((
                    *key,
                    kind,
                    words::rest(&rest.why, rest.until, names.get(&key.camera)?, self.last_tick, zone),
                ))
            })
            .collect();
        for (key, kind, words) in rests {
            self.shown_mut(key).push(BeatView { at_ms, kind, words });
        }
    }

    /// Shows what the configuration now says, and takes away what is gone since `before`.
    pub(super) fn show_config(&mut self, before: Option<&Config>) {
        let mut whats = Vec::new();
        if let Some(before) = before {
            let gone =
                before.cameras.iter().filter(|old| !self.config.cameras.iter().any(|new| new.id == old.id));
            whats.extend(gone.map(|camera| What::CameraGone { camera: camera.id.0 }));
            let gone = before.profiles.keys().filter(|id| !self.config.profiles.contains_key(id));
            whats.extend(gone.map(|id| What::ProfileGone { profile: id.0 }));
        }
        let now = self.tools.clock.now();
        whats.push(What::Bells { bells: present::bells(&self.config) });
        whats.push(What::Site { site: Box::new(present::site(&self.config.site, now)) });
        whats.extend(
            self.config
                .profiles
                .values()
                .map(|profile| What::Profile { profile: Box::new(present::profile(profile, &self.config)) }),
        );
        whats.extend(
            self.config
                .cameras
                .iter()
                .map(|camera| What::Camera { camera: Box::new(present::camera(camera, now)) }),
        );
        self.tools.hub.publish(whats);
        self.show_engine();
    }

    /// Shows every wanted runner, and takes away those that are neither wanted nor alive.
    pub(super) fn show_all(&mut self) {
        let wanted = |key: &RunnerKey| {
            self.plan.runs.contains_key(key)
                || self.plan.rests.contains_key(key)
                || self.live.contains_key(key)
        };
        let gone: Vec<RunnerKey> = self.shown.keys().filter(|key| !wanted(key)).copied().collect();
        for key in gone {
            self.shown.remove(&key);
            // A pair that only a period asks for comes back with the period, and a refused password with it.
            let is_configured = self.config.profiles.contains_key(&key.profile)
                && self.config.cameras.iter().any(|camera| camera.id == key.camera);
            if !is_configured {
                self.memory.runners.remove(&key);
            }
            self.tools.pictures.forget(key);
            self.tools.runner.logs.forget(key);
            if !self.config.cameras.iter().any(|camera| camera.id == key.camera) {
                // Everything of a removed camera goes; its pictures go with a pruning that is brought forward to when
                // it cannot be put back any more.
                self.pruned_at = Some(self.tools.clock.now() + KEEP_REMOVED - PRUNE_EVERY);
            }
            self.tools.hub.publish([What::RunnerGone { camera: key.camera.0, profile: key.profile.0 }]);
        }
        let keys: Vec<RunnerKey> = self.plan.runs.keys().chain(self.plan.rests.keys()).copied().collect();
        for key in &keys {
            self.shown_mut(*key);
        }
        // Looked up once: searching the cameras for each runner's name would take most of a look at 1000 of them.
        let names = self.names();
        let runners = keys.iter().filter_map(|key| self.runner(*key, names.get(&key.camera)?));
        let whats: Vec<What> = runners.map(|runner| What::Runner { runner: Box::new(runner) }).collect();
        self.tools.hub.publish(whats);
        // A pause that is over is no longer shown at its camera either.
        let now = self.tools.clock.now();
        let cameras = self.config.cameras.iter();
        self.tools
            .hub
            .publish(cameras.map(|camera| What::Camera { camera: Box::new(present::camera(camera, now)) }));
        self.show_problems();
        self.show_engine();
    }

    pub(super) fn show(&mut self, key: RunnerKey) {
        if let Some(runner) = self.runner(key, &self.name_of(key.camera)) {
            self.shown_mut(key);
            self.tools.hub.publish([What::Runner { runner: Box::new(runner) }]);
        }
    }

    fn names(&self) -> BTreeMap<CameraId, &str> {
        self.config.cameras.iter().map(|camera| (camera.id, camera.name.as_str())).collect()
    }

    /// A runner as it is to be shown; `None` for one that is neither wanted nor alive.
    fn runner(&self, key: RunnerKey, name: &str) -> Option<RunnerView> {
        let state = self.state_of(key, name)?;
        let is_running = matches!(state, RunnerState::Running { .. });
        let spec = self.live.get(&key).map(|live| &live.spec).or_else(|| self.plan.runs.get(&key));
        let profile = self.config.profiles.get(&key.profile);
        let hb_interval = profile.map_or(10.0, |profile| present::seconds(profile.hb_interval));
        let (fps_wanted, keyframes_only) = match spec {
            Some(spec) => (spec.fps, spec.keyframes_only),
            None => (profile.map_or(0.0, |profile| profile.fps), false),
        };
        let because = self
            .plan
            .because
            .get(&key)
            .map(|because| words::because(because, self.tools.clock.now(), self.config.site.time_zone));
        let past = self.memory.runners.get(&key);
        let last_error =
            past.and_then(|past| past.last_error.as_ref()).map(|error| present::error(error, Some(name)));
        let nothing = Shown::default();
        let shown = self.shown.get(&key).unwrap_or(&nothing);
        Some(RunnerView {
            camera: key.camera.0,
            profile: key.profile.0,
            state,
            picture: self.tools.pictures.newest(key).map(|picture| present::picture(&picture, is_running)),
            heartbeat: shown.heartbeat.clone(),
            hb_interval_s: hb_interval,
            bar: shown.bar.iter().cloned().collect(),
            last_error,
            process: shown.process.clone(),
            because,
            fps_wanted,
            fps: present::fps(&self.config.site, profile, spec),
            keyframes_only,
        })
    }

    fn state_of(&self, key: RunnerKey, name: &str) -> Option<RunnerState> {
        if let Some(live) = self.live.get(&key) {
            return Some(match &live.phase {
                Phase::Starting { since } => RunnerState::Starting { since_ms: since.timestamp_millis() },
                Phase::Running { since } => RunnerState::Running { since_ms: since.timestamp_millis() },
                Phase::Stopping { since, why } => {
                    let ending = Ending { at: *since, why: why.clone(), exit_code: None, signal: None };
                    RunnerState::Stopping { since_ms: since.timestamp_millis(), why: words::ending(&ending) }
                }
            });
        }
        if self.plan.runs.contains_key(&key) {
            let since = self.waiting_since.get(&key).copied().unwrap_or_else(|| self.tools.clock.now());
            return Some(RunnerState::Waiting { since_ms: since.timestamp_millis() });
        }
        let rest = self.plan.rests.get(&key)?;
        let now = self.tools.clock.now();
        Some(present::resting(rest, name, now, self.config.site.time_zone))
    }

    pub(super) fn show_problems(&self) {
        let mut problems = present::problems(&self.config, &self.memory, &self.plan, &self.crumbs.last_error);
        problems.extend(self.readiness_problems());
        problems.extend(self.loss_problem());
        problems.extend(self.tools.backups.problem());
        self.tools.hub.publish([What::Problems { problems }]);
    }

    /// What the journal lost, as long as it goes on losing and for a while after.
    fn loss_problem(&self) -> Option<ProblemView> {
        let loss = self.tools.journal.loss()?;
        let stands = self.tools.journal.is_failing() || self.tools.clock.now() - loss.at < LOSS_SHOWN;
        stands.then(|| ProblemView {
            key: "journal".to_owned(),
            sentence: words::lost(loss.count),
            cure: Cure::Loss.to_string(),
            cameras: Vec::new(),
            since_ms: loss.at.timestamp_millis(),
        })
    }

    pub(super) fn show_engine(&self) {
        let mut engine = self.tools.hub.engine();
        engine.last_run_ms = self.crumbs.last_run.map(|at| at.timestamp_millis());
        engine.last_ok_ms = self.crumbs.last_ok.map(|at| at.timestamp_millis());
        engine.last_error.clone_from(&self.crumbs.last_error);
        engine.stopped_by_hand = self.memory.stopped_by_hand.as_ref().map(|(by, _)| by.clone());
        engine.is_empty = self.config.cameras.is_empty();
        engine.next_bell = self.plan.next_bell.as_ref().map(present::next_bell);
        self.tools.hub.publish([What::Engine { engine: Box::new(engine) }]);
    }
}
