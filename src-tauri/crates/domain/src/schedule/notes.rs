//! What is worth knowing about the bells of the next days: none of it is refused, all of it is said.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc, Weekday};

use super::difference::AHEAD;
use super::overlaps::overlaps;
use super::{BellSource, Bells, ExceptionKind, Overlap, ScheduleException, exception_on};
use crate::plan::Config;
use crate::{BellSchedule, Camera, CameraId, PeriodOccurrence, PeriodTemplate};

/// Notes of one kind; what is more is left out.
const MOST: usize = 50;
/// How far ahead an exception is looked at.
const EXCEPTIONS_AHEAD: u64 = 400;

/// Something worth knowing.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// A period has begun and stays as it was, although its template or its day now says otherwise.
    Begun {
        /// Its name.
        period: String,
        /// Until then.
        until: DateTime<Utc>,
    },
    /// Two periods want the same cameras at the same time.
    Overlap(Overlap),
    /// Enabled cameras that no period of a schedule that rings wants.
    NothingDrives {
        /// Them.
        cameras: Vec<CameraId>,
    },
    /// A period that no enabled camera watches.
    NobodyWatches {
        /// The schedule.
        schedule: String,
        /// The period.
        period: String,
    },
    /// A period that a change of clocks drops, lengthens or shortens.
    ClockChange {
        /// The period.
        period: String,
        /// Its date.
        date: NaiveDate,
        /// What happens to it.
        effect: ClockEffect,
    },
    /// An exception that changes nothing: others decide all of its days, or no bell would ring on them.
    NoEffect {
        /// The exception.
        exception: String,
        /// Its first day.
        first: NaiveDate,
        /// Whether others decide its days.
        is_hidden: bool,
    },
}

/// What a change of clocks does to a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockEffect {
    /// All of it lies in the hour that is skipped.
    Dropped,
    /// It lasts so much longer.
    Longer(Duration),
    /// It lasts so much shorter.
    Shorter(Duration),
}

/// What is worth knowing of the next 14 days from `now`; at most 50 of each kind.
pub fn notes(config: &Config, now: DateTime<Utc>) -> Vec<Note> {
    let bells = Bells::of(config);
    let mut notes = Vec::new();
    notes.extend(begun(config, &bells, now).into_iter().take(MOST));
    notes.extend(overlaps(config, &bells, MOST).into_iter().take(MOST).map(Note::Overlap));
    notes.extend(nothing_drives(config, &bells));
    notes.extend(nobody_watches(config, &bells).into_iter().take(MOST));
    notes.extend(clock_changes(&bells, now).into_iter().take(MOST));
    notes.extend(without_effect(&bells, now).into_iter().take(MOST));
    notes
}

fn begun(config: &Config, bells: &Bells<'_>, now: DateTime<Utc>) -> Vec<Note> {
    let plain = bells.as_templates_say();
    let open = config.begun.iter().filter(|one| one.is_open(now));
    let otherwise = open.filter(|kept| {
        let schedule = bells.ringing().find(|schedule| schedule.id == kept.schedule);
        schedule.is_some_and(|schedule| {
            let told = plain.occurrences(schedule, kept.date, kept.date);
            !told.iter().any(|one| **one == **kept)
        })
    });
    otherwise.map(|kept| Note::Begun { period: kept.name.clone(), until: kept.closes }).collect()
}

fn nothing_drives(config: &Config, bells: &Bells<'_>) -> Option<Note> {
    let idle = config.cameras.iter().filter(|camera| camera.enabled).filter(|camera| {
        !bells.ringing().filter(|schedule| schedule.drives.includes(camera)).any(|schedule| {
            schedule
                .periods
                .iter()
                .any(|period| period.only.as_ref().is_none_or(|only| only.includes(camera)))
        })
    });
    let cameras: Vec<CameraId> = idle.map(|camera| camera.id).collect();
    (!cameras.is_empty()).then_some(Note::NothingDrives { cameras })
}

fn nobody_watches(config: &Config, bells: &Bells<'_>) -> Vec<Note> {
    if config.cameras.is_empty() {
        return Vec::new();
    }
    let mut notes = Vec::new();
    for schedule in bells.ringing() {
        let driven: Vec<&Camera> = config
            .cameras
            .iter()
            .filter(|camera| camera.enabled && schedule.drives.includes(camera))
            .collect();
        for period in &schedule.periods {
            let wants = |camera: &&Camera| period.only.as_ref().is_none_or(|only| only.includes(camera));
            if !driven.iter().any(wants) {
                let (schedule, period) = (schedule.name.clone(), period.name.clone());
                notes.push(Note::NobodyWatches { schedule, period });
            }
        }
    }
    notes
}

