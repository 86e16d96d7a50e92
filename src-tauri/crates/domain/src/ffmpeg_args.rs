//! From a camera and a profile, the arguments of its ffmpeg. Pure.
//!
//! Every argument here has its reason in `docs/ffmpeg.md`. It knows nothing of processes: the engine spawns what
//! this says, with the niceness and the cores that stand beside the arguments.

mod decoding;
mod demo;
mod words;

#[cfg(test)]
mod tests;

use chrono::Duration;

use crate::extra_cli::{self, ExtraCliError};
use crate::memory::RunnerMemory;
use crate::profile::{RtspTransport, StreamChoice};
use crate::{Camera, RunSpec, RunnerKey, Site, SourceAddress, SourceScheme, StreamProfile};

use words::Words;

/// Longest wait for a connection and for the next bytes of one, seconds.
pub const NETWORK_TIMEOUT_S: i64 = 5;

/// Slowest and fastest that frames are handed on, per second.
pub const FPS: std::ops::RangeInclusive<f64> = 0.1..=30.0;

/// What the ffmpeg of this machine can do, asked once at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FfmpegAbility {
    /// Major and minor version; a build without a number (from git) counts as the newest known.
    pub version: (u16, u16),
    /// What `ffmpeg -hwaccels` lists.
    pub hwaccels: Vec<String>,
}

impl FfmpegAbility {
    /// That of an ffmpeg nobody has seen: the newest known version, without hardware decoding.
    pub fn unknown() -> Self {
        FfmpegAbility { version: (9, 0), hwaccels: Vec::new() }
    }
}

/// What the past of a runner asks of its next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wish {
    /// Starts in a row that never brought a frame; decides about the manner of the next.
    pub failed_starts: u32,
    /// Whether hardware decoding failed, so that software is to decode.
    pub without_hwaccel: bool,
}

impl Wish {
    /// Whether it is time for another manner: two failed starts in one, two in the other, and so on, so that a camera
    /// that was off for a night does not stay with the wrong one.
    ///
    /// The other manner is UDP where the transport is `auto`, and asking for sound too: a camera that sends nothing
    /// but sound, asked for video alone, gives an error that says nothing (454 on PLAY), and some refuse to be asked
    /// for less than they have.
    fn another_manner(self) -> bool {
        !(self.failed_starts / 2).is_multiple_of(2)
    }

    /// What `past` asks for.
    pub fn of(past: Option<&RunnerMemory>) -> Self {
        past.map_or(Wish::default(), |past| Wish {
            failed_starts: past.failed_starts,
            without_hwaccel: past.hwaccel_failed,
        })
    }
}

/// Why a camera and a profile make no command; each displays as one sentence with what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsWrong {
    /// The profile asks for the sub-stream and the camera names none.
    #[error("The profile asks for the sub-stream, and this camera has no sub-stream address.")]
    NoSubStream,
    /// The profile's additional arguments do not pass the check (any more).
    #[error("The profile's additional arguments cannot be used. {0}")]
    ExtraCli(#[from] ExtraCliError),
    /// A number that is none.
    #[error("The profile's fps is not a number. Set it again.")]
    Fps,
}

/// Everything that goes into one spawn.
///
/// # Errors
///
/// [`SettingsWrong`], a sentence, when these settings make no command.
pub fn build_ffmpeg_args(
    camera: &Camera,
    profile: &StreamProfile,
    site: &Site,
    ability: &FfmpegAbility,
    wish: Wish,
) -> Result<RunSpec, SettingsWrong> {
    let (address, keyframe_interval) = match profile.stream {
        StreamChoice::Main => (&camera.address, camera.keyframe_interval),
        StreamChoice::Sub => {
            (camera.sub_address.as_ref().ok_or(SettingsWrong::NoSubStream)?, camera.sub_keyframe_interval)
        }
    };
    extra_cli::check(&profile.extra_cli)?;
    let fps = effective_fps(profile, site)?;
    let keyframes = decoding::keyframes(profile.decode, fps, keyframe_interval, address);
    let hwaccel = decoding::hwaccel(profile, address, ability, wish);

    let mut words = Words::new(camera);
    words.all(&[
        "-hide_banner",
        "-nostdin",
        "-nostats",
        "-loglevel",
        "level+warning",
        "-filter_threads",
        "1",
    ]);
    words.all(&["-threads", "1"]);
    if keyframes.only {
        words.all(&["-skip_frame", "nokey"]);
    }
    if let Ok(name) = hwaccel {
        decoding::in_hardware(name, profile, &mut words);
    }
    input(address, profile, ability, wish, &mut words);
    words.all(&["-map", "0:v:0", "-an", "-sn", "-dn", "-vf"]);
    words.all(&[&format!("{},format=yuv420p|yuvj420p", pick(fps))]);
    let passthrough: &[&str] =
        if ability.version >= (5, 1) { &["-fps_mode", "passthrough"] } else { &["-vsync", "0"] };
    words.all(passthrough);
    words.all(&["-f", "yuv4mpegpipe", "pipe:1"]);
    // A test source has nothing to copy.
    let clip = profile.clip.filter(|_| address.scheme() != SourceScheme::Demo);
    if clip.is_some() {
        film(&mut words);
    }

    let stall_after = decoding::stall_after(profile, fps, &keyframes, keyframe_interval);
    Ok(RunSpec {
        key: RunnerKey { camera: camera.id, profile: profile.id },
        args: words.done(),
        nice: profile.nice.unwrap_or(site.nice),
        cpu_affinity: profile.cpu_affinity.as_ref().unwrap_or(&site.cpu_affinity).clone(),
        fps,
        given_fps: fps,
        lowered_by: None,
        keyframes_only: keyframes.only,
        measuring_keyframes: keyframes.measuring,
        hb_interval: profile.hb_interval,
        snapshot_every: profile.snapshot_every,
        picture_check: profile.picture_check,
        clip,
        stall_after,
        start_within: stall_after.max(Duration::seconds(20)),
        hwaccel: hwaccel.is_ok(),
        in_software: hwaccel.err().flatten(),
        priority: camera.priority,
    })
}

