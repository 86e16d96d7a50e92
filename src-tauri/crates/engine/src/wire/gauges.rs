//! Gauges: what this machine does now, and what it did.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything that is measured, as of one instant.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct GaugesView {
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Percent of all cores together.
    pub cpu: GaugeView,
    /// Percent of each core, in their order.
    pub cores: Vec<f64>,
    /// Processes that ran or waited to run, the mean of a minute; `null` where it is not counted.
    pub load_1: Option<f64>,
    /// Percent of the memory.
    pub memory: GaugeView,
    #[ts(type = "number")]
    pub memory_bytes: u64,
    #[ts(type = "number")]
    pub memory_all_bytes: u64,
    /// The data folder's disk; `null` when it does not answer.
    pub disk: Option<DiskView>,
    /// Bytes a second from the network.
    pub network_in: f64,
    /// Bellwatch itself, percent of one core and bytes.
    pub engine_cpu: f64,
    #[ts(type = "number")]
    pub engine_bytes: u64,
    /// Every runner's ffmpeg.
    pub runners: Vec<RunnerUseView>,
    pub gpus: Vec<GpuView>,
    /// Why the driver of a GPU by NVIDIA does not answer.
    pub gpu_trouble: Option<String>,
}

/// A number and its word.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct GaugeView {
    pub value: f64,
    pub level: LevelView,
}

/// How full something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LevelView {
    Good,
    Busy,
    Full,
}

/// The data folder's disk.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct DiskView {
    /// Percent that is taken.
    pub taken: GaugeView,
    #[ts(type = "number")]
    pub free_bytes: u64,
    #[ts(type = "number")]
    pub all_bytes: u64,
    /// How long it lasts at the rate of the last day; `null` while that is not known, and when it is long.
    pub days_left: Option<f64>,
}

/// What a runner's ffmpeg uses.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RunnerUseView {
    #[ts(type = "number")]
    pub camera: i64,
    #[ts(type = "number")]
    pub profile: i64,
    pub pid: u32,
    /// Percent of one core.
    pub cpu: f64,
    #[ts(type = "number")]
    pub memory_bytes: u64,
    /// Bits a second that come from its camera, the mean of ten seconds; `null` where they cannot be counted (UDP, HLS,
    /// files), and in the first seconds.
    pub bits_per_s: Option<f64>,
}

/// A GPU; what its driver does not tell is `null`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct GpuView {
    pub name: String,
    pub used: Option<GaugeView>,
    pub memory: Option<GaugeView>,
    #[ts(type = "number | null")]
    pub memory_bytes: Option<u64>,
    #[ts(type = "number | null")]
    pub memory_all_bytes: Option<u64>,
    pub decoder: Option<GaugeView>,
    pub encoder: Option<GaugeView>,
    /// Degrees Celsius.
    pub temperature: Option<GaugeView>,
    /// Watts.
    pub power_w: Option<f64>,
    pub power_limit_w: Option<f64>,
    /// Megahertz.
    pub clock_mhz: Option<u32>,
    pub video_clock_mhz: Option<u32>,
    pub throttled: Vec<ThrottleView>,
    /// Processes of ours on it.
    pub ours: Vec<GpuProcessView>,
}

/// One process on a GPU.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct GpuProcessView {
    pub pid: u32,
    /// Of the GPU's memory, where it is told.
    #[ts(type = "number | null")]
    pub memory_bytes: Option<u64>,
}

/// Why a GPU runs slower than it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ThrottleView {
    PowerLimit,
    Heat,
    PowerBrake,
    Slowdown,
}

/// How far back a chart reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum GaugeSpan {
    /// Single samples.
    TenMinutes,
    /// Minutes, here and below.
    Hour,
    Day,
}

/// What was measured: one row of instants, oldest first, and a row as long for each gauge. Where nothing is known, a number
/// is `null`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct GaugeHistoryView {
    #[ts(type = "number[]")]
    pub at_ms: Vec<i64>,
    pub series: Vec<GaugeSeriesView>,
}

/// One gauge's past.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct GaugeSeriesView {
    /// For example "cpu", "disk_free", "gpu0.memory".
    pub key: String,
    pub mean: Vec<Option<f64>>,
    /// The greatest within each minute.
    pub most: Vec<Option<f64>>,
}
