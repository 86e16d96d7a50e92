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
    cameras[1].pause = Some(Pause { until: now() + chrono::Duration::hours(1), by: "x".into(), at: now() });
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

#[test]
fn a_problems_heartbeat_is_that_of_its_slowest_runner() {
    let mut cameras: Vec<Camera> = (1..=2).map(|id| camera(id, &format!("rtsp://10.0.0.{id}/s"))).collect();
    cameras[1].also_profiles = vec![crate::ProfileId(2)];
    let mut config = config(cameras);
    config.profiles.get_mut(&crate::ProfileId(2)).unwrap().hb_interval = Duration::seconds(300);
    let mut memory = Memory::default();
    let heartbeats = |config: &Config, memory: &Memory| -> Vec<Duration> {
        let all = problems(config, memory, &plan(config, memory, &ability(), now()));
        all.iter().map(|problem| problem.heartbeat).collect()
    };
    fail(&mut memory, 1, Stalled);
    fail(&mut memory, 2, Stalled);
    assert_eq!(heartbeats(&config, &memory), [Duration::seconds(10)]);
    let slow = RunnerKey { camera: CameraId(2), profile: crate::ProfileId(2) };
    let error = LastError { kind: Stalled, at: now(), evidence: String::new() };
    let mark = "camera 2 revision 1, profile 2 revision 1".to_owned();
    memory.runners.entry(slow).or_default().after_failure(error, false, now(), 0.5, mark);
    assert_eq!(heartbeats(&config, &memory), [Duration::seconds(300)]);
    config.site.tick = Duration::seconds(60);
    let error = LastError { kind: FfmpegMissing, at: now(), evidence: String::new() };
    let memory = Memory { missing_dependency: Some(error), ..Memory::default() };
    assert_eq!(heartbeats(&config, &memory), [Duration::seconds(60)]);
}
