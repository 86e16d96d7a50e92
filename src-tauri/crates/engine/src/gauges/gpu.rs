//! What is known of a GPU, whoever made it.

use bellwatch_domain::gauges::Measure;

/// One GPU at one instant. What its driver does not tell is `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Gpu {
    /// As its driver calls it.
    pub(crate) name: String,
    /// Percent of the time in which it did something.
    pub(crate) use_percent: Option<f64>,
    /// Its own memory, bytes: taken, and all of it.
    pub(crate) memory: Option<(u64, u64)>,
    /// Percent of its video decoder. Where the kernel alone is asked: what our own processes use of it.
    pub(crate) decoder_percent: Option<f64>,
    /// Percent of its video encoder.
    pub(crate) encoder_percent: Option<f64>,
    /// Degrees Celsius.
    pub(crate) temperature_c: Option<f64>,
    /// Watts, and the most it may draw.
    pub(crate) power_w: Option<f64>,
    pub(crate) power_limit_w: Option<f64>,
    /// Megahertz of what computes, and of what decodes.
    pub(crate) clock_mhz: Option<u32>,
    pub(crate) video_clock_mhz: Option<u32>,
    /// What slows it down just now.
    pub(crate) throttled: Vec<Throttle>,
    /// Processes of ours on it, with the bytes of its memory that each holds, where that is told.
    pub(crate) ours: Vec<(u32, Option<u64>)>,
}

/// Why a GPU runs slower than it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Throttle {
    /// It draws as much as it may.
    PowerLimit,
    /// It is too hot.
    Heat,
    /// The power supply asks for less.
    PowerBrake,
    /// The card itself slows down, for heat, power or both.
    Slowdown,
}

impl Gpu {
    /// Percent of its memory.
    pub(crate) fn memory_percent(&self) -> Option<f64> {
        self.memory.filter(|(_, all)| *all > 0).map(|(taken, all)| 100.0 * taken as f64 / all as f64)
    }

    /// What of it goes into the history, as the GPU numbered `nth`.
    pub(crate) fn values(&self, nth: u8) -> impl Iterator<Item = (Measure, f64)> {
        let all = [
            (Measure::GpuUse(nth), self.use_percent),
            (Measure::GpuMemory(nth), self.memory_percent()),
            (Measure::GpuDecoder(nth), self.decoder_percent),
            (Measure::GpuEncoder(nth), self.encoder_percent),
            (Measure::GpuTemperature(nth), self.temperature_c),
            (Measure::GpuPower(nth), self.power_w),
        ];
        all.into_iter().filter_map(|(measure, value)| Some((measure, value?)))
    }
}
