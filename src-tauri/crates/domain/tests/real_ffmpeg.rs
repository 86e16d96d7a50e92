//! The arguments do what they say: tried with this machine's ffmpeg on pictures it makes itself.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use bellwatch_domain::ffmpeg_args::{FfmpegAbility, Wish, build_ffmpeg_args};
use bellwatch_domain::{Camera, CameraId, ProfileId, Site, SourceAddress, StreamProfile, knobs};

/// A running ffmpeg, killed when dropped.
struct Run {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Run {
    /// Width, height, and the whole header.
    fn header(&mut self) -> (usize, usize, String) {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        let number = |letter: char| {
            let word = line.split_whitespace().find_map(|word| word.strip_prefix(letter));
            word.and_then(|digits| digits.parse().ok()).unwrap_or_else(|| panic!("no {letter} in {line:?}"))
        };
        (number('W'), number('H'), line.clone())
    }

    /// The next frame's planes; `None` at the end.
    fn frame(&mut self, width: usize, height: usize) -> Option<Vec<u8>> {
        let mut mark = Vec::new();
        self.stdout.read_until(b'\n', &mut mark).unwrap();
        if mark.is_empty() {
            return None;
        }
        assert_eq!(mark, b"FRAME\n");
        let mut planes = vec![0; width * height + 2 * width.div_ceil(2) * height.div_ceil(2)];
        self.stdout.read_exact(&mut planes).unwrap();
        Some(planes)
    }

    fn count(mut self) -> usize {
        let (width, height, _) = self.header();
        std::iter::from_fn(|| self.frame(width, height)).count()
    }
}

fn arguments(address: &str, values: &[(&str, &str)]) -> Vec<OsString> {
    let split = SourceAddress::parse(address).unwrap();
    let camera = Camera {
        id: CameraId(1),
        revision: 1,
        name: "Gate".into(),
        location: String::new(),
        address: split.address,
        sub_address: None,
        user: None,
        password: None,
        priority: 5,
        enabled: true,
        pause: None,
        tags: Vec::new(),
        profile: ProfileId(1),
        also_profiles: Vec::new(),
        keyframe_interval: None,
        sub_keyframe_interval: None,
        unreadable: None,
    };
    let mut profile = StreamProfile::with_defaults(ProfileId(1), "Usual");
    for (key, value) in values {
        knobs::set(&mut profile, key, value).unwrap();
    }
    let site = Site::with_defaults("School", chrono_tz::UTC);
    let ability = FfmpegAbility { version: version(), hwaccels: Vec::new() };
    build_ffmpeg_args(&camera, &profile, &site, &ability, Wish::default()).unwrap().args.words
}

fn version() -> (u16, u16) {
    let said = Command::new("ffmpeg").arg("-version").output().expect("these tests need ffmpeg");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let digits = said.split_whitespace().nth(2).unwrap().trim_start_matches('n');
    let mut parts = digits.split(['.', '-']).map(|part| part.parse().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor),
        _ => (9, 0),
    }
}

fn start(arguments: Vec<OsString>) -> Run {
    let mut command = Command::new("ffmpeg");
    let mut child = command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    Run { child, stdout }
}

