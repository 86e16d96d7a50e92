//! What is known of a camera around a window: the edge between what the store keeps and `domain::coverage`.

use std::collections::BTreeSet;

use bellwatch_domain::coverage::{Beat, Interval, Rested, RunEnd, RunnerHistory, Watched, bridge};
use bellwatch_domain::memory::{Hold, Memory, RunnerMemory};
use bellwatch_domain::plan::Config;
use bellwatch_domain::run::EndingWhy;
use bellwatch_domain::{
    Camera, LastError, PeriodOccurrence, ProfileId, RunnerKey, StopWhy, last_error, sentences,
};
use bellwatch_store::{Error, Run, Store};
use chrono::{DateTime, Duration, Utc};

/// The cadence of a profile that is gone.
const USUAL_BEAT: Duration = Duration::seconds(10);
/// Runs and beats of a runner that are read; far more than a window has.
const MOST_RUNS: u32 = 5_000;
const MOST_BEATS: u32 = 200_000;

/// The cameras that were to watch an occurrence, as its schedule says now.
pub(super) fn watching<'a>(config: &'a Config, occurrence: &PeriodOccurrence) -> Vec<&'a Camera> {
    let schedule = config.schedules.iter().find(|schedule| schedule.id == occurrence.schedule);
    let drives = |camera: &&Camera| {
        schedule.is_some_and(|schedule| schedule.drives.includes(camera)) && occurrence.wants(camera)
    };
    config.cameras.iter().filter(drives).collect()
}

/// What stands in the way of all cameras, or of one, as it was left last.
pub(super) struct Standing {
    memory: Memory,
    stopped_by_hand: Option<DateTime<Utc>>,
    missing_dependency: Option<LastError>,
}

impl Standing {
    /// As the store has it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(super) async fn read(store: &Store) -> Result<Self, Error> {
        let crumbs = store.enforcer().await?;
        Ok(Standing {
            memory: store.memory().await?,
            stopped_by_hand: crumbs.as_ref().and_then(|row| row.stopped_by_hand.as_ref()).map(|(_, at)| *at),
            missing_dependency: crumbs.and_then(|row| row.missing_dependency),
        })
    }

    /// The error that still stood in the way of a runner.
    fn error(&self, key: RunnerKey) -> Option<&LastError> {
        let held = |past: &'_ RunnerMemory| match past.hold {
            Some(Hold::Breaker { .. } | Hold::Retry { .. }) => true,
            None => false,
        };
        let past = self.memory.runners.get(&key).filter(|past| held(past));
        past.and_then(|past| match &past.hold {
            Some(Hold::Breaker { error, .. }) => Some(error),
            _ => past.last_error.as_ref(),
        })
    }
}

/// What is known of one camera around `window`. `standing` is left out where it is no longer that of the window.
///
/// # Errors
///
/// When the store cannot be read.
pub(super) async fn watched(
    store: &Store,
    config: &Config,
    camera: &Camera,
    (occurrence, window): (&PeriodOccurrence, Interval),
    standing: Option<&Standing>,
) -> Result<Watched, Error> {
    let cadence =
        |profile: &ProfileId| config.profiles.get(profile).map_or(USUAL_BEAT, |profile| profile.hb_interval);
    let mut profiles: BTreeSet<ProfileId> = camera.profiles().into_iter().chain(occurrence.profile).collect();
    let longest = profiles.iter().map(cadence).max().unwrap_or(USUAL_BEAT);
    let around = Interval { from: window.from - bridge(longest), to: window.to + bridge(longest) };
    let mut runs = store.runs_of(camera.id, around.from, MOST_RUNS).await?;
    runs.retain(|run| run.process.started < around.to);
    profiles.extend(runs.iter().map(|run| run.process.key.profile));

    let mut watched = Watched {
        camera: camera.id,
        name: camera.name.clone(),
        runners: Vec::new(),
        rests: standing.map_or_else(Vec::new, |standing| standing_rests(camera, standing, around.to)),
    };
    for profile in profiles {
        let key = RunnerKey { camera: camera.id, profile };
        let of_it: Vec<&Run> = runs.iter().filter(|run| run.process.key == key).collect();
        let beats = store.heartbeats_since(key, around.from, MOST_BEATS).await?;
        let beats = beats.iter().filter(|beat| beat.at <= around.to).map(|beat| Beat {
            at: beat.at,
            frames: beat.frames,
            fps: beat.fps,
            looks: beat.looks,
        });
        let mut ends = ends(&of_it);
        watched.rests.extend(rests(&of_it, around.to));
        if let Some(standing) = standing {
            let errors = standing.error(key).into_iter().chain(&standing.missing_dependency);
            let errors = errors.filter(|error| error.at < window.to);
            ends.extend(errors.map(|error| RunEnd { at: error.at, word: word_of(error) }));
        }
        watched.runners.push(RunnerHistory { hb_interval: cadence(&profile), beats: beats.collect(), ends });
    }
    Ok(watched)
}

