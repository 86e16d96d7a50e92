//! The hub: what the window would be shown now, and who is watching.
//!
//! It holds the newest of everything, numbers each change, and hands changes to every watcher. A watcher that
//! cannot keep up is given a fresh View instead of a queue that grows.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bellwatch_domain::{CameraId, ProfileId, RunnerKey};
use tokio::sync::broadcast::{self, error::RecvError, error::TryRecvError};

use crate::pictures::Picture;
use crate::present;
use crate::wire::{
    BellsView, CameraView, Change, EngineView, EventView, GaugesView, KnobView, Message, ProblemView,
    ProfileView, RecognitionView, RunnerState, RunnerView, SiteView, View, What,
};

/// Changes a watcher may be behind before it is given a fresh View.
const BEHIND_AT_MOST: usize = 2048;
/// Changes that travel together: what comes within this time of the first.
const GATHER: Duration = Duration::from_millis(30);
/// Events kept for the View.
const EVENTS_KEPT: usize = 200;

/// Everything there is to show. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Hub {
    state: Arc<Mutex<State>>,
    changes: broadcast::Sender<Change>,
}

struct State {
    seq: u64,
    site: SiteView,
    engine: EngineView,
    cameras: BTreeMap<i64, CameraView>,
    profiles: BTreeMap<i64, ProfileView>,
    bells: BellsView,
    runners: BTreeMap<(i64, i64), RunnerView>,
    problems: Vec<ProblemView>,
    recognition: RecognitionView,
    gauges: Option<GaugesView>,
    events: VecDeque<EventView>,
    knobs: Vec<KnobView>,
    settings: Vec<KnobView>,
}

impl Hub {
    /// A hub that knows the site and the engine, and nothing else yet.
    pub fn new(site: SiteView, engine: EngineView, knobs: Vec<KnobView>, settings: Vec<KnobView>) -> Self {
        let state = State {
            seq: 0,
            site,
            engine,
            cameras: BTreeMap::new(),
            profiles: BTreeMap::new(),
            bells: BellsView::default(),
            runners: BTreeMap::new(),
            problems: Vec::new(),
            recognition: RecognitionView::off(),
            gauges: None,
            events: VecDeque::new(),
            knobs,
            settings,
        };
        Hub { state: Arc::new(Mutex::new(state)), changes: broadcast::channel(BEHIND_AT_MOST).0 }
    }

    /// Takes changes over, in order; those that change nothing are dropped.
    pub fn publish(&self, whats: impl IntoIterator<Item = What>) {
        let mut state = self.lock();
        for what in whats {
            // Corrections, reviews and signatures of the command line are noticed by their events.
            let is_attendance = matches!(&what, What::Event { event } if event.kind == "attendance");
            self.tell(&mut state, what);
            if is_attendance {
                self.count_attendance(&mut state);
            }
        }
    }

    /// Has the window ask for attendance anew.
    pub fn attendance_changed(&self) {
        self.count_attendance(&mut self.lock());
    }

    fn count_attendance(&self, state: &mut State) {
        let mut recognition = Box::new(state.recognition.clone());
        recognition.attendance_revision += 1;
        self.tell(state, What::Recognition { recognition });
    }

    fn tell(&self, state: &mut State, what: What) {
        if state.apply(&what) {
            state.seq += 1;
            // An error means that nobody watches, which is no error.
            let _ = self.changes.send(Change { seq: state.seq, what });
        }
    }

    /// Everything, as of now.
    pub fn view(&self) -> View {
        self.lock().view()
    }

    /// Shows a runner's newest picture, if the runner is running and the picture is newer than what is shown.
    pub fn show_picture(&self, camera: i64, profile: i64, picture: &Picture) {
        self.change_runner(camera, profile, |runner| {
            let is_newer = runner.picture.as_ref().is_none_or(|shown| shown.number < picture.number);
            if is_newer && matches!(runner.state, RunnerState::Running { .. }) {
                runner.picture = Some(present::picture(picture, true));
            }
        });
    }

