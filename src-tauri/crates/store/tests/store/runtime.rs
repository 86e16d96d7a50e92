//! What happens: runs, heartbeats, failures, requests, pruning.

use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_domain::memory::{Hold, RunnerMemory};
use bellwatch_domain::run::{Ending, EndingWhy};
use bellwatch_domain::{CameraId, LastError, LastErrorKind, RunId, RunnerKey, StopWhy};
use bellwatch_store::{
    EnforcerRow, Error, EventChoice, NewEvent, RequestKind, RunCounts, RunningProcess, Write,
};

use super::*;

fn key(camera: CameraId) -> RunnerKey {
    RunnerKey { camera, profile: ProfileId(1) }
}

fn process(id: i64, camera: CameraId) -> RunningProcess {
    RunningProcess {
        id: RunId(id),
        key: key(camera),
        pid: 4242,
        started: now(),
        command: ["-i", "rtsp://admin:•••@192.168.1.64/stream1", ""].map(str::to_owned).to_vec(),
        nice_asked: 5,
        affinity_asked: "auto (core 3)".to_owned(),
    }
}

fn beat(seconds: i64, frames: u64) -> Heartbeat {
    Heartbeat {
        at: now() + Duration::seconds(seconds),
        frames,
        fps: 4.0,
        skipped: 1,
        latency_ms: 12,
        cpu_percent: 3.5,
        memory_bytes: 50 << 20,
        looks: frames / 2,
        faces: 7,
        matches: 3,
    }
}

fn error(kind: LastErrorKind) -> LastError {
    LastError { kind, at: now(), evidence: "401 Unauthorized".to_owned() }
}

fn breaker() -> RunnerMemory {
    RunnerMemory {
        settings: "camera 1 revision 1".to_owned(),
        failures: 3,
        failed_starts: 2,
        hold: Some(Hold::Breaker { error: error(LastErrorKind::AuthFailed), fingerprint: "mark".to_owned() }),
        hwaccel_failed: true,
        last_error: Some(error(LastErrorKind::CameraError { status: 453 })),
    }
}

fn ending(why: EndingWhy) -> Ending {
    Ending { at: now() + Duration::minutes(1), why, exit_code: Some(255), signal: None }
}

fn event(sentence: &str, at: DateTime<Utc>) -> Write {
    let (kind, actor) = ("error".to_owned(), "engine".to_owned());
    Write::Event(NewEvent { at, camera: None, kind, actor, sentence: sentence.to_owned() })
}

/// One write of each kind about `camera`.
pub fn writes(camera: CameraId) -> Vec<Write> {
    let crumbs = EnforcerRow {
        pid: 17,
        version: "0.1.0".to_owned(),
        started: now(),
        last_run: Some(now()),
        last_ok: None,
        last_error: Some("The store cannot be written.".to_owned()),
        stopped_by_hand: Some(("window".to_owned(), now())),
        missing_dependency: Some(error(LastErrorKind::FfmpegMissing)),
        budget: "1/1,2/1 0:6.5".to_owned(),
    };
    vec![
        Write::BeginRun(process(1, camera)),
        Write::RunHeld { run: RunId(1), nice: 7, affinity: "3".to_owned() },
        Write::Heartbeat { key: key(camera), heartbeat: beat(0, 10) },
        Write::Memory { key: key(camera), memory: Some(breaker()) },
        Write::EndRun { run: RunId(1), ending: ending(EndingWhy::Failed(error(LastErrorKind::AuthFailed))) },
        event("Gate: The camera refuses the password.", now()),
        Write::Crumbs(crumbs),
    ]
}

