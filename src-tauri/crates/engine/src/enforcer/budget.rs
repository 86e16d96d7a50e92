//! What the enforcer does for the budget: it feels how busy GPUs are, tells runners that live what they are given, and
//! writes the receipts.

use std::collections::BTreeMap;

use bellwatch_domain::budget::pressure::AVERAGED;
use bellwatch_domain::budget::{Told, loads};
use chrono::{DateTime, Duration, Utc};

use super::Enforcer;
use crate::words;

/// How often the use of GPUs is held against the target: as often as it is measured while nobody looks.
const FEEL_EVERY: Duration = Duration::seconds(10);

impl Enforcer {
    /// When GPUs are to be felt for again; never without a target.
    pub(super) fn feel_at(&self) -> Option<DateTime<Utc>> {
        self.config.site.gpu_target?;
        Some(self.crumbs.last_run? + FEEL_EVERY)
    }

    /// Holds the use of GPUs against the site's target, with what the last plan gave their pairs.
    pub(super) fn feel_pressure(&mut self, now: DateTime<Utc>) {
        let target = self.config.site.gpu_target;
        let used = match target {
            Some(_) => self.tools.gauges.gpus_used(AVERAGED, now),
            None => BTreeMap::new(),
        };
        let loads = loads(&self.config, &self.plan);
        self.memory.budget.pressure.feel(&used, target, &loads, now);
    }

    /// Tells runners that live what they are given now; none of them is restarted for it.
    pub(super) fn give_shares(&mut self) {
        for live in self.live.values_mut().filter(|live| !live.is_stopping()) {
            let Some(spec) = self.plan.runs.get(&live.key) else { continue };
            live.handle.give(spec.given_fps);
            (live.spec.given_fps, live.spec.lowered_by) = (spec.given_fps, spec.lowered_by);
        }
    }

    /// How many more decoders may run; one that is being stopped still does.
    pub(super) fn free_decoders(&self) -> usize {
        let most = self.config.site.max_decoders.map_or(usize::MAX, usize::from);
        most.saturating_sub(self.live.len())
    }

    /// One event for each pair that gets less than it asks for, and one when that is over.
    pub(super) fn tell_receipts(&self, told: &[Told]) {
        let (now, zone) = (self.tools.clock.now(), self.config.site.time_zone);
        for one in told {
            let camera = self.config.cameras.iter().find(|camera| camera.id == one.key.camera);
            let profile = self.config.profiles.get(&one.key.profile);
            let name = match (camera, profile) {
                (Some(camera), Some(profile)) if camera.profiles().len() > 1 => {
                    format!("{} ({})", camera.name, profile.name)
                }
                _ => self.name_of(one.key.camera),
            };
            let sentence = words::budget::receipt(one, &name, now, zone);
            self.event(camera.map(|camera| camera.id), "budget", "engine", sentence);
        }
    }
}
