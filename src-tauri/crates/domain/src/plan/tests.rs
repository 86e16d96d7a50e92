use chrono::Duration;
use proptest::prelude::*;

use super::*;
use crate::examples::{ability, camera, config, key, now};
use crate::profile::StreamChoice;
use crate::{CameraId, SourceAddress};

fn one() -> Config {
    config(vec![camera(1, "rtsp://10.0.0.1/s")])
}

fn error(kind: LastErrorKind) -> LastError {
    LastError { kind, at: now(), evidence: String::new() }
}

fn pause(seconds: i64) -> Pause {
    Pause { until: now() + Duration::seconds(seconds), by: "window".into(), at: now() }
}

fn failed(kind: LastErrorKind) -> Memory {
    let mut past = RunnerMemory::default();
    let mark = "camera 1 revision 1, profile 1 revision 1".to_owned();
    past.after_failure(error(kind), false, now(), 0.5, mark);
    Memory { runners: BTreeMap::from([(key(1), past)]), ..Memory::default() }
}

fn rest(config: &Config, memory: &Memory) -> Rest {
    let plan = plan(config, memory, &ability(), now());
    assert!(plan.runs.is_empty(), "{plan:?}");
    plan.rests[&key(1)].clone()
}

fn runs(config: &Config, memory: &Memory, at: DateTime<Utc>) -> bool {
    plan(config, memory, &ability(), at).runs.contains_key(&key(1))
}

#[test]
fn an_enabled_camera_runs_with_each_of_its_profiles_once() {
    let mut config = one();
    config.cameras[0].also_profiles = vec![ProfileId(2), ProfileId(1), ProfileId(2)];
    let plan = plan(&config, &Memory::default(), &ability(), now());
    let keys: Vec<RunnerKey> = plan.runs.keys().copied().collect();
    assert_eq!(keys, [key(1), RunnerKey { camera: CameraId(1), profile: ProfileId(2) }]);
    assert_eq!(plan.rests.len(), 0);
}

#[test]
fn each_reason_to_rest_is_told() {
    let mut disabled = one();
    disabled.cameras[0].enabled = false;
    assert_eq!(rest(&disabled, &Memory::default()), Rest { why: RestWhy::Disabled, until: None });

    let mut paused = one();
    paused.cameras[0].pause = Some(pause(60));
    let expected = Rest { why: RestWhy::Paused(pause(60)), until: Some(pause(60).until) };
    assert_eq!(rest(&paused, &Memory::default()), expected);

    let by_hand = Memory { stopped_by_hand: Some(("tray".into(), now())), ..Memory::default() };
    assert_eq!(rest(&one(), &by_hand).why, RestWhy::StoppedByHand { by: "tray".into() });

    let mut unreadable = one();
    unreadable.cameras[0].unreadable = Some("Its password cannot be opened.".into());
    let expected = RestWhy::SettingsWrong("Its password cannot be opened.".into());
    assert_eq!(rest(&unreadable, &Memory::default()).why, expected);

    let missing =
        Memory { missing_dependency: Some(error(LastErrorKind::FfmpegMissing)), ..Memory::default() };
    assert_eq!(rest(&one(), &missing).why, RestWhy::DependencyMissing(error(LastErrorKind::FfmpegMissing)));

    let mut no_profile = one();
    no_profile.cameras[0].profile = ProfileId(9);
    let plan = plan(&no_profile, &Memory::default(), &ability(), now());
    assert!(matches!(plan.rests.values().next().map(|rest| &rest.why), Some(RestWhy::SettingsWrong(_))));

    let mut no_sub = one();
    no_sub.profiles.get_mut(&ProfileId(1)).unwrap().stream = StreamChoice::Sub;
    let why = rest(&no_sub, &Memory::default()).why;
    assert!(matches!(why, RestWhy::SettingsWrong(sentence) if sentence.contains("sub-stream")));

    let waiting = rest(&one(), &failed(LastErrorKind::Refused));
    assert_eq!(waiting.until, Some(now() + Duration::seconds(1)));
    let expected = RestWhy::WaitingToRetry { failures: 1, error: Some(error(LastErrorKind::Refused)) };
    assert_eq!(waiting.why, expected);

    let held = rest(&one(), &failed(LastErrorKind::AuthFailed));
    assert_eq!(held, Rest { why: RestWhy::Held(error(LastErrorKind::AuthFailed)), until: None });
}

#[test]
fn a_pause_ends_at_its_own_instant() {
    let mut config = one();
    config.cameras[0].pause = Some(pause(60));
    let memory = Memory::default();
    assert!(!runs(&config, &memory, now() + Duration::seconds(60) - Duration::milliseconds(1)));
    assert!(runs(&config, &memory, now() + Duration::seconds(60)));
}

#[test]
fn a_wait_ends_at_its_own_instant() {
    let memory = failed(LastErrorKind::Refused);
    assert!(!runs(&one(), &memory, now() + Duration::milliseconds(999)));
    assert!(runs(&one(), &memory, now() + Duration::seconds(1)));
}

#[test]
fn what_the_operator_wants_comes_before_what_went_wrong() {
    let mut config = one();
    config.cameras[0].pause = Some(pause(60));
    config.cameras[0].unreadable = Some("x".into());
    assert!(matches!(rest(&config, &failed(LastErrorKind::AuthFailed)).why, RestWhy::Paused(_)));
    config.cameras[0].enabled = false;
    assert_eq!(rest(&config, &failed(LastErrorKind::AuthFailed)).why, RestWhy::Disabled);
}