/// A file once through and as fast as it goes, instead of looped at its own speed.
fn once(path: &Path, values: &[(&str, &str)]) -> Run {
    let mut arguments = arguments(path.to_str().unwrap(), values);
    let at = arguments.iter().position(|word| word == "-re").unwrap();
    arguments.drain(at..at + 3);
    start(arguments)
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bellwatch-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// A file made by ffmpeg from a test picture.
    fn make(&self, name: &str, source: &str, output: &str) -> PathBuf {
        let path = self.0.join(name);
        let mut command = Command::new("ffmpeg");
        command.args(["-y", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", source]);
        let status = command.args(output.split_whitespace()).arg(&path).status().unwrap();
        assert!(status.success(), "{source} {output}");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn every_demo_scene_moves() {
    for address in ["demo:", "demo:gate", "demo:yard", "demo:library", "demo:anything else"] {
        let mut run = start(arguments(address, &[("fps", "15")]));
        let (width, height, _) = run.header();
        assert_eq!((width, height), (1280, 720), "{address}");
        let first = run.frame(width, height).unwrap();
        let moved = (0..8).any(|_| run.frame(width, height).unwrap() != first);
        assert!(moved, "{address}");
    }
}

#[test]
fn as_many_frames_are_picked_as_were_asked_for() {
    let folder = Folder::new("pick");
    let even = folder.make("even.mkv", "testsrc2=s=64x64:r=25:d=20", "-c:v ffv1");
    let check = |path: &Path, fps: &str, expected: usize| {
        assert_eq!(
            once(path, &[("fps", fps), ("decode", "all")]).count(),
            expected,
            "{fps} of {}",
            path.display()
        );
    };
    check(&even, "0.1", 2);
    check(&even, "0.5", 10);
    check(&even, "1", 20);
    check(&even, "3", 60);
    check(&even, "4", 80);
    check(&even, "7", 140);
    check(&even, "24", 480);
    check(&even, "25", 500);
    check(&even, "30", 500);
    // Timestamps that stray by up to 15 ms, as those of cameras do.
    let astray = "testsrc2=s=64x64:r=25:d=20,settb=1/1000,setpts='PTS+floor(random(1)*15)'";
    let astray = folder.make("astray.mkv", astray, "-c:v ffv1 -fps_mode passthrough");
    check(&astray, "4", 80);
    let all = once(&astray, &[("fps", "25"), ("decode", "all")]).count();
    assert!(all >= 490, "{all} of 500");
}

#[test]
fn keyframes_alone_are_handed_on_when_asked_for() {
    let folder = Folder::new("keyframes");
    let file = folder.make(
        "gop.mp4",
        "testsrc2=s=64x64:r=25:d=10",
        "-c:v libx264 -g 50 -sc_threshold 0 -pix_fmt yuv420p",
    );
    assert_eq!(once(&file, &[("decode", "keyframes"), ("fps", "30")]).count(), 5);
}

#[test]
fn size_and_colour_range_stay_the_cameras() {
    let folder = Folder::new("sizes");
    let check = |name: &str, source: &str, output: &str, size: (usize, usize), is_full_range: bool| {
        let mut run = once(&folder.make(name, source, output), &[("fps", "30")]);
        let (width, height, header) = run.header();
        assert_eq!((width, height), size, "{name}");
        assert_eq!(header.contains("XCOLORRANGE=FULL"), is_full_range, "{name}: {header}");
        let frames = std::iter::from_fn(|| run.frame(width, height)).count();
        assert!(frames >= 9, "{name}: {frames}");
    };
    check("even.mp4", "testsrc2=s=320x180:r=10:d=1", "-c:v libx264 -pix_fmt yuv420p", (320, 180), false);
    check(
        "full.mp4",
        "testsrc2=s=320x180:r=10:d=1",
        "-c:v libx264 -pix_fmt yuvj420p -color_range pc",
        (320, 180),
        true,
    );
    check("odd.mkv", "testsrc=s=321x181:r=10:d=1", "-c:v ffv1 -pix_fmt yuv444p", (321, 181), false);
    check("mjpeg.avi", "testsrc2=s=320x180:r=10:d=1", "-c:v mjpeg -pix_fmt yuvj422p", (320, 180), true);
    check("deep.mkv", "testsrc2=s=320x180:r=10:d=1", "-c:v ffv1 -pix_fmt yuv420p10le", (320, 180), false);
}

#[test]
fn a_change_of_size_leaves_every_frame_whole() {
    let folder = Folder::new("change");
    let encode = "-c:v libx264 -pix_fmt yuv420p -g 25 -f mpegts";
    let large = folder.make("large.ts", "testsrc2=s=320x180:r=25:d=2", encode);
    let small = folder.make("small.ts", "testsrc2=s=160x120:r=25:d=2", encode);
    let both = folder.0.join("both.ts");
    let bytes = [std::fs::read(large).unwrap(), std::fs::read(small).unwrap()].concat();
    std::fs::write(&both, bytes).unwrap();
    let mut run = once(&both, &[("fps", "25")]);
    let (width, height, _) = run.header();
    assert_eq!((width, height), (320, 180));
    let frames = std::iter::from_fn(|| run.frame(width, height)).count();
    assert!(frames >= 90, "{frames}");
}
