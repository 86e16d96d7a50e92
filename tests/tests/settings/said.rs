//! What the site's settings change in what is said and planned.

use bellwatch_engine::wire::{CameraChoice, PauseDraft};
use chrono::{DateTime, Utc};
use journeys::house::Failed;

use super::{Site, failed};

#[tokio::test(flavor = "multi_thread")]
pub async fn a_calendar_that_goes_out_bears_the_sites_name() -> Result<(), Failed> {
    let site = Site::open().await?;
    site.set("name", "Hill school").await?;
    let calendar = site.house.engine.operator().calendar_export("2026-11-23", 7).await.map_err(failed)?;
    assert!(calendar.contains("Hill school") && !calendar.contains("My school"), "{calendar}");
    site.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn tomorrow_begins_in_the_sites_zone() -> Result<(), Failed> {
    let site = Site::open().await?;
    site.set("time_zone", "Asia/Baghdad").await?;
    assert_eq!(paused_until_tomorrow(&site).await?, "2026-11-24T05:00:00Z".parse::<DateTime<Utc>>()?);
    site.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn until_tomorrow_ends_at_the_sites_hour() -> Result<(), Failed> {
    let site = Site::open().await?;
    site.set("time_zone", "UTC").await?;
    site.set("tomorrow_hour", "6").await?;
    assert_eq!(paused_until_tomorrow(&site).await?, "2026-11-24T06:00:00Z".parse::<DateTime<Utc>>()?);
    site.house.close().await;
    Ok(())
}

async fn paused_until_tomorrow(site: &Site) -> Result<DateTime<Utc>, Failed> {
    site.switched_off().await?;
    site.house.engine.pause(&CameraChoice::All, PauseDraft::Tomorrow).await.map_err(failed)?;
    let view = site.house.engine.view();
    let pause = view.cameras.first().and_then(|camera| camera.pause.as_ref()).ok_or("no pause")?;
    Ok(DateTime::from_timestamp_millis(pause.until_ms).ok_or("no instant")?)
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a_week_to_start_from_leaves_the_weekend_out() -> Result<(), Failed> {
    let site = Site::open().await?;
    site.set("weekend", "Fri Sat").await?;
    let week = site.house.engine.operator().sample_week().await.map_err(failed)?;
    assert!(!week.periods.is_empty());
    assert!(week.periods.iter().all(|period| period.weekdays == [1, 2, 3, 4, 7]), "{week:?}");
    site.house.close().await;
    Ok(())
}