fn word_of(error: &LastError) -> String {
    last_error::word(&error.kind).to_owned()
}

fn ends(runs: &[&Run]) -> Vec<RunEnd> {
    let ends = runs.iter().filter_map(|run| run.ending.as_ref());
    let word = |why: &EndingWhy| match why {
        EndingWhy::Failed(error) => word_of(error),
        EndingWhy::Stopped(why) => Because::from(*why).to_string(),
        EndingWhy::Restarted(_) => Because::StartedAnew.to_string(),
        EndingWhy::EngineDied => Because::EngineDied.to_string(),
    };
    ends.map(|ending| RunEnd { at: ending.at, word: word(&ending.why) }).collect()
}

/// The stretches after runs that were stopped on purpose: each until the runner's next run ended, since what lies in
/// between without pictures is the stop and the start after it.
fn rests(runs: &[&Run], until: DateTime<Utc>) -> Vec<Rested> {
    let mut endings: Vec<_> = runs.iter().filter_map(|run| run.ending.as_ref()).collect();
    endings.sort_by_key(|ending| ending.at);
    let over = |at: usize| endings.get(at + 1).map_or(until, |next| next.at);
    let rested = endings.iter().enumerate().filter_map(|(at, ending)| match ending.why {
        EndingWhy::Stopped(why) => Some(Rested {
            interval: Interval::new(ending.at, over(at))?,
            word: Because::from(why).to_string(),
        }),
        EndingWhy::Failed(_) | EndingWhy::Restarted(_) | EndingWhy::EngineDied => None,
    });
    rested.collect()
}

sentences! {
    /// Why a camera did not watch, a few words that go on a sentence.
    pub(crate) enum Because {
        SwitchedOff = "switched off",
        NoSchedule = "no schedule drove it",
        PeriodOver = "its period was over",
        Exception = "a day off",
        Paused = "paused",
        ByHand = "stopped by hand",
        SettingsWrong = "its settings were wrong",
        Held = "held back after an error",
        DependencyMissing = "a program was missing",
        BudgetUsedUp = "the budget was used up",
        NoLongerWanted = "no longer wanted",
        EngineStops = "the engine was closed",
        StartedAnew = "started anew",
        EngineDied = "the engine died",
    }
}

impl From<StopWhy> for Because {
    fn from(why: StopWhy) -> Self {
        match why {
            StopWhy::Disabled => Because::SwitchedOff,
            StopWhy::NoSchedule => Because::NoSchedule,
            StopWhy::PeriodOver => Because::PeriodOver,
            StopWhy::Exception => Because::Exception,
            StopWhy::Paused => Because::Paused,
            StopWhy::ByHand => Because::ByHand,
            StopWhy::SettingsWrong => Because::SettingsWrong,
            StopWhy::Held => Because::Held,
            StopWhy::DependencyMissing => Because::DependencyMissing,
            StopWhy::BudgetUsedUp => Because::BudgetUsedUp,
            StopWhy::NoLongerWanted => Because::NoLongerWanted,
            StopWhy::EngineStops => Because::EngineStops,
        }
    }
}

/// Rests of a camera that never ran, from what still holds: no run's end tells of them.
fn standing_rests(camera: &Camera, standing: &Standing, until: DateTime<Utc>) -> Vec<Rested> {
    let rest = |interval: Option<Interval>, because: Because| {
        interval.map(|interval| Rested { interval, word: because.to_string() })
    };
    let off = if camera.enabled { None } else { Interval::new(DateTime::UNIX_EPOCH, until) };
    let paused = camera.pause.as_ref().and_then(|pause| Interval::new(pause.at, pause.until));
    let stopped = standing.stopped_by_hand.and_then(|at| Interval::new(at, until));
    let all =
        [rest(off, Because::SwitchedOff), rest(paused, Because::Paused), rest(stopped, Because::ByHand)];
    all.into_iter().flatten().collect()
}
