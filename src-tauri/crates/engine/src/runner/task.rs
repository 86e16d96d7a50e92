//! The task of one run: one loop that waits for frames, the child's end, orders and deadlines.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_domain::last_error::{Context, Exit};
use bellwatch_domain::run::EndingWhy;
use bellwatch_domain::{Ending, LastError, LastErrorKind, RunId, RunSpec, StopWhy};
use chrono::{DateTime, Utc};
use tokio::process::ChildStdout;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

use super::outbox::Outbox;
use super::stderr::{LastLines, Listener};
use super::{RunnerDeps, RunnerEvent, end};
use crate::frames::keyframes::Ruler;
use crate::frames::meter::Meter;
use crate::frames::pace::Pace;
use crate::frames::y4m::{self, Arrival, Y4m};
use crate::pictures::{self, Write};
use crate::proc::{self, Held, Usage};
use crate::spawner::{SpawnOrder, Spawned};

/// How long after the spawn, and again after the first frame, nice and cores are read back: by then ffmpeg has
/// started the threads of its input and its decoder.
const READ_BACK_AFTER: Duration = Duration::from_millis(500);
/// Frames for so long without a stall are good.
const GOOD_AFTER: Duration = Duration::from_secs(60);
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
    let Orders { run, generation, spec, orders, tell_gone } = orders;
    let mut outbox = Outbox::new(spec.key, generation, deps.events.clone());
    let (ending, had_frames) = match spawn(run, &spec, &deps).await {
        Ok(spawned) => Run::new(spec, deps, spawned, orders, &mut outbox).live().await,
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
    };
    deps.spawner.spawn(order).await.map_err(|error| end::not_started(deps.clock.now(), &error))
}

/// A run that lives.
struct Run<'a> {
    spec: RunSpec,
    deps: RunnerDeps,
    child: tokio::process::Child,
    pid: u32,
    /// Given back (an `auto` core) when the run is over.
    _asked: crate::spawner::Asked,
    frames: Y4m<ChildStdout>,
    listening: JoinHandle<()>,
    last_lines: LastLines,
    troubles: mpsc::Receiver<LastError>,
    orders: watch::Receiver<Option<EndingWhy>>,
    outbox: &'a mut Outbox,
    began: Instant,
    first_frame: Option<Instant>,
    last_frame: Instant,
    read_back_at: Option<Instant>,
    held: Option<Held>,
    meter: Meter,
    pace: Pace,
    ruler: Option<Ruler>,
    usage: Option<(Instant, Usage)>,
    told_good: bool,
    done_writing: mpsc::Sender<Result<(), pictures::Error>>,
    written: mpsc::Receiver<Result<(), pictures::Error>>,
    is_writing: bool,
    write_next: Instant,
    disk_is_full: bool,
}

impl<'a> Run<'a> {
    fn new(
        spec: RunSpec,
        deps: RunnerDeps,
        spawned: Spawned,
        orders: watch::Receiver<Option<EndingWhy>>,
        outbox: &'a mut Outbox,
    ) -> Self {
        let Spawned { pid, child, stdout, stderr, asked } = spawned;
        tracing::info!(runner = %spec.key, pid, "ffmpeg was started");
        outbox.put(RunnerEvent::Spawned { pid, at: deps.clock.now(), affinity_asked: asked.to_string() });
        let last_lines: LastLines = Arc::new(Mutex::new(VecDeque::new()));
        let (tell, troubles) = mpsc::channel(1);
        let (done_writing, written) = mpsc::channel(1);
        let listener = Listener {
            key: spec.key,
            clock: deps.clock.clone(),
            logs: deps.logs.clone(),
            mask: deps.mask.clone(),
            last: last_lines.clone(),
            troubles: tell,
        };
        let began = Instant::now();
        Run {
            frames: Y4m::new(stdout, deps.clock.clone()),
            listening: tokio::spawn(listener.listen(stderr)),
            meter: Meter::new(real(spec.hb_interval)),
            pace: Pace::new(spec.fps),
            ruler: spec.measuring_keyframes.then(Ruler::default),
            spec,
            deps,
            child,
            pid,
            _asked: asked,
            last_lines,
            troubles,
            orders,
            outbox,
            began,
            first_frame: None,
            last_frame: began,
            read_back_at: Some(began + READ_BACK_AFTER),
            held: None,
            usage: None,
            told_good: false,
            done_writing,
            written,
            is_writing: false,
            write_next: began,
            disk_is_full: false,
        }
    }

