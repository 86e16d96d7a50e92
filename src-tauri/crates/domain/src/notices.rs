//! What is announced on the desktop: which of the problems, when, and once each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};

use crate::Site;
use crate::problems::{Problem, Severity};
use crate::readiness::Readiness;
use crate::said::Names;
use crate::sentences;

/// Nothing is announced so soon after the start: cameras are still on their way up.
const AFTER_START: Duration = Duration::seconds(120);
/// What has not lasted for so many heartbeats may pass by itself.
const HEARTBEATS: i32 = 2;

/// Something to announce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Of which kind; each can be switched off.
    pub kind: NoticeKind,
    /// Stable as long as what it is about lasts.
    pub key: String,
    /// A few words.
    pub title: String,
    /// One or two sentences.
    pub body: String,
}

/// The kinds of announcements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// One camera has been down for long inside its period.
    CameraDown,
    /// Several cameras share a failure.
    Shared,
    /// The engine itself is in trouble.
    Engine,
    /// Cameras are not ready for the next bell.
    PreBell,
}

/// What there is to announce from.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The problems of the cameras; see [`crate::problems::problems`].
    pub problems: &'a [Problem],
    /// What is wrong with the engine, one sentence.
    pub engine: Option<&'a str>,
    /// What the checks before the next bells found, each with its sentence.
    pub readiness: &'a [(&'a Readiness, String)],
}

/// Remembers what was announced, so that nothing is twice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Announcer {
    told: BTreeSet<String>,
    since: BTreeMap<String, DateTime<Utc>>,
}

impl Announcer {
    /// What is to be announced at `now`, by an engine that started at `started`.
    ///
    /// What is over is forgotten, so that it is announced again when it comes again. In quiet hours, and just after the
    /// start, nothing is; what still lasts afterwards is announced then.
    pub fn look(
        &mut self,
        situation: Situation<'_>,
        site: &Site,
        started: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Vec<Notice> {
        let waiting: Vec<(Notice, Duration)> = candidates(situation, site);
        let keys: BTreeSet<&String> = waiting.iter().map(|(notice, _)| &notice.key).collect();
        self.told.retain(|key| keys.contains(key));
        self.since.retain(|key, _| keys.contains(key));
        for (notice, _) in &waiting {
            let since = self.since.entry(notice.key.clone()).or_insert(now);
            // A clock that was set back must not put it off.
            *since = (*since).min(now);
        }
        if now - started < AFTER_START || is_quiet(site, now) {
            return Vec::new();
        }
        let mut notices = Vec::new();
        for (notice, lasts) in waiting {
            let since = self.since.get(&notice.key).copied().unwrap_or(now);
            if now - since >= lasts && self.told.insert(notice.key.clone()) {
                notices.push(notice);
            }
        }
        notices
    }

    /// The clock jumped by so much: what lasted so long before lasts no longer for it.
    pub fn shift(&mut self, jump: Duration) {
        for since in self.since.values_mut() {
            *since += jump;
        }
    }
}

sentences! {
    /// What stands above a notice.
    pub enum Title<'a> {
        Engine = "Bellwatch itself needs attention",
        CameraDown = "A camera is down",
        Together { count: usize } = "{count} cameras are down together",
        NotReady { name: Names<'a> } = "Not ready for {name}",
    }
}

/// Everything that is announced once it has lasted for so long.
fn candidates(situation: Situation<'_>, site: &Site) -> Vec<(Notice, Duration)> {
    let mut all = Vec::new();
    if let Some(sentence) = situation.engine.filter(|_| site.notify_engine) {
        let notice = Notice {
            kind: NoticeKind::Engine,
            key: "engine".to_owned(),
            title: Title::Engine.to_string(),
            body: sentence.to_owned(),
        };
        all.push((notice, site.tick * HEARTBEATS));
    }
    for problem in situation.problems.iter().filter(|problem| problem.severity == Severity::Broken) {
        let body = format!("{} {}", problem.sentence, problem.cure);
        let key = problem.key.clone();
        let lasts = problem.heartbeat * HEARTBEATS;
        match problem.cameras.len() {
            // Not about a camera: ffmpeg is missing.
            0 if site.notify_engine => {
                let title = Title::Engine.to_string();
                all.push((Notice { kind: NoticeKind::Engine, key, title, body }, lasts));
            }
            1 => {
                if let Some(after) = site.notify_down {
                    let title = Title::CameraDown.to_string();
                    all.push((Notice { kind: NoticeKind::CameraDown, key, title, body }, after.max(lasts)));
                }
            }
            count if count > 1 && site.notify_shared => {
                let title = Title::Together { count }.to_string();
                all.push((Notice { kind: NoticeKind::Shared, key, title, body }, lasts));
            }
            _ => {}
        }
    }
    let unready = situation.readiness.iter().filter(|(readiness, _)| !readiness.missing.is_empty());
    for (readiness, sentence) in unready.filter(|_| site.notify_pre_bell) {
        let notice = Notice {
            kind: NoticeKind::PreBell,
            key: format!("before {}", readiness.check.opens.timestamp_millis()),
            title: Title::NotReady { name: Names(&readiness.check.name) }.to_string(),
            body: sentence.clone(),
        };
        // It was looked at just now; waiting would only cost time before the bell.
        all.push((notice, Duration::zero()));
    }
    all
}

/// Whether `now` lies in the site's quiet hours, which may go over midnight.
fn is_quiet(site: &Site, now: DateTime<Utc>) -> bool {
    site.quiet_hours.is_some_and(|hours| hours.contains(now.with_timezone(&site.time_zone).time()))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;
    use crate::readiness::{Check, Unready};
    use crate::site::QuietHours;
    use crate::{CameraId, ProfileId, RunnerKey};

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-23T{text}Z").parse().unwrap()
    }

