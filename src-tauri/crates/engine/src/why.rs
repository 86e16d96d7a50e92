//! Why a camera runs or rests: every gate on the way to a run, in the order in which the plan asks them.

use bellwatch_domain::ffmpeg_args::{FfmpegAbility, Wish, build_ffmpeg_args};
use bellwatch_domain::memory::{Hold, Memory, RunnerMemory};
use bellwatch_domain::plan::{Config, Plan, fingerprint, plan};
use bellwatch_domain::schedule::{Bells, exception_on};
use bellwatch_domain::{BellSchedule, Camera, CameraId, PeriodOccurrence, RunnerKey, last_error};
use bellwatch_store::{Error, Event, Store};
use chrono::{DateTime, Utc};

use crate::wire::{GateView, WhyView};
use crate::{decoding, words};

/// The newest changes of what the gates read: who set them, and when.
#[derive(Debug, Clone, Default)]
pub struct Setters {
    camera: Option<Event>,
    pause: Option<Event>,
    schedule: Option<Event>,
    exception: Option<Event>,
}

impl Setters {
    /// What the store remembers of them.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn read(store: &Store, camera: CameraId) -> Result<Setters, Error> {
        Ok(Setters {
            camera: store.newest_event_of("camera", Some(camera)).await?,
            pause: store.newest_event_of("pause", Some(camera)).await?,
            schedule: store.newest_event_of("schedule", None).await?,
            exception: store.newest_event_of("exception", None).await?,
        })
    }

    fn of(&self, gate: &str) -> Option<&Event> {
        match gate {
            SWITCHED_ON => self.camera.as_ref(),
            PAUSED => self.pause.as_ref(),
            DRIVEN => self.schedule.as_ref(),
            DAY => self.exception.as_ref(),
            _ => None,
        }
    }
}

const SWITCHED_ON: &str = "Switched on";
const PAUSED: &str = "Paused";
const DRIVEN: &str = "Driven by a schedule";
const DAY: &str = "Day of exception";

/// The chain of gates of each of the camera's profiles at `now`.
pub fn why(
    config: &Config,
    memory: &Memory,
    ability: &FfmpegAbility,
    camera: &Camera,
    setters: &Setters,
    now: DateTime<Utc>,
) -> Vec<WhyView> {
    let plan = plan(config, memory, ability, now);
    let zone = config.site.time_zone;
    let pairs = plan.pairs_of(camera.id).into_iter();
    pairs
        .map(|key| {
            let runs = plan.runs.contains_key(&key);
            let sentence = match (plan.rests.get(&key), plan.because.get(&key)) {
                (Some(rest), _) => words::rest(&rest.why, rest.until, &camera.name, now, zone),
                (None, Some(because)) => words::because(because, now, zone),
                (None, None) => "It is to run now.".to_owned(),
            };
            let mut gates = gates(config, memory, ability, camera, key, now);
            let bell = bell_gates(config, camera, &plan, key, now);
            gates.splice(1..1, bell);
            let profile = config.profiles.get(&key.profile);
            gates
                .extend(profile.and_then(|profile| decoding::gate(config, memory, ability, camera, profile)));
            for gate in &mut gates {
                gate.by = setters
                    .of(&gate.gate)
                    .map(|event| format!("{}, {}", event.actor, words::local_time(event.at, now, zone)));
            }
            WhyView { profile: key.profile.0, runs, sentence, gates }
        })
        .collect()
}

