//! A runner and the real ffmpeg.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use bellwatch_domain::profile::CpuAffinity;
use bellwatch_domain::run::EndingWhy;
use bellwatch_domain::{LastErrorKind, RestartWhy, RunSpec, StopWhy};
use bellwatch_engine::proc;
use bellwatch_engine::programs::Programs;
use bellwatch_engine::runner::{RunnerEvent, STOP_WITHIN};
use common::{House, error_of, gone, is_alive, key, moving, signal, spec};
use nix::sys::signal::Signal;
use tokio::time::Instant;

#[tokio::test]
async fn a_run_tells_its_first_frame_then_beats_from_the_frame_path() {
    let mut house = House::new();
    let mut run = house.start(moving("320x180", 8.0)).await;
    run.first_frame().await;
    let beat = run
        .until(10, |event| if let RunnerEvent::Beat(beat) = event { Some(beat.clone()) } else { None })
        .await;
    assert!(beat.frames >= 7, "{beat:?}");
    assert!((6.0..10.0).contains(&beat.fps), "{beat:?}");
    assert!(beat.memory_bytes > 1_000_000, "{beat:?}");
    let picture = house.deps.pictures.newest(key()).unwrap();
    assert_eq!((picture.width, picture.height), (320, 180));
}

#[tokio::test]
async fn a_killed_ffmpeg_is_noticed_within_a_second() {
    let mut house = House::new();
    let mut run = house.start(moving("320x180", 4.0)).await;
    run.first_frame().await;
    let killed = Instant::now();
    signal(run.pid, Signal::SIGKILL);
    let (ending, had_frames) = run.ended(5).await;
    assert!(killed.elapsed() < Duration::from_secs(1), "{:?}", killed.elapsed());
    assert!(had_frames);
    assert_eq!((ending.signal, ending.exit_code), (Some(9), None));
    assert_eq!(error_of(&ending).kind, LastErrorKind::KilledBySystem);
}

#[tokio::test]
async fn a_stop_is_answered_once_the_child_is_gone() {
    let mut house = House::new();
    let mut run = house.start(moving("320x180", 4.0)).await;
    run.first_frame().await;
    let told = Instant::now();
    run.handle.stop(EndingWhy::Restarted(RestartWhy::ByHand));
    run.handle.stop(EndingWhy::Stopped(StopWhy::Paused));
    run.handle.gone().await;
    assert!(!is_alive(run.pid));
    assert!(told.elapsed() < Duration::from_secs(2), "ffmpeg ends at TERM: {:?}", told.elapsed());
    let (ending, _) = run.ended(1).await;
    assert_eq!(ending.why, EndingWhy::Restarted(RestartWhy::ByHand), "the first reason counts");
}

#[tokio::test]
async fn a_child_that_ignores_term_and_its_own_children_are_killed_in_time() {
    let mut house = House::faking("trap '' TERM\nsleep 1000 & wait; sleep 1000");
    let mut run = house.start(spec("-version")).await;
    let sleeper = child_of(run.pid).await;
    let told = Instant::now();
    run.handle.stop(EndingWhy::Stopped(StopWhy::Disabled));
    run.handle.gone().await;
    assert!(told.elapsed() < STOP_WITHIN);
    assert!(gone(run.pid, Duration::ZERO).await);
    assert!(gone(sleeper, Duration::from_secs(1)).await, "the whole group goes");
    assert_eq!(run.ended(1).await.0.why, EndingWhy::Stopped(StopWhy::Disabled));
}

#[tokio::test]
async fn a_runner_without_its_handle_stops_itself() {
    let mut house = House::new();
    let mut run = house.start(moving("320x180", 4.0)).await;
    run.first_frame().await;
    let pid = run.pid;
    drop(run.handle);
    assert!(gone(pid, STOP_WITHIN).await);
}

