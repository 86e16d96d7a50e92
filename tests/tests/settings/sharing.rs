//! What the site's settings share out among its cameras.

use std::process::Command;
use std::time::Duration;

use bellwatch_domain::CameraId;
use bellwatch_engine::wire::{RestReason, RunnerState, RunnerView, View};
use journeys::house::{Failed, House, draft, runner};

use super::{DONE_WITHIN, Site, failed};

/// Names the library of NVIDIA's driver to the engine.
const NVML: &str = "BELLWATCH_NVML";
/// What answers in its place.
const STAND_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/nvml/stand_in.c");

/// A demo camera of this priority.
async fn add(house: &House, name: &str, priority: u8) -> Result<CameraId, Failed> {
    let mut camera = draft(name, "demo:gate", None);
    camera.priority = priority;
    house.engine.camera_add(&camera).await.map_err(failed)
}

fn given(view: &View, camera: CameraId) -> Option<f64> {
    runner(view, camera)?.fps.given
}

/// Waits until these cameras are given so many frames a second.
async fn until_given(house: &House, expected: &[(CameraId, f64)]) -> Result<(), Failed> {
    let shared = |view: &View| expected.iter().all(|(id, fps)| given(view, *id) == Some(*fps)).then_some(());
    house.until("it is shared out", DONE_WITHIN, shared).await
}

#[tokio::test(flavor = "multi_thread")]
pub async fn all_cameras_together_are_looked_at_as_often_as_the_site_says() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.settings(&[("fps_budget", "5")]).await?;
    let (gate, yard) = (add(&house, "Gate", 9).await?, add(&house, "Yard", 5).await?);
    until_given(&house, &[(gate, 4.0), (yard, 1.0)]).await?;
    house.settings(&[("fps_budget", "7.5")]).await?;
    until_given(&house, &[(gate, 4.0), (yard, 3.5)]).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn no_more_cameras_run_at_once_than_the_site_allows() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.settings(&[("max_decoders", "1")]).await?;
    let (gate, yard) = (add(&house, "Gate", 9).await?, add(&house, "Yard", 5).await?);
    house.until_running(gate, DONE_WITHIN).await?;
    let rests = |runner: &RunnerView| match &runner.state {
        RunnerState::Resting { why: RestReason::BudgetUsedUp, sentence, .. } => Some(sentence.clone()),
        _ => None,
    };
    let sentence = rests(&house.runner(yard).ok_or("it is not shown")?).ok_or("it does not rest")?;
    assert_eq!(sentence, "The one decoder is in use by Gate.");
    house.settings(&[("max_decoders", "2")]).await?;
    house.until_running(yard, DONE_WITHIN).await?;
    house.close().await;
    Ok(())
}

/// There is no card here: a stand-in for the library of NVIDIA's driver says that one is used by 33 %. The library is chosen
/// by the environment when an engine starts, so this goes on in a process of its own.
#[test]
pub fn a_gpu_that_is_used_more_than_the_site_wants_is_relieved() -> Result<(), Failed> {
    if std::env::var_os(NVML).is_some() {
        return tokio::runtime::Runtime::new()?.block_on(relieved());
    }
    let folder = tempfile::tempdir()?;
    let library = folder.path().join("libnvml-stand-in.so");
    run(Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(STAND_IN))?;
    let name = "sharing::a_gpu_that_is_used_more_than_the_site_wants_is_relieved";
    let said = run(Command::new(std::env::current_exe()?).args(["--exact", name]).env(NVML, &library))?;
    assert!(said.contains("1 passed"), "{said}");
    Ok(())
}

/// Runs a program to its end; what it said.
#[allow(clippy::disallowed_methods)] // Neither the compiler nor a test is an engine's child.
fn run(command: &mut Command) -> Result<String, Failed> {
    let ran = command.output()?;
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    if !ran.status.success() {
        return Err(format!("{}: {said}{}", ran.status, String::from_utf8_lossy(&ran.stderr)).into());
    }
    Ok(said)
}

async fn relieved() -> Result<(), Failed> {
    let site = Site::open().await?;
    let house = &site.house;
    house.knobs(&[("hwaccel", "cuda")]).await?;
    let (gate, yard) = (add(house, "Gate", 9).await?, add(house, "Yard", 5).await?);
    until_given(house, &[(gate, 4.0), (yard, 4.0)]).await?;
    house.engine.look_at_gauges(true);
    site.set("gpu_target", "20").await?;
    // 6 of 8 frames a second, then 4.5.
    measured_for(&site, 30).await?;
    until_given(&site.house, &[(gate, 4.0), (yard, 2.0)]).await?;
    let why = site.house.runner(yard).and_then(|runner| runner.fps.why);
    assert_eq!(why.as_deref(), Some("The GPU is full."));
    measured_for(&site, 30).await?;
    until_given(&site.house, &[(gate, 4.0), (yard, 0.5)]).await?;
    // 33 % is well below this.
    site.set("gpu_target", "60").await?;
    measured_for(&site, 150).await?;
    until_given(&site.house, &[(gate, 4.0), (yard, 4.0)]).await?;
    let told = |view: &View| {
        let over = |sentence: &str| {
            sentence.starts_with("Yard ran at 0.5 to 2 of 4 fps from 10:00 to 10:0")
                && sentence.ends_with(": the GPU was full.")
        };
        view.events.iter().any(|event| over(&event.sentence)).then_some(())
    };
    site.house.until("the receipt is written", DONE_WITHIN, told).await?;
    site.house.close().await;
    Ok(())
}

/// Lets so many seconds go by, a sample of the gauges in every ten of them.
async fn measured_for(site: &Site, seconds: u64) -> Result<(), Failed> {
    for _ in 0..seconds / 10 {
        let next = site.clock.now() + Duration::from_secs(10);
        site.clock.turn_to(next);
        let sampled = |view: &View| {
            let at_ms = view.gauges.as_ref()?.at_ms;
            (at_ms >= next.timestamp_millis()).then_some(())
        };
        site.house.until("a sample is taken", DONE_WITHIN, sampled).await?;
    }
    Ok(())
}
