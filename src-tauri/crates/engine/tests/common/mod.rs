//! Runners with the real ffmpeg on pictures that it makes itself, and what they tell.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, dead_code)] // Each test file uses its part of this.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use bellwatch_domain::profile::CpuAffinity;
use bellwatch_domain::run::{EffectiveArgs, Ending, EndingWhy};
use bellwatch_domain::{CameraId, LastError, ProfileId, RunId, RunSpec, RunnerKey};
use bellwatch_engine::clips::Clips;
use bellwatch_engine::clock::Clock;
use bellwatch_engine::logs::Logs;
use bellwatch_engine::mask::Masks;
use bellwatch_engine::pictures::Pictures;
use bellwatch_engine::programs::Programs;
use bellwatch_engine::recognition::Slots;
use bellwatch_engine::runner::{self, RunnerDeps, RunnerEvent, RunnerHandle};
use bellwatch_engine::spawner::Spawner;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Everything a runner needs, in a folder that goes when this is dropped.
pub struct House {
    pub dir: tempfile::TempDir,
    pub folder_id: String,
    pub deps: RunnerDeps,
    events: Option<mpsc::Receiver<(RunnerKey, u64, RunnerEvent)>>,
}

/// A runner and its events.
pub struct Watched {
    pub key: RunnerKey,
    pub handle: RunnerHandle,
    pub events: mpsc::Receiver<(RunnerKey, u64, RunnerEvent)>,
    pub pid: u32,
}

impl House {
    pub fn new() -> Self {
        House::with(Programs::from_environment())
    }

    pub fn with(programs: Programs) -> Self {
        House::furnished(tempfile::tempdir().unwrap(), programs)
    }

    /// With a script in ffmpeg's place.
    pub fn faking(script: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ffmpeg");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        House::furnished(dir, Programs::named(path))
    }

    fn furnished(dir: tempfile::TempDir, programs: Programs) -> Self {
        let folder_id = format!("test-{}", dir.path().file_name().unwrap().to_str().unwrap());
        let mask = Masks::default();
        let clock = Clock::system();
        let (events_in, events) = mpsc::channel(64);
        let deps = RunnerDeps {
            spawner: Spawner::start(&folder_id).unwrap(),
            programs,
            pictures: Pictures::open(dir.path().join("frames"), clock.clone()),
            slots: Slots::default(),
            clips: Clips::held_only(clock.clone()),
            logs: Logs::new(mask.clone()),
            clock,
            mask,
            events: events_in,
        };
        House { dir, folder_id, deps, events: Some(events) }
    }

    /// Listens to a runner that was started with this house's things. One per house.
    pub fn watch(&mut self, handle: RunnerHandle) -> Watched {
        Watched { key: key(), handle, events: self.events.take().unwrap(), pid: 0 }
    }

    /// Starts one and waits until ffmpeg was spawned. One per house.
    pub async fn start(&mut self, spec: RunSpec) -> Watched {
        let handle = runner::start(RunId(1), 1, spec, self.deps.clone());
        let mut watched = self.watch(handle);
        watched.pid = watched
            .until(5, |event| if let RunnerEvent::Spawned { pid, .. } = event { Some(*pid) } else { None })
            .await;
        watched
    }
}

impl Watched {
    /// The next event.
    pub async fn next(&mut self, within_s: u64) -> RunnerEvent {
        let next = timeout(Duration::from_secs(within_s), self.events.recv()).await;
        let (key, generation, event) = next.expect("an event in time").expect("an event");
        assert_eq!((key, generation), (self.key, 1));
        event
    }

    /// Waits for an event that `wanted` makes something of; others are passed over, the end is not.
    pub async fn until<T>(&mut self, within_s: u64, wanted: impl Fn(&RunnerEvent) -> Option<T>) -> T {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(within_s);
        loop {
            let left = deadline.saturating_duration_since(tokio::time::Instant::now());
            let next = timeout(left, self.events.recv()).await;
            let (_, _, event) = next.expect("the event in time").expect("an event");
            if let Some(found) = wanted(&event) {
                return found;
            }
            assert!(!matches!(event, RunnerEvent::Ended { .. }), "it ended: {event:?}");
        }
    }

    pub async fn first_frame(&mut self) {
        self.until(20, |event| matches!(event, RunnerEvent::FirstFrame { .. }).then_some(())).await;
    }

    pub async fn trouble(&mut self, within_s: u64) -> LastError {
        let trouble = |event: &RunnerEvent| match event {
            RunnerEvent::Trouble(error) => Some(error.clone()),
            _ => None,
        };
        self.until(within_s, trouble).await
    }

    pub async fn well_again(&mut self, within_s: u64) {
        self.until(within_s, |event| matches!(event, RunnerEvent::WellAgain { .. }).then_some(())).await;
    }

    pub async fn ended(&mut self, within_s: u64) -> (Ending, bool) {
        let ended = |event: &RunnerEvent| match event {
            RunnerEvent::Ended { ending, had_frames } => Some((ending.clone(), *had_frames)),
            _ => None,
        };
        self.until(within_s, ended).await
    }
}

/// The error that a run failed with.
pub fn error_of(ending: &Ending) -> &LastError {
    match &ending.why {
        EndingWhy::Failed(error) => error,
        other => panic!("not a failure: {other:?}"),
    }
}

pub fn key() -> RunnerKey {
    RunnerKey { camera: CameraId(7), profile: ProfileId(3) }
}

/// A run of `words`, with short deadlines.
pub fn spec(words: &str) -> RunSpec {
    let masked: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    RunSpec {
        key: key(),
        args: EffectiveArgs { words: masked.iter().map(Into::into).collect(), masked },
        nice: 0,
        cpu_affinity: CpuAffinity::All,
        fps: 4.0,
        given_fps: 4.0,
        lowered_by: None,
        keyframes_only: false,
        measuring_keyframes: false,
        hb_interval: chrono::Duration::seconds(1),
        snapshot_every: None,
        picture_check: true,
        clip: None,
        stall_after: chrono::Duration::seconds(2),
        start_within: chrono::Duration::seconds(15),
        hwaccel: false,
        in_software: None,
        priority: 0,
    }
}

/// A moving picture of `size` at `fps`, at its own speed, for ever.
pub fn moving(size: &str, fps: f64) -> RunSpec {
    let start = "-hide_banner -nostdin -nostats -loglevel level+warning -filter_threads 1 -re -f lavfi";
    RunSpec {
        fps,
        given_fps: fps,
        ..spec(&format!(
            "{start} -i testsrc2=size={size}:rate={fps} -vf format=yuv420p -f yuv4mpegpipe pipe:1"
        ))
    }
}

/// Whether a process is there and not just waiting to be reaped.
pub fn is_alive(pid: u32) -> bool {
    bellwatch_engine::proc::stat(pid).is_ok_and(|stat| stat.state != 'Z')
}

/// Waits until a process is gone.
pub async fn gone(pid: u32, within: Duration) -> bool {
    let deadline = tokio::time::Instant::now() + within;
    while is_alive(pid) {
        if tokio::time::Instant::now() >= deadline {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    true
}

pub fn signal(pid: u32, signal: nix::sys::signal::Signal) {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid as i32), signal).unwrap();
}
