//! An hour of each demo camera, faster than it goes by: nothing is ever told to be wrong with its pictures, and its clock is
//! told to stand when it does.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // It starts what it watches; a test may fail.

use std::process::Stdio;
use std::time::Duration;

use bellwatch_domain::ffmpeg_args::{FfmpegAbility, Wish, build_ffmpeg_args};
use bellwatch_domain::{LastErrorKind, ProfileId, Site, StreamProfile};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::frames::scene::{Scene, Sight};
use bellwatch_engine::frames::y4m::{Arrival, Y4m};
use bellwatch_imaging::looks::looks;

const SECONDS: u64 = 3600;

/// The graph that a demo camera runs, with one picture a second, and a clock that counts these up to an instant.
fn graph(words: &str, stands_at: u64) -> String {
    let camera = common::camera(&format!("demo:{words}"));
    let profile = StreamProfile::with_defaults(ProfileId(1), "Standard");
    let site = Site::with_defaults("School", chrono_tz::Tz::UTC);
    let spec =
        build_ffmpeg_args(&camera, &profile, &site, &FfmpegAbility::unknown(), Wish::default()).unwrap();
    let args = spec.args.masked;
    let graph = &args[args.iter().position(|word| word == "-i").unwrap() + 1];
    let slower =
        graph.replace(":1280x720:15:", ":1280x720:1:").replace("N/15/TB", "N/TB").replace(":15[m]", ":1[m]");
    assert_eq!(slower.len() + 5, graph.len(), "each of three rates was found");
    let counts = slower.replace("time(0)", &format!("min(t\\,{stands_at})"));
    assert_ne!(counts, slower, "a clock was found");
    counts
}

/// What was told, and the second in which its clock was found.
async fn an_hour_of(words: &str, stands_at: u64) -> (Vec<(u64, Sight)>, Option<u64>) {
    let mut child = tokio::process::Command::new("ffmpeg")
        .args(["-hide_banner", "-nostdin", "-loglevel", "error", "-filter_threads", "1", "-f", "lavfi", "-i"])
        .arg(graph(words, stands_at))
        .args(["-frames:v", &SECONDS.to_string(), "-vf", "format=yuv420p", "-f", "yuv4mpegpipe", "pipe:1"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut frames = Y4m::new(child.stdout.take().unwrap(), Clock::system());
    let mut scene = Scene::default();
    let (mut told, mut found) = (Vec::new(), None);
    let mut at = 0;
    while let Some(Arrival::Frame(frame)) = frames.next().await.unwrap() {
        scene.reads(&frame, Duration::from_secs(at));
        let sight = scene.sees(&looks(&frame), Duration::from_secs(at));
        found = found.or(scene.has_clock().then_some(at));
        if sight != Sight::Fine {
            told.push((at, sight));
        }
        at += 1;
    }
    assert_eq!(at, SECONDS, "{words}");
    (told, found)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_hour_of_the_demo_cameras_has_no_false_alarm() {
    let names = ["gate", "corridor", "yard", "classroom"];
    let hours = names.map(|words| tokio::spawn(an_hour_of(words, SECONDS)));
    for (words, hour) in names.into_iter().zip(hours) {
        let (told, found) = hour.await.unwrap();
        assert_eq!(told, [], "{words}");
        println!("{words}: its clock is known after {found:?} s");
        assert!(found.is_some_and(|found| found < 120), "{words}: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_stands_while_the_picture_goes_on_is_told_after_a_minute_and_a_half() {
    const STANDS_AT: u64 = 1234;
    let (told, _) = an_hour_of("corridor", STANDS_AT).await;
    let (first, sight) = told.first().unwrap();
    println!("stands at {STANDS_AT}, told at {first}: {sight:?}");
    assert!(matches!(sight, Sight::Nothing(LastErrorKind::ClockStands, _)), "{sight:?}");
    assert!((STANDS_AT + 90..STANDS_AT + 95).contains(first), "{first}");
    assert_eq!(told.len() as u64, SECONDS - first, "until the end");
}

mod common {
    use bellwatch_domain::{Camera, CameraId, ProfileId, SourceAddress};

    pub fn camera(address: &str) -> Camera {
        Camera {
            id: CameraId(1),
            revision: 1,
            name: "Demo".to_owned(),
            location: String::new(),
            address: SourceAddress::parse(address).unwrap().address,
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
}
