//! Errors in the operator's words: what ffmpeg said, as a kind, a sentence and a cure.
//!
//! The kinds are the operator's, not ffmpeg's: words and exit codes differ between its versions (4.4 to 9), the
//! troubles do not.

mod damage;
mod explain;
mod read;
mod words;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

pub use damage::{DamageMeter, is_damage};
pub use explain::{Context, Exit, Explained, explain};
pub use words::{code, cure, sentence, sentence_about, word};

/// What is wrong with a run, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastError {
    /// What kind of trouble.
    pub kind: LastErrorKind,
    /// When it was seen.
    pub at: DateTime<Utc>,
    /// The line of ffmpeg (masked) or the fact it was seen from, for the ticket.
    pub evidence: String,
}

/// Every kind of trouble a camera can be in, with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LastErrorKind {
    /// 401: the camera refuses the user name or password.
    AuthFailed,
    /// 403: the camera knows the user and does not let it see this.
    Forbidden,
    /// 404: there is no such stream on the camera.
    NotFoundOnCamera,
    /// The host answers, and nothing listens on that port.
    Refused,
    /// There is no way to the host.
    Unreachable,
    /// The host name has no address.
    NameNotFound,
    /// No answer while connecting.
    ConnectTimeout,
    /// Connected, and no picture (any more).
    Stalled,
    /// The same picture again and again while packets arrive.
    Frozen,
    /// The picture is black or the lens is covered.
    BlackOrCovered,
    /// The picture has lost its detail: the lens is out of focus, wet or dirty.
    Blurred,
    /// The camera looks somewhere else than before.
    Moved,
    /// The clock that the camera writes into its picture stands, while the picture goes on.
    ClockStands,
    /// The camera ended the stream.
    EndedByCamera,
    /// What answers sends no video.
    NotVideo,
    /// A codec this ffmpeg does not decode.
    CodecNotSupported,
    /// Too much of the stream arrives broken.
    Damaged,
    /// The transport asked for is refused by the camera (461).
    TransportRefused,
    /// The camera answered with another error of its own (for example 453, 500, 503).
    CameraError {
        /// The status it answered with.
        status: u16,
    },
    /// ffmpeg refuses an option.
    OptionRefused {
        /// Which one, as far as ffmpeg said.
        option: String,
    },
    /// ffmpeg is not on this machine.
    FfmpegMissing,
    /// Hardware decoding is not to be had.
    HwaccelUnavailable,
    /// No space left where we write.
    DiskFull,
    /// The file of a `file:` source is not there, or may not be read.
    FileUnreadable,
    /// The system killed ffmpeg (memory, most likely).
    KilledBySystem,
    /// Something else: ffmpeg's last line is the evidence.
    Unknown,
}
