//! How near the forecast comes to what is then measured, for a mix of twelve cameras.

use std::time::Duration;

use bellwatch_domain::CameraId;
use bellwatch_engine::wire::{RunnerState, View};
use journeys::cameras::{Camera, Clip};
use journeys::house::{Failed, House, runner};
use serde_json::{Value, json};

/// The history keeps a beat a minute, and three of them are a cost.
const LEARN: Duration = Duration::from_secs(200);
const MEASURE: Duration = Duration::from_secs(40);

/// Half of the cameras run, then the other half; the forecast for all is held against what all cost.
pub async fn measure(say: &mut impl FnMut(Value)) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("fps", "2"), ("hb_interval", "5"), ("snapshot_every", "off"), ("decode", "all")]).await?;
    let mut cameras = Vec::new();
    for nth in 0..12 {
        let clip = [Clip::Small, Clip::Larger, Clip::SmallH265, Clip::Full][nth % 4];
        let camera = Camera::start(clip).await?;
        let id = house.add(&format!("Camera {nth}"), &camera.address(), None).await?;
        cameras.push((camera, id));
    }
    let halves: Vec<Vec<CameraId>> =
        [0, 1].map(|half| cameras.iter().skip(half).step_by(2).map(|(_, id)| *id).collect()).into();
    for half in &halves {
        for (_, id) in &cameras {
            switch(&house, *id, half.contains(id)).await?;
        }
        until_run(&house, half).await?;
        tokio::time::sleep(LEARN).await;
    }
    for (_, id) in &cameras {
        switch(&house, *id, true).await?;
    }
    let all: Vec<CameraId> = cameras.iter().map(|(_, id)| *id).collect();
    let week = house.engine.forecast().await.map_err(|problem| problem.message)?;
    let first = week.stretches.first().ok_or("there is no stretch")?;
    let cores = std::thread::available_parallelism()?.get() as f64;
    let foreseen = (first.cpu.value - week.other_cpu) * cores / 100.0;
    until_run(&house, &all).await?;
    house.engine.look_at_gauges(true);
    // What a start costs is over by then.
    tokio::time::sleep(Duration::from_secs(15)).await;
    let before = used(&house, &all)?;
    tokio::time::sleep(MEASURE).await;
    let measured = (used(&house, &all)? - before) / MEASURE.as_secs_f64();
    say(json!({
        "what": "forecast of 12 cameras",
        "foreseen_cores": foreseen,
        "measured_cores": measured,
        "to_measured": foreseen / measured,
        "guessed": first.estimated,
    }));
    house.close().await;
    Ok(())
}

async fn switch(house: &House, camera: CameraId, on: bool) -> Result<(), Failed> {
    Ok(house.engine.camera_set_enabled(camera, on).await.map_err(|problem| problem.message)?)
}

async fn until_run(house: &House, cameras: &[CameraId]) -> Result<(), Failed> {
    let run = |view: &View| {
        let runs = |id: &CameraId| {
            runner(view, *id).is_some_and(|runner| matches!(runner.state, RunnerState::Running { .. }))
        };
        cameras.iter().all(runs).then_some(())
    };
    house.until("they run", Duration::from_secs(120), run).await
}

/// CPU seconds of these cameras' ffmpeg so far.
fn used(house: &House, cameras: &[CameraId]) -> Result<f64, Failed> {
    let mut sum = 0.0;
    for camera in cameras {
        let pid = house.pid(*camera).ok_or("a camera has no process")?;
        sum += bellwatch_engine::proc::usage(pid)?.cpu.as_secs_f64();
    }
    Ok(sum)
}