fn clock_changes(bells: &Bells<'_>, now: DateTime<Utc>) -> Vec<Note> {
    let today = bells.date(now);
    let last = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
    let plain = bells.as_templates_say();
    let mut notes = Vec::new();
    // The night before a change may reach into it.
    let near_a_change = |date: NaiveDate| {
        let after = date.checked_add_days(Days::new(2)).unwrap_or(date);
        bells.midnight(after) - bells.midnight(date) != Duration::days(2)
    };
    for date in today.iter_days().take_while(|date| *date < last).filter(|date| near_a_change(*date)) {
        for schedule in bells.ringing() {
            let rung = plain.occurrences(schedule, date, date);
            let weekday = bells.weekday_of_bells(schedule, date);
            let ringing = schedule
                .periods
                .iter()
                .filter(|period| weekday.is_some_and(|day| period.weekdays.contains(day)));
            for period in ringing {
                let own = rung.iter().find(|one| one.source == BellSource::Period(period.id));
                if let Some(effect) = effect(period, own.map(|one| &**one)) {
                    notes.push(Note::ClockChange { period: period.name.clone(), date, effect });
                }
            }
        }
    }
    notes
}

fn effect(period: &PeriodTemplate, rung: Option<&PeriodOccurrence>) -> Option<ClockEffect> {
    let Some(rung) = rung else { return Some(ClockEffect::Dropped) };
    let on_the_wall = period.end - period.start;
    let on_the_wall = if period.end > period.start { on_the_wall } else { on_the_wall + Duration::days(1) };
    let lasts = rung.ends - rung.starts;
    if lasts > on_the_wall {
        Some(ClockEffect::Longer(lasts - on_the_wall))
    } else if lasts < on_the_wall {
        Some(ClockEffect::Shorter(on_the_wall - lasts))
    } else {
        None
    }
}

fn without_effect(bells: &Bells<'_>, now: DateTime<Utc>) -> Vec<Note> {
    let today = bells.date(now);
    let end = today.checked_add_days(Days::new(EXCEPTIONS_AHEAD)).unwrap_or(today);
    let near = bells.exceptions_between(today, end);
    let mut notes = Vec::new();
    for exception in near.iter().copied().take(2000) {
        let about: Vec<&BellSchedule> = bells
            .ringing()
            .filter(|schedule| exception.schedule.is_none_or(|own| own == schedule.id))
            .collect();
        if about.is_empty() || exception.last < today {
            continue;
        }
        let days = exception.first.max(today).iter_days().take_while(|date| *date <= exception.last.min(end));
        let mut decides = false;
        let mut matters = false;
        for date in days {
            let on_date: Vec<&ScheduleException> =
                near.iter().copied().filter(|other| other.covers(date)).collect();
            for schedule in &about {
                let decided = exception_on(on_date.iter().copied(), schedule.id, date);
                let is_decided = decided.is_some_and(|deciding| deciding.id == exception.id);
                decides |= is_decided;
                matters |= is_decided && changes(exception, schedule, date);
            }
            if matters {
                break;
            }
        }
        if !matters {
            notes.push(Note::NoEffect {
                exception: exception.name.clone(),
                first: exception.first,
                is_hidden: !decides,
            });
        }
        if notes.len() >= MOST {
            break;
        }
    }
    notes
}

