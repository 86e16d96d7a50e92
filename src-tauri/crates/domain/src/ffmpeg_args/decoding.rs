//! Which frames are decoded, and by what.

use chrono::Duration;

use super::words::Words;
use super::{FfmpegAbility, Wish};
use crate::profile::{Decode, Hwaccel};
use crate::run::InSoftware;
use crate::{SourceAddress, SourceScheme, StreamProfile};

pub(super) struct Keyframes {
    /// Whether keyframes alone are decoded.
    pub only: bool,
    /// Whether that is to find out how far apart they are.
    pub measuring: bool,
}

/// Whether to decode keyframes alone.
///
/// `auto` does so where they come at least as often as frames are wanted (2 % of tolerance, since the distance is
/// measured). Where it is not known yet and few frames are wanted, a network source starts so and is measured.
pub(super) fn keyframes(
    decode: Decode,
    fps: f64,
    interval: Option<Duration>,
    address: &SourceAddress,
) -> Keyframes {
    // What a demo source makes are keyframes all of them.
    if address.scheme() == SourceScheme::Demo {
        return Keyframes { only: false, measuring: false };
    }
    let suffices = |interval: Duration| fps * interval.num_milliseconds() as f64 / 1000.0 <= 1.02;
    match (decode, interval) {
        (Decode::All, _) => Keyframes { only: false, measuring: false },
        (Decode::Keyframes, _) => Keyframes { only: true, measuring: false },
        (Decode::Auto, Some(interval)) => Keyframes { only: suffices(interval), measuring: false },
        (Decode::Auto, None) => {
            let try_it = fps <= 2.0 && address.is_network();
            Keyframes { only: try_it, measuring: try_it }
        }
    }
}

/// The profile's own, else its automatic one, with room for the keyframes that are waited for.
///
/// Where keyframes alone are decoded this is at least 30 s, three times the longest distance at which `auto` decodes
/// so, whether measured or not: a limit that followed the measurement would restart a healthy runner. A frozen
/// stream is noticed sooner all the same, since ffmpeg itself gives up after two of its timeouts without a packet.
pub(super) fn stall_after(
    profile: &StreamProfile,
    fps: f64,
    keyframes: &Keyframes,
    interval: Option<Duration>,
) -> Duration {
    let usual = profile.stall_after_at(fps);
    if profile.stall_after.is_some() || !keyframes.only {
        return usual;
    }
    // Three times any distance, in steps of 30 s, so that measuring it again changes nothing.
    let steps = interval.map_or(1, |interval| interval.num_seconds() / 10 + 1);
    usual.max(Duration::seconds(30 * steps))
}

/// The name of hardware decoding to ask for, when it is wanted and to be had; else why it is not, when it is wanted.
///
/// `auto` takes what there is: where there is nothing, software is what was asked for.
pub(super) fn hwaccel(
    profile: &StreamProfile,
    address: &SourceAddress,
    ability: &FfmpegAbility,
    wish: Wish,
) -> Result<&'static str, Option<InSoftware>> {
    // What a demo source makes needs no decoding.
    if address.scheme() == SourceScheme::Demo {
        return Err(None);
    }
    let listed = |name: &'static str| {
        let is_listed = ability.hwaccels.iter().any(|have| have == name);
        if is_listed { Ok(name) } else { Err(Some(InSoftware::NotOffered(name))) }
    };
    let name = match profile.hwaccel {
        Hwaccel::None => Err(None),
        Hwaccel::Auto if ability.hwaccels.is_empty() => Err(None),
        Hwaccel::Auto => Ok("auto"),
        Hwaccel::Cuda => listed("cuda"),
        Hwaccel::Vaapi => listed("vaapi"),
        Hwaccel::Qsv => listed("qsv"),
    }?;
    if wish.without_hwaccel { Err(Some(InSoftware::Failed)) } else { Ok(name) }
}

pub(super) fn in_hardware(name: &str, profile: &StreamProfile, words: &mut Words) {
    words.all(&["-hwaccel", name]);
    let gpu = profile.gpu_index.map(|index| index.to_string());
    let (device, option) = match profile.hwaccel {
        Hwaccel::Cuda => (gpu.or_else(|| profile.device.clone()), "-hwaccel_device"),
        // For qsv, -hwaccel_device names an implementation; the device has an option of its own.
        Hwaccel::Qsv => (profile.device.clone(), "-qsv_device"),
        Hwaccel::Vaapi => (profile.device.clone(), "-hwaccel_device"),
        Hwaccel::Auto | Hwaccel::None => (profile.device.clone().or(gpu), "-hwaccel_device"),
    };
    if let Some(device) = device {
        words.all(&[option]);
        words.free(&device);
    }
    if profile.hwaccel == Hwaccel::Qsv {
        // Without it, ffmpeg up to 9 leaves the frames on the GPU "for compatibility".
        words.all(&["-hwaccel_output_format", "nv12"]);
    }
}