/// A second output: what the camera sends, as it is, into the child's standard input, which is a pipe to the engine. Through
/// `tee` and a queue that drops, since a reader that is slow or gone must not hold up or end the frames; and beside an
/// output that never fails, since `tee` ends with its last.
fn film(words: &mut Words) {
    words.all(&["-map", "0:v:0", "-an", "-sn", "-dn", "-c:v", "copy", "-f", "tee"]);
    words.all(&["[f=mpegts:onfail=ignore:use_fifo=1:fifo_options=drop_pkts_on_overflow=1]pipe:0|[f=null]-"]);
}

/// The profile's frames per second under the site's cap.
///
/// # Errors
///
/// [`SettingsWrong::Fps`] for a number that is none.
pub fn effective_fps(profile: &StreamProfile, site: &Site) -> Result<f64, SettingsWrong> {
    if !profile.fps.is_finite() {
        return Err(SettingsWrong::Fps);
    }
    let cap = site.max_fps.filter(|cap| cap.is_finite()).unwrap_or(*FPS.end());
    Ok(profile.fps.min(cap).clamp(*FPS.start(), *FPS.end()))
}

/// What opens the source, `-i` last.
fn input(
    address: &SourceAddress,
    profile: &StreamProfile,
    ability: &FfmpegAbility,
    wish: Wish,
    words: &mut Words,
) {
    let timeout = (NETWORK_TIMEOUT_S * 1_000_000).to_string();
    match address.scheme() {
        SourceScheme::Rtsp | SourceScheme::Rtsps => {
            words.all(&["-rtsp_transport", transport(profile.rtsp_transport, wish)]);
            // Before 5.0, -timeout of RTSP made ffmpeg a server that waits for a camera to call.
            words.all(&[if ability.version >= (5, 0) { "-timeout" } else { "-stimeout" }, &timeout]);
            if !wish.another_manner() {
                words.all(&["-allowed_media_types", "video"]);
            }
            words.all(&["-analyzeduration", "1"]);
        }
        SourceScheme::Http => {
            words.all(&["-rw_timeout", &timeout]);
            if address.is_hls() {
                // A segment arrives at once, and would come out at once: two seconds of pictures, then none.
                words.all(&["-re"]);
            } else {
                // MJPEG over HTTP has no timestamps; ffmpeg would count 25 frames as a second.
                words.all(&["-use_wallclock_as_timestamps", "1"]);
            }
        }
        SourceScheme::File => words.all(&["-re", "-stream_loop", "-1"]),
        SourceScheme::Demo => words.all(&["-re"]),
    }
    // Last, so that what the operator says holds where it was said before.
    for word in &profile.extra_cli {
        words.free(word);
    }
    match address.demo_words() {
        Some(demo_words) => {
            words.all(&["-f", "lavfi", "-i"]);
            words.all(&[&demo::graph(demo_words)]);
        }
        None => {
            words.all(&["-i"]);
            words.address(address);
        }
    }
}

fn transport(wanted: RtspTransport, wish: Wish) -> &'static str {
    match wanted {
        RtspTransport::Tcp => "tcp",
        RtspTransport::Udp => "udp",
        RtspTransport::Auto if !wish.another_manner() => "tcp",
        RtspTransport::Auto => "udp",
    }
}

/// A `select` filter that lets `fps` frames per second pass, going by their timestamps.
///
/// Variable 0 of the expression is when the next frame is due. A frame may come a little early, so that a stream of
/// exactly `fps` passes whole in spite of jitter; a jump backwards by more than a second, or forwards, begins anew;
/// a frame without a timestamp passes.
fn pick(fps: f64) -> String {
    let period = 1.0 / fps;
    let early = (period / 2.0).min(0.02);
    let begins = format!("isnan(prev_selected_t)+lt(t,ld(0)-{:.3})", 1.0 + 2.0 * period);
    format!(
        "select='if(isnan(t),1,if({begins},1+0*st(0,t+{period:.6}),\
         if(gte(t,ld(0)-{early:.6}),1+0*st(0,max(ld(0)+{period:.6},t+{:.6})))))'",
        period / 2.0
    )
}
