//! Clips: the seconds around an event, cut out of what a camera sends without decoding it.
//!
//! A [`Ring`] holds the newest seconds of a camera's stream; a [`ClipKind`] says what a clip is of; [`is_rested`] keeps
//! one lasting cause from filling the folder.

mod framing;
mod ring;

use chrono::{DateTime, Duration, Utc};

pub use framing::{Framing, PACKET, Packet};
pub use ring::{Bounds, Ring, Stretch};

/// What a clip was cut for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClipKind {
    /// A face that is nobody's.
    UnknownFace,
    /// A sighting that a hand has to confirm.
    InDoubt,
    /// The picture went black, was covered or froze.
    Tamper,
}

impl ClipKind {
    /// Every one, so that none is forgotten.
    pub const ALL: [ClipKind; 3] = [ClipKind::UnknownFace, ClipKind::InDoubt, ClipKind::Tamper];
}

/// Whether a camera may have another clip of a kind at `now`, `last` being the event of its newest one.
///
/// Half-open: when `cooldown` is over it may. A `last` in the future (a clock that was set back) holds nothing up.
pub fn is_rested(last: Option<DateTime<Utc>>, cooldown: Duration, now: DateTime<Utc>) -> bool {
    last.is_none_or(|last| last > now || now - last >= cooldown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_rests_between_two_clips_of_a_kind() {
        let at = |second: i64| DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap();
        let cooldown = Duration::seconds(60);
        assert!(is_rested(None, cooldown, at(0)));
        assert!(!is_rested(Some(at(0)), cooldown, at(0)));
        assert!(!is_rested(Some(at(0)), cooldown, at(59)));
        assert!(is_rested(Some(at(0)), cooldown, at(60)));
        assert!(is_rested(Some(at(1)), cooldown, at(0)), "the clock was set back");
        assert!(is_rested(Some(at(0)), Duration::zero(), at(0)));
    }
}
