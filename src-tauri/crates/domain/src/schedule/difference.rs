//! What a change of the bell gives and takes within the days to come: which cameras, which minutes.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Days as Dates, Duration, NaiveDate, Utc};

use super::Bells;
use super::days::{Does, Span, days};
use crate::plan::Config;
use crate::{CameraId, ProfileId};

/// How many local days a difference looks ahead, today counted.
pub const AHEAD: u64 = 14;

/// What a change gives and takes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Difference {
    /// By date, then by the first camera.
    pub lines: Vec<Line>,
    /// Watching that is added, of all cameras together.
    pub gained: Duration,
    /// Watching that is taken away, likewise.
    pub lost: Duration,
}

/// Cameras for which a change gives and takes the same on one local date.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The date, in the zone that holds after the change.
    pub date: NaiveDate,
    /// Them, by number.
    pub cameras: Vec<CameraId>,
    /// They watch here as well.
    pub gains: Vec<Stretch>,
    /// They no longer watch here.
    pub loses: Vec<Stretch>,
    /// They watch here as before, with other profiles.
    pub changes: Vec<Stretch>,
}

/// From one instant to another, half-open.
pub type Stretch = (DateTime<Utc>, DateTime<Utc>);

/// What differs between two configurations from `now` to the end of the fourteenth local day.
///
/// It is about the bell: cameras that are switched off are left out, and pauses are not asked.
pub fn difference(before: &Config, after: &Config, now: DateTime<Utc>) -> Difference {
    let bells = Bells::of(after);
    let last = bells.date(now).checked_add_days(Dates::new(AHEAD)).unwrap_or(NaiveDate::MAX);
    let end = bells.midnight(last);
    let (old, new) = (by_camera(before, now, end), by_camera(after, now, end));
    // Cameras that did the same and will do the same are one question.
    let mut alike: BTreeMap<(usize, usize), Alike> = BTreeMap::new();
    for camera in after.cameras.iter().filter(|camera| camera.enabled) {
        let (Some((was, old)), Some((is, new))) = (old.get(&camera.id), new.get(&camera.id)) else {
            continue;
        };
        alike
            .entry((*was, *is))
            .or_insert_with(|| (Vec::new(), [Arc::clone(old), Arc::clone(new)]))
            .0
            .push(camera.id);
    }
    let mut by_date: BTreeMap<NaiveDate, Vec<Line>> = BTreeMap::new();
    let mut difference = Difference::default();
    for (cameras, [old, new]) in alike.into_values() {
        for (date, change) in changes(&old, &new, &bells) {
            let count = i32::try_from(cameras.len()).unwrap_or(i32::MAX);
            difference.gained += sum(&change.gains) * count;
            difference.lost += sum(&change.loses) * count;
            let lines = by_date.entry(date).or_default();
            match lines.iter_mut().find(|line| line.is_alike(&change)) {
                Some(line) => line.cameras.extend(&cameras),
                None => lines.push(Line { cameras: cameras.clone(), ..change }),
            }
        }
    }
    for lines in by_date.values_mut() {
        for line in lines.iter_mut() {
            line.cameras.sort_unstable();
        }
        lines.sort_by(|a, b| a.cameras.cmp(&b.cameras));
    }
    difference.lines = by_date.into_values().flatten().collect();
    difference
}

/// Cameras that did the same and will do the same: what they did, and what they will do.
type Alike = (Vec<CameraId>, [Arc<[Span]>; 2]);

impl Line {
    fn is_alike(&self, other: &Line) -> bool {
        self.gains == other.gains && self.loses == other.loses && self.changes == other.changes
    }
}

fn sum(stretches: &[Stretch]) -> Duration {
    stretches.iter().map(|(from, to)| *to - *from).sum()
}

type ByCamera = BTreeMap<CameraId, (usize, Arc<[Span]>)>;

fn by_camera(config: &Config, from: DateTime<Utc>, to: DateTime<Utc>) -> ByCamera {
    let groups = days(config, from, to).into_iter().enumerate();
    groups
        .flat_map(|(number, group)| {
            let spans = group.spans;
            group.cameras.into_iter().map(move |camera| (camera, (number, Arc::clone(&spans))))
        })
        .collect()
}

/// What differs between two lists of spans over the same stretch, by local date; the cameras are left empty.
fn changes(old: &[Span], new: &[Span], bells: &Bells<'_>) -> BTreeMap<NaiveDate, Line> {
    let mut lines: BTreeMap<NaiveDate, Line> = BTreeMap::new();
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    while let (Some(was), Some(is)) = (old.peek(), new.peek()) {
        let (from, to) = (was.from.max(is.from), was.to.min(is.to));
        if from < to {
            note(&mut lines, bells, profiles(was), profiles(is), from, to);
        }
        let (old_is_over, new_is_over) = (was.to <= to, is.to <= to);
        if old_is_over {
            old.next();
        }
        if new_is_over {
            new.next();
        }
    }
    lines
}

