//! What cameras do over a stretch of time by the bell: the same rules as the plan's, for days and years at once.
//!
//! Cameras for which the same periods ring share their spans: a school has many cameras and few sorts of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Bells, ExceptionKind};
use crate::plan::Config;
use crate::{BellSchedule, Camera, CameraId, Drives, PeriodOccurrence, ProfileId};

/// Cameras that do the same over the whole stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Days {
    /// Them, by number.
    pub cameras: Vec<CameraId>,
    /// In order, without gaps or neighbours alike, from the first instant to the last.
    pub spans: Arc<[Span]>,
}

/// A part of the stretch, half-open.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// It begins here.
    pub from: DateTime<Utc>,
    /// Here it is over.
    pub to: DateTime<Utc>,
    /// What the bell says in it.
    pub does: Does,
}

/// What the bell says of a camera.
#[derive(Debug, Clone, PartialEq)]
pub enum Does {
    /// It watches with these profiles for these periods.
    Watch {
        /// In order of their numbers.
        profiles: Vec<ProfileId>,
        /// By when they opened.
        periods: Vec<Arc<PeriodOccurrence>>,
    },
    /// No schedule that rings drives it.
    NoSchedule,
    /// It is between its periods.
    OutsidePeriods,
    /// A day of exception keeps it at rest.
    Exception {
        /// What the day is called.
        name: String,
    },
}

/// What every camera does from `from` to `to` by the bell; whether it is enabled or paused is not asked.
pub fn days(config: &Config, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Days> {
    let stretch = Stretch::of(config, from, to);
    let mut groups: BTreeMap<(Vec<bool>, Vec<ProfileId>), Days> = BTreeMap::new();
    for camera in &config.cameras {
        let asked = (stretch.mark(camera), camera.profiles());
        groups
            .entry(asked)
            .or_insert_with(|| Days { cameras: Vec::new(), spans: stretch.spans(camera).into() })
            .cameras
            .push(camera.id);
    }
    groups.into_values().collect()
}

/// A stretch of time and what rings in it.
struct Stretch<'a> {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    bells: Bells<'a>,
    rows: Vec<Row<'a>>,
}

/// A schedule that rings.
struct Row<'a> {
    schedule: &'a BellSchedule,
    occurrences: Vec<Arc<PeriodOccurrence>>,
    narrowings: Vec<Drives>,
    /// The names of the days on which an exception keeps its cameras at rest.
    rests: BTreeMap<NaiveDate, &'a str>,
}

impl<'a> Stretch<'a> {
    fn of(config: &'a Config, from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        let bells = Bells::of(config);
        let (first, last) = bells.dates(from, to);
        let row = |schedule: &'a BellSchedule| {
            let mut occurrences = bells.occurrences(schedule, first, last);
            occurrences.retain(|one| one.opens < to && from < one.closes);
            let mut narrowings: Vec<Drives> = Vec::new();
            for only in occurrences.iter().filter_map(|one| one.only.as_ref()) {
                if !narrowings.contains(only) {
                    narrowings.push(only.clone());
                }
            }
            let rests = bells.days(schedule, first, last).filter_map(|(date, exception)| {
                let exception = exception?;
                match exception.kind {
                    ExceptionKind::Off | ExceptionKind::Window { .. } => {
                        Some((date, exception.name.as_str()))
                    }
                    ExceptionKind::On | ExceptionKind::Shift { .. } => None,
                }
            });
            Row { schedule, rests: rests.collect(), occurrences, narrowings }
        };
        Stretch { from, to, bells, rows: bells.ringing().map(row).collect() }
    }

    /// What cameras must have in common to do the same.
    fn mark(&self, camera: &Camera) -> Vec<bool> {
        let marks = self.rows.iter().flat_map(|row| {
            let drives = row.schedule.drives.includes(camera);
            let narrowed = row.narrowings.iter().map(move |only| drives && only.includes(camera));
            std::iter::once(drives).chain(narrowed)
        });
        marks.collect()
    }

    fn spans(&self, camera: &Camera) -> Vec<Span> {
        let driving: Vec<&Row<'a>> =
            self.rows.iter().filter(|row| row.schedule.drives.includes(camera)).collect();
        if driving.is_empty() {
            return vec![Span { from: self.from, to: self.to, does: Does::NoSchedule }];
        }
        let mut mine: Vec<&Arc<PeriodOccurrence>> =
            driving.iter().flat_map(|row| &row.occurrences).filter(|one| one.wants(camera)).collect();
        mine.sort_by_key(|one| one.opens);
        let own = camera.profiles();
        let mut edges: BTreeSet<DateTime<Utc>> =
            mine.iter().flat_map(|one| [one.opens, one.closes]).collect();
        edges.insert(self.from);
        edges.insert(self.to);
        let edges: Vec<DateTime<Utc>> =
            edges.into_iter().filter(|edge| self.from <= *edge && *edge <= self.to).collect();
        let mut spans = Vec::with_capacity(edges.len());
        let mut coming = mine.into_iter().peekable();
        let mut open: Vec<&Arc<PeriodOccurrence>> = Vec::new();
        for pair in edges.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            open.retain(|one| from < one.closes);
            while let Some(one) = coming.next_if(|one| one.opens <= from) {
                if from < one.closes {
                    open.push(one);
                }
            }
            if open.is_empty() {
                self.rest(&driving, from, to, &mut spans);
            } else {
                spans.push(Span { from, to, does: watch(&open, &own) });
            }
        }
        spans
    }

    /// A rest, parted where its reason changes.
    fn rest(&self, driving: &[&Row<'a>], from: DateTime<Utc>, to: DateTime<Utc>, spans: &mut Vec<Span>) {
        let reason = |at: DateTime<Utc>| {
            let date = self.bells.date(at);
            let name = driving.iter().find_map(|row| row.rests.get(&date));
            name.map_or(Does::OutsidePeriods, |name| Does::Exception { name: (*name).to_owned() })
        };
        let mut span = Span { from, to, does: reason(from) };
        if driving.iter().any(|row| !row.rests.is_empty()) {
            for date in self.bells.date(from).iter_days().skip(1) {
                let midnight = self.bells.midnight(date);
                if to <= midnight {
                    break;
                }
                let does = reason(midnight);
                if from < midnight && does != span.does {
                    spans.push(Span { to: midnight, ..span });
                    span = Span { from: midnight, to, does };
                }
            }
        }
        spans.push(span);
    }
}

