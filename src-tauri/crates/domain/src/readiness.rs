//! The check before the bell: which cameras are about to be needed, when they are to be looked at, and what is said of
//! what was found.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::plan::Config;
use crate::schedule::Bells;
use crate::{Camera, CameraId, LastError, PeriodOccurrence, last_error};

/// Before the first bell of a day there is an earlier check too: time enough to fetch a ladder.
pub const FIRST_OF_DAY: Duration = Duration::minutes(30);

/// A check that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// When. It may be past: then it is due.
    pub at: DateTime<Utc>,
    /// The cameras watch from here on.
    pub opens: DateTime<Utc>,
    /// The periods that open then, in words.
    pub name: String,
    /// Enabled cameras that begin to watch then.
    pub cameras: Vec<CameraId>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Readiness {
    /// The check.
    pub check: Check,
    /// The cameras that are not ready, and why.
    pub missing: Vec<(CameraId, LastError)>,
}

impl Readiness {
    /// How many cameras are ready.
    pub fn ready(&self) -> usize {
        self.check.cameras.len().saturating_sub(self.missing.len())
    }

    /// For example "11 of 12 ready for Period 1: Gate 2 refuses the user name or password."
    pub fn sentence(&self, config: &Config) -> String {
        const NAMED: usize = 3;
        let all = self.check.cameras.len();
        let name = &self.check.name;
        if self.missing.is_empty() {
            let cameras = if all == 1 { "camera is" } else { "cameras are" };
            return format!("All {all} {cameras} ready for {name}.");
        }
        let why = |(camera, error): &(CameraId, LastError)| {
            let found = config.cameras.iter().find(|known| known.id == *camera);
            let camera = found.map_or_else(|| format!("Camera {camera}"), |camera| camera.name.clone());
            let sentence = last_error::sentence_about(&error.kind, &camera);
            sentence.trim_end_matches('.').to_owned()
        };
        let mut said: Vec<String> = self.missing.iter().take(NAMED).map(why).collect();
        if self.missing.len() > NAMED {
            said.push(format!("and {} more", self.missing.len() - NAMED));
        }
        format!("{} of {all} ready for {name}: {}.", self.ready(), said.join("; "))
    }
}