#[tokio::test]
async fn what_happened_comes_back_as_it_was_written() {
    let (folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    store.batch(&writes(id)).await.unwrap();
    store.close().await;
    let store = open(folder.path()).await;
    let run = store.runs_of(id, now(), 10).await.unwrap().remove(0);
    assert_eq!(run.process, process(1, id));
    assert_eq!((run.nice_held, run.affinity_held.as_deref()), (Some(7), Some("3")));
    assert_eq!(run.ending, Some(ending(EndingWhy::Failed(error(LastErrorKind::AuthFailed)))));
    assert_eq!(store.latest_heartbeats().await.unwrap()[&key(id)], beat(0, 10));
    assert_eq!(store.heartbeats_of(key(id), 10).await.unwrap(), [beat(0, 10)]);
    assert_eq!(store.memory().await.unwrap().runners[&key(id)], breaker());
    assert_eq!(store.newest_run().await.unwrap(), 1);
    let crumbs = store.enforcer().await.unwrap().unwrap();
    assert_eq!((crumbs.pid, crumbs.last_run, crumbs.last_ok), (17, Some(now()), None));
    assert_eq!(crumbs.missing_dependency, Some(error(LastErrorKind::FfmpegMissing)));
    assert_eq!(crumbs.budget, "1/1,2/1 0:6.5");
    let newest = store.newest_event().await.unwrap();
    assert_eq!(store.events_after(newest - 1, 10).await.unwrap()[0].id, newest);
    assert_eq!(store.events_before(None, newest, 10).await.unwrap()[0].sentence, "Gate was added.");
}

#[tokio::test]
async fn the_last_beat_of_a_run_stays_in_its_history() {
    let (_folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    let beats = [(0, 10), (10, 50), (20, 90)]
        .map(|(at, frames)| Write::Heartbeat { key: key(id), heartbeat: beat(at, frames) });
    store.batch(&[Write::BeginRun(process(1, id))]).await.unwrap();
    store.batch(&beats).await.unwrap();
    let end = Write::EndRun { run: RunId(1), ending: ending(EndingWhy::Stopped(StopWhy::PeriodOver)) };
    store.batch(&[end]).await.unwrap();
    // Another run's beats: the newest is no longer that of the first.
    store.batch(&[Write::Heartbeat { key: key(id), heartbeat: beat(70, 4) }]).await.unwrap();
    store.batch(&[Write::Heartbeat { key: key(id), heartbeat: beat(80, 44) }]).await.unwrap();
    let kept = store.heartbeats_of(key(id), 10).await.unwrap();
    assert_eq!(kept, [beat(0, 10), beat(20, 90), beat(70, 4), beat(80, 44)]);
}

#[tokio::test]
async fn a_run_without_an_ending_is_what_a_dead_engine_left() {
    let (_folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    let writes = [Write::BeginRun(process(1, id)), Write::BeginRun(process(2, id))];
    store.batch(&writes).await.unwrap();
    let stopped = ending(EndingWhy::Stopped(StopWhy::EngineStops));
    store.batch(&[Write::EndRun { run: RunId(1), ending: stopped.clone() }]).await.unwrap();
    let left: Vec<RunId> = store.open_runs().await.unwrap().iter().map(|run| run.process.id).collect();
    assert_eq!(left, [RunId(2)]);
    // The first ending is what happened; a later guess does not replace it.
    store.batch(&[Write::EndRun { run: RunId(1), ending: ending(EndingWhy::EngineDied) }]).await.unwrap();
    assert_eq!(store.runs_of(id, now(), 10).await.unwrap()[1].ending, Some(stopped));
}

#[tokio::test]
async fn what_is_about_a_camera_that_is_gone_is_left_out() {
    let (_folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    let mut batch = writes(CameraId(99));
    batch.push(Write::BeginRun(process(7, id)));
    store.batch(&batch).await.unwrap();
    assert_eq!(store.open_runs().await.unwrap().len(), 1);
    assert!(store.latest_heartbeats().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_batch_with_something_impossible_is_told_from_one_to_try_again() {
    let (_folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    let impossible = [
        vec![Write::BeginRun(process(7, id)), Write::BeginRun(process(7, id))],
        vec![Write::Heartbeat { key: key(id), heartbeat: Heartbeat { fps: f64::NAN, ..beat(0, 1) } }],
    ];
    for batch in impossible {
        let error = store.batch(&batch).await.unwrap_err();
        assert!(matches!(error, Error::OutOfRange { .. }) && !error.may_pass(), "{error:?}");
    }
    assert!(store.open_runs().await.unwrap().is_empty(), "all or none");
}

#[tokio::test]
async fn history_keeps_one_beat_a_minute_and_every_change() {
    let (_folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    let all: Vec<Write> =
        (0..30).map(|n| Write::Heartbeat { key: key(id), heartbeat: beat(n * 10, 40 * n as u64) }).collect();
    store.batch(&all).await.unwrap();
    let seconds = async || -> Vec<i64> {
        let beats = store.heartbeats_of(key(id), 100).await.unwrap();
        beats.iter().map(|beat| (beat.at - now()).num_seconds()).collect()
    };
    assert_eq!(seconds().await, [0, 60, 120, 180, 240, 290], "the newest beat is always there");
    let trouble = RunnerMemory { last_error: Some(error(LastErrorKind::Damaged)), ..RunnerMemory::default() };
    store
        .batch(&[
            Write::Memory { key: key(id), memory: Some(trouble) },
            Write::Heartbeat { key: key(id), heartbeat: beat(292, 1200) },
            Write::Heartbeat { key: key(id), heartbeat: beat(294, 1210) },
            Write::Heartbeat { key: key(id), heartbeat: beat(296, 3) },
            Write::Heartbeat { key: key(id), heartbeat: beat(298, 9) },
        ])
        .await
        .unwrap();
    assert_eq!(seconds().await, [0, 60, 120, 180, 240, 292, 296, 298]);
}

#[tokio::test]
async fn a_request_is_seen_and_answered_through_the_store() {
    let (folder, here) = new_store().await;
    let there = open(folder.path()).await;
    let first = here.ask(RequestKind::TryAgain(CameraId(3)), ACTOR, now()).await.unwrap();
    let second = here.ask(RequestKind::StopRunners, ACTOR, now()).await.unwrap();
    assert_eq!(here.answer_to(first).await.unwrap(), None);
    let open = there.open_requests().await.unwrap();
    assert_eq!(open[0].kind, RequestKind::TryAgain(CameraId(3)));
    assert_eq!((open[0].by.as_str(), open[0].at, open[1].id), (ACTOR, now(), second));
    there.answer(first, false, "Too soon.", now()).await.unwrap();
    let answer = here.answer_to(first).await.unwrap().unwrap();
    assert_eq!((answer.ok, answer.text.as_str()), (false, "Too soon."));
    assert_eq!(there.open_requests().await.unwrap().len(), 1);
    assert!(matches!(here.answer_to(99).await, Err(Error::Gone { what: "request" })));
}

#[tokio::test]
async fn pruning_keeps_what_the_site_keeps() {
    let (_folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    let mut site = store.config().await.unwrap().0.site;
    site.keep_history = Duration::days(2);
    site.keep_events = Duration::days(10);
    let mut all = writes(id);
    all.push(Write::BeginRun(process(2, id)));
    all.push(Write::Heartbeat { key: key(id), heartbeat: beat(3 * 86_400, 20) });
    all.push(event("Later.", now() + Duration::days(3)));
    store.batch(&all).await.unwrap();
    store.ask(RequestKind::Prune, ACTOR, now()).await.unwrap();

    let nothing = store.prune(now() + Duration::hours(1), &site).await.unwrap();
    assert_eq!(nothing.total(), 0);
    let pruned = store.prune(now() + Duration::days(3), &site).await.unwrap();
    assert_eq!((pruned.heartbeats, pruned.runs, pruned.events, pruned.requests), (1, 1, 0, 1));
    assert_eq!(store.open_runs().await.unwrap().len(), 1, "a run that lives is never pruned");
    let pruned = store.prune(now() + Duration::days(11), &site).await.unwrap();
    assert_eq!((pruned.heartbeats, pruned.events), (1, 2));
    assert_eq!(store.events(None, 10).await.unwrap()[0].sentence, "Later.");
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_camera_that_fails_for_weeks_does_not_fill_the_disk() {
    let (folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    let mut connection = raw(folder.path()).await;
    sqlx::raw_sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5010)
         INSERT INTO run (id, camera_id, profile_id, pid, started_ms, command, nice_asked, affinity_asked, ended_ms,
                          ending)
         SELECT i, 1, 1, 1, 4000000000000, '', 0, 'all', 4000000000000, 'engine died' FROM n",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    let site = store.config().await.unwrap().0.site;
    assert_eq!(store.prune(now(), &site).await.unwrap().runs, 10);
    assert_eq!(store.runs_of(id, now(), 1).await.unwrap()[0].process.id, RunId(5010));
}

#[tokio::test]
async fn how_runners_fared_is_counted_from_an_instant_on() {
    let (_folder, store) = new_store().await;
    let (gate, yard) = (add(&store, "Gate").await, add(&store, "Yard").await);
    let ended = |run, minute, why| {
        let ending = Ending { at: now() + Duration::minutes(minute), ..ending(why) };
        Write::EndRun { run: RunId(run), ending }
    };
    let stalled = || EndingWhy::Failed(error(LastErrorKind::Stalled));
    let refused = || EndingWhy::Failed(error(LastErrorKind::AuthFailed));
    let begun = |id, camera, minute| {
        Write::BeginRun(RunningProcess { started: now() + Duration::minutes(minute), ..process(id, camera) })
    };
    store
        .batch(&[
            begun(1, gate, -90),
            ended(1, -80, stalled()),
            begun(2, gate, -70),
            ended(2, -30, stalled()),
            begun(3, gate, -29),
            ended(3, -20, refused()),
            begun(4, gate, -10),
            begun(5, yard, -65),
            ended(5, -5, EndingWhy::Stopped(StopWhy::PeriodOver)),
        ])
        .await
        .unwrap();
    let counted = store.runs_counted(now() - Duration::hours(1)).await.unwrap();
    let expected = |began, failed, stalled| RunCounts { began, failed, stalled };
    assert_eq!(counted, [(key(gate), expected(2, 2, 1)), (key(yard), expected(0, 0, 0))]);
    let last: Vec<RunId> = store.runs_ended(3).await.unwrap().iter().map(|run| run.process.id).collect();
    assert_eq!(last, [RunId(5), RunId(3), RunId(2)]);
}

#[tokio::test]
async fn events_are_chosen_by_camera_kind_hand_words_and_time() {
    let (_folder, store) = new_store().await;
    let gate = add(&store, "Gate").await;
    let event = |minute: i64, camera, kind: &str, actor: &str, sentence: &str| {
        Write::Event(NewEvent {
            at: now() + Duration::minutes(minute),
            camera,
            kind: kind.to_owned(),
            actor: actor.to_owned(),
            sentence: sentence.to_owned(),
        })
    };
    store
        .batch(&[
            event(1, Some(gate), "error", "engine", "Gate does not answer."),
            event(2, None, "engine", "engine", "The clock was set."),
            event(3, Some(gate), "pause", "tray", "Gate is paused. 100 %_sure"),
        ])
        .await
        .unwrap();
    let chosen = async |choice: EventChoice| -> Vec<String> {
        let events = store.events_chosen(&choice, 100).await.unwrap();
        events.into_iter().map(|event| event.kind).collect()
    };
    let all = EventChoice::default();
    assert_eq!(chosen(all.clone()).await, ["pause", "engine", "error", "camera"]);
    assert_eq!(chosen(EventChoice { camera: Some(gate), ..all.clone() }).await, ["pause", "error", "camera"]);
    assert_eq!(chosen(EventChoice { kind: Some("error".to_owned()), ..all.clone() }).await, ["error"]);
    assert_eq!(chosen(EventChoice { by_hand: true, ..all.clone() }).await, ["pause", "camera"]);
    let words = |words: &str| EventChoice { words: Some(words.to_owned()), ..EventChoice::default() };
    assert_eq!(chosen(words("GATE does")).await, ["error"]);
    assert_eq!(chosen(words("tray")).await, ["pause"], "who did it is searched too");
    assert_eq!(chosen(words("%")).await, ["pause"], "a sign of SQL's is a sign like others");
    let minutes = |from, to| EventChoice {
        from: Some(now() + Duration::minutes(from)),
        to: Some(now() + Duration::minutes(to)),
        ..EventChoice::default()
    };
    assert_eq!(chosen(minutes(1, 3)).await, ["engine", "error"]);
    let newest = store.events_chosen(&all, 1).await.unwrap().remove(0).id;
    assert_eq!(chosen(EventChoice { before: Some(newest), ..all }).await, ["engine", "error", "camera"]);
    assert_eq!(store.event_kinds().await.unwrap(), ["camera", "engine", "error", "pause"]);
}
