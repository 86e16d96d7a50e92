//! Damage while a run lives: counted, because single broken pictures are the daily life of a camera.

use chrono::{DateTime, Duration, Utc};

use super::LastErrorKind;

/// Whether a line of ffmpeg means that something arrived broken.
pub fn is_damage(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "error while decoding",
        "decode_slice_header error",
        "no frame!",
        "corrupt decoded frame",
        "corrupt input packet",
        "packet corrupt",
        "non-existing pps",
        "pps id out of range",
        "reference count",
        "missing reference picture",
        "unavailable for requested intra",
        "cabac decode",
        "invalid data found when processing input",
        "unsupported (hevc) nal type",
        "multi-layer hevc coding is not implemented",
        "data partitioning",
        "missing picture in access unit",
        "number of reference frames",
        "could not find ref with poc",
        "rtp: missed",
        "max delay reached",
        "concealing",
        "overread",
        "invalid nal",
        "error splitting the input into nal",
        "out of range",
        "overflow",
    ];
    let low = line.to_lowercase();
    WORDS.iter().any(|words| low.contains(words))
}

/// Counts damage in windows of 10 s.
///
/// Two windows in a row with at least 20 damaged lines each are [`LastErrorKind::Damaged`]: joining a stream between
/// two keyframes gives up to 150 lines within its first 2 s (ffmpeg 5.1), losing 2 % of the packets about 20 in 8 s,
/// garbage hundreds. One window below that and it is over.
#[derive(Debug, Clone, Default)]
pub struct DamageMeter {
    window: Option<DateTime<Utc>>,
    lines: u32,
    bad_windows: u32,
    evidence: String,
}

const WINDOW: Duration = Duration::seconds(10);
const BAD: u32 = 20;

impl DamageMeter {
    /// Counts one line that arrived at `now`.
    pub fn hear(&mut self, line: &str, now: DateTime<Utc>) {
        self.turn(now);
        if is_damage(line) {
            self.lines += 1;
            self.evidence = line.chars().take(500).collect();
        }
    }

    /// Whether the stream counts as damaged at `now`, with the newest line that says so.
    pub fn verdict(&mut self, now: DateTime<Utc>) -> Option<(LastErrorKind, String)> {
        self.turn(now);
        (self.bad_windows >= 2).then(|| (LastErrorKind::Damaged, self.evidence.clone()))
    }

    /// Closes the windows that are over.
    fn turn(&mut self, now: DateTime<Utc>) {
        let began = *self.window.get_or_insert(now);
        if now - began < WINDOW {
            return;
        }
        self.bad_windows = if self.lines >= BAD { self.bad_windows.saturating_add(1) } else { 0 };
        // A further whole window passed without a line.
        if now - began >= WINDOW * 2 {
            self.bad_windows = 0;
        }
        self.lines = 0;
        self.window = Some(now);
    }
}
