//! What the whole machine does: cores, memory, disk and network, and what of it is ours.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use bellwatch_domain::RunnerKey;
use bellwatch_domain::gauges::Measure;
use nix::sys::statvfs::statvfs;
use sysinfo::{Networks, System};

use super::gpu::Gpu;
use super::kernel::Kernel;
use super::nvidia::Nvidia;
use super::received::Received;
use crate::proc::{self, Usage};

/// What was measured between two looks, and what holds now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    /// Percent of all cores, and of each.
    pub(crate) cpu_percent: f64,
    pub(crate) cores: Vec<f64>,
    /// Processes that ran or waited to run, the mean of a minute; `None` where it is not counted.
    pub(crate) load_1: Option<f64>,
    /// Bytes that are not to be had for new programs, and all of them.
    pub(crate) memory_taken: u64,
    pub(crate) memory_all: u64,
    /// The data folder's disk; `None` when it does not answer.
    pub(crate) disk: Option<Disk>,
    /// Bytes a second that came in, without what the machine sends itself.
    pub(crate) network_in: f64,
    /// Bellwatch itself.
    pub(crate) engine: Use,
    /// Every runner's ffmpeg.
    pub(crate) runners: Vec<RunnerUse>,
    pub(crate) gpus: Vec<Gpu>,
    /// Why the driver of a GPU by NVIDIA does not answer.
    pub(crate) gpu_trouble: Option<String>,
}

/// A disk, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Disk {
    /// What we may still write.
    pub(crate) free_bytes: u64,
    pub(crate) all_bytes: u64,
}

/// What a process uses.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Use {
    /// Percent of one core since the look before; 0 at the first.
    pub(crate) cpu_percent: f64,
    /// Resident bytes.
    pub(crate) memory_bytes: u64,
}

/// What a runner's ffmpeg uses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RunnerUse {
    pub(crate) key: RunnerKey,
    pub(crate) pid: u32,
    pub(crate) used: Use,
    /// Bits a second from its camera; `None` where they cannot be counted.
    pub(crate) bits_per_s: Option<f64>,
}

impl Sample {
    /// What of it goes into the history.
    pub(crate) fn values(&self) -> Vec<(Measure, f64)> {
        let cameras = self.runners.iter().map(|runner| runner.used.cpu_percent).sum();
        let mut all = vec![
            (Measure::Cpu, self.cpu_percent),
            (Measure::EngineCpu, self.engine.cpu_percent),
            (Measure::CamerasCpu, cameras),
            (Measure::NetworkIn, self.network_in),
        ];
        all.extend(self.memory_percent().map(|percent| (Measure::Memory, percent)));
        if let Some(disk) = self.disk {
            all.push((Measure::DiskFree, disk.free_bytes as f64));
            all.extend(disk.percent().map(|percent| (Measure::Disk, percent)));
        }
        for (nth, gpu) in (0u8..).zip(&self.gpus) {
            all.extend(gpu.values(nth));
        }
        all
    }

    /// Percent of the memory.
    pub(crate) fn memory_percent(&self) -> Option<f64> {
        share(self.memory_taken, self.memory_all)
    }
}

impl Disk {
    /// Percent that is taken.
    pub(crate) fn percent(self) -> Option<f64> {
        share(self.all_bytes.saturating_sub(self.free_bytes), self.all_bytes)
    }
}

fn share(taken: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| 100.0 * taken as f64 / all as f64)
}

/// Measures this machine. Each look tells of the time since the one before.
pub(crate) struct Machine {
    system: System,
    networks: Option<Networks>,
    /// Whose disk.
    folder: PathBuf,
    nvidia: Nvidia,
    kernel: Kernel,
    received: Received,
    looked: Instant,
    /// What each process had used at the look before.
    before: BTreeMap<u32, Usage>,
}

