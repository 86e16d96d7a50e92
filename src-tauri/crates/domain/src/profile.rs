//! A StreamProfile: how to run a camera. Ranges, help and defaults of each knob are in [`crate::knobs`].

use std::fmt;

use chrono::Duration;

use crate::ProfileId;

/// The knobs of one way to run a camera.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamProfile {
    /// Its number.
    pub id: ProfileId,
    /// Goes up with each change of a knob.
    pub revision: i64,
    /// Its name, unique without regard to case, 1–80 characters.
    pub name: String,
    /// How RTP travels.
    pub rtsp_transport: RtspTransport,
    /// Which of the camera's addresses.
    pub stream: StreamChoice,
    /// Hardware decoding.
    pub hwaccel: Hwaccel,
    /// Device of `hwaccel`, for example `/dev/dri/renderD128`.
    pub device: Option<String>,
    /// GPU number for `cuda`.
    pub gpu_index: Option<u8>,
    /// Which frames are decoded.
    pub decode: Decode,
    /// Frames per second that are handed on, 0.1–30.
    pub fps: f64,
    /// Heartbeat cadence, 1–300 s.
    pub hb_interval: Duration,
    /// Kept snapshots: `None` is off, else 5–3600 s.
    pub snapshot_every: Option<Duration>,
    /// Whether black, covered, blurred, moved and standing pictures are looked for, and clocks in them that stand.
    pub picture_check: bool,
    /// So much before an event is kept as a clip, 5–60 s; `None` is off.
    pub clip: Option<Duration>,
    /// Cores the child may use; `None` takes the site's.
    pub cpu_affinity: Option<CpuAffinity>,
    /// Niceness of the child; `None` takes the site's.
    pub nice: Option<i8>,
    /// No frame for so long ends the run as stalled; `None` is auto: max(10 s, 4 / fps).
    pub stall_after: Option<Duration>,
    /// Further ffmpeg input arguments, already split into words and checked.
    pub extra_cli: Vec<String>,
    /// Side of the square that the face detector sees, pixels; `None` is auto: [`StreamProfile::det_set_at`].
    pub det_set: Option<u16>,
    /// Smaller faces are left alone, pixels of the frame, 16–400.
    pub min_face_px: u16,
    /// Cosine that a match needs, 0–1; `None` is auto: the gallery's own.
    pub min_score: Option<f64>,
}

/// Every side of the detector's square, smallest first.
pub const DET_SETS: [u16; 8] = [320, 480, 640, 800, 1024, 1280, 1600, 2048];
/// A face that the detector gets so small is still found.
const FOUND_PX: u32 = 16;

/// How RTP travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RtspTransport {
    /// Interleaved in the RTSP connection.
    Tcp,
    /// Datagrams.
    Udp,
    /// TCP, then UDP after two failed starts.
    Auto,
}

/// Which of a camera's addresses is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamChoice {
    /// The main address.
    Main,
    /// The sub-stream address.
    Sub,
}

/// Hardware decoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hwaccel {
    /// Software.
    None,
    /// Whatever ffmpeg finds.
    Auto,
    /// NVIDIA.
    Cuda,
    /// Intel and AMD on Linux.
    Vaapi,
    /// Intel Quick Sync.
    Qsv,
}

/// Which frames are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decode {
    /// Keyframes alone when they come as often as frames are wanted, else all.
    Auto,
    /// All.
    All,
    /// Keyframes alone.
    Keyframes,
}

/// Cores a child may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CpuAffinity {
    /// As the machine decides.
    All,
    /// One core, the least loaded when the run starts.
    Auto,
    /// These cores, ascending, each once.
    Cores(Vec<u16>),
}

/// Highest number of a core that can be named.
const LAST_CORE: u16 = 1023;

impl CpuAffinity {
    /// `all`, `auto`, or cores as numbers and ranges: `0,2-3`.
    pub fn parse(text: &str) -> Option<CpuAffinity> {
        let text = text.trim().to_lowercase();
        match text.as_str() {
            "all" => return Some(CpuAffinity::All),
            "auto" => return Some(CpuAffinity::Auto),
            _ => {}
        }
        let core = |text: &str| text.trim().parse::<u16>().ok().filter(|core| *core <= LAST_CORE);
        let mut cores = Vec::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = core(first).zip(core(last)).filter(|(first, last)| first <= last)?;
            cores.extend(first..=last);
        }
        cores.sort_unstable();
        cores.dedup();
        Some(CpuAffinity::Cores(cores))
    }
}

