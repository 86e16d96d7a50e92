//! What a ring gives is played: tried with this machine's ffmpeg on a stream it makes itself.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::io::Write;
use std::process::{Command, Stdio};

use bellwatch_domain::clips::{Bounds, Ring};
use chrono::{DateTime, Duration, Utc};

/// What a program makes of `input`; it has to end well and say nothing on stderr.
fn made(program: &str, arguments: &str, input: Vec<u8>) -> Vec<u8> {
    let mut command = Command::new(program);
    command.args(arguments.split_whitespace());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("these tests need ffmpeg");
    let mut stdin = child.stdin.take().unwrap();
    // Whoever writes and reads by turns waits for ever once both pipes are full.
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    assert!(output.status.success(), "{arguments}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments}");
    output.stdout
}

fn at(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_000 + ms).unwrap()
}

#[test]
fn a_stretch_of_a_ring_becomes_an_mp4_without_decoding_it() {
    // 12 s with a keyframe each 2 s.
    let stream = made(
        "ffmpeg",
        "-v error -f lavfi -i testsrc=size=320x240:rate=10 -t 12 -c:v mpeg4 -g 20 -f mpegts pipe:1",
        Vec::new(),
    );
    let mut ring = Ring::new(Bounds { length: Duration::seconds(5), bytes: 1 << 22 });
    let chunks: Vec<&[u8]> = stream.chunks(777).collect();
    for (n, chunk) in (0_i64..).zip(&chunks) {
        ring.push(chunk, at(n * 12_000 / i64::try_from(chunks.len()).unwrap()));
    }
    assert_eq!((ring.skipped(), ring.damaged()), (0, 0));
    let stretch = ring.between(at(7000), at(12_000)).unwrap();

    let remux =
        "-v warning -f mpegts -i pipe:0 -map 0:v:0 -c copy -f mp4 -movflags frag_keyframe+empty_moov pipe:1";
    let clip = made("ffmpeg", remux, stretch.bytes);
    let probe = "-v warning -count_frames -show_entries stream=codec_name,nb_read_frames -of csv=p=0 pipe:0";
    let told = String::from_utf8(made("ffprobe", probe, clip)).unwrap();
    let (codec, frames) = told.trim().split_once(',').unwrap();
    assert_eq!(codec, "mpeg4", "as it was sent");
    let frames: u32 = frames.parse().unwrap();
    assert!((50..=70).contains(&frames), "the 5 s asked for and a group at most: {frames} frames");
}
