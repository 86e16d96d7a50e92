//! The check before the bell, and what is announced on the desktop.

use std::collections::BTreeSet;

use bellwatch_domain::memory::Hold;
use bellwatch_domain::notices::{NoticeKind, Situation};
use bellwatch_domain::plan::{fingerprint, needs_the_operator};
use bellwatch_domain::problems;
use bellwatch_domain::readiness::{Check, Readiness, next_check};
use bellwatch_domain::{Camera, CameraId, LastError, RunnerKey};
use chrono::{DateTime, Utc};
use futures_util::StreamExt;

use super::Enforcer;
use super::live::Phase;
use crate::probe::{Found, ProbeTools, probe};
use crate::wire::{NoticeKindView, NoticeView, ProblemView, What};

/// Cameras that are probed at the same time.
const AT_ONCE: usize = 4;

/// The check before the bell: the next one, and what the last one found.
#[derive(Default)]
pub(super) struct Checks {
    next: Option<Check>,
    done: Option<DateTime<Utc>>,
    found: Option<Readiness>,
    /// One at a time: a bell is never nearer than the time that a check may take.
    is_under_way: bool,
}

impl Checks {
    /// Whether no check is ahead as far as was looked: a day may have come closer since.
    pub(super) fn is_empty(&self) -> bool {
        self.next.is_none()
    }

    /// When there is a check to begin.
    pub(super) fn at(&self) -> Option<DateTime<Utc>> {
        self.next.as_ref().filter(|_| !self.is_under_way).map(|check| check.at)
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
        if self.checks.found.as_ref().is_some_and(|found| found.check.opens <= now) {
            self.checks.found = None;
        }
        if self.checks.next.as_ref().is_some_and(|check| check.opens <= now) {
            self.plan_check();
        }
        if self.checks.at().is_none_or(|at| now < at) {
            return;
        }
        let Some(check) = self.checks.next.take() else { return };
        self.checks.done = Some(check.at);
        self.checks.is_under_way = true;
        self.begin_check(check);
        self.plan_check();
    }

    fn begin_check(&self, check: Check) {
        let mut missing = Vec::new();
        let mut to_probe = Vec::new();
        for camera in self.config.cameras.iter().filter(|camera| check.cameras.contains(&camera.id)) {
            let key = RunnerKey { camera: camera.id, profile: camera.profile };
            match self.known_of(camera, key) {
                Known::Ready => {}
                Known::Missing(error) => missing.push((camera.id, error)),
                Known::ToProbe => to_probe.push(camera.clone()),
            }
        }
        let deps = &self.tools.runner;
        let tools = ProbeTools {
            clock: deps.clock.clone(),
            spawner: deps.spawner.clone(),
            programs: deps.programs.clone(),
            mask: deps.mask.clone(),
        };
        let (site, profiles) = (self.config.site.clone(), self.config.profiles.clone());
        let ability = self.ability_now();
        let answer = self.checked_in.clone();
        tokio::spawn(async move {
            let probed = futures_util::stream::iter(to_probe.into_iter().map(|camera| {
                let (site, ability, tools) = (&site, &ability, &tools);
                let profile = profiles.get(&camera.profile).cloned();
                async move {
                    let found = probe(&camera, &profile?, site, ability, tools).await;
                    match found {
                        Ok(Found::Fails { error, .. }) => Some((camera.id, error)),
                        // Settings that make no command are told as a problem of their own.
                        Ok(Found::Works { .. }) | Err(_) => None,
                    }
                }
            }));
            let failed: Vec<Option<(CameraId, LastError)>> = probed.buffer_unordered(AT_ONCE).collect().await;
            missing.extend(failed.into_iter().flatten());
            missing.sort_by_key(|(camera, _)| *camera);
            // An error means that the engine has ended meanwhile.
            let _ = answer.send(Readiness { check, missing }).await;
        });
    }

