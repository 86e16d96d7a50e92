//! Words for what the domain keeps as enums: errors and endings, both ways.

use bellwatch_domain::LastError;
use bellwatch_domain::last_error::{LastErrorKind, code};
use bellwatch_domain::reconcile::{RestartWhy, StopWhy};
use bellwatch_domain::run::EndingWhy;

use crate::Error;

/// Every kind of error that is its code alone.
const PLAIN: [LastErrorKind; 21] = [
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

/// The kind of a code and what belongs to it.
pub(crate) fn error_kind(word: &str, part: Option<&str>) -> Result<LastErrorKind, Error> {
    let unreadable = || Error::Unreadable(format!("the error {word:?}"));
    let part = part.unwrap_or_default();
    if word == code(&LastErrorKind::CameraError { status: 0 }) {
        return Ok(LastErrorKind::CameraError { status: part.parse().map_err(|_| unreadable())? });
    }
    if word == code(&LastErrorKind::OptionRefused { option: String::new() }) {
        return Ok(LastErrorKind::OptionRefused { option: part.to_owned() });
    }
    PLAIN.iter().find(|kind| code(kind) == word).cloned().ok_or_else(unreadable)
}

const STOPS: [(StopWhy, &str); 8] = [
    (StopWhy::Disabled, "stopped: disabled"),
    (StopWhy::Paused, "stopped: paused"),
    (StopWhy::ByHand, "stopped: by hand"),
    (StopWhy::SettingsWrong, "stopped: settings wrong"),
    (StopWhy::Held, "stopped: held"),
    (StopWhy::DependencyMissing, "stopped: dependency missing"),
    (StopWhy::NoLongerWanted, "stopped: no longer wanted"),
    (StopWhy::EngineStops, "stopped: engine stops"),
];

const RESTARTS: [(RestartWhy, &str); 4] = [
    (RestartWhy::CommandChanged, "restarted: command changed"),
    (RestartWhy::SettingsChanged, "restarted: settings changed"),
    (RestartWhy::DecodeChanged, "restarted: decode changed"),
    (RestartWhy::ByHand, "restarted: by hand"),
];

/// The word for an ending.
pub(crate) fn ending_word(why: &EndingWhy) -> &'static str {
    match why {
        EndingWhy::Stopped(why) => {
            STOPS.iter().find(|(known, _)| known == why).map_or("stopped", |(_, word)| word)
        }
        EndingWhy::Restarted(why) => {
            RESTARTS.iter().find(|(known, _)| known == why).map_or("restarted", |(_, word)| word)
        }
        EndingWhy::Failed(_) => "failed",
        EndingWhy::EngineDied => "engine died",
    }
}

/// The ending of a word and the error beside it.
pub(crate) fn ending_why(word: &str, error: Option<LastError>) -> Result<EndingWhy, Error> {
    if let Some((why, _)) = STOPS.iter().find(|(_, known)| *known == word) {
        return Ok(EndingWhy::Stopped(*why));
    }
    if let Some((why, _)) = RESTARTS.iter().find(|(_, known)| *known == word) {
        return Ok(EndingWhy::Restarted(*why));
    }
    match (word, error) {
        ("failed", Some(error)) => Ok(EndingWhy::Failed(error)),
        ("engine died", _) => Ok(EndingWhy::EngineDied),
        _ => Err(Error::Unreadable(format!("the ending {word:?}"))),
    }
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
            assert_eq!(&error_kind(code(kind), error_part(kind).as_deref()).unwrap(), kind);
        }
        assert!(error_kind("no such code", None).is_err());
    }

    #[test]
    fn every_ending_comes_back_from_its_word() {
        let error =
            LastError { kind: LastErrorKind::Stalled, at: DateTime::UNIX_EPOCH, evidence: String::new() };
        let stops = STOPS.iter().map(|(why, _)| EndingWhy::Stopped(*why));
        let restarts = RESTARTS.iter().map(|(why, _)| EndingWhy::Restarted(*why));
        for why in stops.chain(restarts).chain([EndingWhy::Failed(error.clone()), EndingWhy::EngineDied]) {
            assert_eq!(ending_why(ending_word(&why), Some(error.clone())).unwrap(), why);
        }
    }
}
