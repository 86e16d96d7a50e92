//! The enforcer on its own, one step at a time, on a clock that is turned.

use bellwatch_domain::models::NoModels;
use bellwatch_store::KeyChoice;

use super::*;
use crate::api::first_hub;
use crate::attendance;
use crate::clips::{self, Clips};
use crate::folder::DataFolder;
use crate::gauges::{self, Gauges};
use crate::hub::Watcher;
use crate::logs::Logs;
use crate::mask::Masks;
use crate::programs::Programs;
use crate::recognition::{RecognitionTools, Slots};
use crate::spawner::Spawner;
use crate::wire::{Message, NoticeKindView, What};

/// An enforcer in a folder that goes when this is dropped.
struct House {
    folder: tempfile::TempDir,
    clock: Clock,
    enforcer: Enforcer,
}

impl House {
    async fn open() -> House {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::turned("2026-11-23T07:00:00Z".parse().unwrap());
        let store = Store::open(folder.path(), KeyChoice::File).await.unwrap();
        let (config, revision) = store.config().await.unwrap();
        let data = DataFolder::open(folder.path()).unwrap();
        let hub = first_hub(&data, &store, &config, None, clock.now());
        let mask = Masks::default();
        let pictures = Pictures::open(data.frames(), clock.clone());
        let (events_in, events) = mpsc::channel(8);
        let spawner = Spawner::start(store.folder_mark()).unwrap();
        let programs = Programs::from_environment();
        let clips = Clips::start(clips::Tools {
            clock: clock.clone(),
            store: store.clone(),
            hub: hub.clone(),
            spawner: spawner.clone(),
            programs: programs.clone(),
        });
        let runner = RunnerDeps {
            clips: clips.clone(),
            clock: clock.clone(),
            spawner,
            programs,
            pictures: pictures.clone(),
            slots: Slots::default(),
            logs: Logs::new(mask.clone()),
            mask,
            events: events_in,
        };
        let journal = Journal::start(clock.clone(), store.clone(), hub.clone(), 0);
        let (attendance, _) = Attendance::start(attendance::Tools {
            clock: clock.clone(),
            store: store.clone(),
            journal: journal.clone(),
            tell: Box::new(|| {}),
        });
        let recognition = RecognitionTools {
            clock: clock.clone(),
            store: store.clone(),
            hub: hub.clone(),
            journal: journal.clone(),
            models: Arc::new(NoModels),
            attendance: attendance.clone(),
            clips,
        };
        let gauges = Gauges::start(gauges::Tools {
            clock: clock.clone(),
            store: store.clone(),
            hub: hub.clone(),
            folder: folder.path().to_owned(),
        });
        let tools = Tools {
            clock: clock.clone(),
            gauges,
            backups: Backups::default(),
            journal,
            recognition: Recognition::start(runner.slots.clone(), recognition).unwrap(),
            // Its own, so that a test can take it away from the enforcer alone.
            store: Store::open(folder.path(), KeyChoice::File).await.unwrap(),
            hub,
            pictures,
            runner,
            ability: Arc::new(RwLock::new(Arc::new(FfmpegAbility::unknown()))),
            attendance,
        };
        let (_, asks) = mpsc::channel(1);
        let enforcer = Enforcer::new(tools, asks, events, (config, revision), Memory::default(), 0);
        House { folder, clock, enforcer }
    }

    /// Time goes by until the next tick: the store is asked for changes, and the tick is done.
    async fn tick(&mut self) {
        self.clock.turn_to(self.clock.now() + self.enforcer.config.site.tick);
        self.enforcer.notice_changes().await;
        self.enforcer.tick().await;
    }
}

/// The kinds of the notices that were shown since the last time.
async fn notices(watcher: &mut Watcher) -> Vec<NoticeKindView> {
    let mut kinds = Vec::new();
    // What was published waits already and nothing more comes by itself; changes are gathered for a moment.
    while let Ok(Some(message)) = tokio::time::timeout(Duration::from_millis(300), watcher.next()).await {
        if let Message::Changes { changes } = message {
            kinds.extend(changes.into_iter().filter_map(|change| match change.what {
                What::Notice { notice } => Some(notice.kind),
                _ => None,
            }));
        }
    }
    kinds
}

#[tokio::test]
async fn a_store_that_cannot_be_read_is_announced_when_it_lasts_and_well_again_after_a_success() {
    let mut house = House::open().await;
    // The first two minutes, in which nothing is announced.
    for _ in 0..9 {
        house.tick().await;
    }
    assert_eq!(house.enforcer.crumbs.last_error, None);
    assert_eq!(house.enforcer.crumbs.last_ok, Some(house.clock.now()));
    let mut watcher = house.enforcer.tools.hub.watch();
    let was_ok = house.enforcer.crumbs.last_ok;
    house.enforcer.tools.store.close().await;
    house.tick().await;
    house.tick().await;
    assert_eq!(notices(&mut watcher).await, [], "it has not lasted two heartbeats");
    house.tick().await;
    assert_eq!(notices(&mut watcher).await, [NoticeKindView::Engine]);
    assert!(house.enforcer.crumbs.last_error.is_some());
    assert_eq!(house.enforcer.crumbs.last_ok, was_ok);

    house.enforcer.tools.store = Store::open(house.folder.path(), KeyChoice::File).await.unwrap();
    house.tick().await;
    house.tick().await;
    assert_eq!(house.enforcer.crumbs.last_error, None);
    assert_eq!(house.enforcer.crumbs.last_ok, Some(house.clock.now()));
    assert_eq!(notices(&mut watcher).await, []);
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_mute_what_is_announced() {
    let mut house = House::open().await;
    for _ in 0..9 {
        house.tick().await;
    }
    // The machine's clock was three hours ahead, and is put right.
    house.clock.turn_to(house.clock.now() - chrono::Duration::hours(3));
    house.enforcer.notice_jump().await;
    let mut watcher = house.enforcer.tools.hub.watch();
    house.enforcer.tools.store.close().await;
    for _ in 0..3 {
        house.tick().await;
    }
    assert_eq!(notices(&mut watcher).await, [NoticeKindView::Engine]);
}
