//! Events on their way out. A full queue never holds up the frame path.

use std::collections::VecDeque;

use bellwatch_domain::RunnerKey;
use tokio::sync::mpsc;

use super::RunnerEvent;

/// Waiting events of one runner. Bounded by what one run can say: beats, what holds and troubles replace their
/// like, the others come once per run.
pub(super) struct Outbox {
    key: RunnerKey,
    generation: u64,
    waiting: VecDeque<RunnerEvent>,
    events: mpsc::Sender<(RunnerKey, u64, RunnerEvent)>,
}

impl Outbox {
    pub(super) fn new(
        key: RunnerKey,
        generation: u64,
        events: mpsc::Sender<(RunnerKey, u64, RunnerEvent)>,
    ) -> Self {
        Outbox { key, generation, waiting: VecDeque::new(), events }
    }

    /// Puts an event in line; what it makes old and still waits goes.
    pub(super) fn put(&mut self, event: RunnerEvent) {
        self.waiting.retain(|waiting| !makes_old(&event, waiting));
        self.waiting.push_back(event);
        self.send_what_fits();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Sends one waiting event as soon as there is room. Cancel-safe.
    pub(super) async fn send_one(&mut self) {
        match self.events.reserve().await {
            Ok(permit) => {
                if let Some(event) = self.waiting.pop_front() {
                    permit.send((self.key, self.generation, event));
                }
            }
            // Nobody listens any more: the engine is ending.
            Err(_) => self.waiting.clear(),
        }
    }

    /// Sends everything; the run is over and nothing else is to be done.
    pub(super) async fn flush(&mut self) {
        while !self.is_empty() {
            self.send_one().await;
        }
    }

    fn send_what_fits(&mut self) {
        while !self.waiting.is_empty() {
            let Ok(permit) = self.events.try_reserve() else { return };
            if let Some(event) = self.waiting.pop_front() {
                permit.send((self.key, self.generation, event));
            }
        }
    }
}

/// Whether `new` says all that `old` said.
fn makes_old(new: &RunnerEvent, old: &RunnerEvent) -> bool {
    use RunnerEvent::{Beat, Held, Trouble, WellAgain};
    matches!(
        (new, old),
        (Beat(_), Beat(_))
            | (Held { .. }, Held { .. })
            | (Trouble(_) | WellAgain { .. }, Trouble(_) | WellAgain { .. })
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use bellwatch_domain::heartbeat::Heartbeat;
    use bellwatch_domain::{CameraId, LastError, LastErrorKind, ProfileId};
    use chrono::DateTime;

    fn beat(frames: u64) -> RunnerEvent {
        RunnerEvent::Beat(Heartbeat {
            at: DateTime::UNIX_EPOCH,
            frames,
            fps: 4.0,
            skipped: 0,
            latency_ms: 0,
            cpu_percent: 0.0,
            memory_bytes: 0,
            looks: 0,
            faces: 0,
            matches: 0,
        })
    }

    fn trouble() -> RunnerEvent {
        let kind = LastErrorKind::Damaged;
        RunnerEvent::Trouble(LastError { kind, at: DateTime::UNIX_EPOCH, evidence: String::new() })
    }

    #[tokio::test]
    async fn while_nobody_takes_events_beats_replace_one_another_and_nothing_else_is_lost() {
        let (sender, mut receiver) = mpsc::channel(1);
        let mut outbox = Outbox::new(RunnerKey { camera: CameraId(1), profile: ProfileId(1) }, 7, sender);
        outbox.put(RunnerEvent::GoodFor60s);
        for frames in 1..100 {
            outbox.put(beat(frames));
        }
        outbox.put(RunnerEvent::WellAgain { at: DateTime::UNIX_EPOCH });
        outbox.put(RunnerEvent::FirstFrame { at: DateTime::UNIX_EPOCH });
        outbox.put(trouble());
        assert_eq!(outbox.waiting.len(), 3);
        let taken = tokio::spawn(async move {
            let mut taken = Vec::new();
            while let Some((_, generation, event)) = receiver.recv().await {
                assert_eq!(generation, 7);
                taken.push(event);
            }
            taken
        });
        outbox.flush().await;
        drop(outbox);
        let first_frame = RunnerEvent::FirstFrame { at: DateTime::UNIX_EPOCH };
        assert_eq!(taken.await.unwrap(), [RunnerEvent::GoodFor60s, beat(99), first_frame, trouble()]);
    }
}
