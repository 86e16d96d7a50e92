//! The frame path of a run: what happens with every frame. Nothing here waits.

use std::time::Duration;

use bellwatch_domain::LastErrorKind;
use bellwatch_domain::clips::ClipKind;
use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_imaging::Frame;
use bellwatch_imaging::looks::looks;
use tokio::time::Instant;

use super::RunnerEvent;
use super::task::{READ_BACK_AFTER, Run, real};
use crate::frames::meter::Measured;
use crate::frames::scene::Sight;
use crate::frames::y4m::Arrival;
use crate::pictures::{self, Write};
use crate::proc;

/// Frames for so long without a stall or another trouble are good.
const GOOD_AFTER: Duration = Duration::from_secs(60);

impl Run<'_> {
    /// One frame arrived: it is handed on, counted, looked at, and written when it is time.
    pub(super) fn arrived(&mut self, arrival: Arrival) {
        let now = Instant::now();
        let since_start = now - self.began;
        let is_first = self.first_frame.is_none();
        // An error means that the handle is gone, and the run with it.
        if self.given_fps.has_changed().unwrap_or(false) {
            let given_fps = *self.given_fps.borrow_and_update();
            self.pace.change(given_fps);
        }
        self.last_frame = now;
        self.last_frame_at = self.deps.clock.now();
        if is_first {
            self.first_frame = Some(now);
            self.read_back_at = Some(now + READ_BACK_AFTER);
            self.usage = proc::usage(self.pid).ok().map(|usage| (now, usage));
        }
        match arrival {
            Arrival::Frame(frame) if self.pace.wants(since_start) => {
                self.look_at(&frame, since_start);
                self.seat.offer(&frame);
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
        self.tell_troubles(since_start);
        if !self.told_good
            && self.troubles.is_well()
            && self.first_frame.is_some_and(|first| now - first >= GOOD_AFTER)
        {
            self.told_good = true;
            self.outbox.put(RunnerEvent::GoodFor60s);
        }
        self.write_pictures(now);
    }

    /// The beat of what came since the one before, at the last frame: the run is over.
    pub(super) fn beat_at_the_end(&mut self) {
        if let Some(measured) = self.meter.end(self.last_frame - self.began) {
            let beat = self.beat(measured, self.last_frame);
            self.outbox.put(RunnerEvent::Beat(beat));
        }
    }

    fn beat(&mut self, measured: Measured, now: Instant) -> Heartbeat {
        // The child may be gone by now; then its last numbers are not to be had.
        let usage = proc::usage(self.pid).ok();
        let cpu_percent = match (self.usage, usage) {
            (Some((then, before)), Some(usage)) => {
                let used = usage.cpu.saturating_sub(before.cpu).as_secs_f32();
                100.0 * used / now.saturating_duration_since(then).as_secs_f32().max(1e-3)
            }
            _ => 0.0,
        };
        self.usage = usage.map(|usage| (now, usage)).or(self.usage);
        let counted = self.seat.counted();
        Heartbeat {
            at: self.last_frame_at,
            frames: measured.frames,
            fps: measured.fps,
            skipped: measured.skipped + counted.replaced,
            latency_ms: u32::try_from(measured.worst_latency.as_millis()).unwrap_or(u32::MAX),
            cpu_percent,
            memory_bytes: usage.map_or(0, |usage| usage.memory_bytes),
            looks: counted.looks,
            faces: counted.faces,
            matches: counted.matches,
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

    /// A full disk is told, and never ends a run.
    fn was_written(&mut self, outcome: Result<(), pictures::Error>) {
        let event = match outcome {
            Ok(()) => self.troubles.over(&[LastErrorKind::DiskFull], self.deps.clock.now()),
            Err(error) if error.is_disk_full() => self.stands(LastErrorKind::DiskFull, &error.chain()),
            Err(error) => {
                tracing::warn!(runner = %self.spec.key, error = %error.chain(), "a picture was not written");
                None
            }
        };
        event.into_iter().for_each(|event| self.outbox.put(event));
    }

    /// Once a second, whether the picture shows what it should.
    fn look_at(&mut self, frame: &Frame, since_start: Duration) {
        if !self.spec.picture_check {
            return;
        }
        self.scene.reads(frame, since_start);
        if !self.scene.is_due(since_start) {
            return;
        }
        const BLIND: &[LastErrorKind] = &[
            LastErrorKind::Frozen,
            LastErrorKind::BlackOrCovered,
            LastErrorKind::Blurred,
            LastErrorKind::Moved,
            LastErrorKind::ClockStands,
        ];
        let event = match self.scene.sees(&looks(frame), since_start) {
            Sight::Fine => self.troubles.over(BLIND, self.deps.clock.now()),
            Sight::Nothing(kind, fact) => {
                if self.troubles.is_new(&kind) {
                    self.deps.clips.happened(self.spec.key, ClipKind::Tamper, self.deps.clock.now(), None);
                }
                self.stands(kind, &fact)
            }
        };
        event.into_iter().for_each(|event| self.outbox.put(event));
    }

    /// Whether ffmpeg complains of damage, looked at with each frame: without frames the run ends as stalled anyway.
    fn tell_troubles(&mut self, since_start: Duration) {
        let event = match self.heard.damage(self.began_at + since_start) {
            Some((kind, line)) => self.stands(kind, &line),
            None => self.troubles.over(&[LastErrorKind::Damaged], self.deps.clock.now()),
        };
        event.into_iter().for_each(|event| self.outbox.put(event));
    }

    fn stands(&mut self, kind: LastErrorKind, evidence: &str) -> Option<RunnerEvent> {
        let evidence = self.deps.mask.mask(evidence);
        self.troubles.stands(kind, &evidence, self.deps.clock.now(), self.began.elapsed())
    }
}
