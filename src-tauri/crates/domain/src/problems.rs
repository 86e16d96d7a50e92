//! The list of problems in the status strip: what somebody should look at now, shared causes as one.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use crate::incident::{Cause, Place, Trouble};
use crate::last_error::{code, cure, sentence, sentence_about, word};
use crate::memory::{Memory, RunnerMemory};
use crate::plan::{Config, Plan, RestWhy, fingerprint};
use crate::{Camera, CameraId, LastError, LastErrorKind, RunnerKey};

/// One line of the status strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The same as long as the problem lasts.
    pub key: String,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub sentence: String,
    /// What to do.
    pub cure: String,
    /// Which cameras it is about, by number; none, when it is about all of Bellwatch.
    pub cameras: Vec<CameraId>,
    /// Since when; `None` where a setting is wrong, which has no beginning.
    pub since: Option<DateTime<Utc>>,
    /// How far apart the heartbeats are that would tell of its end: those of the slowest runner that it is about, or the
    /// looks of the enforcer, where it is about none.
    pub heartbeat: Duration,
}

/// How much a problem matters. The graver is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Somebody wanted it so, and may have forgotten.
    Note,
    /// Pictures come, and something is wrong with them.
    Warning,
    /// No pictures come.
    Broken,
}

/// What is wrong at the instant of `plan`, the gravest first, then the one with most cameras.
///
/// Empty means "All well.". Cameras that are switched off or paused are nobody's problem.
pub fn problems(config: &Config, memory: &Memory, plan: &Plan) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some((by, at)) = &memory.stopped_by_hand {
        problems.push(Problem {
            key: "stopped by hand".to_owned(),
            severity: Severity::Note,
            sentence: format!("All cameras were stopped by {by}."),
            cure: "\"Enforce now\" lets them run again.".to_owned(),
            cameras: Vec::new(),
            since: Some(*at),
            heartbeat: config.site.tick,
        });
    }
    if let Some(error) = &memory.missing_dependency {
        problems.push(Problem {
            key: code(&error.kind).to_owned(),
            severity: Severity::Broken,
            sentence: sentence(&error.kind),
            cure: cure(&error.kind),
            cameras: Vec::new(),
            since: Some(error.at),
            heartbeat: config.site.tick,
        });
    }
    let cameras: Cameras = config.cameras.iter().map(|camera| (camera.id, camera)).collect();
    problems.extend(wrong_settings(config, &cameras, plan));
    problems.extend(without_budget(config, &cameras, plan));
    problems.extend(errors(config, &cameras, memory, plan));
    problems.sort_by(|a, b| {
        let rank = |problem: &Problem| (problem.severity, problem.cameras.len());
        rank(b).cmp(&rank(a)).then_with(|| a.key.cmp(&b.key))
    });
    problems
}

type Cameras<'a> = BTreeMap<CameraId, &'a Camera>;

fn wrong_settings(config: &Config, cameras: &Cameras, plan: &Plan) -> Vec<Problem> {
    let mut seen = BTreeMap::new();
    for (key, rest) in &plan.rests {
        if let (RestWhy::SettingsWrong(why), Some(camera)) = (&rest.why, cameras.get(&key.camera)) {
            seen.entry((camera.id, why.clone())).or_insert(*camera);
        }
    }
    let problems = seen.into_iter().map(|((id, why), camera)| Problem {
        key: format!("settings of camera {id}: {why}"),
        severity: Severity::Broken,
        sentence: format!("{} cannot run with its settings. {why}", camera.name),
        cure: "Change the camera or its profile.".to_owned(),
        cameras: vec![id],
        since: None,
        heartbeat: config.site.tick,
    });
    problems.collect()
}

/// Cameras that rest because others used the budget up: the site wants it so, and may not know of whom it is true.
fn without_budget(config: &Config, cameras: &Cameras, plan: &Plan) -> Option<Problem> {
    let resting = plan.rests.iter().filter(|(_, rest)| matches!(rest.why, RestWhy::BudgetUsedUp { .. }));
    let mut short: Vec<&Camera> = resting.filter_map(|(key, _)| cameras.get(&key.camera).copied()).collect();
    short.dedup_by_key(|camera| camera.id);
    let sentence = match short.as_slice() {
        [] => return None,
        [camera] => format!("{} rests, since the budget is used up.", camera.name),
        more => format!("{} cameras rest, since the budget is used up.", more.len()),
    };
    Some(Problem {
        key: "budget".to_owned(),
        severity: Severity::Note,
        sentence,
        cure: "Raise the budget in Settings, or give those that matter more a higher priority.".to_owned(),
        cameras: short.iter().map(|camera| camera.id).collect(),
        since: None,
        heartbeat: config.site.tick,
    })
}

/// A failing runner.
struct Failing<'a> {
    camera: &'a Camera,
    error: &'a LastError,
    heartbeat: Duration,
}

