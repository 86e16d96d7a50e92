//! What an operator does to schedules, at a real store.
#![allow(clippy::unwrap_used)]

use bellwatch_domain::ScheduleId;
use bellwatch_engine::api::{KeyChoice, Operator, Store};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{ExceptionChoice, ExceptionDraft, ScheduleDraft};

fn day(name: &str, date: &str, schedule: Option<i64>) -> ExceptionDraft {
    let (first, last) = (date.to_owned(), date.to_owned());
    ExceptionDraft { id: None, name: name.to_owned(), first, last, kind: ExceptionChoice::Off, schedule }
}

async fn operator(folder: &tempfile::TempDir) -> Operator {
    let store = Store::open(folder.path(), KeyChoice::File).await.unwrap();
    Operator::new(store, Clock::turned("2026-11-23T09:00:00Z".parse().unwrap()), "window")
}

/// A week of its own, with one day off of its own beside one of the site.
async fn week(operator: &Operator) -> (ScheduleDraft, ScheduleId) {
    let week = operator.sample_week().await.unwrap();
    let id = operator.schedule_save(&week).await.unwrap();
    operator.exception_save(&day("Sports day", "2026-11-25", Some(id.0))).await.unwrap();
    operator.exception_save(&day("Founders' day", "2026-11-26", None)).await.unwrap();
    (week, id)
}

#[tokio::test]
async fn a_removed_schedule_comes_back_with_its_own_exceptions() {
    let folder = tempfile::tempdir().unwrap();
    let operator = operator(&folder).await;
    let (week, id) = week(&operator).await;
    operator.schedule_remove(id).await.unwrap();
    let config = operator.config().await.unwrap();
    assert_eq!(config.exceptions.len(), 1, "its own went with it");
    let own = day("Sports day", "2026-11-25", Some(id.0));
    let back = operator.schedule_restore(&ScheduleDraft { id: Some(id.0), ..week }, &[own]).await.unwrap();
    let config = operator.config().await.unwrap();
    let of_it: Vec<&str> = config
        .exceptions
        .iter()
        .filter(|one| one.schedule == Some(back))
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(of_it, ["Sports day"]);
}

#[tokio::test]
async fn a_schedule_that_cannot_come_back_brings_no_exception() {
    let folder = tempfile::tempdir().unwrap();
    let operator = operator(&folder).await;
    let (week, _) = week(&operator).await;
    let before = operator.config().await.unwrap();
    let twice = operator.schedule_restore(&week, &[day("Sports day", "2026-11-25", None)]).await;
    assert_eq!(twice.unwrap_err().field.as_deref(), Some("name"));
    assert_eq!(operator.config().await.unwrap(), before);
}
