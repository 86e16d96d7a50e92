//! Gauges: how much of this machine is used, in one word, and what a day of it looks like.
//!
//! Nothing here measures. What was measured comes in with its instant; what comes out are words from one table, means of
//! whole minutes, and how long the disk lasts.

mod minutes;

use std::fmt;

use chrono::{DateTime, Duration, Utc};

pub use minutes::{Mean, Minutes, with_gaps};

/// How long the history reaches back.
pub const KEPT: Duration = Duration::hours(24);

/// Something that is measured of the whole machine. A number is that of a GPU, in the order in which its driver counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Percent of all cores together.
    Cpu,
    /// Percent of one core, Bellwatch itself.
    EngineCpu,
    /// Percent of one core, all cameras' ffmpeg together.
    CamerasCpu,
    /// Percent of the memory that is not to be had for new programs.
    Memory,
    /// Percent of the data folder's disk that is taken.
    Disk,
    /// Bytes that are free on the data folder's disk.
    DiskFree,
    /// Bytes a second that come in from the network.
    NetworkIn,
    /// Percent of the time in which the GPU did something.
    GpuUse(u8),
    /// Percent of the GPU's memory.
    GpuMemory(u8),
    /// Percent of the GPU's video decoder.
    GpuDecoder(u8),
    /// Percent of the GPU's video encoder.
    GpuEncoder(u8),
    /// Degrees Celsius.
    GpuTemperature(u8),
    /// Watts.
    GpuPower(u8),
}

/// How full something is, in the words that the window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// There is room.
    Good,
    /// More would be felt.
    Busy,
    /// Nothing more fits.
    Full,
}

/// From which value on something is busy, and from which on full.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Included.
    pub busy: f64,
    /// Included.
    pub full: f64,
}

/// The one table of words. Above 92 % of all cores frames are late; a disk at 95 % is what databases are refused at
/// first; GPUs of most makers slow down between 87 and 95 °C.
const fn limits(measure: Measure) -> Option<Limits> {
    let limits = match measure {
        Measure::Cpu => Limits { busy: 75.0, full: 92.0 },
        Measure::Memory => Limits { busy: 80.0, full: 92.0 },
        Measure::Disk => Limits { busy: 85.0, full: 95.0 },
        Measure::GpuUse(_) => Limits { busy: 80.0, full: 95.0 },
        Measure::GpuMemory(_) => Limits { busy: 80.0, full: 93.0 },
        Measure::GpuDecoder(_) | Measure::GpuEncoder(_) => Limits { busy: 75.0, full: 92.0 },
        Measure::GpuTemperature(_) => Limits { busy: 80.0, full: 87.0 },
        Measure::EngineCpu
        | Measure::CamerasCpu
        | Measure::DiskFree
        | Measure::NetworkIn
        | Measure::GpuPower(_) => return None,
    };
    Some(limits)
}

/// From where on something is full, in its own unit; `None` for what has no end to fill.
pub const fn full(measure: Measure) -> Option<f64> {
    match limits(measure) {
        Some(limits) => Some(limits.full),
        None => None,
    }
}

/// The word for a value; `None` for what has no end to fill.
pub fn level(measure: Measure, value: f64) -> Option<Level> {
    let limits = limits(measure)?;
    Some(if value >= limits.full {
        Level::Full
    } else if value >= limits.busy {
        Level::Busy
    } else {
        Level::Good
    })
}

/// As the store and the window name it, for example `gpu0.memory`.
impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Measure::Cpu => f.write_str("cpu"),
            Measure::EngineCpu => f.write_str("engine_cpu"),
            Measure::CamerasCpu => f.write_str("cameras_cpu"),
            Measure::Memory => f.write_str("memory"),
            Measure::Disk => f.write_str("disk"),
            Measure::DiskFree => f.write_str("disk_free"),
            Measure::NetworkIn => f.write_str("network_in"),
            Measure::GpuUse(gpu) => write!(f, "gpu{gpu}.use"),
            Measure::GpuMemory(gpu) => write!(f, "gpu{gpu}.memory"),
            Measure::GpuDecoder(gpu) => write!(f, "gpu{gpu}.decoder"),
            Measure::GpuEncoder(gpu) => write!(f, "gpu{gpu}.encoder"),
            Measure::GpuTemperature(gpu) => write!(f, "gpu{gpu}.temperature"),
            Measure::GpuPower(gpu) => write!(f, "gpu{gpu}.power"),
        }
    }
}

