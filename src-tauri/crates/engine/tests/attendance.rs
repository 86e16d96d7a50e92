//! Attendance in a whole engine, by a clock that is turned: the bell begins the period, and engines come and go.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use bellwatch_domain::models::NoModels;
use bellwatch_domain::{CameraId, Consent, PeriodOccurrence, PersonId, Sighting};
use bellwatch_engine::api::{Engine, KeyChoice, Options};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{
    AttendanceDay, AttendanceEntryView, AttendanceQuery, AttendanceStatus, DrivesChoice, KnobValue,
    PeriodDraft, ScheduleDraft,
};
use bellwatch_store::{NewSighting, OccurrenceName, PersonRow, Write};
use chrono::{DateTime, Utc};

const DATE: &str = "2026-11-23";

fn at(time: &str) -> DateTime<Utc> {
    format!("{DATE}T{time}Z").parse().unwrap()
}

async fn start(home: &Path, clock: &Clock) -> Arc<Engine> {
    let options = Options {
        home: home.to_owned(),
        clock: clock.clone(),
        keys: KeyChoice::File,
        actor: "window".to_owned(),
        models: Arc::new(NoModels),
    };
    Engine::start(options).await.unwrap()
}

fn period(name: &str, start: &str, end: &str) -> PeriodDraft {
    PeriodDraft {
        id: None,
        name: name.to_owned(),
        start: start.to_owned(),
        end: end.to_owned(),
        weekdays: vec![1, 2, 3, 4, 5],
        early_grace_min: 5,
        late_grace_min: 5,
        late_after_min: 10,
        profile: None,
        only: None,
        expects: vec!["7A".to_owned()],
    }
}

/// Two periods on school days, and no camera that could run: the check before the bell is off.
async fn furnish(engine: &Engine) {
    let off = KnobValue { key: "pre_bell".to_owned(), value: "off".to_owned() };
    engine.site_edit(&[off]).await.unwrap();
    let all_day = engine.view().bells.schedules[0].id;
    // What "All day" has begun stays in the day; it expects nobody, and keeps nobody from signing.
    let week = ScheduleDraft {
        id: None,
        name: "School week".to_owned(),
        enabled: true,
        drives: DrivesChoice::All,
        periods: vec![period("Period 1", "08:00", "08:45"), period("Period 2", "09:00", "09:45")],
    };
    engine.schedule_save(&week).await.unwrap();
    engine.schedule_remove(bellwatch_domain::ScheduleId(all_day)).await.unwrap();
}

async fn person(engine: &Engine, code: &str) -> PersonId {
    let store = engine.operator().store();
    let (code, name) = (code.to_owned(), format!("Name of {code}"));
    let row = PersonRow { code, name, group: "7A".to_owned(), active: true };
    let id = store.add_person(&row, "window", at("07:00:00")).await.unwrap();
    let given = "2026-09-01".parse().unwrap();
    let consent = Consent { given, by: "Mother".to_owned(), document: String::new() };
    store.give_consent(&[id], &consent, "window", at("07:00:00")).await.unwrap();
    id
}

/// A sighting as recognition writes it.
async fn see(engine: &Engine, person: PersonId, time: &str) {
    let store = engine.operator().store();
    let occurrences = store.occurrences_on(DATE.parse().unwrap()).await.unwrap();
    let is_it = |one: &PeriodOccurrence| one.is_open(at(time)) && !one.expects.is_empty();
    let occurrence = occurrences.iter().find(|(_, one)| is_it(one)).map(|(_, one)| OccurrenceName::of(one));
    let sighting = Sighting { person, camera: CameraId(1), at: at(time), score: 0.6, margin: 0.2, votes: 2 };
    let new =
        NewSighting { sighting, track: "1/1:1".to_owned(), occurrence, likest: Vec::new(), evidence: None };
    store.batch(&[Write::Sighting(new)]).await.unwrap();
    engine.attendance_task().nudge(occurrence.unwrap());
    engine.attendance_task().looked().await;
}

async fn turn(engine: &Engine, clock: &Clock, time: &str) {
    clock.turn_to(at(time));
    // The enforcer looks first: it begins what begins now.
    engine.enforce_now().await.unwrap();
    engine.attendance_task().looked().await;
}

