//! What is told on the desktop and when, and the check before the bell.

use std::time::Duration;

use bellwatch_domain::Site as Settings;
use bellwatch_domain::notices::{Announcer, Situation};
use bellwatch_engine::hub::Watcher;
use bellwatch_engine::wire::{DrivesChoice, Message, NoticeKindView, PeriodDraft, ScheduleDraft, View, What};
use chrono::DateTime;
use journeys::house::Failed;

use super::{DONE_WITHIN, Site, failed};

/// An address at which nobody listens.
const NOBODY: &str = "rtsp://127.0.0.1:9/stream";

/// The minutes after the start at which each kind was told of, with so many broken cameras on one host.
async fn told(
    cameras: usize,
    settings: &[(&str, &str)],
    minutes: u64,
) -> Result<Vec<(u64, NoticeKindView)>, Failed> {
    let site = Site::open().await?;
    for (key, value) in settings {
        site.set(key, value).await?;
    }
    for number in 0..cameras {
        let id = site.house.add(&format!("Camera {number}"), NOBODY, None).await?;
        site.house.until_error(id, "refused", DONE_WITHIN).await?;
    }
    let mut watcher = site.house.engine.watch();
    let mut told = Vec::new();
    for minute in 1..=minutes {
        let notices = notices(&site, &mut watcher, Duration::from_secs(60 * minute)).await?;
        told.extend(notices.into_iter().map(|kind| (minute, kind)));
    }
    site.house.close().await;
    Ok(told)
}

/// What is told until the end of the tick of so long after the start.
async fn notices(
    site: &Site,
    watcher: &mut Watcher,
    since_start: Duration,
) -> Result<Vec<NoticeKindView>, Failed> {
    let at = site.start + since_start;
    site.clock.turn_to(at);
    let told = async {
        let mut told = Vec::new();
        while let Some(message) = watcher.next().await {
            let changes = match message {
                Message::Changes { changes } => changes,
                Message::View { .. } => Vec::new(),
            };
            for change in changes {
                match change.what {
                    What::Notice { notice } => told.push(notice.kind),
                    What::Engine { engine } if engine.last_ok_ms == Some(at.timestamp_millis()) => {
                        return told;
                    }
                    _ => {}
                }
            }
        }
        told
    };
    Ok(tokio::time::timeout(DONE_WITHIN, told).await?)
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a_camera_is_told_of_after_the_sites_minutes() -> Result<(), Failed> {
    let (four, never) =
        tokio::try_join!(told(1, &[("notify_down", "4")], 8), told(1, &[("notify_down", "off")], 8))?;
    // It is down since the first tick that saw it so.
    assert_eq!(four, [(5, NoticeKindView::CameraDown)]);
    assert_eq!(never, []);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a_shared_failure_is_told_of_unless_that_is_off() -> Result<(), Failed> {
    let (on, off) = tokio::try_join!(told(2, &[], 4), told(2, &[("notify_shared", "off")], 4))?;
    assert_eq!(on, [(2, NoticeKindView::Shared)]);
    assert_eq!(off, []);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn nothing_is_told_in_quiet_hours() -> Result<(), Failed> {
    let quiet = [("time_zone", "UTC"), ("quiet_hours", "22:00-10:06")];
    assert_eq!(told(2, &quiet, 8).await?, [(6, NoticeKindView::Shared)]);
    Ok(())
}

#[test]
pub fn trouble_of_the_engine_is_told_of_unless_that_is_off() -> Result<(), Failed> {
    let told = |notify_engine| {
        let mut site = Settings::with_defaults("School", chrono_tz::UTC);
        site.notify_engine = notify_engine;
        let situation =
            Situation { problems: &[], engine: Some("The store cannot be written."), readiness: &[] };
        let mut announcer = Announcer::default();
        let mut look = |minute| {
            let now = DateTime::UNIX_EPOCH + chrono::Duration::minutes(minute);
            announcer.look(situation, &site, DateTime::UNIX_EPOCH, now).len()
        };
        look(3) + look(4)
    };
    assert_eq!((told(true), told(false)), (1, 0));
    Ok(())
}

/// A site at 07:00 UTC whose one camera has nothing to show at 08:00.
async fn before_the_bell(settings: &[(&str, &str)]) -> Result<Site, Failed> {
    let site = Site::open_at("2026-11-23T07:00:00Z").await?;
    site.set("time_zone", "UTC").await?;
    for (key, value) in settings {
        site.set(key, value).await?;
    }
    let engine = &site.house.engine;
    for schedule in engine.view().bells.schedules {
        engine.schedule_remove(bellwatch_domain::ScheduleId(schedule.id)).await.map_err(failed)?;
    }
    let period = PeriodDraft {
        id: None,
        name: "Period 1".to_owned(),
        start: "08:00".to_owned(),
        end: "08:45".to_owned(),
        weekdays: vec![1, 2, 3, 4, 5, 6, 7],
        early_grace_min: 0,
        late_grace_min: 0,
        late_after_min: 10,
        profile: None,
        only: None,
        expects: Vec::new(),
    };
    let schedule = ScheduleDraft {
        id: None,
        name: "Week".to_owned(),
        enabled: true,
        drives: DrivesChoice::All,
        periods: vec![period],
    };
    engine.schedule_save(&schedule).await.map_err(failed)?;
    site.house.add("Gate", "/no/such/film.mp4", None).await?;
    Ok(site)
}

fn is_not_ready(view: &View) -> Option<()> {
    view.problems.iter().any(|problem| problem.sentence.contains("ready for Period 1")).then_some(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn the_check_before_the_bell_is_as_early_as_the_site_says() -> Result<(), Failed> {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    let site = before_the_bell(&[("pre_bell", "45")]).await?;
    site.tick_at(minutes(15) - Duration::from_secs(1)).await?;
    assert_eq!(is_not_ready(&site.house.engine.view()), None, "a second too early");
    site.clock.turn_to(site.start + minutes(15));
    site.house.until("the check tells it", DONE_WITHIN, is_not_ready).await?;
    site.house.close().await;

    let site = before_the_bell(&[("pre_bell", "off")]).await?;
    for minute in [15, 30, 50, 59] {
        site.tick_at(minutes(minute)).await?;
    }
    site.clock.turn_to(site.start + minutes(60));
    let events = |view: &View| view.events.iter().find(|event| event.kind == "bell").map(|_| ());
    site.house.until("the bell has rung", DONE_WITHIN, events).await?;
    assert!(site.house.engine.view().events.iter().all(|event| event.kind != "pre_bell"));
    site.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn what_the_check_found_is_told_unless_that_is_off() -> Result<(), Failed> {
    for (setting, expected) in [("on", 1), ("off", 0)] {
        let site = before_the_bell(&[("pre_bell", "45"), ("notify_pre_bell", setting)]).await?;
        let mut watcher = site.house.engine.watch();
        site.clock.turn_to(site.start + Duration::from_secs(15 * 60));
        site.house.until("the check tells it", DONE_WITHIN, is_not_ready).await?;
        let told = notices(&site, &mut watcher, Duration::from_secs(16 * 60)).await?.len();
        assert_eq!(told, expected, "notify_pre_bell={setting}");
        site.house.close().await;
    }
    Ok(())
}