#[test]
fn a_breaker_opens_when_camera_or_profile_change_or_on_try_again() {
    let memory = failed(LastErrorKind::AuthFailed);
    let mut camera_changed = one();
    camera_changed.cameras[0].revision = 2;
    let mut profile_changed = one();
    profile_changed.profiles.get_mut(&ProfileId(1)).unwrap().revision = 2;
    assert!(runs(&camera_changed, &memory, now()));
    assert!(runs(&profile_changed, &memory, now()));
    assert!(!runs(&one(), &memory, now() + Duration::days(365)));
    let mut again = memory.clone();
    again.runners.values_mut().for_each(RunnerMemory::try_again);
    assert!(runs(&one(), &again, now()));
}

#[test]
fn a_change_of_settings_is_tried_at_once_and_as_if_for_the_first_time() {
    let mut memory = Memory::default();
    let past = memory.runners.entry(key(1)).or_default();
    for _ in 0..3 {
        past.after_failure(
            error(LastErrorKind::Refused),
            false,
            now(),
            0.5,
            fingerprint(&one().cameras[0], &one().profiles[&ProfileId(1)]),
        );
    }
    past.hwaccel_failed = true;
    let mut changed = one();
    changed.cameras[0].revision = 2;
    let spec = plan(&changed, &memory, &ability(), now()).runs[&key(1)].clone();
    let fresh = plan(&changed, &Memory::default(), &ability(), now()).runs[&key(1)].clone();
    assert_eq!(spec, fresh);
}

#[test]
fn the_next_boundary_is_the_first_of_all_ends() {
    let mut config = config((1..=3).map(|id| camera(id, "rtsp://10.0.0.1/s")).collect());
    config.cameras[1].pause = Some(pause(90));
    config.cameras[2].pause = Some(pause(60));
    let boundary = |memory: &Memory| plan(&config, memory, &ability(), now()).next_boundary;
    assert_eq!(boundary(&Memory::default()), Some(pause(60).until));
    assert_eq!(boundary(&failed(LastErrorKind::Refused)), Some(now() + Duration::seconds(1)));
}

#[test]
fn a_first_frame_does_not_change_what_is_to_run() {
    let mut config = one();
    config.profiles.get_mut(&ProfileId(1)).unwrap().rtsp_transport = crate::profile::RtspTransport::Auto;
    for failures in 0..9 {
        let mut past = RunnerMemory::default();
        for _ in 0..failures {
            past.after_failure(
                error(LastErrorKind::Refused),
                false,
                now(),
                0.0,
                "camera 1 revision 1, profile 1 revision 1".into(),
            );
        }
        let later = now() + Duration::minutes(2);
        let spec = |past: &RunnerMemory| {
            let memory = Memory { runners: BTreeMap::from([(key(1), past.clone())]), ..Memory::default() };
            plan(&config, &memory, &ability(), later).runs[&key(1)].clone()
        };
        let before = spec(&past);
        past.after_first_frame();
        assert_eq!(spec(&past), before);
        past.after_good_frames();
        assert_eq!(spec(&past), before, "{failures}");
    }
}

#[test]
fn every_kind_that_only_the_operator_can_mend_is_held_and_no_other() {
    let held = |kind| matches!(rest(&one(), &failed(kind)).why, RestWhy::Held(_));
    assert!(
        held(LastErrorKind::Forbidden)
            && held(LastErrorKind::NotFoundOnCamera)
            && held(LastErrorKind::NotVideo)
    );
    assert!(
        held(LastErrorKind::CodecNotSupported) && held(LastErrorKind::OptionRefused { option: "x".into() })
    );
    assert!(!held(LastErrorKind::Stalled) && !held(LastErrorKind::Unknown));
    assert!(!held(LastErrorKind::CameraError { status: 454 }));
}

proptest! {
    #[test]
    fn every_wanted_pair_either_runs_or_rests(
        cameras in proptest::collection::vec((any::<bool>(), proptest::option::of(-90..90i64), 0..4usize, 1..4i64), 0..12),
        by_hand in any::<bool>(),
    ) {
        let mut memory = Memory::default();
        if by_hand {
            memory.stopped_by_hand = Some(("x".into(), now()));
        }
        let cameras = cameras.into_iter().enumerate().map(|(n, (enabled, paused, failed, profile))| {
            let id = n as i64;
            let mut camera = camera(id, ["rtsp://10.0.0.1/s", "demo:", "file:/a.mp4", "http://h.lan/x"][n % 4]);
            camera.enabled = enabled;
            camera.pause = paused.map(pause);
            camera.profile = ProfileId(profile);
            camera.sub_address = Some(SourceAddress::parse("demo:").unwrap().address);
            let kinds = [LastErrorKind::Refused, LastErrorKind::AuthFailed, LastErrorKind::HwaccelUnavailable];
            if let Some(kind) = kinds.get(failed) {
                let mark = format!("camera {id} revision 1, profile {profile} revision 1");
                let key = RunnerKey { camera: CameraId(id), profile: ProfileId(profile) };
                memory.runners.entry(key).or_default().after_failure(error(kind.clone()), false, now(), 0.5, mark);
            }
            camera
        });
        let config = config(cameras.collect());
        let plan = plan(&config, &memory, &ability(), now());
        for camera in &config.cameras {
            let key = RunnerKey { camera: camera.id, profile: camera.profile };
            prop_assert!(plan.runs.contains_key(&key) != plan.rests.contains_key(&key));
            prop_assert!(camera.enabled || plan.rests.contains_key(&key));
            prop_assert!(camera.pause_at(now()).is_none() || plan.rests.contains_key(&key));
        }
        prop_assert!(plan.next_boundary.is_none_or(|boundary| boundary > now()));
        let ends = plan.rests.values().filter_map(|rest| rest.until);
        let ends = ends.chain(plan.because.values().map(|because| because.until));
        prop_assert_eq!(plan.next_boundary, ends.min());
    }
}
