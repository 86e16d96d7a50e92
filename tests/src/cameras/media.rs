//! Media: made once by the real ffmpeg, cut once into RTP payloads, shared by everybody who sends it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, LazyLock};

use tokio::sync::Mutex;

/// Largest payload of one RTP packet, bytes.
const PAYLOAD: usize = 1400;

/// What a camera sends. Every clip moves where it does not say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clip {
    /// 320×240, 25 frames a second, a keyframe every second, H.264.
    Small,
    /// 320×240, otherwise like `Small`, with five keyframes a second.
    SmallManyKeyframes,
    /// 640×480, otherwise like `Small`.
    Larger,
    /// 1920×1080, 25 frames a second, about 4 Mbit/s, a keyframe every 2 s, H.264.
    Full,
    /// 320×240, H.265.
    SmallH265,
    /// 1920×1080, about 4 Mbit/s, two keyframes a second, H.264.
    FullManyKeyframes,
    /// Like `Small`, and black.
    Black,
    /// Like `Small`, coded without loss, and every picture is the same to the bit.
    Still,
    /// Like `Small`, through a lens out of focus.
    Blurred,
    /// Like `Small`, through something pale on the lens.
    Covered,
    /// Like `Small`, by a camera that was turned upside down.
    Turned,
    /// 1280 × 720, with the time of day in its corner, whose digits are a 30th as high; it needs [`CLOCK_FONT`].
    Clock,
    /// Like `Clock`, whose time of day stands while the rest goes on.
    ClockStands,
}

/// What a camera's clock is written in: as cameras do, each digit as wide as any other. Debian and Ubuntu have it in
/// fonts-dejavu-core.
pub const CLOCK_FONT: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";

/// How pictures are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// H.264 (RFC 6184).
    H264,
    /// H.265 (RFC 7798).
    H265,
}

/// A clip, cut.
#[derive(Debug)]
pub struct Media {
    /// How it is coded.
    pub codec: Codec,
    /// Its parameter sets: SPS and PPS, for H.265 VPS before them.
    pub parameter_sets: Vec<Vec<u8>>,
    /// One picture each.
    pub(super) units: Vec<Unit>,
    /// Frames per second.
    pub fps: u32,
}

/// One picture as RTP payloads.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) is_key: bool,
    pub(super) payloads: Vec<Vec<u8>>,
}

type Cut = Mutex<BTreeMap<Clip, Arc<Media>>>;
static CUT: LazyLock<Cut> = LazyLock::new(Mutex::default);

impl Media {
    /// The clip, made and cut at its first use.
    ///
    /// # Errors
    ///
    /// When ffmpeg is not there or fails.
    pub(super) async fn of(clip: Clip) -> io::Result<Arc<Media>> {
        let mut cut = CUT.lock().await;
        if let Some(media) = cut.get(&clip) {
            return Ok(Arc::clone(media));
        }
        let bytes = tokio::fs::read(file(clip).await?).await?;
        let media = Arc::new(Media::cut(&bytes, clip.codec(), 25));
        cut.insert(clip, Arc::clone(&media));
        Ok(media)
    }

    /// `Clip::Larger` with a photo that moves across it. It is not kept: people's pictures do not stay on the disk.
    ///
    /// # Errors
    ///
    /// When ffmpeg is not there or fails.
    pub(super) async fn passing(photo: &Path) -> io::Result<Arc<Media>> {
        let over = "[1]scale=280:280[photo];[0][photo]overlay=x=20+50*t:y=100";
        let made = tokio::process::Command::new("ffmpeg")
            .args(["-hide_banner", "-loglevel", "error", "-nostdin"])
            .args(["-f", "lavfi", "-i", "testsrc2=size=640x480:rate=25", "-i"])
            .arg(photo)
            .args(["-filter_complex", over, "-t", "6"])
            .args(["-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-bf", "0", "-g", "25"])
            .args(["-pix_fmt", "yuv420p", "-f", "h264", "-"])
            .stdin(Stdio::null())
            .output()
            .await?;
        if !made.status.success() {
            let said = String::from_utf8_lossy(&made.stderr);
            return Err(io::Error::other(format!("ffmpeg could not show a photo: {said}")));
        }
        Ok(Arc::new(Media::cut(&made.stdout, Codec::H264, 25)))
    }