impl Measure {
    /// Reads what [`Display`](fmt::Display) writes; `None` for a name of another version.
    pub fn named(name: &str) -> Option<Measure> {
        let whole = match name {
            "cpu" => Measure::Cpu,
            "engine_cpu" => Measure::EngineCpu,
            "cameras_cpu" => Measure::CamerasCpu,
            "memory" => Measure::Memory,
            "disk" => Measure::Disk,
            "disk_free" => Measure::DiskFree,
            "network_in" => Measure::NetworkIn,
            _ => {
                let (gpu, what) = name.strip_prefix("gpu")?.split_once('.')?;
                let gpu = gpu.parse().ok()?;
                return Some(match what {
                    "use" => Measure::GpuUse(gpu),
                    "memory" => Measure::GpuMemory(gpu),
                    "decoder" => Measure::GpuDecoder(gpu),
                    "encoder" => Measure::GpuEncoder(gpu),
                    "temperature" => Measure::GpuTemperature(gpu),
                    "power" => Measure::GpuPower(gpu),
                    _ => return None,
                });
            }
        };
        Some(whole)
    }
}

/// A disk's rate says something after so long.
const RATE_AFTER: Duration = Duration::hours(1);
/// A disk that lasts longer is not worth a word.
const DAYS_AT_MOST: f64 = 365.0;

/// For how many days a disk lasts at the rate at which it filled since `then`; `None` while that is unknown, when it
/// does not fill, and when it lasts for more than a year.
pub fn days_left(then: (DateTime<Utc>, f64), now: (DateTime<Utc>, f64)) -> Option<f64> {
    let passed = now.0 - then.0;
    let taken = then.1 - now.1;
    if passed < RATE_AFTER || taken <= 0.0 {
        return None;
    }
    let days = passed.num_milliseconds() as f64 / 86_400_000.0;
    let left = now.1 / (taken / days);
    (left <= DAYS_AT_MOST).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Measure; 13] = [
        Measure::Cpu,
        Measure::EngineCpu,
        Measure::CamerasCpu,
        Measure::Memory,
        Measure::Disk,
        Measure::DiskFree,
        Measure::NetworkIn,
        Measure::GpuUse(0),
        Measure::GpuMemory(0),
        Measure::GpuDecoder(1),
        Measure::GpuEncoder(1),
        Measure::GpuTemperature(7),
        Measure::GpuPower(255),
    ];

    #[test]
    fn every_measure_reads_back_as_it_is_named() {
        for measure in ALL {
            assert_eq!(Measure::named(&measure.to_string()), Some(measure));
        }
        for other in ["", "gpu", "gpu0", "gpu0.colour", "gpu-1.use", "gpu256.use", "CPU"] {
            assert_eq!(Measure::named(other), None, "{other}");
        }
    }

    #[test]
    fn a_word_begins_at_its_limit_and_full_is_above_busy() {
        for measure in ALL {
            let Some(limits) = limits(measure) else {
                assert_eq!(level(measure, f64::MAX), None, "{measure}");
                continue;
            };
            assert!(limits.busy < limits.full, "{measure}");
            assert_eq!(level(measure, limits.busy - 0.1), Some(Level::Good), "{measure}");
            assert_eq!(level(measure, limits.busy), Some(Level::Busy), "{measure}");
            assert_eq!(level(measure, limits.full), Some(Level::Full), "{measure}");
        }
    }

    #[test]
    fn a_disk_lasts_as_long_as_it_did_so_far() {
        let at = |hours| DateTime::UNIX_EPOCH + Duration::hours(hours);
        let check = |then, now, expected| assert_eq!(days_left(then, now), expected);
        check((at(0), 100e9), (at(24), 90e9), Some(9.0));
        check((at(0), 100e9), (at(12), 95e9), Some(9.5));
        check((at(0), 100e9), (at(0), 90e9), None);
        check((at(0), 90e9), (at(24), 90e9), None);
        check((at(0), 80e9), (at(24), 90e9), None);
        check((at(0), 100e9), (at(24), 99.9e9), None);
        check((at(0), 10e9), (at(24), 0.0), Some(0.0));
    }
}
