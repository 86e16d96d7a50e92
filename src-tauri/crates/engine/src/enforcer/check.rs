//! The check before the bell: cameras that are about to be needed are probed while there is time, and again when what
//! could mend them was done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bellwatch_domain::ffmpeg_args::FfmpegAbility;
use bellwatch_domain::memory::Hold;
use bellwatch_domain::plan::{Config, fingerprint, needs_the_operator};
use bellwatch_domain::readiness::{Check, Readiness, Unready, check_of, next_check};
use bellwatch_domain::{Camera, CameraId, LastErrorKind, RunnerKey, Site, StreamProfile};
use chrono::{DateTime, Duration, Utc};
use tokio::sync::Semaphore;
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};

use super::Enforcer;
use crate::probe::{Found, ProbeTools, probe};
use crate::wire::ProblemView;
use crate::words;
use crate::words::cures::Cure;

/// Cameras that are probed at the same time.
const AT_ONCE: usize = 4;

/// What a probe found of each pair; `None` is that it works.
type Probed = Vec<(RunnerKey, Option<Unready>)>;

/// The checks before the bell: the next one, and what those before the next bells found.
pub(super) struct Checks {
    next: Option<Check>,
    done: Option<DateTime<Utc>>,
    /// By when their cameras begin to watch; they go then.
    rounds: BTreeMap<DateTime<Utc>, Round>,
    probes: JoinSet<Probed>,
    /// One per camera at most, so that none is connected to twice.
    probing: BTreeMap<CameraId, Probing>,
    turns: Arc<Semaphore>,
}

/// What is known before one bell.
struct Round {
    readiness: Readiness,
    /// The fingerprint of the settings with which each pair was looked at.
    marks: BTreeMap<RunnerKey, String>,
    /// What an event told last; nothing is shown before.
    told: Option<String>,
    /// Whether a check began of which no event told yet.
    is_new: bool,
}

/// One camera that is being probed.
struct Probing {
    /// What it is tried with, each with the fingerprint of its settings.
    keys: BTreeMap<RunnerKey, String>,
    /// What is to be tried once this has ended: the settings changed meanwhile.
    then: BTreeSet<RunnerKey>,
    task: AbortHandle,
}

