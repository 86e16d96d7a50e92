//! The plan: for an instant, which (camera, profile) pairs run and why every other one rests. Pure, and cannot
//! fail: a bad row makes its camera rest with a reason.

mod ring;
mod sharing;

#[cfg(test)]
mod bell_tests;
#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod stretch_tests;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::budget::Limit;
use crate::ffmpeg_args::{FfmpegAbility, Wish, build_ffmpeg_args};
use crate::memory::{Hold, Memory, RunnerMemory};
use crate::{
    BellSchedule, Camera, CameraId, LastError, LastErrorKind, Pause, PeriodOccurrence, ProfileId, RunSpec,
    RunnerKey, ScheduleException, Site, StreamProfile,
};

use ring::{BellChange, Ring, Says};
use sharing::Sharing;

/// What the operator has configured, read in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The site.
    pub site: Site,
    /// All cameras, by number.
    pub cameras: Vec<Camera>,
    /// All profiles.
    pub profiles: BTreeMap<ProfileId, StreamProfile>,
    /// All bell schedules, by number.
    pub schedules: Vec<BellSchedule>,
    /// All exceptions, of the site and of single schedules.
    pub exceptions: Vec<ScheduleException>,
    /// Occurrences that have begun and are kept as they were, whatever their templates say now; those of at least
    /// the last two days.
    pub begun: Vec<PeriodOccurrence>,
}

impl Config {
    /// The cameras that run with this profile at some time: as their own, or because a period that is theirs asks for
    /// it. Those that are switched off count, and schedules that are.
    pub fn users_of(&self, profile: ProfileId) -> impl Iterator<Item = &Camera> {
        self.cameras.iter().filter(move |camera| {
            let by_bell = |schedule: &BellSchedule| {
                schedule.drives.includes(camera)
                    && schedule.periods.iter().any(|period| {
                        period.profile == Some(profile)
                            && period.only.as_ref().is_none_or(|only| only.includes(camera))
                    })
            };
            camera.profiles().contains(&profile) || self.schedules.iter().any(by_bell)
        })
    }
}

/// What is to be, at one instant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// What runs, and with what.
    pub runs: BTreeMap<RunnerKey, RunSpec>,
    /// For which periods each of them runs.
    pub because: BTreeMap<RunnerKey, Because>,
    /// What rests, and why. Every wanted pair is in exactly one of the two; a camera of which no pair is wanted rests
    /// with its own profiles.
    pub rests: BTreeMap<RunnerKey, Rest>,
    /// The periods that are on, whether or not a camera runs for them.
    pub open: Vec<Arc<PeriodOccurrence>>,
    /// The next instant at which the passing of time alone changes the plan, within 8 days or at the end of a rest.
    pub next_boundary: Option<DateTime<Utc>>,
    /// The next instant at which the bell starts or stops a camera.
    pub next_bell: Option<NextBell>,
    /// In which order the budget was shared out, for the next plan.
    pub order: Vec<RunnerKey>,
}

/// For which periods a pair runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Because {
    /// The periods, by when they opened; at least one.
    pub periods: Vec<Arc<PeriodOccurrence>>,
    /// When the last of them closes. Another may have opened by then.
    pub until: DateTime<Utc>,
}

/// The next instant at which the bell starts or stops a camera, or changes its profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextBell {
    /// Then.
    pub at: DateTime<Utc>,
    /// Cameras that begin to watch.
    pub starting: usize,
    /// Cameras that stop.
    pub stopping: usize,
    /// Cameras that go on with other profiles.
    pub changing: usize,
}

/// Why a pair rests, and until when where that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Rest {
    /// Why.
    pub why: RestWhy,
    /// When that ends by itself.
    pub until: Option<DateTime<Utc>>,
}

