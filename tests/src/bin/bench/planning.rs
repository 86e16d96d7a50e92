//! What planning costs: a tick, a year, and the difference that an edit makes.

use std::collections::BTreeMap;
use std::time::Instant;

use bellwatch_domain::ffmpeg_args::FfmpegAbility;
use bellwatch_domain::memory::Memory;
use bellwatch_domain::plan::{Config, plan};
use bellwatch_domain::reconcile::reconcile;
use bellwatch_domain::schedule::ExceptionKind;
use bellwatch_domain::schedule::days::days;
use bellwatch_domain::schedule::difference::difference;
use bellwatch_domain::schedule::notes::notes;
use bellwatch_domain::source::SourceAddress;
use bellwatch_domain::{
    BellSchedule, Camera, CameraId, Drives, ExceptionId, PeriodId, PeriodTemplate, ProfileId,
    ScheduleException, ScheduleId, Site, StreamProfile, Weekdays,
};
use chrono::{DateTime, Duration, NaiveTime, Utc};
use serde_json::{Value, json};

/// Twelve periods on every day, in as many schedules, each of which drives its part of the cameras by a tag. With a
/// schedule for every camera, no two of them are alike.
fn school(cameras: i64, schedules: i64) -> Config {
    let address = SourceAddress::parse("rtsp://10.0.0.1/stream").map(|split| split.address);
    let address = address.unwrap_or_else(|_| SourceAddress::unreadable());
    let part = |id: i64| format!("part {}", id % schedules);
    let cameras = (1..=cameras).map(|id| Camera {
        id: CameraId(id),
        revision: 1,
        name: format!("Camera {id}"),
        location: String::new(),
        address: address.clone(),
        sub_address: None,
        user: Some("admin".to_owned()),
        password: Some(bellwatch_domain::Secret::new("secret")),
        priority: 5,
        enabled: true,
        pause: None,
        tags: vec![part(id)],
        profile: ProfileId(1),
        also_profiles: Vec::new(),
        keyframe_interval: None,
        sub_keyframe_interval: None,
        unreadable: None,
    });
    let period = |number: u32, schedule: i64| {
        let start = NaiveTime::MIN + Duration::minutes(i64::from(7 * 60 + number * 50));
        PeriodTemplate {
            id: PeriodId(schedule * 100 + i64::from(number)),
            name: format!("Period {}", number + 1),
            start,
            end: start + Duration::minutes(45),
            weekdays: Weekdays::ALL,
            early_grace: Duration::minutes(2),
            late_grace: Duration::zero(),
            late_after: Duration::minutes(10),
            profile: None,
            only: None,
            expects: std::collections::BTreeSet::new(),
        }
    };
    let schedule = |id: i64| BellSchedule {
        id: ScheduleId(id),
        name: format!("Schedule {id}"),
        enabled: true,
        drives: Drives::Some { cameras: [].into(), tags: [part(id)].into() },
        periods: (0..12).map(|number| period(number, id)).collect(),
    };
    Config {
        site: Site::with_defaults("School", chrono_tz::Europe::Berlin),
        cameras: cameras.collect(),
        profiles: BTreeMap::from([(ProfileId(1), StreamProfile::with_defaults(ProfileId(1), "Standard"))]),
        schedules: (1..=schedules).map(schedule).collect(),
        exceptions: Vec::new(),
        begun: Vec::new(),
    }
}

/// As many as are kept, on every other day of ten years.
fn exceptions() -> Vec<ScheduleException> {
    let first = now().date_naive();
    let day = |number: i64| ScheduleException {
        id: ExceptionId(number),
        name: format!("Day {number}"),
        first: first + Duration::days(number * 2 % 3650),
        last: first + Duration::days(number * 2 % 3650),
        kind: ExceptionKind::Off,
        schedule: None,
    };
    (0..10_000).map(day).collect()
}

/// A Monday morning in period 2.
fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::seconds(1_795_417_800)
}

/// Median and worst of some rounds, in milliseconds.
fn times(rounds: usize, mut round: impl FnMut()) -> (f64, f64) {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let began = Instant::now();
            round();
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[rounds / 2], times[rounds - 1])
}

fn row(what: &str, (median, worst): (f64, f64)) -> Value {
    json!({"what": what, "median_ms": median, "worst_ms": worst})
}

/// Planning and reconciling 1000 cameras.
pub fn tick(say: &mut impl FnMut(Value)) {
    let config = school(1000, 2);
    let (memory, ability) = (Memory::default(), FfmpegAbility::unknown());
    let running = plan(&config, &memory, &ability, now()).runs;
    assert_eq!(running.len(), 1000, "all of them run");
    let took = times(50, || {
        let plan = plan(&config, &memory, &ability, now());
        assert!(reconcile(&plan, &running).is_empty());
    });
    say(row("plan and reconcile, 1000 cameras", took));
}

/// A year of 200 cameras with 12 periods a day; once more with 10 000 exceptions.
pub fn year(say: &mut impl FnMut(Value)) {
    let mut config = school(200, 2);
    let year = Duration::days(365);
    let took = times(20, || {
        let spans: usize = days(&config, now(), now() + year).iter().map(|group| group.spans.len()).sum();
        assert!(spans > 12 * 365, "a year has its periods");
    });
    say(row("a year planned, 200 cameras × 12 periods a day", took));
    config.exceptions = exceptions();
    let took = times(20, || {
        assert!(!days(&config, now(), now() + year).is_empty());
    });
    say(row("the same with 10 000 exceptions", took));
    let apart = Config { exceptions: config.exceptions.clone(), ..school(200, 200) };
    let took = times(10, || {
        assert_eq!(days(&apart, now(), now() + year).len(), 200);
    });
    say(row("the same with 10 000 exceptions, no two cameras alike", took));
    let (memory, ability) = (Memory::default(), FfmpegAbility::unknown());
    let took = times(50, || {
        assert!(plan(&config, &memory, &ability, now()).next_boundary.is_some());
    });
    say(row("plan, 200 cameras and 10 000 exceptions", took));
}

/// What an edit of all schedules would do within 14 days, and what is to be noted; once more with no two cameras alike and
/// 10 000 exceptions.
pub fn what_if(say: &mut impl FnMut(Value)) {
    let mut edited = |what: &str, before: &Config| {
        let mut after = before.clone();
        for period in after.schedules.iter_mut().flat_map(|schedule| &mut schedule.periods) {
            period.end += Duration::minutes(3);
        }
        let took = times(20, || {
            assert!(difference(before, &after, now()).gained > Duration::zero());
            assert!(notes(&after, now()).len() < 1000);
        });
        say(row(what, took));
    };
    edited("14 days' difference and notes, 200 cameras", &school(200, 2));
    let apart = Config { exceptions: exceptions(), ..school(200, 200) };
    edited("the same, no two cameras alike, 10 000 exceptions", &apart);
}
