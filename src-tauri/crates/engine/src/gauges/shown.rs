//! Gauges as the window is shown them, each with its word.

use bellwatch_domain::gauges::{Level, Measure, level};
use chrono::{DateTime, Utc};

use super::gpu::{Gpu, Throttle};
use super::machine::Sample;
use crate::wire::{
    DiskView, GaugeView, GaugesView, GpuProcessView, GpuView, LevelView, RunnerUseView, ThrottleView,
};

/// A sample of `now`; the disk lasts for so many days.
pub(super) fn gauges(sample: &Sample, now: DateTime<Utc>, days_left: Option<f64>) -> GaugesView {
    GaugesView {
        at_ms: now.timestamp_millis(),
        cpu: gauge(Measure::Cpu, sample.cpu_percent),
        cores: sample.cores.clone(),
        load_1: sample.load_1,
        memory: gauge(Measure::Memory, sample.memory_percent().unwrap_or_default()),
        memory_bytes: sample.memory_taken,
        memory_all_bytes: sample.memory_all,
        disk: sample.disk.and_then(|disk| {
            Some(DiskView {
                taken: gauge(Measure::Disk, disk.percent()?),
                free_bytes: disk.free_bytes,
                all_bytes: disk.all_bytes,
                days_left,
            })
        }),
        network_in: sample.network_in,
        engine_cpu: sample.engine.cpu_percent,
        engine_bytes: sample.engine.memory_bytes,
        runners: sample
            .runners
            .iter()
            .map(|runner| RunnerUseView {
                camera: runner.key.camera.0,
                profile: runner.key.profile.0,
                pid: runner.pid,
                cpu: runner.used.cpu_percent,
                memory_bytes: runner.used.memory_bytes,
                bits_per_s: runner.bits_per_s,
            })
            .collect(),
        gpus: (0u8..).zip(&sample.gpus).map(|(nth, one)| gpu(nth, one)).collect(),
        gpu_trouble: sample.gpu_trouble.clone(),
    }
}

/// A value and its word by the domain's table; what has no end to fill is good.
pub(crate) fn gauge(measure: Measure, value: f64) -> GaugeView {
    let level = match level(measure, value) {
        None | Some(Level::Good) => LevelView::Good,
        Some(Level::Busy) => LevelView::Busy,
        Some(Level::Full) => LevelView::Full,
    };
    GaugeView { value, level }
}

fn gpu(nth: u8, one: &Gpu) -> GpuView {
    let shown =
        |measure: fn(u8) -> Measure, value: Option<f64>| value.map(|value| gauge(measure(nth), value));
    let throttle = |why: &Throttle| match why {
        Throttle::PowerLimit => ThrottleView::PowerLimit,
        Throttle::Heat => ThrottleView::Heat,
        Throttle::PowerBrake => ThrottleView::PowerBrake,
        Throttle::Slowdown => ThrottleView::Slowdown,
    };
    GpuView {
        name: one.name.clone(),
        used: shown(Measure::GpuUse, one.use_percent),
        memory: shown(Measure::GpuMemory, one.memory_percent()),
        memory_bytes: one.memory.map(|(taken, _)| taken),
        memory_all_bytes: one.memory.map(|(_, all)| all),
        decoder: shown(Measure::GpuDecoder, one.decoder_percent),
        encoder: shown(Measure::GpuEncoder, one.encoder_percent),
        temperature: shown(Measure::GpuTemperature, one.temperature_c),
        power_w: one.power_w,
        power_limit_w: one.power_limit_w,
        clock_mhz: one.clock_mhz,
        video_clock_mhz: one.video_clock_mhz,
        throttled: one.throttled.iter().map(throttle).collect(),
        ours: one
            .ours
            .iter()
            .map(|(pid, memory_bytes)| GpuProcessView { pid: *pid, memory_bytes: *memory_bytes })
            .collect(),
    }
}
