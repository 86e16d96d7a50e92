//! The check before the bell: which cameras are about to be needed, when they are to be looked at, and what is said of
//! what was found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::plan::Config;
use crate::said::{Clauses, Names};
use crate::schedule::Bells;
use crate::sentences;
use crate::{BellSchedule, Camera, CameraId, LastError, PeriodOccurrence, RunnerKey, last_error};

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
    /// What enabled cameras that begin to watch then run with: the periods' profiles, or their own. At least one.
    pub wanted: BTreeSet<RunnerKey>,
}

impl Check {
    /// The cameras that are looked at.
    pub fn cameras(&self) -> BTreeSet<CameraId> {
        self.wanted.iter().map(|key| key.camera).collect()
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Readiness {
    /// The check.
    pub check: Check,
    /// What is not ready, and why.
    pub missing: BTreeMap<RunnerKey, Unready>,
}

/// Why something is not ready.
#[derive(Debug, Clone, PartialEq)]
pub enum Unready {
    /// It was tried, now or before.
    Fails(LastError),
    /// It cannot be tried with its settings; one sentence.
    SettingsWrong(String),
}

impl Readiness {
    /// The cameras that are not ready, each with the first of its reasons.
    pub fn missing_cameras(&self) -> BTreeMap<CameraId, &Unready> {
        let mut cameras = BTreeMap::new();
        for (key, why) in &self.missing {
            cameras.entry(key.camera).or_insert(why);
        }
        cameras
    }

    /// For example "11 of 12 ready for Period 1: Gate 2 refuses the user name or password."
    pub fn sentence(&self, config: &Config) -> String {
        const NAMED: usize = 3;
        let all = self.check.cameras().len();
        let name = Names(&self.check.name);
        let missing = self.missing_cameras();
        if missing.is_empty() {
            let said = if all == 1 { Ready::One { name } } else { Ready::All { all, name } };
            return said.to_string();
        }
        let why = |(camera, why): (&CameraId, &&Unready)| {
            let found = config.cameras.iter().find(|known| known.id == *camera);
            let camera = found.map_or_else(|| format!("Camera {camera}"), |camera| camera.name.clone());
            match why {
                Unready::Fails(error) => last_error::sentence_about(&error.kind, &camera),
                Unready::SettingsWrong(sentence) => {
                    let why = Clauses(sentence.trim_end_matches('.'));
                    Ready::SettingsWrong { camera: &camera, why }.to_string()
                }
            }
        };
        let mut said: Vec<String> = missing.iter().take(NAMED).map(why).collect();
        if missing.len() > NAMED {
            said.push(Ready::More { more: missing.len() - NAMED }.to_string());
        }
        let clauses: Vec<&str> = said.iter().map(|sentence| sentence.trim_end_matches('.')).collect();
        let (ready, why) = (all.saturating_sub(missing.len()), clauses.join("; "));
        Ready::Some { ready, all, name, why: Clauses(&why) }.to_string()
    }
}

sentences! {
    /// What a check says; the last two within the one before them.
    pub enum Ready<'a> {
        One { name: Names<'a> } = "All 1 camera is ready for {name}.",
        All { all: usize, name: Names<'a> } = "All {all} cameras are ready for {name}.",
        Some { ready: usize, all: usize, name: Names<'a>, why: Clauses<'a> } = "{ready} of {all} ready for {name}: {why}.",
        SettingsWrong { camera: &'a str, why: Clauses<'a> } = "{camera} cannot run with its settings ({why}).",
        More { more: usize } = "and {more} more.",
    }
}

/// The first check after `done`, or the one that is due; `None` while checks are switched off or no bell is near.
///
/// `done` is when the last check was to be made; each is made once. A check whose period has opened is not made.
pub fn next_check(config: &Config, done: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Check> {
    let lead = config.site.pre_bell?;
    let bells = Bells::of(config);
    let upcoming = Upcoming::of(config, now);
    let openings: BTreeSet<DateTime<Utc>> = upcoming.occurrences.iter().map(|(one, _)| one.opens).collect();
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
    ahead.map(|(at, opens)| upcoming.check(at, opens)).find(|check| !check.wanted.is_empty())
}

/// The check at `at` of what begins to watch at `opens`, as the configuration says now; it may want nothing.
pub fn check_of(config: &Config, at: DateTime<Utc>, opens: DateTime<Utc>) -> Check {
    Upcoming::of(config, opens).check(at, opens)
}

/// The occurrences of the day ahead, each with the place of its schedule.
struct Upcoming<'a> {
    config: &'a Config,
    schedules: Vec<&'a BellSchedule>,
    occurrences: Vec<(Arc<PeriodOccurrence>, usize)>,
}

impl<'a> Upcoming<'a> {
    fn of(config: &'a Config, now: DateTime<Utc>) -> Self {
        let bells = Bells::of(config);
        let (first, last) = bells.dates(now, now + Duration::days(1));
        let schedules: Vec<&BellSchedule> = bells.ringing().collect();
        let mut occurrences = Vec::new();
        for (at, schedule) in schedules.iter().enumerate() {
            occurrences.extend(bells.occurrences(schedule, first, last).into_iter().map(|one| (one, at)));
        }
        Upcoming { config, schedules, occurrences }
    }

    /// The check at `at` of what begins to watch when `opens` comes; it may want nothing.
    ///
    /// A camera that watches already, with whatever profile, is not looked at: it must not be connected to twice.
    fn check(&self, at: DateTime<Utc>, opens: DateTime<Utc>) -> Check {
        let before = opens - Duration::milliseconds(1);
        let opening: Vec<_> = self.occurrences.iter().filter(|(one, _)| one.opens == opens).collect();
        let watching: Vec<_> = self.occurrences.iter().filter(|(one, _)| one.is_open(before)).collect();
        let mut wanted = BTreeSet::new();
        let cameras = self.config.cameras.iter();
        for camera in cameras.filter(|camera| camera.enabled && camera.pause_at(opens).is_none()) {
            if watching.iter().any(|one| self.wants(one, camera)) {
                continue;
            }
            for (one, _) in opening.iter().filter(|one| self.wants(one, camera)) {
                let profiles = one.profile.map_or_else(|| camera.profiles(), |profile| vec![profile]);
                wanted.extend(profiles.into_iter().map(|profile| RunnerKey { camera: camera.id, profile }));
            }
        }
        let mut names: Vec<&str> = Vec::new();
        for (one, _) in opening {
            if !names.contains(&one.name.as_str()) {
                names.push(&one.name);
            }
        }
        Check { at, opens, name: names.join(" and "), wanted }
    }

    fn wants(&self, (one, at): &(Arc<PeriodOccurrence>, usize), camera: &Camera) -> bool {
        self.schedules[*at].drives.includes(camera) && one.wants(camera)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;
    use crate::examples::{all_day, camera, config};
    use crate::{LastErrorKind, Pause, PeriodTemplate, ProfileId};

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-23T{text}:00Z").parse().unwrap()
    }

    fn key(camera: i64, profile: i64) -> RunnerKey {
        RunnerKey { camera: CameraId(camera), profile: ProfileId(profile) }
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
            times.push((check.at, check.name.clone(), check.cameras().len()));
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
        // A camera is counted once, however many of its profiles are missing.
        let missing = [1, 2].map(|profile| (key(2, profile), Unready::Fails(error.clone())));
        let readiness = Readiness { check, missing: BTreeMap::from(missing) };
        let sentence = readiness.sentence(&config);
        assert!(sentence.starts_with("1 of 2 ready for Period 1: Camera 2"), "{sentence}");
        assert_eq!(sentence.matches("Camera 2").count(), 1, "{sentence}");
        let missing = BTreeMap::from([(key(1, 1), Unready::SettingsWrong("No sub-stream.".to_owned()))]);
        let sentence = Readiness { missing, ..readiness }.sentence(&config);
        assert_eq!(
            sentence,
            "1 of 2 ready for Period 1: Camera 1 cannot run with its settings (No sub-stream)."
        );
    }

    #[test]
    fn what_a_period_asks_for_is_checked_and_else_every_profile_of_a_camera() {
        let mut config = school();
        config.cameras[0].also_profiles = vec![ProfileId(2)];
        let wanted = |config: &Config, now| next_check(config, None, at(now)).unwrap().wanted;
        assert_eq!(wanted(&config, "07:55"), BTreeSet::from([key(1, 1), key(1, 2), key(2, 1)]));
        config.schedules[0].periods[0].profile = Some(ProfileId(2));
        assert_eq!(wanted(&config, "07:55"), BTreeSet::from([key(1, 2), key(2, 2)]));
        assert_eq!(wanted(&config, "08:46"), BTreeSet::from([key(1, 1), key(1, 2), key(2, 1)]));
    }
}
