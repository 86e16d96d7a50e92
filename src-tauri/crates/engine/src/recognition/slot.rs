//! Slots: the newest frame of each runner that recognition has not taken yet.
//!
//! One frame at most waits per runner; a newer one replaces it and is counted. Offering a frame never waits for
//! recognition: a slot is a pointer behind a lock that nobody holds for long.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bellwatch_domain::RunnerKey;

use crate::frames::Frame;

/// What recognition counted of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Frames in which faces were searched, and frames that were as they had been.
    pub looks: u64,
    /// Faces found.
    pub faces: u64,
    /// Faces matched.
    pub matches: u64,
    /// Frames that were replaced before they were taken.
    pub replaced: u64,
}

/// The counters of one run.
#[derive(Debug, Default)]
pub(super) struct Counts {
    looks: AtomicU64,
    faces: AtomicU64,
    matches: AtomicU64,
    replaced: AtomicU64,
}

impl Counts {
    /// One more look, and what was found in it.
    pub(super) fn looked(&self, faces: usize, matches: usize) {
        self.looks.fetch_add(1, Ordering::Relaxed);
        self.faces.fetch_add(faces as u64, Ordering::Relaxed);
        self.matches.fetch_add(matches as u64, Ordering::Relaxed);
    }

    fn read(&self) -> Counted {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counted {
            looks: read(&self.looks),
            faces: read(&self.faces),
            matches: read(&self.matches),
            replaced: read(&self.replaced),
        }
    }
}

/// All slots. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct Slots(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Whether anybody takes frames; while not, none is held.
    is_open: AtomicBool,
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    slots: BTreeMap<RunnerKey, Slot>,
    seats: u64,
    is_over: bool,
}

struct Slot {
    seat: u64,
    frame: Option<Arc<Frame>>,
    /// When a frame of it was taken last; before the first, when it was made.
    taken: Instant,
    counts: Arc<Counts>,
}

/// A run's place at the slots. Dropping it removes the slot.
pub struct Seat {
    slots: Slots,
    key: RunnerKey,
    number: u64,
    counts: Arc<Counts>,
}

/// A frame that was taken.
pub(super) struct Taken {
    pub(super) key: RunnerKey,
    /// Tells this run's frames from those of the run before it.
    pub(super) seat: u64,
    pub(super) frame: Arc<Frame>,
    pub(super) counts: Arc<Counts>,
}

impl Slots {
    /// A slot for a run that begins.
    pub fn seat(&self, key: RunnerKey) -> Seat {
        let counts = Arc::new(Counts::default());
        let mut state = self.lock();
        state.seats += 1;
        let number = state.seats;
        let slot = Slot { seat: number, frame: None, taken: Instant::now(), counts: Arc::clone(&counts) };
        state.slots.insert(key, slot);
        Seat { slots: self.clone(), key, number, counts }
    }

    /// Says whether frames are taken. While they are not, none is held.
    pub(super) fn set_open(&self, is_open: bool) {
        self.0.is_open.store(is_open, Ordering::Relaxed);
        if !is_open {
            self.lock().slots.values_mut().for_each(|slot| slot.frame = None);
        }
    }

    /// Ends the waiting of whoever takes frames, for good.
    pub(super) fn end(&self) {
        self.lock().is_over = true;
        self.0.filled.notify_all();
    }

