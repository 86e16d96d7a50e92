//! "Test connection": what a camera sends, and one picture of it, within 10 s; or why not.
//!
//! First ffprobe, then the very command that a run would use until its first frame: one connection after the other,
//! since many cameras allow few.

mod packets;

use std::convert::Infallible;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use bellwatch_domain::ffmpeg_args::{FfmpegAbility, SettingsWrong, Wish, build_ffmpeg_args};
use bellwatch_domain::last_error::{Context, Exit, explain};
use bellwatch_domain::{Camera, LastError, LastErrorKind, RunSpec, Site, StreamProfile};
use bellwatch_imaging::jpeg as encode;
use packets::Stream;
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, timeout_at};

use crate::capture::{Captured, capture};
use crate::clock::Clock;
use crate::frames::Frame;
use crate::frames::y4m::{Arrival, Y4m};
use crate::mask::Masks;
use crate::pictures::{Jpeg, Picture};
use crate::programs::Programs;
use crate::spawner::{Input, SpawnOrder, Spawned, Spawner};

/// Said of a test that was too short.
pub(crate) const NO_PICTURE_YET: &str = "No picture came within the time of the test; it may take longer.";

/// The whole test takes at most so long.
pub const WITHIN: Duration = Duration::from_secs(10);
/// ffprobe may take so much of it; what it found by then counts.
const PROBE_WITHIN: Duration = Duration::from_millis(6500);
/// Seconds of stream that ffprobe looks at.
const LOOK_AT_S: &str = "%+4";
/// Time kept for bringing the last child down.
const RESERVE: Duration = Duration::from_millis(700);
/// Width of the picture, at most.
const PICTURE_WIDTH: u32 = 1280;

/// What a test works with.
#[derive(Clone)]
pub struct ProbeTools {
    /// What time it is.
    pub clock: Clock,
    /// Starts ffprobe and ffmpeg.
    pub spawner: Spawner,
    /// Finds them.
    pub programs: Programs,
    /// Masks what they say; learns the camera's password.
    pub mask: Masks,
}

/// What a test found.
#[derive(Debug, Clone)]
pub enum Found {
    /// It works.
    Works {
        /// ffmpeg's name of the codec, for example `h264`.
        codec: String,
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// Frames per second.
        fps: Option<f64>,
        /// Distance of keyframes, when at least two came.
        keyframe_interval: Option<chrono::Duration>,
        /// The first picture, when one came within the time; number 0.
        picture: Option<Jpeg>,
        /// How long the test took.
        took: Duration,
        /// Sentences worth knowing.
        remarks: Vec<String>,
    },
    /// It does not.
    Fails {
        /// Why.
        error: LastError,
        /// How long the test took.
        took: Duration,
    },
}

/// Tests a camera as it would be run with `profile`. Takes at most [`WITHIN`]; when dropped, what it started is
/// killed.
///
/// # Errors
///
/// [`SettingsWrong`] when camera and profile make no command.
pub async fn probe(
    camera: &Camera,
    profile: &StreamProfile,
    site: &Site,
    ability: &FfmpegAbility,
    tools: &ProbeTools,
) -> Result<Found, SettingsWrong> {
    let spec = build_ffmpeg_args(camera, profile, site, ability, Wish::default())?;
    if let Some(password) = &camera.password {
        tools.mask.learn_one(camera.user.as_deref(), password);
    }
    let began = Instant::now();
    let test = Test { spec, tools, began };
    Ok(match test.run().await {
        Ok(found) => found,
        Err(error) => Found::Fails { error, took: began.elapsed() },
    })
}

struct Test<'a> {
    spec: RunSpec,
    tools: &'a ProbeTools,
    began: Instant,
}

