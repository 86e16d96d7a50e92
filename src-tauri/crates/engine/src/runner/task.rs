//! The task of one run: one loop that waits for frames, the child's end, orders and deadlines.

use std::path::PathBuf;
use std::time::Duration;

use bellwatch_domain::last_error::{Context, Exit};
use bellwatch_domain::run::EndingWhy;
use bellwatch_domain::{Ending, LastErrorKind, RunId, RunSpec, StopWhy};
use chrono::{DateTime, Utc};
use tokio::process::ChildStdout;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

use super::outbox::Outbox;
use super::stderr::{Heard, Listener};
use super::troubles::Troubles;
use super::{RunnerDeps, RunnerEvent, end};
use crate::clips::Hold;
use crate::frames::keyframes::Ruler;
use crate::frames::meter::Meter;
use crate::frames::pace::Pace;
use crate::frames::scene::Scene;
use crate::frames::y4m::{self, Y4m};
use crate::pictures;
use crate::proc::{self, Held, Usage};
use crate::recognition::Seat;
use crate::spawner::{Input, SpawnOrder, Spawned};

/// How long after the spawn, and again after the first frame, nice and cores are read back: by then ffmpeg has
/// started the threads of its input and its decoder.
pub(super) const READ_BACK_AFTER: Duration = Duration::from_millis(500);
/// How long the ends of the pipes are waited for once the child is gone; a grandchild could hold them open.
const PIPES_PATIENCE: Duration = Duration::from_millis(300);
/// How long a child may live on after it closed its output.
const EXIT_PATIENCE: Duration = Duration::from_secs(2);
/// How long writing the last picture may hold up the end of a run.
const PICTURE_PATIENCE: Duration = Duration::from_secs(1);

pub(super) struct Orders {
    pub(super) run: RunId,
    pub(super) generation: u64,
    pub(super) spec: RunSpec,
    pub(super) orders: watch::Receiver<Option<EndingWhy>>,
    /// Frames per second that are handed on; the specification's, until it changes.
    pub(super) given_fps: watch::Receiver<f64>,
    pub(super) tell_gone: watch::Sender<bool>,
}

/// Why the loop of a run was left.
enum Over {
    /// It was told to stop.
    Ordered(EndingWhy),
    /// ffmpeg ended.
    Exited(std::process::ExitStatus),
    /// No frame for too long.
    Stalled,
    /// ffmpeg closed its output and lives on, or writes what cannot be read.
    Unreadable(Option<y4m::Error>),
}

/// Runs one ffmpeg from its spawn to its end.
pub(super) async fn run(orders: Orders, deps: RunnerDeps) {
    let Orders { run, generation, spec, orders, given_fps, tell_gone } = orders;
    let mut outbox = Outbox::new(spec.key, generation, deps.events.clone());
    let (ending, had_frames) = match spawn(run, &spec, &deps).await {
        Ok(spawned) => Run::new(spec, deps, spawned, (orders, given_fps), &mut outbox).live().await,
        Err(ending) => (ending, false),
    };
    // Whoever waited may have gone.
    tell_gone.send_replace(true);
    outbox.put(RunnerEvent::Ended { ending, had_frames });
    outbox.flush().await;
}

async fn spawn(run: RunId, spec: &RunSpec, deps: &RunnerDeps) -> Result<Spawned, Ending> {
    let missing = || {
        let evidence = deps.programs.looked_for();
        end::of_kind(deps.clock.now(), LastErrorKind::FfmpegMissing, evidence)
    };
    let program: PathBuf = deps.programs.ffmpeg().ok_or_else(missing)?;
    let order = SpawnOrder {
        program,
        args: spec.args.words.clone(),
        nice: spec.nice,
        cpu_affinity: spec.cpu_affinity.clone(),
        run: run.to_string(),
        input: if spec.clip.is_some() { Input::Film } else { Input::Nothing },
    };
    deps.spawner.spawn(order).await.map_err(|error| end::not_started(deps.clock.now(), &error))
}

