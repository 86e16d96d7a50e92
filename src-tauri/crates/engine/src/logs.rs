//! What was said lately: by the children, kept per runner, and by Bellwatch itself. Masked here, at the sink.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use bellwatch_domain::RunnerKey;
use chrono::{DateTime, Utc};

use crate::mask::Masks;

/// Lines kept per runner, and of Bellwatch itself; older ones go.
pub const LINES_KEPT: usize = 200;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Higher was said later, by whomever.
    pub number: u64,
    /// When it was read.
    pub at: DateTime<Utc>,
    /// How grave whoever said it thinks it is.
    pub level: Level,
    /// Masked.
    pub text: String,
}

/// How grave a line is. The graver is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Something was put up with.
    Warning,
    /// Something failed.
    Error,
}

impl Level {
    /// Of a line of ffmpeg's, which names it in brackets (`-loglevel level+…`).
    fn said_in(line: &str) -> Level {
        let has = |word: &str| line.contains(word);
        if has("[fatal]") || has("[error]") || has("[panic]") {
            Level::Error
        } else if has("[warning]") {
            Level::Warning
        } else {
            Level::Info
        }
    }
}

/// The last lines of every runner, across its runs, and of Bellwatch itself. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Logs {
    mask: Masks,
    rings: Arc<Mutex<Rings>>,
}

/// Logs that do not keep them alive.
#[derive(Clone)]
pub struct WeakLogs {
    mask: Masks,
    rings: Weak<Mutex<Rings>>,
}

#[derive(Default)]
struct Rings {
    last: u64,
    /// Bellwatch's own under no key.
    lines: BTreeMap<Option<RunnerKey>, VecDeque<Line>>,
}

impl Logs {
    /// Empty logs that mask with `mask`.
    pub fn new(mask: Masks) -> Self {
        Logs { mask, rings: Arc::default() }
    }

    /// Keeps one line of a child.
    pub fn hear(&self, key: RunnerKey, at: DateTime<Utc>, text: &str) {
        let level = Level::said_in(text);
        let text = self.keep(Some(key), at, level, text);
        tracing::debug!(runner = %key, line = %text, "ffmpeg said");
    }

    /// Keeps one line of our own.
    pub fn hear_own(&self, at: DateTime<Utc>, level: Level, text: &str) {
        self.keep(None, at, level, text);
    }

    fn keep(&self, key: Option<RunnerKey>, at: DateTime<Utc>, level: Level, text: &str) -> String {
        let text = self.mask.mask(text);
        let mut rings = self.lock();
        rings.last += 1;
        let line = Line { number: rings.last, at, level, text: text.clone() };
        let ring = rings.lines.entry(key).or_default();
        if ring.len() == LINES_KEPT {
            ring.pop_front();
        }
        ring.push_back(line);
        text
    }

    /// What a runner said, oldest first.
    pub fn lines(&self, key: RunnerKey) -> Vec<Line> {
        self.lock().lines.get(&Some(key)).map(|ring| ring.iter().cloned().collect()).unwrap_or_default()
    }

    /// What Bellwatch itself said, oldest first.
    pub fn own_lines(&self) -> Vec<Line> {
        self.lock().lines.get(&None).map(|ring| ring.iter().cloned().collect()).unwrap_or_default()
    }

    /// What everybody said after the line numbered `after`, in that order; the newest `most` of it.
    pub fn tail(&self, after: u64, most: usize) -> Vec<(Option<RunnerKey>, Line)> {
        let mut said: Vec<(Option<RunnerKey>, Line)> = {
            let rings = self.lock();
            let new = |(key, ring): (&Option<RunnerKey>, &VecDeque<Line>)| {
                let key = *key;
                // Numbers go up within a ring.
                let from = ring.partition_point(|line| line.number <= after);
                ring.range(from..).map(move |line| (key, line.clone())).collect::<Vec<_>>()
            };
            rings.lines.iter().flat_map(new).collect()
        };
        said.sort_unstable_by_key(|(_, line)| line.number);
        said.drain(..said.len().saturating_sub(most));
        said
    }

    /// Forgets a runner that is wanted no longer.
    pub fn forget(&self, key: RunnerKey) {
        self.lock().lines.remove(&Some(key));
    }

    /// The same logs, for whoever must not keep them alive.
    pub fn downgrade(&self) -> WeakLogs {
        WeakLogs { mask: self.mask.clone(), rings: Arc::downgrade(&self.rings) }
    }

    fn lock(&self) -> MutexGuard<'_, Rings> {
        self.rings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WeakLogs {
    /// The logs, if anybody still holds them.
    pub fn upgrade(&self) -> Option<Logs> {
        Some(Logs { mask: self.mask.clone(), rings: self.rings.upgrade()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bellwatch_domain::{CameraId, ProfileId, Secret};

    fn key(camera: i64) -> RunnerKey {
        RunnerKey { camera: CameraId(camera), profile: ProfileId(1) }
    }

    #[test]
    fn the_last_lines_are_kept_and_masked() {
        let mask = Masks::default();
        mask.learn_one(Some("admin"), &Secret::new("hunter22"));
        let logs = Logs::new(mask);
        for number in 0..LINES_KEPT + 5 {
            logs.hear(key(1), DateTime::UNIX_EPOCH, &format!("{number} rtsp://admin:hunter22@camera/"));
        }
        let lines = logs.lines(key(1));
        assert_eq!(lines.len(), LINES_KEPT);
        assert!(lines[0].text.starts_with("5 "));
        assert!(lines.iter().all(|line| !line.text.contains("hunter22")));
        logs.forget(key(1));
        assert!(logs.lines(key(1)).is_empty());
    }

    #[test]
    fn everybodys_lines_come_in_the_order_in_which_they_were_said_and_once() {
        let logs = Logs::new(Masks::default());
        let at = DateTime::UNIX_EPOCH;
        logs.hear(key(2), at, "[rtsp @ 0x5] [error] method DESCRIBE failed: 404");
        logs.hear_own(at, Level::Warning, "a picture was not written");
        logs.hear(key(1), at, "[h264 @ 0x5] [warning] deblocking");
        let texts = |said: &[(Option<RunnerKey>, Line)]| {
            said.iter().map(|(key, line)| (key.map(|key| key.camera.0), line.level)).collect::<Vec<_>>()
        };
        let said = logs.tail(0, 10);
        assert_eq!(
            texts(&said),
            [(Some(2), Level::Error), (None, Level::Warning), (Some(1), Level::Warning)]
        );
        assert_eq!(logs.tail(said[2].1.number, 10), []);
        assert_eq!(texts(&logs.tail(said[0].1.number, 1)), [(Some(1), Level::Warning)]);
        let weak = logs.downgrade();
        drop(logs);
        assert!(weak.upgrade().is_none());
    }
}
