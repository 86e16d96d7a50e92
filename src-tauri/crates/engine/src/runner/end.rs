//! How a run ends: bringing the child down, and finding words for it.

use std::time::Duration;

use bellwatch_domain::last_error::{Context, Exit, explain};
use bellwatch_domain::run::EndingWhy;
use bellwatch_domain::{Ending, LastError, LastErrorKind, SourceScheme};
use chrono::{DateTime, Utc};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::os::unix::process::ExitStatusExt;
use tokio::process::Child;
use tokio::time::timeout;

use super::RunnerEvent;
use crate::spawner;

/// After this without being gone the group is killed. ffmpeg says goodbye to a camera that answers in milliseconds;
/// one that does not answer keeps it until its own timeout.
pub(super) const TERM_PATIENCE: Duration = Duration::from_millis(2500);
/// The same for a child that no longer gives frames: its camera most likely does not answer either.
pub(super) const STALLED_PATIENCE: Duration = Duration::from_millis(1200);
/// A second TERM has ffmpeg leave a wait for its camera (0.5 s later), where the first has it wait for up to 5 s.
const SECOND_TERM_AFTER: Duration = Duration::from_millis(500);
/// How long the kernel may take to bring down a killed child.
const KILL_PATIENCE: Duration = Duration::from_secs(5);

/// Ends the child's whole group: TERM twice, after `patience` KILL. Returns its status, or `None` when the kernel could not
/// bring it down (a process waiting for a broken disk or driver), which is logged.
pub(crate) async fn bring_down(
    child: &mut Child,
    group: u32,
    patience: Duration,
) -> Option<std::process::ExitStatus> {
    let first = patience.min(SECOND_TERM_AFTER);
    for patience in [first, patience - first] {
        signal(group, Signal::SIGTERM);
        if let Ok(status) = timeout(patience, child.wait()).await {
            sweep(group);
            return status.ok();
        }
    }
    signal(group, Signal::SIGKILL);
    match timeout(KILL_PATIENCE, child.wait()).await {
        Ok(status) => status.ok(),
        Err(_) => {
            tracing::error!(pid = group, "ffmpeg was killed and is still there");
            None
        }
    }
}

/// Kills what the child may have started itself (ffmpeg starts nothing; a script in its place does). The group's
/// number cannot have been given to others: it was free for microseconds at most, and is not while one of them lives.
pub(super) fn sweep(group: u32) {
    signal(group, Signal::SIGKILL);
}

fn signal(group: u32, signal: Signal) {
    // Never 0 or 1, which would be our own group or everybody.
    let Some(group) = i32::try_from(group).ok().filter(|group| *group > 1) else { return };
    // An error means that nobody is left in it.
    let _ = killpg(Pid::from_raw(group), signal);
}

/// How a child that ended by itself did so.
pub(crate) fn exit_of(status: std::process::ExitStatus) -> Exit {
    Exit { code: status.code(), signal: status.signal() }
}

/// The ending of a run that failed. `lines` are masked.
pub(super) fn failed(at: DateTime<Utc>, lines: &[String], exit: Exit, context: Context) -> Ending {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let explained = explain(&lines, exit, context);
    let error = LastError { kind: explained.kind, at, evidence: explained.evidence };
    Ending { at, why: EndingWhy::Failed(error), exit_code: exit.code, signal: exit.signal }
}

/// The ending of a run whose ffmpeg could not be started.
pub(super) fn not_started(at: DateTime<Utc>, error: &spawner::Error) -> Ending {
    let (kind, evidence) = match error {
        spawner::Error::Start { source, .. } => {
            let kind = match source.kind() {
                std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied => {
                    LastErrorKind::FfmpegMissing
                }
                _ => LastErrorKind::Unknown,
            };
            (kind, format!("{error}: {source}"))
        }
        spawner::Error::Gone => (LastErrorKind::Unknown, error.to_string()),
    };
    of_kind(at, kind, evidence)
}

/// An ending for a fact that no line of ffmpeg tells.
pub(super) fn of_kind(at: DateTime<Utc>, kind: LastErrorKind, evidence: String) -> Ending {
    let why = EndingWhy::Failed(LastError { kind, at, evidence });
    Ending { at, why, exit_code: None, signal: None }
}

/// What is told when the runner's own task broke.
pub(super) fn broken(at: DateTime<Utc>, evidence: String) -> RunnerEvent {
    RunnerEvent::Ended { ending: of_kind(at, LastErrorKind::Unknown, evidence), had_frames: false }
}

/// What kind of source a command reads, from its words.
pub(crate) fn source_of(words: &[String]) -> Option<SourceScheme> {
    let at = words.iter().rposition(|word| word == "-i")?;
    if at >= 2 && words[at - 2] == "-f" && words[at - 1] == "lavfi" {
        return Some(SourceScheme::Demo);
    }
    let address = words.get(at + 1)?.to_ascii_lowercase();
    let scheme = match address.split_once(':').map(|(scheme, _)| scheme) {
        Some("rtsp") => SourceScheme::Rtsp,
        Some("rtsps") => SourceScheme::Rtsps,
        Some("http" | "https") => SourceScheme::Http,
        _ => SourceScheme::File,
    };
    Some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_is_read_from_the_command() {
        let check = |words: &str, expected| {
            let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
            assert_eq!(source_of(&words), expected, "{words:?}");
        };
        check("-re -f lavfi -i testsrc2 -f yuv4mpegpipe pipe:1", Some(SourceScheme::Demo));
        check("-rtsp_transport tcp -i rtsp://camera/1 pipe:1", Some(SourceScheme::Rtsp));
        check("-i RTSPS://camera/1 pipe:1", Some(SourceScheme::Rtsps));
        check("-i https://camera/1.m3u8 pipe:1", Some(SourceScheme::Http));
        check("-i file:/a:b.mp4 pipe:1", Some(SourceScheme::File));
        check("-version", None);
    }
}
