//! Sets of weekdays.

use chrono::Weekday;

/// A set of weekdays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weekdays(u8);

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

impl Weekdays {
    /// None.
    pub const NONE: Weekdays = Weekdays(0);
    /// All seven.
    pub const ALL: Weekdays = Weekdays(0b0111_1111);

    /// Of seven bits, Monday lowest; others are dropped.
    pub fn of_bits(bits: u8) -> Self {
        Weekdays(bits & Self::ALL.0)
    }

    /// Seven bits, Monday lowest.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Whether `day` is in it.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.num_days_from_monday()) != 0
    }

    /// With `day` in it.
    #[must_use]
    pub fn with(self, day: Weekday) -> Self {
        Weekdays(self.0 | (1 << day.num_days_from_monday()))
    }

    /// All days that are not in it.
    #[must_use]
    pub fn others(self) -> Self {
        Weekdays(!self.0 & Self::ALL.0)
    }

    /// Whether no day is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its days, from Monday.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().filter(move |day| self.contains(*day))
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Weekdays::NONE, Weekdays::with)
    }
}

impl std::fmt::Display for Weekdays {
    /// `Sun Mon Tue`, or `none`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        let words: Vec<String> = self.days().map(|day| day.to_string()).collect();
        f.write_str(&words.join(" "))
    }
}

/// The weekdays that words mean, with spaces or commas between them (`Fri Sat`, or `none`); `None` where one means no
/// weekday, or where there is no word.
pub fn weekdays_of(text: &str) -> Option<Weekdays> {
    if text.trim().eq_ignore_ascii_case("none") {
        return Some(Weekdays::NONE);
    }
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let days: Option<Weekdays> = words.map(weekday_of).collect();
    days.filter(|days| !days.is_empty())
}

/// The weekday that a word means (`Mon`, `monday`), or `None`.
pub fn weekday_of(word: &str) -> Option<Weekday> {
    word.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_read_as_they_are_written() {
        for bits in 0..=Weekdays::ALL.bits() {
            let days = Weekdays::of_bits(bits);
            assert_eq!(weekdays_of(&days.to_string()), Some(days));
        }
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(weekdays_of(text).map(|days| days.to_string()).as_deref(), expected, "{text}");
        };
        check("friday,SAT  fri", Some("Fri Sat"));
        check(" None ", Some("none"));
        check("", None);
        check(", ,", None);
        check("Fri none", None);
        check("Sam", None);
    }
}
