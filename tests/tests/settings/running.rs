//! What the site's settings change in what runs.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bellwatch_domain::CameraId;
use bellwatch_engine::wire::{KnobValue, ProcessView, RunnerState, RunnerView, View};
use journeys::cameras::{Camera, Clip, Faults};
use journeys::house::{Failed, House, runner};

use super::{DONE_WITHIN, Site, failed};

/// How long a start holds its slot; see the enforcer.
const SLOT_MS: i64 = 2000;
/// A start is noted after the spawn, which takes a moment on a busy machine.
const SPAWN_MS: i64 = 500;

#[tokio::test(flavor = "multi_thread")]
pub async fn the_enforcer_looks_as_often_as_the_site_says() -> Result<(), Failed> {
    let site = Site::open().await?;
    let seconds = Duration::from_secs;
    let last_tick = || site.house.engine.view().engine.last_ok_ms;
    for (tick, last, next) in [("20", 0, 20), ("90", 20, 110)] {
        site.set("tick", tick).await?;
        let before = last_tick();
        site.clock.turn_to(site.start + seconds(next - 1));
        // An answer means that the enforcer has looked at this instant.
        site.set("name", tick).await?;
        assert_eq!(last_tick(), before, "tick={tick}: a second too early after that of {last} s");
        // Had it looked a second too early, it would not now.
        site.tick_at(seconds(next)).await?;
    }
    site.house.close().await;
    Ok(())
}

/// Side by side, since slow cameras take their time.
#[tokio::test(flavor = "multi_thread")]
pub async fn no_more_cameras_start_at_once_than_the_site_allows() -> Result<(), Failed> {
    let (few, many) = tokio::try_join!(start_together(6, "2"), start_together(32, "4"))?;
    assert!(few < Duration::from_secs(30) && many < Duration::from_secs(60), "{few:?}, {many:?}");
    Ok(())
}

/// Starts so many cameras of which none shows a picture before its slot is over, and holds the instants of their
/// starts against the setting. How long it took until all of them ran.
async fn start_together(count: usize, max_starting: &str) -> Result<Duration, Failed> {
    let mut cameras = Vec::new();
    for _ in 0..count {
        let camera = Camera::start(Clip::Small).await?;
        // Four answers before the first picture.
        camera.set(Faults { latency: Duration::from_millis(700), ..Faults::default() });
        cameras.push(camera);
    }
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    set(&house, "max_starting", max_starting).await?;
    house.knobs(&[("fps", "1"), ("decode", "all")]).await?;
    // Added while none may run, so that all of them want to start at one instant.
    house.engine.stop_runners().await.map_err(failed)?;
    for (number, camera) in cameras.iter().enumerate() {
        house.add(&format!("Camera {number}"), &camera.address(), None).await?;
    }
    let began = Instant::now();
    house.engine.enforce_now().await.map_err(failed)?;
    let mut started = BTreeMap::new();
    house
        .until("all of them run", Duration::from_secs(120), |view| {
            let processes = view.runners.iter().filter_map(|runner| runner.process.as_ref());
            started.extend(processes.map(|process| (process.id, process.started_ms)));
            let runs = |runner: &&RunnerView| matches!(runner.state, RunnerState::Running { .. });
            (view.runners.iter().filter(runs).count() == count).then_some(())
        })
        .await?;
    let took = began.elapsed();
    house.close().await;
    assert_eq!(started.len(), count, "each started once");
    let mut instants: Vec<i64> = started.into_values().collect();
    instants.sort_unstable();
    let limit: usize = max_starting.parse()?;
    for starts in instants.windows(limit + 1) {
        let apart = starts[limit] - starts[0];
        assert!(apart >= SLOT_MS - SPAWN_MS, "{} starts within {apart} ms", limit + 1);
    }
    println!("{count} cameras, {max_starting} at once: all ran after {:.1} s", took.as_secs_f32());
    Ok(took)
}

#[tokio::test(flavor = "multi_thread")]
pub async fn no_camera_is_looked_at_oftener_than_the_site_allows() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("fps", "8"), ("hb_interval", "2")]).await?;
    set(&house, "max_fps", "1.5").await?;
    let id = house.add("Gate", "demo:gate", None).await?;
    // The second beat: the first covers the start.
    let mut beats = Vec::new();
    let second = |view: &View| {
        let beat = runner(view, id)?.heartbeat.clone()?;
        if beats.last() != Some(&beat.at_ms) {
            beats.push(beat.at_ms);
        }
        (beats.len() > 1).then_some(beat)
    };
    let beat = house.until("two heartbeats", DONE_WITHIN, second).await?;
    assert!((1.0..=2.0).contains(&beat.fps), "{} frames a second", beat.fps);
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a_child_is_as_nice_as_the_site_says() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", "demo:gate", None).await?;
    for nice in [12, 15] {
        set(&house, "nice", &nice.to_string()).await?;
        let held = |view: &View| {
            let process = alive(view, id)?;
            (process.nice_held == Some(nice)).then_some(process.nice_asked)
        };
        assert_eq!(house.until("the child is as nice", DONE_WITHIN, held).await?, nice);
    }
    house.close().await;
    Ok(())
}

/// Both ways round: the child of a profile that says nothing, and of one that says it itself.
#[tokio::test(flavor = "multi_thread")]
pub async fn a_child_has_the_cores_that_the_site_says() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", "demo:gate", None).await?;
    set(&house, "cpu_affinity", "0").await?;
    let held = |view: &View| {
        let process = alive(view, id)?;
        (process.affinity_held.as_deref() == Some("0")).then(|| process.affinity_asked.clone())
    };
    assert_eq!(house.until("the child has the site's core", DONE_WITHIN, held).await?, "0");
    house.knobs(&[("cpu_affinity", "all")]).await?;
    let asked = |view: &View| {
        let process = alive(view, id)?;
        (process.affinity_held.is_some() && process.affinity_asked == "all").then_some(())
    };
    house.until("the child has what its profile says", DONE_WITHIN, asked).await?;
    house.close().await;
    Ok(())
}

/// The process of a camera that has not ended.
fn alive(view: &View, id: CameraId) -> Option<&ProcessView> {
    runner(view, id)?.process.as_ref().filter(|process| process.ended_ms.is_none())
}

async fn set(house: &House, key: &str, value: &str) -> Result<(), Failed> {
    let values = [KnobValue { key: key.to_owned(), value: value.to_owned() }];
    house.engine.site_edit(&values).await.map_err(failed)
}
