//! Retention: a clock per artefact, and what is due to be erased.
//!
//! Days are the site's local ones: what was made on a day is kept through so many days after it and goes at the first
//! instant of the next, also where the clocks change. What hangs on consent goes with it, whatever its clock says.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::pause::instant_of;

/// Everything that is kept about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Artefact {
    /// A FaceTemplate.
    Template,
    /// An enrolled photo.
    Photo,
    /// The crop of a sighting's face.
    Crop,
    /// The frame that a sighting's face was in.
    Frame,
    /// A Sighting.
    Sighting,
    /// An AttendanceRecord and its corrections.
    Attendance,
    /// An event clip.
    Clip,
    /// A face that matched nobody, kept by the timed diagnostic mode.
    UnmatchedFace,
}

impl Artefact {
    /// Every one, so that none is forgotten.
    pub const ALL: [Artefact; 8] = [
        Artefact::Template,
        Artefact::Photo,
        Artefact::Crop,
        Artefact::Frame,
        Artefact::Sighting,
        Artefact::Attendance,
        Artefact::Clip,
        Artefact::UnmatchedFace,
    ];

    /// Whether it holds a face and so exists by consent alone.
    fn needs_consent(self) -> bool {
        match self {
            Artefact::Template | Artefact::Photo | Artefact::Crop | Artefact::Frame => true,
            // A clip shows whoever was there, and a face that matched nobody is nobody's; days end these.
            Artefact::Sighting | Artefact::Attendance | Artefact::Clip | Artefact::UnmatchedFace => false,
        }
    }

    /// Whether it is of no use once the person has left.
    fn ends_with_leaving(self) -> bool {
        match self {
            Artefact::Template | Artefact::Photo => true,
            Artefact::Crop
            | Artefact::Frame
            | Artefact::Sighting
            | Artefact::Attendance
            | Artefact::Clip
            | Artefact::UnmatchedFace => false,
        }
    }
}

/// How long each artefact is kept: so many days after the one on which it was made, or so many hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// Crops, 0–365.
    pub crops: u16,
    /// Frames, 0–365.
    pub frames: u16,
    /// Sightings, 1–3650.
    pub sightings: u16,
    /// Attendance, 1–3650.
    pub attendance: u16,
    /// Clips, 0–365.
    pub clips: u16,
    /// Hours for which unmatched faces are kept after the mode in which they were seen has ended, 0–72.
    pub unmatched_face_hours: u16,
}

impl Default for Clocks {
    fn default() -> Self {
        Clocks { crops: 14, frames: 7, sightings: 365, attendance: 365, clips: 7, unmatched_face_hours: 24 }
    }
}

impl Clocks {
    /// The days of an artefact; `None` where no number of days ends it.
    pub fn days(&self, artefact: Artefact) -> Option<u16> {
        match artefact {
            Artefact::Template | Artefact::Photo => None,
            Artefact::Crop => Some(self.crops),
            Artefact::Frame => Some(self.frames),
            Artefact::Sighting => Some(self.sightings),
            Artefact::Attendance => Some(self.attendance),
            Artefact::Clip => Some(self.clips),
            Artefact::UnmatchedFace => None,
        }
    }

    /// The hours of an artefact; `None` where no number of hours ends it.
    pub fn hours(&self, artefact: Artefact) -> Option<u16> {
        match artefact {
            Artefact::UnmatchedFace => Some(self.unmatched_face_hours),
            Artefact::Template
            | Artefact::Photo
            | Artefact::Crop
            | Artefact::Frame
            | Artefact::Sighting
            | Artefact::Attendance
            | Artefact::Clip => None,
        }
    }
}

/// Whose an artefact is, as far as that ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Owner {
    /// When consent was withdrawn, or when it was found missing; `None` while it stands, and where nobody's is needed.
    pub withdrawn: Option<DateTime<Utc>>,
    /// The last day on which the person was at the school.
    pub left: Option<NaiveDate>,
}

