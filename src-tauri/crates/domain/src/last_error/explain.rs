//! From ffmpeg's last lines and its exit, the kind of trouble.

use chrono::Duration;

use super::{LastErrorKind, is_damage, read};
use crate::SourceScheme;

/// How a child ended. Both are `None` when it had to be ended by us, or when that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exit {
    /// Its exit code.
    pub code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
}

/// What is known of a run besides ffmpeg's words. The default is that nothing is, as with a saved log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Context {
    /// What kind of source it read.
    pub source: Option<SourceScheme>,
    /// Whether frames came.
    pub had_frames: bool,
    /// Whether we ended it because no frame came (any more).
    pub stalled: bool,
    /// How long it ran. A camera that accepts and never answers and one that speaks no RTSP look the same to ffmpeg
    /// up to 7 but for the time.
    pub ran_for: Option<Duration>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The kind of trouble.
    pub kind: LastErrorKind,
    /// ffmpeg's line it was seen from, as it was handed in (so hand in masked lines), or the fact.
    pub evidence: String,
}

/// So many damaged lines among the last ones, and a stall is damage.
const MUCH_DAMAGE: usize = 20;

/// Longest evidence kept, in characters.
const LONGEST_EVIDENCE: usize = 500;

/// Explains why a run ended, from ffmpeg's last lines (oldest first; 200 are plenty).
///
/// Never fails: what nothing is known about is [`LastErrorKind::Unknown`] with the last line as its evidence.
pub fn explain(lines: &[&str], exit: Exit, context: Context) -> Explained {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    from_signal(exit)
        .or_else(|| from_lines(&lines, exit, context))
        .or_else(|| from_silence(&lines, exit, context))
        .unwrap_or_else(|| Explained { kind: LastErrorKind::Unknown, evidence: last_words(&lines, exit) })
}

/// A signal that neither we nor ffmpeg sent.
fn from_signal(exit: Exit) -> Option<Explained> {
    let signal = exit.signal?;
    let (kind, fact) = match signal {
        9 => (LastErrorKind::KilledBySystem, "ffmpeg was killed (signal 9)".to_owned()),
        _ => (LastErrorKind::Unknown, format!("ffmpeg was ended by signal {signal}")),
    };
    Some(Explained { kind, evidence: fact })
}

/// What the first reader that knows one of the lines makes of it; the surest readers come first.
fn from_lines(lines: &[&str], exit: Exit, context: Context) -> Option<Explained> {
    // Before the first frame any trouble with opening counts. After it, such lines are past and done with.
    let opening: &[read::Reader] = &[
        read::status,
        read::no_picture,
        read::no_stream,
        read::option,
        read::name,
        read::unreachable,
        read::refused,
        read::connect_timeout,
        read::hwaccel,
        read::codec,
        read::file,
        read::not_opened,
    ];
    let any_time: &[read::Reader] = &[read::disk_full, read::memory, read::timeout, read::ended];
    let still_opening = !context.had_frames;
    let readers = opening.iter().filter(|_| still_opening).chain(any_time);
    for reader in readers {
        for (at, line) in lines.iter().enumerate() {
            if let Some(kind) = reader(&read::Line::new(line, &lines[at + 1..], exit, context)) {
                return Some(Explained { kind, evidence: clipped(line) });
            }
        }
    }
    None
}

/// What follows when no line says it.
fn from_silence(lines: &[&str], exit: Exit, context: Context) -> Option<Explained> {
    let damaged: Vec<&&str> = lines.iter().filter(|line| is_damage(line)).collect();
    if let Some(last) = damaged.last().filter(|_| damaged.len() >= MUCH_DAMAGE) {
        return Some(Explained { kind: LastErrorKind::Damaged, evidence: clipped(last) });
    }
    if context.stalled {
        let fact = if context.had_frames { "no more frames came" } else { "no frame came" };
        return Some(Explained { kind: LastErrorKind::Stalled, evidence: fact.to_owned() });
    }
    if exit.code == Some(255) {
        let fact = "ffmpeg was told to end, and not by Bellwatch (exit code 255)".to_owned();
        return Some(Explained { kind: LastErrorKind::Unknown, evidence: fact });
    }
    // Some versions give up with a fatal line and 0.
    if exit.code == Some(0) && !lines.iter().any(|line| line.contains("[fatal]")) {
        let fact = "ffmpeg reached the end of the stream".to_owned();
        return Some(Explained { kind: LastErrorKind::EndedByCamera, evidence: fact });
    }
    None
}

/// The last line that is an error and says what, else the last that is an error, else the last.
fn last_words(lines: &[&str], exit: Exit) -> String {
    let is_error = |line: &&&str| line.contains("[error]") || line.contains("[fatal]");
    let says_what = |line: &&&str| is_error(line) && !line.contains("Input/output error");
    let last = |fits: &dyn Fn(&&&str) -> bool| lines.iter().rev().find(|line| fits(line));
    match (last(&says_what).or_else(|| last(&is_error)).or(lines.last()), exit.code) {
        (Some(line), _) => clipped(line),
        (None, Some(code)) => format!("ffmpeg ended with code {code} and said nothing"),
        (None, None) => "ffmpeg ended and said nothing".to_owned(),
    }
}

fn clipped(line: &str) -> String {
    line.chars().take(LONGEST_EVIDENCE).collect()
}
