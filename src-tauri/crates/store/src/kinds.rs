//! Words for what the domain keeps as enums, both ways. What is written once stays readable: a word is never changed.

use bellwatch_domain::LastError;
use bellwatch_domain::clips::ClipKind;
use bellwatch_domain::last_error::{LastErrorKind, code};
use bellwatch_domain::matching::ReviewWhy;
use bellwatch_domain::models::Wish;
use bellwatch_domain::profile::{CpuAffinity, Decode, Hwaccel, RtspTransport, StreamChoice};
use bellwatch_domain::reconcile::{RestartWhy, StopWhy};
use bellwatch_domain::run::EndingWhy;
use bellwatch_domain::site::EvidencePolicy;

use crate::Error;

/// Every kind of error that is its code alone.
const PLAIN: [LastErrorKind; 24] = [
    LastErrorKind::AuthFailed,
    LastErrorKind::Forbidden,
    LastErrorKind::NotFoundOnCamera,
    LastErrorKind::Refused,
    LastErrorKind::Unreachable,
    LastErrorKind::NameNotFound,
    LastErrorKind::ConnectTimeout,
    LastErrorKind::Stalled,
    LastErrorKind::Frozen,
    LastErrorKind::BlackOrCovered,
    LastErrorKind::Blurred,
    LastErrorKind::Moved,
    LastErrorKind::ClockStands,
    LastErrorKind::EndedByCamera,
    LastErrorKind::NotVideo,
    LastErrorKind::CodecNotSupported,
    LastErrorKind::Damaged,
    LastErrorKind::TransportRefused,
    LastErrorKind::FfmpegMissing,
    LastErrorKind::HwaccelUnavailable,
    LastErrorKind::DiskFull,
    LastErrorKind::FileUnreadable,
    LastErrorKind::KilledBySystem,
    LastErrorKind::Unknown,
];

/// What belongs to a kind beyond its code.
pub(crate) fn error_part(kind: &LastErrorKind) -> Option<String> {
    match kind {
        LastErrorKind::CameraError { status } => Some(status.to_string()),
        LastErrorKind::OptionRefused { option } => Some(option.clone()),
        _ => None,
    }
}

/// The kind of a code and what belongs to it. A code that is not known is [`LastErrorKind::Unknown`]: history that
/// another version wrote must not keep the engine from starting.
pub(crate) fn error_kind(word: &str, part: Option<&str>) -> LastErrorKind {
    let part = part.unwrap_or_default();
    if word == code(&LastErrorKind::CameraError { status: 0 }) {
        return LastErrorKind::CameraError { status: part.parse().unwrap_or_default() };
    }
    if word == code(&LastErrorKind::OptionRefused { option: String::new() }) {
        return LastErrorKind::OptionRefused { option: part.to_owned() };
    }
    PLAIN.iter().find(|kind| code(kind) == word).cloned().unwrap_or(LastErrorKind::Unknown)
}

/// The word for an ending.
pub(crate) fn ending_word(why: &EndingWhy) -> &'static str {
    match why {
        EndingWhy::Stopped(why) => match why {
            StopWhy::Disabled => "stopped: disabled",
            StopWhy::NoSchedule => "stopped: no schedule",
            StopWhy::PeriodOver => "stopped: period over",
            StopWhy::Exception => "stopped: exception",
            StopWhy::Paused => "stopped: paused",
            StopWhy::ByHand => "stopped: by hand",
            StopWhy::SettingsWrong => "stopped: settings wrong",
            StopWhy::Held => "stopped: held",
            StopWhy::DependencyMissing => "stopped: dependency missing",
            StopWhy::BudgetUsedUp => "stopped: budget used up",
            StopWhy::NoLongerWanted => "stopped: no longer wanted",
            StopWhy::EngineStops => "stopped: engine stops",
        },
        EndingWhy::Restarted(why) => match why {
            RestartWhy::CommandChanged => "restarted: command changed",
            RestartWhy::SettingsChanged => "restarted: settings changed",
            RestartWhy::DecodeChanged => "restarted: decode changed",
            RestartWhy::ByHand => "restarted: by hand",
        },
        EndingWhy::Failed(_) => "failed",
        EndingWhy::EngineDied => "engine died",
    }
}

/// Every ending that is its word alone.
const ENDINGS: [EndingWhy; 17] = [
    EndingWhy::Stopped(StopWhy::Disabled),
    EndingWhy::Stopped(StopWhy::NoSchedule),
    EndingWhy::Stopped(StopWhy::PeriodOver),
    EndingWhy::Stopped(StopWhy::Exception),
    EndingWhy::Stopped(StopWhy::Paused),
    EndingWhy::Stopped(StopWhy::ByHand),
    EndingWhy::Stopped(StopWhy::SettingsWrong),
    EndingWhy::Stopped(StopWhy::Held),
    EndingWhy::Stopped(StopWhy::DependencyMissing),
    EndingWhy::Stopped(StopWhy::BudgetUsedUp),
    EndingWhy::Stopped(StopWhy::NoLongerWanted),
    EndingWhy::Stopped(StopWhy::EngineStops),
    EndingWhy::Restarted(RestartWhy::CommandChanged),
    EndingWhy::Restarted(RestartWhy::SettingsChanged),
    EndingWhy::Restarted(RestartWhy::DecodeChanged),
    EndingWhy::Restarted(RestartWhy::ByHand),
    EndingWhy::EngineDied,
];

