//! Gauges: a day of minutes, and no more.

use bellwatch_domain::gauges::{Mean, Measure};
use chrono::{DateTime, Duration, Utc};

use crate::{new_store, now};

fn minute(hours: i64, minutes: i64) -> DateTime<Utc> {
    let at = now() + Duration::hours(hours) + Duration::minutes(minutes);
    at - Duration::milliseconds(at.timestamp_millis().rem_euclid(60_000))
}

fn mean(at: DateTime<Utc>, measure: Measure, mean: f64) -> Mean {
    Mean { at, measure, mean, most: mean + 1.0 }
}

#[tokio::test]
async fn a_day_of_gauges_is_kept_and_the_oldest_is_found() {
    let (_folder, store) = new_store().await;
    assert_eq!(store.oldest_gauge(Measure::Cpu).await.unwrap(), None);
    for hour in 0..30 {
        let means = [
            mean(minute(hour, 0), Measure::Cpu, hour as f64),
            mean(minute(hour, 0), Measure::GpuMemory(1), 50.0),
        ];
        store.keep_gauges(&means).await.unwrap();
    }
    let kept = store.gauges_since(DateTime::UNIX_EPOCH).await.unwrap();
    assert_eq!(kept.len(), 2 * 24, "the newest is at hour 29, so hour 6 is the oldest");
    assert_eq!(kept[0], mean(minute(6, 0), Measure::Cpu, 6.0));
    assert_eq!(store.oldest_gauge(Measure::Cpu).await.unwrap(), Some((minute(6, 0), 6.0)));
    assert_eq!(store.gauges_since(minute(29, 0)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_minute_again_takes_its_place_and_a_clock_set_back_leaves_nothing_ahead() {
    let (_folder, store) = new_store().await;
    store.keep_gauges(&[mean(minute(0, 5), Measure::Cpu, 1.0)]).await.unwrap();
    store.keep_gauges(&[mean(minute(0, 5), Measure::Cpu, 2.0)]).await.unwrap();
    assert_eq!(store.gauges_since(minute(0, 0)).await.unwrap(), [mean(minute(0, 5), Measure::Cpu, 2.0)]);
    store.keep_gauges(&[mean(minute(0, 3), Measure::Cpu, 3.0)]).await.unwrap();
    assert_eq!(store.gauges_since(minute(0, 0)).await.unwrap(), [mean(minute(0, 3), Measure::Cpu, 3.0)]);
    store.keep_gauges(&[]).await.unwrap();
    assert_eq!(store.gauges_since(minute(0, 0)).await.unwrap().len(), 1);
}
