//! Reading a value.

use chrono::{Duration, NaiveTime};

use super::{Input, Knob, KnobError};
use crate::Weekdays;
use crate::profile::CpuAffinity;
use crate::schedule::weekdays_of;

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

    /// As [`Knob::number`], in minutes; 0 is the same as the word that switches it off.
    pub(super) fn minutes(&self, value: &str) -> Result<Option<Duration>, KnobError> {
        if value.trim() == "0" {
            return Ok(None);
        }
        Ok(self.number(value)?.map(|minutes| Duration::minutes(minutes as i64)))
    }

    /// `on` or `off`.
    pub(super) fn on_off(&self, value: &str) -> Result<bool, KnobError> {
        self.choice(value, &[("on", true), ("off", false)])
    }

    /// Weekdays as [`weekdays_of`] reads them.
    pub(super) fn weekdays(&self, value: &str) -> Result<Weekdays, KnobError> {
        weekdays_of(value).ok_or_else(|| self.out_of_range(value))
    }

    /// Cores as [`CpuAffinity::parse`] reads them.
    pub(super) fn cores(&self, value: &str) -> Result<CpuAffinity, KnobError> {
        CpuAffinity::parse(value).ok_or_else(|| self.out_of_range(value))
    }
}

/// A local time as people write it on the wall, to the minute: `07:45`, `7:45`.
///
/// `24:00` and times with seconds are none.
pub fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |digits: &str, most: usize| -> Option<u32> {
        let plain = (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if plain { digits.parse().ok() } else { None }
    };
    let minute = if minute.len() == 2 { number(minute, 2)? } else { return None };
    NaiveTime::from_hms_opt(number(hour, 2)?, minute, 0)
}

/// A switch as a knob says it.
pub(super) fn on_or_off(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// Minutes as a knob says them.
pub(super) fn in_minutes(span: Option<Duration>) -> String {
    span.map_or("off".to_owned(), |span| span.num_minutes().to_string())
}

/// Seconds as a knob says them.
pub(super) fn in_seconds(span: Duration) -> String {
    (span.num_milliseconds() as f64 / 1000.0).to_string()
}
