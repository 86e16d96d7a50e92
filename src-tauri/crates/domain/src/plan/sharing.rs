//! The budget in a plan: what is to run is handed to [`crate::budget`], and what comes of it is written into the plan.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::ring::BellChange;
use super::{Config, Plan, Rest, RestWhy, earlier};
use crate::budget::{Limit, Limits, Share, Wanted, allocate, gpu_of};
use crate::ffmpeg_args::effective_fps;
use crate::memory::Memory;
use crate::{Camera, CameraId, RunSpec, RunnerKey};

/// Cameras that a reason to rest names; of the rest it says how many they are.
const NAMED: usize = 3;
/// So many ends ahead are asked whether a pair that rests gets its place then.
const ENDS_AHEAD: usize = 16;

/// What is gathered while the plan is made.
#[derive(Debug, Default)]
pub(super) struct Sharing {
    wanted: Vec<Wanted>,
    /// When the bell stops each camera, where it only stops.
    stops: BTreeMap<CameraId, DateTime<Utc>>,
    /// When anything else changes who is to run.
    otherwise: Option<DateTime<Utc>>,
}

impl Sharing {
    /// A pair that is to run.
    pub(super) fn wants(&mut self, config: &Config, spec: &RunSpec) {
        let gpu = config.profiles.get(&spec.key.profile).and_then(|profile| gpu_of(profile, &config.site));
        self.wanted.push(Wanted { key: spec.key, priority: spec.priority, fps: spec.fps, gpu });
    }

    /// A pair that rests. One that waits to retry keeps its place: whoever had it meanwhile would be stopped again with
    /// each try.
    pub(super) fn rests(&mut self, config: &Config, camera: &Camera, key: RunnerKey, rest: &Rest) {
        if !matches!(rest.why, RestWhy::WaitingToRetry { .. }) {
            self.otherwise = earlier(self.otherwise, rest.until);
            return;
        }
        let Some(profile) = config.profiles.get(&key.profile) else { return };
        let Ok(fps) = effective_fps(profile, &config.site) else { return };
        let gpu = gpu_of(profile, &config.site);
        self.wanted.push(Wanted { key, priority: camera.priority, fps, gpu });
    }

    /// A camera's next bell.
    pub(super) fn bell(&mut self, camera: CameraId, bell: Option<(DateTime<Utc>, BellChange)>) {
        match bell {
            Some((at, BellChange::Stops)) => {
                self.stops.insert(camera, at);
            }
            Some((at, BellChange::Starts | BellChange::Changes)) => {
                self.otherwise = earlier(self.otherwise, Some(at));
            }
            None => {}
        }
    }

    /// Shares the budget out and writes into the plan who gets less.
    pub(super) fn share_out(self, config: &Config, memory: &Memory, plan: &mut Plan) {
        let limits = Limits::of(&config.site, &memory.budget.pressure);
        let allocation = allocate(&self.wanted, &limits, &memory.budget.order);
        let nothing: Vec<(RunnerKey, Limit)> = allocation
            .shares
            .iter()
            .filter_map(|(key, share)| match share {
                Share::Nothing { by } => Some((*key, *by)),
                Share::Whole | Share::Lowered { .. } => None,
            })
            .collect();
        for (key, share) in &allocation.shares {
            if let (Share::Lowered { fps, by }, Some(spec)) = (share, plan.runs.get_mut(key)) {
                (spec.given_fps, spec.lowered_by) = (*fps, Some(*by));
            }
        }
        plan.order = allocation.order;
        if nothing.is_empty() {
            return;
        }
        let resting: BTreeSet<RunnerKey> = nothing.iter().map(|(key, _)| *key).collect();
        let (users, more) = users(config, &plan.order, &resting);
        let until = self.until(&limits, &plan.order, &resting);
        for (key, by) in nothing {
            plan.runs.remove(&key);
            plan.because.remove(&key);
            let why = RestWhy::BudgetUsedUp { by, users: users.clone(), more };
            plan.rests.insert(key, Rest { why, until: until.get(&key).copied() });
        }
    }

    /// When those that rest get their places, where that is known: as the cameras before them end, as long as nothing
    /// else happens.
    fn until(
        &self,
        limits: &Limits,
        order: &[RunnerKey],
        resting: &BTreeSet<RunnerKey>,
    ) -> BTreeMap<RunnerKey, DateTime<Utc>> {
        let ends: BTreeSet<DateTime<Utc>> = self.stops.values().copied().collect();
        let mut until = BTreeMap::new();
        for end in ends.into_iter().filter(|end| self.otherwise.is_none_or(|at| *end < at)).take(ENDS_AHEAD) {
            let goes_on = |one: &&Wanted| self.stops.get(&one.key.camera).is_none_or(|stop| *stop > end);
            let wanted: Vec<Wanted> = self.wanted.iter().filter(goes_on).copied().collect();
            for (key, share) in allocate(&wanted, limits, order).shares {
                if resting.contains(&key) && !matches!(share, Share::Nothing { .. }) {
                    until.entry(key).or_insert(end);
                }
            }
        }
        until
    }
}

/// The first names of those that have a share, each once, and how many more they are.
fn users(config: &Config, order: &[RunnerKey], resting: &BTreeSet<RunnerKey>) -> (Vec<String>, usize) {
    let mut cameras: Vec<CameraId> = Vec::new();
    let mut known: BTreeSet<CameraId> = BTreeSet::new();
    for key in order.iter().filter(|key| !resting.contains(key)) {
        if known.insert(key.camera) {
            cameras.push(key.camera);
        }
    }
    let name = |id: &CameraId| config.cameras.iter().find(|camera| camera.id == *id);
    let names: Vec<String> =
        cameras.iter().take(NAMED).filter_map(name).map(|camera| camera.name.clone()).collect();
    let more = cameras.len() - names.len();
    (names, more)
}
