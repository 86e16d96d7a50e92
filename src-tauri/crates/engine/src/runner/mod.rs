//! A runner: the supervised ffmpeg of one (camera, profile), from its spawn to its end.
//!
//! It reports; it decides nothing about tries, breakers or plans. A run ends by itself, as stalled, or because it was
//! told to stop, and always with exactly one [`RunnerEvent::Ended`], after which its child is gone.

mod end;
mod outbox;
mod path;
mod stderr;
mod task;
mod troubles;

use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_domain::run::EndingWhy;
use bellwatch_domain::{Ending, LastError, RunId, RunSpec, RunnerKey};
use chrono::{DateTime, Duration, Utc};
use tokio::sync::{mpsc, watch};

pub(crate) use end::{bring_down, exit_of, source_of};

use crate::clips::Clips;
use crate::clock::Clock;
use crate::logs::Logs;
use crate::mask::Masks;
use crate::pictures::Pictures;
use crate::programs::Programs;
use crate::recognition::Slots;
use crate::spawner::Spawner;

/// Longest time from being told to stop until the child is gone.
pub const STOP_WITHIN: std::time::Duration = std::time::Duration::from_secs(8);

/// What a runner tells.
#[derive(Debug, Clone, PartialEq)]
pub enum RunnerEvent {
    /// ffmpeg was started.
    Spawned {
        /// Its pid, which is also its process group.
        pid: u32,
        /// When.
        at: DateTime<Utc>,
        /// Cores that were asked for, in words: `all`, `auto (core 3)`, `0,1`.
        affinity_asked: String,
    },
    /// What really holds for all its threads; told again when it changes.
    Held {
        /// Niceness; the least of its threads, should they differ.
        nice: i8,
        /// Cores, in words: `all`, `0,1`.
        affinity: String,
    },
    /// The first frame came: it is running.
    FirstFrame {
        /// When.
        at: DateTime<Utc>,
    },
    /// The frame path's heartbeat.
    Beat(Heartbeat),
    /// The distance of keyframes, once per run that measures it.
    KeyframesMeasured {
        /// The distance.
        interval: Duration,
    },
    /// Something is wrong while frames may still come; told again at most once a minute while it lasts.
    Trouble(LastError),
    /// Nothing of what [`RunnerEvent::Trouble`] told is wrong any more.
    WellAgain {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// Frames came for 60 s without a stall or another trouble.
    GoodFor60s,
    /// It ended, and the child is gone. The last event.
    Ended {
        /// How.
        ending: Ending,
        /// Whether there was a frame.
        had_frames: bool,
    },
}

/// What runners work with. Cheap to clone.
#[derive(Clone)]
pub struct RunnerDeps {
    /// What time it is. Waiting is measured in real time whatever this says.
    pub clock: Clock,
    /// Starts ffmpeg.
    pub spawner: Spawner,
    /// Finds ffmpeg.
    pub programs: Programs,
    /// Takes the frames.
    pub pictures: Pictures,
    /// Takes the frames too, for recognition.
    pub slots: Slots,
    /// Holds films, for clips.
    pub clips: Clips,
    /// Takes ffmpeg's lines.
    pub logs: Logs,
    /// Masks the evidence of errors.
    pub mask: Masks,
    /// Takes the events, with the runner's key and the generation it was started with. While it is full, frames
    /// flow on: heartbeats replace one another, the rest waits.
    pub events: mpsc::Sender<(RunnerKey, u64, RunnerEvent)>,
}

/// The way to a runner. Dropping it stops the runner as if the engine were ending.
pub struct RunnerHandle {
    order: watch::Sender<Option<EndingWhy>>,
    given_fps: watch::Sender<f64>,
    gone: watch::Receiver<bool>,
}

impl RunnerHandle {
    /// Tells it to stop, and returns at once. The first reason counts. The child is gone within [`STOP_WITHIN`].
    pub fn stop(&self, why: EndingWhy) {
        self.order.send_if_modified(|order| {
            let is_first = order.is_none();
            if is_first {
                *order = Some(why);
            }
            is_first
        });
    }

    /// From the next frame on, so many frames per second are handed on; what the child does stays the same.
    pub fn give(&self, fps: f64) {
        self.given_fps.send_if_modified(|given| std::mem::replace(given, fps) != fps);
    }

    /// Returns once the child is gone; its [`RunnerEvent::Ended`] follows. Cancel-safe.
    pub async fn gone(&self) {
        // An error means that the runner's task is gone, and the child with it.
        let _ = self.gone.clone().wait_for(|gone| *gone).await;
    }
}

/// Starts a run as a task of its own. Must be called within a tokio runtime.
///
/// `run` is its number in the store and part of the child's mark; `generation` comes back with every event.
pub fn start(run: RunId, generation: u64, spec: RunSpec, deps: RunnerDeps) -> RunnerHandle {
    let (order, orders) = watch::channel(None);
    let (given_fps, given) = watch::channel(spec.given_fps);
    let (tell_gone, gone) = watch::channel(false);
    let key = spec.key;
    let (events, clock) = (deps.events.clone(), deps.clock.clone());
    let task = tokio::spawn(task::run(
        task::Orders { run, generation, spec, orders, given_fps: given, tell_gone },
        deps,
    ));
    tokio::spawn(async move {
        let Err(error) = task.await else { return };
        // Only a mistake of ours ends here. The child died with the task's values; the enforcer must not wait for it.
        tracing::error!(runner = %key, %error, "a runner broke");
        let ended = end::broken(clock.now(), error.to_string());
        // Without a receiver the engine is ending.
        let _ = events.send((key, generation, ended)).await;
    });
    RunnerHandle { order, given_fps, gone }
}