    fn cut(stream: &[u8], codec: Codec, fps: u32) -> Media {
        let mut media = Media { codec, parameter_sets: Vec::new(), units: Vec::new(), fps };
        let mut unit: Vec<&[u8]> = Vec::new();
        let (mut has_picture, mut is_key) = (false, false);
        for nal in nals(stream) {
            let kind = Kind::of(codec, nal);
            if kind.is_parameter_set && media.parameter_sets.len() < codec.parameter_sets() {
                media.parameter_sets.push(nal.to_vec());
            }
            if has_picture && (!kind.is_picture || kind.is_first_slice) {
                media.push(&unit, is_key);
                unit.clear();
                (has_picture, is_key) = (false, false);
            }
            has_picture |= kind.is_picture;
            is_key |= kind.is_key;
            if !kind.is_delimiter {
                unit.push(nal);
            }
        }
        if has_picture {
            media.push(&unit, is_key);
        }
        media
    }

    fn push(&mut self, nals: &[&[u8]], is_key: bool) {
        let payloads = nals.iter().flat_map(|nal| self.codec.payloads(nal)).collect();
        self.units.push(Unit { is_key, payloads });
    }
}

/// What a NAL unit is.
struct Kind {
    is_picture: bool,
    is_first_slice: bool,
    is_key: bool,
    is_parameter_set: bool,
    is_delimiter: bool,
}

impl Kind {
    fn of(codec: Codec, nal: &[u8]) -> Kind {
        match codec {
            Codec::H264 => {
                let kind = nal[0] & 31;
                Kind {
                    is_picture: (1..=5).contains(&kind),
                    is_first_slice: nal.get(1).is_some_and(|byte| byte & 0x80 != 0),
                    is_key: kind == 5,
                    is_parameter_set: kind == 7 || kind == 8,
                    is_delimiter: kind == 9,
                }
            }
            Codec::H265 => {
                let kind = (nal[0] >> 1) & 63;
                Kind {
                    is_picture: kind < 32,
                    is_first_slice: nal.get(2).is_some_and(|byte| byte & 0x80 != 0),
                    is_key: (16..=21).contains(&kind),
                    is_parameter_set: (32..=34).contains(&kind),
                    is_delimiter: kind == 35,
                }
            }
        }
    }
}

impl Codec {
    fn parameter_sets(self) -> usize {
        match self {
            Codec::H264 => 2,
            Codec::H265 => 3,
        }
    }

    /// A NAL unit as payloads: whole, or in fragments (FU-A, FU).
    fn payloads(self, nal: &[u8]) -> Vec<Vec<u8>> {
        if nal.len() <= PAYLOAD {
            return vec![nal.to_vec()];
        }
        let (head, kind, body): (Vec<u8>, u8, &[u8]) = match self {
            Codec::H264 => (vec![nal[0] & 0xe0 | 28], nal[0] & 31, &nal[1..]),
            Codec::H265 => (vec![nal[0] & 0x81 | 49 << 1, nal[1]], (nal[0] >> 1) & 63, &nal[2..]),
        };
        let chunks: Vec<&[u8]> = body.chunks(PAYLOAD - head.len() - 1).collect();
        let last = chunks.len() - 1;
        let fragment = |(number, chunk): (usize, &&[u8])| {
            let start = if number == 0 { 0x80 } else { 0 };
            let end = if number == last { 0x40 } else { 0 };
            [head.as_slice(), &[kind | start | end], chunk].concat()
        };
        chunks.iter().enumerate().map(fragment).collect()
    }
}

/// The NAL units between start codes (Annex B).
fn nals(stream: &[u8]) -> Vec<&[u8]> {
    let mut starts = Vec::new();
    let mut at = 0;
    while at + 3 <= stream.len() {
        if stream[at..at + 3] == [0, 0, 1] {
            starts.push(at);
            at += 3;
        } else {
            at += 1;
        }
    }
    let ends = starts.iter().skip(1).copied().chain([stream.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let nal = &stream[start + 3..end];
            let zeros = nal.iter().rev().take_while(|byte| **byte == 0).count();
            &nal[..nal.len() - zeros]
        })
        .filter(|nal| nal.len() > 2)
        .collect()
}

impl Clip {
    fn codec(self) -> Codec {
        match self {
            Clip::Small
            | Clip::SmallManyKeyframes
            | Clip::Larger
            | Clip::Full
            | Clip::FullManyKeyframes
            | Clip::Black
            | Clip::Still
            | Clip::Blurred
            | Clip::Covered
            | Clip::Turned
            | Clip::Clock
            | Clip::ClockStands => Codec::H264,
            Clip::SmallH265 => Codec::H265,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Clip::Small => "small.h264",
            Clip::SmallManyKeyframes => "small-keys.h264",
            Clip::Larger => "larger.h264",
            Clip::Full => "full.h264",
            Clip::SmallH265 => "small.h265",
            Clip::FullManyKeyframes => "full-keys.h264",
            Clip::Black => "black.h264",
            Clip::Still => "still.h264",
            Clip::Blurred => "blurred.h264",
            Clip::Covered => "covered.h264",
            Clip::Turned => "turned.h264",
            Clip::Clock => "clock-720p.h264",
            Clip::ClockStands => "clock-stands-720p.h264",
        }
    }

