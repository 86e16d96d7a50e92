//! Reads what ffmpeg says, always and to the end: a child whose stderr nobody reads freezes when the pipe is full.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bellwatch_domain::last_error::DamageMeter;
use bellwatch_domain::{LastErrorKind, RunnerKey};
use chrono::{DateTime, Utc};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::Instant;

use crate::clock::Clock;
use crate::logs::{LINES_KEPT, Logs};
use crate::mask::Masks;

/// Longest line kept, bytes; the rest of a longer one is dropped.
const LONGEST_LINE: usize = 2000;
/// Lines per second that the log takes for longer, and at once; more are counted.
const LINES_PER_S: f64 = 5.0;
const LINES_AT_ONCE: f64 = 100.0;

/// What was heard of one run; shared with its runner.
#[derive(Clone, Default)]
pub(super) struct Heard(Arc<Mutex<Words>>);

#[derive(Default)]
struct Words {
    /// ffmpeg's last lines, oldest first, *not masked yet*.
    last: VecDeque<String>,
    damage: DamageMeter,
}

impl Heard {
    /// The last lines, masked.
    pub(super) fn lines(&self, mask: &Masks) -> Vec<String> {
        let last = self.lock().last.clone();
        last.iter().map(|line| mask.mask(line)).collect()
    }

    /// Whether the stream arrives damaged at `real` time, with the line that says so, not masked yet.
    pub(super) fn damage(&self, real: DateTime<Utc>) -> Option<(LastErrorKind, String)> {
        self.lock().damage.verdict(real)
    }

    fn hear(&self, line: String, real: DateTime<Utc>) {
        let mut words = self.lock();
        words.damage.hear(&line, real);
        if words.last.len() == LINES_KEPT {
            words.last.pop_front();
        }
        words.last.push_back(line);
    }

    fn lock(&self) -> MutexGuard<'_, Words> {
        // Only whole lines are put in, so after a panic it holds nothing half.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the lines of one run go.
pub(super) struct Listener {
    pub(super) key: RunnerKey,
    pub(super) clock: Clock,
    pub(super) logs: Logs,
    pub(super) heard: Heard,
    /// When the run began, by the clock and in real time.
    pub(super) began: (DateTime<Utc>, Instant),
}

impl Listener {
    /// Listens until the pipe ends or breaks.
    pub(super) async fn listen(self, pipe: impl AsyncRead + Unpin) {
        let mut lines = Lines::new(pipe);
        let mut flood = Flood::default();
        let (began_at, began) = self.began;
        while let Some(line) = lines.next().await {
            if is_progress(&line) {
                continue;
            }
            let (now, elapsed) = (self.clock.now(), began.elapsed());
            for line in flood.let_through(&line, elapsed) {
                self.logs.hear(self.key, now, &line);
            }
            // Damage is counted in real time, also where a test's clock stands still.
            self.heard.hear(line, began_at + elapsed);
        }
        if let Some(rest) = flood.rest() {
            self.logs.hear(self.key, self.clock.now(), &rest);
        }
    }
}

/// ffmpeg's counter line, should an argument have brought it back.
fn is_progress(line: &str) -> bool {
    (line.starts_with("frame=") || line.starts_with("size=")) && line.contains("speed=")
}

/// Lines of a pipe, ended by `\n` or `\r`, never empty, each at most [`LONGEST_LINE`] bytes.
struct Lines<R> {
    pipe: R,
    bytes: Box<[u8; 8192]>,
    unread: std::ops::Range<usize>,
    line: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    fn new(pipe: R) -> Self {
        Lines { pipe, bytes: Box::new([0; 8192]), unread: 0..0, line: Vec::new() }
    }

    async fn next(&mut self) -> Option<String> {
        loop {
            let unread = &self.bytes[self.unread.clone()];
            let end = unread.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let piece = &unread[..end.unwrap_or(unread.len())];
            let room = LONGEST_LINE - self.line.len();
            self.line.extend_from_slice(&piece[..piece.len().min(room)]);
            self.unread.start += piece.len() + usize::from(end.is_some());
            if end.is_some() {
                if let Some(line) = self.take_line() {
                    return Some(line);
                }
                continue;
            }
            match self.pipe.read(&mut self.bytes[..]).await {
                Ok(read) if read > 0 => self.unread = 0..read,
                // A pipe that breaks has said all it will.
                Ok(_) | Err(_) => return self.take_line(),
            }
        }
    }

