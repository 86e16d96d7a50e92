//! From nouns to what the window is shown: the only place that makes wire types from domain types.

use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_domain::knobs::{self, Input, Knob};
use bellwatch_domain::memory::Memory;
use bellwatch_domain::pause::{PauseChoice, pause_until};
use bellwatch_domain::plan::{Config, Plan, Rest, RestWhy};
use bellwatch_domain::run::{Ending, EndingWhy};
use bellwatch_domain::{Camera, LastError, Pause, RunSpec, Site, StreamProfile, last_error, problems};
use bellwatch_store::{Event, Run, RunningProcess, UnknownFace, UnknownState};
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use crate::pictures::Picture;
use crate::probe::Found;
use crate::wire::{
    CameraView, DiagnosticModeView, ErrorView, EventView, FpsView, HeartbeatView, KnobInput, KnobValue,
    KnobView, PauseView, PictureView, ProblemView, ProcessView, ProfileView, RestReason, RunnerState,
    SiteView, TestReport, UnknownFaceView, UnknownView,
};
use crate::words;
use crate::words::cures::Cure;

/// Seconds, with their fraction.
pub fn seconds(span: Duration) -> f64 {
    span.num_milliseconds() as f64 / 1000.0
}

/// A camera; a pause that is over at `now` is not shown.
pub fn camera(camera: &Camera, now: DateTime<Utc>) -> CameraView {
    CameraView {
        id: camera.id.0,
        name: camera.name.clone(),
        location: camera.location.clone(),
        address: camera.address.as_str().to_owned(),
        sub_address: camera.sub_address.as_ref().map(|address| address.as_str().to_owned()),
        user: camera.user.clone(),
        has_password: camera.password.is_some(),
        priority: camera.priority,
        enabled: camera.enabled,
        pause: camera.pause_at(now).map(pause),
        tags: camera.tags.clone(),
        profile: camera.profile.0,
        also_profiles: camera.also_profiles.iter().map(|id| id.0).collect(),
        keyframe_interval_s: camera.keyframe_interval.map(seconds),
    }
}

/// A pause.
pub fn pause(pause: &Pause) -> PauseView {
    PauseView {
        until_ms: pause.until.timestamp_millis(),
        by: pause.by.clone(),
        at_ms: pause.at.timestamp_millis(),
    }
}

/// A profile, with how many cameras use it.
pub fn profile(profile: &StreamProfile, config: &Config) -> ProfileView {
    let values = knobs::KNOBS
        .iter()
        .map(|knob| KnobValue { key: knob.key.to_owned(), value: knobs::get(profile, knob.key) })
        .collect();
    let used_by = config.users_of(profile.id).count();
    ProfileView {
        id: profile.id.0,
        name: profile.name.clone(),
        values,
        used_by: u32::try_from(used_by).unwrap_or(u32::MAX),
    }
}

/// The site, with when "until tomorrow" would end.
pub fn site(site: &Site, now: DateTime<Utc>) -> SiteView {
    let tomorrow = pause_until(PauseChoice::Tomorrow, now, site).unwrap_or(now);
    let values = knobs::SETTINGS
        .iter()
        .map(|knob| KnobValue { key: knob.key.to_owned(), value: knobs::get_setting(site, knob.key) })
        .collect();
    SiteView {
        name: site.name.clone(),
        time_zone: site.time_zone.name().to_owned(),
        tomorrow_hour: site.tomorrow_hour,
        tomorrow_ms: tomorrow.timestamp_millis(),
        values,
    }
}