/// Why a pair rests.
#[derive(Debug, Clone, PartialEq)]
pub enum RestWhy {
    /// Its camera is switched off.
    Disabled,
    /// No schedule that rings drives it.
    NoSchedule,
    /// It is between its periods.
    OutsidePeriods,
    /// A day of exception keeps it at rest.
    Exception {
        /// What the day is called.
        name: String,
    },
    /// Its camera is paused.
    Paused(Pause),
    /// Somebody stopped all runners.
    StoppedByHand {
        /// Who.
        by: String,
    },
    /// Something about its settings cannot be run; one sentence.
    SettingsWrong(String),
    /// Waiting to retry.
    WaitingToRetry {
        /// Failures in a row so far.
        failures: u32,
        /// The newest.
        error: Option<LastError>,
    },
    /// Held for an error that trying again would not mend, until the operator changes something.
    Held(LastError),
    /// A program it needs is not there.
    DependencyMissing(LastError),
    /// The site's budget is used up by others.
    BudgetUsedUp {
        /// What of it.
        by: Limit,
        /// The names of cameras that use it, the first of them.
        users: Vec<String>,
        /// How many more do.
        more: usize,
    },
}

/// The plan for `now`.
pub fn plan(config: &Config, memory: &Memory, ability: &FfmpegAbility, now: DateTime<Utc>) -> Plan {
    let mut ring = Ring::at(config, now);
    let mut plan = Plan { open: ring.open(), ..Plan::default() };
    let mut sharing = Sharing::default();
    for camera in &config.cameras {
        if !camera.enabled {
            plan.rest_all(camera, Rest { why: RestWhy::Disabled, until: None });
            continue;
        }
        let mut running = BTreeSet::new();
        match ring.says(camera) {
            Says::Nothing => plan.rest_all(camera, Rest { why: RestWhy::NoSchedule, until: None }),
            Says::Rest { exception, until } => {
                let why = exception.map_or(RestWhy::OutsidePeriods, |name| RestWhy::Exception { name });
                plan.rest_all(camera, Rest { why, until });
            }
            Says::Watch(profiles) => {
                for (profile, because) in profiles {
                    let key = RunnerKey { camera: camera.id, profile };
                    match decide(config, camera, key, memory, ability, now) {
                        Ok(spec) => {
                            sharing.wants(config, &spec);
                            running.insert(profile);
                            plan.runs.insert(key, spec);
                            plan.because.insert(key, because);
                        }
                        Err(rest) => {
                            sharing.rests(config, camera, key, &rest);
                            plan.next_boundary = earlier(plan.next_boundary, rest.until);
                            plan.rests.insert(key, rest);
                        }
                    }
                }
            }
        }
        plan.next_boundary = earlier(plan.next_boundary, ring.next_change(camera, &running));
        let bell = ring.next_bell(camera);
        sharing.bell(camera.id, bell);
        plan.note_bell(bell);
    }
    sharing.share_out(config, memory, &mut plan);
    plan
}

impl Plan {
    /// Every pair of this camera that runs or rests.
    pub fn pairs_of(&self, camera: CameraId) -> Vec<RunnerKey> {
        let first = RunnerKey { camera, profile: ProfileId(i64::MIN) };
        let last = RunnerKey { camera, profile: ProfileId(i64::MAX) };
        let mut pairs: Vec<RunnerKey> = self.runs.range(first..=last).map(|(key, _)| *key).collect();
        pairs.extend(self.rests.range(first..=last).map(|(key, _)| *key));
        pairs
    }

    /// The camera rests with each of its own profiles.
    fn rest_all(&mut self, camera: &Camera, rest: Rest) {
        for profile in camera.profiles() {
            self.rests.insert(RunnerKey { camera: camera.id, profile }, rest.clone());
        }
    }

    /// Counts one camera's next bell, if none comes before it.
    fn note_bell(&mut self, next: Option<(DateTime<Utc>, BellChange)>) {
        let Some((at, change)) = next else { return };
        let none_yet = NextBell { at, starting: 0, stopping: 0, changing: 0 };
        let bell = match self.next_bell {
            Some(bell) if bell.at < at => return,
            Some(bell) if bell.at == at => bell,
            Some(_) | None => none_yet,
        };
        self.next_bell = Some(match change {
            BellChange::Starts => NextBell { starting: bell.starting + 1, ..bell },
            BellChange::Stops => NextBell { stopping: bell.stopping + 1, ..bell },
            BellChange::Changes => NextBell { changing: bell.changing + 1, ..bell },
        });
    }
}