fn errors(config: &Config, cameras: &Cameras, memory: &Memory, plan: &Plan) -> Vec<Problem> {
    let mut by_cause: BTreeMap<Cause, Vec<Failing>> = BTreeMap::new();
    for (key, past) in &memory.runners {
        let Some(camera) = cameras.get(&key.camera).copied() else { continue };
        if let Some(error) = error_now(config, camera, *key, past, plan) {
            // The sub-stream of a camera has its main stream's trouble.
            let cause = match Cause::of(&error.kind, camera, *key) {
                Cause { trouble, place: Place::Itself(key) } => {
                    let first = RunnerKey { camera: key.camera, profile: camera.profile };
                    Cause { trouble, place: Place::Itself(first) }
                }
                shared => shared,
            };
            let profile = config.profiles.get(&key.profile);
            let heartbeat = profile.map_or(config.site.tick, |profile| profile.hb_interval);
            by_cause.entry(cause).or_default().push(Failing { camera, error, heartbeat });
        }
    }
    by_cause.into_iter().filter_map(|(cause, failing)| problem_of(&cause, &failing)).collect()
}

/// The error of a runner that is to run, or would but for that error.
fn error_now<'a>(
    config: &Config,
    camera: &Camera,
    key: RunnerKey,
    past: &'a RunnerMemory,
    plan: &Plan,
) -> Option<&'a LastError> {
    let is_tried = plan.runs.contains_key(&key)
        || plan
            .rests
            .get(&key)
            .is_some_and(|rest| matches!(rest.why, RestWhy::WaitingToRetry { .. } | RestWhy::Held(_)));
    let profile = config.profiles.get(&key.profile)?;
    past.last_error.as_ref().filter(|_| is_tried && past.is_about(&fingerprint(camera, profile)))
}

fn problem_of(cause: &Cause, failing: &[Failing]) -> Option<Problem> {
    let first = failing.iter().min_by_key(|failing| failing.error.at)?;
    let mut cameras: Vec<&Camera> = failing.iter().map(|failing| failing.camera).collect();
    cameras.sort_by_key(|camera| camera.id);
    cameras.dedup_by_key(|camera| camera.id);
    let kind = &first.error.kind;
    let (sentence, cure) = match cameras.as_slice() {
        [camera] => (sentence_about(kind, &camera.name), cure(kind)),
        _ => (sentence_about_many(cause, kind, &cameras), cure_of_many(&cause.place, kind)),
    };
    Some(Problem {
        key: key_of(cause),
        severity: severity(kind),
        sentence,
        cure,
        cameras: cameras.iter().map(|camera| camera.id).collect(),
        since: Some(first.error.at),
        heartbeat: failing.iter().map(|failing| failing.heartbeat).max()?,
    })
}

fn key_of(cause: &Cause) -> String {
    let trouble = match &cause.trouble {
        Trouble::Silence => "silence",
        Trouble::Kind(kind) => code(kind),
    };
    match &cause.place {
        Place::ThisComputer => format!("{trouble} here"),
        Place::Network(network) => format!("{trouble} on {network}"),
        Place::Host(host) => format!("{trouble} at {host}"),
        Place::Itself(key) => format!("{trouble} of camera {}", key.camera),
    }
}

/// For example `Gate, Yard and Hall (192.168.1.*): no answer.`
pub(crate) fn sentence_about_many(cause: &Cause, kind: &LastErrorKind, cameras: &[&Camera]) -> String {
    let names: Vec<&str> = cameras.iter().map(|camera| camera.name.as_str()).collect();
    let who = match names.as_slice() {
        [first, second] => format!("{first} and {second}"),
        [first, second, third] => format!("{first}, {second} and {third}"),
        more => format!("{} cameras", more.len()),
    };
    let place = match &cause.place {
        Place::Network(place) | Place::Host(place) => format!(" ({place})"),
        Place::ThisComputer | Place::Itself(_) => String::new(),
    };
    let what = match &cause.trouble {
        Trouble::Silence => "no answer".to_owned(),
        Trouble::Kind(_) => lower_first(word(kind)),
    };
    format!("{who}{place}: {what}.")
}

/// `Password refused` → `password refused`, and `GPU …` as it is.
pub(crate) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

pub(crate) fn cure_of_many(place: &Place, kind: &LastErrorKind) -> String {
    let shared = match place {
        Place::Network(_) => {
            "They fail together, so look first at what they share: the switch, its cable, its power."
        }
        Place::Host(_) => "They fail together, so look first at the recorder or host that they share.",
        Place::ThisComputer | Place::Itself(_) => return cure(kind),
    };
    format!("{shared} {}", cure(kind))
}

fn severity(kind: &LastErrorKind) -> Severity {
    match kind {
        LastErrorKind::Frozen
        | LastErrorKind::BlackOrCovered
        | LastErrorKind::Blurred
        | LastErrorKind::Moved
        | LastErrorKind::ClockStands
        | LastErrorKind::Damaged
        | LastErrorKind::HwaccelUnavailable
        | LastErrorKind::DiskFull => Severity::Warning,
        LastErrorKind::AuthFailed
        | LastErrorKind::Forbidden
        | LastErrorKind::NotFoundOnCamera
        | LastErrorKind::Refused
        | LastErrorKind::Unreachable
        | LastErrorKind::NameNotFound
        | LastErrorKind::ConnectTimeout
        | LastErrorKind::Stalled
        | LastErrorKind::EndedByCamera
        | LastErrorKind::NotVideo
        | LastErrorKind::CodecNotSupported
        | LastErrorKind::TransportRefused
        | LastErrorKind::CameraError { .. }
        | LastErrorKind::OptionRefused { .. }
        | LastErrorKind::FfmpegMissing
        | LastErrorKind::FileUnreadable
        | LastErrorKind::KilledBySystem
        | LastErrorKind::Unknown => Severity::Broken,
    }
}
