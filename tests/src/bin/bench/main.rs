//! What Bellwatch costs, side by side with bare ffmpeg on the same streams in the same run. Prints a table and writes
//! JSON to `tests/out/bench.json`. Never a test: machines differ, so ratios count.

#![allow(clippy::disallowed_methods)] // It measures what it starts.

mod faces;
mod forecasting;
mod looking;
mod planning;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_domain::{ProfileId, RunnerKey};
use bellwatch_engine::api::{KeyChoice, Operator, Store};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{KnobValue, ProfileDraft};
use journeys::cameras::{Camera, Clip, Faults};
use journeys::house::{Failed, draft};
use journeys::packs;
use serde_json::{Value, json};

/// The kernel's clock ticks a second, as `/proc` counts CPU time (always 100 on Linux for user space).
const TICKS: f64 = 100.0;

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let window = Duration::from_secs(if std::env::args().any(|word| word == "--quick") { 5 } else { 12 });
    let mut rows = Vec::new();
    let mut say = |row: Value| {
        println!("{}", line(&row));
        rows.push(row);
    };
    if std::env::args().any(|word| word == "--forecast") {
        return forecasting::measure(&mut say).await;
    }
    println!("load before: {}", fs::read_to_string("/proc/loadavg")?.trim());
    planning::tick(&mut say);
    looking::looks(&mut say).await?;
    planning::year(&mut say);
    planning::what_if(&mut say);
    if std::env::args().any(|word| word == "--planning") {
        return Ok(());
    }
    faces::measure(&mut say)?;
    if std::env::args().any(|word| word == "--faces") {
        return Ok(());
    }
    idle(&mut say, window).await?;
    for count in [1, 4, 8] {
        let cameras = cameras(count, Clip::Full).await?;
        let copy = bare(&cameras, &["-c", "copy"], window)?;
        let floor = bare(&cameras, &[], window)?;
        say(json!({"what": format!("{count} × bare ffmpeg, copy"), "cpu_s_per_s": copy}));
        say(json!({"what": format!("{count} × bare ffmpeg, decode"), "cpu_s_per_s": floor}));
        for fps in ["1", "4", "8"] {
            let knobs = [("fps", fps), ("decode", "all"), ("snapshot_every", "off")];
            let used = watched(&cameras, &knobs, window).await?;
            say(used.row(&format!("{count} cameras at {fps} fps"), Some(floor)));
        }
    }
    let sixteen = cameras(16, Clip::Full).await?;
    let one = bare(&sixteen[..1], &[], window)?;
    let used =
        watched(&sixteen, &[("fps", "0.5"), ("decode", "keyframes"), ("snapshot_every", "off")], window)
            .await?;
    say(used.row("16 cameras, keyframes alone", Some(one * 16.0)));
    sharing(&mut say, window).await?;
    recovery(&mut say).await?;
    println!("load after: {}", fs::read_to_string("/proc/loadavg")?.trim());
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("out");
    fs::create_dir_all(&out)?;
    fs::write(out.join("bench.json"), serde_json::to_string_pretty(&rows)?)?;
    Ok(())
}

/// An engine with nothing to do.
async fn idle(say: &mut impl FnMut(Value), window: Duration) -> Result<(), Failed> {
    let used = watched(&[], &[], window).await?;
    say(
        json!({"what": "engine without cameras", "engine_cpu_s_per_s": used.engine, "engine_mb": used.engine_mb}),
    );
    Ok(())
}

/// How many looks a second 16 cameras get that show a face all the time and share the machine.
async fn sharing(say: &mut impl FnMut(Value), window: Duration) -> Result<(), Failed> {
    let Some((models, faces)) = faces::real() else {
        println!("skipped: recognising 16 cameras needs BELLWATCH_TEST_MODELS and BELLWATCH_TEST_FACES");
        return Ok(());
    };
    let photo = faces.join("lfw10/Ariel_Sharon/Ariel_Sharon_0001.jpg");
    let cameras = cameras(16, Clip::Larger).await?;
    for camera in &cameras {
        camera.show_passing(&photo).await?;
    }
    for det_set in ["320", "640"] {
        let knobs = [("fps", "4"), ("hb_interval", "1"), ("snapshot_every", "off"), ("det_set", det_set)];
        let house = House::new(&cameras, &knobs).await?;
        house.recognise(&models).await?;
        let engine = house.start()?;
        house.until_running(cameras.len()).await?;
        let began = house.until_looked(cameras.len()).await?;
        let before = cpu(engine.0.id());
        tokio::time::sleep(window).await;
        let used = (cpu(engine.0.id()) - before) / window.as_secs_f64();
        let mut rates = Vec::new();
        for (key, beat) in house.store.latest_heartbeats().await? {
            let Some(first) = began.get(&key) else { continue };
            let seconds = (beat.at - first.at).num_milliseconds() as f64 / 1000.0;
            rates.push((beat.looks.saturating_sub(first.looks)) as f64 / seconds.max(0.001));
        }
        let least = rates.iter().copied().fold(f64::INFINITY, f64::min);
        say(json!({
            "what": format!("16 cameras with a face each, det_set {det_set}, 4 fps"),
            "looks_per_s_each": rates.iter().sum::<f64>() / rates.len().max(1) as f64,
            "least": least,
            "engine_cpu_s_per_s": used,
            "engine_mb": megabytes(engine.0.id()),
        }));
    }
    Ok(())
}