    fn arguments(self) -> Vec<String> {
        let source = |size| match size {
            320 => "testsrc2=size=320x240:rate=25",
            640 => "testsrc2=size=640x480:rate=25",
            _ => "testsrc2=size=1920x1080:rate=25",
        };
        let lasting = |source, seconds, keys| {
            let codec =
                ["-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-bf", "0", "-g", keys];
            [&["-f", "lavfi", "-i", source, "-t", seconds][..], &codec, &["-f", "h264"]].concat()
        };
        let of = |source, keys| lasting(source, "6", keys);
        let small = |size, keys| of(source(size), keys);
        let full = |keys| {
            let noise = ["-f", "lavfi", "-i", source(1920), "-t", "8", "-vf", "noise=alls=6:allf=t"];
            let rate = ["-b:v", "4M", "-maxrate", "4M", "-bufsize", "4M"];
            let codec =
                ["-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", keys, "-keyint_min", keys];
            [&noise[..], &codec, &rate, &["-sc_threshold", "0", "-f", "h264"]].concat()
        };
        let clock = |text| {
            // The source writes a time of its own into the uppermost pixels, which goes on.
            let picture = "testsrc2=size=1280x800:rate=25,crop=1280:720:0:80";
            let writing = "fontsize=24:fontcolor=white:x=w-tw-8:y=8:box=1:boxcolor=black@0.5:boxborderw=4";
            format!("{picture},drawtext=fontfile={CLOCK_FONT}:{writing}:text={text}")
        };
        let going = clock(r"%{pts\\:gmtime\\:1790849700\\:%Y-%m-%d %H\\\\\\:%M\\\\\\:%S}");
        let standing = clock(r"2026-10-01 10\\:15\\:37");
        let words = match self {
            Clip::Small => small(320, "25"),
            Clip::SmallManyKeyframes => small(320, "5"),
            Clip::Larger => small(640, "25"),
            Clip::Full => full("50"),
            Clip::FullManyKeyframes => full("12"),
            Clip::Black => of("color=black:size=320x240:rate=25", "25"),
            Clip::Still => {
                let still = "testsrc2=size=320x240:rate=25,loop=loop=-1:size=1";
                [&of(still, "25")[..], &["-qp", "0"]].concat()
            }
            Clip::Blurred => of("testsrc2=size=320x240:rate=25,gblur=sigma=6", "25"),
            Clip::Covered => of("testsrc2=size=320x240:rate=25,gblur=sigma=40,eq=contrast=0.2", "25"),
            Clip::Turned => of("testsrc2=size=320x240:rate=25,hflip,vflip", "25"),
            Clip::SmallH265 => {
                let params = "keyint=25:min-keyint=25:bframes=0:log-level=error";
                let codec = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", params, "-f", "hevc"];
                [&["-f", "lavfi", "-i", source(320), "-t", "4"][..], &codec].concat()
            }
            // A whole minute, so that it goes on where it begins anew.
            Clip::Clock => lasting(&going, "60", "25"),
            Clip::ClockStands => lasting(&standing, "60", "25"),
        };
        words.into_iter().map(str::to_owned).collect()
    }
}

/// Where a clip lies as an elementary stream; made at its first use, kept for later test runs.
///
/// # Errors
///
/// When ffmpeg is not there or fails.
pub async fn file(clip: Clip) -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("out/media");
    let path = folder.join(clip.name());
    if tokio::fs::try_exists(&path).await? {
        return Ok(path);
    }
    tokio::fs::create_dir_all(&folder).await?;
    // Another test process may be making the same: whoever is last wins, and both are whole.
    let draft = folder.join(format!("{}.{}", std::process::id(), clip.name()));
    let status = tokio::process::Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"])
        .args(clip.arguments())
        .arg(&draft)
        .stdin(Stdio::null())
        .status()
        .await?;
    if !status.success() {
        return Err(io::Error::other(format!("ffmpeg could not make {}: {status}", clip.name())));
    }
    tokio::fs::rename(&draft, &path).await?;
    Ok(path)
}
