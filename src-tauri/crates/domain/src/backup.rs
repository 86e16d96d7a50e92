//! When the day's backup is due: after an hour of the site's day, once, and late where that hour was missed.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::pause::instant_of;

/// Whether the day's backup is due at `now`: the local `hour` has come since `last`, the newest backup of a day (or
/// when counting began). However many hours were missed, one backup is due.
///
/// `None` is never due. A `last` that lies ahead of `now` comes of a clock that ran wrong, and counts for nothing.
pub fn is_due(last: DateTime<Utc>, now: DateTime<Utc>, zone: Tz, hour: Option<u8>) -> bool {
    let Some(hour) = hour else { return false };
    last > now || hours_around(now, zone, hour).is_some_and(|(newest, _)| last < newest)
}

/// The next instant after `now` at which a backup is due by the clock; `None` for never.
pub fn next(now: DateTime<Utc>, zone: Tz, hour: Option<u8>) -> Option<DateTime<Utc>> {
    hours_around(now, zone, hour?).map(|(_, next)| next)
}

/// The newest instant at or before `now` at which the clock showed the hour, and the next after it. An hour that the
/// clocks skip is the first instant after it; of one that comes twice, the first counts.
fn hours_around(now: DateTime<Utc>, zone: Tz, hour: u8) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let at = |date: NaiveDate| Some(instant_of(date.and_hms_opt(u32::from(hour), 0, 0)?, zone));
    let today = now.with_timezone(&zone).date_naive();
    let around = [
        at(today.checked_sub_days(Days::new(1))?)?,
        at(today)?,
        at(today.checked_add_days(Days::new(1))?)?,
        at(today.checked_add_days(Days::new(2))?)?,
    ];
    let next = around.into_iter().find(|instant| *instant > now)?;
    let newest = around.into_iter().rev().find(|instant| *instant <= now)?;
    Some((newest, next))
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Asia, Europe, UTC};
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn check(last: &str, now: &str, zone: Tz, hour: u8, expected: bool) {
        assert_eq!(is_due(at(last), at(now), zone, Some(hour)), expected, "{last} … {now} in {zone}");
    }

    #[test]
    fn the_hour_is_the_sites_own_and_half_open() {
        // 03:00 in Baghdad is 00:00 UTC.
        check("2026-11-25T00:00:01Z", "2026-11-25T23:59:59Z", Asia::Baghdad, 3, false);
        check("2026-11-25T00:00:01Z", "2026-11-26T00:00:00Z", Asia::Baghdad, 3, true);
        check("2026-11-26T00:00:00Z", "2026-11-26T00:00:00Z", Asia::Baghdad, 3, false);
        assert!(!is_due(at("2020-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z"), UTC, None));
    }

    #[test]
    fn hours_that_were_missed_are_one_backup() {
        check("2026-11-20T03:00:10Z", "2026-11-26T09:00:00Z", UTC, 3, true);
        check("2026-11-26T09:00:00Z", "2026-11-26T09:00:15Z", UTC, 3, false);
        check("2026-11-26T09:00:00Z", "2026-11-27T03:00:00Z", UTC, 3, true);
    }

    #[test]
    fn a_clock_that_ran_ahead_does_not_put_backups_off() {
        check("2031-01-01T00:00:00Z", "2026-11-26T09:00:00Z", UTC, 3, true);
    }

    #[test]
    fn an_hour_that_the_clocks_skip_is_the_first_instant_after_it() {
        // 29 March 2026: 02:00 CET becomes 03:00 CEST at 01:00 UTC.
        check("2026-03-28T02:00:00Z", "2026-03-29T00:59:59Z", Europe::Berlin, 2, false);
        check("2026-03-28T02:00:00Z", "2026-03-29T01:00:00Z", Europe::Berlin, 2, true);
        check("2026-03-29T01:00:00Z", "2026-03-29T23:00:00Z", Europe::Berlin, 2, false);
    }

    #[test]
    fn an_hour_that_comes_twice_is_one_backup() {
        // 25 October 2026: 03:00 CEST becomes 02:00 CET at 01:00 UTC, so 02:30 is at 00:30 and at 01:30 UTC.
        check("2026-10-24T00:00:00Z", "2026-10-25T00:00:00Z", Europe::Berlin, 2, true);
        check("2026-10-25T00:00:00Z", "2026-10-25T01:30:00Z", Europe::Berlin, 2, false);
        assert_eq!(
            next(at("2026-10-25T00:00:00Z"), Europe::Berlin, Some(2)),
            Some(at("2026-10-26T01:00:00Z"))
        );
    }

    proptest! {
        #[test]
        fn after_a_backup_none_is_due_until_the_next_hour(
            seconds in 1_700_000_000_i64..1_900_000_000, hour in 0..24_u8, nth in 0..chrono_tz::TZ_VARIANTS.len(),
        ) {
            let (now, zone) = (DateTime::from_timestamp(seconds, 0).unwrap(), chrono_tz::TZ_VARIANTS[nth]);
            prop_assert!(!is_due(now, now, zone, Some(hour)));
            let next = next(now, zone, Some(hour)).unwrap();
            prop_assert!(now < next && next - now <= chrono::Duration::hours(50));
            prop_assert!(!is_due(now, next - chrono::Duration::seconds(1), zone, Some(hour)));
            prop_assert!(is_due(now, next, zone, Some(hour)));
        }
    }
}
