//! Pauses: how long, and when "until tomorrow" is.

use chrono::{DateTime, Days, Duration, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::Site;

/// What the operator chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauseChoice {
    /// 30 minutes from now.
    HalfHour,
    /// 2 hours from now.
    TwoHours,
    /// The next day's "tomorrow" hour in the site's time zone.
    Tomorrow,
    /// A chosen instant.
    Until(DateTime<Utc>),
}

/// Why a pause cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PauseError {
    /// The chosen end is not in the future.
    #[error("A pause must end in the future.")]
    EndsInThePast,
    /// The chosen end is too far away to be meant.
    #[error("A pause can last 90 days at most. Switch the camera off instead.")]
    TooLong,
}

/// The instant at which a pause taken at `now` is over.
///
/// # Errors
///
/// [`PauseError`] when a chosen instant is not within the next 90 days.
pub fn pause_until(
    choice: PauseChoice,
    now: DateTime<Utc>,
    site: &Site,
) -> Result<DateTime<Utc>, PauseError> {
    match choice {
        PauseChoice::HalfHour => Ok(now + Duration::minutes(30)),
        PauseChoice::TwoHours => Ok(now + Duration::hours(2)),
        PauseChoice::Tomorrow => {
            let today = now.with_timezone(&site.time_zone).date_naive();
            let tomorrow = today.checked_add_days(Days::new(1)).ok_or(PauseError::TooLong)?;
            let local =
                tomorrow.and_hms_opt(u32::from(site.tomorrow_hour), 0, 0).ok_or(PauseError::TooLong)?;
            Ok(instant_of(local, site.time_zone))
        }
        PauseChoice::Until(end) if end <= now => Err(PauseError::EndsInThePast),
        PauseChoice::Until(end) if end - now > Duration::days(90) => Err(PauseError::TooLong),
        PauseChoice::Until(end) => Ok(end),
    }
}

/// The instant of a local time: the first of two where the clocks go back, and the first instant after the gap
/// where they go forward over it.
pub fn instant_of(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let mut probe = local;
    // No zone has ever skipped more than a day at once (Samoa 2011 skipped exactly one).
    for _ in 0..(25 * 60) {
        if let Some(found) = zone.from_local_datetime(&probe).earliest() {
            return found.with_timezone(&Utc);
        }
        probe += Duration::minutes(1);
    }
    Utc.from_utc_datetime(&local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: &str, now: &str, expected: &str) {
        let site = Site::with_defaults("School", zone.parse().unwrap());
        let now = now.parse().unwrap();
        let until = pause_until(PauseChoice::Tomorrow, now, &site).unwrap();
        assert_eq!(until, expected.parse::<DateTime<Utc>>().unwrap(), "{zone} {now}");
    }

    #[test]
    fn tomorrow_is_the_next_days_hour_even_when_the_clocks_change() {
        check("Asia/Baghdad", "2026-11-21T10:00:00Z", "2026-11-22T05:00:00Z");
        check("Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z");
        check("Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T07:00:00Z");
        // 23:30 UTC is already tomorrow in Berlin, so "tomorrow" there is the day after.
        check("Europe/Berlin", "2026-06-01T23:30:00Z", "2026-06-03T06:00:00Z");
    }

    #[test]
    fn a_time_inside_the_gap_is_the_first_instant_after_it() {
        let mut site = Site::with_defaults("School", "Europe/Berlin".parse().unwrap());
        site.tomorrow_hour = 2;
        let now = "2026-03-28T12:00:00Z".parse().unwrap();
        let until = pause_until(PauseChoice::Tomorrow, now, &site).unwrap();
        assert_eq!(until, "2026-03-29T01:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn a_chosen_end_lies_within_ninety_days() {
        let site = Site::with_defaults("School", Tz::UTC);
        let now: DateTime<Utc> = "2026-11-21T10:00:00Z".parse().unwrap();
        assert_eq!(pause_until(PauseChoice::Until(now), now, &site), Err(PauseError::EndsInThePast));
        let far = now + Duration::days(91);
        assert_eq!(pause_until(PauseChoice::Until(far), now, &site), Err(PauseError::TooLong));
    }
}