    fn problem(key: &str, cameras: &[i64]) -> Problem {
        Problem {
            key: key.to_owned(),
            severity: Severity::Broken,
            sentence: "Gate does not answer.".to_owned(),
            cure: "Check its cable.".to_owned(),
            cameras: cameras.iter().map(|id| CameraId(*id)).collect(),
            since: None,
            heartbeat: Duration::seconds(10),
        }
    }

    /// A check of two cameras before eight, of which one is missing.
    fn readiness() -> Readiness {
        let key = |camera| RunnerKey { camera: CameraId(camera), profile: ProfileId(1) };
        let check = Check {
            at: at("07:50:00"),
            opens: at("08:00:00"),
            name: "Period 1".to_owned(),
            wanted: [key(1), key(2)].into(),
        };
        let why = Unready::SettingsWrong("No sub-stream.".to_owned());
        Readiness { check, missing: [(key(1), why)].into() }
    }

    struct Day {
        site: Site,
        announcer: Announcer,
    }

    impl Day {
        fn new() -> Self {
            Day { site: Site::with_defaults("School", chrono_tz::UTC), announcer: Announcer::default() }
        }

        fn look(&mut self, problems: &[Problem], time: &str) -> Vec<NoticeKind> {
            let situation = Situation { problems, engine: None, readiness: &[] };
            let notices = self.announcer.look(situation, &self.site, at("06:00:00"), at(time));
            notices.into_iter().map(|notice| notice.kind).collect()
        }
    }

    #[test]
    fn a_camera_is_announced_once_after_its_minutes_and_again_when_it_fails_again() {
        let mut day = Day::new();
        let down = [problem("gate", &[1])];
        assert_eq!(day.look(&down, "08:00:00"), []);
        assert_eq!(day.look(&down, "08:04:59"), []);
        assert_eq!(day.look(&down, "08:05:00"), [NoticeKind::CameraDown]);
        assert_eq!(day.look(&down, "08:30:00"), []);
        assert_eq!(day.look(&[], "08:31:00"), []);
        assert_eq!(day.look(&down, "08:32:00"), []);
        assert_eq!(day.look(&down, "08:37:00"), [NoticeKind::CameraDown]);
    }

    #[test]
    fn a_shared_failure_is_one_notice_after_two_heartbeats() {
        let mut day = Day::new();
        let shared = [problem("10.1.3.*", &[1, 2, 3])];
        assert_eq!(day.look(&shared, "08:00:00"), []);
        assert_eq!(day.look(&shared, "08:00:20"), [NoticeKind::Shared]);
    }

