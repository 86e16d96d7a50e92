//! What the children last said, kept per runner for the Camera screen. Masked here, at the sink.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bellwatch_domain::RunnerKey;
use chrono::{DateTime, Utc};

use crate::mask::Masks;

/// Lines kept per runner; older ones go.
pub const LINES_KEPT: usize = 200;

/// One line of a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When it was read.
    pub at: DateTime<Utc>,
    /// Masked.
    pub text: String,
}

/// The last lines of every runner, across its runs. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Logs {
    mask: Masks,
    rings: Arc<Mutex<BTreeMap<RunnerKey, VecDeque<Line>>>>,
}

impl Logs {
    /// Empty logs that mask with `mask`.
    pub fn new(mask: Masks) -> Self {
        Logs { mask, rings: Arc::default() }
    }

    /// Keeps one line.
    pub fn hear(&self, key: RunnerKey, at: DateTime<Utc>, text: &str) {
        let line = Line { at, text: self.mask.mask(text) };
        tracing::debug!(runner = %key, line = %line.text, "ffmpeg said");
        let mut rings = self.lock();
        let ring = rings.entry(key).or_default();
        if ring.len() == LINES_KEPT {
            ring.pop_front();
        }
        ring.push_back(line);
    }

    /// What was said, oldest first.
    pub fn lines(&self, key: RunnerKey) -> Vec<Line> {
        self.lock().get(&key).map(|ring| ring.iter().cloned().collect()).unwrap_or_default()
    }

    /// Forgets a runner that is wanted no longer.
    pub fn forget(&self, key: RunnerKey) {
        self.lock().remove(&key);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<RunnerKey, VecDeque<Line>>> {
        self.rings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bellwatch_domain::{CameraId, ProfileId, Secret};

    #[test]
    fn the_last_lines_are_kept_and_masked() {
        let mask = Masks::default();
        mask.learn_one(Some("admin"), &Secret::new("hunter22"));
        let logs = Logs::new(mask);
        let key = RunnerKey { camera: CameraId(1), profile: ProfileId(1) };
        for number in 0..LINES_KEPT + 5 {
            logs.hear(key, DateTime::UNIX_EPOCH, &format!("{number} rtsp://admin:hunter22@camera/"));
        }
        let lines = logs.lines(key);
        assert_eq!(lines.len(), LINES_KEPT);
        assert!(lines[0].text.starts_with("5 "));
        assert!(lines.iter().all(|line| !line.text.contains("hunter22")));
        logs.forget(key);
        assert!(logs.lines(key).is_empty());
    }
}