    /// Takes the frames of up to `most` runners, the most urgent first, and waits until there is one; `None` at the end.
    pub(super) fn take(&self, most: usize, priority: impl Fn(RunnerKey) -> u8) -> Option<Vec<Taken>> {
        let mut state = self.lock();
        loop {
            if state.is_over {
                return None;
            }
            let now = Instant::now();
            let waiting = state.slots.iter().filter(|(_, slot)| slot.frame.is_some());
            let mut waiting: Vec<(RunnerKey, u128)> =
                waiting.map(|(key, slot)| (*key, urgency(priority(*key), now - slot.taken))).collect();
            if waiting.is_empty() {
                state = self.0.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            waiting.sort_by_key(|(key, urgency)| (std::cmp::Reverse(*urgency), *key));
            waiting.truncate(most.max(1));
            let taken = waiting.into_iter().filter_map(|(key, _)| {
                let slot = state.slots.get_mut(&key)?;
                slot.taken = now;
                let frame = slot.frame.take()?;
                Some(Taken { key, seat: slot.seat, frame, counts: Arc::clone(&slot.counts) })
            });
            return Some(taken.collect());
        }
    }

    /// The seats of all runs that live.
    pub(super) fn seats(&self) -> BTreeSet<u64> {
        self.lock().slots.values().map(|slot| slot.seat).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while holding the lock leaves whole values behind, so going on is safe.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How urgent a runner is: how long it has waited, by its priority (0–9). However high the others', its own wait grows
/// until it is its turn: with more than ten times its wait the lowest comes before the highest.
fn urgency(priority: u8, waited: Duration) -> u128 {
    waited.as_micros() * (u128::from(priority) + 1)
}

impl Seat {
    /// Hands the newest frame over: a pointer swap.
    pub fn offer(&self, frame: &Arc<Frame>) {
        if !self.slots.0.is_open.load(Ordering::Relaxed) {
            return;
        }
        let mut state = self.slots.lock();
        let Some(slot) = state.slots.get_mut(&self.key).filter(|slot| slot.seat == self.number) else {
            return;
        };
        if slot.frame.replace(Arc::clone(frame)).is_some() {
            slot.counts.replaced.fetch_add(1, Ordering::Relaxed);
        }
        drop(state);
        self.slots.0.filled.notify_one();
    }

    /// What recognition counted of this run so far.
    pub fn counted(&self) -> Counted {
        self.counts.read()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.slots.lock();
        if state.slots.get(&self.key).is_some_and(|slot| slot.seat == self.number) {
            state.slots.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::{CameraId, ProfileId};
    use bellwatch_imaging::{ColourRange, Shape};
    use chrono::DateTime;

    use super::*;

    fn key(camera: i64) -> RunnerKey {
        RunnerKey { camera: CameraId(camera), profile: ProfileId(1) }
    }

    fn frame(number: u64) -> Arc<Frame> {
        let shape = Shape { width_px: 2, height_px: 2, range: ColourRange::Full };
        Arc::new(Frame::new(number, DateTime::UNIX_EPOCH, shape, vec![0; shape.bytes()]).unwrap())
    }

    fn taken(slots: &Slots, most: usize) -> Vec<(i64, u64)> {
        let priority = |key: RunnerKey| if key.camera == CameraId(9) { 9 } else { 0 };
        let taken = slots.take(most, priority).unwrap();
        taken.iter().map(|taken| (taken.key.camera.0, taken.frame.number)).collect()
    }

    #[test]
    fn the_newest_frame_wins_and_what_it_replaces_is_counted() {
        let slots = Slots::default();
        let seat = slots.seat(key(1));
        seat.offer(&frame(1));
        slots.set_open(true);
        (2..5).for_each(|number| seat.offer(&frame(number)));
        assert_eq!(taken(&slots, 4), [(1, 4)]);
        assert_eq!(seat.counted(), Counted { replaced: 2, ..Counted::default() });
        seat.offer(&frame(5));
        let held = frame(6);
        seat.offer(&held);
        slots.set_open(false);
        assert_eq!(Arc::strong_count(&held), 1, "while nobody looks no frame is held");
    }

    #[test]
    fn a_run_that_ended_leaves_nothing_behind_and_the_next_counts_anew() {
        let slots = Slots::default();
        slots.set_open(true);
        let first = slots.seat(key(1));
        let second = slots.seat(key(1));
        first.offer(&frame(1));
        drop(first);
        assert_eq!(slots.seats().len(), 1, "the second run's slot stays");
        second.offer(&frame(2));
        assert_eq!(taken(&slots, 4), [(1, 2)]);
        drop(second);
        assert!(slots.seats().is_empty());
    }

    #[test]
    fn whoever_waited_longest_comes_first_and_priority_weighs_it() {
        let slots = Slots::default();
        slots.set_open(true);
        let seats: Vec<Seat> = [1, 2, 3].map(|camera| slots.seat(key(camera))).into();
        let all = || seats.iter().for_each(|seat| seat.offer(&frame(7)));
        let mut turns = Vec::new();
        for _ in 0..6 {
            all();
            turns.extend(taken(&slots, 1).into_iter().map(|(camera, _)| camera));
        }
        assert_eq!(turns, [1, 2, 3, 1, 2, 3]);
        let second = Duration::from_secs(1);
        assert!(urgency(9, second) > urgency(5, second));
        assert!(urgency(0, 11 * second) > urgency(9, second), "nobody waits for ever");
    }

    #[test]
    fn whoever_waits_for_a_frame_is_let_go_at_the_end() {
        let slots = Slots::default();
        let waiting = slots.clone();
        let waits = std::thread::spawn(move || waiting.take(1, |_| 0).is_none());
        slots.end();
        assert!(waits.join().unwrap());
    }
}
