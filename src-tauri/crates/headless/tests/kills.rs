//! Whatever is killed, whenever: cameras come back, nothing is left running, nothing is lost.

#![allow(clippy::disallowed_methods)] // It starts and kills what it watches.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bellwatch_engine::api::{KeyChoice, Store};
use tokio::runtime::Runtime;

type Failed = Box<dyn std::error::Error>;

const CTL: &str = env!("CARGO_BIN_EXE_bellwatchctl");
const CAMERAS: usize = 8;
const CHILD_KILLS: usize = 100;
/// Killed side by side, so that a hundred do not take ten minutes.
const AT_ONCE: usize = 5;
const ENGINE_KILLS: usize = 20;
/// What the product promises.
const BACK_WITHIN: Duration = Duration::from_secs(10);
const GONE_WITHIN: Duration = Duration::from_secs(1);

#[test]
fn every_camera_is_back_after_each_of_a_hundred_kills_and_twenty_of_the_engine() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let home = folder.path();
    ctl(home, &["profile", "edit", "Standard", "fps=1", "hb_interval=1"])?;
    for number in 0..CAMERAS {
        ctl(home, &["camera", "add", &format!("Camera {number}"), "demo:corridor"])?;
    }
    let runtime = Runtime::new()?;
    let store = runtime.block_on(Store::open(home, KeyChoice::File))?;
    let mut engine = Engine::start(home)?;
    let mut pids =
        until(Duration::from_secs(60), "all cameras run", || running(&runtime, &store, &BTreeMap::new()))?;

    let mut longest = Duration::ZERO;
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..CHILD_KILLS / AT_ONCE {
        let mut gone = BTreeMap::new();
        while gone.len() < AT_ONCE {
            // xorshift: random enough, and the same each time.
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let victim = *pids.keys().nth(chance as usize % CAMERAS).ok_or("no victim")?;
            if gone.insert(victim, pids[&victim]).is_none() {
                kill(pids[&victim])?;
            }
        }
        let began = Instant::now();
        let what = format!("cameras {:?} are back, round {round}", gone.keys());
        pids = until(BACK_WITHIN, &what, || running(&runtime, &store, &gone))?;
        longest = longest.max(began.elapsed());
    }
    println!("{CHILD_KILLS} kills of ffmpeg: back after {:.1} s at most", longest.as_secs_f32());

    let mut longest = Duration::ZERO;
    for round in 0..ENGINE_KILLS {
        kill(engine.0.id())?;
        engine.0.wait()?;
        let old = std::mem::take(&mut pids);
        until(GONE_WITHIN, &format!("no child outlives the engine, round {round}"), || {
            old.values().all(|pid| !lives(*pid)).then_some(())
        })?;
        let began = Instant::now();
        engine = Engine::start(home)?;
        pids = until(BACK_WITHIN, &format!("all cameras are back, round {round}"), || {
            running(&runtime, &store, &old)
        })?;
        longest = longest.max(began.elapsed());
    }
    println!("{ENGINE_KILLS} kills of the engine: all back after {:.1} s at most", longest.as_secs_f32());

    let last = engine.0.id();
    drop(engine);
    until(GONE_WITHIN, "no child outlives the engine's own end", || {
        pids.values().all(|pid| !lives(*pid)).then_some(())
    })?;
    assert!(!lives(last));
    runtime.block_on(async {
        assert_eq!(store.integrity_check().await?, Vec::<String>::new());
        assert_eq!(store.config().await?.0.cameras.len(), CAMERAS, "no camera is lost");
        let runs = store.newest_run().await?;
        let expected = i64::try_from(CAMERAS + CHILD_KILLS + CAMERAS * ENGINE_KILLS)?;
        assert!(runs >= expected, "{runs} runs are kept, at least {expected} began");
        store.close().await;
        Ok(())
    })
}

/// An engine in the foreground; ended as a terminal ends it when it is dropped.
struct Engine(Child);

impl Engine {
    fn start(home: &Path) -> Result<Engine, Failed> {
        let child = command(home).arg("run").stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Engine(child))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if !matches!(self.0.try_wait(), Ok(None)) {
            return;
        }
        let told = Command::new("kill").args(["-s", "TERM", &self.0.id().to_string()]).status();
        if told.is_ok_and(|status| status.success()) {
            // An error means that it is gone already, which is what is wanted.
            let _ = self.0.wait();
        }
    }
}

/// The pid of each camera's child, once all of them live, have shown a frame, and none is one of `old`.
fn running(runtime: &Runtime, store: &Store, old: &BTreeMap<i64, u32>) -> Option<BTreeMap<i64, u32>> {
    let (runs, beats) = runtime
        .block_on(async { Some((store.open_runs().await.ok()?, store.latest_heartbeats().await.ok()?)) })?;
    let mut pids = BTreeMap::new();
    for run in runs {
        let process = run.process;
        let beat = beats.get(&process.key)?;
        let camera = process.key.camera.0;
        if beat.at < process.started || old.get(&camera) == Some(&process.pid) || !lives(process.pid) {
            return None;
        }
        pids.insert(camera, process.pid);
    }
    (pids.len() == CAMERAS).then_some(pids)
}

fn command(home: &Path) -> Command {
    let mut command = Command::new(CTL);
    command.arg("--home").arg(home).env("BELLWATCH_KEYRING", "off");
    command
}

fn ctl(home: &Path, words: &[&str]) -> Result<(), Failed> {
    let output = command(home).args(words).output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}

fn kill(pid: u32) -> Result<(), Failed> {
    let status = Command::new("kill").args(["-s", "KILL", &pid.to_string()]).status()?;
    if status.success() { Ok(()) } else { Err(format!("kill {pid}: {status}").into()) }
}

/// Whether a process is there and no zombie.
fn lives(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}

fn until<T>(within: Duration, what: &str, mut seen: impl FnMut() -> Option<T>) -> Result<T, Failed> {
    let end = Instant::now() + within;
    loop {
        if let Some(found) = seen() {
            return Ok(found);
        }
        if Instant::now() >= end {
            return Err(format!("not within {within:?}: {what}").into());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
