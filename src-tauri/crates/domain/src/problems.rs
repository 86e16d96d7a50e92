//! The list of problems in the status strip: what somebody should look at now, shared causes as one.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

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
        });
    }
    let cameras: Cameras = config.cameras.iter().map(|camera| (camera.id, camera)).collect();
    problems.extend(wrong_settings(&cameras, plan));
    problems.extend(errors(config, &cameras, memory, plan));
    problems.sort_by(|a, b| {
        let rank = |problem: &Problem| (problem.severity, problem.cameras.len());
        rank(b).cmp(&rank(a)).then_with(|| a.key.cmp(&b.key))
    });
    problems
}

type Cameras<'a> = BTreeMap<CameraId, &'a Camera>;

fn wrong_settings(cameras: &Cameras, plan: &Plan) -> Vec<Problem> {
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
    });
    problems.collect()
}

/// A failing runner.
struct Failing<'a> {
    camera: &'a Camera,
    error: &'a LastError,
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
            by_cause.entry(cause).or_default().push(Failing { camera, error });
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
fn sentence_about_many(cause: &Cause, kind: &LastErrorKind, cameras: &[&Camera]) -> String {
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
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

fn cure_of_many(place: &Place, kind: &LastErrorKind) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{ability, camera, config, key, now};
    use crate::ffmpeg_args::FfmpegAbility;
    use crate::{Pause, plan};
    use LastErrorKind::*;

    fn fail(memory: &mut Memory, id: i64, kind: LastErrorKind) {
        let error = LastError { kind, at: now(), evidence: String::new() };
        let mark = format!("camera {id} revision 1, profile 1 revision 1");
        memory.runners.entry(key(id)).or_default().after_failure(error, false, now(), 0.5, mark);
    }

    fn sentences(config: &Config, memory: &Memory) -> Vec<String> {
        let ability: FfmpegAbility = ability();
        let problems = problems(config, memory, &plan(config, memory, &ability, now()));
        problems.into_iter().map(|problem| problem.sentence).collect()
    }

    #[test]
    fn nothing_wrong_is_an_empty_list() {
        assert!(sentences(&config(vec![camera(1, "rtsp://10.0.0.1/s")]), &Memory::default()).is_empty());
    }

    #[test]
    fn a_shared_cause_is_one_problem() {
        let cameras = (1..=5).map(|id| camera(id, &format!("rtsp://10.0.0.{id}/s"))).collect();
        let config = config(cameras);
        let mut memory = Memory::default();
        fail(&mut memory, 1, Stalled);
        fail(&mut memory, 2, Unreachable);
        assert_eq!(sentences(&config, &memory), ["Camera 1 and Camera 2 (10.0.0.*): no answer."]);
        fail(&mut memory, 3, ConnectTimeout);
        fail(&mut memory, 4, ConnectTimeout);
        fail(&mut memory, 5, AuthFailed);
        let expected = ["4 cameras (10.0.0.*): no answer.", "Camera 5 refuses the user name or password."];
        assert_eq!(sentences(&config, &memory), expected);
    }

    #[test]
    fn the_gravest_stands_first() {
        let config = config(vec![camera(1, "rtsp://10.0.0.1/s"), camera(2, "rtsp://10.0.0.2/s")]);
        let mut memory = Memory { stopped_by_hand: None, ..Memory::default() };
        fail(&mut memory, 1, Damaged);
        fail(&mut memory, 2, Refused);
        let all = problems(&config, &memory, &plan(&config, &memory, &ability(), now()));
        let severities: Vec<Severity> = all.iter().map(|problem| problem.severity).collect();
        assert_eq!(severities, [Severity::Broken, Severity::Warning]);
        assert_eq!(all[0].cameras, [CameraId(2)]);
        assert_eq!(all[0].since, Some(now()));
    }

    #[test]
    fn paused_and_switched_off_cameras_are_no_problem_and_neither_are_old_settings() {
        let mut cameras: Vec<Camera> = (1..=3).map(|id| camera(id, "rtsp://10.0.0.1/s")).collect();
        cameras[0].enabled = false;
        cameras[1].pause =
            Some(Pause { until: now() + chrono::Duration::hours(1), by: "x".into(), at: now() });
        cameras[2].revision = 2;
        let mut memory = Memory::default();
        for id in 1..=3 {
            fail(&mut memory, id, Refused);
        }
        assert!(sentences(&config(cameras), &memory).is_empty());
    }

    #[test]
    fn what_stops_all_of_it_is_one_problem() {
        let config = config(vec![camera(1, "rtsp://10.0.0.1/s")]);
        let error = LastError { kind: FfmpegMissing, at: now(), evidence: String::new() };
        let memory = Memory { missing_dependency: Some(error), ..Memory::default() };
        assert_eq!(sentences(&config, &memory).len(), 1);
        let memory = Memory { stopped_by_hand: Some(("tray".into(), now())), ..Memory::default() };
        assert_eq!(sentences(&config, &memory), ["All cameras were stopped by tray."]);
    }

    #[test]
    fn wrong_settings_are_a_problem_of_their_camera() {
        let mut bad = camera(1, "rtsp://10.0.0.1/s");
        bad.unreadable = Some("Its password cannot be opened.".to_owned());
        let expected = "Camera 1 cannot run with its settings. Its password cannot be opened.";
        assert_eq!(sentences(&config(vec![bad]), &Memory::default()), [expected]);
    }
}
