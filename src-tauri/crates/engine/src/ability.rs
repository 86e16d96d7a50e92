//! What the ffmpeg of this machine is and can do, by asking it.

use std::path::PathBuf;
use std::time::Duration;

use bellwatch_domain::ffmpeg_args::FfmpegAbility;
use bellwatch_domain::{LastError, LastErrorKind};
use chrono::{DateTime, Utc};
use tokio::time::Instant;

use crate::capture::capture;
use crate::programs::Programs;
use crate::spawner::Spawner;

/// How long ffmpeg may take to say its version: long, since the first start after boot reads 100 MB of libraries.
const PATIENCE: Duration = Duration::from_secs(15);

/// The newest version whose words and options were worked out.
pub const NEWEST_KNOWN: (u16, u16) = (9, 0);

/// An ffmpeg that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it can do.
    pub ability: FfmpegAbility,
    /// Its version as it says it, for example `5.1.9-0+deb12u1`.
    pub version_text: String,
    /// Where it is.
    pub ffmpeg: PathBuf,
    /// Where ffprobe is, if it is there.
    pub ffprobe: Option<PathBuf>,
}

/// There is no ffmpeg, or none that runs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ffmpeg cannot be used: {evidence}")]
pub struct Missing {
    /// What was seen.
    pub evidence: String,
}

impl Missing {
    /// The same as a camera's error.
    pub fn at(&self, now: DateTime<Utc>) -> LastError {
        LastError { kind: LastErrorKind::FfmpegMissing, at: now, evidence: self.evidence.clone() }
    }
}

/// Finds ffmpeg and asks it.
///
/// # Errors
///
/// [`Missing`] when it is not there or does not say a version.
pub async fn find(programs: &Programs, spawner: &Spawner) -> Result<Found, Missing> {
    let missing = |evidence| Missing { evidence };
    let ffmpeg = programs.ffmpeg().ok_or_else(|| missing(programs.looked_for()))?;
    let deadline = Instant::now() + PATIENCE;
    let ask = |question: &str| {
        let args = vec!["-hide_banner".into(), question.into()];
        let args = if question == "-version" { vec![question.into()] } else { args };
        capture(spawner, ffmpeg.clone(), args, "question", deadline)
    };
    let version = ask("-version").await.map_err(|error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
        missing(format!("{error}{cause}"))
    })?;
    let Some(parsed) = parse_version(&version.stdout) else {
        let said = version.stderr.lines().chain(version.stdout.lines()).find(|line| !line.trim().is_empty());
        let said = said.unwrap_or("it says nothing").chars().take(300).collect::<String>();
        return Err(missing(format!("{}: {said}", ffmpeg.display())));
    };
    // A build that cannot list them has none.
    let hwaccels = ask("-hwaccels").await.map(|said| parse_hwaccels(&said.stdout)).unwrap_or_default();
    Ok(Found {
        ability: FfmpegAbility { version: parsed.version, hwaccels },
        version_text: parsed.text,
        ffprobe: programs.ffprobe(),
        ffmpeg,
    })
}

/// A version as ffmpeg says it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Version {
    version: (u16, u16),
    text: String,
}

/// Reads what `ffmpeg -version` says.
///
/// `ffmpeg version 5.1.9-0+deb12u1 Copyright …`, `n7.1`, `7.0.2-static …`; builds from git (`N-118193-g…`,
/// `git-2020-…`, `2025-01-02-git-…`) have no number and are dated by their libavcodec.
fn parse_version(said: &str) -> Option<Version> {
    let text =
        said.lines().find_map(|line| line.strip_prefix("ffmpeg version "))?.split_whitespace().next()?;
    let version = release(text).or_else(|| by_libavcodec(said)).unwrap_or(NEWEST_KNOWN);
    Some(Version { version, text: text.to_owned() })
}

fn release(text: &str) -> Option<(u16, u16)> {
    let number = text.strip_prefix('n').unwrap_or(text);
    let mut parts = number.split(|c: char| !c.is_ascii_digit());
    let major: u16 = parts.next()?.parse().ok()?;
    // A date is no version.
    let is_version = (1..100).contains(&major) && number[major.to_string().len()..].starts_with('.');
    let minor = parts.next().and_then(|minor| minor.parse().ok()).unwrap_or(0);
    is_version.then_some((major, minor))
}

/// libavcodec's major version goes up once with each major version of ffmpeg: 58 is 4, 59 is 5, … 63 is 9.
fn by_libavcodec(said: &str) -> Option<(u16, u16)> {
    let numbers = said.lines().find_map(|line| line.strip_prefix("libavcodec"))?;
    let mut numbers = numbers.split(['.', '/']).map(|number| number.trim().parse::<u16>().ok());
    let major = numbers.next()??.checked_sub(54)?;
    match major {
        0..4 => None,
        4 => Some((4, 4)),
        _ => Some((major, 1)),
    }
}

/// Reads what `ffmpeg -hwaccels` says: a heading, then one name per line.
fn parse_hwaccels(said: &str) -> Vec<String> {
    let is_name =
        |line: &&str| !line.is_empty() && line.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let mut names: Vec<String> = said.lines().map(str::trim).filter(is_name).map(str::to_owned).collect();
    // Some builds list a name twice.
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_saying_a_version_is_read() {
        let check = |text: &str, libavcodec: &str, expected: (u16, u16)| {
            let said = format!(
                "ffmpeg version {text} Copyright (c) 2000-2026 the FFmpeg developers\nbuilt with gcc 12\n\
                 libavutil      57. 28.100 / 57. 28.100\nlibavcodec     {libavcodec} / {libavcodec}\n"
            );
            let version = parse_version(&said).unwrap();
            assert_eq!((version.version, version.text.as_str()), (expected, text));
        };
        check("5.1.9-0+deb12u1", "59. 37.100", (5, 1));
        check("4.4.2-0ubuntu0.22.04.1", "58.134.100", (4, 4));
        check("6.1.1-3ubuntu5", "60. 31.102", (6, 1));
        check("7.0.2-static", "61.  3.100", (7, 0));
        check("n8.0.1", "62. 11.100", (8, 0));
        check("n7.1-dev-123-gabcdef", "61. 19.100", (7, 1));
        check("9.0", "63.  1.100", (9, 0));
        check("5", "59. 37.100", (5, 1));
        check("N-118193-g5f5b2ab-20250101", "61. 33.100", (7, 1));
        check("git-2020-05-23-26b4509", "58. 87.101", (4, 4));
        check("2025-01-02-git-0457aaf0d3-full_build-www.gyan.dev", "61. 31.101", (7, 1));
        check("mystery", "x", NEWEST_KNOWN);
        check("12.3", "70. 1.100", (12, 3));
    }

    #[test]
    fn what_says_no_version_is_no_ffmpeg() {
        assert_eq!(parse_version("ffmpeg: error while loading shared libraries: libavdevice.so.59"), None);
        assert_eq!(parse_version(""), None);
        assert_eq!(parse_version("ffmpeg version "), None);
    }

    #[test]
    fn hwaccels_are_the_names_below_the_heading() {
        let said = "Hardware acceleration methods:\nvdpau\ncuda\nvaapi\ncuda\n\n";
        assert_eq!(parse_hwaccels(said), ["cuda", "vaapi", "vdpau"]);
        assert!(parse_hwaccels("Hardware acceleration methods:\n").is_empty());
    }
}