/// A run that lives.
pub(super) struct Run<'a> {
    pub(super) spec: RunSpec,
    pub(super) deps: RunnerDeps,
    pub(super) child: tokio::process::Child,
    pub(super) pid: u32,
    /// Given back (an `auto` core) when the run is over.
    _asked: crate::spawner::Asked,
    pub(super) frames: Y4m<ChildStdout>,
    pub(super) listening: JoinHandle<()>,
    pub(super) heard: Heard,
    pub(super) troubles: Troubles,
    pub(super) orders: watch::Receiver<Option<EndingWhy>>,
    pub(super) given_fps: watch::Receiver<f64>,
    pub(super) outbox: &'a mut Outbox,
    pub(super) began_at: DateTime<Utc>,
    pub(super) began: Instant,
    pub(super) first_frame: Option<Instant>,
    pub(super) last_frame: Instant,
    pub(super) last_frame_at: DateTime<Utc>,
    /// Its place at the slots of recognition, as long as it lives.
    pub(super) seat: Seat,
    /// What is held of its film, as long as it lives.
    _film: Option<Hold>,
    pub(super) read_back_at: Option<Instant>,
    pub(super) held: Option<Held>,
    pub(super) meter: Meter,
    pub(super) pace: Pace,
    pub(super) ruler: Option<Ruler>,
    pub(super) usage: Option<(Instant, Usage)>,
    pub(super) told_good: bool,
    pub(super) scene: Scene,
    pub(super) done_writing: mpsc::Sender<Result<(), pictures::Error>>,
    pub(super) written: mpsc::Receiver<Result<(), pictures::Error>>,
    pub(super) is_writing: bool,
    pub(super) write_next: Instant,
}

impl<'a> Run<'a> {
    fn new(
        spec: RunSpec,
        deps: RunnerDeps,
        spawned: Spawned,
        (orders, given_fps): (watch::Receiver<Option<EndingWhy>>, watch::Receiver<f64>),
        outbox: &'a mut Outbox,
    ) -> Self {
        let Spawned { pid, child, stdout, stderr, input: _, film, asked } = spawned;
        tracing::info!(runner = %spec.key, pid, "ffmpeg was started");
        outbox.put(RunnerEvent::Spawned { pid, at: deps.clock.now(), affinity_asked: asked.to_string() });
        let heard = Heard::default();
        let pace = Pace::new(*given_fps.borrow());
        let film = film.zip(spec.clip).map(|(film, length)| deps.clips.hold(spec.key, length, film));
        let seat = deps.slots.seat(spec.key);
        let (began_at, began) = (deps.clock.now(), Instant::now());
        let (done_writing, written) = mpsc::channel(1);
        let listener = Listener {
            key: spec.key,
            clock: deps.clock.clone(),
            logs: deps.logs.clone(),
            heard: heard.clone(),
            began: (began_at, began),
        };
        Run {
            frames: Y4m::new(stdout, deps.clock.clone()),
            listening: tokio::spawn(listener.listen(stderr)),
            meter: Meter::new(real(spec.hb_interval)),
            pace,
            ruler: spec.measuring_keyframes.then(Ruler::default),
            spec,
            deps,
            child,
            pid,
            _asked: asked,
            heard,
            troubles: Troubles::default(),
            scene: Scene::default(),
            began_at,
            orders,
            given_fps,
            outbox,
            began,
            first_frame: None,
            last_frame: began,
            last_frame_at: began_at,
            seat,
            _film: film,
            read_back_at: Some(began + READ_BACK_AFTER),
            held: None,
            usage: None,
            told_good: false,
            done_writing,
            written,
            is_writing: false,
            write_next: began,
        }
    }

    /// Lives until the child is gone; how it ended, and whether there was a frame.
    async fn live(mut self) -> (Ending, bool) {
        let over = self.wait_for_the_end().await;
        let at = self.deps.clock.now();
        let ending = self.end(over, at).await;
        tracing::info!(runner = %self.spec.key, pid = self.pid, ending = ?ending.why, "ffmpeg is gone");
        self.beat_at_the_end();
        let had_frames = self.first_frame.is_some();
        if had_frames {
            let last_picture = self.deps.pictures.run_ended(self.spec.key);
            if let Ok(Err(error)) = timeout(PICTURE_PATIENCE, last_picture).await {
                tracing::warn!(runner = %self.spec.key, %error, "the last picture was not written");
            }
        }
        (ending, had_frames)
    }

