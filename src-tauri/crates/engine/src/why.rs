//! Why a camera runs or rests: every gate on the way to a run, in the order in which the plan asks them.

use bellwatch_domain::ffmpeg_args::{FfmpegAbility, Wish, build_ffmpeg_args};
use bellwatch_domain::memory::{Hold, Memory, RunnerMemory};
use bellwatch_domain::plan::{Config, fingerprint, plan};
use bellwatch_domain::{Camera, RunnerKey, last_error};
use chrono::{DateTime, Utc};

use crate::wire::{GateView, WhyView};
use crate::words;

/// The chain of gates of each of the camera's profiles at `now`.
pub fn why(
    config: &Config,
    memory: &Memory,
    ability: &FfmpegAbility,
    camera: &Camera,
    now: DateTime<Utc>,
) -> Vec<WhyView> {
    let plan = plan(config, memory, ability, now);
    let keys = camera.profiles().into_iter().map(|profile| RunnerKey { camera: camera.id, profile });
    keys.map(|key| {
        let runs = plan.runs.contains_key(&key);
        let sentence = match plan.rests.get(&key) {
            Some(rest) => words::rest(&rest.why, rest.until, &camera.name, now, config.site.time_zone),
            None => "It is to run now.".to_owned(),
        };
        let gates = gates(config, memory, ability, camera, key, now);
        WhyView { profile: key.profile.0, runs, sentence, gates }
    })
    .collect()
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
    let gate = |gate: &str, open: bool, value: String| GateView { gate: gate.to_owned(), value, open };
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
        gate("Switched on", camera.enabled, if camera.enabled { "yes".to_owned() } else { no() }),
        gate(
            "Paused",
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