    /// Changes what is shown of recognition. Several parts of the engine know something of it, so none replaces it whole.
    pub fn change_recognition(&self, change: impl FnOnce(&mut RecognitionView)) {
        let mut state = self.lock();
        let mut recognition = state.recognition.clone();
        change(&mut recognition);
        self.tell(&mut state, What::Recognition { recognition: Box::new(recognition) });
    }

    /// Changes one runner of what is shown. The lock is held from looking to telling, so that what the enforcer shows
    /// meanwhile (an ending, say) is never overwritten with what was there before.
    fn change_runner(&self, camera: i64, profile: i64, change: impl FnOnce(&mut RunnerView)) {
        let mut state = self.lock();
        let Some(mut runner) = state.runners.get(&(camera, profile)).cloned() else { return };
        change(&mut runner);
        self.tell(&mut state, What::Runner { runner: Box::new(runner) });
    }

    /// Every runner that has a living process, with its pid.
    pub fn pids(&self) -> Vec<(RunnerKey, u32)> {
        let state = self.lock();
        let living = state.runners.values().filter_map(|runner| {
            let process = runner.process.as_ref().filter(|process| process.ended_ms.is_none())?;
            let key = RunnerKey { camera: CameraId(runner.camera), profile: ProfileId(runner.profile) };
            Some((key, process.pid))
        });
        living.collect()
    }

    /// The newest gauges.
    pub fn gauges(&self) -> Option<GaugesView> {
        self.lock().gauges.clone()
    }

    /// The engine as it is shown now.
    pub fn engine(&self) -> EngineView {
        self.lock().engine.clone()
    }

    /// A watcher: its first message is the View as of now.
    pub fn watch(&self) -> Watcher {
        // The lock is held over both, so that no change falls between the view and the subscription.
        let state = self.lock();
        let changes = self.changes.subscribe();
        Watcher { hub: self.clone(), changes, first: Some(state.view()), seq: state.seq }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while holding the lock leaves whole values behind (each is replaced at once), so going on is safe.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Lays `what` over the state; whether it changed anything.
    fn apply(&mut self, what: &What) -> bool {
        fn put<K: Ord, V: PartialEq + Clone>(map: &mut BTreeMap<K, V>, key: K, value: &V) -> bool {
            if map.get(&key) == Some(value) {
                return false;
            }
            map.insert(key, value.clone());
            true
        }
        fn set<V: PartialEq + Clone>(place: &mut V, value: &V) -> bool {
            let changes = place != value;
            if changes {
                place.clone_from(value);
            }
            changes
        }
        match what {
            What::Camera { camera } => put(&mut self.cameras, camera.id, camera),
            What::CameraGone { camera } => self.cameras.remove(camera).is_some(),
            What::Profile { profile } => put(&mut self.profiles, profile.id, profile),
            What::ProfileGone { profile } => self.profiles.remove(profile).is_some(),
            What::Runner { runner } => put(&mut self.runners, (runner.camera, runner.profile), runner),
            What::RunnerGone { camera, profile } => self.runners.remove(&(*camera, *profile)).is_some(),
            What::Site { site } => set(&mut self.site, site),
            What::Bells { bells } => set(&mut self.bells, bells),
            What::Engine { engine } => set(&mut self.engine, engine),
            What::Problems { problems } => set(&mut self.problems, problems),
            What::Recognition { recognition } => set(&mut self.recognition, recognition),
            What::Gauges { gauges } => set(&mut self.gauges, &Some((**gauges).clone())),
            // Said to whoever listens now, and kept by nobody.
            What::Notice { .. } => true,
            What::Event { event } => {
                self.events.push_front(event.clone());
                self.events.truncate(EVENTS_KEPT);
                true
            }
        }
    }

    fn view(&self) -> View {
        View {
            seq: self.seq,
            site: self.site.clone(),
            engine: self.engine.clone(),
            cameras: self.cameras.values().cloned().collect(),
            profiles: self.profiles.values().cloned().collect(),
            bells: self.bells.clone(),
            runners: self.runners.values().cloned().collect(),
            problems: self.problems.clone(),
            recognition: self.recognition.clone(),
            gauges: self.gauges.clone(),
            events: self.events.iter().cloned().collect(),
            knobs: self.knobs.clone(),
            settings: self.settings.clone(),
        }
    }
}

/// One reader of the hub.
pub struct Watcher {
    hub: Hub,
    changes: broadcast::Receiver<Change>,
    first: Option<View>,
    seq: u64,
}

impl Watcher {
    /// The next message: the View first, then what changed, gathered for a moment; a View again when this reader
    /// fell behind. `None` once the engine is gone.
    pub async fn next(&mut self) -> Option<Message> {
        if let Some(view) = self.first.take() {
            return Some(Message::View { view: Box::new(view) });
        }
        let mut gathered = Vec::new();
        loop {
            match self.changes.recv().await {
                Ok(change) if change.seq <= self.seq => {}
                Ok(change) => {
                    gathered.push(change);
                    break;
                }
                Err(RecvError::Lagged(_)) => return Some(self.afresh()),
                Err(RecvError::Closed) => return None,
            }
        }
        tokio::time::sleep(GATHER).await;
        loop {
            match self.changes.try_recv() {
                Ok(change) => gathered.push(change),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                Err(TryRecvError::Lagged(_)) => return Some(self.afresh()),
            }
        }
        self.seq = gathered.last().map_or(self.seq, |change| change.seq);
        Some(Message::Changes { changes: gathered })
    }

