//! The knobs of a StreamProfile.

use super::value::{in_seconds, on_or_off};
use super::{Input, Knob, KnobError, find};
use crate::StreamProfile;
use crate::extra_cli;
use crate::profile::{DET_SETS, Decode, Hwaccel, RtspTransport, StreamChoice};

const TRANSPORTS: &[(&str, RtspTransport)] =
    &[("tcp", RtspTransport::Tcp), ("udp", RtspTransport::Udp), ("auto", RtspTransport::Auto)];
const STREAMS: &[(&str, StreamChoice)] = &[("main", StreamChoice::Main), ("sub", StreamChoice::Sub)];
const HWACCELS: &[(&str, Hwaccel)] = &[
    ("none", Hwaccel::None),
    ("auto", Hwaccel::Auto),
    ("cuda", Hwaccel::Cuda),
    ("vaapi", Hwaccel::Vaapi),
    ("qsv", Hwaccel::Qsv),
];
const DECODES: &[(&str, Decode)] =
    &[("auto", Decode::Auto), ("all", Decode::All), ("keyframes", Decode::Keyframes)];

/// Every knob, in the order in which the window shows them.
pub const KNOBS: &[Knob] = &[
    Knob {
        key: "fps",
        label: "Pictures per second",
        help: "How many pictures per second are looked at; more cost more.",
        range: "0.1 to 30 pictures per second",
        default: "4",
        input: Input::Number { min: 0.1, max: 30.0, step: 0.1, unit: "fps", words: &[] },
    },
    Knob {
        key: "stream",
        label: "Stream",
        help: "Which of the camera's addresses is opened; the sub-stream is smaller and costs less.",
        range: "main or sub",
        default: "main",
        input: Input::Choice(&["main", "sub"]),
    },
    Knob {
        key: "decode",
        label: "Decoding",
        help: "Keyframes alone cost a tenth; auto chooses them when they come as often as pictures are wanted.",
        range: "auto, all or keyframes",
        default: "auto",
        input: Input::Choice(&["auto", "all", "keyframes"]),
    },
    Knob {
        key: "rtsp_transport",
        label: "RTSP transport",
        help: "How the stream travels; auto tries udp after two starts with tcp that brought no picture.",
        range: "tcp, udp or auto",
        default: "tcp",
        input: Input::Choice(&["tcp", "udp", "auto"]),
    },
    Knob {
        key: "hwaccel",
        label: "Hardware decoding",
        help: "Decodes on the GPU; when that cannot be had, the camera runs in software and an event says so.",
        range: "none, auto, cuda, vaapi or qsv",
        default: "none",
        input: Input::Choice(&["none", "auto", "cuda", "vaapi", "qsv"]),
    },
    Knob {
        key: "device",
        label: "Decoding device",
        help: "Which device decodes, when there are several; empty leaves it to ffmpeg.",
        range: "nothing, or a device such as /dev/dri/renderD128",
        default: "",
        input: Input::Text { placeholder: "/dev/dri/renderD128" },
    },
    Knob {
        key: "gpu_index",
        label: "GPU number",
        help: "Which NVIDIA GPU decodes, when there are several.",
        range: "0 to 15, or none",
        default: "none",
        input: Input::Number { min: 0.0, max: 15.0, step: 1.0, unit: "", words: &["none"] },
    },
    Knob {
        key: "hb_interval",
        label: "Heartbeat",
        help: "How often a runner says how it is; the pulse on the wall goes by it.",
        range: "1 to 300 whole seconds",
        default: "10",
        input: Input::Number { min: 1.0, max: 300.0, step: 1.0, unit: "s", words: &[] },
    },
    Knob {
        key: "snapshot_every",
        label: "Keep a snapshot every",
        help: "How often a picture is kept on disk; the newest one is always there.",
        range: "5 to 3600 whole seconds, or off",
        default: "300",
        input: Input::Number { min: 5.0, max: 3600.0, step: 1.0, unit: "s", words: &["off"] },
    },
    Knob {
        key: "picture_check",
        label: "Check the picture",
        help: "Once a second, whether it is black, covered, blurred, turned away or standing still, and whether its clock goes.",
        range: "on or off",
        default: "on",
        input: Input::Choice(&["on", "off"]),
    },
    Knob {
        key: "clip_seconds",
        label: "Clips of what happens",
        help: "So much before an unknown face, a face in doubt or a covered picture is kept as a sealed film, with 3 seconds after it.",
        range: "5 to 60 whole seconds, or off",
        default: "off",
        input: Input::Number { min: 5.0, max: 60.0, step: 1.0, unit: "s", words: &["off"] },
    },
    Knob {
        key: "stall_after",
        label: "Stalled after",
        help: "So long without a picture, and the run is ended and started anew; auto is at least 10 seconds.",
        range: "3 to 300 whole seconds, or auto",
        default: "auto",
        input: Input::Number { min: 3.0, max: 300.0, step: 1.0, unit: "s", words: &["auto"] },
    },
    Knob {
        key: "cpu_affinity",
        label: "Processor cores",
        help: "Which cores ffmpeg may use; auto is the one that is least loaded when the run starts, site takes the value from Settings.",
        range: "all, auto, cores such as 0,2-3, or site",
        default: "site",
        input: Input::Text { placeholder: "all, auto, 0,2-3, or site" },
    },
    Knob {
        key: "nice",
        label: "Niceness",
        help: "How far ffmpeg steps back for other programs; site takes the value from Settings.",
        range: "-20 to 19 (below 0 needs the right to), or site",
        default: "site",
        input: Input::Number { min: -20.0, max: 19.0, step: 1.0, unit: "", words: &["site"] },
    },
    Knob {
        key: "extra_cli",
        label: "Additional ffmpeg arguments",
        help: "Input options for cameras that need them; what reaches beyond the camera is refused.",
        range: "ffmpeg input options such as -fflags nobuffer",
        default: "",
        input: Input::Text { placeholder: "-fflags nobuffer" },
    },
    Knob {
        key: "det_set",
        label: "Detector size",
        help: "How large the picture is in which faces are searched; more finds smaller faces and costs more.",
        range: "auto, 320, 480, 640, 800, 1024, 1280, 1600 or 2048 pixels",
        default: "640",
        input: Input::Choice(&["auto", "320", "480", "640", "800", "1024", "1280", "1600", "2048"]),
    },
    Knob {
        key: "min_face_px",
        label: "Smallest face",
        help: "Smaller faces are left alone: too little of them can be seen.",
        range: "16 to 400 whole pixels",
        default: "40",
        input: Input::Number { min: 16.0, max: 400.0, step: 1.0, unit: "px", words: &[] },
    },
    Knob {
        key: "min_score",
        label: "Likeness for a match",
        help: "How like a person's photos a face must be; auto follows from the people enrolled here.",
        range: "0 to 1, or auto",
        default: "auto",
        input: Input::Number { min: 0.0, max: 1.0, step: 0.01, unit: "", words: &["auto"] },
    },
];