impl Test<'_> {
    async fn run(&self) -> Result<Found, LastError> {
        let stream = self.look().await?;
        let mut remarks = stream.remarks();
        let frame = self.first_frame(&mut remarks).await?;
        let (mut width, mut height) = (stream.width, stream.height);
        let picture = match frame {
            // Neither a picture nor its size: packets alone are no camera that works.
            None if width == 0 || height == 0 => {
                let evidence = format!("{} packets came, and no picture", stream.codec);
                return Err(self.error(LastErrorKind::Stalled, evidence));
            }
            None => None,
            Some(frame) => {
                (width, height) = (frame.shape.width_px, frame.shape.height_px);
                self.encoded(frame).await
            }
        };
        let (fps, keyframe_interval) = (stream.fps(), stream.keyframe_interval());
        Ok(Found::Works {
            codec: stream.codec,
            width,
            height,
            fps,
            keyframe_interval,
            picture,
            took: self.began.elapsed(),
            remarks,
        })
    }

    /// What ffprobe sees.
    async fn look(&self) -> Result<Stream, LastError> {
        let program = self.tools.programs.ffprobe().ok_or_else(|| {
            self.error(LastErrorKind::FfmpegMissing, "there is no program ffprobe beside ffmpeg".to_owned())
        })?;
        let deadline = self.began + PROBE_WITHIN;
        let said = capture(&self.tools.spawner, program, probe_args(&self.spec.args.words), "test", deadline)
            .await
            .map_err(|error| self.error(LastErrorKind::Unknown, error.to_string()))?;
        match packets::parse(&said.stdout) {
            Some(stream) => Ok(stream),
            None if said.status.is_some_and(|status| status.success()) => {
                Err(self.error(LastErrorKind::NotVideo, "ffprobe finds no video".to_owned()))
            }
            None => Err(self.explained(&said)),
        }
    }

    /// The first frame of the very command that a run would use; `None` when it takes too long.
    async fn first_frame(&self, remarks: &mut Vec<String>) -> Result<Option<Arc<Frame>>, LastError> {
        let unknown = |error: String| self.error(LastErrorKind::Unknown, error);
        let programs = &self.tools.programs;
        let program = programs
            .ffmpeg()
            .ok_or_else(|| self.error(LastErrorKind::FfmpegMissing, programs.looked_for()))?;
        let order = SpawnOrder {
            program,
            args: self.spec.args.words.clone(),
            nice: self.spec.nice,
            cpu_affinity: self.spec.cpu_affinity.clone(),
            run: "test".to_owned(),
            // Nobody looks at its film, which it then does without.
            input: Input::Nothing,
        };
        let spawned = self.tools.spawner.spawn(order).await.map_err(|error| unknown(error.to_string()))?;
        let Spawned { pid, mut child, stdout, mut stderr, .. } = spawned;
        let mut frames = Y4m::new(stdout, self.tools.clock.clone());
        let mut said = Vec::new();
        let frame = {
            let listening = async {
                let mut bytes = [0; 4096];
                while let Ok(read @ 1..) = stderr.read(&mut bytes).await {
                    said.extend_from_slice(&bytes[..read]);
                    // The reason for an end stands at the end.
                    said.drain(..said.len().saturating_sub(64 * 1024));
                }
                // The end of its words is not the end of its frames.
                std::future::pending::<Infallible>().await
            };
            let deadline = self.began + WITHIN - RESERVE;
            tokio::select! {
                frame = timeout_at(deadline, frames.next()) => frame,
                never = listening => match never {},
            }
        };
        // Read before it is killed: a killed child has no exit code of its own.
        let exited = match &frame {
            Ok(Ok(None)) => timeout_at(Instant::now() + RESERVE / 2, child.wait()).await.ok(),
            _ => None,
        };
        drop(frames);
        // ffmpeg says goodbye, so that the camera has room for the run that follows.
        crate::runner::bring_down(&mut child, pid, RESERVE / 2).await;
        match frame {
            Ok(Ok(Some(Arrival::Frame(frame)))) => Ok(Some(frame)),
            Ok(Err(error)) => Err(unknown(error.to_string())),
            Ok(Ok(None)) => {
                // Its last words may still be in the pipe.
                let rest = async {
                    let mut rest = Vec::new();
                    // A pipe that breaks has said all it will.
                    let _ = (&mut stderr).take(64 * 1024).read_to_end(&mut rest).await;
                    rest
                };
                said.extend(timeout_at(Instant::now() + RESERVE / 2, rest).await.unwrap_or_default());
                let status = exited.and_then(Result::ok);
                let stderr = String::from_utf8_lossy(&said).into_owned();
                Err(self.explained(&Captured { status, stdout: String::new(), stderr }))
            }
            Ok(Ok(Some(Arrival::NoRoom))) | Err(_) => {
                remarks.push(NO_PICTURE_YET.to_owned());
                Ok(None)
            }
        }
    }

    async fn encoded(&self, frame: Arc<Frame>) -> Option<Jpeg> {
        let at = frame.at;
        let width = frame.shape.width_px.min(PICTURE_WIDTH);
        match tokio::task::spawn_blocking(move || encode::frame(&frame, width)).await {
            Ok(Ok(made)) => {
                let picture = Picture { number: 0, at, width: made.width, height: made.height };
                Some(Jpeg { bytes: made.bytes.into(), picture })
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "the picture of a test cannot be encoded");
                None
            }
            Err(error) => {
                tracing::error!(%error, "encoding the picture of a test broke");
                None
            }
        }
    }

    fn explained(&self, said: &Captured) -> LastError {
        let stderr = self.tools.mask.mask(&said.stderr);
        let lines: Vec<&str> = stderr.lines().collect();
        let exit = said.status.map_or(Exit::default(), crate::runner::exit_of);
        let context = Context {
            source: crate::runner::source_of(&self.spec.args.masked),
            had_frames: false,
            stalled: said.status.is_none(),
            ran_for: chrono::Duration::from_std(self.began.elapsed()).ok(),
        };
        let explained = explain(&lines, exit, context);
        self.error(explained.kind, explained.evidence)
    }

    fn error(&self, kind: LastErrorKind, evidence: String) -> LastError {
        LastError { kind, at: self.tools.clock.now(), evidence }
    }
}