    /// What is known of a camera without asking it: one that runs must not be connected to twice, and one that is held
    /// must not be asked again.
    fn known_of(&self, camera: &Camera, key: RunnerKey) -> Known {
        let past = self.memory.runners.get(&key);
        if let Some(live) = self.live.get(&key) {
            return match (&live.phase, past.and_then(|past| past.last_error.clone())) {
                (_, Some(error)) => Known::Missing(error),
                (Phase::Starting { .. } | Phase::Running { .. } | Phase::Stopping { .. }, None) => {
                    Known::Ready
                }
            };
        }
        let mark = self.config.profiles.get(&key.profile).map(|profile| fingerprint(camera, profile));
        match past.and_then(|past| past.hold.as_ref()) {
            Some(Hold::Breaker { error, fingerprint }) if mark.as_ref() == Some(fingerprint) => {
                Known::Missing(error.clone())
            }
            _ => Known::ToProbe,
        }
    }

    /// Takes in what a check found.
    pub(super) fn checked(&mut self, readiness: Readiness) {
        let now = self.tools.clock.now();
        self.checks.is_under_way = false;
        for (camera, error) in &readiness.missing {
            self.learn_from_check(*camera, error, now);
        }
        let sentence = readiness.sentence(&self.config);
        self.event(None, "pre_bell", "engine", &sentence);
        if now < readiness.check.opens {
            self.checks.found = Some(readiness);
        }
        self.show_problems();
        self.announce_notices();
    }

    /// A refused password must not be tried again at the bell.
    fn learn_from_check(&mut self, camera: CameraId, error: &LastError, now: DateTime<Utc>) {
        let Some(found) = self.config.cameras.iter().find(|known| known.id == camera) else { return };
        let key = RunnerKey { camera, profile: found.profile };
        let Some(profile) = self.config.profiles.get(&key.profile) else { return };
        if needs_the_operator(&error.kind) {
            let mark = fingerprint(found, profile);
            let past = self.memory.runners.entry(key).or_default();
            past.after_failure(error.clone(), false, now, super::facts::chance(), mark);
            self.keep_memory(key);
        }
    }

    /// What the newest check found, where a camera is missing.
    pub(super) fn readiness_problem(&self) -> Option<ProblemView> {
        let found = self.checks.found.as_ref().filter(|found| !found.missing.is_empty())?;
        let cameras: BTreeSet<CameraId> = found.missing.iter().map(|(camera, _)| *camera).collect();
        Some(ProblemView {
            key: format!("before {}", found.check.opens.timestamp_millis()),
            sentence: found.sentence(&self.config),
            cure: "There is still time before the bell. Open the camera to see what to do.".to_owned(),
            cameras: cameras.into_iter().map(|camera| camera.0).collect(),
            since_ms: found.check.at.timestamp_millis(),
        })
    }

    /// Announces on the desktop what is due to be.
    pub(super) fn announce_notices(&mut self) {
        let now = self.tools.clock.now();
        let problems = problems::problems(&self.config, &self.memory, &self.plan);
        let sentence = self.checks.found.as_ref().map(|found| found.sentence(&self.config));
        let situation = Situation {
            problems: &problems,
            engine: self.crumbs.last_error.as_deref(),
            readiness: self.checks.found.as_ref().zip(sentence.as_deref()),
        };
        let notices = self.announcer.look(situation, &self.config.site, self.started, now);
        let shown = notices.into_iter().map(|notice| What::Notice {
            notice: NoticeView {
                kind: match notice.kind {
                    NoticeKind::CameraDown => NoticeKindView::CameraDown,
                    NoticeKind::Shared => NoticeKindView::Shared,
                    NoticeKind::Engine => NoticeKindView::Engine,
                    NoticeKind::PreBell => NoticeKindView::PreBell,
                },
                key: notice.key,
                title: notice.title,
                body: notice.body,
            },
        });
        self.tools.hub.publish(shown.collect::<Vec<_>>());
    }
}

/// What is known of a camera before it is probed.
enum Known {
    Ready,
    Missing(LastError),
    ToProbe,
}
