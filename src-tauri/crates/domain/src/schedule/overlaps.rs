//! Periods that want the same cameras at the same time, in one schedule or in two, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;

use super::{Bells, Weekdays};
use crate::plan::Config;
use crate::{BellSchedule, CameraId, PeriodTemplate, ProfileId};

/// Minutes of a day.
const DAY: i64 = 24 * 60;
/// No period, with its graces, reaches into the third day after the one on which it begins.
const NEAR_DAYS: std::ops::RangeInclusive<i64> = -2..=2;

/// Two periods that overlap and share cameras.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// The one that begins earlier in the day.
    pub first: Side,
    /// The other.
    pub second: Side,
    /// On these days the overlap begins.
    pub weekdays: Weekdays,
    /// Further pairs of the same two schedules of which the same is to be said; 0 within one schedule.
    pub more: usize,
    /// What comes of it.
    pub together: Together,
}

/// One of two periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Its schedule.
    pub schedule: String,
    /// Its name.
    pub period: String,
}

/// How cameras watch for two periods at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Together {
    /// One run serves both.
    Once,
    /// The periods ask for different profiles, and each is a run of its own.
    Twice {
        /// The cameras that run so.
        cameras: BTreeSet<CameraId>,
        /// The profiles they run with.
        profiles: BTreeSet<ProfileId>,
    },
}

/// The overlaps of all schedules that ring; of one schedule with itself and each pair of schedules at least `most`, if
/// there are as many.
///
/// Where one run serves both, the periods overlap by their bells; graces join neighbours on any ordinary day. Where
/// they make two runs, graces count: the camera is really opened twice.
pub(super) fn overlaps(config: &Config, bells: &Bells<'_>, most: usize) -> Vec<Overlap> {
    let rows: Vec<Row<'_>> = bells.ringing().map(|schedule| Row::of(config, schedule)).collect();
    let mut found = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for other in &rows[at..] {
            if found.len() >= most {
                return found;
            }
            if row.schedule.id == other.schedule.id {
                within(config, row, &mut found);
            } else if row.driven.iter().zip(&other.driven).any(|(one, other)| *one && *other) {
                between(config, row, other, &mut found);
            }
        }
    }
    found
}

/// A schedule that rings, and for each of the configuration's cameras whether it and its periods want it.
struct Row<'a> {
    schedule: &'a BellSchedule,
    driven: Vec<bool>,
    periods: Vec<(&'a PeriodTemplate, Vec<bool>)>,
}

impl<'a> Row<'a> {
    fn of(config: &Config, schedule: &'a BellSchedule) -> Self {
        let driven: Vec<bool> =
            config.cameras.iter().map(|camera| camera.enabled && schedule.drives.includes(camera)).collect();
        let wanted = |period: &'a PeriodTemplate| match &period.only {
            None => (period, driven.clone()),
            Some(only) => {
                let cameras = config.cameras.iter().zip(&driven);
                (period, cameras.map(|(camera, driven)| *driven && only.includes(camera)).collect())
            }
        };
        Row { schedule, periods: schedule.periods.iter().map(wanted).collect(), driven }
    }
}

type Wanted<'a> = (&'a PeriodTemplate, Vec<bool>);

fn within(config: &Config, row: &Row<'_>, found: &mut Vec<Overlap>) {
    for (at, first) in row.periods.iter().enumerate() {
        for second in &row.periods[at + 1..] {
            if let Some((weekdays, together)) = pair(config, first, second) {
                found.push(overlap((row, first.0), (row, second.0), weekdays, together));
            }
        }
    }
}

/// The pairs of two schedules; those of which the same is to be said are one.
fn between(config: &Config, row: &Row<'_>, other: &Row<'_>, found: &mut Vec<Overlap>) {
    let mut alike: BTreeMap<Option<BTreeSet<ProfileId>>, Overlap> = BTreeMap::new();
    for first in &row.periods {
        for second in &other.periods {
            let Some((weekdays, together)) = pair(config, first, second) else { continue };
            let profiles = match &together {
                Together::Once => None,
                Together::Twice { profiles, .. } => Some(profiles.clone()),
            };
            let Some(known) = alike.get_mut(&profiles) else {
                let one = overlap((row, first.0), (other, second.0), weekdays, together);
                alike.insert(profiles, one);
                continue;
            };
            known.more += 1;
            if let (Together::Twice { cameras: known, .. }, Together::Twice { cameras, .. }) =
                (&mut known.together, together)
            {
                known.extend(cameras);
            }
        }
    }
    found.extend(alike.into_values());
}