/// Why something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueWhy {
    /// Consent was withdrawn.
    Withdrawn,
    /// The person left.
    Left,
    /// Its days are over.
    Days,
    /// Its hours are over.
    Hours,
}

/// When an artefact made at `made` is to be erased, and why; `None` while nothing ends it.
///
/// Of several reasons the earliest; of two at the same instant consent goes first. A `made` in the future (a clock that
/// was set back) is taken as it is. An unmatched face is made when the mode in which it was seen ends.
pub fn ends_at(
    artefact: Artefact,
    made: DateTime<Utc>,
    owner: Owner,
    clocks: &Clocks,
    zone: Tz,
) -> Option<(DateTime<Utc>, DueWhy)> {
    let withdrawn = owner.withdrawn.filter(|_| artefact.needs_consent()).map(|at| (at, DueWhy::Withdrawn));
    let left = owner.left.filter(|_| artefact.ends_with_leaving());
    let left = left.and_then(|last| Some((day_after(last, 0, zone)?, DueWhy::Left)));
    let made_on = made.with_timezone(&zone).date_naive();
    let days = clocks.days(artefact).and_then(|days| Some((day_after(made_on, days, zone)?, DueWhy::Days)));
    let hours = clocks.hours(artefact).map(|hours| (made + Duration::hours(i64::from(hours)), DueWhy::Hours));
    [withdrawn, left, days, hours].into_iter().flatten().min_by_key(|(at, _)| *at)
}

/// Why an artefact is due at `now`; `None` while it is kept. Half-open: at its end it is due.
pub fn is_due(
    artefact: Artefact,
    made: DateTime<Utc>,
    owner: Owner,
    clocks: &Clocks,
    zone: Tz,
    now: DateTime<Utc>,
) -> Option<DueWhy> {
    ends_at(artefact, made, owner, clocks, zone).filter(|(at, _)| *at <= now).map(|(_, why)| why)
}

/// What was made before this is due at `now` by its days or hours alone, for stores that erase by age and count
/// milliseconds; `None` where neither ends it.
pub fn made_before(
    artefact: Artefact,
    clocks: &Clocks,
    zone: Tz,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    if let Some(hours) = clocks.hours(artefact) {
        return Some(now - Duration::hours(i64::from(hours)) + Duration::milliseconds(1));
    }
    let today = now.with_timezone(&zone).date_naive();
    let first_kept = today.checked_sub_days(Days::new(u64::from(clocks.days(artefact)?)))?;
    Some(instant_of(first_kept.and_time(NaiveTime::MIN), zone))
}

