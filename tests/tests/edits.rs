//! What an edit restarts, and what it leaves alone: each camera is held against its pid.

use std::time::Duration;

use bellwatch_domain::{CameraId, ProfileId, RunnerKey};
use bellwatch_engine::wire::{
    KnobValue, PasswordDraft, Problem, ProfileDraft, RunnerState, RunnerView, TestReport, View,
};
use journeys::cameras::{Auth, Camera, Clip, Faults, Login};
use journeys::house::{Failed, House, draft};

/// For a first picture, on a machine that does other things too.
const RUNS_WITHIN: Duration = Duration::from_secs(30);

fn failed(problem: Problem) -> Failed {
    problem.message.into()
}

fn knobs(name: &str, values: &[(&str, &str)]) -> ProfileDraft {
    let value = |(key, value): &(&str, &str)| KnobValue { key: (*key).into(), value: (*value).into() };
    ProfileDraft { name: name.to_owned(), values: values.iter().map(value).collect() }
}

/// A runner with a living child and a picture.
fn runs(view: &View, camera: CameraId, profile: ProfileId) -> Option<&RunnerView> {
    let found =
        view.runners.iter().find(|runner| (runner.camera, runner.profile) == (camera.0, profile.0))?;
    let lives = found.process.as_ref().is_some_and(|process| process.ended_ms.is_none());
    (lives && matches!(found.state, RunnerState::Running { .. })).then_some(found)
}

