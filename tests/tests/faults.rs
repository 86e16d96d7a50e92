//! What a camera can do wrong while it is there: each fault has its word, and goes when the camera is well again.

use std::time::Duration;

use bellwatch_domain::CameraId;
use bellwatch_engine::wire::{BeatKind, RunnerState, View};
use journeys::cameras::{Camera, Clip, Describes, Faults};
use journeys::house::{Failed, House, runner};

/// For a first picture, on a machine that does other things too.
const RUNS_WITHIN: Duration = Duration::from_secs(40);
/// A picture that stands still is told after a minute.
const TOLD_WITHIN: Duration = Duration::from_secs(90);

/// Side by side in one engine, since each takes its time.
#[tokio::test(flavor = "multi_thread")]
async fn each_fault_has_its_word_and_goes_when_the_camera_is_well_again() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("fps", "4"), ("hb_interval", "2"), ("stall_after", "8"), ("decode", "all")]).await?;
    tokio::try_join!(
        a_covered_lens(&house),
        a_picture_that_stands_still(&house),
        a_slow_camera(&house),
        a_camera_that_takes_its_time(&house),
        garbage_in_a_running_stream(&house),
        a_description_that_is_none(&house),
        no_keyframe_ever(&house),
    )?;
    house.close().await;
    Ok(())
}

/// A camera that runs.
async fn running(house: &House, name: &str) -> Result<(Camera, CameraId), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let id = house.add(name, &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    Ok((camera, id))
}

async fn a_covered_lens(house: &House) -> Result<(), Failed> {
    let (camera, id) = running(house, "Covered").await?;
    let pid = house.pid(id);
    camera.show(Clip::Black).await?;
    let told = house.until_error(id, "black_or_covered", TOLD_WITHIN).await?;
    assert!(matches!(told.state, RunnerState::Running { .. }), "it goes on");
    camera.show(Clip::Small).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    assert_eq!(house.pid(id), pid, "nothing was restarted for it");
    Ok(())
}

async fn a_picture_that_stands_still(house: &House) -> Result<(), Failed> {
    let (camera, id) = running(house, "Still").await?;
    camera.show(Clip::Still).await?;
    let told = house.until_error(id, "frozen", TOLD_WITHIN).await?;
    assert!(matches!(told.state, RunnerState::Running { .. }), "it goes on");
    camera.show(Clip::Small).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    Ok(())
}

/// One picture a second where four are wanted: it runs, and its bar says that it is slow.
async fn a_slow_camera(house: &House) -> Result<(), Failed> {
    let (camera, id) = running(house, "Slow").await?;
    camera.set(Faults { slower: 25, ..Faults::default() });
    let slow = |view: &View| {
        let runner = runner(view, id)?;
        let last = runner.bar.last().filter(|beat| beat.kind == BeatKind::Slow)?;
        matches!(runner.state, RunnerState::Running { .. }).then(|| last.words.clone())
    };
    let words = house.until("its bar says slow", RUNS_WITHIN, slow).await?;
    assert!(words.contains("of 4 frames a second"), "{words}");
    camera.set(Faults::default());
    let good =
        |view: &View| runner(view, id)?.bar.last().filter(|beat| beat.kind == BeatKind::Good).map(|_| ());
    house.until("its bar says good", RUNS_WITHIN, good).await
}

async fn a_camera_that_takes_its_time(house: &House) -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(Faults { latency: Duration::from_secs(2), ..Faults::default() });
    let id = house.add("Late", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    assert_eq!(camera.counted().connections, 1, "it is waited for, not asked again");
    Ok(())
}

async fn garbage_in_a_running_stream(house: &House) -> Result<(), Failed> {
    let (camera, id) = running(house, "Garbage").await?;
    camera.set(Faults { garbage: true, ..Faults::default() });
    let broken = |view: &View| {
        let error = runner(view, id)?.last_error.clone()?;
        ["damaged", "stalled"].contains(&error.code.as_str()).then_some(error.code)
    };
    let code = house.until("garbage is told", TOLD_WITHIN, broken).await?;
    println!("garbage in a running stream: {code}");
    camera.set(Faults::default());
    house.until_running(id, TOLD_WITHIN).await?;
    Ok(())
}

async fn a_description_that_is_none(house: &House) -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(Faults { describes: Describes::Nonsense, ..Faults::default() });
    let id = house.add("Nonsense", &camera.address(), None).await?;
    house.until_error(id, "not_video", RUNS_WITHIN).await?;
    camera.set(Faults::default());
    house.engine.try_again(id).await.map_err(|problem| problem.message)?;
    house.until_running(id, RUNS_WITHIN).await?;
    Ok(())
}

/// Without a keyframe there is no whole picture to begin with.
async fn no_keyframe_ever(house: &House) -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(Faults { no_keyframes: true, ..Faults::default() });
    let id = house.add("No keyframes", &camera.address(), None).await?;
    let broken = |view: &View| {
        let error = runner(view, id)?.last_error.clone()?;
        ["damaged", "stalled"].contains(&error.code.as_str()).then_some(error.code)
    };
    let code = house.until("missing keyframes are told", TOLD_WITHIN, broken).await?;
    println!("a stream without keyframes: {code}");
    camera.set(Faults::default());
    house.until_running(id, TOLD_WITHIN).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_without_udp_refuses_that_transport_and_runs_with_the_automatic_one() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(Faults { no_udp: true, ..Faults::default() });
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("rtsp_transport", "udp")]).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_error(id, "transport_refused", RUNS_WITHIN).await?;
    house.knobs(&[("rtsp_transport", "auto")]).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_ffmpeg_from_outside_or_at_its_start_is_said() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", "demo:gate", None).await?;
    for (signal, code) in [("KILL", "killed_by_system"), ("ABRT", "unknown")] {
        house.until_running(id, RUNS_WITHIN).await?;
        let pid = house.pid(id).ok_or("no child")?;
        kill(signal, pid)?;
        house.until_error(id, code, Duration::from_secs(5)).await?;
    }
    // A decoder that no ffmpeg has.
    house.until_running(id, RUNS_WITHIN).await?;
    house.knobs(&[("extra_cli", "-c no_such_decoder")]).await?;
    let told = house.until_error(id, "option_refused", RUNS_WITHIN).await?;
    let sentence = told.last_error.map(|error| error.sentence).unwrap_or_default();
    assert!(sentence.contains("no_such_decoder"), "{sentence}");
    house.knobs(&[("extra_cli", "")]).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[allow(clippy::disallowed_methods)] // It kills what it watches.
fn kill(signal: &str, pid: u32) -> Result<(), Failed> {
    let status = std::process::Command::new("kill").args(["-s", signal, &pid.to_string()]).status()?;
    if status.success() { Ok(()) } else { Err(format!("kill {pid}: {status}").into()) }
}
