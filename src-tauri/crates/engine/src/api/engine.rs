//! One engine in one data folder, from its start to its end.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use bellwatch_domain::ffmpeg_args::FfmpegAbility;
use bellwatch_domain::memory::Memory;
use bellwatch_domain::models::Models;
use bellwatch_domain::{CameraId, RunnerKey};
use bellwatch_store::{KeyChoice, Run, Store, Write};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::operator::Operator;
use super::tested::{self, Tested};
use crate::attendance::{self, Attendance};
use crate::backups::{self, Backups};
use crate::clips::{self, Clips};
use crate::clock::Clock;
use crate::discovery::Discovery;
use crate::enforcer::{Ask, Enforcer, SharedAbility, Tools};
use crate::folder::{self, DataFolder, Lock};
use crate::gauges::{self, Gauges};
use crate::hub::{Hub, Watcher};
use crate::journal::Journal;
use crate::logs::Logs;
use crate::people::Enroller;
use crate::pictures::{Jpeg, Pictures};
use crate::probe::{Found, ProbeTools};
use crate::programs::Programs;
use crate::recognition::{Recognition, RecognitionTools, Slots};
use crate::runner::RunnerDeps;
use crate::wire::{
    CameraChoice, CameraDraft, KnobValue, PauseChange, PauseDraft, Problem, ProfileDraft, TestReport, View,
};
use crate::words::refusals::Refusal;
use crate::{ability, present, spawner, strays};

/// Questions that may wait for the enforcer.
const ASKS: usize = 256;
/// Events of runners that may wait for the enforcer; a full queue slows the runner's bookkeeping, never its frames.
const EVENTS: usize = 4096;
/// Pictures of connection tests that are kept.
const TEST_PICTURES: usize = 4;
/// The fastest at which newest pictures are announced.
const LOOK_AT_MOST: Duration = Duration::from_millis(100);

/// How an engine is to be started.
pub struct Options {
    /// The data folder.
    pub home: PathBuf,
    /// The clock.
    pub clock: Clock,
    /// Where the key to the sealed passwords may lie.
    pub keys: KeyChoice,
    /// Who acts through this engine: "window", "bellwatchctl".
    pub actor: String,
    /// Where models come from.
    pub models: Arc<dyn Models>,
}

