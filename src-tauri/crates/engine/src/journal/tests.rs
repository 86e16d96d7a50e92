use std::time::Instant;

use bellwatch_domain::{CameraId, RunId, RunnerKey, Site};
use bellwatch_store::{KeyChoice, RunningProcess};

use super::*;
use crate::wire::EngineView;

fn hub() -> Hub {
    let engine = EngineView {
        version: String::new(),
        pid: 1,
        started_ms: 0,
        ffmpeg_version: None,
        data_folder: String::new(),
        key_place: String::new(),
        last_run_ms: None,
        last_ok_ms: None,
        last_error: None,
        stopped_by_hand: None,
        is_empty: true,
        next_bell: None,
    };
    let site = present::site(&Site::with_defaults("School", chrono_tz::Tz::UTC), DateTime::UNIX_EPOCH);
    Hub::new(site, engine, Vec::new(), Vec::new())
}

async fn journal() -> (tempfile::TempDir, Store, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), KeyChoice::File).await.unwrap();
    let journal = Journal::start(Clock::system(), store.clone(), hub(), 0);
    (folder, store, journal)
}

fn event(sentence: &str) -> Write {
    let (kind, actor, sentence) = ("test".to_owned(), "engine".to_owned(), sentence.to_owned());
    Write::Event(NewEvent { at: DateTime::UNIX_EPOCH, camera: None, kind, actor, sentence })
}

/// Runs that the store refuses for good: no process has the number 0.
fn refused() -> [Write; 2] {
    let process = RunningProcess {
        id: RunId(1),
        key: RunnerKey { camera: CameraId(1), profile: bellwatch_domain::ProfileId(1) },
        pid: 0,
        started: DateTime::UNIX_EPOCH,
        command: Vec::new(),
        nice_asked: 0,
        affinity_asked: String::new(),
    };
    [Write::BeginRun(process.clone()), Write::BeginRun(process)]
}

#[tokio::test]
async fn a_flush_returns_when_all_before_it_is_in_the_store() {
    let (_folder, store, journal) = journal().await;
    for number in 0..2000 {
        journal.write(event(&number.to_string()));
    }
    journal.flush().await;
    assert_eq!(store.events(None, 1).await.unwrap()[0].sentence, "1999");
    assert_eq!((journal.depth(), journal.is_failing(), journal.loss()), (0, false, None));
    let began = Instant::now();
    journal.flush().await;
    assert!(began.elapsed() < FLUSH_WITHIN, "nothing waits, so there is nothing to wait for");
}

#[tokio::test]
async fn what_is_lost_is_counted_and_said_as_an_event() {
    let (_folder, store, journal) = journal().await;
    let draft = bellwatch_store::CameraRow {
        name: "Gate".to_owned(),
        location: String::new(),
        address: bellwatch_domain::SourceAddress::parse("demo:gate").unwrap().address,
        sub_address: None,
        user: None,
        password: bellwatch_store::PasswordChange::Keep,
        priority: 5,
        enabled: true,
        tags: Vec::new(),
        profile: bellwatch_domain::ProfileId(1),
        also_profiles: Vec::new(),
    };
    store.add_camera(&draft, "test", DateTime::UNIX_EPOCH).await.unwrap();
    refused().into_iter().for_each(|write| journal.write(write));
    journal.write(event("after"));
    journal.flush().await;
    assert_eq!(journal.loss().map(|loss| loss.count), Some(2));
    // A second batch ends after the first one's losses were told.
    journal.write(event("later"));
    journal.flush().await;
    let told: Vec<String> =
        store.events(None, 10).await.unwrap().into_iter().map(|event| event.sentence).collect();
    assert!(told.contains(&crate::words::lost(2)), "{told:?}");
    assert!(told.contains(&"after".to_owned()), "one bad row holds up nothing: {told:?}");
}