    #[test]
    fn nothing_is_announced_just_after_the_start_nor_in_quiet_hours_but_afterwards() {
        let mut day = Day::new();
        let shared = [problem("10.1.3.*", &[1, 2, 3])];
        assert_eq!(day.look(&shared, "06:00:30"), []);
        assert_eq!(day.look(&shared, "06:01:59"), []);
        assert_eq!(day.look(&shared, "06:02:00"), [NoticeKind::Shared]);
        let time = |text| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
        day.site.quiet_hours = Some(QuietHours { from: time("22:00"), to: time("07:00") });
        let other = [problem("10.1.4.*", &[4, 5])];
        assert_eq!(day.look(&other, "06:30:00"), []);
        assert_eq!(day.look(&other, "06:59:59"), []);
        assert_eq!(day.look(&other, "07:00:00"), [NoticeKind::Shared]);
    }

    #[test]
    fn two_heartbeats_are_those_of_the_slowest_runner_and_the_enforcers_own() {
        let mut day = Day::new();
        let slow = [Problem { heartbeat: Duration::seconds(300), ..problem("10.1.3.*", &[1, 2, 3]) }];
        assert_eq!(day.look(&slow, "08:00:00"), []);
        assert_eq!(day.look(&slow, "08:09:59"), []);
        assert_eq!(day.look(&slow, "08:10:00"), [NoticeKind::Shared]);
        let alone = [Problem { heartbeat: Duration::seconds(300), ..problem("gate", &[1]) }];
        assert_eq!(day.look(&alone, "09:00:00"), []);
        assert_eq!(day.look(&alone, "09:05:00"), [], "its five minutes are less than two heartbeats");
        assert_eq!(day.look(&alone, "09:10:00"), [NoticeKind::CameraDown]);
        let mut engine = |time| {
            let situation = Situation { problems: &[], engine: Some("The disk is full."), readiness: &[] };
            day.announcer.look(situation, &day.site, at("06:00:00"), at(time)).len()
        };
        assert_eq!(["10:00:00", "10:00:29", "10:00:30", "10:01:00"].map(&mut engine), [0, 0, 1, 0]);
    }

    #[test]
    fn each_kind_is_announced_unless_it_is_switched_off() {
        type Switch = fn(&mut Site);
        let (down, shared) = (problem("gate", &[1]), problem("10.1.3.*", &[1, 2]));
        let readiness = readiness();
        let missing = [(&readiness, "1 of 2 ready for Period 1.".to_owned())];
        let nothing = Situation { problems: &[], engine: None, readiness: &[] };
        let table: [(Situation<'_>, NoticeKind, Switch); 5] = [
            (Situation { problems: &[down], ..nothing }, NoticeKind::CameraDown, |site| {
                site.notify_down = None
            }),
            (Situation { problems: &[shared], ..nothing }, NoticeKind::Shared, |site| {
                site.notify_shared = false
            }),
            (Situation { problems: &[problem("ffmpeg", &[])], ..nothing }, NoticeKind::Engine, |site| {
                site.notify_engine = false;
            }),
            (Situation { engine: Some("The disk is full."), ..nothing }, NoticeKind::Engine, |site| {
                site.notify_engine = false;
            }),
            (Situation { readiness: &missing, ..nothing }, NoticeKind::PreBell, |site| {
                site.notify_pre_bell = false;
            }),
        ];
        for (situation, kind, switch_off) in table {
            for is_on in [true, false] {
                let mut day = Day::new();
                if !is_on {
                    switch_off(&mut day.site);
                }
                let mut look = |time| day.announcer.look(situation, &day.site, at("06:00:00"), at(time));
                let told: Vec<NoticeKind> = [look("07:50:00"), look("07:59:00")]
                    .into_iter()
                    .flatten()
                    .map(|notice| notice.kind)
                    .collect();
                assert_eq!(told, if is_on { vec![kind] } else { Vec::new() }, "on: {is_on}");
            }
        }
    }

    #[test]
    fn a_jump_of_the_clock_is_no_time_that_something_lasted() {
        let mut day = Day::new();
        let down = [problem("gate", &[1])];
        assert_eq!(day.look(&down, "08:00:00"), []);
        day.announcer.shift(Duration::hours(3));
        assert_eq!(day.look(&down, "11:01:00"), []);
        assert_eq!(day.look(&down, "11:05:00"), [NoticeKind::CameraDown]);
    }
}