/// What the bell says: which schedules drive the camera, whether the day is an ordinary one, and which period is on.
fn bell_gates(
    config: &Config,
    camera: &Camera,
    plan: &Plan,
    key: RunnerKey,
    now: DateTime<Utc>,
) -> Vec<GateView> {
    let zone = config.site.time_zone;
    let bells = Bells::of(config);
    let today = bells.date(now);
    let near = bells.exceptions_between(today, today);
    let driving: Vec<&BellSchedule> =
        bells.ringing().filter(|schedule| schedule.drives.includes(camera)).collect();
    let names: Vec<&str> = driving.iter().map(|schedule| schedule.name.as_str()).collect();
    let gate =
        |gate: &str, open: bool, value: String| GateView { gate: gate.to_owned(), value, open, by: None };
    let mut gates = vec![gate(
        DRIVEN,
        !driving.is_empty(),
        if names.is_empty() { "no".to_owned() } else { names.join(", ") },
    )];
    let mut days: Vec<String> = Vec::new();
    for schedule in &driving {
        if let Some(exception) = exception_on(near.iter().copied(), schedule.id, today)
            && !days.contains(&exception.name)
        {
            days.push(exception.name.clone());
        }
    }
    let open: Vec<&PeriodOccurrence> = plan
        .open
        .iter()
        .map(|one| &**one)
        .filter(|one| driving.iter().any(|schedule| schedule.id == one.schedule) && one.wants(camera))
        .filter(|one| one.profile.is_none_or(|profile| profile == key.profile))
        .collect();
    let day = if days.is_empty() { "none".to_owned() } else { days.join(", ") };
    gates.push(gate(DAY, days.is_empty() || !open.is_empty(), day));
    let periods: Vec<String> = open
        .iter()
        .map(|one| format!("{} until {}", one.name, words::local_time(one.closes, now, zone)))
        .collect();
    let next = plan.rests.get(&key).and_then(|rest| rest.until);
    let period = match (periods.is_empty(), next) {
        (false, _) => periods.join(", "),
        (true, Some(next)) => format!("no, the next at {}", words::local_time(next, now, zone)),
        (true, None) => "no".to_owned(),
    };
    gates.push(gate("A period is on", !open.is_empty(), period));
    gates
}

fn gates(
    config: &Config,
    memory: &Memory,
    ability: &FfmpegAbility,
    camera: &Camera,
    key: RunnerKey,
    now: DateTime<Utc>,
) -> Vec<GateView> {
    let zone = config.site.time_zone;
    let gate =
        |gate: &str, open: bool, value: String| GateView { gate: gate.to_owned(), value, open, by: None };
    let no = || "no".to_owned();
    let past = memory.runners.get(&key);
    let profile = config.profiles.get(&key.profile);

    let pause = camera.pause_at(now);
    let by_hand = memory.stopped_by_hand.as_ref();
    let missing = memory.missing_dependency.as_ref();
    let settings = match (&camera.unreadable, profile) {
        (Some(sentence), _) => Some(sentence.clone()),
        (None, None) => Some("its stream profile no longer exists".to_owned()),
        (None, Some(profile)) => build_ffmpeg_args(camera, profile, &config.site, ability, Wish::of(past))
            .err()
            .map(|error| error.to_string()),
    };
    let held = match past {
        Some(RunnerMemory { hold: Some(Hold::Breaker { error, fingerprint: tripped }), .. })
            if profile.is_some_and(|profile| fingerprint(camera, profile) == *tripped) =>
        {
            Some(error)
        }
        _ => None,
    };
    let retry = match past {
        Some(RunnerMemory { hold: Some(Hold::Retry { at }), failures, .. }) if now < *at => {
            Some((*at, *failures))
        }
        _ => None,
    };

    vec![
        gate(SWITCHED_ON, camera.enabled, if camera.enabled { "yes".to_owned() } else { no() }),
        gate(
            PAUSED,
            pause.is_none(),
            pause.map_or_else(no, |pause| {
                format!("until {} by {}", words::local_time(pause.until, now, zone), pause.by)
            }),
        ),
        gate("Stopped by hand", by_hand.is_none(), by_hand.map_or_else(no, |(by, _)| format!("by {by}"))),
        gate(
            "ffmpeg is there",
            missing.is_none(),
            missing.map_or_else(|| "yes".to_owned(), |error| last_error::sentence(&error.kind)),
        ),
        gate("Settings can be run", settings.is_none(), settings.unwrap_or_else(|| "yes".to_owned())),
        gate(
            "Held after an error",
            held.is_none(),
            held.map_or_else(no, |error| last_error::sentence_about(&error.kind, &camera.name)),
        ),
        gate(
            "Waiting to retry",
            retry.is_none(),
            retry.map_or_else(no, |(at, failures)| {
                format!(
                    "until {}, after {failures} failures in a row",
                    at.with_timezone(&zone).format("%H:%M:%S")
                )
            }),
        ),
    ]
}