/// Start to first picture, kill to running again, freeze to noticed.
async fn recovery(say: &mut impl FnMut(Value)) -> Result<(), Failed> {
    for (clip, words) in [(Clip::Small, "320×240"), (Clip::Full, "1920×1080")] {
        let cameras = cameras(16, clip).await?;
        let house = House::new(&cameras, &[("fps", "1")]).await?;
        let began = Instant::now();
        let engine = house.start()?;
        house.until_running(16).await?;
        say(
            json!({"what": format!("16 cameras of {words}: start to first pictures"), "s": began.elapsed().as_secs_f64()}),
        );
        drop(engine);
    }
    let cameras = cameras(1, Clip::Small).await?;
    let house = House::new(&cameras, &[("fps", "4"), ("stall_after", "5"), ("hb_interval", "1")]).await?;
    let engine = house.start()?;
    house.until_running(1).await?;
    let runs = house.store.newest_run().await?;
    let began = Instant::now();
    for pid in house.pids().await? {
        Command::new("kill").args(["-9", &pid.to_string()]).status()?;
    }
    while house.store.newest_run().await? == runs {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    house.until_running(1).await?;
    say(json!({"what": "ffmpeg killed: runs again after", "s": began.elapsed().as_secs_f64()}));
    cameras[0].set(Faults { freeze: true, ..Faults::default() });
    let began = Instant::now();
    while !house.store.memory().await?.runners.values().any(|past| past.last_error.is_some()) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    say(
        json!({"what": "camera frozen (stall_after 5 s): noticed after", "s": began.elapsed().as_secs_f64()}),
    );
    drop(engine);
    Ok(())
}

async fn cameras(count: usize, clip: Clip) -> Result<Vec<Camera>, Failed> {
    let mut cameras = Vec::new();
    for _ in 0..count {
        cameras.push(Camera::start(clip).await?);
    }
    Ok(cameras)
}

/// What was used within a window, per second of it.
struct Used {
    children: f64,
    engine: f64,
    child_mb: f64,
    engine_mb: f64,
    fps: f64,
}

impl Used {
    fn row(&self, what: &str, floor: Option<f64>) -> Value {
        let both = self.children + self.engine;
        json!({
            "what": what,
            "cpu_s_per_s": both,
            "engine_cpu_s_per_s": self.engine,
            "to_decode": floor.map(|floor| both / floor),
            "child_mb": self.child_mb,
            "engine_mb": self.engine_mb,
            "fps": self.fps,
        })
    }
}

/// CPU seconds a second of as many bare ffmpegs as there are cameras.
fn bare(cameras: &[Camera], words: &[&str], window: Duration) -> Result<f64, Failed> {
    let mut children = Vec::new();
    for camera in cameras {
        let child = Command::new("ffmpeg")
            .args([
                "-loglevel",
                "error",
                "-nostdin",
                "-rtsp_transport",
                "tcp",
                "-i",
                &camera.address(),
                "-map",
                "0:v:0",
            ])
            .args(words)
            .args(["-f", "null", "-"])
            .stdin(Stdio::null())
            .spawn()?;
        children.push(child);
    }
    std::thread::sleep(Duration::from_secs(3));
    let pids: Vec<u32> = children.iter().map(Child::id).collect();
    let used = measure(&pids, window);
    for child in &mut children {
        child.kill()?;
        child.wait()?;
    }
    Ok(used)
}

/// What an engine of its own process uses for these cameras.
async fn watched(cameras: &[Camera], knobs: &[(&str, &str)], window: Duration) -> Result<Used, Failed> {
    let house = House::new(cameras, knobs).await?;
    let engine = house.start()?;
    house.until_running(cameras.len()).await?;
    let pids = house.pids().await?;
    let both: Vec<u32> = pids.iter().copied().chain([engine.0.id()]).collect();
    let before: f64 = cpu(engine.0.id());
    let all = measure(&both, window);
    let own = (cpu(engine.0.id()) - before) / window.as_secs_f64();
    let beats = house.store.latest_heartbeats().await?;
    let count = cameras.len().max(1) as f64;
    let used = Used {
        children: all - own,
        engine: own,
        child_mb: pids.iter().map(|pid| megabytes(*pid)).sum::<f64>() / count,
        engine_mb: megabytes(engine.0.id()),
        fps: beats.values().map(|beat| beat.fps).sum::<f64>() / count,
    };
    drop(engine);
    Ok(used)
}

fn measure(pids: &[u32], window: Duration) -> f64 {
    let sum = || pids.iter().map(|pid| cpu(*pid)).sum::<f64>();
    let before = sum();
    std::thread::sleep(window);
    (sum() - before) / window.as_secs_f64()
}

/// CPU seconds of a process so far, user and system.
fn cpu(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let field = |nth: usize| fields.get(nth).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    (field(11) + field(12)) / TICKS
}

/// A process's share of memory (PSS), MB.
fn megabytes(pid: u32) -> f64 {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap_or(0.0) / 1024.0
}

/// A data folder with cameras, and the way to start an engine in it.
struct House {
    folder: tempfile::TempDir,
    store: Store,
}

impl House {
    async fn new(cameras: &[Camera], knobs: &[(&str, &str)]) -> Result<House, Failed> {
        let folder = tempfile::tempdir()?;
        let store = Store::open(folder.path(), KeyChoice::File).await?;
        let operator = Operator::new(store.clone(), Clock::system(), "bench");
        let values =
            knobs.iter().map(|(key, value)| KnobValue { key: (*key).into(), value: (*value).into() });
        let draft_of_profile = ProfileDraft { name: "Standard".to_owned(), values: values.collect() };
        operator.profile_edit(ProfileId(1), &draft_of_profile).await.map_err(|problem| problem.message)?;
        for (number, camera) in cameras.iter().enumerate() {
            let draft = draft(&format!("Camera {number}"), &camera.address(), None);
            operator.camera_add(&draft).await.map_err(|problem| problem.message)?;
        }
        Ok(House { folder, store })
    }

    /// Installs a pack and has it recognise.
    async fn recognise(&self, models: &Path) -> Result<(), Failed> {
        let folder = tempfile::tempdir()?;
        packs::write_real(folder.path(), models)?;
        let done = self.command()?.args(["models", "install", "--from"]).arg(folder.path()).output()?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into_owned().into());
        }
        let operator = Operator::new(self.store.clone(), Clock::system(), "bench");
        let values = [KnobValue { key: "pack".to_owned(), value: packs::REAL.to_owned() }];
        operator.site_edit(&values).await.map_err(|problem| problem.message.into())
    }

    /// Waits until every runner was looked at; gives their beats.
    async fn until_looked(&self, count: usize) -> Result<BTreeMap<RunnerKey, Heartbeat>, Failed> {
        let end = Instant::now() + Duration::from_secs(120);
        loop {
            let beats = self.store.latest_heartbeats().await?;
            if beats.values().filter(|beat| beat.looks > 0).count() >= count {
                return Ok(beats);
            }
            if Instant::now() > end {
                return Err("not every camera was looked at within 120 s".into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn command(&self) -> Result<Command, Failed> {
        let program: PathBuf = std::env::current_exe()?.with_file_name("bellwatchctl");
        let mut command = Command::new(program);
        command.arg("--home").arg(self.folder.path()).env("BELLWATCH_KEYRING", "off");
        Ok(command)
    }

    fn start(&self) -> Result<Engine, Failed> {
        let child = self.command()?.arg("run").stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Engine(child))
    }

    /// Waits until `count` cameras have beaten since their run began.
    async fn until_running(&self, count: usize) -> Result<(), Failed> {
        let end = Instant::now() + Duration::from_secs(120);
        loop {
            let beats = self.store.latest_heartbeats().await?;
            let runs = self.store.open_runs().await?;
            let beats_since = |process: &bellwatch_engine::api::RunningProcess| {
                beats.get(&process.key).is_some_and(|beat| beat.at >= process.started)
            };
            if runs.iter().filter(|run| beats_since(&run.process)).count() >= count {
                return Ok(());
            }
            if Instant::now() > end {
                return Err(format!("{count} cameras did not run within 120 s").into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn pids(&self) -> Result<Vec<u32>, Failed> {
        Ok(self.store.open_runs().await?.iter().map(|run| run.process.pid).collect())
    }
}

/// An engine as a process of its own; stopped as a terminal stops it.
struct Engine(Child);

impl Drop for Engine {
    fn drop(&mut self) {
        let told = Command::new("kill").args(["-s", "TERM", &self.0.id().to_string()]).status();
        if told.is_ok_and(|status| status.success()) {
            // An error means that it is gone already.
            let _ = self.0.wait();
        }
    }
}

fn line(row: &Value) -> String {
    let Some(fields) = row.as_object() else { return String::new() };
    let number =
        |value: &Value| value.as_f64().map_or_else(|| "–".to_owned(), |number| format!("{number:.3}"));
    let rest = fields
        .iter()
        .filter(|(key, _)| *key != "what")
        .map(|(key, value)| format!("{key} {}", number(value)));
    format!("{:<46} {}", row["what"].as_str().unwrap_or_default(), rest.collect::<Vec<_>>().join("  "))
}
