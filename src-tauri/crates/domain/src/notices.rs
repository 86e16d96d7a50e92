//! What is announced on the desktop: which of the problems, when, and once each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};

use crate::Site;
use crate::problems::{Problem, Severity};
use crate::readiness::Readiness;

/// Nothing is announced so soon after the start: cameras are still on their way up.
const AFTER_START: Duration = Duration::seconds(120);
/// What has not lasted for two heartbeats may pass by itself.
const LASTS: Duration = Duration::seconds(20);

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
    /// The newest check before a bell.
    pub readiness: Option<(&'a Readiness, &'a str)>,
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
}

/// Everything that is announced once it has lasted for so long.
fn candidates(situation: Situation<'_>, site: &Site) -> Vec<(Notice, Duration)> {
    let mut all = Vec::new();
    if let Some(sentence) = situation.engine.filter(|_| site.notify_engine) {
        let notice = Notice {
            kind: NoticeKind::Engine,
            key: "engine".to_owned(),
            title: "Bellwatch itself needs attention".to_owned(),
            body: sentence.to_owned(),
        };
        all.push((notice, LASTS));
    }
    for problem in situation.problems.iter().filter(|problem| problem.severity == Severity::Broken) {
        let body = format!("{} {}", problem.sentence, problem.cure);
        let key = problem.key.clone();
        match problem.cameras.len() {
            // Not about a camera: ffmpeg is missing.
            0 if site.notify_engine => {
                let title = "Bellwatch itself needs attention".to_owned();
                all.push((Notice { kind: NoticeKind::Engine, key, title, body }, LASTS));
            }
            1 => {
                if let Some(after) = site.notify_down {
                    let title = "A camera is down".to_owned();
                    all.push((Notice { kind: NoticeKind::CameraDown, key, title, body }, after.max(LASTS)));
                }
            }
            count if count > 1 && site.notify_shared => {
                let title = format!("{count} cameras are down together");
                all.push((Notice { kind: NoticeKind::Shared, key, title, body }, LASTS));
            }
            _ => {}
        }
    }
    if let Some((readiness, sentence)) = situation.readiness
        && site.notify_pre_bell
        && !readiness.missing.is_empty()
    {
        let notice = Notice {
            kind: NoticeKind::PreBell,
            key: format!("before {}", readiness.check.opens.timestamp_millis()),
            title: format!("Not ready for {}", readiness.check.name),
            body: sentence.to_owned(),
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
    use crate::CameraId;
    use crate::site::QuietHours;

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
        }
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
            let situation = Situation { problems, engine: None, readiness: None };
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
    fn each_kind_can_be_switched_off() {
        let mut day = Day::new();
        day.site.notify_down = None;
        day.site.notify_shared = false;
        day.site.notify_engine = false;
        let all = [problem("gate", &[1]), problem("10.1.3.*", &[1, 2]), problem("ffmpeg", &[])];
        assert_eq!(day.look(&all, "08:00:00"), []);
        assert_eq!(day.look(&all, "09:00:00"), []);
    }
}