#[tokio::test]
async fn a_frozen_ffmpeg_ends_as_stalled() {
    let mut house = House::new();
    let mut run = house.start(moving("320x180", 4.0)).await;
    run.first_frame().await;
    signal(run.pid, Signal::SIGSTOP);
    let frozen = Instant::now();
    let (ending, had_frames) = run.ended(10).await;
    assert!(had_frames);
    assert_eq!(error_of(&ending).kind, LastErrorKind::Stalled);
    let took = frozen.elapsed();
    assert!((Duration::from_millis(1500)..Duration::from_secs(5)).contains(&took), "{took:?}");
    assert!(!is_alive(run.pid));
}

#[tokio::test]
async fn no_first_frame_in_time_ends_as_stalled() {
    let mut house = House::faking("exec sleep 1000");
    let spec = RunSpec { start_within: chrono::Duration::seconds(1), ..spec("-i rtsp://camera/1") };
    let mut run = house.start(spec).await;
    let (ending, had_frames) = run.ended(5).await;
    assert!(!had_frames);
    assert_eq!(error_of(&ending).kind, LastErrorKind::Stalled);
}

#[tokio::test]
async fn what_ffmpeg_says_is_explained_at_once_and_its_password_is_nowhere() {
    let words = "[rtsp @ 0x55] [error] method DESCRIBE failed: 401 Unauthorized\n\
                 [error] rtsp://admin:hunter2hunter2@10.0.0.9/1: Server returned 401 Unauthorized (authorization failed)";
    let mut house = House::faking(&format!("echo '{words}' >&2; exit 1"));
    house.deps.mask.learn_one(Some("admin"), &bellwatch_domain::Secret::new("hunter2hunter2"));
    let mut run = house.start(spec("-i rtsp://10.0.0.9/1")).await;
    let (ending, _) = run.ended(1).await;
    let error = error_of(&ending);
    assert_eq!(error.kind, LastErrorKind::AuthFailed);
    assert_eq!(ending.exit_code, Some(1));
    let lines = house.deps.logs.lines(key());
    assert_eq!(lines.len(), 2);
    assert!(!format!("{error:?}{lines:?}").contains("hunter2"), "{lines:?}");
}

#[tokio::test]
async fn a_missing_ffmpeg_is_said_so() {
    let mut house = House::with(Programs::named("/no/such/ffmpeg"));
    let deps = house.deps.clone();
    let handle = bellwatch_engine::runner::start(bellwatch_domain::RunId(1), 1, spec("-version"), deps);
    let mut run = house.watch(handle);
    let (ending, _) = run.ended(2).await;
    assert_eq!(error_of(&ending).kind, LastErrorKind::FfmpegMissing);
    assert!(error_of(&ending).evidence.contains("/no/such/ffmpeg"));
}

#[tokio::test]
async fn what_is_no_picture_ends_the_run_with_a_reason() {
    let mut house = House::faking("echo 'RIFF and so on'; exec sleep 1000");
    let mut run = house.start(spec("-i rtsp://camera/1")).await;
    let (ending, _) = run.ended(5).await;
    assert!(error_of(&ending).evidence.contains("RIFF"), "{ending:?}");
    assert!(!is_alive(run.pid));
}

#[tokio::test]
async fn a_flood_on_stderr_neither_freezes_the_child_nor_fills_memory() {
    // 40 MB, where a pipe holds 64 kB.
    let flood = "i=0; while [ $i -lt 200 ]; do head -c 200000 /dev/zero | tr '\\0' 'x' >&2; \
                 echo \" line $i\" >&2; i=$((i+1)); done; echo done >&2; exit 3";
    let mut house = House::faking(flood);
    let mut run = house.start(spec("-i rtsp://camera/1")).await;
    let (ending, _) = run.ended(15).await;
    assert_eq!(ending.exit_code, Some(3));
    assert_eq!(error_of(&ending).evidence, "done");
    assert!(house.deps.logs.lines(key()).iter().all(|line| line.text.len() <= 2000));
}

