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
        let named: Option<OsString> = std::env::var_os(NVML_VARIABLE).filter(|name| !name.is_empty());
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

    #[test]
    fn idling_slows_nothing_down_and_heat_is_told_once() {
        assert_eq!(throttled(ThrottleReasons::GPU_IDLE), []);
        let hot = ThrottleReasons::HW_THERMAL_SLOWDOWN | ThrottleReasons::SW_THERMAL_SLOWDOWN;
        assert_eq!(throttled(hot | ThrottleReasons::SW_POWER_CAP), [Throttle::PowerLimit, Throttle::Heat]);
    }
}