impl Machine {
    /// Begins to measure; the disk is that of `folder`.
    ///
    /// # Errors
    ///
    /// Where the kernel does not tell (no `/proc`).
    pub(crate) fn new(folder: PathBuf) -> Result<Self, sysinfo::Error> {
        let mut system = System::new()?;
        system.refresh_cpu_usage();
        let networks = Networks::new_with_refreshed_list();
        let networks =
            networks.inspect_err(|error| tracing::warn!(%error, "the network cannot be measured")).ok();
        let engine = std::process::id();
        let before = proc::usage(engine).ok().map(|usage| (engine, usage)).into_iter().collect();
        Ok(Machine {
            system,
            networks,
            folder,
            nvidia: Nvidia::open(),
            kernel: Kernel::new("/"),
            received: Received::default(),
            looked: Instant::now(),
            before,
        })
    }

    /// Measures, with the processes of these runners. May wait for a driver.
    pub(crate) fn sample(&mut self, pids: &[(RunnerKey, u32)]) -> Sample {
        self.system.refresh_cpu_usage();
        self.system.refresh_memory();
        let now = Instant::now();
        let passed = now.saturating_duration_since(self.looked).as_secs_f64().max(1e-3);
        self.looked = now;
        let mut used = BTreeMap::new();
        let mut use_of = |pid: u32| {
            // It may have ended by now; then it uses nothing.
            let Ok(usage) = proc::usage(pid) else { return Use::default() };
            used.insert(pid, usage);
            let before = self.before.get(&pid);
            let cpu = before.map_or(0.0, |before| usage.cpu.saturating_sub(before.cpu).as_secs_f64());
            Use { cpu_percent: 100.0 * cpu / passed, memory_bytes: usage.memory_bytes }
        };
        let engine = use_of(std::process::id());
        let bits = self.received.look(pids.iter().map(|(_, pid)| *pid), now);
        let runners = pids.iter().map(|(key, pid)| RunnerUse {
            key: *key,
            pid: *pid,
            used: use_of(*pid),
            bits_per_s: bits.get(pid).copied(),
        });
        let runners: Vec<RunnerUse> = runners.collect();
        self.before = used;
        let ours: BTreeSet<u32> = pids.iter().map(|(_, pid)| *pid).chain([std::process::id()]).collect();
        let mut gpus = self.nvidia.read(&ours);
        gpus.extend(self.kernel.read(&ours));
        let memory_all = self.system.total_memory();
        Sample {
            cpu_percent: f64::from(self.system.global_cpu_usage()),
            cores: self.system.cpus().iter().map(|core| f64::from(core.usage())).collect(),
            load_1: System::load_average().map(|load| load.one).ok(),
            memory_taken: memory_all.saturating_sub(self.system.available_memory()),
            memory_all,
            disk: disk(&self.folder),
            network_in: self.received() as f64 / passed,
            engine,
            runners,
            gpus,
            gpu_trouble: match &self.nvidia {
                Nvidia::Broken(why) => Some(why.clone()),
                Nvidia::Driver(_) | Nvidia::None => None,
            },
        }
    }

    /// Bytes that came in since the look before. A bridge or a tunnel would count again what a card has received, so
    /// cards alone count; where there is none (in a container), everything but the way to the machine itself.
    fn received(&mut self) -> u64 {
        let Some(networks) = &mut self.networks else { return 0 };
        networks.refresh(true);
        let is_card = |name: &OsStr| Path::new("/sys/class/net").join(name).join("device").exists();
        let has_cards = networks.iter().any(|(name, _)| is_card(name));
        networks
            .iter()
            .filter(|(name, _)| if has_cards { is_card(name) } else { name.as_os_str() != "lo" })
            .map(|(_, network)| network.received())
            .sum()
    }
}

/// What we may write is less than what is free: the rest is root's.
fn disk(folder: &Path) -> Option<Disk> {
    let about = statvfs(folder).ok()?;
    let unit = about.fragment_size();
    Some(Disk {
        free_bytes: about.blocks_available().saturating_mul(unit),
        all_bytes: about.blocks().saturating_mul(unit),
    })
}

#[cfg(test)]
mod tests;