/// The first instant after `date` and so many `days` more; `None` beyond the calendar.
fn day_after(date: NaiveDate, days: u16, zone: Tz) -> Option<DateTime<Utc>> {
    let next = date.checked_add_days(Days::new(u64::from(days) + 1))?;
    Some(instant_of(next.and_time(NaiveTime::MIN), zone))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn crops(days: u16) -> Clocks {
        Clocks { crops: days, ..Clocks::default() }
    }

    #[test]
    fn days_are_the_sites_also_where_the_clocks_change() {
        let check = |zone: &str, days, made, expected| {
            let zone = zone.parse().unwrap();
            let ends = ends_at(Artefact::Crop, at(made), Owner::default(), &crops(days), zone);
            assert_eq!(ends, Some((at(expected), DueWhy::Days)), "{zone} {made}");
        };
        check("UTC", 0, "2026-11-23T23:59:59Z", "2026-11-24T00:00:00Z");
        check("UTC", 14, "2026-11-23T00:00:00Z", "2026-12-08T00:00:00Z");
        check("Asia/Baghdad", 1, "2026-11-23T21:30:00Z", "2026-11-25T21:00:00Z");
        // The clocks go forward on 29 March and back on 25 October.
        check("Europe/Berlin", 1, "2026-03-28T12:00:00Z", "2026-03-29T22:00:00Z");
        check("Europe/Berlin", 1, "2026-10-24T12:00:00Z", "2026-10-25T23:00:00Z");
        // In Beirut midnight itself is skipped on 29 March.
        check("Asia/Beirut", 0, "2026-03-28T12:00:00Z", "2026-03-28T22:00:00Z");
    }

    #[test]
    fn templates_and_photos_stay_until_withdrawal_or_leaving() {
        let made = at("2020-01-01T08:00:00Z");
        let check = |artefact, owner, now, expected| {
            let due = is_due(artefact, made, owner, &Clocks::default(), chrono_tz::UTC, at(now));
            assert_eq!(due, expected, "{artefact:?} {owner:?} {now}");
        };
        let stays = Owner::default();
        let withdrawn = Owner { withdrawn: Some(at("2026-11-23T10:00:00Z")), left: None };
        let left = Owner { withdrawn: None, left: NaiveDate::from_ymd_opt(2026, 11, 23) };
        for artefact in [Artefact::Template, Artefact::Photo] {
            check(artefact, stays, "2099-01-01T00:00:00Z", None);
            check(artefact, withdrawn, "2026-11-23T09:59:59Z", None);
            check(artefact, withdrawn, "2026-11-23T10:00:00Z", Some(DueWhy::Withdrawn));
            check(artefact, left, "2026-11-23T23:59:59Z", None);
            check(artefact, left, "2026-11-24T00:00:00Z", Some(DueWhy::Left));
        }
    }

    #[test]
    fn withdrawing_takes_faces_and_leaves_what_the_school_wrote_down() {
        let now = at("2026-11-23T10:00:00Z");
        let owner = Owner { withdrawn: Some(now), left: None };
        for artefact in Artefact::ALL {
            let due = is_due(artefact, now, owner, &Clocks::default(), chrono_tz::UTC, now);
            let expected = artefact.needs_consent().then_some(DueWhy::Withdrawn);
            assert_eq!(due, expected, "{artefact:?}");
        }
    }

    #[test]
    fn an_unmatched_face_goes_so_many_hours_after_its_mode() {
        let clocks = Clocks { unmatched_face_hours: 2, ..Clocks::default() };
        let ended = at("2026-11-26T08:15:00Z");
        let check = |now: &str, expected| {
            let (face, zone, now) = (Artefact::UnmatchedFace, chrono_tz::UTC, at(now));
            assert_eq!(is_due(face, ended, Owner::default(), &clocks, zone, now), expected, "{now}");
            let before = made_before(face, &clocks, zone, now).unwrap();
            assert_eq!(ended < before, expected.is_some(), "{now}");
        };
        check("2026-11-26T10:14:59.999Z", None);
        check("2026-11-26T10:15:00Z", Some(DueWhy::Hours));
    }

    #[test]
    fn every_artefact_has_an_end() {
        let left = Owner { withdrawn: None, left: NaiveDate::from_ymd_opt(2026, 11, 23) };
        for artefact in Artefact::ALL {
            let made = at("2026-11-23T10:00:00Z");
            assert!(
                ends_at(artefact, made, left, &Clocks::default(), chrono_tz::UTC).is_some(),
                "{artefact:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn erasing_by_age_is_the_same_as_asking_each(
            made in 0..40_000_i64, now in 0..40_000_i64, days in 0..400_u16,
            zone in proptest::sample::select(vec![chrono_tz::UTC, chrono_tz::Europe::Berlin, chrono_tz::Asia::Beirut]),
        ) {
            let hour = |n: i64| at("2024-01-01T00:00:00Z") + chrono::Duration::hours(n);
            let due = is_due(Artefact::Crop, hour(made), Owner::default(), &crops(days), zone, hour(now)).is_some();
            let before = made_before(Artefact::Crop, &crops(days), zone, hour(now)).unwrap();
            prop_assert_eq!(due, hour(made) < before);
        }
    }
}
