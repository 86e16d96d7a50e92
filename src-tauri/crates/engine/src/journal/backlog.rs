//! What the journal has still to write: in order, bounded, and without what something newer makes useless. Pure.

use std::collections::{BTreeMap, HashMap};

use bellwatch_domain::RunnerKey;
use bellwatch_store::Write;

/// Writes that may wait.
pub(super) const MOST: usize = 8192;
/// Bytes of pictures that may wait with their sightings; beyond, a sighting waits without its pictures.
const MOST_PICTURES: usize = 64 * 1024 * 1024;

/// What only the newest of is worth writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Slot {
    Memory(RunnerKey),
    Heartbeat(RunnerKey),
    Crumbs,
}

/// Writes that wait, each with its place in the order.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    writes: BTreeMap<u64, Write>,
    newest: HashMap<Slot, u64>,
    next: u64,
    /// Bytes of the pictures among them.
    pictures: usize,
    /// Sightings whose pictures were left out for want of room.
    without_pictures: u64,
}

impl Backlog {
    /// Adds a write behind all others; returns how many were lost for want of room.
    pub(super) fn push(&mut self, mut write: Write) -> u64 {
        self.take_pictures(&mut write);
        let place = self.next;
        self.next += 1;
        if let Some(slot) = slot_of(&write)
            && let Some(before) = self.newest.insert(slot, place)
        {
            self.writes.remove(&before);
        }
        self.writes.insert(place, write);
        self.make_room()
    }

    /// Takes up to `most` of the oldest.
    pub(super) fn take(&mut self, most: usize) -> Vec<(u64, Write)> {
        let mut taken = Vec::with_capacity(most.min(self.writes.len()));
        while taken.len() < most
            && let Some((place, write)) = self.writes.pop_first()
        {
            if let Some(slot) = slot_of(&write) {
                self.newest.remove(&slot);
            }
            self.pictures -= bytes_of(&write);
            taken.push((place, write));
        }
        taken
    }

    /// Puts what could not be written back in its place, unless something newer came meanwhile; returns how many were
    /// lost for want of room.
    pub(super) fn put_back(&mut self, taken: Vec<(u64, Write)>) -> u64 {
        for (place, mut write) in taken {
            self.take_pictures(&mut write);
            if let Some(slot) = slot_of(&write) {
                if self.newest.contains_key(&slot) {
                    continue;
                }
                self.newest.insert(slot, place);
            }
            self.writes.insert(place, write);
        }
        self.make_room()
    }

    /// The place of the next write: everything before it was pushed by now.
    pub(super) fn end(&self) -> u64 {
        self.next
    }

    /// The place of the oldest that waits.
    pub(super) fn first(&self) -> Option<u64> {
        self.writes.keys().next().copied()
    }

    /// Writes that wait.
    pub(super) fn len(&self) -> usize {
        self.writes.len()
    }

    /// Sightings whose pictures were left out so far.
    pub(super) fn without_pictures(&self) -> u64 {
        self.without_pictures
    }

    /// Makes room for the pictures of a write, or leaves them out: attendance goes by the sighting.
    fn take_pictures(&mut self, write: &mut Write) {
        let bytes = bytes_of(write);
        if self.pictures + bytes <= MOST_PICTURES {
            self.pictures += bytes;
        } else if let Write::Sighting(new) | Write::Doubtful(new, _) = write {
            new.evidence = None;
            self.without_pictures += 1;
        } else if let Write::UnknownFace(new) = write {
            // Without its picture the store does not keep it.
            new.crop.clear();
            self.without_pictures += 1;
        }
    }

    /// Loses what is worth least, the oldest of it, until there is room.
    fn make_room(&mut self) -> u64 {
        let mut lost = 0;
        while self.writes.len() > MOST {
            let worst = self.writes.iter().min_by_key(|(place, write)| (worth(write), **place));
            let Some(place) = worst.map(|(place, _)| *place) else { break };
            let Some(write) = self.writes.remove(&place) else { break };
            self.pictures -= bytes_of(&write);
            if let Some(slot) = slot_of(&write) {
                self.newest.remove(&slot);
            }
            lost += 1;
        }
        lost
    }
}

/// Bytes of the pictures of a write.
fn bytes_of(write: &Write) -> usize {
    let evidence = match write {
        Write::Sighting(new) | Write::Doubtful(new, _) => new.evidence.as_ref(),
        Write::UnknownFace(new) => return new.crop.len(),
        _ => None,
    };
    evidence.map_or(0, |evidence| evidence.crop.len() + evidence.frame.as_ref().map_or(0, Vec::len))
}

fn slot_of(write: &Write) -> Option<Slot> {
    match write {
        Write::Memory { key, .. } => Some(Slot::Memory(*key)),
        Write::Heartbeat { key, .. } => Some(Slot::Heartbeat(*key)),
        Write::Crumbs(_) => Some(Slot::Crumbs),
        Write::BeginRun(_)
        | Write::RunHeld { .. }
        | Write::EndRun { .. }
        | Write::BeginOccurrences(_)
        | Write::Sighting(_)
        | Write::Doubtful(..)
        | Write::UnknownFace(_)
        | Write::Event(_) => None,
    }
}

