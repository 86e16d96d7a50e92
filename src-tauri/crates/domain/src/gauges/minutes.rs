//! Means of whole minutes. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::Measure;

/// What a measure was over one minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The minute's beginning.
    pub at: DateTime<Utc>,
    /// Of what.
    pub measure: Measure,
    /// Of all its samples.
    pub mean: f64,
    /// The greatest of them.
    pub most: f64,
}

/// Gathers samples until their minute is over.
#[derive(Debug, Clone, Default)]
pub struct Minutes {
    minute: Option<DateTime<Utc>>,
    sums: BTreeMap<Measure, Sum>,
}

#[derive(Debug, Clone, Copy)]
struct Sum {
    sum: f64,
    count: u32,
    most: f64,
}

impl Minutes {
    /// Takes a sample in; the minute before, when this one begins another. What is no number is left out.
    ///
    /// A clock that was set back begins another minute too: that one's means are written over.
    pub fn take(&mut self, at: DateTime<Utc>, values: &[(Measure, f64)]) -> Vec<Mean> {
        let minute = minute_of(at);
        let over = match self.minute {
            Some(before) if before != minute => self.means(before),
            Some(_) | None => Vec::new(),
        };
        if self.minute != Some(minute) {
            self.minute = Some(minute);
            self.sums.clear();
        }
        for (measure, value) in values.iter().filter(|(_, value)| value.is_finite()) {
            let sum = self.sums.entry(*measure).or_insert(Sum { sum: 0.0, count: 0, most: f64::MIN });
            sum.sum += value;
            sum.count += 1;
            sum.most = sum.most.max(*value);
        }
        over
    }

    fn means(&self, at: DateTime<Utc>) -> Vec<Mean> {
        let mean = |(measure, sum): (&Measure, &Sum)| Mean {
            at,
            measure: *measure,
            mean: sum.sum / f64::from(sum.count),
            most: sum.most,
        };
        self.sums.iter().map(mean).collect()
    }
}

fn minute_of(at: DateTime<Utc>) -> DateTime<Utc> {
    at - Duration::milliseconds(at.timestamp_millis().rem_euclid(60_000))
}

/// Instants in order, with one more behind each that nothing follows for longer than `apart`: there a line is to be
/// broken off, instead of being drawn over a time that nothing is known of.
pub fn with_gaps(instants: &[DateTime<Utc>], apart: Duration) -> Vec<(DateTime<Utc>, bool)> {
    let mut all = Vec::with_capacity(instants.len());
    for (nth, at) in instants.iter().enumerate() {
        all.push((*at, true));
        if instants.get(nth + 1).is_some_and(|next| *next - *at > apart) {
            all.push((*at + apart, false));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    #[test]
    fn a_minute_comes_when_it_is_over_with_its_mean_and_its_most() {
        let mut minutes = Minutes::default();
        assert_eq!(minutes.take(at(61), &[(Measure::Cpu, 10.0), (Measure::Memory, 50.0)]), []);
        assert_eq!(minutes.take(at(80), &[(Measure::Cpu, 40.0)]), []);
        assert_eq!(minutes.take(at(119), &[(Measure::Cpu, f64::NAN)]), []);
        let mean = |measure, mean, most| Mean { at: at(60), measure, mean, most };
        assert_eq!(
            minutes.take(at(125), &[(Measure::Cpu, 1.0)]),
            [mean(Measure::Cpu, 25.0, 40.0), mean(Measure::Memory, 50.0, 50.0)]
        );
        assert_eq!(minutes.take(at(600), &[]), [Mean { at: at(120), ..mean(Measure::Cpu, 1.0, 1.0) }]);
        assert_eq!(minutes.take(at(700), &[]), [], "a minute without a sample is none");
    }

    #[test]
    fn a_clock_that_was_set_back_begins_another_minute() {
        let mut minutes = Minutes::default();
        minutes.take(at(600), &[(Measure::Cpu, 1.0)]);
        assert_eq!(minutes.take(at(60), &[(Measure::Cpu, 2.0)]).len(), 1);
    }

    #[test]
    fn a_line_breaks_off_where_nothing_is_known() {
        let minute = Duration::minutes(1);
        let gaps = with_gaps(&[at(0), at(60), at(300)], minute);
        assert_eq!(gaps, [(at(0), true), (at(60), true), (at(120), false), (at(300), true)]);
        assert_eq!(with_gaps(&[], minute), []);
    }
}
