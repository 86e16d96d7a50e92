//! Why a camera runs or rests: every gate on the way to a run, in the order in which the plan asks them.

use bellwatch_domain::ffmpeg_args::{FfmpegAbility, Wish, build_ffmpeg_args};
use bellwatch_domain::memory::{Hold, Memory, RunnerMemory};
use bellwatch_domain::plan::{Config, Plan, fingerprint, plan};
use bellwatch_domain::said::{Open, Time};
use bellwatch_domain::schedule::{BellSource, Bells, exception_on};
use bellwatch_domain::sentences;
use bellwatch_domain::{
    BellSchedule, Camera, PeriodOccurrence, RestWhy, RunnerKey, ScheduleException, last_error,
};
use bellwatch_store::{SetBy, Setters};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::wire::{GateView, WhyView};
use crate::{decoding, words};

const SWITCHED_ON: &str = "Switched on";
const PAUSED: &str = "Paused";
const DRIVEN: &str = "Driven by a schedule";
const DAY: &str = "Day of exception";
const PERIOD: &str = "A period is on";

sentences! {
    /// Who set a gate and when; with the name of what was set where several things make the gate.
    pub(crate) enum ByWhom<'a> {
        One { by: Open<'a>, at: Time<'a> } = "{by}, {at}",
        OneOf { name: &'a str, by: Open<'a>, at: Time<'a> } = "{name}: {by}, {at}",
    }
}

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
            let profile = config.profiles.get(&key.profile);
            gates
                .extend(profile.and_then(|profile| decoding::gate(config, memory, ability, camera, profile)));
            gates.extend(budget_gate(config, &plan, key));
            for gate in &mut gates {
                let setter = match gate.gate.as_str() {
                    SWITCHED_ON => setters.switched.as_ref(),
                    PAUSED => setters.paused.as_ref(),
                    _ => None,
                };
                gate.by = setter.map(|setter| set_by(None, setter, now, zone));
            }
            let bell = bell_gates(config, camera, &plan, setters, key, now);
            gates.splice(1..1, bell);
            WhyView { profile: key.profile.0, runs, sentence, gates }
        })
        .collect()
}

/// What the bell says: which schedules drive the camera, whether the day is an ordinary one, and which period is on.
fn bell_gates(
    config: &Config,
    camera: &Camera,
    plan: &Plan,
    setters: &Setters,
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
    let gate = |gate: &str, open: bool, value: String, by: Option<String>| GateView {
        gate: gate.to_owned(),
        value,
        open,
        by,
    };
    let said = |things: Vec<(&str, Option<&SetBy>)>| set_by_each(&things, now, zone);
    let of_schedules = driving.iter().map(|one| (one.name.as_str(), setters.schedules.get(&one.id)));
    let mut gates = vec![gate(
        DRIVEN,
        !driving.is_empty(),
        if names.is_empty() { "no".to_owned() } else { names.join(", ") },
        said(of_schedules.collect()),
    )];
    let mut days: Vec<&ScheduleException> = Vec::new();
    for schedule in &driving {
        if let Some(exception) = exception_on(near.iter().copied(), schedule.id, today)
            && !days.iter().any(|day| day.id == exception.id)
        {
            days.push(exception);
        }
    }
    let open: Vec<&PeriodOccurrence> = plan
        .open
        .iter()
        .map(|one| &**one)
        .filter(|one| driving.iter().any(|schedule| schedule.id == one.schedule) && one.wants(camera))
        .filter(|one| one.profile.is_none_or(|profile| profile == key.profile))
        .collect();
    let day_names: Vec<&str> = days.iter().map(|day| day.name.as_str()).collect();
    let day = if days.is_empty() { "none".to_owned() } else { day_names.join(", ") };
    let of_days = days.iter().map(|day| (day.name.as_str(), setters.exceptions.get(&day.id)));
    gates.push(gate(DAY, days.is_empty() || !open.is_empty(), day, said(of_days.collect())));
    let periods: Vec<String> = open
        .iter()
        .map(|one| format!("{} until {}", one.name, words::local_time(one.closes, now, zone)))
        .collect();
    let next = plan.rests.get(&key).and_then(|rest| rest.until);
    let period = match (periods.is_empty(), next) {
        (false, _) => periods.join("; "),
        (true, Some(next)) => format!("no, the next at {}", words::local_time(next, now, zone)),
        (true, None) => "no".to_owned(),
    };
    let of_periods = open.iter().map(|one| {
        let setter = match one.source {
            BellSource::Period(_) => setters.schedules.get(&one.schedule),
            BellSource::Exception(id) => setters.exceptions.get(&id),
        };
        (one.name.as_str(), setter)
    });
    gates.push(gate(PERIOD, !open.is_empty(), period, said(of_periods.collect())));
    gates
}

/// What the budget gives the pair; `None` where there is none, or where it rests for another reason.
fn budget_gate(config: &Config, plan: &Plan, key: RunnerKey) -> Option<GateView> {
    let site = &config.site;
    let is_shared_out = site.fps_budget.is_some() || site.max_decoders.is_some() || site.gpu_target.is_some();
    let value = match (plan.runs.get(&key), plan.rests.get(&key).map(|rest| &rest.why)) {
        (Some(spec), _) => match spec.lowered_by {
            Some(by) => {
                format!("{} of {} frames a second: {}", spec.given_fps, spec.fps, words::budget::lowered(by))
            }
            None => "yes".to_owned(),
        },
        (None, Some(RestWhy::BudgetUsedUp { by, users, more })) => words::budget::used_up(*by, users, *more),
        (None, _) => return None,
    };
    let open = plan.runs.contains_key(&key);
    is_shared_out.then(|| GateView { gate: "Within the budget".to_owned(), value, open, by: None })
}