fn decide(
    config: &Config,
    camera: &Camera,
    key: RunnerKey,
    memory: &Memory,
    ability: &FfmpegAbility,
    now: DateTime<Utc>,
) -> Result<RunSpec, Rest> {
    let open_ended = |why| Rest { why, until: None };
    if let Some(pause) = camera.pause_at(now) {
        return Err(Rest { why: RestWhy::Paused(pause.clone()), until: Some(pause.until) });
    }
    if let Some((by, _)) = &memory.stopped_by_hand {
        return Err(open_ended(RestWhy::StoppedByHand { by: by.clone() }));
    }
    if let Some(sentence) = &camera.unreadable {
        return Err(open_ended(RestWhy::SettingsWrong(sentence.clone())));
    }
    if let Some(error) = &memory.missing_dependency {
        return Err(open_ended(RestWhy::DependencyMissing(error.clone())));
    }
    let Some(profile) = config.profiles.get(&key.profile) else {
        return Err(open_ended(RestWhy::SettingsWrong("Its stream profile no longer exists.".to_owned())));
    };
    let mark = fingerprint(camera, profile);
    let past = memory.of(camera, profile);
    if let Some(RunnerMemory { hold: Some(hold), failures, last_error, .. }) = past {
        match hold {
            Hold::Retry { at } if now < *at => {
                let why = RestWhy::WaitingToRetry { failures: *failures, error: last_error.clone() };
                return Err(Rest { why, until: Some(*at) });
            }
            Hold::Breaker { error, fingerprint: tripped } if *tripped == mark => {
                return Err(open_ended(RestWhy::Held(error.clone())));
            }
            Hold::Retry { .. } | Hold::Breaker { .. } => {}
        }
    }
    let wish = Wish::of(past);
    build_ffmpeg_args(camera, profile, &config.site, ability, wish)
        .map_err(|problem| open_ended(RestWhy::SettingsWrong(problem.to_string())))
}

/// A mark of everything the operator could change to open a breaker: address, credentials, the profile's knobs.
///
/// It is kept in the store in clear, so it is made of revision numbers and not of what they number: a hash of a
/// password could be guessed at.
pub fn fingerprint(camera: &Camera, profile: &StreamProfile) -> String {
    format!(
        "camera {} revision {}, profile {} revision {}",
        camera.id, camera.revision, profile.id, profile.revision
    )
}

/// Whether a breaker tripped by `kind` stays until the operator acts.
pub fn needs_the_operator(kind: &LastErrorKind) -> bool {
    match kind {
        LastErrorKind::AuthFailed
        | LastErrorKind::Forbidden
        | LastErrorKind::NotFoundOnCamera
        | LastErrorKind::NotVideo
        | LastErrorKind::CodecNotSupported
        | LastErrorKind::OptionRefused { .. } => true,
        LastErrorKind::Refused
        | LastErrorKind::Unreachable
        | LastErrorKind::NameNotFound
        | LastErrorKind::ConnectTimeout
        | LastErrorKind::Stalled
        | LastErrorKind::Frozen
        | LastErrorKind::BlackOrCovered
        | LastErrorKind::Blurred
        | LastErrorKind::Moved
        | LastErrorKind::ClockStands
        | LastErrorKind::EndedByCamera
        | LastErrorKind::Damaged
        | LastErrorKind::TransportRefused
        | LastErrorKind::CameraError { .. }
        | LastErrorKind::FfmpegMissing
        | LastErrorKind::HwaccelUnavailable
        | LastErrorKind::DiskFull
        | LastErrorKind::FileUnreadable
        | LastErrorKind::KilledBySystem
        | LastErrorKind::Unknown => false,
    }
}

fn earlier(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