    fn afresh(&mut self) -> Message {
        let Watcher { changes, first, seq, .. } = self.hub.watch();
        self.changes = changes;
        self.seq = seq;
        Message::View { view: Box::new(first.unwrap_or_else(|| self.hub.view())) }
    }
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::Site;
    use chrono::DateTime;

    use super::*;
    use crate::wire::FpsView;

    fn hub(state: RunnerState) -> Hub {
        let now = DateTime::UNIX_EPOCH;
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
            is_empty: false,
            next_bell: None,
        };
        let site = present::site(&Site::with_defaults("School", chrono_tz::Tz::UTC), now);
        let hub = Hub::new(site, engine, Vec::new(), Vec::new());
        hub.publish([What::Runner { runner: Box::new(runner(state)) }]);
        hub
    }

    fn runner(state: RunnerState) -> RunnerView {
        RunnerView {
            camera: 1,
            profile: 1,
            state,
            picture: None,
            heartbeat: None,
            hb_interval_s: 10.0,
            bar: Vec::new(),
            last_error: None,
            process: None,
            because: None,
            fps_wanted: 4.0,
            fps: FpsView { asked: 4.0, cap: None, given: Some(4.0), why: None },
            keyframes_only: false,
        }
    }

    fn shown(hub: &Hub) -> (RunnerState, Option<u64>) {
        let runner = hub.view().runners.remove(0);
        (runner.state, runner.picture.map(|picture| picture.number))
    }

    fn picture(number: u64) -> Picture {
        Picture { number, at: DateTime::UNIX_EPOCH, width: 16, height: 9 }
    }

    const RUNNING: RunnerState = RunnerState::Running { since_ms: 0 };

    #[test]
    fn a_newer_picture_of_a_running_runner_is_shown_and_no_other() {
        let hub = hub(RUNNING);
        hub.show_picture(1, 1, &picture(7));
        hub.show_picture(1, 1, &picture(6));
        hub.show_picture(2, 1, &picture(9));
        assert_eq!(shown(&hub), (RUNNING, Some(7)));
        let waiting = RunnerState::Waiting { since_ms: 1 };
        hub.publish([What::Runner { runner: Box::new(runner(waiting.clone())) }]);
        hub.show_picture(1, 1, &picture(8));
        assert_eq!(shown(&hub), (waiting, None));
    }

    #[test]
    fn nothing_can_be_shown_between_looking_at_a_runner_and_changing_it() {
        let hub = hub(RUNNING);
        hub.change_runner(1, 1, |runner| {
            assert!(hub.state.try_lock().is_err(), "an ending waits until the picture is shown");
            runner.picture = Some(present::picture(&picture(7), true));
        });
        assert!(hub.state.try_lock().is_ok());
        assert_eq!(shown(&hub), (RUNNING, Some(7)));
    }
}
