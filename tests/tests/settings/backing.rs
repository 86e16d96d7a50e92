//! Backups: when they are made, where they go, and how many are kept.

use std::fs;
use std::path::{Path, PathBuf};

use bellwatch_engine::wire::View;
use chrono::{DateTime, Utc};
use journeys::house::Failed;

use super::{DONE_WITHIN, Site};

fn at(text: &str) -> Result<DateTime<Utc>, Failed> {
    Ok(text.parse()?)
}

fn backups(folder: &Path) -> Result<Vec<String>, Failed> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| name.ends_with("-daily.zip"));
    names.sort();
    Ok(names)
}

fn said(view: &View) -> usize {
    view.events.iter().filter(|event| event.sentence.starts_with("A backup was made")).count()
}

/// Turns the clock and waits until so many backups were told of.
async fn until(site: &Site, now: DateTime<Utc>, count: usize) -> Result<(), Failed> {
    site.clock.turn_to(now);
    let done = |view: &View| (said(view) == count).then_some(());
    site.house.until("the backup is made", DONE_WITHIN, done).await
}

#[tokio::test(flavor = "multi_thread")]
pub async fn the_backup_is_made_after_the_sites_hour_and_late_where_it_was_missed() -> Result<(), Failed> {
    let site = Site::open().await?;
    let folder = site.folder.path().join("backups");
    site.set("time_zone", "Asia/Baghdad").await?;
    site.set("backup_hour", "4").await?;
    // 04:00 in Baghdad is 01:00 UTC; the tick before it finds nothing to do.
    site.tick_at(std::time::Duration::from_secs(14 * 3600)).await?;
    assert!(backups(&folder)?.is_empty());
    until(&site, at("2026-11-24T01:00:00Z")?, 1).await?;
    assert_eq!(backups(&folder)?, ["bellwatch-20261124T010000Z-daily.zip"]);
    // Two hours were missed: one backup.
    until(&site, at("2026-11-26T09:00:00Z")?, 2).await?;
    site.set("backup_hour", "off").await?;
    site.clock.turn_to(at("2026-11-29T09:00:00Z")?);
    let ticked = at("2026-11-29T09:00:00Z")?.timestamp_millis();
    let looked = |view: &View| (view.engine.last_ok_ms == Some(ticked)).then_some(());
    site.house.until("the tick is carried out", DONE_WITHIN, looked).await?;
    assert_eq!(backups(&folder)?.len(), 2);
    site.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn backups_go_to_the_sites_folder_and_a_failure_is_said() -> Result<(), Failed> {
    let site = Site::open().await?;
    let elsewhere = tempfile::tempdir()?;
    let folder: PathBuf = elsewhere.path().join("stick");
    // A file stands in its place, as long as nobody plugs the stick in.
    fs::write(&folder, "")?;
    site.set("backup_folder", folder.to_str().ok_or("no text")?).await?;
    site.clock.turn_to(at("2026-11-24T03:00:00Z")?);
    let told = |view: &View| view.events.iter().any(|event| event.kind == "backup").then_some(());
    site.house.until("the failure is an event", DONE_WITHIN, told).await?;
    site.clock.turn_to(at("2026-11-24T03:01:00Z")?);
    let problem = |view: &View| view.problems.iter().find(|problem| problem.key == "backup").cloned();
    let problem = site.house.until("the strip says so", DONE_WITHIN, problem).await?;
    assert!(problem.sentence.starts_with("The backup could not be made. "), "{}", problem.sentence);
    assert!(!problem.cure.is_empty());
    fs::remove_file(&folder)?;
    until(&site, at("2026-11-24T03:20:00Z")?, 1).await?;
    assert_eq!(backups(&folder)?.len(), 1);
    assert!(backups(&site.folder.path().join("backups"))?.is_empty());
    site.clock.turn_to(at("2026-11-24T03:21:00Z")?);
    let well = |view: &View| view.problems.iter().all(|problem| problem.key != "backup").then_some(());
    site.house.until("the strip is well again", DONE_WITHIN, well).await?;
    site.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn so_many_backups_are_kept_as_the_site_says() -> Result<(), Failed> {
    for (keep, left) in [("2", 2), ("14", 3)] {
        let site = Site::open().await?;
        site.set("keep_backups", keep).await?;
        for (nth, day) in ["24", "25", "26"].into_iter().enumerate() {
            until(&site, at(&format!("2026-11-{day}T03:00:00Z"))?, nth + 1).await?;
        }
        let kept = backups(&site.folder.path().join("backups"))?;
        assert_eq!(kept.len(), left, "{keep}: {kept:?}");
        assert!(kept.last().is_some_and(|name| name.contains("20261126")));
        site.house.close().await;
    }
    Ok(())
}
