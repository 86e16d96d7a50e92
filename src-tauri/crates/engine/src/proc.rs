//! What Linux tells about processes, read from `/proc`. Knows nothing of ffmpeg or cameras.

use std::fs;
use std::io;
use std::time::Duration;

use nix::unistd::{SysconfVar, sysconf};

/// The fields of `/proc/PID/stat` that we use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// `R`, `S`, `D`, `Z`, `T` …; see proc(5).
    pub state: char,
    /// The parent's pid.
    pub parent: u32,
    /// The process group.
    pub group: u32,
    /// CPU time of all threads, user and system, in clock ticks.
    pub cpu_ticks: u64,
    /// Niceness.
    pub nice: i8,
    /// When it started, in clock ticks since boot: tells a process from a later one with the same pid.
    pub started: u64,
    /// Resident memory, in pages.
    pub resident_pages: u64,
}

/// What a process has used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// CPU time of all its threads, user and system.
    pub cpu: Duration,
    /// Resident memory.
    pub memory_bytes: u64,
}

/// What niceness and cores a process really has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The least nice of all its threads.
    pub nice: i8,
    /// Every core that any of its threads may use, ascending.
    pub cores: Vec<u16>,
}

/// The stat of `pid`.
///
/// # Errors
///
/// When there is no such process, or its stat is not in the form of proc(5).
pub fn stat(pid: u32) -> io::Result<Stat> {
    parse_stat(&fs::read_to_string(format!("/proc/{pid}/stat"))?)
}

/// What `pid` has used so far.
///
/// # Errors
///
/// As [`stat`].
pub fn usage(pid: u32) -> io::Result<Usage> {
    let stat = stat(pid)?;
    let cpu = Duration::from_secs_f64(stat.cpu_ticks as f64 / constant(SysconfVar::CLK_TCK, 100) as f64);
    Ok(Usage { cpu, memory_bytes: stat.resident_pages * constant(SysconfVar::PAGE_SIZE, 4096) })
}

/// Niceness and cores of all threads of `pid`, as they hold now.
///
/// # Errors
///
/// When there is no such process.
pub fn held(pid: u32) -> io::Result<Held> {
    let mut nice = None;
    let mut cores = Vec::new();
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let task = task?.path();
        // A thread may end while we look; the others still count.
        let (Ok(stat), Ok(status)) =
            (fs::read_to_string(task.join("stat")), fs::read_to_string(task.join("status")))
        else {
            continue;
        };
        let its = parse_stat(&stat)?.nice;
        nice = Some(nice.map_or(its, |least: i8| least.min(its)));
        let list =
            status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or_default();
        cores.extend(parse_cores(list)?);
    }
    cores.sort_unstable();
    cores.dedup();
    let nice = nice.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    Ok(Held { nice, cores })
}

/// One variable of the environment that `pid` was started with.
///
/// # Errors
///
/// When there is no such process or it belongs to somebody else.
pub fn environment_value(pid: u32, name: &str) -> io::Result<Option<String>> {
    let all = fs::read(format!("/proc/{pid}/environ"))?;
    let found = all.split(|byte| *byte == 0).find_map(|entry| {
        let value = entry.strip_prefix(name.as_bytes())?.strip_prefix(b"=")?;
        Some(String::from_utf8_lossy(value).into_owned())
    });
    Ok(found)
}

/// Every process there is.
///
/// # Errors
///
/// When `/proc` cannot be read.
pub fn pids() -> io::Result<Vec<u32>> {
    let mut all = Vec::new();
    for entry in fs::read_dir("/proc")? {
        if let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) {
            all.push(pid);
        }
    }
    Ok(all)
}

/// Reads a list of cores in the kernel's form, for example `0-3,7`.
///
/// # Errors
///
/// [`io::ErrorKind::InvalidData`] when it is not in that form.
pub fn parse_cores(list: &str) -> io::Result<Vec<u16>> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "not a list of cores");
    let mut cores = Vec::new();
    for part in list.trim().split(',').filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let first: u16 = first.parse().map_err(|_| wrong())?;
        let last: u16 = last.parse().map_err(|_| wrong())?;
        cores.extend(first..=last);
    }
    Ok(cores)
}

fn parse_stat(text: &str) -> io::Result<Stat> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "not a stat of proc(5)");
    // The name stands in parentheses and may hold anything, even parentheses: the fields start after the last one.
    let (_, fields) = text.rsplit_once(')').ok_or_else(wrong)?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    // proc(5) counts from 1 and the state is its third field.
    let field = |number: usize| fields.get(number - 3).copied().ok_or_else(wrong);
    let number = |at: usize| field(at)?.parse::<u64>().map_err(|_| wrong());
    Ok(Stat {
        state: field(3)?.chars().next().ok_or_else(wrong)?,
        parent: field(4)?.parse().map_err(|_| wrong())?,
        group: field(5)?.parse().map_err(|_| wrong())?,
        cpu_ticks: number(14)? + number(15)?,
        nice: field(19)?.parse().map_err(|_| wrong())?,
        started: number(22)?,
        resident_pages: number(24)?,
    })
}

fn constant(variable: SysconfVar, otherwise: u64) -> u64 {
    sysconf(variable).ok().flatten().and_then(|value| u64::try_from(value).ok()).unwrap_or(otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields() {
        let line = "4711 (a) b (c) S 1 4711 4711 0 -1 4194304 90 0 0 0 7 5 0 0 25 5 3 0 8812 1000 12 184467";
        let stat = parse_stat(line).unwrap();
        assert_eq!((stat.state, stat.parent, stat.group, stat.nice), ('S', 1, 4711, 5));
        assert_eq!((stat.cpu_ticks, stat.started, stat.resident_pages), (12, 8812, 12));
    }

    #[test]
    fn a_list_of_cores_reads_as_the_kernel_writes_it() {
        let check = |list, expected: &[u16]| assert_eq!(parse_cores(list).unwrap(), expected, "{list}");
        check("\t0-3,7\n", &[0, 1, 2, 3, 7]);
        check("0", &[0]);
        check("", &[]);
        assert!(parse_cores("a-b").is_err());
    }

    #[test]
    fn this_process_has_a_stat_and_uses_memory() {
        let me = std::process::id();
        assert!(usage(me).unwrap().memory_bytes > 100_000);
        assert!(!held(me).unwrap().cores.is_empty());
        assert!(pids().unwrap().contains(&me));
    }
}