/// A knob's value as text that [`set`] accepts; empty for a knob that does not exist.
pub fn get(profile: &StreamProfile, key: &str) -> String {
    fn name<T: Copy + PartialEq>(value: T, meanings: &[(&str, T)]) -> String {
        meanings.iter().find(|(_, meaning)| *meaning == value).map_or("", |(name, _)| name).to_owned()
    }
    match key {
        "fps" => profile.fps.to_string(),
        "stream" => name(profile.stream, STREAMS),
        "decode" => name(profile.decode, DECODES),
        "rtsp_transport" => name(profile.rtsp_transport, TRANSPORTS),
        "hwaccel" => name(profile.hwaccel, HWACCELS),
        "device" => profile.device.clone().unwrap_or_default(),
        "gpu_index" => profile.gpu_index.map_or("none".to_owned(), |index| index.to_string()),
        "hb_interval" => in_seconds(profile.hb_interval),
        "snapshot_every" => profile.snapshot_every.map_or("off".to_owned(), in_seconds),
        "picture_check" => on_or_off(profile.picture_check),
        "clip_seconds" => profile.clip.map_or("off".to_owned(), in_seconds),
        "stall_after" => profile.stall_after.map_or("auto".to_owned(), in_seconds),
        "cpu_affinity" => profile.cpu_affinity.as_ref().map_or("site".to_owned(), ToString::to_string),
        "nice" => profile.nice.map_or("site".to_owned(), |nice| nice.to_string()),
        "extra_cli" => extra_cli::join(&profile.extra_cli),
        "det_set" => profile.det_set.map_or("auto".to_owned(), |side| side.to_string()),
        "min_face_px" => profile.min_face_px.to_string(),
        "min_score" => profile.min_score.map_or("auto".to_owned(), |score| score.to_string()),
        _ => String::new(),
    }
}

/// Sets a knob from text.
///
/// # Errors
///
/// [`KnobError`], a sentence; the profile is unchanged then.
pub fn set(profile: &mut StreamProfile, key: &str, value: &str) -> Result<(), KnobError> {
    let knob = find(KNOBS, key)?;
    match knob.key {
        "fps" => profile.fps = knob.plain_number(value)?,
        "stream" => profile.stream = knob.choice(value, STREAMS)?,
        "decode" => profile.decode = knob.choice(value, DECODES)?,
        "rtsp_transport" => profile.rtsp_transport = knob.choice(value, TRANSPORTS)?,
        "hwaccel" => profile.hwaccel = knob.choice(value, HWACCELS)?,
        "device" => profile.device = device(knob, value)?,
        "gpu_index" => profile.gpu_index = knob.number(value)?.map(|index| index as u8),
        "hb_interval" => {
            profile.hb_interval = knob.seconds(value)?.ok_or_else(|| knob.out_of_range(value))?;
        }
        "snapshot_every" => profile.snapshot_every = knob.seconds(value)?,
        "picture_check" => profile.picture_check = knob.on_off(value)?,
        "clip_seconds" => profile.clip = knob.seconds(value)?,
        "stall_after" => profile.stall_after = knob.seconds(value)?,
        "cpu_affinity" => {
            let is_sites = value.trim().eq_ignore_ascii_case("site");
            profile.cpu_affinity = if is_sites { None } else { Some(knob.cores(value)?) };
        }
        "nice" => profile.nice = knob.number(value)?.map(|nice| nice as i8),
        "extra_cli" => profile.extra_cli = extra_cli::parse(value)?,
        "det_set" => {
            let sides = DET_SETS.map(|side| (side.to_string(), Some(side)));
            let mut words: Vec<(&str, Option<u16>)> = vec![("auto", None)];
            words.extend(sides.iter().map(|(word, side)| (word.as_str(), *side)));
            profile.det_set = knob.choice(value, &words)?;
        }
        "min_face_px" => profile.min_face_px = knob.plain_number(value)? as u16,
        "min_score" => profile.min_score = knob.number(value)?,
        _ => return Err(knob.out_of_range(value)),
    }
    Ok(())
}

fn device(knob: &Knob, value: &str) -> Result<Option<String>, KnobError> {
    let text = value.trim();
    let is_device = text.len() <= 100
        && !text.starts_with('-')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '.' | ':' | '-'));
    match text {
        "" | "none" => Ok(None),
        text if is_device => Ok(Some(text.to_owned())),
        _ => Err(knob.out_of_range(value)),
    }
}