    fn take_line(&mut self) -> Option<String> {
        let line = String::from_utf8_lossy(&self.line).trim().to_owned();
        self.line.clear();
        (!line.is_empty()).then_some(line)
    }
}

/// Thins a flood for the log: what repeats is counted, and so is what comes too fast.
struct Flood {
    same: String,
    repeated: u64,
    dropped: u64,
    budget: f64,
    refilled: Duration,
}

impl Default for Flood {
    fn default() -> Self {
        Flood {
            same: String::new(),
            repeated: 0,
            dropped: 0,
            budget: LINES_AT_ONCE,
            refilled: Duration::ZERO,
        }
    }
}

impl Flood {
    /// What the log is to take when `line` is said at `elapsed` since the run began.
    fn let_through(&mut self, line: &str, elapsed: Duration) -> Vec<String> {
        let earned = elapsed.saturating_sub(self.refilled).as_secs_f64() * LINES_PER_S;
        self.budget = (self.budget + earned).min(LINES_AT_ONCE);
        self.refilled = elapsed;
        let same = without_addresses(line);
        if same == self.same {
            self.repeated += 1;
            return Vec::new();
        }
        if self.budget < 1.0 {
            self.dropped += 1;
            return Vec::new();
        }
        self.budget -= 1.0;
        let mut through: Vec<String> = self.rest().into_iter().collect();
        self.same = same;
        through.push(line.to_owned());
        through
    }

    /// What was counted and not said yet.
    fn rest(&mut self) -> Option<String> {
        let (repeated, dropped) = (std::mem::take(&mut self.repeated), std::mem::take(&mut self.dropped));
        match (repeated, dropped) {
            (0, 0) => None,
            (repeated, 0) => Some(format!("(repeated {repeated} times)")),
            (0, dropped) => Some(format!("({dropped} more lines were left out)")),
            (repeated, dropped) => {
                Some(format!("(repeated {repeated} times; {dropped} more lines were left out)"))
            }
        }
    }
}

/// A line without ffmpeg's memory addresses (`[h264 @ 0x55d0c3]`), which differ between threads.
fn without_addresses(line: &str) -> String {
    let mut parts = line.split("0x");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("0x");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines_of(bytes: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(bytes);
        let mut all = Vec::new();
        while let Some(line) = lines.next().await {
            all.push(line);
        }
        all
    }

    #[tokio::test]
    async fn lines_end_at_either_end_of_line_and_are_never_longer_than_allowed() {
        assert_eq!(lines_of(b"one\r\ntwo\rthree\n\n four ").await, ["one", "two", "three", "four"]);
        assert_eq!(lines_of(b"\xff\xfe bad\n").await, ["\u{fffd}\u{fffd} bad"]);
        let long = [vec![b'x'; 30_000], b"\nnext".to_vec()].concat();
        let lines = lines_of(&long).await;
        assert_eq!((lines[0].len(), lines[1].as_str()), (LONGEST_LINE, "next"));
    }

    #[test]
    fn what_repeats_is_counted_whatever_the_address() {
        let mut flood = Flood::default();
        let mut log = Vec::new();
        for address in ["0x55d0c3a1", "0x55d0c3b2", "0x7f00"] {
            log.extend(flood.let_through(&format!("[h264 @ {address}] no frame!"), Duration::ZERO));
        }
        log.extend(flood.let_through("another", Duration::ZERO));
        assert_eq!(log, ["[h264 @ 0x55d0c3a1] no frame!", "(repeated 2 times)", "another"]);
    }

    #[test]
    fn a_flood_of_different_lines_is_thinned_and_counted() {
        let mut flood = Flood::default();
        let said =
            (0..10_000).flat_map(|n| flood.let_through(&format!("line {n}"), Duration::from_millis(n)));
        let said = said.count();
        assert!((140..=250).contains(&said), "{said}");
        let later = flood.let_through("calm", Duration::from_secs(60));
        assert!(later[0].contains("more lines were left out"), "{later:?}");
        assert_eq!(later[1], "calm");
    }

    #[test]
    fn a_counter_line_is_no_line() {
        assert!(is_progress(
            "frame=  100 fps= 25 q=-0.0 size=  303750kB time=00:00:04.00 bitrate=N/A speed=   1x"
        ));
        assert!(!is_progress("frame size not set"));
    }
}