fn set_by(name: Option<&str>, setter: &SetBy, now: DateTime<Utc>, zone: Tz) -> String {
    let at = words::local_time(setter.at, now, zone);
    let (by, at) = (Open(&setter.actor), Time(&at));
    match name {
        Some(name) => ByWhom::OneOf { name, by, at }.to_string(),
        None => ByWhom::One { by, at }.to_string(),
    }
}

/// Who set each of some things; with their names where they are several, and `None` where nobody did.
fn set_by_each(things: &[(&str, Option<&SetBy>)], now: DateTime<Utc>, zone: Tz) -> Option<String> {
    let are_several = things.len() > 1;
    let told: Vec<String> = things
        .iter()
        .filter_map(|(name, setter)| Some(set_by(are_several.then_some(*name), (*setter)?, now, zone)))
        .collect();
    (!told.is_empty()).then(|| told.join("; "))
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
        (None, None) => Some(words::NO_PROFILE.to_owned()),
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bellwatch_domain::schedule::ExceptionKind;
    use bellwatch_domain::{
        CameraId, Drives, ExceptionId, ProfileId, ScheduleId, Site, SourceAddress, StreamProfile,
    };

    use super::*;

    fn camera() -> Camera {
        Camera {
            id: CameraId(1),
            revision: 1,
            name: "Gate".to_owned(),
            location: String::new(),
            address: SourceAddress::parse("demo:gate").unwrap().address,
            sub_address: None,
            user: None,
            password: None,
            priority: 5,
            enabled: true,
            pause: None,
            tags: Vec::new(),
            profile: ProfileId(1),
            also_profiles: Vec::new(),
            keyframe_interval: None,
            sub_keyframe_interval: None,
            unreadable: None,
        }
    }

    fn schedule(id: i64, name: &str, drives: Drives) -> BellSchedule {
        BellSchedule { id: ScheduleId(id), name: name.to_owned(), drives, ..BellSchedule::all_day() }
    }

    fn config(schedules: Vec<BellSchedule>) -> Config {
        Config {
            site: Site::with_defaults("School", chrono_tz::UTC),
            cameras: vec![camera()],
            profiles: BTreeMap::from([(ProfileId(1), StreamProfile::with_defaults(ProfileId(1), "Usual"))]),
            schedules,
            exceptions: Vec::new(),
            begun: Vec::new(),
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn by(actor: &str, minutes: i64) -> SetBy {
        SetBy { actor: actor.to_owned(), at: now() - chrono::Duration::minutes(minutes) }
    }

    /// Who set a gate of the camera's one chain.
    fn setter(config: &Config, setters: &Setters, gate: &str) -> Option<String> {
        let chains =
            why(config, &Memory::default(), &FfmpegAbility::unknown(), &config.cameras[0], setters, now());
        assert_eq!(chains.len(), 1);
        chains[0].gates.iter().find(|one| one.gate == gate).unwrap().by.clone()
    }

    #[test]
    fn a_gate_names_who_set_the_schedule_that_it_is_about() {
        let nobody = Drives::Some { cameras: [].into(), tags: [].into() };
        let mut config = config(vec![schedule(1, "All day", Drives::All), schedule(2, "Week", nobody)]);
        let setters = Setters {
            schedules: BTreeMap::from([(ScheduleId(1), by("tray", 60)), (ScheduleId(2), by("window", 5))]),
            ..Setters::default()
        };
        let of = |config: &Config, gate| setter(config, &setters, gate);
        assert_eq!(
            of(&config, DRIVEN).as_deref(),
            Some("tray, 08:00"),
            "the other one is newer, and not its own"
        );
        assert_eq!(of(&config, PERIOD).as_deref(), Some("tray, 08:00"));
        assert_eq!(of(&config, SWITCHED_ON), None);
        config.schedules[1].drives = Drives::All;
        assert_eq!(of(&config, DRIVEN).as_deref(), Some("All day: tray, 08:00; Week: window, 08:55"));
    }

    #[test]
    fn a_day_of_exception_names_who_set_that_day() {
        let mut config = config(vec![schedule(1, "All day", Drives::All)]);
        let day = |id: i64, date: &str, kind| ScheduleException {
            id: ExceptionId(id),
            name: format!("Day {id}"),
            first: date.parse().unwrap(),
            last: date.parse().unwrap(),
            kind,
            schedule: None,
        };
        config.exceptions =
            vec![day(1, "2026-11-23", ExceptionKind::On), day(2, "2026-11-24", ExceptionKind::Off)];
        let setters = Setters {
            switched: Some(by("window", 30)),
            schedules: BTreeMap::from([(ScheduleId(1), by("tray", 60))]),
            exceptions: BTreeMap::from([
                (ExceptionId(1), by("bellwatchctl", 45)),
                (ExceptionId(2), by("window", 5)),
            ]),
            ..Setters::default()
        };
        assert_eq!(setter(&config, &setters, DAY).as_deref(), Some("bellwatchctl, 08:15"));
        assert_eq!(setter(&config, &setters, PERIOD).as_deref(), Some("bellwatchctl, 08:15"), "it opened it");
        assert_eq!(setter(&config, &setters, DRIVEN).as_deref(), Some("tray, 08:00"));
        assert_eq!(setter(&config, &setters, SWITCHED_ON).as_deref(), Some("window, 08:30"));
    }
}
