//! Reading a value.

use chrono::Duration;

use super::{Input, Knob, KnobError};

/// As typed, short enough for a sentence.
pub(super) fn clipped(text: &str) -> String {
    let short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().count() > 40 { format!("{short}…") } else { short }
}

impl Knob {
    pub(super) fn out_of_range(&self, value: &str) -> KnobError {
        KnobError::OutOfRange { key: self.key, range: self.range, value: clipped(value) }
    }

    /// The one of the knob's choices that `value` names.
    pub(super) fn choice<T: Copy>(&self, value: &str, meanings: &[(&str, T)]) -> Result<T, KnobError> {
        let word = value.trim().to_lowercase();
        let found = meanings.iter().find(|(name, _)| *name == word);
        found.map(|(_, meaning)| *meaning).ok_or_else(|| self.out_of_range(value))
    }

    /// The number that `value` says, or `None` where it is one of the knob's words.
    ///
    /// The unit may stand behind it, and a comma may be the decimal point, as in half of the world.
    pub(super) fn number(&self, value: &str) -> Result<Option<f64>, KnobError> {
        let Input::Number { min, max, step, unit, words } = self.input else {
            return Err(self.out_of_range(value));
        };
        let text = value.trim().to_lowercase();
        if words.contains(&text.as_str()) {
            return Ok(None);
        }
        let digits = text.strip_suffix(&unit.to_lowercase()).unwrap_or(&text).trim().replace(',', ".");
        let number = digits.parse::<f64>().ok().filter(|number| (min..=max).contains(number));
        let is_whole = |number: &f64| step != 1.0 || number.fract() == 0.0;
        let number = number.filter(is_whole).ok_or_else(|| self.out_of_range(value))?;
        Ok(Some((number * 1000.0).round() / 1000.0))
    }

    /// As [`Knob::number`], for knobs that have no words.
    pub(super) fn plain_number(&self, value: &str) -> Result<f64, KnobError> {
        self.number(value)?.ok_or_else(|| self.out_of_range(value))
    }

    /// As [`Knob::number`], in seconds.
    pub(super) fn seconds(&self, value: &str) -> Result<Option<Duration>, KnobError> {
        Ok(self.number(value)?.map(|seconds| Duration::milliseconds((seconds * 1000.0) as i64)))
    }
}

/// Seconds as a knob says them.
pub(super) fn in_seconds(span: Duration) -> String {
    (span.num_milliseconds() as f64 / 1000.0).to_string()
}