fn watch(open: &[&Arc<PeriodOccurrence>], own: &[ProfileId]) -> Does {
    let profiles: BTreeSet<ProfileId> =
        open.iter().flat_map(|one| one.profile.as_ref().map_or(own, std::slice::from_ref)).copied().collect();
    Does::Watch {
        profiles: profiles.into_iter().collect(),
        periods: open.iter().map(|one| Arc::clone(one)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, NaiveTime};

    use super::*;
    use crate::examples::{ability, all_day, camera, config};
    use crate::memory::Memory;
    use crate::plan::plan;
    use crate::{ExceptionId, PeriodId, PeriodTemplate, RestWhy, RunnerKey, ScheduleException};

    fn school() -> Config {
        let period = |id: i64, start: (u32, u32), end: (u32, u32)| PeriodTemplate {
            id: PeriodId(id),
            name: format!("Period {id}"),
            start: NaiveTime::from_hms_opt(start.0, start.1, 0).unwrap(),
            end: NaiveTime::from_hms_opt(end.0, end.1, 0).unwrap(),
            early_grace: Duration::minutes(5),
            ..all_day().periods.remove(0)
        };
        let night = PeriodTemplate { profile: Some(ProfileId(2)), ..period(3, (22, 0), (6, 0)) };
        let cameras = vec![camera(1, "rtsp://10.0.0.1/s"), camera(2, "rtsp://10.0.0.2/s")];
        let mut config = config(cameras);
        config.site.time_zone = "Europe/Berlin".parse().unwrap();
        config.schedules = vec![BellSchedule {
            periods: vec![period(1, (8, 0), (8, 45)), period(2, (8, 40), (9, 30)), night],
            ..all_day()
        }];
        config.exceptions = vec![ScheduleException {
            id: ExceptionId(1),
            name: "Holidays".to_owned(),
            first: "2026-10-26".parse().unwrap(),
            last: "2026-10-28".parse().unwrap(),
            kind: ExceptionKind::Off,
            schedule: None,
        }];
        config
    }

    #[test]
    fn spans_have_no_gaps_and_say_what_the_plan_says() {
        let config = school();
        let from: DateTime<Utc> = "2026-10-24T10:17:00Z".parse().unwrap();
        let to = from + Duration::days(6);
        let groups = days(&config, from, to);
        assert_eq!(groups.len(), 1, "both cameras do the same");
        let spans = &groups[0].spans;
        assert_eq!((spans[0].from, spans[spans.len() - 1].to), (from, to));
        assert!(spans.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].does != pair[1].does));
        for span in spans.iter() {
            let length = span.to - span.from;
            for at in [span.from, span.from + length / 2, span.to - Duration::milliseconds(1)] {
                let plan = plan(&config, &Memory::default(), &ability(), at);
                let runs: Vec<ProfileId> =
                    plan.runs.keys().filter(|key| key.camera == CameraId(1)).map(|key| key.profile).collect();
                let rest = plan.rests.get(&RunnerKey { camera: CameraId(1), profile: ProfileId(1) });
                match &span.does {
                    Does::Watch { profiles, .. } => assert_eq!(&runs, profiles, "{at}"),
                    Does::OutsidePeriods => assert_eq!(rest.unwrap().why, RestWhy::OutsidePeriods, "{at}"),
                    Does::Exception { name } => {
                        assert_eq!(rest.unwrap().why, RestWhy::Exception { name: name.clone() }, "{at}");
                    }
                    Does::NoSchedule => panic!("it is driven"),
                }
            }
        }
    }

    #[test]
    fn cameras_that_nothing_drives_have_one_span() {
        let mut config = school();
        config.schedules[0].drives = Drives::Some { cameras: [CameraId(1)].into(), tags: [].into() };
        let from: DateTime<Utc> = "2026-10-24T00:00:00Z".parse().unwrap();
        let groups = days(&config, from, from + Duration::days(1));
        let alone = groups.iter().find(|group| group.cameras == [CameraId(2)]).unwrap();
        assert_eq!(alone.spans.len(), 1);
        assert_eq!(alone.spans[0].does, Does::NoSchedule);
    }
}