impl Checks {
    pub(super) fn new() -> Self {
        Checks {
            next: None,
            done: None,
            rounds: BTreeMap::new(),
            probes: JoinSet::new(),
            probing: BTreeMap::new(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Whether no check is ahead as far as was looked: a day may have come closer since.
    pub(super) fn is_empty(&self) -> bool {
        self.next.is_none()
    }

    /// When there is a check to begin.
    pub(super) fn at(&self) -> Option<DateTime<Utc>> {
        self.next.as_ref().map(|check| check.at)
    }

    /// The next probe that has ended, however it did; `None` while there is none. Cancel-safe.
    pub(super) async fn probed(&mut self) -> Option<Result<(Id, Probed), JoinError>> {
        self.probes.join_next_with_id().await
    }

    /// Whether a probe of ours may hold a connection to this camera.
    pub(super) fn is_probing(&self, camera: CameraId) -> bool {
        self.probing.contains_key(&camera)
    }

    /// Ends the probe of a camera. It may hold its connection until [`Checks::probed`] has told of its end.
    pub(super) fn cancel(&mut self, camera: CameraId) {
        if let Some(probing) = self.probing.get_mut(&camera) {
            probing.then.clear();
            probing.task.abort();
        }
    }

    /// What has ended, and what it found: nothing, if it was cancelled or broke.
    fn end(&mut self, ended: Result<(Id, Probed), JoinError>) -> Option<(CameraId, Probing, Probed)> {
        let (task, found) = match ended {
            Ok(ended) => ended,
            Err(error) => {
                if error.is_panic() {
                    tracing::error!(error = %error, "a probe before the bell broke");
                }
                (error.id(), Probed::new())
            }
        };
        let camera = *self.probing.iter().find(|(_, probing)| probing.task.id() == task)?.0;
        Some((camera, self.probing.remove(&camera)?, found))
    }

    /// What was found before the next bells, in their order.
    pub(super) fn found(&self) -> impl Iterator<Item = &Readiness> {
        self.rounds.values().filter(|round| round.told.is_some()).map(|round| &round.readiness)
    }

    /// A check that the clock, set back by `jump`, says was not made yet is made when its time comes.
    pub(super) fn shift(&mut self, jump: Duration, now: DateTime<Utc>) {
        if let Some(done) = self.done.as_mut().filter(|done| now < **done) {
            *done += jump;
        }
    }

    /// Forgets what is about bells that have rung, and ends what no bell needs any more.
    fn forget_rung(&mut self, now: DateTime<Utc>) {
        self.rounds.retain(|opens, _| now < *opens);
        let wanted: BTreeSet<CameraId> =
            self.rounds.values().flat_map(|round| round.readiness.check.cameras()).collect();
        let over: Vec<CameraId> =
            self.probing.keys().filter(|camera| !wanted.contains(camera)).copied().collect();
        for camera in over {
            self.cancel(camera);
        }
    }

    /// Notes what is known of a pair before every bell that wants it.
    fn note(&mut self, key: RunnerKey, why: Option<&Unready>) {
        let rounds = self.rounds.values_mut().map(|round| &mut round.readiness);
        for readiness in rounds.filter(|readiness| readiness.check.wanted.contains(&key)) {
            match why {
                Some(why) => readiness.missing.insert(key, why.clone()),
                None => readiness.missing.remove(&key),
            };
        }
    }
}

impl Enforcer {
    /// Works out the next check anew: the configuration changed, or the last one is done or over.
    pub(super) fn plan_check(&mut self) {
        let now = self.tools.clock.now();
        self.checks.next = next_check(&self.config, self.checks.done, now);
    }

    /// Begins the check that is due, if one is, and forgets what was found before a bell that has rung.
    pub(super) fn check_before_the_bell(&mut self) {
        let now = self.tools.clock.now();
        self.checks.forget_rung(now);
        if self.checks.next.as_ref().is_some_and(|check| check.opens <= now) {
            self.plan_check();
        }
        if self.checks.at().is_none_or(|at| now < at) {
            return;
        }
        let Some(check) = self.checks.next.take() else { return };
        self.checks.done = Some(check.at);
        self.begin_check(check);
        self.plan_check();
    }

    fn begin_check(&mut self, check: Check) {
        let (opens, wanted) = (check.opens, check.wanted.clone());
        let before = self.checks.rounds.remove(&opens);
        let (mut missing, told) =
            before.map_or_else(Default::default, |before| (before.readiness.missing, before.told));
        missing.retain(|key, _| wanted.contains(key));
        let readiness = Readiness { check, missing };
        self.checks.rounds.insert(opens, Round { readiness, marks: BTreeMap::new(), told, is_new: true });
        self.look_at(opens, wanted);
        self.tell_found();
    }

    /// After a change of the configuration: what was found with other settings says nothing about these.
    pub(super) fn revise_checks(&mut self) {
        if self.config.site.pre_bell.is_none() {
            self.checks.rounds.clear();
        }
        let mut changed = Vec::new();
        for (opens, round) in &mut self.checks.rounds {
            let check = check_of(&self.config, round.readiness.check.at, *opens);
            round.readiness.missing.retain(|key, _| check.wanted.contains(key));
            let is_other = |key: &&RunnerKey| round.marks.get(*key) != Some(&mark_of(&self.config, **key));
            changed.push((*opens, check.wanted.iter().filter(is_other).copied().collect()));
            round.readiness.check = check;
        }
        for (opens, keys) in changed {
            self.look_at(opens, keys);
        }
        self.checks.rounds.retain(|_, round| !round.readiness.check.wanted.is_empty());
        self.tell_found();
    }

    /// The operator says "Try again": what was not ready of these cameras is looked at again.
    pub(super) fn check_again(&mut self, cameras: &[CameraId]) {
        let missing = |round: &Round| {
            let keys = round.readiness.missing.keys();
            keys.filter(|key| cameras.contains(&key.camera)).copied().collect()
        };
        let again: Vec<(DateTime<Utc>, BTreeSet<RunnerKey>)> =
            self.checks.rounds.iter().map(|(opens, round)| (*opens, missing(round))).collect();
        for (opens, keys) in again {
            self.look_at(opens, keys);
        }
        self.tell_found();
    }

    /// Notes what is known of these pairs, and has the others probed.
    fn look_at(&mut self, opens: DateTime<Utc>, keys: BTreeSet<RunnerKey>) {
        let mut to_probe: BTreeMap<CameraId, BTreeSet<RunnerKey>> = BTreeMap::new();
        for key in keys {
            let mark = mark_of(&self.config, key);
            if let Some(round) = self.checks.rounds.get_mut(&opens) {
                round.marks.insert(key, mark);
            }
            match self.known_of(key) {
                Known::Ready => self.checks.note(key, None),
                Known::Missing(why) => self.checks.note(key, Some(&why)),
                Known::ToProbe => {
                    to_probe.entry(key.camera).or_default().insert(key);
                }
            }
        }
        for (camera, keys) in to_probe {
            match self.checks.probing.get_mut(&camera) {
                None => self.probe(camera, keys),
                Some(probing) => {
                    let under_way = probing.keys.keys().copied();
                    probing.then.extend(keys.into_iter().chain(under_way));
                    probing.task.abort();
                }
            }
        }
    }

    fn probe(&mut self, camera: CameraId, keys: BTreeSet<RunnerKey>) {
        let Some(found) = self.config.cameras.iter().find(|known| known.id == camera) else { return };
        let profiles =
            keys.iter().filter_map(|key| Some((*key, self.config.profiles.get(&key.profile)?.clone())));
        let deps = &self.tools.runner;
        let test = Test {
            camera: found.clone(),
            profiles: profiles.collect(),
            site: self.config.site.clone(),
            ability: self.ability_now(),
            tools: ProbeTools {
                clock: deps.clock.clone(),
                spawner: deps.spawner.clone(),
                programs: deps.programs.clone(),
                mask: deps.mask.clone(),
            },
        };
        let keys = test.profiles.iter().map(|(key, profile)| (*key, fingerprint(found, profile))).collect();
        let task = self.checks.probes.spawn(test.run(Arc::clone(&self.checks.turns)));
        self.checks.probing.insert(camera, Probing { keys, then: BTreeSet::new(), task });
    }

    /// What is known of a pair without asking its camera: one that runs must not be connected to twice, and one that is
    /// held must not be asked again.
    fn known_of(&self, key: RunnerKey) -> Known {
        let wrong = |sentence: &str| Known::Missing(Unready::SettingsWrong(sentence.to_owned()));
        let Some(camera) = self.config.cameras.iter().find(|camera| camera.id == key.camera) else {
            return Known::Ready;
        };
        if let Some(sentence) = &camera.unreadable {
            return wrong(sentence);
        }
        let Some(profile) = self.config.profiles.get(&key.profile) else {
            return wrong(words::NO_PROFILE);
        };
        let past = self.memory.runners.get(&key);
        if let Some(Hold::Breaker { error, fingerprint: tripped }) = past.and_then(|past| past.hold.as_ref())
            && *tripped == fingerprint(camera, profile)
        {
            return Known::Missing(Unready::Fails(error.clone()));
        }
        // Of a camera that runs with another profile that is what is known.
        let live =
            self.live.get(&key).or_else(|| self.live.values().find(|live| live.key.camera == key.camera));
        let Some(live) = live else { return Known::ToProbe };
        let past = self.memory.runners.get(&live.key);
        let error = past.and_then(|past| past.last_error.clone());
        error.map_or(Known::Ready, |error| Known::Missing(Unready::Fails(error)))
    }

    /// Takes in what a probe found, or that it was ended.
    pub(super) fn take_in(&mut self, ended: Result<(Id, Probed), JoinError>) {
        let Some((camera, Probing { keys, then, .. }, found)) = self.checks.end(ended) else { return };
        for (key, why) in found.into_iter().filter(|(key, _)| !then.contains(key)) {
            self.checks.note(key, why.as_ref());
            if let (Some(why), Some(mark)) = (&why, keys.get(&key)) {
                self.learn_from_check(key, why, mark);
            }
        }
        if !then.is_empty() {
            self.probe(camera, then);
        }
        self.tell_found();
    }

    /// A refused password must not be tried again at the bell.
    fn learn_from_check(&mut self, key: RunnerKey, why: &Unready, mark: &str) {
        let Unready::Fails(error) = why else { return };
        if needs_the_operator(&error.kind) {
            let now = self.tools.clock.now();
            let past = self.memory.runners.entry(key).or_default();
            past.after_failure(error.clone(), false, now, super::facts::chance(), mark.to_owned());
            self.keep_memory(key);
        }
    }

    /// Tells what was found before the bells of which nothing is being looked at any more.
    fn tell_found(&mut self) {
        if self.checks.rounds.is_empty() {
            return;
        }
        let probing: BTreeSet<RunnerKey> =
            self.checks.probing.values().flat_map(|one| one.keys.keys().chain(&one.then)).copied().collect();
        let mut sentences = Vec::new();
        for round in self.checks.rounds.values_mut() {
            if round.readiness.check.wanted.iter().any(|key| probing.contains(key)) {
                continue;
            }
            let sentence = round.readiness.sentence(&self.config);
            let is_new = std::mem::take(&mut round.is_new);
            if is_new || round.told.as_ref() != Some(&sentence) {
                sentences.push(sentence.clone());
                round.told = Some(sentence);
            }
        }
        for sentence in sentences {
            self.event(None, "pre_bell", "engine", sentence);
        }
        self.show_problems();
        self.announce_notices();
    }

    /// What was found before the next bells, where a camera is missing.
    pub(super) fn readiness_problems(&self) -> Vec<ProblemView> {
        let missing = self.checks.found().filter(|found| !found.missing.is_empty());
        let problems = missing.map(|found| ProblemView {
            key: format!("before {}", found.check.opens.timestamp_millis()),
            sentence: found.sentence(&self.config),
            cure: Cure::BeforeBell.to_string(),
            cameras: found.missing_cameras().into_keys().map(|camera| camera.0).collect(),
            since_ms: found.check.at.timestamp_millis(),
        });
        problems.collect()
    }
}

/// The fingerprint of a pair's settings; empty where something of them is gone.
fn mark_of(config: &Config, key: RunnerKey) -> String {
    let camera = config.cameras.iter().find(|camera| camera.id == key.camera);
    let both = camera.zip(config.profiles.get(&key.profile));
    both.map(|(camera, profile)| fingerprint(camera, profile)).unwrap_or_default()
}

/// What is known of a pair before its camera is asked.
enum Known {
    Ready,
    Missing(Unready),
    ToProbe,
}

/// Everything that one camera's probe needs.
struct Test {
    camera: Camera,
    profiles: Vec<(RunnerKey, StreamProfile)>,
    site: Site,
    ability: Arc<FfmpegAbility>,
    tools: ProbeTools,
}

impl Test {
    /// Tries one profile after the other. A password that was refused is not tried with the next.
    async fn run(self, turns: Arc<Semaphore>) -> Probed {
        // Nobody closes it; without a turn nothing is tried.
        let Ok(_turn) = turns.acquire().await else { return Probed::new() };
        let Test { camera, profiles, site, ability, tools } = self;
        let mut found = Probed::new();
        let mut refused = None;
        for (key, profile) in profiles {
            if refused.is_some() {
                found.push((key, refused.clone()));
                continue;
            }
            let why = match probe(&camera, &profile, &site, &ability, &tools).await {
                Ok(Found::Works { .. }) => None,
                Ok(Found::Fails { error, .. }) => Some(Unready::Fails(error)),
                Err(wrong) => Some(Unready::SettingsWrong(wrong.to_string())),
            };
            if matches!(&why, Some(Unready::Fails(error)) if error.kind == LastErrorKind::AuthFailed) {
                refused.clone_from(&why);
            }
            found.push((key, why));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probing(checks: &mut Checks, camera: CameraId, test: impl Future<Output = Probed> + Send + 'static) {
        let task = checks.probes.spawn(test);
        let probing = Probing { keys: BTreeMap::new(), then: BTreeSet::new(), task };
        checks.probing.insert(camera, probing);
    }

    #[tokio::test]
    async fn a_probe_that_breaks_or_is_cancelled_is_over_when_it_has_ended() {
        let (broken, cancelled) = (CameraId(1), CameraId(2));
        let mut checks = Checks::new();
        probing(&mut checks, broken, async { panic!("as the test wants it") });
        let ended = checks.probed().await.unwrap();
        assert!(checks.is_probing(broken));
        assert!(
            matches!(checks.end(ended), Some((camera, _, found)) if camera == broken && found.is_empty())
        );
        assert!(!checks.is_probing(broken));

        probing(&mut checks, cancelled, std::future::pending());
        checks.cancel(cancelled);
        assert!(checks.is_probing(cancelled), "its connection may still be open");
        let ended = checks.probed().await.unwrap();
        assert!(checks.end(ended).is_some() && !checks.is_probing(cancelled));
        assert!(checks.probed().await.is_none());
    }
}