/// The ending of a word and the error beside it.
pub(crate) fn ending_why(word: &str, error: Option<LastError>) -> Result<EndingWhy, Error> {
    if let Some(why) = ENDINGS.iter().find(|why| ending_word(why) == word) {
        return Ok(why.clone());
    }
    match (word, error) {
        ("failed", Some(error)) => Ok(EndingWhy::Failed(error)),
        _ => Err(Error::Unreadable(format!("the ending {word:?}"))),
    }
}

/// A noun that is kept as one of a few words.
pub(crate) trait Word: Copy + PartialEq + 'static {
    /// Every value and its word, as the CHECK of its column lists them.
    const WORDS: &'static [(Self, &'static str)];

    fn word(self) -> &'static str {
        // Every value is listed; the tests say so.
        Self::WORDS.iter().find(|(value, _)| *value == self).map_or("", |(_, word)| word)
    }

    fn of(word: &str) -> Result<Self, Error> {
        let found = Self::WORDS.iter().find(|(_, known)| *known == word);
        found.map(|(value, _)| *value).ok_or_else(|| Error::Unreadable(format!("the word {word:?}")))
    }
}

impl Word for RtspTransport {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Tcp, "tcp"), (Self::Udp, "udp"), (Self::Auto, "auto")];
}

impl Word for StreamChoice {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Main, "main"), (Self::Sub, "sub")];
}

impl Word for Hwaccel {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::None, "none"),
        (Self::Auto, "auto"),
        (Self::Cuda, "cuda"),
        (Self::Vaapi, "vaapi"),
        (Self::Qsv, "qsv"),
    ];
}

impl Word for Decode {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Auto, "auto"), (Self::All, "all"), (Self::Keyframes, "keyframes")];
}

impl Word for Wish {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Auto, "auto"),
        (Self::Cpu, "cpu"),
        (Self::Cuda, "cuda"),
        (Self::TensorRt, "tensorrt"),
        (Self::OpenVino, "openvino"),
        (Self::DirectMl, "directml"),
    ];
}

impl Word for EvidencePolicy {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Off, "off"), (Self::Crop, "crop"), (Self::CropAndFrame, "crop_and_frame")];
}

impl Word for ReviewWhy {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::TooClose, "too_close"),
        (Self::Confusable, "confusable"),
        (Self::MistakenBefore, "mistaken"),
        (Self::RuledOut, "ruled_out"),
    ];
}

impl Word for ClipKind {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::UnknownFace, "unknown_face"), (Self::InDoubt, "in_doubt"), (Self::Tamper, "tamper")];
}

/// Cores from their text.
pub(crate) fn cores_of(text: &str) -> Result<CpuAffinity, Error> {
    CpuAffinity::parse(text).ok_or_else(|| Error::Unreadable(format!("the cores {text:?}")))
}

/// Words as text, a line feed between them; none of them holds one.
pub(crate) fn words_text(words: &[String]) -> String {
    words.join("\n")
}

/// Words from their text.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { text.split('\n').map(str::to_owned).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn every_kind_of_error_comes_back_from_its_words() {
        let with_parts = [
            LastErrorKind::CameraError { status: 453 },
            LastErrorKind::OptionRefused { option: "-x y".into() },
        ];
        for kind in PLAIN.iter().chain(&with_parts) {
            assert_eq!(&error_kind(code(kind), error_part(kind).as_deref()), kind);
        }
        assert_eq!(error_kind("of another version", None), LastErrorKind::Unknown);
    }

    #[test]
    fn every_ending_comes_back_from_its_word() {
        let error =
            LastError { kind: LastErrorKind::Stalled, at: DateTime::UNIX_EPOCH, evidence: String::new() };
        for why in ENDINGS.iter().chain([&EndingWhy::Failed(error.clone())]) {
            assert_eq!(&ending_why(ending_word(why), Some(error.clone())).unwrap(), why);
        }
    }

    #[test]
    fn every_knob_comes_back_from_its_word() {
        fn check<T: Word + std::fmt::Debug>() {
            for (value, word) in T::WORDS {
                assert_eq!((value.word(), T::of(word).unwrap()), (*word, *value));
            }
        }
        check::<RtspTransport>();
        check::<StreamChoice>();
        check::<Hwaccel>();
        check::<Decode>();
        check::<Wish>();
        check::<EvidencePolicy>();
        check::<ReviewWhy>();
        check::<ClipKind>();
        check::<crate::PhotoOrigin>();
        for cores in [CpuAffinity::All, CpuAffinity::Auto, CpuAffinity::Cores(vec![0, 3, 12])] {
            assert_eq!(cores_of(&cores.to_string()).unwrap(), cores);
        }
        for words in [vec![], vec!["-user_agent".to_owned(), String::new()], vec!["-re".to_owned()]] {
            assert_eq!(words_of(&words_text(&words)), words);
        }
    }
}