fn overlap(
    a: (&Row<'_>, &PeriodTemplate),
    b: (&Row<'_>, &PeriodTemplate),
    weekdays: Weekdays,
    together: Together,
) -> Overlap {
    let side = |(row, period): (&Row<'_>, &PeriodTemplate)| Side {
        schedule: row.schedule.name.clone(),
        period: period.name.clone(),
    };
    let (first, second) = if b.1.start < a.1.start { (b, a) } else { (a, b) };
    Overlap { first: side(first), second: side(second), weekdays, more: 0, together }
}

/// When two periods overlap for cameras of both, and what comes of it; `None` where they do not.
fn pair(config: &Config, a: &Wanted<'_>, b: &Wanted<'_>) -> Option<(Weekdays, Together)> {
    let graced = overlap_on(a.0, b.0, opens_and_closes);
    if graced.is_empty() {
        return None;
    }
    let both = config.cameras.iter().zip(a.1.iter().zip(&b.1)).filter(|(_, (a, b))| **a && **b);
    let mut shared = false;
    let mut cameras = BTreeSet::new();
    let mut profiles = BTreeSet::new();
    for (camera, _) in both {
        shared = true;
        let with = |period: &PeriodTemplate| -> BTreeSet<ProfileId> {
            period.profile.map_or_else(|| camera.profiles().into_iter().collect(), |one| [one].into())
        };
        let (with_a, with_b) = (with(a.0), with(b.0));
        if !with_a.is_subset(&with_b) && !with_b.is_subset(&with_a) {
            cameras.insert(camera.id);
            profiles.extend(with_a);
            profiles.extend(with_b);
        }
    }
    if !cameras.is_empty() {
        return Some((graced, Together::Twice { cameras, profiles }));
    }
    let plain = overlap_on(a.0, b.0, starts_and_ends);
    (shared && !plain.is_empty()).then_some((plain, Together::Once))
}

/// The weekdays on which overlaps of `a` and `b` begin, of whichever days these are.
fn overlap_on(
    a: &PeriodTemplate,
    b: &PeriodTemplate,
    minutes: fn(&PeriodTemplate) -> (i64, i64),
) -> Weekdays {
    let ((start, end), (other_start, other_end)) = (minutes(a), minutes(b));
    let mut found = Weekdays::NONE;
    for days in NEAR_DAYS {
        let (other_start, other_end) = (other_start + days * DAY, other_end + days * DAY);
        let begins = start.max(other_start);
        if end.min(other_end) <= begins {
            continue;
        }
        for day in a.weekdays.days() {
            if b.weekdays.contains(later(day, days)) {
                found = found.with(later(day, begins.div_euclid(DAY)));
            }
        }
    }
    found
}

fn later(day: chrono::Weekday, days: i64) -> chrono::Weekday {
    (0..days.rem_euclid(7)).fold(day, |day, _| day.succ())
}

/// In minutes from the first of the day on which a period begins.
fn starts_and_ends(period: &PeriodTemplate) -> (i64, i64) {
    let of = |time: NaiveTime| (time - NaiveTime::MIN).num_minutes();
    (of(period.start), of(period.end) + if period.end > period.start { 0 } else { DAY })
}

fn opens_and_closes(period: &PeriodTemplate) -> (i64, i64) {
    let (start, end) = starts_and_ends(period);
    (start - period.early_grace.num_minutes(), end + period.late_grace.num_minutes())
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, Weekday};

    use super::*;
    use crate::examples::{all_day, camera, config};
    use crate::{Drives, PeriodId, ScheduleId};

    fn period(id: i64, start: &str, end: &str, days: &[Weekday]) -> PeriodTemplate {
        let time = |text| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        PeriodTemplate {
            id: PeriodId(id),
            name: format!("Period {id}"),
            start: time(start),
            end: time(end),
            weekdays: days.iter().copied().collect(),
            ..all_day().periods.remove(0)
        }
    }

    fn school(periods: Vec<PeriodTemplate>) -> Config {
        let mut config = config(vec![camera(1, "rtsp://10.0.0.1/s"), camera(2, "rtsp://10.0.0.2/s")]);
        config.schedules = vec![BellSchedule { periods, ..all_day() }];
        config
    }

    /// "All day", and a week beside it.
    fn two(periods: Vec<PeriodTemplate>) -> Config {
        let mut config = school(all_day().periods);
        let week = BellSchedule { id: ScheduleId(2), name: "School week".to_owned(), periods, ..all_day() };
        config.schedules.push(week);
        config
    }

    fn found(config: &Config) -> Vec<Overlap> {
        overlaps(config, &Bells::of(config), 50)
    }

    fn side(schedule: &str, period: &str) -> Side {
        Side { schedule: schedule.to_owned(), period: period.to_owned() }
    }

    fn twice(cameras: &[i64], profiles: &[i64]) -> Together {
        Together::Twice {
            cameras: cameras.iter().copied().map(CameraId).collect(),
            profiles: profiles.iter().copied().map(ProfileId).collect(),
        }
    }

    const MONDAY: [Weekday; 1] = [Weekday::Mon];

    #[test]
    fn overlaps_are_found_even_over_midnight_but_not_between_other_cameras() {
        let mut config = school(vec![
            period(1, "22:00", "02:00", &[Weekday::Sun]),
            period(2, "01:00", "03:00", &MONDAY),
            period(3, "03:00", "04:00", &MONDAY),
        ]);
        let overlap = Overlap {
            first: side("All day", "Period 2"),
            second: side("All day", "Period 1"),
            weekdays: MONDAY.into_iter().collect(),
            more: 0,
            together: Together::Once,
        };
        assert_eq!(found(&config), [overlap]);
        let only = |id| Some(Drives::Some { cameras: [CameraId(id)].into(), tags: [].into() });
        config.schedules[0].periods[0].only = only(1);
        config.schedules[0].periods[1].only = only(2);
        assert_eq!(found(&config), []);
    }

    #[test]
    fn two_schedules_that_drive_the_same_camera_are_one_overlap() {
        let week = [Weekday::Mon, Weekday::Tue];
        let mut config = two(vec![period(1, "08:00", "08:45", &week), period(2, "09:00", "09:45", &week)]);
        let expected = Overlap {
            first: side("All day", "All day"),
            second: side("School week", "Period 1"),
            weekdays: week.into_iter().collect(),
            more: 1,
            together: Together::Once,
        };
        assert_eq!(found(&config), [expected]);
        let only = |id| Drives::Some { cameras: [CameraId(id)].into(), tags: [].into() };
        config.schedules[0].drives = only(1);
        config.schedules[1].drives = only(2);
        assert_eq!(found(&config), [], "no camera is in both");
        config.schedules[1].drives = only(1);
        config.cameras[0].enabled = false;
        assert_eq!(found(&config), [], "a camera that is switched off watches for neither");
        config.cameras[0].enabled = true;
        config.schedules[0].enabled = false;
        assert_eq!(found(&config), [], "a schedule that is switched off rings for nobody");
    }

    #[test]
    fn different_profiles_make_two_runs() {
        let other = PeriodTemplate { profile: Some(ProfileId(2)), ..period(1, "08:00", "08:45", &MONDAY) };
        let mut config = two(vec![other, period(2, "09:00", "09:45", &MONDAY)]);
        config.cameras[1].profile = ProfileId(2);
        let all: Vec<Together> = found(&config).into_iter().map(|one| one.together).collect();
        assert_eq!(all, [Together::Once, twice(&[1], &[1, 2])]);
        config.cameras[0].also_profiles = vec![ProfileId(2)];
        let all: Vec<Together> = found(&config).into_iter().map(|one| one.together).collect();
        assert_eq!(all, [Together::Once], "it runs with both already");
    }

    #[test]
    fn graces_count_where_they_make_two_runs() {
        let graced = |id, start: &str, end: &str| PeriodTemplate {
            early_grace: Duration::minutes(5),
            late_grace: Duration::minutes(5),
            ..period(id, start, end, &MONDAY)
        };
        let mut config = school(vec![graced(1, "08:00", "08:45"), graced(2, "08:50", "09:30")]);
        assert_eq!(found(&config), [], "one run goes on through both");
        config.schedules[0].periods[1].profile = Some(ProfileId(2));
        let all: Vec<Together> = found(&config).into_iter().map(|one| one.together).collect();
        assert_eq!(all, [twice(&[1, 2], &[1, 2])]);
        config.schedules[0].periods[1].start = NaiveTime::from_hms_opt(8, 55, 0).unwrap();
        assert_eq!(found(&config), [], "half-open");
    }
}