/// As a knob and the store say them: `all`, `auto`, or numbers with commas between them.
impl fmt::Display for CpuAffinity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CpuAffinity::All => f.write_str("all"),
            CpuAffinity::Auto => f.write_str("auto"),
            CpuAffinity::Cores(cores) => {
                f.write_str(&cores.iter().map(u16::to_string).collect::<Vec<_>>().join(","))
            }
        }
    }
}

impl StreamProfile {
    /// A profile with every knob at its default.
    pub fn with_defaults(id: ProfileId, name: &str) -> Self {
        StreamProfile {
            id,
            revision: 1,
            name: name.to_owned(),
            rtsp_transport: RtspTransport::Tcp,
            stream: StreamChoice::Main,
            hwaccel: Hwaccel::None,
            device: None,
            gpu_index: None,
            decode: Decode::Auto,
            fps: 4.0,
            hb_interval: Duration::seconds(10),
            snapshot_every: Some(Duration::seconds(300)),
            picture_check: true,
            clip: None,
            cpu_affinity: None,
            nice: None,
            stall_after: None,
            extra_cli: Vec::new(),
            det_set: Some(640),
            min_face_px: 40,
            min_score: None,
        }
    }

    /// The detector's square for a frame this long on its longer side: where it is auto, the smallest in which a face of
    /// `min_face_px` is still found. Never more than `most`, the site's cap.
    pub fn det_set_at(&self, long_side_px: u32, most: Option<u16>) -> u32 {
        let wanted = FOUND_PX.saturating_mul(long_side_px).div_ceil(u32::from(self.min_face_px.max(1)));
        let [.., largest] = DET_SETS;
        let auto = || DET_SETS.into_iter().find(|side| u32::from(*side) >= wanted).unwrap_or(largest);
        let side = self.det_set.unwrap_or_else(auto);
        u32::from(most.map_or(side, |most| side.min(most)))
    }

    /// Whether ffmpeg runs alike with both: name, revision and what recognition alone reads do not count.
    pub fn runs_like(&self, other: &StreamProfile) -> bool {
        let StreamProfile { revision, name, det_set, min_face_px, min_score, .. } = other.clone();
        StreamProfile { revision, name, det_set, min_face_px, min_score, ..self.clone() } == *other
    }

    /// How long no frame may come before the run counts as stalled, at `fps` effective frames per second.
    pub fn stall_after_at(&self, fps: f64) -> Duration {
        let auto = Duration::milliseconds((4_000.0 / fps.max(0.1)) as i64).max(Duration::seconds(10));
        self.stall_after.unwrap_or(auto)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_is_the_smallest_square_in_which_the_smallest_face_is_found() {
        let mut profile = StreamProfile::with_defaults(ProfileId(1), "Usual");
        assert_eq!(profile.det_set_at(1920, None), 640);
        assert_eq!(profile.det_set_at(1920, Some(480)), 480, "the site's cap");
        assert_eq!(profile.det_set_at(1920, Some(800)), 640, "a cap asks for nothing");
        profile.det_set = None;
        for (long_side, min_face_px, expected) in
            [(1920, 40, 800), (1920, 100, 320), (640, 40, 320), (3840, 40, 1600), (8192, 16, 2048)]
        {
            profile.min_face_px = min_face_px;
            assert_eq!(profile.det_set_at(long_side, None), expected, "{long_side}, {min_face_px}");
        }
    }

    #[test]
    fn what_recognition_alone_reads_does_not_change_a_run() {
        let profile = StreamProfile::with_defaults(ProfileId(1), "Usual");
        let other = StreamProfile {
            revision: 2,
            name: "Gate".to_owned(),
            det_set: None,
            min_face_px: 100,
            min_score: Some(0.5),
            ..profile.clone()
        };
        assert!(profile.runs_like(&other));
        assert!(!profile.runs_like(&StreamProfile { fps: 5.0, ..other }));
    }
}