fn profiles(span: &Span) -> Option<&[ProfileId]> {
    match &span.does {
        Does::Watch { profiles, .. } => Some(profiles),
        Does::NoSchedule | Does::OutsidePeriods | Does::Exception { .. } => None,
    }
}

/// Notes one stretch, parted at midnights.
fn note(
    lines: &mut BTreeMap<NaiveDate, Line>,
    bells: &Bells<'_>,
    was: Option<&[ProfileId]>,
    is: Option<&[ProfileId]>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) {
    if was == is {
        return;
    }
    let mut from = from;
    while from < to {
        let date = bells.date(from);
        let next =
            date.iter_days().skip(1).map(|date| bells.midnight(date)).find(|midnight| from < *midnight);
        let part = next.map_or(to, |midnight| midnight.min(to));
        let line = lines.entry(date).or_insert_with(|| Line {
            date,
            cameras: Vec::new(),
            gains: Vec::new(),
            loses: Vec::new(),
            changes: Vec::new(),
        });
        let list = match (was, is) {
            (None, Some(_)) => &mut line.gains,
            (Some(_), None) => &mut line.loses,
            (Some(_), Some(_)) | (None, None) => &mut line.changes,
        };
        match list.last_mut() {
            Some((_, end)) if *end == from => *end = part,
            _ => list.push((from, part)),
        }
        from = part;
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;
    use crate::examples::{all_day, camera, config};
    use crate::schedule::ExceptionKind;
    use crate::{BellSchedule, ExceptionId, PeriodTemplate, ScheduleException};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn school() -> Config {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let cameras = (1..=3).map(|id| camera(id, &format!("rtsp://10.0.0.{id}/s"))).collect();
        let mut config = config(cameras);
        let morning = PeriodTemplate { start: time(8), end: time(10), ..all_day().periods.remove(0) };
        config.schedules = vec![BellSchedule { periods: vec![morning], ..all_day() }];
        config
    }

    #[test]
    fn nothing_changed_is_no_difference() {
        assert_eq!(difference(&school(), &school(), at("2026-11-23T07:00:00Z")), Difference::default());
    }

    #[test]
    fn a_period_that_is_moved_gives_at_one_end_and_takes_at_the_other() {
        let (before, mut after) = (school(), school());
        after.schedules[0].periods[0].start += Duration::minutes(30);
        after.schedules[0].periods[0].end += Duration::minutes(15);
        after.cameras[2].enabled = false;
        let found = difference(&before, &after, at("2026-11-23T07:00:00Z"));
        assert_eq!(found.lines.len(), 14);
        let first = &found.lines[0];
        assert_eq!(first.cameras, [CameraId(1), CameraId(2)]);
        assert_eq!(first.gains, [(at("2026-11-23T10:00:00Z"), at("2026-11-23T10:15:00Z"))]);
        assert_eq!(first.loses, [(at("2026-11-23T08:00:00Z"), at("2026-11-23T08:30:00Z"))]);
        assert_eq!(found.gained, Duration::minutes(15 * 14 * 2));
        assert_eq!(found.lost, Duration::minutes(30 * 14 * 2));
    }

    #[test]
    fn what_is_over_today_is_no_difference_and_a_holiday_takes_its_days() {
        let (before, mut after) = (school(), school());
        after.exceptions = vec![ScheduleException {
            id: ExceptionId(1),
            name: "Holidays".into(),
            first: "2026-11-23".parse().unwrap(),
            last: "2026-11-24".parse().unwrap(),
            kind: ExceptionKind::Off,
            schedule: None,
        }];
        let found = difference(&before, &after, at("2026-11-23T11:00:00Z"));
        let dates: Vec<NaiveDate> = found.lines.iter().map(|line| line.date).collect();
        assert_eq!(dates, ["2026-11-24".parse::<NaiveDate>().unwrap()]);
    }

    #[test]
    fn another_profile_is_a_change_and_nothing_gained_or_lost() {
        let (before, mut after) = (school(), school());
        after.schedules[0].periods[0].profile = Some(ProfileId(2));
        let found = difference(&before, &after, at("2026-11-23T07:00:00Z"));
        assert_eq!((found.gained, found.lost), (Duration::zero(), Duration::zero()));
        assert_eq!(found.lines[0].changes, [(at("2026-11-23T08:00:00Z"), at("2026-11-23T10:00:00Z"))]);
    }

    #[test]
    fn a_night_is_parted_at_midnight() {
        let (before, mut after) = (school(), school());
        after.schedules[0].periods[0].start = NaiveTime::from_hms_opt(22, 0, 0).unwrap();
        after.schedules[0].periods[0].end = NaiveTime::from_hms_opt(2, 0, 0).unwrap();
        let found = difference(&before, &after, at("2026-11-23T12:00:00Z"));
        assert_eq!(found.lines[0].gains, [(at("2026-11-23T22:00:00Z"), at("2026-11-24T00:00:00Z"))]);
        assert_eq!(found.lines[1].gains[0], (at("2026-11-24T00:00:00Z"), at("2026-11-24T02:00:00Z")));
    }
}
