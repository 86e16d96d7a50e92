//! GPUs by NVIDIA, through the library that comes with their driver. It is opened when the engine starts; a machine
//! without it has none.

use std::collections::BTreeSet;
use std::ffi::OsString;

use nvml_wrapper::bitmasks::device::ThrottleReasons;
use nvml_wrapper::enum_wrappers::device::{Clock, TemperatureSensor};
use nvml_wrapper::enums::device::UsedGpuMemory;
use nvml_wrapper::error::NvmlError;
use nvml_wrapper::{Device, Nvml};

use super::gpu::{Gpu, Throttle};

/// Names the driver's library where it lies at an unusual place.
pub(crate) const NVML_VARIABLE: &str = "BELLWATCH_NVML";

/// What there is by NVIDIA.
pub(crate) enum Nvidia {
    /// A driver that answers.
    Driver(Box<Nvml>),
    /// No driver.
    None,
    /// A driver that does not answer, and why.
    Broken(String),
}

impl Nvidia {
    /// Opens the driver's library.
    pub(crate) fn open() -> Self {
        Nvidia::open_at(std::env::var_os(NVML_VARIABLE).filter(|name| !name.is_empty()))
    }

    /// The same, from this library.
    fn open_at(named: Option<OsString>) -> Self {
        let opened = match &named {
            Some(path) => Nvml::builder().lib_path(path).init(),
            None => Nvml::init(),
        };
        match opened {
            Ok(nvml) => Nvidia::Driver(Box::new(nvml)),
            Err(NvmlError::LibloadingError(_)) => Nvidia::None,
            Err(error) => Nvidia::Broken(error.to_string()),
        }
    }

    /// Every GPU, in the driver's order; `ours` are the pids to look for on them.
    pub(crate) fn read(&self, ours: &BTreeSet<u32>) -> Vec<Gpu> {
        let Nvidia::Driver(nvml) = self else { return Vec::new() };
        let count = nvml.device_count().unwrap_or_else(|error| {
            tracing::debug!(%error, "the NVIDIA driver does not tell its GPUs");
            0
        });
        (0..count)
            .filter_map(|index| nvml.device_by_index(index).ok())
            .map(|device| gpu(&device, ours))
            .collect()
    }
}

/// What a GPU cannot tell is no error: many gauges are only there on some cards.
fn gpu(device: &Device, ours: &BTreeSet<u32>) -> Gpu {
    let percent = |value: u32| f64::from(value);
    let watts = |milliwatts: u32| f64::from(milliwatts) / 1000.0;
    Gpu {
        name: device.name().unwrap_or_else(|_| "NVIDIA".to_owned()),
        use_percent: device.utilization_rates().ok().map(|rates| percent(rates.gpu)),
        memory: device.memory_info().ok().map(|memory| (memory.used, memory.total)),
        decoder_percent: device.decoder_utilization().ok().map(|decoder| percent(decoder.utilization)),
        encoder_percent: device.encoder_utilization().ok().map(|encoder| percent(encoder.utilization)),
        temperature_c: device.temperature(TemperatureSensor::Gpu).ok().map(f64::from),
        power_w: device.power_usage().ok().map(watts),
        power_limit_w: device.enforced_power_limit().ok().map(watts),
        clock_mhz: device.clock_info(Clock::SM).ok(),
        video_clock_mhz: device.clock_info(Clock::Video).ok(),
        throttled: device.current_throttle_reasons().map(throttled).unwrap_or_default(),
        ours: processes(device, ours),
    }
}

/// A process that computes and draws stands in both lists: once is enough.
fn processes(device: &Device, ours: &BTreeSet<u32>) -> Vec<(u32, Option<u64>)> {
    let lists = [device.running_compute_processes(), device.running_graphics_processes()];
    let mut found: Vec<(u32, Option<u64>)> = lists
        .into_iter()
        .flat_map(Result::unwrap_or_default)
        .filter(|process| ours.contains(&process.pid))
        .map(|process| {
            let memory = match process.used_gpu_memory {
                UsedGpuMemory::Used(bytes) => Some(bytes),
                UsedGpuMemory::Unavailable => None,
            };
            (process.pid, memory)
        })
        .collect();
    found.sort_by_key(|(pid, memory)| (*pid, std::cmp::Reverse(*memory)));
    found.dedup_by_key(|(pid, _)| *pid);
    found
}

