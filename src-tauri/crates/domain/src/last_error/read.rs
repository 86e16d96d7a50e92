//! Readers of ffmpeg's lines, one per kind of trouble, by meaning rather than by version.
//!
//! Each knows the words of ffmpeg 4.4 to 9 for its trouble; `tests/fixtures/stderr` holds them as recorded.

use super::{Context, Exit, LastErrorKind};
use crate::SourceScheme;
use crate::ffmpeg_args::NETWORK_TIMEOUT_S;

/// A line under a reader's eyes.
pub(super) struct Line<'a> {
    /// As ffmpeg wrote it.
    text: &'a str,
    /// In lower case.
    low: String,
    /// The lines after it.
    later: &'a [&'a str],
    exit: Exit,
    context: Context,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str, later: &'a [&'a str], exit: Exit, context: Context) -> Self {
        Line { text, low: text.to_lowercase(), later, exit, context }
    }

    fn has(&self, words: &str) -> bool {
        self.low.contains(words)
    }

    fn has_any(&self, many: &[&str]) -> bool {
        many.iter().any(|words| self.has(words))
    }

    /// What stands between two quotation marks or up to a space, behind `words`.
    fn after(&self, words: &str) -> Option<String> {
        let at = self.low.find(words)? + words.len();
        let rest = self.text.get(at..)?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let value = match quote {
            Some(quote) => rest[1..].split(quote).next()?,
            None => rest.split([' ', ':', ',', '.']).next()?,
        };
        (!value.is_empty()).then(|| value.chars().take(60).collect())
    }

    /// The first number of three digits behind `words`.
    fn status_after(&self, words: &str) -> Option<u16> {
        let at = self.low.find(words)? + words.len();
        let digits: String =
            self.low.get(at..)?.trim_start().chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok().filter(|status| (300..700).contains(status))
    }

    fn is_rtsp(&self) -> bool {
        match self.context.source {
            Some(SourceScheme::Rtsp | SourceScheme::Rtsps) => true,
            Some(SourceScheme::Http | SourceScheme::File | SourceScheme::Demo) => false,
            None => self.has("rtsp") || self.later.iter().any(|text| text.contains("rtsp")),
        }
    }
}

/// Says which trouble a line means, if it is the reader's.
pub(super) type Reader = fn(&Line) -> Option<LastErrorKind>;

/// The camera answered with a status.
pub(super) fn status(line: &Line) -> Option<LastErrorKind> {
    let is_method = line.has("method ") && line.has(" failed: ");
    let status = line
        .status_after(" failed: ")
        .filter(|_| is_method)
        .or_else(|| line.status_after("http error "))
        .or_else(|| line.status_after("server returned "))?;
    Some(match status {
        401 => LastErrorKind::AuthFailed,
        403 => LastErrorKind::Forbidden,
        404 | 410 => LastErrorKind::NotFoundOnCamera,
        461 => LastErrorKind::TransportRefused,
        // ffmpeg tries another transport after a refusal of its first; then a later line tells the outcome.
        _ => LastErrorKind::CameraError { status },
    })
}

/// Everything was agreed upon, a video codec too, and no picture came.
pub(super) fn no_picture(line: &Line) -> Option<LastErrorKind> {
    let nothing_seen = line.has("could not find codec parameters") && line.has("unspecified size");
    nothing_seen.then_some(LastErrorKind::Stalled)
}

/// It opened, and there is no video in it.
pub(super) fn no_stream(line: &Line) -> Option<LastErrorKind> {
    let no_output = line.has("output file") && line.has("does not contain any stream");
    (no_output || line.has("matches no streams")).then_some(LastErrorKind::NotVideo)
}

/// ffmpeg refuses an option, a filter, a codec or a protocol that was asked for by name.
pub(super) fn option(line: &Line) -> Option<LastErrorKind> {
    let named = [
        "unrecognized option ",
        "missing argument for option ",
        "error setting option ",
        "unknown encoder ",
        "unknown decoder ",
        "unrecognized hwaccel: ",
        "no such filter: ",
        "error parsing filterchain ",
        "unknown input format: ",
        "requested output format ",
        "invalid decoder ",
    ];
    if line.has("unrecognized hwaccel") {
        return Some(LastErrorKind::HwaccelUnavailable);
    }
    let refused = |option: String| Some(LastErrorKind::OptionRefused { option });
    if let Some(option) = named.iter().find_map(|words| line.after(words)) {
        return refused(option);
    }
    // "Option rw_timeout not found." – but not "Option not found" at the end of a line that names it.
    if line.has("option ") && line.has(" not found.") {
        return refused(line.after("option ")?);
    }
    if line.has("is not a decoding option") || line.has("cannot be applied to") {
        return refused(line.after("option ")?);
    }
    if line.has("invalid value ") || line.has("error applying option ") || line.has("error parsing option ") {
        return refused(line.after("option ").or_else(|| line.after("invalid value "))?);
    }
    if line.has("protocol not found") {
        let scheme = line.later.iter().chain([&line.text]).find_map(|text| scheme_in(text));
        return refused(scheme.unwrap_or_else(|| "address".to_owned()));
    }
    if line.has("at least one output file must be specified") {
        return refused("output".to_owned());
    }
    None
}

