//! Problems: what the border says when something asked for was not done. Nothing was changed.

use std::fmt::Display;

use bellwatch_domain::pause::PauseError;
use bellwatch_domain::said::Said;

use crate::enforcer::TooSoon;
use crate::wire::{Problem, ProblemCode};
use crate::words::refusals::Refusal;

impl Problem {
    /// Something typed that cannot be taken, at `field`.
    pub fn bad_input(field: &str, message: impl Display) -> Self {
        let message = message.to_string();
        let field = Some(field.to_owned()).filter(|field| !field.is_empty());
        Problem { code: ProblemCode::BadInput, detail: message.clone(), message, field }
    }

    /// The camera or profile asked about is no longer there.
    pub fn gone(what: &str) -> Self {
        let message = Refusal::Gone { what: Said(what) }.to_string();
        Problem { code: ProblemCode::Gone, detail: message.clone(), message, field: None }
    }

    /// Something that failed, with the chain of its causes.
    pub fn failed(error: &(dyn std::error::Error + 'static)) -> Self {
        Problem { code: ProblemCode::Failed, message: error.to_string(), detail: chain(error), field: None }
    }
}

/// An error and its causes, joined by ": ".
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let words = next.to_string();
        // Some libraries repeat their cause in their own words.
        if !text.ends_with(&words) {
            text.truncate(text.trim_end_matches('.').len());
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = next.source();
    }
    text
}

impl From<bellwatch_store::Error> for Problem {
    fn from(error: bellwatch_store::Error) -> Self {
        use bellwatch_store::Error as E;
        let (code, field) = match &error {
            E::NameTaken { .. } => (ProblemCode::BadInput, Some("name".to_owned())),
            E::CodeTaken { .. } => (ProblemCode::BadInput, Some("code".to_owned())),
            E::NoConsent | E::DaySigned { .. } | E::DayIsOn { .. } | E::NothingToSign { .. } => {
                (ProblemCode::BadInput, None)
            }
            E::NoImport | E::ChangedSince { .. } => (ProblemCode::BadInput, None),
            E::ProfileInUse { .. } | E::LastProfile | E::TooMany { .. } | E::ConfigFile(..) => {
                (ProblemCode::BadInput, None)
            }
            E::Backup(_) => (ProblemCode::BadInput, None),
            E::Gone { .. } => (ProblemCode::Gone, None),
            _ => (ProblemCode::Store, None),
        };
        Problem { code, message: error.to_string(), detail: chain(&error), field }
    }
}

impl From<TooSoon> for Problem {
    fn from(error: TooSoon) -> Self {
        Problem {
            code: ProblemCode::TooSoon,
            message: error.to_string(),
            detail: error.to_string(),
            field: None,
        }
    }
}

impl From<PauseError> for Problem {
    fn from(error: PauseError) -> Self {
        Problem::bad_input("until", error.to_string())
    }
}