async fn entries(engine: &Engine) -> Vec<AttendanceEntryView> {
    let (from, to) = (DATE.to_owned(), DATE.to_owned());
    let query = AttendanceQuery { from, to, occurrence: None, person: None, group: None };
    engine.operator().attendance(&query).await.unwrap()
}

async fn said(engine: &Engine) -> Vec<(String, String, AttendanceStatus)> {
    entries(engine).await.into_iter().map(|entry| (entry.period, entry.code, entry.status)).collect()
}

async fn day(engine: &Engine) -> AttendanceDay {
    engine.operator().attendance_day(DATE).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bell_begins_it_and_engines_that_come_and_go_double_nothing() {
    use AttendanceStatus as S;
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::turned(at("07:00:00"));
    let engine = start(folder.path(), &clock).await;
    furnish(&engine).await;
    let (ana, bo) = (person(&engine, "1-ana").await, person(&engine, "2-bo").await);
    let to_come = day(&engine).await.periods.into_iter().filter(|one| one.occurrence.is_none());
    assert_eq!(to_come.map(|one| one.name).collect::<Vec<_>>(), ["Period 1", "Period 2"]);

    turn(&engine, &clock, "07:55:00").await;
    let revision = engine.view().recognition.attendance_revision;
    assert!(revision > 0, "the window is told");
    let word = |period: &str, code: &str, status| (period.to_owned(), code.to_owned(), status);
    let expected = [word("Period 1", "1-ana", S::Expected), word("Period 1", "2-bo", S::Expected)];
    assert_eq!(said(&engine).await, expected);
    clock.turn_to(at("08:02:00"));
    see(&engine, ana, "08:01:00").await;
    assert!(engine.view().recognition.attendance_revision > revision);
    let first = [word("Period 1", "1-ana", S::Present), word("Period 1", "2-bo", S::Expected)];
    assert_eq!(said(&engine).await, first);

    // Dropped, as when it is killed, while the period is on; the next one starts when both are over.
    drop(engine);
    clock.turn_to(at("10:30:00"));
    let engine = loop {
        // The lock is free as soon as the tasks of the one before have ended.
        let options = Options {
            home: folder.path().to_owned(),
            clock: clock.clone(),
            keys: KeyChoice::File,
            actor: "window".to_owned(),
            models: Arc::new(NoModels),
        };
        match Engine::start(options).await {
            Ok(engine) => break engine,
            Err(_) => tokio::task::yield_now().await,
        }
    };
    // Once for what the store has, once for what the enforcer says had begun meanwhile.
    engine.enforce_now().await.unwrap();
    engine.attendance_task().looked().await;
    let all = [
        word("Period 1", "1-ana", S::Present),
        word("Period 1", "2-bo", S::Unknown),
        word("Period 2", "1-ana", S::Unknown),
        word("Period 2", "2-bo", S::Unknown),
    ];
    assert_eq!(said(&engine).await, all);
    let before = entries(&engine).await;
    assert_eq!(before[1].reason.as_deref(), Some("Cannot be recognised: there is no photo of them"));

    // A hand corrects; the window is told; the day is signed, and the next engine finds it as it was.
    let revision = engine.view().recognition.attendance_revision;
    let number = bellwatch_domain::OccurrenceId(before[3].occurrence);
    engine.attendance_correct(bo, number, S::Excused, "At the dentist's").await.unwrap();
    assert!(engine.view().recognition.attendance_revision > revision);
    assert_eq!(said(&engine).await[3].2, S::Excused);

    // The command line does, beside the engine: that is noticed by its event.
    let revision = engine.view().recognition.attendance_revision;
    let beside = engine.operator().acting_as("bellwatchctl");
    beside.attendance_correct(ana, number, S::Late, "Was in the library").await.unwrap();
    let mut watcher = engine.watch();
    clock.turn_to(at("10:31:00"));
    engine.enforce_now().await.unwrap();
    while engine.view().recognition.attendance_revision == revision {
        watcher.next().await.unwrap();
    }
    engine.day_sign(DATE).await.unwrap();
    let signed = day(&engine).await.signed.unwrap();
    engine.shutdown().await;
    drop(engine);
    let engine = start(folder.path(), &clock).await;
    engine.attendance_task().looked().await;
    let day = day(&engine).await;
    assert_eq!((day.signed.unwrap(), day.periods.len()), (signed, 3));
    assert_eq!(said(&engine).await[3].2, S::Excused);
    engine.shutdown().await;
}
