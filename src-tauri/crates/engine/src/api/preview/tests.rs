use std::collections::{BTreeMap, BTreeSet};

use bellwatch_domain::memory::{Hold, RunnerMemory};
use bellwatch_domain::plan::fingerprint;
use bellwatch_domain::profile::{Hwaccel, RtspTransport};
use bellwatch_domain::{
    BellSchedule, Drives, LastError, LastErrorKind, Pause, RunnerKey, Site, SourceAddress, StreamProfile,
};
use chrono::Duration;

use super::*;
use crate::wire::KnobValue;

const OWN: ProfileId = ProfileId(1);
const OF_THE_BELL: ProfileId = ProfileId(2);

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::seconds(1_795_255_200)
}

fn camera(id: i64) -> Camera {
    Camera {
        id: CameraId(id),
        revision: 1,
        name: format!("Camera {id}"),
        location: String::new(),
        address: SourceAddress::parse("rtsp://192.168.1.64/stream1").unwrap().address,
        sub_address: None,
        user: None,
        password: None,
        priority: 5,
        enabled: true,
        pause: None,
        tags: Vec::new(),
        profile: OWN,
        also_profiles: Vec::new(),
        keyframe_interval: None,
        sub_keyframe_interval: None,
        unreadable: None,
    }
}

/// Four cameras that watch round the clock, and two profiles.
fn config() -> Config {
    let profile = |id| (id, StreamProfile::with_defaults(id, &format!("Profile {id}")));
    Config {
        site: Site::with_defaults("School", chrono_tz::Tz::UTC),
        cameras: (1..=4).map(camera).collect(),
        profiles: BTreeMap::from([profile(OWN), profile(OF_THE_BELL)]),
        schedules: vec![BellSchedule::all_day()],
        exceptions: Vec::new(),
        begun: Vec::new(),
    }
}

fn changes(
    config: &Config,
    memory: &Memory,
    profile: ProfileId,
    knobs: &[(&str, &str)],
) -> Vec<CommandChange> {
    let values = knobs.iter().map(|(key, value)| KnobValue { key: (*key).into(), value: (*value).into() });
    let draft = ProfileDraft { name: "Profile".to_owned(), values: values.collect() };
    let ability = FfmpegAbility { version: (5, 1), hwaccels: vec!["cuda".to_owned()] };
    preview(config, memory, &ability, Some(profile), &draft, now()).unwrap()
}

fn restarting(changes: &[CommandChange]) -> Vec<i64> {
    changes.iter().filter(|change| change.restarts).map(|change| change.camera).collect()
}

fn remembered(config: &Config, camera: i64, past: RunnerMemory) -> Memory {
    let key = RunnerKey { camera: CameraId(camera), profile: OWN };
    let known = config.cameras.iter().find(|known| known.id == key.camera).unwrap();
    let settings = fingerprint(known, &config.profiles[&OWN]);
    let runners = BTreeMap::from([(key, RunnerMemory { settings, ..past })]);
    Memory { runners, ..Memory::default() }
}

#[test]
fn only_what_runs_restarts() {
    let mut config = config();
    config.cameras[0].enabled = false;
    let pause = Pause { until: now() + Duration::hours(1), by: "window".to_owned(), at: now() };
    config.cameras[1].pause = Some(pause);
    config.schedules[0].drives =
        Drives::Some { cameras: BTreeSet::from([1, 2, 3].map(CameraId)), tags: BTreeSet::new() };
    let changes = changes(&config, &Memory::default(), OWN, &[("fps", "2")]);
    assert_eq!(changes.len(), 4);
    assert_eq!(restarting(&changes), [3], "one is off, one paused, one driven by nothing");
    assert!(changes.iter().all(|change| change.before != change.after));
}

#[test]
fn nothing_restarts_while_all_are_stopped_or_a_mere_name_changes() {
    let config = config();
    let stopped = Memory { stopped_by_hand: Some(("window".to_owned(), now())), ..Memory::default() };
    assert!(restarting(&changes(&config, &stopped, OWN, &[("fps", "2")])).is_empty());
    assert!(restarting(&changes(&config, &Memory::default(), OWN, &[])).is_empty());
    assert_eq!(restarting(&changes(&config, &Memory::default(), OWN, &[("nice", "7")])), [1, 2, 3, 4]);
}

#[test]
fn cameras_that_a_period_gives_the_profile_are_among_them() {
    let mut config = config();
    config.schedules[0].periods[0].profile = Some(OF_THE_BELL);
    config.schedules[0].periods[0].only =
        Some(Drives::Some { cameras: BTreeSet::from([CameraId(2)]), tags: BTreeSet::new() });
    let changes = changes(&config, &Memory::default(), OF_THE_BELL, &[("fps", "2")]);
    assert_eq!(changes.iter().map(|change| change.camera).collect::<Vec<_>>(), [2]);
    assert_eq!(restarting(&changes), [2]);
    assert_eq!(present::profile(&config.profiles[&OF_THE_BELL], &config).used_by, 1);
}

#[test]
fn the_command_before_is_the_one_that_runs_and_the_one_after_begins_anew() {
    let mut config = config();
    let own = config.profiles.get_mut(&OWN).unwrap();
    own.hwaccel = Hwaccel::Cuda;
    own.rtsp_transport = RtspTransport::Auto;
    let past = RunnerMemory { hwaccel_failed: true, failed_starts: 2, ..RunnerMemory::default() };
    let memory = remembered(&config, 1, past);
    let changes = changes(&config, &memory, OWN, &[("nice", "7")]);
    let before = changes[0].before.as_deref().unwrap();
    assert!(!before.contains("-hwaccel") && before.contains("-rtsp_transport udp"), "{before}");
    let after = changes[0].after.as_deref().unwrap();
    assert!(after.contains("-hwaccel cuda") && after.contains("-rtsp_transport tcp"), "{after}");
}

#[test]
fn a_held_camera_is_tried_again_by_other_settings_and_not_by_the_same() {
    let config = config();
    let error = LastError { kind: LastErrorKind::NotVideo, at: now(), evidence: String::new() };
    let mark = fingerprint(&config.cameras[0], &config.profiles[&OWN]);
    let hold = Some(Hold::Breaker { error, fingerprint: mark });
    let memory = remembered(&config, 1, RunnerMemory { hold, ..RunnerMemory::default() });
    assert_eq!(restarting(&changes(&config, &memory, OWN, &[("rtsp_transport", "udp")])), [1, 2, 3, 4]);
    assert!(restarting(&changes(&config, &memory, OWN, &[])).is_empty());
}

#[test]
fn settings_that_cannot_run_are_refused_in_a_sentence() {
    let changes = changes(&config(), &Memory::default(), OWN, &[("stream", "sub")]);
    assert!(changes.iter().all(|change| change.after.is_none() && !change.restarts));
    assert!(changes[0].refusal.as_deref().unwrap().contains("sub-stream"));
}