/// What really slows it down: being idle and what somebody set are no trouble.
fn throttled(reasons: ThrottleReasons) -> Vec<Throttle> {
    let known = [
        (ThrottleReasons::SW_POWER_CAP, Throttle::PowerLimit),
        (ThrottleReasons::SW_THERMAL_SLOWDOWN, Throttle::Heat),
        (ThrottleReasons::HW_THERMAL_SLOWDOWN, Throttle::Heat),
        (ThrottleReasons::HW_POWER_BRAKE_SLOWDOWN, Throttle::PowerBrake),
        (ThrottleReasons::HW_SLOWDOWN, Throttle::Slowdown),
    ];
    let mut why: Vec<Throttle> =
        known.into_iter().filter(|(bit, _)| reasons.contains(*bit)).map(|(_, why)| why).collect();
    why.sort_unstable();
    why.dedup();
    why
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The driver's library as `tests/fixtures/nvml` stands in for it: a recording of a real card.
    #[allow(clippy::disallowed_methods)] // The compiler is no child of an engine's.
    fn stand_in(folder: &std::path::Path) -> Nvidia {
        let library = folder.join("libnvml-stand-in.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures/nvml/stand_in.c");
        let built = std::process::Command::new("cc")
            .args(["-shared", "-fPIC", "-o"])
            .arg(&library)
            .arg(source)
            .status();
        assert!(built.unwrap().success(), "the stand-in is built with the C compiler that links Rust");
        Nvidia::open_at(Some(library.into_os_string()))
    }

    #[test]
    fn a_card_tells_what_its_driver_counts_and_which_processes_are_ours() {
        let folder = tempfile::tempdir().unwrap();
        let nvidia = stand_in(folder.path());
        let own = std::process::id();
        let gpus = nvidia.read(&BTreeSet::from([own, own + 1]));
        assert_eq!(gpus.len(), 1);
        let gpu = &gpus[0];
        let near = |shown: Option<f64>, told: f64| {
            let shown = shown.unwrap();
            assert!((shown - told).abs() <= 0.05 * told, "shown {shown}, told {told}");
        };
        // As nvidia-smi wrote it on that card.
        assert_eq!(gpu.name, "Tesla P100-PCIE-12GB");
        near(gpu.use_percent, 33.4);
        near(gpu.memory_percent(), 100.0 * 11_400.0 / 11_567.0);
        assert_eq!(gpu.memory, Some((11_400 << 20, 11_567 << 20)));
        assert_eq!(
            (gpu.decoder_percent, gpu.encoder_percent),
            (Some(0.0), None),
            "the encoder is not counted"
        );
        near(gpu.temperature_c, 31.0);
        near(gpu.power_w, 24.84);
        near(gpu.power_limit_w, 250.0);
        assert_eq!((gpu.clock_mhz, gpu.video_clock_mhz), (Some(405), Some(835)));
        assert_eq!(gpu.throttled, [], "it idles");
        assert_eq!(gpu.ours, [(own, Some(312 << 20))], "in both lists, and told once");
        assert_eq!(nvidia.read(&BTreeSet::new())[0].ours, [], "what is not ours is nobody's business");
    }

    #[test]
    fn a_machine_without_the_library_has_none() {
        assert!(matches!(Nvidia::open_at(Some("/no/such/libnvml.so".into())), Nvidia::None));
    }

    #[test]
    fn idling_slows_nothing_down_and_heat_is_told_once() {
        assert_eq!(throttled(ThrottleReasons::GPU_IDLE), []);
        let hot = ThrottleReasons::HW_THERMAL_SLOWDOWN | ThrottleReasons::SW_THERMAL_SLOWDOWN;
        assert_eq!(throttled(hot | ThrottleReasons::SW_POWER_CAP), [Throttle::PowerLimit, Throttle::Heat]);
    }
}