/// A knob or a setting.
pub fn knob(knob: &Knob) -> KnobView {
    let input = match &knob.input {
        Input::Choice(choices) => {
            KnobInput::Choice { choices: choices.iter().map(|choice| (*choice).to_owned()).collect() }
        }
        Input::Number { min, max, step, unit, words } => KnobInput::Number {
            min: *min,
            max: *max,
            step: *step,
            unit: (*unit).to_owned(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        },
        Input::Weekdays => KnobInput::Weekdays,
        Input::Text { placeholder } => KnobInput::Text { placeholder: (*placeholder).to_owned() },
    };
    KnobView {
        key: knob.key.to_owned(),
        label: knob.label.to_owned(),
        help: knob.help.to_owned(),
        range: knob.range.to_owned(),
        default: knob.default.to_owned(),
        input,
    }
}

/// An error in the operator's words, naming the camera where it is known.
pub fn error(error: &LastError, camera: Option<&str>) -> ErrorView {
    ErrorView {
        code: last_error::code(&error.kind).to_owned(),
        word: last_error::word(&error.kind).to_owned(),
        sentence: camera.map_or_else(
            || last_error::sentence(&error.kind),
            |camera| last_error::sentence_about(&error.kind, camera),
        ),
        cure: last_error::cure(&error.kind),
        evidence: error.evidence.clone(),
        at_ms: error.at.timestamp_millis(),
    }
}

/// A heartbeat.
pub fn heartbeat(heartbeat: &Heartbeat) -> HeartbeatView {
    HeartbeatView {
        at_ms: heartbeat.at.timestamp_millis(),
        fps: heartbeat.fps,
        frames: heartbeat.frames,
        skipped: heartbeat.skipped,
        latency_ms: heartbeat.latency_ms,
        cpu_percent: heartbeat.cpu_percent,
        memory_bytes: heartbeat.memory_bytes,
        looks: heartbeat.looks,
        faces: heartbeat.faces,
        matches: heartbeat.matches,
    }
}

/// A process that has just begun.
pub fn began(process: &RunningProcess) -> ProcessView {
    ProcessView {
        id: process.id.0,
        profile: process.key.profile.0,
        pid: process.pid,
        started_ms: process.started.timestamp_millis(),
        ended_ms: None,
        ending: None,
        error: None,
        command: command(&process.command),
        nice_asked: process.nice_asked,
        nice_held: None,
        affinity_asked: process.affinity_asked.clone(),
        affinity_held: None,
    }
}

/// Writes an ending into a process.
pub fn end(process: &mut ProcessView, ending: &Ending, camera: Option<&str>) {
    process.ended_ms = Some(ending.at.timestamp_millis());
    process.ending = Some(words::ending(ending));
    if let EndingWhy::Failed(failure) = &ending.why {
        process.error = Some(error(failure, camera));
    }
}

/// A run from the store.
pub fn run(run: &Run, camera: Option<&str>) -> ProcessView {
    let mut process = began(&run.process);
    process.nice_held = run.nice_held;
    process.affinity_held.clone_from(&run.affinity_held);
    if let Some(ending) = &run.ending {
        end(&mut process, ending, camera);
    }
    process
}

/// A masked command, quoted so that a shell takes it as it is.
pub fn command(masked: &[String]) -> String {
    let words = masked.iter().map(|word| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+./,:@%•".contains(c);
        if !word.is_empty() && word.chars().all(plain) {
            word.clone()
        } else {
            format!("'{}'", word.replace('\'', r"'\''"))
        }
    });
    std::iter::once("ffmpeg".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// The newest picture; old as soon as its runner no longer runs.
pub fn picture(picture: &Picture, is_running: bool) -> PictureView {
    PictureView {
        number: picture.number,
        at_ms: picture.at.timestamp_millis(),
        width: picture.width,
        height: picture.height,
        is_old: !is_running,
    }
}

/// An event.
pub fn event(event: &Event) -> EventView {
    EventView {
        id: event.id,
        at_ms: event.at.timestamp_millis(),
        camera: event.camera.map(|camera| camera.0),
        kind: event.kind.clone(),
        actor: event.actor.clone(),
        sentence: event.sentence.clone(),
    }
}

/// What the operator should look at, of the cameras and of our own house.
pub fn problems(config: &Config, memory: &Memory, plan: &Plan, own: &Option<String>) -> Vec<ProblemView> {
    let mut all = Vec::new();
    if let Some(sentence) = own {
        all.push(ProblemView {
            key: "engine".to_owned(),
            sentence: sentence.clone(),
            cure: Cure::Engine.to_string(),
            cameras: Vec::new(),
            since_ms: 0,
        });
    }
    all.extend(problems::problems(config, memory, plan).into_iter().map(|problem| ProblemView {
        key: problem.key,
        sentence: problem.sentence,
        cure: problem.cure,
        cameras: problem.cameras.iter().map(|id| id.0).collect(),
        since_ms: problem.since.map_or(0, |since| since.timestamp_millis()),
    }));
    all
}

pub use crate::bell::{bells, next_bell};

/// How the diagnostic mode and its tray stand; a mode that is over at `now` is not shown.
pub fn unknown(state: &UnknownState, now: DateTime<Utc>) -> UnknownView {
    let mode = state.mode.as_ref().filter(|mode| mode.is_on(now));
    UnknownView {
        mode: mode.map(|mode| DiagnosticModeView {
            by: mode.by.clone(),
            started_ms: mode.started.timestamp_millis(),
            ends_ms: mode.ends.timestamp_millis(),
        }),
        faces: state.faces,
        left_out: state.left_out,
        revision: state.revision,
    }
}

/// A face in the tray.
pub fn unknown_face(face: &UnknownFace, config: &Config) -> UnknownFaceView {
    let camera = config.cameras.iter().find(|camera| camera.id == face.camera);
    let until = face.mode_ends + Duration::hours(i64::from(config.site.keep_unknown_hours));
    UnknownFaceView {
        id: face.id.0,
        camera: face.camera.0,
        camera_name: camera.map(|camera| camera.name.clone()),
        first_ms: face.first.timestamp_millis(),
        last_ms: face.last.timestamp_millis(),
        looks: face.looks,
        quality: face.quality,
        until_ms: until.timestamp_millis(),
    }
}

/// What a pair asks for and what it gets; `spec` where it is to run.
pub fn fps(site: &Site, profile: Option<&StreamProfile>, spec: Option<&RunSpec>) -> FpsView {
    FpsView {
        asked: profile.map_or(0.0, |profile| profile.fps),
        cap: site.max_fps,
        given: spec.map(|spec| spec.given_fps),
        why: spec.and_then(|spec| spec.lowered_by).map(words::budget::lowered),
    }
}

/// A rest of a camera's runner.
pub fn resting(rest: &Rest, camera: &str, now: DateTime<Utc>, zone: Tz) -> RunnerState {
    RunnerState::Resting {
        why: rest_reason(&rest.why),
        sentence: words::rest(&rest.why, rest.until, camera, now, zone),
        until_ms: rest.until.map(|until| until.timestamp_millis()),
    }
}

fn rest_reason(why: &RestWhy) -> RestReason {
    match why {
        RestWhy::Disabled => RestReason::Disabled,
        RestWhy::NoSchedule => RestReason::NoSchedule,
        RestWhy::OutsidePeriods => RestReason::OutsidePeriods,
        RestWhy::Exception { .. } => RestReason::Exception,
        RestWhy::Paused(_) => RestReason::Paused,
        RestWhy::StoppedByHand { .. } => RestReason::StoppedByHand,
        RestWhy::SettingsWrong(_) => RestReason::SettingsWrong,
        RestWhy::WaitingToRetry { .. } => RestReason::WaitingToRetry,
        RestWhy::Held(_) => RestReason::Held,
        RestWhy::DependencyMissing(_) => RestReason::DependencyMissing,
        RestWhy::BudgetUsedUp { .. } => RestReason::BudgetUsedUp,
    }
}

/// What a connection test found; `picture` is the number under which its picture is kept.
pub fn test_report(found: &Found, picture: Option<u64>) -> TestReport {
    let milliseconds = |took: &std::time::Duration| u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
    match found {
        Found::Works { codec, width, height, fps, keyframe_interval, took, remarks, .. } => {
            TestReport::Works {
                codec: codec.clone(),
                width: *width,
                height: *height,
                fps: *fps,
                keyframe_interval_s: keyframe_interval.map(seconds),
                picture,
                took_ms: milliseconds(took),
                remarks: remarks.clone(),
            }
        }
        Found::Fails { error: failure, took, .. } => {
            TestReport::Fails { error: error(failure, None), took_ms: milliseconds(took) }
        }
    }
}
