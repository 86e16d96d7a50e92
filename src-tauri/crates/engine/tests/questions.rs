//! What is asked of the real ffmpeg and ffprobe: what they can do, and what a camera sends.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use bellwatch_domain::{Camera, CameraId, LastErrorKind, ProfileId, Secret, Site, StreamProfile};
use bellwatch_engine::ability;
use bellwatch_engine::probe::{self, Found, ProbeTools};
use bellwatch_engine::programs::Programs;
use common::House;
use tokio::time::Instant;

fn camera(address: &str) -> Camera {
    Camera {
        id: CameraId(1),
        revision: 1,
        name: "Gate".to_owned(),
        location: String::new(),
        address: bellwatch_domain::SourceAddress::parse(address).unwrap().address,
        sub_address: None,
        user: None,
        password: None,
        priority: 0,
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

async fn tested(camera: &Camera) -> Found {
    let house = House::new();
    let deps = &house.deps;
    let tools = ProbeTools {
        clock: deps.clock.clone(),
        spawner: deps.spawner.clone(),
        programs: deps.programs.clone(),
        mask: deps.mask.clone(),
    };
    let found = ability::find(&deps.programs, &deps.spawner).await.unwrap();
    let profile = StreamProfile::with_defaults(ProfileId(1), "Normal");
    let site = Site::with_defaults("School", chrono_tz::Tz::UTC);
    probe::probe(camera, &profile, &site, &found.ability, &tools).await.unwrap()
}

fn error(found: Found) -> bellwatch_domain::LastError {
    match found {
        Found::Fails { error, .. } => error,
        Found::Works { .. } => panic!("it works: {found:?}"),
    }
}

fn film(folder: &Path) -> String {
    let path = folder.join("film with spaces.mp4");
    let made = Command::new("ffmpeg")
        .args(
            "-v error -f lavfi -i testsrc2=size=320x180:rate=25:duration=6 -g 50 -pix_fmt yuv420p".split(' '),
        )
        .arg(&path)
        .status()
        .unwrap();
    assert!(made.success());
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_ffmpeg_of_this_machine_is_found_and_says_its_version() {
    let house = House::new();
    let found = ability::find(&house.deps.programs, &house.deps.spawner).await.unwrap();
    assert!(found.ability.version >= (4, 4), "{found:?}");
    assert!(found.version_text.starts_with(|c: char| c.is_ascii_alphanumeric()));
    assert!(found.ffprobe.is_some());
}

#[tokio::test]
async fn an_ffmpeg_that_does_not_run_counts_as_missing_with_its_own_words() {
    let house = House::new();
    let ask = async |programs: Programs| ability::find(&programs, &house.deps.spawner).await.unwrap_err();
    assert!(ask(Programs::named("/no/ffmpeg")).await.evidence.contains("/no/ffmpeg"));
    let error = ask(Programs::named("/bin/false")).await.at(chrono::DateTime::UNIX_EPOCH);
    assert_eq!(error.kind, LastErrorKind::FfmpegMissing);
    assert!(error.evidence.contains("/bin/false"), "{error:?}");
}

#[tokio::test]
async fn a_film_is_tested_with_all_that_is_to_be_known() {
    let dir = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let found = tested(&camera(&film(dir.path()))).await;
    assert!(began.elapsed() < probe::WITHIN);
    let Found::Works { codec, width, height, fps, keyframe_interval, picture, remarks, .. } = found else {
        panic!("{found:?}")
    };
    assert_eq!((codec.as_str(), width, height, fps), ("h264", 320, 180, Some(25.0)));
    assert_eq!(keyframe_interval, Some(chrono::Duration::seconds(2)));
    assert!(remarks.is_empty(), "{remarks:?}");
    let picture = image::load_from_memory(&picture.unwrap().bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (320, 180));
}

#[tokio::test]
async fn a_demo_camera_works() {
    let found = tested(&camera("demo:gate")).await;
    let Found::Works { picture, width, .. } = &found else { panic!("{found:?}") };
    assert!(picture.is_some() && *width == 1280, "{found:?}");
}

#[tokio::test]
async fn what_does_not_work_is_told_why() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("text.mp4"), "no film").unwrap();
    let no_film = dir.path().join("text.mp4").to_str().unwrap().to_owned();
    let check = async |address: &str, expected: LastErrorKind| {
        let began = Instant::now();
        let error = error(tested(&camera(address)).await);
        assert_eq!(error.kind, expected, "{address}: {error:?}");
        assert!(began.elapsed() < probe::WITHIN + Duration::from_secs(1), "{address}: {:?}", began.elapsed());
    };
    check(&format!("rtsp://127.0.0.1:{unused}/1"), LastErrorKind::Refused).await;
    check("/no/such/film.mp4", LastErrorKind::FileUnreadable).await;
    check(&no_film, LastErrorKind::NotVideo).await;
    check(&format!("rtsp://127.0.0.1:{port}/1"), LastErrorKind::ConnectTimeout).await;
}

#[tokio::test]
async fn a_test_that_is_dropped_leaves_nothing_running() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let camera = camera(&format!("rtsp://127.0.0.1:{port}/dropped"));
    let test = tokio::spawn(async move { tested(&camera).await });
    let connected = tokio::task::spawn_blocking(move || silent.accept().unwrap()).await.unwrap();
    let children = || {
        let of_each = std::fs::read_dir("/proc/self/task").unwrap().flatten();
        of_each
            .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
            .flat_map(|list| list.split_whitespace().map(|pid| pid.parse().unwrap()).collect::<Vec<u32>>())
            .filter(|pid| {
                std::fs::read_to_string(format!("/proc/{pid}/cmdline"))
                    .is_ok_and(|line| line.contains("/dropped"))
            })
            .collect::<Vec<u32>>()
    };
    let running = children();
    assert_eq!(running.len(), 1, "ffprobe is connected");
    test.abort();
    assert!(common::gone(running[0], Duration::from_secs(2)).await);
    drop(connected);
}

#[tokio::test]
async fn a_password_is_in_no_reason() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut camera = camera(&format!("rtsp://127.0.0.1:{unused}/1"));
    camera.user = Some("admin".to_owned());
    camera.password = Some(Secret::new("p@ss:w/rd%#ü"));
    let error = error(tested(&camera).await);
    assert_eq!(error.kind, LastErrorKind::Refused);
    assert!(!error.evidence.contains("w/rd") && !error.evidence.contains("p%40ss"), "{error:?}");
}
