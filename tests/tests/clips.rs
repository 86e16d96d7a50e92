//! Clips from outside: real RTSP, real ffmpeg; what is cut plays, and nothing of it lies open on the disk.

// What was cut is looked at with ffprobe; the rule that one place starts processes is the product's.
#![allow(clippy::disallowed_methods)]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use bellwatch_engine::api::{KeyChoice, Store};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{ClipKindView, ClipView, Problem, RunnerState, View};
use journeys::cameras::{Camera, Clip};
use journeys::faces::{MODEL, PACK, Seeing, consenting, enrol};
use journeys::house::{Failed, House, runner};

/// For what the engine does at once, on a machine that does other things too.
const DONE_WITHIN: Duration = Duration::from_secs(40);

fn failed(problem: Problem) -> Failed {
    problem.message.into()
}

async fn house(folder: &Path, models: Arc<Seeing>) -> Result<House, Failed> {
    let house = House::open_with(folder, Clock::system(), models).await?;
    house.knobs(&[("hb_interval", "1"), ("fps", "8"), ("clip_seconds", "5")]).await?;
    Ok(house)
}

async fn the_clip(house: &House) -> Result<ClipView, Failed> {
    let kept = |view: &View| (view.recognition.clips_revision > 1).then_some(());
    house.until("a clip is kept", DONE_WITHIN, kept).await?;
    house.engine.operator().clips(None).await.map_err(failed)?.pop().ok_or_else(|| "no clip".into())
}

/// Codec and seconds of a film, by ffprobe.
fn probed(film: &Path) -> Result<(String, f64), Failed> {
    let said = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-count_packets",
            "-show_entries",
            "stream=codec_name,nb_read_packets:packet=pts_time",
        ])
        .args(["-of", "compact=p=0:nk=1"])
        .arg(film)
        .output()?;
    let text = String::from_utf8(said.stdout)?;
    let codec = text.lines().rev().find_map(|line| line.split('|').find(|word| word.starts_with('h')));
    let times: Vec<f64> = text.lines().filter_map(|line| line.trim().parse().ok()).collect();
    let (first, last) = (times.first().ok_or("no packets")?, times.last().ok_or("no packets")?);
    Ok((codec.unwrap_or_default().to_owned(), last - first))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seconds_around_a_stranger_are_cut_and_play() -> Result<(), Failed> {
    for (clip, codec) in [(Clip::Small, "h264"), (Clip::SmallH265, "hevc")] {
        let folder = tempfile::tempdir()?;
        let house = house(folder.path(), Arc::default()).await?;
        let film = Camera::start(clip).await?;
        let camera = house.add("Gate", &film.address(), None).await?;
        // Well under way, so that there is something before the event.
        let under_way = |view: &View| {
            let beat = runner(view, camera)?.heartbeat.as_ref()?;
            (beat.frames > 56).then_some(())
        };
        house.until("seconds have passed", DONE_WITHIN, under_way).await?;
        house.settings(&[("pack", PACK)]).await?;
        let kept = the_clip(&house).await?;
        assert_eq!(
            (kept.kind, kept.camera, kept.camera_name.as_str()),
            (ClipKindView::UnknownFace, camera.0, "Gate")
        );
        // Five before, three after, and back to the keyframe.
        assert!((7..=10).contains(&kept.seconds), "{kept:?}");
        let saved = tempfile::tempdir()?;
        let id = bellwatch_domain::ClipId(kept.id);
        let path = house.engine.operator().clip_save(saved.path(), id).await.map_err(failed)?;
        let (found, seconds) = probed(Path::new(&path))?;
        assert_eq!(found, codec);
        assert!((6.5..=10.0).contains(&seconds), "{seconds} s");
        assert_eq!(film.counted().plays, 1, "the camera has one connection");

        // What lies in the folder is sealed: no MP4 and no transport stream can be seen in it.
        let lies: Vec<_> = std::fs::read_dir(folder.path().join("clips"))?.collect::<Result<_, _>>()?;
        assert_eq!(lies.len(), 1);
        let bytes = std::fs::read(lies[0].path())?;
        assert!(!bytes.windows(4).any(|four| four == b"moov" || four == b"mdat"));

        house.engine.operator().clip_delete(id).await.map_err(failed)?;
        assert_eq!(std::fs::read_dir(folder.path().join("clips"))?.count(), 0);
        assert!(house.engine.operator().clip_delete(id).await.is_err(), "it is gone");
        house.close().await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_ends_meanwhile_leaves_a_shorter_clip() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = house(folder.path(), Arc::default()).await?;
    let film = Camera::start(Clip::Small).await?;
    house.settings(&[("pack", PACK)]).await?;
    let camera = house.add("Gate", &film.address(), None).await?;
    let stranger = |view: &View| {
        let beat = runner(view, camera)?.heartbeat.as_ref()?;
        (beat.faces >= 4).then_some(())
    };
    house.until("a stranger was looked at", DONE_WITHIN, stranger).await?;
    let pid = house.pid(camera).ok_or("no process")?;
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status()?.success());
    let kept = the_clip(&house).await?;
    assert!(kept.seconds <= 9, "{kept:?}");
    house.until_running(camera, DONE_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_copied_is_said_and_the_camera_runs_on() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = house(folder.path(), Arc::default()).await?;
    house.settings(&[("pack", PACK)]).await?;
    // A test source is made by ffmpeg itself: there is nothing to hold, and nothing is promised.
    let demo = house.add("Demo", "demo:gate", None).await?;
    let looked = |view: &View| (runner(view, demo)?.heartbeat.as_ref()?.faces > 8).then_some(());
    house.until("it is looked at", DONE_WITHIN, looked).await?;
    assert!(house.engine.operator().clips(None).await.map_err(failed)?.is_empty());
    let runs = |view: &View| matches!(runner(view, demo)?.state, RunnerState::Running { .. }).then_some(());
    assert_eq!(runs(&house.engine.view()), Some(()));
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clip_of_somebody_in_doubt_goes_with_their_consent() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = house(folder.path(), Arc::default()).await?;
    let store = Store::open(folder.path(), KeyChoice::File).await?;
    let now = Clock::system().now();
    // Two people with one face: each is in doubt.
    let (ana, bo) = (consenting(&store, "1", now).await?, consenting(&store, "2", now).await?);
    for person in [ana, bo] {
        enrol(&store, person, b"a JPEG", Some((MODEL, &[1.0, 0.0])), now).await?;
    }
    let film = Camera::start(Clip::Small).await?;
    house.settings(&[("pack", PACK)]).await?;
    house.add("Gate", &film.address(), None).await?;
    let kept = the_clip(&house).await?;
    assert_eq!(kept.kind, ClipKindView::InDoubt);
    for person in [ana, bo] {
        store.withdraw_consent(person, "journey", now).await?;
    }
    assert!(store.clips(None).await?.is_empty());
    assert_eq!(std::fs::read_dir(folder.path().join("clips"))?.count(), 0, "the film went too");
    store.close().await;
    house.close().await;
    Ok(())
}
