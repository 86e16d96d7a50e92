//! Packets of an MPEG transport stream out of chunks that end anywhere.

/// Length of a packet, bytes.
pub const PACKET: usize = 188;

/// What each packet begins with.
const SYNC: u8 = 0x47;

/// One packet; begins with the sync byte.
#[derive(Clone, Copy)]
pub struct Packet([u8; PACKET]);

impl Packet {
    /// The bytes as they came.
    pub fn bytes(&self) -> &[u8; PACKET] {
        &self.0
    }

    /// Whether whoever sent it marked it as damaged.
    pub fn is_damaged(&self) -> bool {
        self.0[1] & 0x80 != 0
    }

    /// Whether a section or a frame begins in it.
    pub fn begins_unit(&self) -> bool {
        self.0[1] & 0x40 != 0
    }

    /// Which stream it belongs to, 13 bits.
    pub fn pid(&self) -> u16 {
        u16::from_be_bytes([self.0[1] & 0x1f, self.0[2]])
    }

    /// Whether a keyframe begins in it: what comes from here on can be decoded (the random access indicator).
    pub fn begins_keyframe(&self) -> bool {
        let has_adaptation = self.0[3] & 0x20 != 0;
        self.begins_unit() && has_adaptation && self.0[4] > 0 && self.0[5] & 0x40 != 0
    }

    /// What follows the header and the adaptation field; empty when there is nothing, or when the lengths are wrong.
    pub fn payload(&self) -> &[u8] {
        let begins = match self.0[3] >> 4 & 3 {
            1 => 4,
            3 => 5 + usize::from(self.0[4]),
            _ => PACKET,
        };
        self.0.get(begins..).unwrap_or_default()
    }
}

/// Finds packets in a stream of bytes, and finds back into step where bytes were lost or added.
///
/// Holds less than two packets between two chunks.
#[derive(Default)]
pub struct Framing {
    rest: Vec<u8>,
    in_step: bool,
    skipped: u64,
}

impl Framing {
    /// Takes `chunk` and hands `each` every packet that is whole by now.
    ///
    /// Out of step, a sync byte counts when another one follows a packet later.
    pub fn push(&mut self, chunk: &[u8], mut each: impl FnMut(Packet)) {
        self.rest.extend_from_slice(chunk);
        let mut from = 0;
        while let Some(bytes) = self.rest.get(from..).and_then(|rest| rest.first_chunk::<PACKET>()) {
            let is_packet = bytes[0] == SYNC
                && match self.rest.get(from + PACKET) {
                    _ if self.in_step => true,
                    Some(next) => *next == SYNC,
                    // The next chunk tells.
                    None => break,
                };
            if is_packet {
                each(Packet(*bytes));
            } else {
                self.skipped += 1;
            }
            self.in_step = is_packet;
            from += if is_packet { PACKET } else { 1 };
        }
        self.rest.drain(..from);
    }

    /// Bytes that belonged to no packet, since the beginning.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `count` packets, each filled with its number and without a sync byte but the first.
    fn stream(count: u8) -> Vec<u8> {
        (0..count).flat_map(|n| std::iter::once(SYNC).chain(std::iter::repeat_n(n, PACKET - 1))).collect()
    }

    fn numbers(chunks: &[&[u8]]) -> (Vec<u8>, u64) {
        let (mut framing, mut found) = (Framing::default(), Vec::new());
        for chunk in chunks {
            framing.push(chunk, |packet| found.push(packet.bytes()[PACKET - 1]));
            assert!(framing.rest.len() < 2 * PACKET);
        }
        (found, framing.skipped())
    }

    #[test]
    fn what_is_before_between_and_missing_costs_no_more_than_the_packets_it_touches() {
        let whole = stream(6);
        assert_eq!(numbers(&[&[1, 2, SYNC, 4], &whole]), (vec![0, 1, 2, 3, 4, 5], 4));
        let added = [&whole[..3 * PACKET], &[9; 50][..], &whole[3 * PACKET..]].concat();
        assert_eq!(numbers(&[&added]), (vec![0, 1, 2, 3, 4, 5], 50));
        // Packet 1 loses its end: it takes the beginning of packet 2 with it, and packet 3 is found.
        let lost = [&whole[..PACKET + 100], &whole[2 * PACKET..]].concat();
        let (found, _) = numbers(&[&lost]);
        assert_eq!(found, vec![0, 2, 3, 4, 5]);
    }

    proptest! {
        #[test]
        fn where_chunks_end_makes_no_difference(cuts in proptest::collection::vec(0..7 * PACKET, 0..20)) {
            let whole = stream(7);
            let mut cuts: Vec<usize> = cuts.into_iter().chain([0, whole.len()]).collect();
            cuts.sort_unstable();
            let chunks: Vec<&[u8]> = cuts.windows(2).map(|cut| &whole[cut[0]..cut[1]]).collect();
            prop_assert_eq!(numbers(&chunks), ((0..7).collect(), 0));
        }

        #[test]
        fn garbage_is_survived(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
            let mut framing = Framing::default();
            framing.push(&bytes, |packet| {
                let _ = (packet.pid(), packet.payload(), packet.begins_keyframe(), packet.is_damaged());
            });
            prop_assert!(framing.rest.len() < 2 * PACKET);
        }
    }
}
