//! Which cores a child is to use: all, those listed, or the least loaded one.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};

use bellwatch_domain::profile::CpuAffinity;
use nix::sched::sched_getaffinity;
use nix::unistd::Pid;

/// How many of our own children were put on each core by `auto`.
type Taken = Arc<Mutex<BTreeMap<u16, u32>>>;

/// Knows how busy each core was since it was last asked, and what it gave away itself.
#[derive(Default)]
pub struct Cores {
    taken: Taken,
    before: BTreeMap<u16, Ticks>,
}

/// The cores that were asked for one child; displays as an operator reads it.
pub struct Asked {
    what: CpuAffinity,
    cores: Option<Vec<u16>>,
    taken: Taken,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Ticks {
    busy: u64,
    all: u64,
}

impl Cores {
    /// Resolves what was asked for; `auto` takes a core until the answer is dropped.
    pub fn ask(&mut self, what: CpuAffinity) -> Asked {
        let cores = match &what {
            CpuAffinity::All => None,
            CpuAffinity::Cores(cores) => Some(cores.clone()),
            CpuAffinity::Auto => self.least_loaded().map(|core| vec![core]),
        };
        if let (CpuAffinity::Auto, Some([core])) = (&what, cores.as_deref()) {
            *self.taken.lock().unwrap_or_else(PoisonError::into_inner).entry(*core).or_default() += 1;
        }
        Asked { what, cores, taken: self.taken.clone() }
    }

    /// `None` where `/proc/stat` or our own cores cannot be read: then the system places the child.
    fn least_loaded(&mut self) -> Option<u16> {
        let allowed = sched_getaffinity(Pid::from_raw(0)).ok()?;
        let now = parse_stat(&fs::read_to_string("/proc/stat").ok()?);
        let busy: Vec<(u16, f64)> = now
            .iter()
            .filter(|(core, _)| allowed.is_set(usize::from(**core)).unwrap_or(false))
            .map(|(core, ticks)| {
                (*core, share_busy(self.before.get(core).copied().unwrap_or_default(), *ticks))
            })
            .collect();
        self.before = now;
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        pick(&busy, &taken)
    }
}

/// The core with the fewest of our children, then the least busy, then the lowest. Our own come first because a
/// child that was started a moment ago is not busy yet, and 32 that start together would all get the same core.
fn pick(busy: &[(u16, f64)], taken: &BTreeMap<u16, u32>) -> Option<u16> {
    busy.iter()
        .min_by(|(a, busy_a), (b, busy_b)| {
            let ours = |core| taken.get(core).copied().unwrap_or(0);
            ours(a).cmp(&ours(b)).then(busy_a.total_cmp(busy_b)).then(a.cmp(b))
        })
        .map(|(core, _)| *core)
}

fn share_busy(before: Ticks, now: Ticks) -> f64 {
    let all = now.all.saturating_sub(before.all).max(1);
    now.busy.saturating_sub(before.busy) as f64 / all as f64
}

/// `cpuN user nice system idle iowait irq softirq steal …`
fn parse_stat(text: &str) -> BTreeMap<u16, Ticks> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let core = words.next()?.strip_prefix("cpu")?.parse().ok()?;
            // Guest time (the 9th and 10th) is already in user time.
            let ticks: Vec<u64> = words.take(8).map(|word| word.parse().unwrap_or(0)).collect();
            let all = ticks.iter().sum();
            let idle: u64 = ticks.iter().skip(3).take(2).sum();
            Some((core, Ticks { busy: all - idle, all }))
        })
        .collect()
}

impl Asked {
    /// The cores to set; `None` leaves it to the system.
    pub fn cores(&self) -> Option<&[u16]> {
        self.cores.as_deref()
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.what, self.cores.as_deref()) {
            (CpuAffinity::All, _) => f.write_str("all"),
            (CpuAffinity::Auto, Some([core])) => write!(f, "auto (core {core})"),
            (CpuAffinity::Auto, _) => f.write_str("auto (all)"),
            (CpuAffinity::Cores(cores), _) => f.write_str(&listed(cores)),
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if let (CpuAffinity::Auto, Some([core])) = (&self.what, self.cores.as_deref()) {
            let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(count) = taken.get_mut(core) {
                *count = count.saturating_sub(1);
            }
        }
    }
}

/// Cores as an operator reads them: `all` when they are all that are online, else `0,1,5`.
pub fn in_words(cores: &[u16]) -> String {
    let online = fs::read_to_string("/sys/devices/system/cpu/online").ok();
    let online = online.and_then(|list| crate::proc::parse_cores(&list).ok());
    if online.is_some_and(|online| online.iter().all(|core| cores.contains(core))) {
        return "all".to_owned();
    }
    listed(cores)
}

fn listed(cores: &[u16]) -> String {
    cores.iter().map(u16::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_with_the_fewest_children_wins_then_the_least_busy() {
        let check = |busy: &[(u16, f64)], taken: &[(u16, u32)], expected| {
            assert_eq!(pick(busy, &taken.iter().copied().collect()), expected);
        };
        check(&[(0, 0.9), (1, 0.1), (2, 0.5)], &[], Some(1));
        check(&[(0, 0.9), (1, 0.1), (2, 0.5)], &[(1, 1)], Some(2));
        check(&[(0, 0.5), (1, 0.5)], &[], Some(0));
        check(&[], &[], None);
    }

    #[test]
    fn busy_is_what_is_not_idle_since_the_look_before() {
        let before = parse_stat("cpu  1 1 1 1\ncpu0 10 0 10 70 10 0 0 0 0 0\n");
        let now = parse_stat("cpu  1 1 1 1\ncpu0 20 0 20 130 30 0 0 0 0 0\nintr 5\n");
        assert_eq!(before[&0], Ticks { busy: 20, all: 100 });
        assert_eq!(share_busy(before[&0], now[&0]), 0.2);
    }

    #[test]
    fn cores_given_by_auto_are_spread_and_given_back() {
        let mut cores = Cores::default();
        let count = cores.least_loaded().map(|_| ()).and_then(|()| thread_count()).unwrap();
        let asked: Vec<Asked> = (0..count).map(|_| cores.ask(CpuAffinity::Auto)).collect();
        let mut given: Vec<_> = asked.iter().filter_map(Asked::cores).flatten().copied().collect();
        given.sort_unstable();
        given.dedup();
        assert_eq!(given.len(), count, "each core once");
        drop(asked);
        assert!(cores.taken.lock().unwrap().values().all(|count| *count == 0));
    }

    fn thread_count() -> Option<usize> {
        std::thread::available_parallelism().ok().map(Into::into)
    }
}
