//! The budget, with real cameras: who is looked at how often, who rests, and who is left alone by a change.

use std::collections::BTreeMap;
use std::time::Duration;

use bellwatch_domain::CameraId;
use bellwatch_engine::wire::{EventView, PasswordDraft, RestReason, RunnerState, View};
use journeys::cameras::{Camera, Clip};
use journeys::house::{Failed, House, draft, runner};

const RUNS_WITHIN: Duration = Duration::from_secs(60);
const DONE_WITHIN: Duration = Duration::from_secs(30);

/// Four cameras that are looked at four times a second, and matter less and less.
struct School {
    house: House,
    cameras: Vec<Camera>,
    ids: Vec<CameraId>,
    _folder: tempfile::TempDir,
}

const NAMES: [&str; 4] = ["Gate", "Yard", "Hall", "Shed"];
const PRIORITIES: [u8; 4] = [9, 7, 5, 5];

impl School {
    async fn open() -> Result<School, Failed> {
        let folder = tempfile::tempdir()?;
        let house = House::open(folder.path()).await?;
        house.knobs(&[("fps", "4"), ("decode", "all"), ("hb_interval", "1")]).await?;
        let mut school = School { house, cameras: Vec::new(), ids: Vec::new(), _folder: folder };
        for (name, priority) in NAMES.iter().zip(PRIORITIES) {
            let camera = Camera::start(Clip::Small).await?;
            let mut draft = draft(name, &camera.address(), None);
            draft.priority = priority;
            let id = school.house.engine.camera_add(&draft).await.map_err(|problem| problem.message)?;
            school.cameras.push(camera);
            school.ids.push(id);
        }
        Ok(school)
    }

    /// The process of each camera that runs.
    fn pids(&self) -> BTreeMap<CameraId, u32> {
        self.ids.iter().filter_map(|id| Some((*id, self.house.pid(*id)?))).collect()
    }

    async fn all_run(&self) -> Result<(), Failed> {
        for id in &self.ids {
            self.house.until_running(*id, RUNS_WITHIN).await?;
        }
        Ok(())
    }

    /// Waits until the cameras are given so many frames a second.
    async fn until_given(&self, expected: [Option<f64>; 4]) -> Result<(), Failed> {
        let given = |view: &View| {
            let given: Option<Vec<Option<f64>>> =
                self.ids.iter().map(|id| Some(runner(view, *id)?.fps.given)).collect();
            (given? == expected).then_some(())
        };
        self.house.until("the budget is shared out", DONE_WITHIN, given).await
    }

    /// How often a second a camera is really looked at, over at least three seconds.
    async fn looked_at(&self, id: CameraId) -> Result<f64, Failed> {
        let mut first = None;
        let rate = |view: &View| {
            let beat = runner(view, id)?.heartbeat.clone()?;
            let (at_ms, looked) = (beat.at_ms, beat.frames - beat.skipped);
            let (from_ms, before) = *first.get_or_insert((at_ms, looked));
            (at_ms - from_ms >= 3000).then(|| (looked - before) as f64 * 1000.0 / (at_ms - from_ms) as f64)
        };
        self.house.until("heartbeats tell how often it is looked at", DONE_WITHIN, rate).await
    }

    /// Waits for an event of the budget about this camera.
    async fn until_told(&self, what: &str, is_it: impl Fn(&str) -> bool) -> Result<EventView, Failed> {
        let told = |view: &View| {
            let of_budget = |event: &&EventView| event.kind == "budget" && is_it(&event.sentence);
            view.events.iter().find(of_budget).cloned()
        };
        self.house.until(what, DONE_WITHIN, told).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_are_shared_out_by_priority_and_nobody_is_restarted_for_it() -> Result<(), Failed> {
    let school = School::open().await?;
    school.all_run().await?;
    let pids = school.pids();
    school.house.settings(&[("fps_budget", "8")]).await?;
    school.until_given([Some(4.0), Some(3.0), Some(0.5), Some(0.5)]).await?;
    let begun = school
        .until_told("it is told that less is given", |sentence| sentence.starts_with("Shed runs at"))
        .await?;
    assert_eq!(begun.sentence, "Shed runs at 0.5 of 4 fps: the budget of 8 fps is used up.");
    assert_eq!(begun.camera, Some(school.ids[3].0));
    let (gate, shed) = tokio::try_join!(school.looked_at(school.ids[0]), school.looked_at(school.ids[3]))?;
    assert!((3.0..=5.0).contains(&gate) && shed <= 1.0, "{gate} and {shed} a second");

    school.house.settings(&[("fps_budget", "none")]).await?;
    school.until_given([Some(4.0); 4]).await?;
    let over = |sentence: &str| sentence.starts_with("Shed ran at 0.5 of 4 fps from ");
    school.until_told("the receipt is written", over).await?;
    let shed = school.looked_at(school.ids[3]).await?;
    assert!(shed >= 3.0, "{shed} a second");
    assert_eq!(school.pids(), pids, "a share is no reason for a restart");
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn decoders_go_to_those_who_matter_and_a_change_touches_only_those_it_must() -> Result<(), Failed> {
    let school = School::open().await?;
    school.all_run().await?;
    let pids = school.pids();
    let [gate, yard, hall, shed] = [0, 1, 2, 3].map(|at| school.ids[at]);
    school.house.settings(&[("max_decoders", "2")]).await?;
    let rests = |view: &View, id: CameraId| match &runner(view, id)?.state {
        RunnerState::Resting { why: RestReason::BudgetUsedUp, sentence, .. } => Some(sentence.clone()),
        _ => None,
    };
    let both = |view: &View| rests(view, hall).zip(rests(view, shed));
    let (sentence, _) = school.house.until("two of them rest", DONE_WITHIN, both).await?;
    assert_eq!(sentence, "All 2 decoders are in use by Gate, Yard.");
    assert_eq!(school.pids(), BTreeMap::from([(gate, pids[&gate]), (yard, pids[&yard])]));

    // The shed matters more now: the yard makes room for it, and never do three of them decode.
    let mut urgent = draft("Shed", &school.cameras[3].address(), None);
    (urgent.priority, urgent.password) = (8, PasswordDraft::Keep);
    school.house.engine.camera_edit(shed, &urgent).await.map_err(|problem| problem.message)?;
    let mut most = 0;
    let changed = |view: &View| {
        let lives = |id: &&CameraId| {
            runner(view, **id).is_some_and(|runner| {
                !matches!(runner.state, RunnerState::Resting { .. } | RunnerState::Waiting { .. })
            })
        };
        most = most.max(school.ids.iter().filter(lives).count());
        rests(view, yard)?;
        matches!(runner(view, shed)?.state, RunnerState::Running { .. }).then_some(())
    };
    school.house.until("the shed runs for the yard", RUNS_WITHIN, changed).await?;
    assert_eq!(most, 2);
    assert_eq!(school.pids()[&gate], pids[&gate]);

    let before = school.pids();
    school.house.settings(&[("max_decoders", "none")]).await?;
    school.all_run().await?;
    let after = school.pids();
    assert!(before.iter().all(|(id, pid)| after[id] == *pid), "{before:?}, {after:?}");
    let over = |sentence: &str| {
        sentence.starts_with("Hall rested from ") && sentence.ends_with(": all 2 decoders were in use.")
    };
    school.until_told("the receipt is written", over).await?;
    school.house.close().await;
    Ok(())
}
