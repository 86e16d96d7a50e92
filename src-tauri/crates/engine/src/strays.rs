//! Children of an engine that died: found by the mark in their environment, and ended. Never by name.
//!
//! `PR_SET_PDEATHSIG` brings children down with their engine; what is found here got round it (a script in ffmpeg's
//! place that started ffmpeg itself, a kernel without it).

use std::collections::BTreeMap;
use std::time::Duration;

use bellwatch_domain::Ending;
use bellwatch_domain::run::EndingWhy;
use chrono::{DateTime, Utc};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::time::{Instant, sleep};

use crate::proc;
use crate::spawner::MARK;

/// After this without being gone a stray is killed.
const TERM_PATIENCE: Duration = Duration::from_secs(2);
/// How long the kernel may take to bring down a killed one.
const KILL_PATIENCE: Duration = Duration::from_secs(2);

/// A child of a dead engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// Its pid.
    pub pid: u32,
    /// The engine that started it.
    pub engine: u32,
    /// The run it was for, as its mark says.
    pub run: String,
    /// Tells it from a later process with the same pid.
    started: u64,
}

/// How a run ended whose engine died.
pub fn ending(now: DateTime<Utc>) -> Ending {
    Ending { at: now, why: EndingWhy::EngineDied, exit_code: None, signal: None }
}

/// Ends every child that a dead engine of the data folder `folder_id` left, and returns them. Takes 4 s at most.
///
/// A child whose engine lives is left alone: a second program may try a camera in the same data folder.
pub async fn end(folder_id: &str) -> Vec<Stray> {
    let found = find(folder_id);
    for stray in &found {
        tracing::warn!(pid = stray.pid, engine = stray.engine, run = %stray.run, "a child of a dead engine still runs");
    }
    signal_all(&found, Signal::SIGTERM);
    if !all_gone(&found, TERM_PATIENCE).await {
        signal_all(&found, Signal::SIGKILL);
        if !all_gone(&found, KILL_PATIENCE).await {
            tracing::error!("a child of a dead engine was killed and is still there");
        }
    }
    found
}

/// Every living process with this folder's mark whose engine is not among its ancestors any more.
fn find(folder_id: &str) -> Vec<Stray> {
    let pids = match proc::pids() {
        Ok(pids) => pids,
        Err(error) => {
            tracing::warn!(%error, "strays cannot be looked for");
            return Vec::new();
        }
    };
    // Processes of others cannot be read, and those that end meanwhile are none.
    let stats: BTreeMap<u32, proc::Stat> =
        pids.into_iter().filter_map(|pid| Some((pid, proc::stat(pid).ok()?))).collect();
    let marked = stats.iter().filter_map(|(pid, stat)| {
        let mark = proc::environment_value(*pid, MARK).ok()??;
        let (engine, run) = mark.strip_prefix(folder_id)?.strip_prefix(':')?.split_once(':')?;
        Some(Stray { pid: *pid, engine: engine.parse().ok()?, run: run.to_owned(), started: stat.started })
    });
    marked.filter(|stray| !descends(stray.pid, stray.engine, &stats)).collect()
}

/// Whether `pid` is a child of `ancestor`, or of its children. An orphan is handed to another parent, so this also
/// tells a dead engine from a new process that got its number.
fn descends(pid: u32, ancestor: u32, stats: &BTreeMap<u32, proc::Stat>) -> bool {
    let mut pid = pid;
    // The chain is short; the bound is for a table that changed while it was read.
    for _ in 0..64 {
        let Some(stat) = stats.get(&pid) else { return false };
        if stat.parent == ancestor {
            return true;
        }
        pid = stat.parent;
    }
    false
}

fn is_there(stray: &Stray) -> bool {
    proc::stat(stray.pid).is_ok_and(|stat| stat.started == stray.started && stat.state != 'Z')
}

fn signal_all(strays: &[Stray], signal: Signal) {
    for stray in strays.iter().filter(|stray| is_there(stray)) {
        // Each one by its own number: all members of its group carry the mark, and a group's number may be another's.
        // An error means that it has just gone.
        if let Ok(pid) = i32::try_from(stray.pid) {
            let _ = kill(Pid::from_raw(pid), signal);
        }
    }
}

async fn all_gone(strays: &[Stray], within: Duration) -> bool {
    let deadline = Instant::now() + within;
    loop {
        if !strays.iter().any(is_there) {
            return true;
        }
        if Instant::now() >= deadline {
            return false;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stat(parent: u32) -> proc::Stat {
        proc::Stat { state: 'S', parent, group: 1, cpu_ticks: 0, nice: 0, started: 1, resident_pages: 1 }
    }

    #[test]
    fn only_a_living_line_of_parents_is_descent() {
        let stats =
            BTreeMap::from([(1, stat(0)), (10, stat(1)), (20, stat(10)), (30, stat(20)), (40, stat(1))]);
        let check =
            |pid, engine, expected| assert_eq!(descends(pid, engine, &stats), expected, "{pid} of {engine}");
        check(20, 10, true);
        check(30, 10, true);
        check(40, 10, false);
        check(20, 99, false);
        check(99, 10, false);
    }
}
