//! Pauses and their undo, by several people at one store.
#![allow(clippy::unwrap_used)]

use bellwatch_domain::CameraId;
use bellwatch_engine::api::{KeyChoice, Operator, Store};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{CameraChoice, PauseChange, PauseDraft};
use chrono::{DateTime, Duration, Utc};

/// A store with the four demo cameras, and a clock that the test turns.
struct School {
    window: Operator,
    tray: Operator,
    clock: Clock,
    _folder: tempfile::TempDir,
}

impl School {
    async fn open() -> School {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), KeyChoice::File).await.unwrap();
        let clock = Clock::turned("2026-11-23T09:00:00Z".parse().unwrap());
        let window = Operator::new(store, clock.clone(), "window");
        window.add_demo_cameras().await.unwrap();
        School { tray: window.acting_as("tray"), window, clock, _folder: folder }
    }

    /// Until when each camera is paused and by whom, in the cameras' order.
    async fn pauses(&self) -> Vec<Option<(DateTime<Utc>, String)>> {
        let now = self.clock.now();
        let config = self.window.config().await.unwrap();
        let pause = |camera: &bellwatch_domain::Camera| {
            camera.pause_at(now).map(|pause| (pause.until, pause.by.clone()))
        };
        config.cameras.iter().map(pause).collect()
    }

    async fn first(&self) -> CameraChoice {
        let config = self.window.config().await.unwrap();
        CameraChoice::Some { cameras: vec![config.cameras[0].id.0] }
    }

    fn turn(&self, minutes: i64) {
        assert!(self.clock.turn_to(self.clock.now() + Duration::minutes(minutes)));
    }
}

fn ends(changes: &[PauseChange]) -> Vec<i64> {
    changes.iter().filter_map(|change| change.after.as_ref()).map(|pause| pause.until_ms).collect()
}

#[tokio::test]
async fn a_pause_answers_the_end_that_holds_and_what_was_before() {
    let school = School::open().await;
    let longer = school.tray.pause(&school.first().await, PauseDraft::TwoHours).await.unwrap();
    let changes = school.window.pause(&CameraChoice::All, PauseDraft::HalfHour).await.unwrap();
    assert_eq!(changes.len(), 4);
    assert_eq!(changes[0].after, longer[0].after, "the later end wins");
    assert_eq!(changes[0].before, longer[0].after);
    let half = (school.clock.now() + Duration::minutes(30)).timestamp_millis();
    assert_eq!(ends(&changes[1..]), [half, half, half]);
    assert!(changes[1..].iter().all(|change| change.before.is_none()));
}

#[tokio::test]
async fn undoing_a_pause_leaves_the_pauses_that_were_there_before() {
    let school = School::open().await;
    school.tray.pause(&school.first().await, PauseDraft::HalfHour).await.unwrap();
    let before = school.pauses().await;
    let changes = school.window.pause(&CameraChoice::All, PauseDraft::TwoHours).await.unwrap();
    assert_ne!(school.pauses().await, before);
    school.turn(1);
    school.window.undo_pauses(&changes).await.unwrap();
    assert_eq!(school.pauses().await, before);
    let said: Vec<String> =
        school.window.store().events(None, 4).await.unwrap().into_iter().map(|one| one.sentence).collect();
    assert!(said.contains(&"Main gate was paused until 09:30.".to_owned()), "{said:?}");
    assert!(said.contains(&"Yard is not paused any more.".to_owned()), "{said:?}");
}

#[tokio::test]
async fn undoing_a_resume_brings_every_pause_back_but_those_that_are_over() {
    let school = School::open().await;
    school.tray.pause(&school.first().await, PauseDraft::HalfHour).await.unwrap();
    school.turn(1);
    let changes = school.window.resume(&CameraChoice::All).await.unwrap();
    assert_eq!(school.pauses().await, vec![None; 4]);
    school.window.undo_pauses(&changes).await.unwrap();
    assert_eq!(school.pauses().await[0].as_ref().map(|(_, by)| by.as_str()), Some("tray"));
    let changes = school.window.resume(&CameraChoice::All).await.unwrap();
    school.turn(30);
    school.window.undo_pauses(&changes).await.unwrap();
    assert_eq!(school.pauses().await, vec![None; 4]);
}

#[tokio::test]
async fn an_undo_leaves_alone_what_somebody_else_has_done_since() {
    let school = School::open().await;
    let changes = school.window.pause(&CameraChoice::All, PauseDraft::HalfHour).await.unwrap();
    school.tray.pause(&school.first().await, PauseDraft::TwoHours).await.unwrap();
    school.window.camera_remove(CameraId(changes[3].camera)).await.unwrap();
    school.window.undo_pauses(&changes).await.unwrap();
    let pauses = school.pauses().await;
    assert_eq!(pauses[0].as_ref().map(|(_, by)| by.as_str()), Some("tray"));
    assert_eq!(pauses[1..], [None, None]);
}