#[tokio::test]
async fn nice_and_cores_hold_for_every_thread() {
    let mut house = House::new();
    let words = moving("640x360", 8.0)
        .args
        .masked
        .join(" ")
        .replace("-filter_threads 1", "-filter_threads 4")
        .replace("-vf ", "-vf gblur,");
    let spec = RunSpec { nice: 7, cpu_affinity: CpuAffinity::Cores(vec![0]), ..spec(&words) };
    let mut run = house.start(spec).await;
    let held = |event: &RunnerEvent| match event {
        RunnerEvent::Held { nice, affinity } => Some((*nice, affinity.clone())),
        _ => None,
    };
    assert_eq!(run.until(15, held).await, (7, if cores() == 1 { "all" } else { "0" }.to_owned()));
    let threads = || std::fs::read_dir(format!("/proc/{}/task", run.pid)).unwrap().count();
    let deadline = Instant::now() + Duration::from_secs(15);
    while threads() < 3 {
        assert!(Instant::now() < deadline, "several threads are needed for this to say anything");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(proc::held(run.pid).unwrap(), proc::Held { nice: 7, cores: vec![0] });
}

#[tokio::test]
async fn an_automatic_core_is_one_core_and_is_said() {
    let mut house = House::new();
    let deps = house.deps.clone();
    let spec = RunSpec { cpu_affinity: CpuAffinity::Auto, ..moving("320x180", 4.0) };
    let handle = bellwatch_engine::runner::start(bellwatch_domain::RunId(1), 1, spec, deps);
    let mut run = house.watch(handle);
    let RunnerEvent::Spawned { pid, affinity_asked, .. } = run.next(5).await else { panic!("spawned first") };
    let held = proc::held(pid).unwrap();
    assert_eq!(held.cores.len(), 1);
    assert_eq!(affinity_asked, format!("auto (core {})", held.cores[0]));
}

#[tokio::test]
async fn a_child_has_a_mark_a_group_of_its_own_and_nothing_of_our_environment() {
    let mut house = House::new();
    let run = house.start(moving("320x180", 4.0)).await;
    let mark = proc::environment_value(run.pid, bellwatch_engine::spawner::MARK).unwrap().unwrap();
    assert_eq!(mark, format!("{}:{}:1", house.folder_id, std::process::id()));
    assert_eq!(proc::stat(run.pid).unwrap().group, run.pid);
    assert_eq!(proc::environment_value(run.pid, "CARGO_MANIFEST_DIR").unwrap(), None);
    let score = std::fs::read_to_string(format!("/proc/{}/oom_score_adj", run.pid)).unwrap();
    let ours = std::fs::read_to_string("/proc/self/oom_score_adj").unwrap();
    assert!(score.trim().parse::<i32>().unwrap() > ours.trim().parse::<i32>().unwrap());
}

#[tokio::test]
async fn an_idle_engine_keeps_its_children() {
    // A child bound to a thread of tokio's pool was killed after 10–15 s of idling.
    let mut house = House::new();
    let mut run = house.start(moving("64x64", 1.0)).await;
    run.first_frame().await;
    let until = Instant::now() + Duration::from_secs(30);
    while Instant::now() < until {
        run.until(5, |event| matches!(event, RunnerEvent::Beat(_)).then_some(())).await;
    }
    assert!(is_alive(run.pid));
}

#[tokio::test]
async fn frames_beyond_the_wanted_rate_are_read_and_skipped() {
    let mut house = House::new();
    let mut run = house.start(RunSpec { fps: 2.0, given_fps: 2.0, ..moving("320x180", 20.0) }).await;
    run.first_frame().await;
    let beats = |event: &RunnerEvent| match event {
        RunnerEvent::Beat(beat) if beat.frames > 30 => Some(beat.clone()),
        _ => None,
    };
    let beat = run.until(10, beats).await;
    assert!(beat.fps > 15.0, "{beat:?}");
    let kept = beat.frames - beat.skipped;
    assert!((3..=7).contains(&kept), "{beat:?}");
}

/// Side by side, since each takes its time.
#[tokio::test]
async fn what_is_wrong_while_frames_come_is_told() {
    tokio::join!(
        a_covered_lens_is_told_while_frames_come_and_so_is_its_end(),
        a_picture_that_stands_still_is_told(),
        a_damaged_stream_is_told_while_frames_come_and_so_is_its_end(),
    );
}

async fn a_covered_lens_is_told_while_frames_come_and_so_is_its_end() {
    let mut house = House::new();
    let covered = "-vf drawbox=t=fill:color=gray:enable='lt(t,16)',";
    let words = moving("320x180", 4.0).args.masked.join(" ").replace("-vf ", covered);
    let mut run = house.start(RunSpec { fps: 4.0, ..spec(&words) }).await;
    assert_eq!(run.trouble(45).await.kind, LastErrorKind::BlackOrCovered);
    run.well_again(20).await;
}

async fn a_picture_that_stands_still_is_told() {
    let mut house = House::new();
    let words = moving("320x180", 4.0).args.masked.join(" ").replace("-vf ", "-vf loop=-1:1:0,");
    let mut run = house.start(RunSpec { fps: 4.0, ..spec(&words) }).await;
    assert_eq!(run.trouble(80).await.kind, LastErrorKind::Frozen);
}

async fn a_damaged_stream_is_told_while_frames_come_and_so_is_its_end() {
    let damaged = "(for i in $(seq 120); do echo '[h264 @ 0x1] [error] error while decoding MB 5 7, bytestream -9' >&2; \
                   sleep 0.2; done) & exec ffmpeg \"$@\"";
    let mut house = House::faking(damaged);
    let mut run = house.start(moving("320x180", 4.0)).await;
    let trouble = run.trouble(40).await;
    assert_eq!(trouble.kind, LastErrorKind::Damaged);
    assert!(trouble.evidence.contains("error while decoding"));
    run.well_again(40).await;
}

#[tokio::test]
async fn the_distance_of_keyframes_is_measured() {
    let mut house = House::new();
    let run = RunSpec { measuring_keyframes: true, keyframes_only: true, ..moving("64x64", 2.0) };
    let mut run = house.start(run).await;
    let measured = |event: &RunnerEvent| match event {
        RunnerEvent::KeyframesMeasured { interval } => Some(*interval),
        _ => None,
    };
    let interval = run.until(20, measured).await.num_milliseconds();
    assert!((400..=600).contains(&interval), "{interval}");
}

#[tokio::test]
async fn the_last_picture_outlives_its_run_in_memory_and_on_disk() {
    let mut house = House::new();
    let mut run = house.start(moving("320x180", 4.0)).await;
    run.first_frame().await;
    run.handle.stop(EndingWhy::Stopped(StopWhy::Paused));
    run.ended(8).await;
    let pictures = &house.deps.pictures;
    assert!(pictures.frame(key()).is_none(), "the raw frame is let go");
    let kept = pictures.jpeg(key(), 4000).await.unwrap();
    let path = house.dir.path().join("frames/7/latest_3.jpg");
    assert_eq!(std::fs::read(&path).unwrap()[..], kept.bytes[..]);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_does_not_end_a_run() {
    let mut house = House::new();
    std::fs::write(house.dir.path().join("frames"), "a file in the folder's place").unwrap();
    let mut run = house.start(moving("320x180", 4.0)).await;
    run.first_frame().await;
    for _ in 0..3 {
        run.until(5, |event| matches!(event, RunnerEvent::Beat(_)).then_some(())).await;
    }
    assert!(house.deps.pictures.jpeg(key(), 100).await.is_some());
}

#[tokio::test]
async fn many_runs_stop_side_by_side() {
    let mut runs = Vec::new();
    for _ in 0..8 {
        let mut house = House::faking("trap '' TERM\nwhile :; do sleep 1; done");
        let run = house.start(spec("-version")).await;
        runs.push((house, run));
    }
    let told = Instant::now();
    for (_, run) in &runs {
        run.handle.stop(EndingWhy::Stopped(StopWhy::EngineStops));
    }
    for (_, run) in &runs {
        run.handle.gone().await;
        assert!(!is_alive(run.pid));
    }
    assert!(told.elapsed() < STOP_WITHIN, "{:?}", told.elapsed());
}

fn cores() -> usize {
    std::thread::available_parallelism().unwrap().into()
}

/// A child of `pid`, as soon as it has one.
async fn child_of(pid: u32) -> u32 {
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        if let Some(child) = children.split_whitespace().next() {
            return child.parse().unwrap();
        }
        assert!(Instant::now() < deadline, "no child");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