/// Options of ffmpeg's command line that ffprobe does not know, and whether a value follows.
const NOT_FFPROBES: &[(&str, bool)] = &[
    ("-nostdin", false),
    ("-nostats", false),
    ("-re", false),
    ("-filter_threads", true),
    ("-readrate", true),
    ("-stream_loop", true),
    ("-hwaccel", true),
    ("-hwaccel_device", true),
    ("-hwaccel_output_format", true),
    ("-qsv_device", true),
    ("-itsoffset", true),
    ("-ss", true),
    ("-r", true),
    ("-thread_queue_size", true),
    // A camera that has sound alone is to say so, instead of refusing to play.
    ("-allowed_media_types", true),
    // Packets are looked at, not pictures.
    ("-skip_frame", true),
    // ffprobe tells more when it may look a moment longer than a run does.
    ("-analyzeduration", true),
];

/// The arguments that have ffprobe open what `words` would have ffmpeg open.
fn probe_args(words: &[OsString]) -> Vec<OsString> {
    let mut args: Vec<OsString> = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if let Some((_, has_value)) = NOT_FFPROBES.iter().find(|(name, _)| word == name) {
            if *has_value {
                words.next();
            }
            continue;
        }
        args.push(word.clone());
        if word == "-i" {
            args.extend(words.next().cloned());
            break;
        }
    }
    let question = [
        "-analyzeduration",
        "1000000",
        "-read_intervals",
        LOOK_AT_S,
        "-show_entries",
        "packet=stream_index,pts_time,dts_time,flags:\
         stream=index,codec_type,codec_name,width,height,avg_frame_rate,r_frame_rate",
        "-of",
        "compact",
    ];
    args.splice(0..0, question.map(OsString::from));
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ffprobe_gets_the_way_to_the_camera_and_nothing_that_it_does_not_know() {
        let words = "-hide_banner -nostdin -nostats -loglevel level+warning -filter_threads 1 -threads 1 \
                     -skip_frame nokey -hwaccel cuda -rtsp_transport tcp -timeout 5000000 \
                     -allowed_media_types video -analyzeduration 1 \
                     -i rtsp://camera/1 -map 0:v:0 -f yuv4mpegpipe pipe:1";
        let args = probe_args(&words.split_whitespace().map(OsString::from).collect::<Vec<_>>());
        let args = args.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ");
        let (_, opening) = args.split_once("-of compact ").unwrap();
        assert_eq!(
            opening,
            "-hide_banner -loglevel level+warning -threads 1 -rtsp_transport tcp -timeout 5000000 -i rtsp://camera/1"
        );
    }
}
