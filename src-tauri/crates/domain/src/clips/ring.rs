//! The newest seconds of a stream, bounded and cut at keyframes.

use std::collections::VecDeque;

use chrono::{DateTime, Duration, Utc};

use super::framing::{Framing, PACKET, Packet};

/// A clock that goes back by less was set right, and time stands still meanwhile; one that goes back by more was set
/// anew, and what was held cannot be placed any more.
const SET_RIGHT: Duration = Duration::seconds(1);

/// The PID of the table that names the programmes.
const PROGRAMMES: u16 = 0;

/// How much a [`Ring`] holds at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// So far back it reaches, and to the keyframe before.
    pub length: Duration,
    /// Bytes; they hold also where `length` would ask for more.
    pub bytes: usize,
}

/// A piece of the stream that a decoder can begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// When its first keyframe came.
    pub begins: DateTime<Utc>,
    /// When its last packet came.
    pub ends: DateTime<Utc>,
    /// The transport stream.
    pub bytes: Vec<u8>,
}

/// Holds the newest seconds of an MPEG transport stream with one stream of video.
///
/// It consists of groups: a keyframe and all that follows until the next, each with the tables that name the stream
/// before it. The oldest group goes first, as a whole. A group that alone is larger than the bound goes too, and
/// nothing is held until the next keyframe.
pub struct Ring {
    bounds: Bounds,
    framing: Framing,
    groups: VecDeque<Stretch>,
    bytes: usize,
    latest: Option<DateTime<Utc>>,
    /// The newest table of programmes, and that of the first programme.
    programmes: Option<Packet>,
    streams: Option<Packet>,
    damaged: u64,
    overflowed: u64,
    waits_for_keyframe: bool,
}

impl Ring {
    /// An empty one.
    pub fn new(bounds: Bounds) -> Self {
        Ring {
            bounds,
            framing: Framing::default(),
            groups: VecDeque::new(),
            bytes: 0,
            latest: None,
            programmes: None,
            streams: None,
            damaged: 0,
            overflowed: 0,
            waits_for_keyframe: true,
        }
    }

    /// Takes what came at `now`.
    pub fn push(&mut self, chunk: &[u8], now: DateTime<Utc>) {
        let now = self.placed(now);
        let mut framing = std::mem::take(&mut self.framing);
        framing.push(chunk, |packet| self.take(&packet, now));
        self.framing = framing;
        self.forget(now);
    }

    /// What came from `from` until `until`, from the keyframe before `from` and to the end of the last group, as far as
    /// it is held; `None` when nothing of it is.
    pub fn between(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Option<Stretch> {
        // A group lasts until the next begins, so only the newest can have ended before.
        self.groups.back().filter(|newest| newest.ends >= from)?;
        let first = self.groups.iter().rposition(|group| group.begins < from).unwrap_or(0);
        let mut groups = self.groups.range(first..).take_while(|group| group.begins < until);
        let mut stretch = groups.next()?.clone();
        for group in groups {
            stretch.ends = group.ends;
            stretch.bytes.extend_from_slice(&group.bytes);
        }
        Some(stretch)
    }

    /// Bytes that are held; never more than the bound once a push has ended.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Packets that came damaged and were left out.
    pub fn damaged(&self) -> u64 {
        self.damaged
    }

    /// Bytes that belonged to no packet.
    pub fn skipped(&self) -> u64 {
        self.framing.skipped()
    }

    /// How often a single group was larger than the bound.
    pub fn overflowed(&self) -> u64 {
        self.overflowed
    }

    fn placed(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        let now = match self.latest {
            Some(latest) if now < latest && latest - now <= SET_RIGHT => latest,
            Some(latest) if now < latest => {
                self.empty();
                now
            }
            Some(_) | None => now,
        };
        self.latest = Some(now);
        now
    }

    fn take(&mut self, packet: &Packet, now: DateTime<Utc>) {
        if packet.is_damaged() {
            self.damaged += 1;
            return;
        }
        if packet.pid() == PROGRAMMES {
            self.programmes = Some(*packet);
        } else if self.programmes.as_ref().and_then(first_programme) == Some(packet.pid()) {
            self.streams = Some(*packet);
        } else if packet.begins_keyframe() {
            self.begin(now);
        }
        if self.waits_for_keyframe {
            return;
        }
        self.append(packet, now);
        // Within a chunk too, so that a large one is never held whole.
        while self.bytes > self.bounds.bytes {
            self.drop_oldest();
        }
    }

    /// Begins a group, unless no tables have come that a decoder could begin with.
    fn begin(&mut self, now: DateTime<Utc>) {
        let (Some(programmes), Some(streams)) = (self.programmes, self.streams) else { return };
        self.waits_for_keyframe = false;
        self.groups.push_back(Stretch { begins: now, ends: now, bytes: Vec::new() });
        self.append(&programmes, now);
        self.append(&streams, now);
    }

    fn append(&mut self, packet: &Packet, now: DateTime<Utc>) {
        if let Some(group) = self.groups.back_mut() {
            group.bytes.extend_from_slice(packet.bytes());
            group.ends = now;
            self.bytes += PACKET;
        }
    }

    /// Lets go of groups that ended before the ring's length; the one that holds its beginning stays.
    fn forget(&mut self, now: DateTime<Utc>) {
        let horizon = now - self.bounds.length;
        while self.groups.get(1).is_some_and(|second| second.begins <= horizon) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(group) = self.groups.pop_front() {
            self.bytes -= group.bytes.len();
        }
        if self.groups.is_empty() {
            self.overflowed += 1;
            self.waits_for_keyframe = true;
        }
    }

    fn empty(&mut self) {
        self.groups.clear();
        self.bytes = 0;
        self.waits_for_keyframe = true;
    }
}

/// The PID of the first programme's table, from the table of programmes; `None` where it names none.
fn first_programme(programmes: &Packet) -> Option<u16> {
    let payload = programmes.payload();
    // A pointer to the section; 8 bytes of header; then 4 bytes for each programme.
    let section = payload.get(1 + usize::from(*payload.first()?)..)?;
    let [.., high, low] = section.get(8..12)? else { return None };
    Some(u16::from_be_bytes([high & 0x1f, *low]))
}

#[cfg(test)]
mod tests;