/// Its pid, once it runs with another than `before`.
async fn runs_anew(
    house: &House,
    camera: CameraId,
    profile: ProfileId,
    before: Option<u32>,
) -> Result<u32, Failed> {
    let anew = |view: &View| {
        let pid = runs(view, camera, profile)?.process.as_ref()?.pid;
        (Some(pid) != before).then_some(pid)
    };
    house.until("it runs with a child of its own", RUNS_WITHIN, anew).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_knob_restarts_exactly_the_cameras_of_its_profile() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let usual = ProfileId(1);
    let rare = house.engine.profile_add(&knobs("Rare", &[("fps", "1")])).await.map_err(failed)?;
    let mut cameras = Vec::new();
    for (name, profile) in [("Gate", usual), ("Yard", usual), ("Hall", rare)] {
        let mut camera = draft(name, "demo:gate", None);
        camera.profile = profile.0;
        cameras.push((house.engine.camera_add(&camera).await.map_err(failed)?, profile));
    }
    let mut pids = Vec::new();
    for (camera, profile) in &cameras {
        pids.push(runs_anew(&house, *camera, *profile, None).await?);
    }
    house.engine.profile_edit(rare, &knobs("Rare", &[("fps", "2")])).await.map_err(failed)?;
    runs_anew(&house, cameras[2].0, rare, Some(pids[2])).await?;
    assert_eq!((house.pid(cameras[0].0), house.pid(cameras[1].0)), (Some(pids[0]), Some(pids[1])));
    let hall = house.pid(cameras[2].0);
    house.knobs(&[("fps", "3")]).await?;
    for number in [0, 1] {
        runs_anew(&house, cameras[number].0, usual, Some(pids[number])).await?;
    }
    assert_eq!(house.pid(cameras[2].0), hall, "another profile's camera was left alone");
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_changes_restarts_exactly_its_camera_while_it_runs() -> Result<(), Failed> {
    let gate = Camera::with_login(Clip::Small, Login::new(Auth::Digest, "admin", "old-one")).await?;
    let yard = Camera::with_login(Clip::Small, Login::new(Auth::Digest, "admin", "old-one")).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let old = Some(("admin", "old-one"));
    let (first, second) =
        (house.add("Gate", &gate.address(), old).await?, house.add("Yard", &yard.address(), old).await?);
    let before = runs_anew(&house, first, ProfileId(1), None).await?;
    let other = runs_anew(&house, second, ProfileId(1), None).await?;
    gate.set_login(Some(Login::new(Auth::Digest, "admin", "new-one")));
    let mut change = draft("Gate", &gate.address(), Some(("admin", "new-one")));
    change.password = PasswordDraft::Set { password: "new-one".to_owned() };
    house.engine.camera_edit(first, &change).await.map_err(failed)?;
    runs_anew(&house, first, ProfileId(1), Some(before)).await?;
    assert_eq!(house.pid(second), Some(other), "the other one was left alone");
    assert_eq!((gate.counted().connections, gate.counted().plays), (2, 2), "one connection each");
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_profiles_watch_one_camera_at_once_one_of_them_its_sub_stream() -> Result<(), Failed> {
    let (main, sub) = (Camera::start(Clip::Larger).await?, Camera::start(Clip::Small).await?);
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let usual = ProfileId(1);
    let small = house.engine.profile_add(&knobs("Small", &[("stream", "sub")])).await.map_err(failed)?;
    let mut camera = draft("Gate", &main.address(), None);
    camera.sub_address = Some(sub.address());
    camera.also_profiles = vec![small.0];
    let id = house.engine.camera_add(&camera).await.map_err(failed)?;
    for (profile, width) in [(usual, 640), (small, 320)] {
        let seen = |view: &View| Some(runs(view, id, profile)?.picture.as_ref()?.width);
        assert_eq!(house.until("both streams have a picture", RUNS_WITHIN, seen).await?, width);
        let key = RunnerKey { camera: id, profile };
        assert!(house.engine.picture(key, 160).await.is_some(), "its picture can be looked at");
    }
    assert_eq!((main.counted().connected, sub.counted().connected), (1, 1), "each is connected to once");
    let pid = runs_anew(&house, id, usual, None).await?;
    camera.also_profiles.clear();
    house.engine.camera_edit(id, &camera).await.map_err(failed)?;
    let one = |view: &View| (view.runners.len() == 1).then_some(());
    house.until("the other profile is gone", RUNS_WITHIN, one).await?;
    assert_eq!(house.pid(id), Some(pid), "the first one was left alone");
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_automatic_transport_turns_to_udp_after_tcp_failed_twice() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(Faults { no_tcp: true, ..Faults::default() });
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("rtsp_transport", "auto")]).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    let detail = house.engine.camera_detail(id).await.map_err(failed)?;
    let asked_for = |transport: &str| {
        let option = format!("-rtsp_transport {transport} ");
        move |command: &str| command.contains(&option)
    };
    let (tcp, udp) = (asked_for("tcp"), asked_for("udp"));
    let commands: Vec<&str> = detail.runs.iter().rev().map(|run| run.command.as_str()).collect();
    assert_eq!(commands.len(), 3, "{commands:#?}");
    assert!(tcp(commands[0]) && tcp(commands[1]) && udp(commands[2]), "{commands:#?}");
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_with_a_login_is_tested_before_it_is_saved() -> Result<(), Failed> {
    let camera = Camera::with_login(Clip::Larger, Login::new(Auth::Digest, "admin", "p@ss:w/ö%#")).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let drafted = draft("Gate", &camera.address(), Some(("admin", "p@ss:w/ö%#")));
    let report = house.engine.camera_test(None, &drafted).await.map_err(failed)?;
    let TestReport::Works { codec, width, height, picture, keyframe_interval_s, .. } = report else {
        return Err(format!("it does not work: {report:?}").into());
    };
    assert_eq!((codec.as_str(), width, height), ("h264", 640, 480));
    assert!(keyframe_interval_s.is_some_and(|seconds| (0.8..1.2).contains(&seconds)), "a keyframe a second");
    let picture = picture.and_then(|number| house.engine.test_picture(number)).ok_or("no picture")?;
    assert_eq!(&picture.bytes[..2], [0xff, 0xd8], "a JPEG");
    assert_eq!(camera.counted().refused_logins, 0);
    assert!(house.engine.view().cameras.is_empty(), "nothing is saved");
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_has_its_originals_password_and_a_removal_says_what_it_takes() -> Result<(), Failed> {
    let camera = Camera::with_login(Clip::Small, Login::new(Auth::Basic, "admin", "right-one")).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let original = house.add("Gate", &camera.address(), Some(("admin", "right-one"))).await?;
    house.until_running(original, RUNS_WITHIN).await?;
    let mut like = draft("Gate 2", &camera.address(), None);
    like.user = Some("admin".to_owned());
    like.password = PasswordDraft::Of { camera: original.0 };
    let report = house.engine.camera_test(None, &like).await.map_err(failed)?;
    assert!(matches!(report, TestReport::Works { .. }), "tested with the original's password: {report:?}");
    let copy = house.engine.camera_add(&like).await.map_err(failed)?;
    let view = house.engine.view();
    let copied = view.cameras.iter().find(|camera| camera.id == copy.0).ok_or("no copy")?;
    assert_eq!((copied.name.as_str(), copied.has_password), ("Gate 2", true));
    assert!(!format!("{view:?}").contains("right-one"), "and nobody was shown it");
    house.until_running(copy, RUNS_WITHIN).await?;
    assert_eq!(camera.counted().refused_logins, 0);
    like.password = PasswordDraft::Of { camera: 999 };
    let refused = house.engine.camera_add(&like).await.expect_err("there is no such camera");
    assert_eq!(refused.field.as_deref(), Some("password"));

    let preview = house.engine.operator().camera_removal(copy).await.map_err(failed)?;
    assert_eq!(preview.consequences[0], "Gate 2 stops.");
    assert!(preview.consequences[1].contains("pictures are deleted") && preview.refusal.is_none());
    let pid = house.pid(original);
    house.engine.camera_remove(copy).await.map_err(failed)?;
    let gone = |view: &View| view.runners.iter().all(|runner| runner.camera != copy.0).then_some(());
    house.until("the copy is gone", RUNS_WITHIN, gone).await?;
    assert_eq!(house.pid(original), pid, "the original was left alone");
    house.close().await;
    Ok(())
}
