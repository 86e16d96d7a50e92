//! The days of a repeated entry. A rule comes from outside and may say anything, so what it costs is bounded, for one
//! entry and for a whole file, and whoever reads the report is told what was left out.

use chrono::{Duration, NaiveDate, Utc};
use icalendar::rrule::{self, Frequency, RRuleSet};

use super::read::Remark;

/// Days off that one repeated entry may make; every Friday and Saturday of five years are 522.
const MOST_REPEATS: usize = 1000;
/// Repeated entries are followed so far ahead.
const AHEAD: Duration = Duration::days(5 * 366);
/// What is longer over is not worth adding.
const BEHIND: Duration = Duration::days(366);
/// Days that may be looked at for all rules of one file: those of 2000 entries that began in 2000 are some 23 million.
const MOST_LOOKS: i64 = 25_000_000;
/// What a rule costs that finds no day; `rrule` gives it up after so many looks.
const LOOKS_FOR_NOTHING: i64 = 100_000;

/// Follows the repeated entries of one file.
pub(super) struct Repeats {
    from: NaiveDate,
    to: NaiveDate,
    looks_left: i64,
}

/// The days of one entry.
pub(super) struct Followed {
    pub(super) firsts: Vec<NaiveDate>,
    /// What of its repeats is not among them.
    pub(super) remark: Option<String>,
}

impl Repeats {
    pub(super) fn around(today: NaiveDate) -> Self {
        Repeats { from: today - BEHIND, to: today + AHEAD, looks_left: MOST_LOOKS }
    }

    /// The first days of an entry that begins on `first` and repeats by `rule`. Dates have no zone, so they are
    /// followed in UTC.
    ///
    /// # Errors
    ///
    /// A sentence for a rule that cannot be read, or that means times and no days; and when the file has cost enough.
    pub(super) fn follow(&mut self, first: NaiveDate, rule: &str) -> Result<Followed, String> {
        let set = parsed(first, rule)?;
        let rule = set.get_rrule().first().ok_or_else(unreadable)?;
        if set.get_rrule().len() > 1 {
            return Err(unreadable());
        }
        check_days(rule)?;
        let is_endless = rule.get_until().is_none() && rule.get_count().is_none();
        self.looks_left -= (self.to - first).num_days().max(1);
        if self.looks_left < 0 {
            return Err(Remark::TooManyRepeated.to_string());
        }
        let mut found_any = false;
        let mut firsts: Vec<NaiveDate> = Vec::new();
        let mut cut = false;
        for at in &set.limit() {
            found_any = true;
            let date = at.with_timezone(&Utc).date_naive();
            if date > self.to {
                break;
            }
            if date < self.from || firsts.last() == Some(&date) {
                continue;
            }
            if firsts.len() == MOST_REPEATS {
                cut = true;
                break;
            }
            firsts.push(date);
        }
        if !found_any {
            self.looks_left -= LOOKS_FOR_NOTHING;
        }
        let remark = match firsts.last() {
            Some(last) if cut => Some(Remark::TooOften { most: MOST_REPEATS, last: *last }.to_string()),
            Some(_) if is_endless => Some(Remark::Endless.to_string()),
            Some(_) | None => None,
        };
        Ok(Followed { firsts, remark })
    }
}

fn unreadable() -> String {
    Remark::NoRule.to_string()
}

/// Refuses what repeats within a day: a second's rule would be followed for hundreds of millions of seconds.
fn check_days(rule: &rrule::RRule) -> Result<(), String> {
    let is_of_days = match rule.get_freq() {
        Frequency::Yearly | Frequency::Monthly | Frequency::Weekly | Frequency::Daily => true,
        Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => false,
    };
    let is_once = [rule.get_by_hour(), rule.get_by_minute(), rule.get_by_second()]
        .into_iter()
        .all(|times| times.len() <= 1);
    if is_of_days && is_once { Ok(()) } else { Err(Remark::WithinADay.to_string()) }
}

fn parsed(first: NaiveDate, rule: &str) -> Result<RRuleSet, String> {
    let rule: Vec<String> = rule
        .split(';')
        .map(|part| match part.split_once('=') {
            // The end is a date as the start is, and rrule wants it as an instant.
            Some((key, value)) if key.eq_ignore_ascii_case("UNTIL") => {
                format!("UNTIL={}T000000Z", value.get(..8).unwrap_or(value))
            }
            _ => part.to_owned(),
        })
        .collect();
    let text = format!("DTSTART:{}T000000Z\nRRULE:{}", first.format("%Y%m%d"), rule.join(";"));
    text.parse().map_err(|_| unreadable())
}
