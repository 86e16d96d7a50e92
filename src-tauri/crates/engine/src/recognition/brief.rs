//! What recognition is told of the configuration and the plan, with each look of the enforcer.

use std::collections::BTreeMap;
use std::sync::Arc;

use bellwatch_domain::models::{Computing, Wish};
use bellwatch_domain::plan::{Config, Plan};
use bellwatch_domain::site::EvidencePolicy;
use bellwatch_domain::tracking::TrackRules;
use bellwatch_domain::{PeriodOccurrence, RunnerKey, Site, StreamProfile};
use bellwatch_store::OccurrenceName;
use chrono::{DateTime, Duration, Utc};

/// A track lives on for so long without a look at its face: longer than two looks at a scene at rest lie apart
/// (`domain::motion`), or somebody who stands still would never get a second vote.
const LOST_AFTER: Duration = Duration::seconds(5);

/// What recognition goes by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Brief {
    /// The pack that is to work, and how; `None` is no recognition.
    pub(super) wanted: Option<Wanted>,
    pub(super) votes: u32,
    pub(super) margin: f32,
    pub(super) false_accepts_per_day: f64,
    pub(super) evidence: EvidencePolicy,
    /// The site's cap on the detector's square.
    pub(super) det_set_max: Option<u16>,
    /// Of each runner that is to run.
    pub(super) runners: BTreeMap<RunnerKey, Rules>,
}

/// A pack and what it is to compute on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) pack: String,
    pub(crate) computing: Computing,
}

/// How the frames of one runner are looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rules {
    pub(super) priority: u8,
    pub(super) profile: StreamProfile,
    /// The periods that it runs for.
    pub(super) periods: Vec<Arc<PeriodOccurrence>>,
}

impl Default for Brief {
    fn default() -> Self {
        Brief {
            wanted: None,
            votes: 1,
            margin: 0.0,
            false_accepts_per_day: 0.0,
            evidence: EvidencePolicy::Off,
            det_set_max: None,
            runners: BTreeMap::new(),
        }
    }
}

impl Brief {
    pub(crate) fn of(config: &Config, plan: &Plan) -> Self {
        let site = &config.site;
        let rules = plan.runs.iter().filter_map(|(key, spec)| {
            let profile = config.profiles.get(&key.profile)?.clone();
            let periods = plan.because.get(key).map(|because| because.periods.clone()).unwrap_or_default();
            Some((*key, Rules { priority: spec.priority, profile, periods }))
        });
        Brief {
            wanted: Wanted::of(site),
            votes: u32::from(site.votes),
            margin: site.match_margin as f32,
            false_accepts_per_day: site.false_accepts_per_day,
            evidence: site.evidence,
            det_set_max: site.det_set_max,
            runners: rules.collect(),
        }
    }

    pub(super) fn track_rules(&self) -> TrackRules {
        TrackRules { votes: self.votes, lost_after: LOST_AFTER, ..TrackRules::default() }
    }
}

impl Wanted {
    pub(crate) fn of(site: &Site) -> Option<Self> {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let computing = Computing {
            wish: site.provider,
            threads: site.recognition_threads.map_or_else(|| (cores() / 2).max(1), usize::from),
            gpu_memory_bytes: site.gpu_memory_mb as usize * 1024 * 1024,
        };
        Some(Wanted { pack: site.pack.clone()?, computing })
    }
}

impl Rules {
    /// The occurrence that a sighting at `at` belongs to: the one whose bell has rung; in the grace between two, the one
    /// that opened last.
    pub(super) fn occurrence(&self, at: DateTime<Utc>) -> Option<OccurrenceName> {
        let open = || self.periods.iter().rev().filter(|period| period.is_open(at));
        let is_on = |period: &&Arc<PeriodOccurrence>| period.starts <= at && at < period.ends;
        open().find(is_on).or_else(|| open().next()).map(|period| OccurrenceName::of(period))
    }
}

/// What a provider is called before it is known.
pub(super) fn provider_words(wish: Wish) -> &'static str {
    match wish {
        Wish::Auto => "the best that works here",
        Wish::Cpu => "the processor",
        Wish::Cuda => "CUDA",
        Wish::TensorRt => "TensorRT",
        Wish::OpenVino => "OpenVINO",
        Wish::DirectMl => "DirectML",
    }
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::schedule::BellSource;
    use bellwatch_domain::{PeriodId, ProfileId, ScheduleId};

    use super::*;

    fn period(number: i64, starts_min: i64) -> Arc<PeriodOccurrence> {
        let starts = DateTime::UNIX_EPOCH + Duration::minutes(starts_min);
        Arc::new(PeriodOccurrence {
            schedule: ScheduleId(1),
            source: BellSource::Period(PeriodId(number)),
            date: starts.date_naive(),
            name: format!("Period {number}"),
            starts,
            ends: starts + Duration::minutes(45),
            opens: starts - Duration::minutes(10),
            closes: starts + Duration::minutes(55),
            late_after: Duration::minutes(10),
            profile: None,
            only: None,
            expects: std::collections::BTreeSet::new(),
        })
    }

    #[test]
    fn a_sighting_belongs_to_the_period_whose_bell_has_rung() {
        let profile = StreamProfile::with_defaults(ProfileId(1), "Usual");
        // 60–105 and 110–155, each watched ten minutes before and after.
        let rules = Rules { priority: 5, profile, periods: vec![period(1, 60), period(2, 110)] };
        let check = |minute, expected: Option<i64>| {
            let found = rules.occurrence(DateTime::UNIX_EPOCH + Duration::minutes(minute));
            assert_eq!(
                found.map(|name| name.source),
                expected.map(|number| BellSource::Period(PeriodId(number))),
                "{minute}"
            );
        };
        check(49, None);
        check(50, Some(1));
        check(104, Some(1));
        check(105, Some(2));
        check(110, Some(2));
        check(164, Some(2));
        check(165, None);
    }
}