/// The host's name has no address.
pub(super) fn name(line: &Line) -> Option<LastErrorKind> {
    let words =
        ["failed to resolve hostname", "name or service not known", "temporary failure in name resolution"];
    line.has_any(&words).then_some(LastErrorKind::NameNotFound)
}

/// No way to the host.
pub(super) fn unreachable(line: &Line) -> Option<LastErrorKind> {
    // The numbers are Windows' own, which ffmpeg does not always put into words.
    let words = [
        "no route to host",
        "network is unreachable",
        "host is down",
        "host is unreachable",
        "-10051",
        "-10065",
    ];
    line.has_any(&words).then_some(LastErrorKind::Unreachable)
}

/// Nothing listens there.
pub(super) fn refused(line: &Line) -> Option<LastErrorKind> {
    line.has_any(&["connection refused", "-10061"]).then_some(LastErrorKind::Refused)
}

/// No answer while connecting.
pub(super) fn connect_timeout(line: &Line) -> Option<LastErrorKind> {
    if !line.has_any(&["timed out", "-10060"]) {
        return None;
    }
    let later_says = |words: &str| line.later.iter().any(|text| text.to_lowercase().contains(words));
    let while_connecting = (line.has("connection to ") && line.has("failed"))
        || line.has("error opening input")
        || line.has("[tls @")
        || (line.has("failed reading rtsp data") && later_says("error opening input"))
        || line.context.source == Some(SourceScheme::Http);
    while_connecting.then_some(LastErrorKind::ConnectTimeout)
}

/// Hardware decoding did not come about. `-hwaccel auto` also complains, and goes on in software.
pub(super) fn hwaccel(line: &Line) -> Option<LastErrorKind> {
    let words = [
        "no device available for decoder",
        "device setup failed for decoder",
        "cannot load libnvcuvid",
        "failed loading nvcuvid",
        "hwaccel initialisation returned error",
        "no decoder surfaces left",
        "impossible to convert between the formats supported by the filter",
    ];
    line.has_any(&words).then_some(LastErrorKind::HwaccelUnavailable)
}

/// A codec without a decoder.
pub(super) fn codec(line: &Line) -> Option<LastErrorKind> {
    let no_decoder = (line.has("decoder (codec ") && line.has("not found"))
        || line.has("no decoder found for")
        || line.has("could not find codec parameters") && line.has("unknown codec");
    no_decoder.then_some(LastErrorKind::CodecNotSupported)
}

/// The file of a `file:` source.
pub(super) fn file(line: &Line) -> Option<LastErrorKind> {
    let cannot = line.has_any(&["no such file or directory", "permission denied", "is a directory"]);
    // Without a context, a line about the input: `[error] /a/b.mp4: No such file` (to 6), `Error opening input` (7 on).
    let about_input = match line.context.source {
        Some(SourceScheme::File) => true,
        Some(_) => false,
        None => {
            line.has("error opening input")
                || line.low.starts_with("[error] /")
                || line.low.starts_with("[error] file:")
                || line.low.starts_with('/')
        }
    };
    (cannot && about_input).then_some(LastErrorKind::FileUnreadable)
}

/// What was opened could not be read as anything.
pub(super) fn not_opened(line: &Line) -> Option<LastErrorKind> {
    if !line.has("invalid data found when processing input") || line.has("stream #") || line.has("decod") {
        return None;
    }
    if !line.is_rtsp() {
        return Some(LastErrorKind::NotVideo);
    }
    // RTSP: the answer never came, or the other side hung up on us or speaks something else. The latter also
    // happens while a camera boots, so it must be a kind that is tried again.
    let waited = line.context.ran_for.is_some_and(|time| time.num_milliseconds() >= NETWORK_TIMEOUT_S * 950);
    Some(if waited { LastErrorKind::ConnectTimeout } else { LastErrorKind::EndedByCamera })
}

/// No space where it writes.
pub(super) fn disk_full(line: &Line) -> Option<LastErrorKind> {
    line.has("no space left on device").then_some(LastErrorKind::DiskFull)
}

/// The system gives no memory.
pub(super) fn memory(line: &Line) -> Option<LastErrorKind> {
    let words = ["cannot allocate memory", "get_buffer() failed", "out of memory"];
    line.has_any(&words).then_some(LastErrorKind::KilledBySystem)
}

/// Connected, and then nothing.
pub(super) fn timeout(line: &Line) -> Option<LastErrorKind> {
    line.has_any(&["timed out", "-10060"]).then_some(LastErrorKind::Stalled)
}

/// The other side hung up.
pub(super) fn ended(line: &Line) -> Option<LastErrorKind> {
    if line.context.stalled {
        return None;
    }
    let hung_up =
        line.has_any(&["connection reset by peer", "end of file", "stream ends prematurely", "-10054"]);
    let clean = line.exit.code == Some(0) && line.has("failed reading rtsp data");
    (hung_up || clean).then_some(LastErrorKind::EndedByCamera)
}

fn scheme_in(text: &str) -> Option<String> {
    let (before, _) = text.split_once("://")?;
    let scheme = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
    (!scheme.is_empty()).then(|| format!("{scheme}:"))
}
