//! What is asked of a running engine and puts something else in the place of what is configured: a backup, a file.

use std::path::Path;
use std::time::Duration;

use bellwatch_engine::api::ConfigTaking;
use bellwatch_engine::wire::RunnerState;
use journeys::house::{Failed, House};

const RUNS_WITHIN: Duration = Duration::from_secs(30);

fn failed(problem: bellwatch_engine::wire::Problem) -> Failed {
    format!("{}: {}", problem.message, problem.detail).into()
}

fn names(house: &House) -> Vec<String> {
    let mut names: Vec<String> =
        house.engine.view().cameras.iter().map(|camera| camera.name.clone()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_engine_ends_restores_and_gives_its_folder_to_the_next() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let gate = house.add("Gate", "demo:gate", Some(("admin", "sun/flower@42"))).await?;
    house.until_running(gate, RUNS_WITHIN).await?;
    let backup = house.engine.operator().backup_make(None, None).await.map_err(failed)?;
    house.add("Yard", "demo:yard", None).await?;
    assert_eq!(names(&house), ["Gate", "Yard"]);

    let file = house.engine.operator().backup_named(&backup.name).await.map_err(failed)?;
    let restored = house.engine.restore(&file).await.map_err(failed)?;
    assert_eq!(restored.rehearsal.cameras.gone, ["Yard"]);
    let before = restored.before.ok_or("the store before was not kept")?;
    assert!(Path::new(&before).exists());
    // Somebody may still hold the old one; it is over, and stands in nobody's way.
    let old = house;
    assert!(old.engine.restore(&file).await.is_err(), "it was given up");

    let house = House::open(folder.path()).await?;
    assert_eq!(names(&house), ["Gate"]);
    house.until_running(gate, RUNS_WITHIN).await?;
    assert!(house.engine.view().cameras[0].has_password);
    drop(old);
    let rehearsal =
        house.engine.operator().backup_rehearse(Path::new(&before), None).await.map_err(failed)?;
    assert_eq!(rehearsal.cameras.new, ["Yard"], "what went is in the backup that was made first");
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_cannot_be_restored_loses_nothing() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.add("Gate", "demo:gate", None).await?;
    let file = folder.path().join("backups").join("bellwatch-20260101T000000Z-by-hand.zip");
    std::fs::create_dir_all(folder.path().join("backups"))?;
    std::fs::write(&file, "no zip")?;
    let refused = house.engine.restore(&file).await.expect_err("it is no backup");
    assert!(!refused.message.is_empty());
    let house = House::open(folder.path()).await?;
    assert_eq!(names(&house), ["Gate"]);
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_is_looked_at_and_then_taken_over_after_a_backup() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let gate = house.add("Gate", "demo:gate", None).await?;
    house.until_running(gate, RUNS_WITHIN).await?;
    let text = house.engine.operator().config_text(None).await.map_err(failed)?;
    let text = text.replace("name = \"Gate\"", "name = \"Library\"");
    let looked = house.engine.config_import(&text, None, ConfigTaking::Look).await.map_err(failed)?;
    assert_eq!((looked.is_done, looked.cameras.new.as_slice()), (false, ["Library".to_owned()].as_slice()));
    assert_eq!(names(&house), ["Gate"], "a look changes nothing");
    assert!(house.engine.operator().backups().await.map_err(failed)?.list.is_empty());

    let bad = format!("{text}\n[[camera]]\nname = \"Yard\"\n");
    let refused = house.engine.config_import(&bad, None, ConfigTaking::CarryOut).await.map_err(failed)?;
    assert!(!refused.is_done && !refused.refused.is_empty(), "{refused:?}");
    assert_eq!(names(&house), ["Gate"]);

    let done = house.engine.config_import(&text, None, ConfigTaking::CarryOut).await.map_err(failed)?;
    assert!(done.is_done);
    assert_eq!(names(&house), ["Gate", "Library"]);
    let runs = |view: &bellwatch_engine::wire::View| {
        let is_running = |state: &RunnerState| matches!(state, RunnerState::Running { .. });
        (view.runners.iter().filter(|runner| is_running(&runner.state)).count() == 2).then_some(())
    };
    house.until("the new camera runs", RUNS_WITHIN, runs).await?;
    let [backup] =
        house.engine.operator().backups().await.map_err(failed)?.list.try_into().map_err(|_| "one")?;
    assert_eq!(Some(backup.path.as_str()), done.before.as_deref());
    assert_eq!(backup.facts.map(|facts| facts.kind), Some("before-import".to_owned()));

    let again = house.engine.config_import(&text, None, ConfigTaking::CarryOut).await.map_err(failed)?;
    assert_eq!((again.is_done, again.before), (false, None), "there is nothing to do");
    house.close().await;
    Ok(())
}
