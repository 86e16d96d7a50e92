//! What the operator reads: a word for a tile, a sentence, a cure, and a code for machines.

use super::LastErrorKind;

struct Text {
    code: &'static str,
    word: &'static str,
    sentence: String,
    cure: &'static str,
}

/// A stable name for machines, for example `auth_failed`.
pub fn code(kind: &LastErrorKind) -> &'static str {
    text(kind, "").code
}

/// Two or three words for a tile or a table.
pub fn word(kind: &LastErrorKind) -> &'static str {
    text(kind, "").word
}

/// What is wrong, in one sentence about "the camera".
pub fn sentence(kind: &LastErrorKind) -> String {
    sentence_about(kind, "The camera")
}

/// What is wrong, in one sentence that names the camera.
pub fn sentence_about(kind: &LastErrorKind, camera: &str) -> String {
    text(kind, camera).sentence
}

/// What to do about it, in one or two sentences.
pub fn cure(kind: &LastErrorKind) -> String {
    text(kind, "").cure.to_owned()
}

fn text(kind: &LastErrorKind, name: &str) -> Text {
    let say = |code, word, sentence: String, cure| Text { code, word, sentence, cure };
    match kind {
        LastErrorKind::AuthFailed => say(
            "auth_failed",
            "Password refused",
            format!("{name} refuses the user name or password."),
            "Type the user name and password again. It is not tried again until then, because cameras lock \
             themselves after too many wrong passwords.",
        ),
        LastErrorKind::Forbidden => say(
            "forbidden",
            "Not allowed",
            format!("{name} knows this user and does not let it watch."),
            "Give the user the right to watch in the camera's own settings, or type another user here.",
        ),
        LastErrorKind::NotFoundOnCamera => say(
            "not_found_on_camera",
            "No such stream",
            format!("{name} answers, and has no stream at this address."),
            "Check what stands after the host in the address; the camera's handbook names it.",
        ),
        LastErrorKind::Refused => say(
            "refused",
            "Connection refused",
            format!("{name}'s host answers, and nothing listens on this port."),
            "Check the port, and whether streaming is switched on in the camera. It may also be starting up.",
        ),
        LastErrorKind::Unreachable => say(
            "unreachable",
            "Unreachable",
            format!("There is no way to {}.", in_a_sentence(name)),
            "Check the camera's power and network cable, and that this computer is on the same network.",
        ),
        LastErrorKind::NameNotFound => say(
            "name_not_found",
            "Name not found",
            format!("The host name of {} has no address.", in_a_sentence(name)),
            "Check the spelling of the host, or use the camera's IP address.",
        ),
        LastErrorKind::ConnectTimeout => say(
            "connect_timeout",
            "No answer",
            format!("{name} does not answer."),
            "Check the camera's power and network cable, and the address; a firewall can also be in the way.",
        ),
        LastErrorKind::Stalled => say(
            "stalled",
            "No picture",
            format!("{name} is connected and sends no picture."),
            "It is started anew by itself. If this returns, restart the camera or try the other transport (tcp, udp).",
        ),
        LastErrorKind::Frozen => say(
            "frozen",
            "Picture stands still",
            format!("{name} sends the same picture again and again."),
            "Restart the camera; its encoder has most likely stopped.",
        ),
        LastErrorKind::BlackOrCovered => say(
            "black_or_covered",
            "Black or covered",
            format!("{name} shows black, or its lens is covered."),
            "Look at the lens, and at the light in the room.",
        ),
        LastErrorKind::Blurred => say(
            "blurred",
            "Blurred",
            format!("{name} shows a blurred picture."),
            "Wipe the lens and its cover, and check the focus. If it is to be so, it counts as usual after ten minutes.",
        ),
        LastErrorKind::Moved => say(
            "moved",
            "View has moved",
            format!("{name} looks somewhere else than before."),
            "Turn it back if somebody turned it. If it is to look there, that counts as its view after ten minutes.",
        ),
        LastErrorKind::ClockStands => say(
            "clock_stands",
            "Clock stands still",
            format!("The clock in the picture of {} stands still.", in_a_sentence(name)),
            "Restart the camera; a part of it has most likely stopped. Until then its recordings do not prove when they \
             were made.",
        ),
        LastErrorKind::EndedByCamera => say(
            "ended_by_camera",
            "Camera hung up",
            format!("{name} ended the stream."),
            "It is tried again by itself. If this returns, check that the address and port are the camera's, and \
             how many viewers it allows.",
        ),
        LastErrorKind::NotVideo => say(
            "not_video",
            "No video",
            format!("What answers at the address of {} sends no video.", in_a_sentence(name)),
            "Check the address: it may be a web page, or a stream of sound alone.",
        ),
        LastErrorKind::CodecNotSupported => say(
            "codec_not_supported",
            "Unknown codec",
            format!("{name} sends a codec that this ffmpeg cannot decode."),
            "Choose H.264 or H.265 in the camera's settings, or install an ffmpeg that knows its codec.",
        ),
        LastErrorKind::Damaged => say(
            "damaged",
            "Damaged stream",
            format!("Too much of what {} sends arrives broken.", in_a_sentence(name)),
            "Check cable and Wi-Fi, use the transport tcp, or lower the camera's bit rate.",
        ),
        LastErrorKind::TransportRefused => say(
            "transport_refused",
            "Transport refused",
            format!("{name} refuses this transport."),
            "Set rtsp_transport to auto or to the other one in the camera's profile.",
        ),
        LastErrorKind::CameraError { status } => say(
            "camera_error",
            "Camera error",
            format!("{name} answers with error {status}{}.", meaning(*status)),
            "It is tried again by itself. If this returns, restart the camera, and check how many viewers it allows.",
        ),
        LastErrorKind::OptionRefused { option } => say(
            "option_refused",
            "Option refused",
            format!("ffmpeg refuses \"{option}\"."),
            "Remove it from the profile's additional arguments, or install an ffmpeg that knows it.",
        ),
        LastErrorKind::FfmpegMissing => say(
            "ffmpeg_missing",
            "ffmpeg missing",
            "ffmpeg is not installed on this computer, or cannot be started.".to_owned(),
            "Install ffmpeg (on Debian and Ubuntu: sudo apt install ffmpeg); cameras start as soon as it is there.",
        ),
        LastErrorKind::HwaccelUnavailable => say(
            "hwaccel_unavailable",
            "No GPU decoding",
            format!("The GPU does not decode {}'s stream.", in_a_sentence(name)),
            "The camera runs with software decoding. Check the driver and the knobs hwaccel, device and gpu_index, \
             or set hwaccel to none.",
        ),
        LastErrorKind::DiskFull => say(
            "disk_full",
            "Disk full",
            "No space is left on this computer's disk.".to_owned(),
            "Free some space, or lower how long snapshots are kept in Settings.",
        ),
        LastErrorKind::FileUnreadable => say(
            "file_unreadable",
            "File unreadable",
            format!("The video file of {} is not there, or may not be read.", in_a_sentence(name)),
            "Check its path, and that the user who runs Bellwatch may read it.",
        ),
        LastErrorKind::KilledBySystem => say(
            "killed_by_system",
            "Killed by the system",
            format!(
                "The system ended the ffmpeg of {}, most likely for want of memory.",
                in_a_sentence(name)
            ),
            "Close other programs, or run fewer or smaller streams (the sub-stream, for example).",
        ),
        LastErrorKind::Unknown => say(
            "unknown",
            "Unknown error",
            format!("The ffmpeg of {} ended for a reason that is not known.", in_a_sentence(name)),
            "It is tried again by itself. ffmpeg's last line says more; Copy puts all of it on the clipboard.",
        ),
    }
}

fn in_a_sentence(name: &str) -> String {
    name.strip_prefix("The camera").map_or_else(|| name.to_owned(), |rest| format!("the camera{rest}"))
}

fn meaning(status: u16) -> &'static str {
    match status {
        453 => " (not enough bandwidth)",
        454 | 455 => " (it has no such session, or no video)",
        503 => " (too busy)",
        500..=599 => " (trouble of its own)",
        _ => "",
    }
}