    /// Lives until the child is gone; how it ended, and whether there was a frame.
    async fn live(mut self) -> (Ending, bool) {
        let over = self.wait_for_the_end().await;
        let at = self.deps.clock.now();
        let ending = self.end(over, at).await;
        tracing::info!(runner = %self.spec.key, pid = self.pid, ending = ?ending.why, "ffmpeg is gone");
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
                Some(trouble) = self.troubles.recv() => self.outbox.put(RunnerEvent::Trouble(trouble)),
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

    fn arrived(&mut self, arrival: Arrival) {
        let now = Instant::now();
        let since_start = now - self.began;
        let is_first = self.first_frame.is_none();
        self.last_frame = now;
        if is_first {
            self.first_frame = Some(now);
            self.read_back_at = Some(now + READ_BACK_AFTER);
            self.usage = proc::usage(self.pid).ok().map(|usage| (now, usage));
        }
        match arrival {
            Arrival::Frame(frame) if self.pace.wants(since_start) => {
                self.deps.pictures.publish(self.spec.key, frame);
            }
            Arrival::Frame(_) | Arrival::NoRoom => self.meter.skip(),
        }
        if is_first {
            self.outbox.put(RunnerEvent::FirstFrame { at: self.deps.clock.now() });
        }
        if let Some(interval) = self.ruler.as_mut().and_then(|ruler| ruler.keyframe(since_start)) {
            let interval = chrono::Duration::from_std(interval).unwrap_or(chrono::Duration::MAX);
            self.outbox.put(RunnerEvent::KeyframesMeasured { interval });
        }
        if let Some(measured) = self.meter.frame(since_start, self.frames.took()) {
            let beat = self.beat(measured, now);
            self.outbox.put(RunnerEvent::Beat(beat));
        }
        if !self.told_good && self.first_frame.is_some_and(|first| now - first >= GOOD_AFTER) {
            self.told_good = true;
            self.outbox.put(RunnerEvent::GoodFor60s);
        }
        self.write_pictures(now);
    }

    fn beat(&mut self, measured: crate::frames::meter::Measured, now: Instant) -> Heartbeat {
        // The child may be gone by now; then its last numbers are not to be had.
        let usage = proc::usage(self.pid).ok();
        let cpu_percent = match (self.usage, usage) {
            (Some((then, before)), Some(usage)) => {
                let used = usage.cpu.saturating_sub(before.cpu).as_secs_f32();
                100.0 * used / (now - then).as_secs_f32().max(1e-3)
            }
            _ => 0.0,
        };
        self.usage = usage.map(|usage| (now, usage)).or(self.usage);
        Heartbeat {
            at: self.deps.clock.now(),
            frames: measured.frames,
            fps: measured.fps,
            skipped: measured.skipped,
            latency_ms: u32::try_from(measured.worst_latency.as_millis()).unwrap_or(u32::MAX),
            cpu_percent,
            memory_bytes: usage.map_or(0, |usage| usage.memory_bytes),
        }
    }

    /// Has the newest picture written when it is time, beside the frame path; while one is being written the next
    /// waits.
    fn write_pictures(&mut self, now: Instant) {
        if let Ok(outcome) = self.written.try_recv() {
            self.is_writing = false;
            self.was_written(outcome);
        }
        if self.is_writing || now < self.write_next {
            return;
        }
        self.write_next = now + real(self.spec.hb_interval);
        let key = self.spec.key;
        let keep = self.is_snapshot_due();
        if keep {
            self.deps.pictures.keeps(key);
        }
        let what = if keep { Write::LatestAndKept } else { Write::Latest };
        let pictures = self.deps.pictures.clone();
        let done = self.done_writing.clone();
        self.is_writing = true;
        tokio::spawn(async move {
            // Without a receiver the run is over; then nobody needs to know.
            let _ = done.send(pictures.write(key, what).await).await;
        });
    }

    fn is_snapshot_due(&self) -> bool {
        let Some(every) = self.spec.snapshot_every else { return false };
        let now = self.deps.clock.now();
        // Counted across runs: a camera that fails and comes back every minute keeps no picture of each.
        self.deps.pictures.kept_at(self.spec.key).is_none_or(|kept| now - kept >= every || now < kept)
    }

    /// A full disk is told once, and never ends a run.
    fn was_written(&mut self, outcome: Result<(), pictures::Error>) {
        match outcome {
            Ok(()) => self.disk_is_full = false,
            Err(error) if error.is_disk_full() => {
                if !std::mem::replace(&mut self.disk_is_full, true) {
                    let evidence = self.deps.mask.mask(&error.chain());
                    let at = self.deps.clock.now();
                    self.outbox.put(RunnerEvent::Trouble(LastError {
                        kind: LastErrorKind::DiskFull,
                        at,
                        evidence,
                    }));
                }
            }
            Err(error) => {
                tracing::warn!(runner = %self.spec.key, error = %error.chain(), "a picture was not written");
            }
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
        let lines: Vec<String> = {
            let last = self.last_lines.lock().unwrap_or_else(PoisonError::into_inner);
            last.iter().map(|line| self.deps.mask.mask(line)).collect()
        };
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

fn real(duration: chrono::Duration) -> Duration {
    duration.to_std().unwrap_or_default()
}