/// Whether an exception makes a date other than it would be.
fn changes(exception: &ScheduleException, schedule: &BellSchedule, date: NaiveDate) -> bool {
    use chrono::Datelike;
    let bells = |day: Weekday| -> BTreeSet<crate::PeriodId> {
        schedule
            .periods
            .iter()
            .filter(|period| period.weekdays.contains(day))
            .map(|period| period.id)
            .collect()
    };
    match exception.kind {
        ExceptionKind::Off => !bells(date.weekday()).is_empty(),
        ExceptionKind::On | ExceptionKind::Window { .. } => true,
        ExceptionKind::Shift { to } => bells(date.weekday()) != bells(to),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;
    use crate::examples::{all_day, camera, config};
    use crate::{Drives, ExceptionId, PeriodId};

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    fn period(id: i64, start: &str, end: &str, days: &[Weekday]) -> PeriodTemplate {
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

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    const MONDAY: &str = "2026-11-23T08:10:00Z";
    const WEEK: [Weekday; 2] = [Weekday::Mon, Weekday::Tue];

    #[test]
    fn an_ordinary_week_has_no_notes() {
        let config = school(vec![period(1, "08:00", "08:45", &WEEK), period(2, "08:45", "09:30", &WEEK)]);
        assert_eq!(notes(&config, at(MONDAY)), []);
    }

    #[test]
    fn overlaps_are_noted() {
        let config = school(vec![period(1, "08:00", "08:45", &WEEK), period(2, "08:30", "09:30", &WEEK)]);
        let found = notes(&config, at(MONDAY));
        assert!(matches!(&found[..], [Note::Overlap(one)] if one.second.period == "Period 2"), "{found:?}");
    }

    #[test]
    fn cameras_that_nothing_drives_and_periods_nobody_watches_are_noted() {
        let mut config = school(vec![period(1, "08:00", "08:45", &WEEK), period(2, "09:00", "10:00", &WEEK)]);
        let nobody = Drives::Some { cameras: [].into(), tags: ["roof".to_owned()].into() };
        config.schedules[0].periods[0].only = Some(nobody);
        config.schedules[0].drives = Drives::Some { cameras: [CameraId(1)].into(), tags: [].into() };
        let expected = [
            Note::NothingDrives { cameras: vec![CameraId(2)] },
            Note::NobodyWatches { schedule: "All day".into(), period: "Period 1".into() },
        ];
        assert_eq!(notes(&config, at(MONDAY)), expected);
    }

    #[test]
    fn what_a_change_of_clocks_does_is_noted() {
        let night = |id, start, end| period(id, start, end, &[Weekday::Sat, Weekday::Sun]);
        let mut config = school(vec![night(1, "22:00", "06:00"), night(2, "02:10", "02:50")]);
        config.site.time_zone = "Europe/Berlin".parse().unwrap();
        let of = |notes: Vec<Note>, wanted: i64| {
            let name = format!("Period {wanted}");
            let found = notes.into_iter().filter_map(move |note| match note {
                Note::ClockChange { period, date, effect } if period == name => {
                    Some((date.to_string(), effect))
                }
                _ => None,
            });
            found.collect::<Vec<_>>()
        };
        let spring = notes(&config, at("2026-03-27T12:00:00Z"));
        let hour = Duration::hours(1);
        assert_eq!(of(spring.clone(), 1), [("2026-03-28".to_owned(), ClockEffect::Shorter(hour))]);
        assert_eq!(of(spring, 2), [("2026-03-29".to_owned(), ClockEffect::Dropped)]);
        let autumn = notes(&config, at("2026-10-23T12:00:00Z"));
        assert_eq!(of(autumn.clone(), 1), [("2026-10-24".to_owned(), ClockEffect::Longer(hour))]);
        assert_eq!(of(autumn, 2), []);
    }

    #[test]
    fn what_has_begun_and_would_be_otherwise_is_noted() {
        let mut config = school(vec![period(1, "08:00", "08:45", &WEEK)]);
        let open = Bells::of(&config).occurrences(
            &config.schedules[0],
            "2026-11-23".parse().unwrap(),
            "2026-11-23".parse().unwrap(),
        );
        config.begun = open.iter().map(|one| (**one).clone()).collect();
        assert_eq!(notes(&config, at(MONDAY)), []);
        config.schedules[0].periods[0].end = time("08:30");
        let expected = Note::Begun { period: "Period 1".into(), until: at("2026-11-23T08:45:00Z") };
        assert_eq!(notes(&config, at(MONDAY)), [expected]);
    }

    #[test]
    fn exceptions_that_change_nothing_are_noted() {
        let mut config = school(vec![period(1, "08:00", "08:45", &WEEK)]);
        let day = |id, date: &str, kind| ScheduleException {
            id: ExceptionId(id),
            name: format!("Day {id}"),
            first: date.parse().unwrap(),
            last: date.parse().unwrap(),
            kind,
            schedule: None,
        };
        config.exceptions = vec![
            day(1, "2026-11-28", ExceptionKind::Off),
            day(2, "2026-11-24", ExceptionKind::Off),
            day(3, "2026-11-24", ExceptionKind::On),
            day(4, "2026-11-01", ExceptionKind::Off),
        ];
        let none = |exception: &str, first: &str, is_hidden| Note::NoEffect {
            exception: exception.into(),
            first: first.parse().unwrap(),
            is_hidden,
        };
        let expected = [none("Day 1", "2026-11-28", false), none("Day 2", "2026-11-24", true)];
        assert_eq!(notes(&config, at(MONDAY)), expected);
    }
}
