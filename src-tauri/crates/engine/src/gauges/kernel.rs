//! GPUs by Intel and AMD, through what the kernel offers to everybody: `/sys/class/drm`, and for the video engines what
//! our own processes used of them (`/proc/PID/fdinfo`, where the driver counts it). NVIDIA's are left to their driver.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::gpu::Gpu;

const INTEL: &str = "0x8086";
const AMD: &str = "0x1002";

/// The kernel's GPUs.
pub(crate) struct Kernel {
    /// `/`, or a folder that looks like it.
    root: PathBuf,
    /// What our processes had used of each GPU's video engines when it was last looked: by its address on the bus.
    before: Option<(Instant, BTreeMap<String, Duration>)>,
}

impl Kernel {
    /// Those below `root`, which is `/` but in tests.
    pub(crate) fn new(root: impl Into<PathBuf>) -> Self {
        Kernel { root: root.into(), before: None }
    }

    /// Every GPU, by its card's number; `ours` are the pids whose use is counted.
    pub(crate) fn read(&mut self, ours: &BTreeSet<u32>) -> Vec<Gpu> {
        let cards = self.cards();
        if cards.is_empty() {
            return Vec::new();
        }
        let now = Instant::now();
        let used = self.video_use(ours);
        let gpus = cards.iter().map(|card| self.gpu(card, now, &used)).collect();
        self.before = Some((now, used.into_iter().map(|(address, (time, _))| (address, time)).collect()));
        gpus
    }

    /// The folders of all cards, without their connectors (`card0-HDMI-A-1`).
    fn cards(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.root.join("sys/class/drm")) else { return Vec::new() };
        let mut cards: Vec<(u32, PathBuf)> = entries
            .filter_map(Result::ok)
            .filter_map(|entry| {
                let number = entry.file_name().to_str()?.strip_prefix("card")?.parse().ok()?;
                Some((number, entry.path()))
            })
            .filter(|(_, card)| matches!(text(&card.join("device/vendor")).as_deref(), Some(INTEL | AMD)))
            .collect();
        cards.sort_unstable();
        cards.into_iter().map(|(_, card)| card).collect()
    }

    fn gpu(&self, card: &Path, now: Instant, used: &BTreeMap<String, (Duration, BTreeSet<u32>)>) -> Gpu {
        let device = card.join("device");
        let is_amd = text(&device.join("vendor")).as_deref() == Some(AMD);
        let sensor = |name: &str, divisor: f64| {
            let folders = fs::read_dir(device.join("hwmon")).ok()?;
            let values = folders.filter_map(Result::ok).filter_map(|entry| number(&entry.path().join(name)));
            values.into_iter().next().map(|value| value as f64 / divisor)
        };
        let address = bus_address(&device);
        let ours = address.as_ref().and_then(|address| used.get(address));
        let decoder_percent = address.as_ref().zip(self.before.as_ref()).zip(ours).map(
            |((address, (then, before)), (time, _))| {
                let passed = now.saturating_duration_since(*then).as_secs_f64().max(1e-3);
                let before = before.get(address).copied().unwrap_or_default();
                (100.0 * time.saturating_sub(before).as_secs_f64() / passed).min(100.0)
            },
        );
        let maker = if is_amd { "AMD" } else { "Intel" };
        let product = text(&device.join("product_name")).filter(|name| !name.is_empty());
        Gpu {
            name: product.map_or_else(|| maker.to_owned(), |product| format!("{maker} {product}")),
            use_percent: number(&device.join("gpu_busy_percent")).map(|percent| percent as f64),
            memory: number(&device.join("mem_info_vram_used"))
                .zip(number(&device.join("mem_info_vram_total"))),
            decoder_percent,
            temperature_c: sensor("temp1_input", 1e3),
            power_w: sensor("power1_average", 1e6).or_else(|| sensor("power1_input", 1e6)),
            power_limit_w: sensor("power1_cap", 1e6),
            clock_mhz: ["gt_act_freq_mhz", "gt/gt0/rps_act_freq_mhz"]
                .into_iter()
                .find_map(|name| number(&card.join(name)))
                .or_else(|| sensor("freq1_input", 1e6).map(|megahertz| megahertz as u64))
                .and_then(|megahertz| u32::try_from(megahertz).ok()),
            ours: ours.map(|(_, pids)| pids.iter().map(|pid| (*pid, None)).collect()).unwrap_or_default(),
            ..Gpu::default()
        }
    }

    /// The time that our processes have used of the video engines, by the GPU's address on the bus, and who used any of
    /// it. An open file that is shared is counted once.
    fn video_use(&self, ours: &BTreeSet<u32>) -> BTreeMap<String, (Duration, BTreeSet<u32>)> {
        let mut clients: BTreeMap<(String, String), Duration> = BTreeMap::new();
        let mut users: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for pid in ours {
            // A process may end while it is looked at.
            let Ok(files) = fs::read_dir(self.root.join(format!("proc/{pid}/fdinfo"))) else { continue };
            for file in files.filter_map(Result::ok) {
                let Some(client) = fs::read_to_string(file.path()).ok().as_deref().and_then(client) else {
                    continue;
                };
                users.entry(client.address.clone()).or_default().insert(*pid);
                clients.insert((client.address, client.id), client.video);
            }
        }
        let mut used = BTreeMap::new();
        for ((address, _), video) in clients {
            let whose = users.get(&address).cloned().unwrap_or_default();
            let sum: &mut (Duration, BTreeSet<u32>) =
                used.entry(address).or_insert_with(|| (Duration::ZERO, whose));
            sum.0 += video;
        }
        used
    }
}

