//! Every knob of a StreamProfile and every setting of the Site: label, help, range, default, and how text sets it.
//!
//! Window and command line both work from these tables, so what one accepts the other does. A value is text here;
//! what `get` gives, `set` accepts.

mod names;
mod near;
mod profile;
mod site;
mod value;

#[cfg(test)]
mod tests;

pub use names::{NameError, check_location, check_name, check_password, check_tag, check_user};
pub(crate) use names::{one_line, visible};
pub use near::nearest;
pub use profile::{KNOBS, get, set};
pub use site::{SETTINGS, get_setting, set_setting};
pub use value::time_of_day;

use crate::extra_cli::ExtraCliError;

/// One thing that can be set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knob {
    /// Its stable name, as in the command line and the glossary.
    pub key: &'static str,
    /// What stands before it in the window.
    pub label: &'static str,
    /// What it does, one sentence.
    pub help: &'static str,
    /// What it takes, in words.
    pub range: &'static str,
    /// Its default, as text that it accepts.
    pub default: &'static str,
    /// How it is set.
    pub input: Input,
}

/// How a knob is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Input {
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A number from `min` to `max`, or one of `words` in its place.
    Number {
        /// Least.
        min: f64,
        /// Most.
        max: f64,
        /// What the arrows of a number field add; 1 takes whole numbers alone.
        step: f64,
        /// For example `s`.
        unit: &'static str,
        /// For example `auto`, `off`.
        words: &'static [&'static str],
    },
    /// Any of the seven weekdays, as text such as `Fri Sat`, or `none`.
    Weekdays,
    /// Free text, checked when it is set.
    Text {
        /// An example.
        placeholder: &'static str,
    },
}

/// Why a value cannot be taken; each displays as one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KnobError {
    /// There is no such knob.
    #[error("There is no setting named \"{key}\"{}.", did_you_mean(nearest))]
    Unknown {
        /// As typed.
        key: String,
        /// The nearest name, when one is near.
        nearest: Option<String>,
    },
    /// The value is none of those it takes.
    #[error("{key} takes {range}, not \"{value}\".")]
    OutOfRange {
        /// The knob.
        key: &'static str,
        /// What it takes, in words.
        range: &'static str,
        /// As typed, clipped.
        value: String,
    },
    /// The additional arguments do not pass their check.
    #[error("{0}")]
    ExtraCli(#[from] ExtraCliError),
    /// A time zone that nobody knows.
    #[error("\"{value}\" is not a time zone{}; they look like Asia/Baghdad.", did_you_mean(nearest))]
    TimeZone {
        /// As typed, clipped.
        value: String,
        /// The nearest name, when one is near.
        nearest: Option<String>,
    },
    /// A name that cannot be one.
    #[error("{0}")]
    Name(#[from] NameError),
}

fn did_you_mean(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|name| format!(" (did you mean {name}?)")).unwrap_or_default()
}

/// The knob named `key` in `table`.
fn find(table: &'static [Knob], key: &str) -> Result<&'static Knob, KnobError> {
    let key = key.trim();
    table.iter().find(|knob| knob.key == key).ok_or_else(|| KnobError::Unknown {
        key: value::clipped(key),
        nearest: nearest(key, table.iter().map(|knob| knob.key)),
    })
}
