//! From a camera and a profile, the arguments of its ffmpeg. Pure.

use crate::memory::RunnerMemory;
use crate::{Camera, RunSpec, Site, StreamProfile};

/// What the ffmpeg of this machine can do, asked once at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FfmpegAbility {
    /// Major and minor version; a build without a number (from git) counts as the newest known.
    pub version: (u16, u16),
    /// What `ffmpeg -hwaccels` lists.
    pub hwaccels: Vec<String>,
}

/// What the past of a runner asks of its next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wish {
    /// Starts in a row that never brought a frame; decides about the transport when it is `auto`.
    pub failed_starts: u32,
    /// Whether hardware decoding failed, so that software is to decode.
    pub without_hwaccel: bool,
}

impl Wish {
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
}

/// Everything that goes into one spawn.
///
/// # Errors
///
/// [`SettingsWrong`], a sentence, when these settings make no command.
pub fn build_ffmpeg_args(
    _camera: &Camera,
    _profile: &StreamProfile,
    _site: &Site,
    _ability: &FfmpegAbility,
    _wish: Wish,
) -> Result<RunSpec, SettingsWrong> {
    Err(SettingsWrong::NoSubStream)
}