/// An open GPU in the kernel's form (drm-usage-stats): who it is, and what it used.
struct Client {
    address: String,
    id: String,
    video: Duration,
}

fn client(fdinfo: &str) -> Option<Client> {
    let value =
        |key: &str| fdinfo.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':')).map(str::trim);
    // Intel calls its decoders "video"; AMD counts "dec", and "vcn"-like ones under it.
    let engines = ["drm-engine-video", "drm-engine-dec"].into_iter().filter_map(value);
    let nanoseconds =
        engines.filter_map(|time| time.strip_suffix("ns")?.trim().parse::<u64>().ok()).sum::<u64>();
    Some(Client {
        address: value("drm-pdev")?.to_owned(),
        id: value("drm-client-id")?.to_owned(),
        video: Duration::from_nanos(nanoseconds),
    })
}

fn bus_address(device: &Path) -> Option<String> {
    let uevent = text(&device.join("uevent"))?;
    uevent.lines().find_map(|line| line.strip_prefix("PCI_SLOT_NAME=")).map(str::to_owned)
}

fn text(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned())
}

fn number(path: &Path) -> Option<u64> {
    text(path)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lay(root: &Path, files: &[(&str, &str)]) {
        for (name, text) in files {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("{text}\n")).unwrap();
        }
    }

    #[test]
    fn an_amd_gpu_tells_what_its_driver_lays_out() {
        let root = tempfile::tempdir().unwrap();
        lay(
            root.path(),
            &[
                ("sys/class/drm/card1/device/vendor", "0x1002"),
                ("sys/class/drm/card1/device/uevent", "DRIVER=amdgpu\nPCI_SLOT_NAME=0000:03:00.0"),
                ("sys/class/drm/card1/device/gpu_busy_percent", "37"),
                ("sys/class/drm/card1/device/mem_info_vram_used", "1073741824"),
                ("sys/class/drm/card1/device/mem_info_vram_total", "8589934592"),
                ("sys/class/drm/card1/device/hwmon/hwmon4/temp1_input", "54000"),
                ("sys/class/drm/card1/device/hwmon/hwmon4/power1_average", "41000000"),
                ("sys/class/drm/card1-HDMI-A-1/status", "connected"),
                ("sys/class/drm/card0/device/vendor", "0x10de"),
                ("sys/class/drm/version", "drm 1.1.0"),
            ],
        );
        let gpus = Kernel::new(root.path()).read(&BTreeSet::new());
        assert_eq!(gpus.len(), 1, "NVIDIA's is its driver's: {gpus:?}");
        let gpu = &gpus[0];
        assert_eq!((gpu.use_percent, gpu.memory_percent()), (Some(37.0), Some(12.5)));
        assert_eq!((gpu.temperature_c, gpu.power_w, gpu.name.as_str()), (Some(54.0), Some(41.0), "AMD"));
        assert_eq!(gpu.decoder_percent, None, "nothing of ours is on it");
    }

    #[test]
    fn what_ours_use_of_an_intel_decoder_is_told_from_the_second_look_on() {
        let root = tempfile::tempdir().unwrap();
        let fdinfo = |nanoseconds: u64| {
            format!(
                "pos: 0\ndrm-driver: i915\ndrm-client-id: 7\ndrm-pdev: 0000:00:02.0\ndrm-engine-render: 5 ns\ndrm-engine-video: {nanoseconds} ns"
            )
        };
        lay(
            root.path(),
            &[
                ("sys/class/drm/card0/device/vendor", "0x8086"),
                ("sys/class/drm/card0/device/uevent", "PCI_SLOT_NAME=0000:00:02.0"),
                ("sys/class/drm/card0/gt_act_freq_mhz", "1100"),
                ("proc/40/fdinfo/3", &fdinfo(1_000)),
                ("proc/40/fdinfo/4", &fdinfo(1_000)),
                ("proc/41/fdinfo/3", "pos: 0"),
            ],
        );
        let ours = BTreeSet::from([40, 41, 42]);
        let mut kernel = Kernel::new(root.path());
        let first = kernel.read(&ours);
        assert_eq!((first[0].decoder_percent, first[0].clock_mhz), (None, Some(1100)));
        assert_eq!(first[0].ours, [(40, None)]);
        // An hour of decoding since then is all that fits, however little time has passed.
        lay(root.path(), &[("proc/40/fdinfo/3", &fdinfo(3_600_000_000_000))]);
        lay(root.path(), &[("proc/40/fdinfo/4", &fdinfo(3_600_000_000_000))]);
        assert_eq!(kernel.read(&ours)[0].decoder_percent, Some(100.0));
        assert_eq!(kernel.read(&ours)[0].decoder_percent, Some(0.0));
    }

    #[test]
    fn a_machine_without_gpu_has_none() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(Kernel::new(root.path()).read(&BTreeSet::new()), []);
    }
}