/// Why an engine did not start; each displays as one sentence.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder cannot be used, or another enforcer holds it.
    #[error(transparent)]
    Folder(#[from] folder::Error),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] bellwatch_store::Error),
    /// The thread that recognises could not be started.
    #[error("Bellwatch cannot start a thread on this machine.")]
    Thread(#[source] std::io::Error),
    /// The thread that spawns could not be started.
    #[error("Bellwatch cannot start helper programs on this machine.")]
    Spawner(#[source] std::io::Error),
}

/// The tasks that an engine waits for when it ends.
struct Tasks {
    enforcer: JoinHandle<()>,
    attendance: JoinHandle<()>,
    backups: JoinHandle<()>,
}

/// A running engine. Dropping it without [`Engine::shutdown`] ends its children by their pipes and their mark.
pub struct Engine {
    folder: DataFolder,
    operator: Operator,
    clock: Clock,
    hub: Hub,
    pictures: Pictures,
    logs: Logs,
    ability: SharedAbility,
    probe: ProbeTools,
    asks: mpsc::Sender<Ask>,
    look: watch::Sender<(Vec<RunnerKey>, Duration)>,
    tests: Mutex<(u64, BTreeMap<u64, Jpeg>)>,
    tested: Tested,
    discovery: Discovery,
    models: Arc<dyn Models>,
    enroller: Enroller,
    recognition: Recognition,
    installing: Arc<tokio::sync::Mutex<()>>,
    attendance: Attendance,
    gauges: Gauges,
    backups: Backups,
    tasks: Mutex<Option<Tasks>>,
    /// Held until the engine goes, or gives its folder up.
    lock: Mutex<Option<Lock>>,
}

impl Engine {
    /// Starts an engine: takes the lock, opens the store, ends what a dead predecessor left, and begins to enforce.
    ///
    /// # Errors
    ///
    /// [`StartError`]; nothing runs then.
    pub async fn start(options: Options) -> Result<Arc<Engine>, StartError> {
        let Options { home, clock, keys, actor, models } = options;
        let folder = DataFolder::open(&home)?;
        let lock = folder.lock()?;
        let store = Store::open(folder.path(), keys).await?;
        let now = clock.now();
        mend(Arc::clone(&models)).await;
        let ended = strays::end(store.folder_mark()).await;
        let left = store.open_runs().await?;
        let ending = |run: &Run| Write::EndRun { run: run.process.id, ending: strays::ending(now) };
        store.batch(&left.iter().map(ending).collect::<Vec<_>>()).await?;
        if !ended.is_empty() {
            tracing::warn!(
                count = ended.len(),
                "children of a dead engine were still running and were stopped"
            );
        }

        let (config, revision) = store.config().await?;
        let mut memory = store.memory().await?;
        let programs = Programs::from_environment();
        let spawner = spawner::Spawner::start(store.folder_mark()).map_err(StartError::Spawner)?;
        let (ability, version) = match ability::find(&programs, &spawner).await {
            Ok(found) => (found.ability, Some(found.version_text)),
            Err(error) => {
                memory.missing_dependency = Some(error.at(now));
                (FfmpegAbility::unknown(), None)
            }
        };
        let ability = Arc::new(RwLock::new(Arc::new(ability)));
        let mask = crate::mask::Masks::of(&config);
        crate::logging::mask_with(&mask);
        let logs = Logs::new(mask.clone());
        crate::logging::keep_in(&logs);
        let pictures = Pictures::open(folder.frames(), clock.clone());
        let hub = first_hub(&folder, &store, &config, version, now);
        let journal = Journal::start(clock.clone(), store.clone(), hub.clone(), store.newest_event().await?);
        let shown = hub.clone();
        let (attendance, attendance_task) = Attendance::start(attendance::Tools {
            clock: clock.clone(),
            store: store.clone(),
            journal: journal.clone(),
            tell: Box::new(move || shown.attendance_changed()),
        });
        let gauges = Gauges::start(gauges::Tools {
            clock: clock.clone(),
            store: store.clone(),
            hub: hub.clone(),
            folder: folder.path().to_owned(),
        });
        let (backups, backups_task) = Backups::start(backups::Tools {
            clock: clock.clone(),
            store: store.clone(),
            journal: journal.clone(),
        });
        let (events_in, events) = mpsc::channel(EVENTS);
        let slots = Slots::default();
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
            spawner: spawner.clone(),
            programs: programs.clone(),
            pictures: pictures.clone(),
            slots: slots.clone(),
            logs: logs.clone(),
            mask: mask.clone(),
            events: events_in,
        };
        let probe = ProbeTools { clock: clock.clone(), spawner, programs, mask };
        let recognition = RecognitionTools {
            clock: clock.clone(),
            store: store.clone(),
            hub: hub.clone(),
            journal: journal.clone(),
            models: Arc::clone(&models),
            attendance: attendance.clone(),
            clips,
        };
        let recognition = Recognition::start(slots, recognition).map_err(StartError::Thread)?;
        let tools = Tools {
            recognition: recognition.clone(),
            clock: clock.clone(),
            store: store.clone(),
            hub: hub.clone(),
            journal,
            pictures: pictures.clone(),
            runner,
            ability: Arc::clone(&ability),
            attendance: attendance.clone(),
            backups: backups.clone(),
            gauges: gauges.clone(),
        };
        let (asks, asked) = mpsc::channel(ASKS);
        let enforcer =
            Enforcer::new(tools, asked, events, (config, revision), memory, store.newest_run().await?);
        let task = tokio::spawn(enforcer.run());
        let (look, looked) = watch::channel((Vec::new(), Duration::from_secs(1)));
        tokio::spawn(announce_pictures(hub.clone(), pictures.clone(), looked));

        let operator = Operator::new(store, clock.clone(), &actor);
        let enroller = Enroller::new(operator.clone(), Arc::clone(&models));
        let discovery = Discovery::new(clock.clone());
        let engine = Arc::new(Engine {
            folder,
            operator,
            clock,
            hub,
            pictures,
            logs,
            ability,
            probe,
            asks,
            look,
            tests: Mutex::default(),
            tested: Tested::default(),
            discovery,
            models,
            enroller,
            recognition,
            installing: Arc::default(),
            attendance,
            gauges,
            backups,
            tasks: Mutex::new(Some(Tasks {
                enforcer: task,
                attendance: attendance_task,
                backups: backups_task,
            })),
            lock: Mutex::new(Some(lock)),
        });
        // Whoever looks first is to see the cameras, not an empty wall.
        engine.looked().await;
        Ok(engine)
    }

    /// Stops every runner side by side, writes out what is to be kept, and ends. Takes 8 s at most, and a little for
    /// the store. A second call returns at once.
    pub async fn shutdown(&self) {
        let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Tasks { enforcer, attendance, backups }) = tasks else { return };
        self.backups.close();
        let (answer, done) = oneshot::channel();
        if self.asks.send(Ask::Shutdown { answer }).await.is_ok() {
            // An error means that the enforcer has ended already.
            let _ = done.await;
        }
        if let Err(error) = enforcer.await {
            tracing::error!(error = %error, "the enforcer did not end well");
        }
        self.attendance.close();
        if let Err(error) = attendance.await {
            tracing::error!(error = %error, "attendance did not end well");
        }
        if let Err(error) = backups.await {
            tracing::error!(error = %error, "backups did not end well");
        }
    }

    /// Gives the data folder's lock up; `None` when that was done before.
    pub(super) fn give_up(&self) -> Option<Lock> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Everything the window shows, now.
    pub fn view(&self) -> View {
        self.hub.view()
    }

    /// A watcher: the View first, then changes.
    pub fn watch(&self) -> Watcher {
        self.hub.watch()
    }

    /// Says which newest pictures somebody looks at, and how often they are to be announced; nobody's are announced
    /// oftener than their heartbeats otherwise.
    pub fn look(&self, runners: Vec<RunnerKey>, every: Duration) {
        self.look.send_replace((runners, every.max(LOOK_AT_MOST)));
    }

    /// The newest picture of a runner as a JPEG at most `max_width` pixels wide; `None` when there is none.
    pub async fn picture(&self, key: RunnerKey, max_width: u32) -> Option<Jpeg> {
        self.pictures.jpeg(key, max_width).await
    }

    /// Where models come from.
    pub fn models(&self) -> &Arc<dyn Models> {
        &self.models
    }

    /// Enrols people, with this engine's store and models.
    pub fn enroller(&self) -> &Enroller {
        &self.enroller
    }

    pub(super) fn pictures(&self) -> &Pictures {
        &self.pictures
    }

    /// The picture of a connection test.
    pub fn test_picture(&self, number: u64) -> Option<Jpeg> {
        self.tests.lock().unwrap_or_else(PoisonError::into_inner).1.get(&number).cloned()
    }

    /// Has the enforcer look now.
    ///
    /// # Errors
    ///
    /// When it was asked for less than 5 s ago, with the seconds to wait.
    pub async fn enforce_now(&self) -> Result<(), Problem> {
        let by = self.operator.actor().to_owned();
        Ok(self.ask(|answer| Ask::EnforceNow { by, answer }).await??)
    }

    /// Forgets what stands in the way of a camera: it is tried again at once.
    ///
    /// # Errors
    ///
    /// When the engine is ending.
    pub async fn try_again(&self, camera: CameraId) -> Result<(), Problem> {
        self.ask(|answer| Ask::TryAgain { cameras: vec![camera], answer }).await
    }

    /// Stops all runners until "Enforce now"; returns how many ran.
    ///
    /// # Errors
    ///
    /// When the engine is ending.
    pub async fn stop_runners(&self) -> Result<usize, Problem> {
        let by = self.operator.actor().to_owned();
        self.ask(|answer| Ask::StopAll { by, answer }).await
    }

    /// Adds a camera. See [`Operator::camera_add`]; the engine looks at once, here and below.
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn camera_add(&self, draft: &CameraDraft) -> Result<CameraId, Problem> {
        let added = self.operator.camera_add(draft).await;
        if let Ok(camera) = &added {
            self.keep_tested(*camera).await;
        }
        self.changed(added).await
    }

    /// See [`Operator::camera_edit`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn camera_edit(&self, camera: CameraId, draft: &CameraDraft) -> Result<(), Problem> {
        let edited = self.operator.camera_edit(camera, draft).await;
        if edited.is_ok() {
            self.keep_tested(camera).await;
        }
        self.changed(edited).await
    }

    /// See [`Operator::camera_remove`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn camera_remove(&self, camera: CameraId) -> Result<(), Problem> {
        self.changed(self.operator.camera_remove(camera).await).await
    }

    /// See [`Operator::camera_restore`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn camera_restore(&self, camera: CameraId) -> Result<(), Problem> {
        self.changed(self.operator.camera_restore(camera).await).await
    }

    /// See [`Operator::camera_set_enabled`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn camera_set_enabled(&self, camera: CameraId, on: bool) -> Result<(), Problem> {
        self.changed(self.operator.camera_set_enabled(camera, on).await).await
    }

    /// See [`Operator::pause`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn pause(&self, choice: &CameraChoice, pause: PauseDraft) -> Result<Vec<PauseChange>, Problem> {
        self.changed(self.operator.pause(choice, pause).await).await
    }

    /// See [`Operator::resume`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn resume(&self, choice: &CameraChoice) -> Result<Vec<PauseChange>, Problem> {
        self.changed(self.operator.resume(choice).await).await
    }

    /// See [`Operator::undo_pauses`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn undo_pauses(&self, changes: &[PauseChange]) -> Result<(), Problem> {
        self.changed(self.operator.undo_pauses(changes).await).await
    }

    /// See [`Operator::pause`], in another actor's name: "tray".
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn pause_as(
        &self,
        actor: &str,
        choice: &CameraChoice,
        pause: PauseDraft,
    ) -> Result<(), Problem> {
        self.changed(self.operator.acting_as(actor).pause(choice, pause).await).await.map(drop)
    }

    /// See [`Operator::resume`], in another actor's name: "tray".
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn resume_as(&self, actor: &str, choice: &CameraChoice) -> Result<(), Problem> {
        self.changed(self.operator.acting_as(actor).resume(choice).await).await.map(drop)
    }

    /// See [`Operator::profile_add`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn profile_add(&self, draft: &ProfileDraft) -> Result<bellwatch_domain::ProfileId, Problem> {
        self.changed(self.operator.profile_add(draft).await).await
    }

    /// See [`Operator::profile_edit`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn profile_edit(
        &self,
        profile: bellwatch_domain::ProfileId,
        draft: &ProfileDraft,
    ) -> Result<(), Problem> {
        self.changed(self.operator.profile_edit(profile, draft).await).await
    }

    /// See [`Operator::profile_remove`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn profile_remove(&self, profile: bellwatch_domain::ProfileId) -> Result<(), Problem> {
        self.changed(self.operator.profile_remove(profile).await).await
    }

    /// See [`Operator::site_edit`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn site_edit(&self, values: &[KnobValue]) -> Result<(), Problem> {
        self.changed(self.operator.site_edit(values).await).await
    }

    /// See [`Operator::add_demo_cameras`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn add_demo_cameras(&self) -> Result<(), Problem> {
        self.changed(self.operator.add_demo_cameras().await).await
    }

    /// What an operator may change without the engine having to know first.
    pub fn operator(&self) -> &Operator {
        &self.operator
    }

    /// The data folder.
    pub fn folder(&self) -> &DataFolder {
        &self.folder
    }

    pub(super) fn discovery(&self) -> &Discovery {
        &self.discovery
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    pub(super) fn recognition(&self) -> &Recognition {
        &self.recognition
    }

    /// Held by the one installation of a pack that may go on at a time.
    pub(super) fn installing(&self) -> &Arc<tokio::sync::Mutex<()>> {
        &self.installing
    }

    /// Attendance is told here that it is to look again.
    pub fn attendance_task(&self) -> &Attendance {
        &self.attendance
    }

    pub(super) fn gauges(&self) -> &Gauges {
        &self.gauges
    }

    pub(super) fn logs(&self) -> &Logs {
        &self.logs
    }

    pub(super) fn ability(&self) -> Arc<FfmpegAbility> {
        Arc::clone(&self.ability.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn probe_tools(&self) -> &ProbeTools {
        &self.probe
    }

    pub(super) fn tested(&self) -> &Tested {
        &self.tested
    }

    /// Writes down what tests measured of a camera's addresses, as they are saved. The camera is saved all the same when
    /// that fails: it is measured again by a run.
    pub(super) async fn keep_tested(&self, camera: CameraId) {
        let kept = async {
            let config = self.operator.config().await?;
            let found = super::operator::find_camera(&config, camera)?;
            Ok::<(), Problem>(tested::keep(self.operator.store(), found, &self.tested.all()).await?)
        };
        if let Err(problem) = kept.await {
            tracing::warn!(detail = problem.detail, "what a test measured could not be kept");
        }
    }

    /// What the enforcer remembers, as it stands.
    pub(super) async fn memory(&self) -> Result<Memory, Problem> {
        self.ask(|answer| Ask::Memory { answer }).await
    }

    /// A test's report; its picture is kept under a number for a while.
    pub(super) fn report(&self, found: Found) -> TestReport {
        let number = match &found {
            Found::Works { picture: Some(picture), .. } => Some(self.keep_test_picture(picture.clone())),
            Found::Works { picture: None, .. } | Found::Fails { .. } => None,
        };
        present::test_report(&found, number)
    }

    fn keep_test_picture(&self, picture: Jpeg) -> u64 {
        let mut tests = self.tests.lock().unwrap_or_else(PoisonError::into_inner);
        tests.0 += 1;
        let number = tests.0;
        tests.1.insert(number, picture);
        while tests.1.len() > TEST_PICTURES {
            tests.1.pop_first();
        }
        number
    }

    /// Passes an operator's answer on, after telling the enforcer to look.
    pub(super) async fn changed<T>(&self, answer: Result<T, Problem>) -> Result<T, Problem> {
        if answer.is_ok() {
            self.looked().await;
        }
        answer
    }

    /// Returns when the enforcer has looked, and shown what it saw.
    async fn looked(&self) {
        let (answer, looked) = oneshot::channel();
        if self.asks.send(Ask::Look { answer }).await.is_ok() {
            // An error means that the engine is ending; what was asked is in the store all the same.
            let _ = looked.await;
        }
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, Problem> {
        let (answer, answered) = oneshot::channel();
        self.asks.send(ask(answer)).await.map_err(|_| ending())?;
        answered.await.map_err(|_| ending())
    }
}

/// Puts away what an installation of a pack that was cut off left behind. It may fail: the pack then says what it lacks.
async fn mend(models: Arc<dyn Models>) {
    match tokio::task::spawn_blocking(move || models.mend()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the folder of model packs could not be tidied"),
        Err(error) => tracing::error!(%error, "tidying the folder of model packs broke"),
    }
}

fn ending() -> Problem {
    Problem::bad_input("", Refusal::Closing)
}

/// Announces newest pictures at the rate at which somebody looks at them.
async fn announce_pictures(
    hub: Hub,
    pictures: Pictures,
    mut looked: watch::Receiver<(Vec<RunnerKey>, Duration)>,
) {
    loop {
        let (keys, every) = looked.borrow_and_update().clone();
        for key in &keys {
            if let Some(picture) = pictures.newest(*key) {
                hub.show_picture(key.camera.0, key.profile.0, &picture);
            }
        }
        let wait = async {
            if keys.is_empty() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(every).await;
        };
        tokio::select! {
            () = wait => {}
            changed = looked.changed() => if changed.is_err() { return },
        }
    }
}

/// A hub that shows what is known before anything runs.
pub(crate) fn first_hub(
    folder: &DataFolder,
    store: &Store,
    config: &bellwatch_domain::plan::Config,
    ffmpeg_version: Option<String>,
    now: chrono::DateTime<chrono::Utc>,
) -> Hub {
    let engine = crate::wire::EngineView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        pid: std::process::id(),
        started_ms: now.timestamp_millis(),
        ffmpeg_version,
        data_folder: folder.path().display().to_string(),
        key_place: store.key_place().sentence(),
        last_run_ms: None,
        last_ok_ms: None,
        last_error: None,
        stopped_by_hand: None,
        is_empty: config.cameras.is_empty(),
        next_bell: None,
    };
    let knobs = bellwatch_domain::knobs::KNOBS.iter().map(present::knob).collect();
    let settings = bellwatch_domain::knobs::SETTINGS.iter().map(present::knob).collect();
    Hub::new(present::site(&config.site, now), engine, knobs, settings)
}
