//! Whatever is killed, whenever: cameras come back, nothing is left running, nothing is lost.

#![allow(clippy::disallowed_methods)] // It starts and kills what it watches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bellwatch_engine::api::{KeyChoice, Store};
use chrono::DateTime;
use journeys::cameras::{Camera, Clip};
use tokio::runtime::Runtime;

type Failed = Box<dyn std::error::Error>;

const CTL: &str = env!("CARGO_BIN_EXE_bellwatchctl");
const CAMERAS: usize = 8;
/// So many of them are real RTSP cameras, the others pictures that ffmpeg makes itself.
const REAL: usize = 4;
const CHILD_KILLS: usize = 100;
/// Killed side by side, so that a hundred do not take ten minutes.
const AT_ONCE: usize = 5;
const ENGINE_KILLS: usize = 20;
/// Kills of the engine and all of its ffmpegs in one blow.
const BOTH_KILLS: usize = 5;
/// What the product promises.
const BACK_WITHIN: Duration = Duration::from_secs(10);
const GONE_WITHIN: Duration = Duration::from_secs(1);

#[test]
fn every_camera_is_back_after_each_of_a_hundred_kills_and_twenty_of_the_engine() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let home = folder.path();
    ctl(home, &["profile", "edit", "Standard", "fps=1", "hb_interval=1"])?;
    let runtime = Runtime::new()?;
    let real: Vec<Camera> = runtime.block_on(async {
        let mut real = Vec::new();
        for _ in 0..REAL {
            real.push(Camera::start(Clip::Small).await?);
        }
        Ok::<_, std::io::Error>(real)
    })?;
    for number in 0..CAMERAS {
        let address = real.get(number).map_or_else(|| "demo:corridor".to_owned(), Camera::address);
        ctl(home, &["camera", "add", &format!("Camera {number}"), &address])?;
    }
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
                kill(&[pids[&victim]])?;
            }
        }
        let began = Instant::now();
        let what = format!("cameras {:?} are back, round {round}", gone.keys());
        pids = until(BACK_WITHIN, &what, || running(&runtime, &store, &gone))?;
        longest = longest.max(began.elapsed());
    }
    println!("{CHILD_KILLS} kills of ffmpeg: back after {:.1} s at most", longest.as_secs_f32());

    let mut longest = Duration::ZERO;
    for round in 0..ENGINE_KILLS + BOTH_KILLS {
        let old = std::mem::take(&mut pids);
        let both = old.values().copied().filter(|_| round >= ENGINE_KILLS);
        kill(&[engine.0.id()].into_iter().chain(both).collect::<Vec<_>>())?;
        engine.0.wait()?;
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
    println!(
        "{ENGINE_KILLS} kills of the engine, {BOTH_KILLS} of both: all back after {:.1} s at most",
        longest.as_secs_f32()
    );

    let last = engine.0.id();
    drop(engine);
    until(GONE_WITHIN, "no child outlives the engine's own end", || {
        pids.values().all(|pid| !lives(*pid)).then_some(())
    })?;
    assert!(!lives(last));
    runtime.block_on(async {
        assert_eq!(store.integrity_check().await?, Vec::<String>::new());
        assert_eq!(store.config().await?.0.cameras.len(), CAMERAS, "no camera is lost");
        let expected = CAMERAS + CHILD_KILLS + CAMERAS * (ENGINE_KILLS + BOTH_KILLS);
        let runs = runs(&store).await?;
        assert!(runs.len() >= expected, "{} runs are kept, at least {expected} began", runs.len());
        let without_ending: Vec<_> = runs.iter().filter(|(_, ended)| !**ended).collect();
        assert!(without_ending.is_empty(), "every run has an ending: {without_ending:?}");
        let numbers: BTreeSet<i64> = (1..=store.newest_run().await?).collect();
        let lost: Vec<_> = numbers.iter().filter(|number| !runs.contains_key(number)).collect();
        assert!(lost.is_empty(), "no row is lost: {lost:?}");
        store.close().await;
        Ok(())
    })
}

/// The number of every run of every camera that is kept, and whether it has an ending.
async fn runs(store: &Store) -> Result<BTreeMap<i64, bool>, Failed> {
    let mut all = BTreeMap::new();
    for camera in store.config().await?.0.cameras {
        let runs = store.runs_of(camera.id, DateTime::UNIX_EPOCH, u32::MAX).await?;
        all.extend(runs.into_iter().map(|run| (run.process.id.0, run.ending.is_some())));
    }
    Ok(all)
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

/// Kills them in one blow.
fn kill(pids: &[u32]) -> Result<(), Failed> {
    let status = Command::new("kill").args(["-s", "KILL"]).args(pids.iter().map(u32::to_string)).status()?;
    if status.success() { Ok(()) } else { Err(format!("kill {pids:?}: {status}").into()) }
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