    async fn wait_for_the_end(&mut self) -> Over {
        loop {
            let stalled_at = self.stalled_at();
            let wake = self.read_back_at.map_or(stalled_at, |at| at.min(stalled_at));
            tokio::select! {
                biased;
                why = ordered(&mut self.orders) => return Over::Ordered(why),
                arrival = self.frames.next() => match arrival {
                    Ok(Some(arrival)) => self.arrived(arrival),
                    Ok(None) => return self.wait_for_exit(None).await,
                    Err(error) => return self.wait_for_exit(Some(error)).await,
                },
                status = self.child.wait() => return match status {
                    Ok(status) => Over::Exited(status),
                    Err(_) => Over::Unreadable(None),
                },
                () = self.outbox.send_one(), if !self.outbox.is_empty() => {}
                () = sleep_until(wake) => {
                    if Instant::now() >= stalled_at {
                        return Over::Stalled;
                    }
                    self.read_back();
                }
            }
        }
    }

    /// The output ended; ffmpeg is about to end too, or is not ffmpeg.
    async fn wait_for_exit(&mut self, error: Option<y4m::Error>) -> Over {
        if error.is_some() {
            return Over::Unreadable(error);
        }
        tokio::select! {
            biased;
            why = ordered(&mut self.orders) => Over::Ordered(why),
            status = timeout(EXIT_PATIENCE, self.child.wait()) => match status {
                Ok(Ok(status)) => Over::Exited(status),
                Ok(Err(_)) | Err(_) => Over::Unreadable(None),
            }
        }
    }

    fn stalled_at(&self) -> Instant {
        match self.first_frame {
            None => self.began + real(self.spec.start_within),
            Some(_) => self.last_frame + real(self.spec.stall_after),
        }
    }

    fn read_back(&mut self) {
        self.read_back_at = None;
        // The child may be gone by now.
        let Ok(held) = proc::held(self.pid) else { return };
        if self.held.as_ref() == Some(&held) {
            return;
        }
        let affinity = crate::spawner::in_words(&held.cores);
        self.outbox.put(RunnerEvent::Held { nice: held.nice, affinity });
        self.held = Some(held);
    }

    /// Brings the child down where it still lives, and finds words for its end.
    async fn end(&mut self, over: Over, at: DateTime<Utc>) -> Ending {
        let by_itself = Exit::default();
        match over {
            Over::Ordered(why) => {
                let status = end::bring_down(&mut self.child, self.pid, end::TERM_PATIENCE).await;
                let exit = status.map_or(by_itself, end::exit_of);
                self.settle().await;
                Ending { at: self.deps.clock.now(), why, exit_code: exit.code, signal: exit.signal }
            }
            Over::Exited(status) => {
                end::sweep(self.pid);
                self.take_what_is_left().await;
                self.settle().await;
                self.failed(at, end::exit_of(status), false)
            }
            Over::Stalled => {
                end::bring_down(&mut self.child, self.pid, end::STALLED_PATIENCE).await;
                self.settle().await;
                self.failed(at, by_itself, true)
            }
            Over::Unreadable(error) => {
                end::bring_down(&mut self.child, self.pid, end::STALLED_PATIENCE).await;
                self.settle().await;
                match error {
                    Some(error) => end::of_kind(at, LastErrorKind::Unknown, error.to_string()),
                    None => self.failed(at, by_itself, true),
                }
            }
        }
    }

    fn failed(&self, at: DateTime<Utc>, exit: Exit, stalled: bool) -> Ending {
        let lines = self.heard.lines(&self.deps.mask);
        let context = Context {
            source: end::source_of(&self.spec.args.masked),
            had_frames: self.first_frame.is_some(),
            stalled,
            ran_for: chrono::Duration::from_std(self.began.elapsed()).ok(),
        };
        end::failed(at, &lines, exit, context)
    }

    /// Frames that were in the pipe when the child ended.
    async fn take_what_is_left(&mut self) {
        let left = async {
            while let Ok(Some(arrival)) = self.frames.next().await {
                self.arrived(arrival);
            }
        };
        // Cut off where something still holds the pipe open.
        let _ = timeout(PIPES_PATIENCE, left).await;
    }

    /// Waits a moment for the last words.
    async fn settle(&mut self) {
        if timeout(PIPES_PATIENCE, &mut self.listening).await.is_err() {
            self.listening.abort();
        }
    }
}

/// Waits for an order to stop. Without its handle nobody could stop the run any more, so it stops itself.
async fn ordered(orders: &mut watch::Receiver<Option<EndingWhy>>) -> EndingWhy {
    let order = orders.wait_for(Option::is_some).await;
    order.ok().and_then(|order| order.clone()).unwrap_or(EndingWhy::Stopped(StopWhy::EngineStops))
}

pub(super) fn real(duration: chrono::Duration) -> Duration {
    duration.to_std().unwrap_or_default()
}
