//! What one look of the enforcer costs, all of it: it reads the store's revision, ticks, plans, and shows.

use std::time::{Duration, Instant};

use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{CameraChoice, KnobValue, PauseDraft};
use chrono::DateTime;
use journeys::house::{Failed, House};
use serde_json::{Value, json};

/// Cameras that are configured; half of them switched off, half of them paused.
const CAMERAS: usize = 1000;
const ROUNDS: usize = 40;

/// Looks of an engine with 1000 cameras of which none runs: starting as many would measure the machine.
pub async fn looks(say: &mut impl FnMut(Value)) -> Result<(), Failed> {
    let mut now = DateTime::UNIX_EPOCH + chrono::Duration::seconds(1_795_417_800);
    let clock = Clock::turned(now);
    let folder = tempfile::tempdir()?;
    let house = House::open_at(folder.path(), clock.clone()).await?;
    let seldom = KnobValue { key: "tick".to_owned(), value: "300".to_owned() };
    house.engine.site_edit(&[seldom]).await.map_err(|problem| problem.message)?;
    house.engine.stop_runners().await.map_err(|problem| problem.message)?;
    let camera = |number| {
        let enabled = number % 2 == 0;
        let address = "rtsp://127.0.0.1:9/stream";
        format!("[[camera]]\nname = \"Camera {number}\"\naddress = \"{address}\"\nenabled = {enabled}\n")
    };
    let file = format!("format = 1\n{}", (0..CAMERAS).map(camera).collect::<String>());
    let report = house.engine.operator().store().import(&file, None, false, "bench", now).await?;
    assert_eq!((report.new, report.refused.len()), (CAMERAS, 0));
    house.engine.pause(&CameraChoice::All, PauseDraft::Tomorrow).await.map_err(|problem| problem.message)?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        // "Enforce now" answers once every 5 s by the engine's clock.
        now += Duration::from_secs(6);
        clock.turn_to(now);
        let began = Instant::now();
        house.engine.enforce_now().await.map_err(|problem| problem.message)?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    assert_eq!(house.engine.view().runners.len(), CAMERAS, "all of them are shown");
    house.close().await;
    times.sort_by(f64::total_cmp);
    let what = format!("a whole look, {CAMERAS} cameras that rest");
    say(json!({"what": what, "median_ms": times[ROUNDS / 2], "worst_ms": times[ROUNDS - 1]}));
    Ok(())
}