/// The first check after `done`, or the one that is due; `None` while checks are switched off or no bell is near.
///
/// `done` is when the last check was to be made; each is made once. A check whose period has opened is not made.
pub fn next_check(config: &Config, done: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Check> {
    let lead = config.site.pre_bell?;
    let bells = Bells::of(config);
    let (first, last) = bells.dates(now, now + Duration::days(1));
    let mut upcoming: Vec<(Arc<PeriodOccurrence>, usize)> = Vec::new();
    let schedules: Vec<_> = bells.ringing().collect();
    for (at, schedule) in schedules.iter().enumerate() {
        upcoming.extend(bells.occurrences(schedule, first, last).into_iter().map(|one| (one, at)));
    }
    let openings: BTreeSet<DateTime<Utc>> = upcoming.iter().map(|(one, _)| one.opens).collect();
    let wants = |(one, at): &(Arc<PeriodOccurrence>, usize), camera: &Camera| {
        schedules[*at].drives.includes(camera) && one.wants(camera)
    };
    let checked = |opens: DateTime<Utc>| -> Vec<CameraId> {
        let before = opens - Duration::milliseconds(1);
        let opening: Vec<_> = upcoming.iter().filter(|(one, _)| one.opens == opens).collect();
        let watching: Vec<_> = upcoming.iter().filter(|(one, _)| one.is_open(before)).collect();
        let wanted = config
            .cameras
            .iter()
            .filter(|camera| camera.enabled && camera.pause_at(opens).is_none())
            .filter(|camera| opening.iter().any(|one| wants(one, camera)))
            .filter(|camera| !watching.iter().any(|one| wants(one, camera)));
        wanted.map(|camera| camera.id).collect()
    };
    let mut times = BTreeSet::new();
    for opens in openings.iter().copied().filter(|opens| now < *opens) {
        let is_first =
            !openings.iter().any(|other| *other < opens && bells.date(*other) == bells.date(opens));
        times.insert((opens - lead, opens));
        if is_first {
            times.insert((opens - FIRST_OF_DAY.max(lead), opens));
        }
    }
    // Of several that are due the last one says all; those before it are over.
    let due = times.iter().rev().find(|(at, _)| *at <= now).copied();
    let times = times.into_iter().filter(|time| due.is_none_or(|due| due <= *time));
    let ahead = times.filter(|(at, _)| done.is_none_or(|done| done < *at));
    ahead.map(|(at, opens)| (at, opens, checked(opens))).find(|(_, _, cameras)| !cameras.is_empty()).map(
        |(at, opens, cameras)| {
            let mut names: Vec<&str> = Vec::new();
            for (one, _) in upcoming.iter().filter(|(one, _)| one.opens == opens) {
                if !names.contains(&one.name.as_str()) {
                    names.push(&one.name);
                }
            }
            Check { at, opens, name: names.join(" and "), cameras }
        },
    )
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;
    use crate::examples::{all_day, camera, config};
    use crate::{BellSchedule, LastErrorKind, Pause, PeriodTemplate};

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-23T{text}:00Z").parse().unwrap()
    }

    fn school() -> Config {
        let period = |name: &str, start: &str, end: &str| PeriodTemplate {
            name: name.to_owned(),
            start: NaiveTime::parse_from_str(start, "%H:%M").unwrap(),
            end: NaiveTime::parse_from_str(end, "%H:%M").unwrap(),
            ..all_day().periods.remove(0)
        };
        let mut config = config(vec![camera(1, "rtsp://10.0.0.1/s"), camera(2, "rtsp://10.0.0.2/s")]);
        let periods = vec![period("Period 1", "08:00", "08:45"), period("Period 2", "08:50", "09:35")];
        config.schedules = vec![BellSchedule { periods, ..all_day() }];
        config
    }

    #[test]
    fn the_first_bell_of_a_day_has_two_checks_and_each_later_one_has_one() {
        let config = school();
        let mut done = None;
        let mut times = Vec::new();
        let mut now = at("05:00");
        while let Some(check) = next_check(&config, done, now).filter(|check| check.at < at("12:00")) {
            times.push((check.at, check.name.clone(), check.cameras.len()));
            now = check.at.max(now);
            done = Some(check.at);
        }
        let expected = [("07:30", "Period 1"), ("07:50", "Period 1"), ("08:40", "Period 2")];
        assert_eq!(times, expected.map(|(time, name)| (at(time), name.to_owned(), 2)));
    }

    #[test]
    fn a_check_that_is_due_is_made_once_and_not_after_its_bell() {
        let config = school();
        let due = next_check(&config, None, at("07:58")).unwrap();
        assert_eq!((due.at, due.opens), (at("07:50"), at("08:00")));
        let after = next_check(&config, Some(due.at), at("07:58")).unwrap();
        assert_eq!(after.at, at("08:40"));
        assert_eq!(next_check(&config, None, at("08:00")).unwrap().at, at("08:40"));
    }

    #[test]
    fn paused_and_disabled_cameras_and_those_that_watch_already_are_not_checked() {
        let mut config = school();
        config.cameras[0].enabled = false;
        config.cameras[1].pause = Some(Pause { until: at("08:01"), by: "tray".into(), at: at("07:00") });
        assert_eq!(next_check(&config, None, at("07:55")).unwrap().name, "Period 2");
        config.schedules.push(all_day());
        assert_eq!(next_check(&config, None, at("07:55")).map(|check| check.opens), None);
    }

    #[test]
    fn none_is_made_while_it_is_switched_off() {
        let mut config = school();
        config.site.pre_bell = None;
        assert_eq!(next_check(&config, None, at("07:55")), None);
    }

    #[test]
    fn the_sentence_names_the_period_and_who_is_missing() {
        let config = school();
        let check = next_check(&config, None, at("07:55")).unwrap();
        let error = LastError { kind: LastErrorKind::AuthFailed, at: at("07:55"), evidence: String::new() };
        let readiness = Readiness { check, missing: vec![(CameraId(2), error)] };
        let sentence = readiness.sentence(&config);
        assert!(sentence.starts_with("1 of 2 ready for Period 1: Camera 2"), "{sentence}");
    }
}
