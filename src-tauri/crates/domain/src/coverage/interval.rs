//! Intervals of time, half-open, and what can be done with lists of them.

use chrono::{DateTime, Duration, Utc};

/// From one instant to another, without the latter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    /// It begins here.
    pub from: DateTime<Utc>,
    /// Here it is over.
    pub to: DateTime<Utc>,
}

impl Interval {
    /// From `from` to `to`; `None` when nothing lies between them.
    pub fn new(from: DateTime<Utc>, to: DateTime<Utc>) -> Option<Self> {
        (from < to).then_some(Interval { from, to })
    }

    /// How long it is.
    pub fn length(self) -> Duration {
        self.to - self.from
    }

    /// Whether `at` lies in it.
    pub fn contains(self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.to
    }

    /// What both have in common.
    pub fn overlap(self, other: Interval) -> Option<Interval> {
        Interval::new(self.from.max(other.from), self.to.min(other.to))
    }
}

/// The same time as `intervals`, in order, none touching the next.
pub fn joined(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort();
    let mut joined: Vec<Interval> = Vec::with_capacity(intervals.len());
    for next in intervals {
        match joined.last_mut() {
            Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
            _ => joined.push(next),
        }
    }
    joined
}

/// What of `within` lies in none of `taken`, in order.
pub fn left_of(within: Interval, taken: &[Interval]) -> Vec<Interval> {
    let mut left = Vec::new();
    let mut from = within.from;
    for one in joined(taken.to_vec()) {
        left.extend(Interval::new(from, one.from.min(within.to)));
        from = from.max(one.to);
    }
    left.extend(Interval::new(from, within.to));
    left
}

/// How long they are together; what lies in several counts once.
pub fn total(intervals: &[Interval]) -> Duration {
    joined(intervals.to_vec()).into_iter().fold(Duration::zero(), |sum, one| sum + one.length())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn interval(from: i64, to: i64) -> Option<Interval> {
        let at = |seconds| DateTime::UNIX_EPOCH + Duration::seconds(seconds);
        Interval::new(at(from), at(to))
    }

    #[test]
    fn an_interval_is_half_open() {
        let one = interval(10, 20).unwrap();
        let check = |second, expected| {
            assert_eq!(one.contains(DateTime::UNIX_EPOCH + Duration::seconds(second)), expected, "{second}");
        };
        check(9, false);
        check(10, true);
        check(19, true);
        check(20, false);
        assert_eq!(interval(20, 20), None);
        assert_eq!(one.overlap(interval(20, 30).unwrap()), None);
        assert_eq!(one.overlap(interval(15, 30).unwrap()), interval(15, 20));
    }

    proptest! {
        #[test]
        fn what_is_taken_and_what_is_left_make_the_whole(
            taken in proptest::collection::vec((-10..70_i64, 0..20_i64), 0..8),
        ) {
            let within = interval(0, 60).unwrap();
            let taken: Vec<Interval> = taken.iter().filter_map(|(from, length)| interval(*from, from + length)).collect();
            let left = left_of(within, &taken);
            let inside: Vec<Interval> = taken.iter().filter_map(|one| one.overlap(within)).collect();
            prop_assert_eq!(total(&left) + total(&inside), within.length());
            for second in 0..60 {
                let at = DateTime::UNIX_EPOCH + Duration::seconds(second);
                let is_taken = taken.iter().any(|one| one.contains(at));
                prop_assert_eq!(left.iter().any(|one| one.contains(at)), !is_taken, "{}", second);
            }
        }
    }
}