/// How much would be missed. An unknown face helps to look for a fault; a run whose beginning is lost is lost whole; one whose ending is lost would live for ever;
/// a sighting without its occurrence counts for none; a memory holds breakers, without which a wrong password would be
/// tried again.
fn worth(write: &Write) -> u8 {
    match write {
        Write::Heartbeat { .. } | Write::UnknownFace(_) => 0,
        Write::RunHeld { .. } => 1,
        Write::BeginRun(_) => 2,
        Write::Event(_) => 3,
        Write::Sighting(_) | Write::Doubtful(..) => 4,
        Write::BeginOccurrences(_) => 5,
        Write::EndRun { .. } => 6,
        Write::Crumbs(_) | Write::Memory { .. } => 7,
    }
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::heartbeat::Heartbeat;
    use bellwatch_domain::memory::RunnerMemory;
    use bellwatch_domain::run::{Ending, EndingWhy};
    use bellwatch_domain::{CameraId, PersonId, ProfileId, RunId, Sighting};
    use bellwatch_store::{NewEvent, NewEvidence, NewSighting};
    use chrono::DateTime;

    use super::*;

    fn key(camera: usize) -> RunnerKey {
        RunnerKey { camera: CameraId(camera as i64), profile: ProfileId(1) }
    }

    fn beat(camera: usize, frames: u64) -> Write {
        let heartbeat = Heartbeat {
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
        };
        Write::Heartbeat { key: key(camera), heartbeat }
    }

    fn memory(camera: usize, failures: u32) -> Write {
        let memory = Some(RunnerMemory { failures, ..RunnerMemory::default() });
        Write::Memory { key: key(camera), memory }
    }

    fn event(number: usize) -> Write {
        let (kind, actor) = ("error".to_owned(), "engine".to_owned());
        let event =
            NewEvent { at: DateTime::UNIX_EPOCH, camera: None, kind, actor, sentence: number.to_string() };
        Write::Event(event)
    }

    fn end(run: i64) -> Write {
        let ending =
            Ending { at: DateTime::UNIX_EPOCH, why: EndingWhy::EngineDied, exit_code: None, signal: None };
        Write::EndRun { run: RunId(run), ending }
    }

    fn told(taken: &[(u64, Write)]) -> Vec<String> {
        let told = taken.iter().map(|(_, write)| match write {
            Write::Heartbeat { key, heartbeat } => format!("beat {} {}", key.camera, heartbeat.frames),
            Write::Memory { key, memory } => {
                format!("memory {} {}", key.camera, memory.as_ref().unwrap().failures)
            }
            Write::Event(event) => format!("event {}", event.sentence),
            Write::EndRun { run, .. } => format!("end {run}"),
            other => panic!("{other:?}"),
        });
        told.collect()
    }

    #[test]
    fn only_the_newest_of_a_runners_beats_and_memories_waits() {
        let mut backlog = Backlog::default();
        for write in [beat(1, 1), memory(1, 1), event(1), beat(2, 1), beat(1, 2), memory(1, 2), end(7)] {
            assert_eq!(backlog.push(write), 0);
        }
        let taken = backlog.take(100);
        assert_eq!(told(&taken), ["event 1", "beat 2 1", "beat 1 2", "memory 1 2", "end 7"]);
        assert_eq!(backlog.len(), 0);
    }

    #[test]
    fn on_a_full_disk_a_sighting_waits_without_its_pictures() {
        let sighting = |at_s: i64| {
            let sighting = Sighting {
                person: PersonId(1),
                camera: CameraId(1),
                at: DateTime::UNIX_EPOCH + chrono::Duration::seconds(at_s),
                score: 0.6,
                margin: 0.2,
                votes: 2,
            };
            let evidence = NewEvidence { crop: vec![0; 1024 * 1024], frame: Some(vec![0; 1024 * 1024]) };
            let track = String::new();
            Write::Sighting(NewSighting {
                sighting,
                track,
                occurrence: None,
                likest: Vec::new(),
                evidence: Some(evidence),
            })
        };
        let pictures = |taken: &[(u64, Write)]| taken.iter().filter(|(_, write)| bytes_of(write) > 0).count();
        let mut backlog = Backlog::default();
        for at in 0..40 {
            assert_eq!(backlog.push(sighting(at)), 0, "no sighting is lost");
        }
        assert_eq!((backlog.len(), backlog.without_pictures()), (40, 8));
        let taken = backlog.take(40);
        assert_eq!(pictures(&taken), 32);
        backlog.push(sighting(40));
        backlog.put_back(taken);
        assert_eq!(backlog.without_pictures(), 9, "what is put back takes its room too");
        let taken = backlog.take(100);
        assert_eq!((taken.len(), pictures(&taken), backlog.pictures), (41, 32, 0));
    }

    #[test]
    fn what_could_not_be_written_goes_back_unless_something_newer_came() {
        let mut backlog = Backlog::default();
        for write in [memory(1, 1), event(1), beat(1, 1), event(2)] {
            backlog.push(write);
        }
        let taken = backlog.take(3);
        backlog.push(memory(1, 2));
        backlog.put_back(taken);
        assert_eq!(told(&backlog.take(100)), ["event 1", "beat 1 1", "event 2", "memory 1 2"]);
    }

    #[test]
    fn a_week_on_a_full_disk_loses_neither_endings_nor_memories_nor_events_to_heartbeats() {
        let mut backlog = Backlog::default();
        for number in 0..100_000 {
            assert_eq!(backlog.push(beat(number % 50, number as u64)), 0);
            assert_eq!(backlog.push(memory(number % 50, number as u32)), 0);
        }
        assert_eq!(backlog.len(), 100);
        for number in 0..MOST - 100 {
            assert_eq!(backlog.push(event(number)), 0);
        }
        assert_eq!(backlog.push(end(1)), 1, "a heartbeat goes first");
        let lost: u64 = (0..60).map(|run| backlog.push(end(run))).sum();
        assert_eq!(lost, 60);
        let kept = told(&backlog.take(MOST));
        let count = |word: &str| kept.iter().filter(|told| told.starts_with(word)).count();
        assert_eq!((count("beat"), count("memory"), count("end")), (0, 50, 61));
        assert_eq!(count("event"), MOST - 50 - 61, "then the oldest events");
        assert!(!kept.contains(&"event 0".to_owned()));
    }
}
