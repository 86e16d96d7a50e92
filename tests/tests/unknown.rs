//! Unknown faces from outside: nothing of a stranger is kept, except in the diagnostic mode, which ends by itself.

use std::sync::Arc;
use std::time::Duration;

use bellwatch_engine::api::{KeyChoice, Store};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{ModeLengthDraft, Problem, UnknownView, View};
use journeys::faces::{PACK, Seeing};
use journeys::house::{Failed, House, runner};

/// For what the engine does at once, on a machine that does other things too.
const DONE_WITHIN: Duration = Duration::from_secs(30);

fn failed(problem: Problem) -> Failed {
    problem.message.into()
}

fn unknown(view: &View) -> UnknownView {
    view.recognition.unknown.clone()
}

async fn events(store: &Store) -> Result<Vec<(String, String)>, Failed> {
    let events = store.events(None, 1000).await?.into_iter();
    Ok(events.filter(|event| event.kind == "unknown").map(|event| (event.actor, event.sentence)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_face_is_kept_while_the_mode_is_on_and_never_else() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let clock = Clock::system_with_offset();
    let house = House::open_with(folder.path(), clock.clone(), Arc::new(Seeing::default())).await?;
    house.knobs(&[("hb_interval", "1"), ("fps", "8")]).await?;
    let store = Store::open(folder.path(), KeyChoice::File).await?;
    let early = house.engine.unknown_start(ModeLengthDraft::Hour).await.map_err(failed).unwrap_err();
    assert!(early.to_string().starts_with("No model pack is chosen"), "{early}");
    house.settings(&[("pack", PACK)]).await?;
    let camera = house.add("Gate", "demo:gate", None).await?;
    let faces = |view: &View| Some(runner(view, camera)?.heartbeat.as_ref()?.faces);
    let looked = |view: &View| faces(view).filter(|faces| *faces > 8);
    house.until("a stranger is looked at often enough", DONE_WITHIN, looked).await?;
    assert_eq!((unknown(&house.engine.view()).faces, store.unknown_faces().await?.len()), (0, 0));

    house.engine.unknown_start(ModeLengthDraft::QuarterHour).await.map_err(failed)?;
    let on = |view: &View| unknown(view).mode.filter(|_| unknown(view).faces == 1);
    let mode = house.until("who stands there is kept", DONE_WITHIN, on).await?;
    assert_eq!((mode.by.as_str(), mode.ends_ms - mode.started_ms), ("journey", 900_000));
    let face = house.engine.operator().unknown_faces().await.map_err(failed)?.remove(0);
    assert_eq!((face.camera_name.as_deref(), face.until_ms), (Some("Gate"), mode.ends_ms + 24 * 3_600_000));
    let picture = house.engine.operator().unknown_picture(face.id).await.map_err(failed)?;
    assert_eq!(&picture.ok_or("no picture")?[..2], b"\xff\xd8", "a JPEG");
    let twice = house.engine.unknown_start(ModeLengthDraft::Hour).await.map_err(failed).unwrap_err();
    assert!(twice.to_string().starts_with("Unknown faces are being kept already"), "{twice}");
    house.close().await;

    // Its time is over while nothing runs.
    clock.jump_by(chrono::Duration::minutes(16));
    let house = House::open_with(folder.path(), clock, Arc::new(Seeing::default())).await?;
    let over = |view: &View| (unknown(view).faces == 1 && unknown(view).mode.is_none()).then_some(());
    house.until("the mode is over and the tray stays", DONE_WITHIN, over).await?;
    house.until("the stranger is looked at again", DONE_WITHIN, looked).await?;
    assert_eq!(store.unknown_faces().await?[0].looks, face.looks);
    house.engine.unknown_delete_all().await.map_err(failed)?;
    let empty = |view: &View| (unknown(view).faces == 0).then_some(());
    house.until("the tray is empty", DONE_WITHIN, empty).await?;

    house.engine.unknown_start(ModeLengthDraft::Day).await.map_err(failed)?;
    house.until("they are kept again", DONE_WITHIN, on).await?;
    house.engine.unknown_stop().await.map_err(failed)?;
    let off = |view: &View| unknown(view).mode.is_none().then_some(());
    house.until("that is stopped at once", DONE_WITHIN, off).await?;
    let actors: Vec<String> = events(&store).await?.into_iter().rev().map(|(actor, _)| actor).collect();
    assert_eq!(actors, ["journey", "engine", "journey", "journey", "journey"]);
    house.close().await;
    store.close().await;
    Ok(())
}
