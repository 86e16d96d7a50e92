//! The plan against a slow, obvious reading of the rules: every minute is looked at, nothing is cached, nothing shared.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::examples::{ability, all_day, camera, config};
use crate::schedule::{BellSource, ExceptionKind};
use crate::{BellSchedule, CameraId, Drives, ExceptionId, PeriodId, PeriodTemplate, ScheduleId, Weekdays};

// ── The rules, read aloud ──────────────────────────────────────────────────────────────────────────────────────

/// A local time is the first instant at which the wall clock shows it or has gone past it.
fn instant(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let mut at = local.and_utc() - Duration::hours(30);
    while at.with_timezone(&zone).naive_local() < local {
        at += Duration::minutes(1);
    }
    at
}

/// An occurrence, as the rules give it.
#[derive(Debug, Clone, PartialEq)]
struct Rings {
    schedule: ScheduleId,
    source: BellSource,
    date: NaiveDate,
    opens: DateTime<Utc>,
    closes: DateTime<Utc>,
    profile: Option<ProfileId>,
    only: Option<Drives>,
}

struct Reference<'a> {
    config: &'a Config,
    rings: Vec<Rings>,
    until: DateTime<Utc>,
}

/// What is wanted of a camera at an instant.
#[derive(Debug, Clone, PartialEq)]
enum Wanted {
    Rests(RestWhy),
    Paused(BTreeSet<ProfileId>),
    Runs(BTreeMap<ProfileId, Vec<(BellSource, NaiveDate)>>),
}

const DAYS: i64 = 12;

impl<'a> Reference<'a> {
    fn of(config: &'a Config, now: DateTime<Utc>) -> Self {
        let zone = config.site.time_zone;
        let today = now.with_timezone(&zone).date_naive();
        let mut rings: Vec<Rings> = config
            .begun
            .iter()
            .map(|kept| Rings {
                schedule: kept.schedule,
                source: kept.source,
                date: kept.date,
                opens: kept.opens,
                closes: kept.closes,
                profile: kept.profile,
                only: kept.only.clone(),
            })
            .collect();
        for day in -4..=DAYS {
            let date = today + Duration::days(day);
            for schedule in &config.schedules {
                for one in on(config, schedule, date, zone) {
                    let known = rings.iter().any(|kept| {
                        (kept.schedule, kept.source, kept.date) == (one.schedule, one.source, one.date)
                    });
                    if !known {
                        rings.push(one);
                    }
                }
            }
        }
        Reference {
            config,
            rings,
            until: instant((today + Duration::days(DAYS)).and_time(NaiveTime::MIN), zone),
        }
    }

    /// The occurrences that are for a camera.
    fn of_camera(&self, camera: &Camera) -> Vec<&Rings> {
        let mut mine = Vec::new();
        for schedule in self.config.schedules.iter().filter(|one| one.enabled && one.drives.includes(camera))
        {
            for one in self.rings.iter().filter(|one| one.schedule == schedule.id) {
                if one.only.as_ref().is_none_or(|only| only.includes(camera)) {
                    mine.push(one);
                }
            }
        }
        mine
    }

    fn wanted(&self, camera: &Camera, at: DateTime<Utc>) -> Wanted {
        if !camera.enabled {
            return Wanted::Rests(RestWhy::Disabled);
        }
        let driving: Vec<&BellSchedule> =
            self.config.schedules.iter().filter(|one| one.enabled && one.drives.includes(camera)).collect();
        if driving.is_empty() {
            return Wanted::Rests(RestWhy::NoSchedule);
        }
        let mut runs: BTreeMap<ProfileId, Vec<(BellSource, NaiveDate)>> = BTreeMap::new();
        for one in self.of_camera(camera) {
            if one.opens <= at && at < one.closes {
                for profile in one.profile.map_or_else(|| camera.profiles(), |profile| vec![profile]) {
                    runs.entry(profile).or_default().push((one.source, one.date));
                }
            }
        }
        for periods in runs.values_mut() {
            periods.sort();
        }
        if runs.is_empty() {
            let date = at.with_timezone(&self.config.site.time_zone).date_naive();
            for schedule in driving {
                let deciding = deciding(self.config, schedule.id, date);
                if let Some(day) = deciding
                    && matches!(day.kind, ExceptionKind::Off | ExceptionKind::Window { .. })
                {
                    return Wanted::Rests(RestWhy::Exception { name: day.name.clone() });
                }
            }
            return Wanted::Rests(RestWhy::OutsidePeriods);
        }
        match &camera.pause {
            Some(pause) if at < pause.until => Wanted::Paused(runs.into_keys().collect()),
            _ => Wanted::Runs(runs),
        }
    }

    /// Every instant at which something could change.
    fn edges(&self, now: DateTime<Utc>) -> BTreeSet<DateTime<Utc>> {
        let zone = self.config.site.time_zone;
        let today = now.with_timezone(&zone).date_naive();
        let mut edges: BTreeSet<DateTime<Utc>> =
            self.rings.iter().flat_map(|one| [one.opens, one.closes]).collect();
        edges.extend(
            (0..=DAYS).map(|day| instant((today + Duration::days(day)).and_time(NaiveTime::MIN), zone)),
        );
        edges.extend(self.config.cameras.iter().filter_map(|camera| Some(camera.pause.as_ref()?.until)));
        edges.retain(|edge| now < *edge && *edge < self.until - Duration::days(3));
        edges
    }

    /// The first of them at which what `seen` sees is another.
    fn next<T: PartialEq>(
        &self,
        now: DateTime<Utc>,
        seen: impl Fn(DateTime<Utc>) -> T,
    ) -> Option<DateTime<Utc>> {
        let today = seen(now);
        self.edges(now).into_iter().find(|edge| seen(*edge) != today)
    }
}

fn deciding(config: &Config, schedule: ScheduleId, date: NaiveDate) -> Option<&ScheduleException> {
    let mut best: Option<&ScheduleException> = None;
    for day in &config.exceptions {
        if date < day.first || day.last < date || day.schedule.is_some_and(|own| own != schedule) {
            continue;
        }
        let Some(other) = best else {
            best = Some(day);
            continue;
        };
        let length = |one: &ScheduleException| one.last - one.first;
        let goes_before = match (day.schedule.is_some(), other.schedule.is_some()) {
            (true, false) => true,
            (false, true) => false,
            _ if length(day) != length(other) => length(day) < length(other),
            _ => day.id > other.id,
        };
        if goes_before {
            best = Some(day);
        }
    }
    best
}

fn on(config: &Config, schedule: &BellSchedule, date: NaiveDate, zone: Tz) -> Vec<Rings> {
    let whole = |start: NaiveTime, end: NaiveTime| {
        let last = if end <= start { date + Duration::days(1) } else { date };
        let (opens, closes) = (instant(date.and_time(start), zone), instant(last.and_time(end), zone));
        (opens < closes).then_some((opens, closes))
    };
    let day = deciding(config, schedule.id, date);
    let own = |start, end| -> Vec<Rings> {
        let one = whole(start, end).zip(day).map(|((opens, closes), day)| Rings {
            schedule: schedule.id,
            source: BellSource::Exception(day.id),
            date,
            opens,
            closes,
            profile: None,
            only: None,
        });
        one.into_iter().collect()
    };
    let weekday = match day.map(|day| day.kind) {
        Some(ExceptionKind::Off) => return Vec::new(),
        Some(ExceptionKind::On) => return own(NaiveTime::MIN, NaiveTime::MIN),
        Some(ExceptionKind::Window { start, end }) => return own(start, end),
        Some(ExceptionKind::Shift { to }) => to,
        None => date.weekday(),
    };
    let mut rings = Vec::new();
    for period in schedule.periods.iter().filter(|period| period.weekdays.contains(weekday)) {
        if let Some((starts, ends)) = whole(period.start, period.end) {
            rings.push(Rings {
                schedule: schedule.id,
                source: BellSource::Period(period.id),
                date,
                opens: starts - period.early_grace,
                closes: ends + period.late_grace,
                profile: period.profile,
                only: period.only.clone(),
            });
        }
    }
    rings
}

// ── Schools of all sorts, near the changes of their clocks ───────────────────────────────────────────────────

fn zones() -> impl Strategy<Value = (Tz, NaiveDate)> {
    let near = [
        ("Europe/Berlin", "2026-03-28"),
        ("Europe/Berlin", "2026-10-24"),
        ("Asia/Baghdad", "2026-11-21"),
        // Midnight itself was skipped, and doubled.
        ("America/Sao_Paulo", "2018-11-03"),
        ("America/Sao_Paulo", "2018-02-17"),
        // Half an hour.
        ("Australia/Lord_Howe", "2026-04-04"),
        ("Australia/Lord_Howe", "2026-10-03"),
        ("Asia/Gaza", "2026-03-27"),
        ("Asia/Gaza", "2026-10-23"),
        // A whole day was skipped.
        ("Pacific/Apia", "2011-12-29"),
        ("Africa/Casablanca", "2026-02-14"),
        ("UTC", "2026-11-21"),
    ];
    let near = proptest::sample::select(near.to_vec())
        .prop_map(|(zone, date)| (zone.parse().unwrap(), date.parse().unwrap()));
    let anywhere = (proptest::sample::select(chrono_tz::TZ_VARIANTS.to_vec()), 0..13_000_i64)
        .prop_map(|(zone, day)| (zone, NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + Duration::days(day)));
    prop_oneof![2 => near, 1 => anywhere]
}

fn time() -> impl Strategy<Value = NaiveTime> {
    let minutes = prop_oneof![
        proptest::sample::select(vec![0, 30, 60, 90, 120, 130, 150, 180, 480, 525, 1320, 1439]),
        (0..288_u32).prop_map(|five| five * 5),
    ];
    minutes.prop_map(|minutes| NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0).unwrap())
}

fn drives() -> impl Strategy<Value = Drives> {
    prop_oneof![
        2 => Just(Drives::All),
        1 => (proptest::collection::btree_set(1..4_i64, 0..3), any::<bool>()).prop_map(|(cameras, tagged)| {
            Drives::Some {
                cameras: cameras.into_iter().map(CameraId).collect(),
                tags: tagged.then(|| "YARD".to_owned()).into_iter().collect(),
            }
        }),
    ]
}

fn period() -> impl Strategy<Value = PeriodTemplate> {
    let graces = proptest::sample::select(vec![0, 0, 0, 5, 10, 240]);
    let profile = proptest::sample::select(vec![None, None, Some(ProfileId(1)), Some(ProfileId(2))]);
    let only = proptest::option::weighted(0.2, drives());
    (time(), time(), 0..128_u8, graces.clone(), graces, profile, only).prop_map(
        |(start, end, days, early, late, profile, only)| PeriodTemplate {
            start,
            end,
            weekdays: Weekdays::of_bits(days),
            early_grace: Duration::minutes(early),
            late_grace: Duration::minutes(late),
            profile,
            only,
            ..all_day().periods.remove(0)
        },
    )
}

fn kind() -> impl Strategy<Value = ExceptionKind> {
    prop_oneof![
        Just(ExceptionKind::Off),
        Just(ExceptionKind::On),
        (time(), time()).prop_map(|(start, end)| ExceptionKind::Window { start, end }),
        (0..7_u8).prop_map(|day| ExceptionKind::Shift { to: Weekday::try_from(day).unwrap() }),
    ]
}

/// A school of any sort, and an instant near a change of its clocks.
pub(super) fn school() -> impl Strategy<Value = (Config, DateTime<Utc>)> {
    zones().prop_flat_map(|(zone, date)| school_in(zone, date))
}

/// A school before and after somebody changed its bell, and now and then its zone.
pub(super) fn two_schools() -> impl Strategy<Value = (Config, Config, DateTime<Utc>)> {
    let two = zones().prop_flat_map(|(zone, date)| (school_in(zone, date), school_in(zone, date)));
    (two, proptest::option::weighted(0.1, zones())).prop_map(|(((before, now), (other, _)), elsewhere)| {
        let mut after = Config { schedules: other.schedules, exceptions: other.exceptions, ..before.clone() };
        if let Some((zone, _)) = elsewhere {
            after.site.time_zone = zone;
        }
        (before, after, now)
    })
}

fn school_in(zone: Tz, date: NaiveDate) -> impl Strategy<Value = (Config, DateTime<Utc>)> {
    let schedules = proptest::collection::vec(
        (proptest::bool::weighted(0.85), drives(), proptest::collection::vec(period(), 0..4)),
        0..3,
    );
    let exceptions = proptest::collection::vec((-2..6_i64, 0..4_i64, kind(), 0..4_i64), 0..4);
    let pauses = proptest::collection::vec(proptest::option::weighted(0.3, -60..3000_i64), 3);
    let disabled = proptest::collection::vec(proptest::bool::weighted(0.1), 3);
    let begun = proptest::option::weighted(0.3, (0..3_usize, 1..500_i64));
    (0..(4 * 1440_i64), 0..60_000_i64, schedules, exceptions, pauses, disabled, begun).prop_map(
        move |(minute, extra_ms, schedules, exceptions, pauses, disabled, begun)| {
            let from = date.and_time(NaiveTime::MIN).and_utc() - Duration::hours(12);
            let now = from + Duration::minutes(minute);
            // Half of the time on the minute, where the edges are.
            let now = if extra_ms % 2 == 0 { now } else { now + Duration::milliseconds(extra_ms) };
            let cameras = (1..=3).map(|id| camera(id, &format!("rtsp://10.0.0.{id}/s"))).collect();
            let mut config = config(cameras);
            config.site.time_zone = zone;
            for (number, (camera, (pause, off))) in
                config.cameras.iter_mut().zip(pauses.into_iter().zip(disabled)).enumerate()
            {
                camera.enabled = !off;
                camera.pause = pause.map(|minutes| Pause {
                    until: now + Duration::minutes(minutes),
                    by: "x".into(),
                    at: now - Duration::hours(2),
                });
                if number == 1 {
                    camera.tags = vec!["yard".to_owned()];
                    camera.also_profiles = vec![ProfileId(2)];
                }
            }
            let mut next = 0;
            config.schedules = schedules
                .into_iter()
                .enumerate()
                .map(|(number, (enabled, drives, mut periods))| {
                    for period in &mut periods {
                        next += 1;
                        period.id = PeriodId(next);
                        period.name = format!("Period {next}");
                    }
                    let id = ScheduleId(number as i64 + 1);
                    BellSchedule { id, name: format!("Schedule {number}"), enabled, drives, periods }
                })
                .collect();
            config.exceptions = exceptions
                .into_iter()
                .enumerate()
                .map(|(number, (first, length, kind, schedule))| ScheduleException {
                    id: ExceptionId(number as i64 + 1),
                    name: format!("Day {number}"),
                    first: date + Duration::days(first),
                    last: date + Duration::days(first + length),
                    kind,
                    schedule: (1..=2).contains(&schedule).then_some(ScheduleId(schedule)),
                })
                .collect();
            if let Some((which, minutes)) = begun {
                // One that has begun, with other times than its template's.
                let open = plan(&config, &Memory::default(), &ability(), now).open;
                if let Some(one) = open.get(which) {
                    let mut kept = (**one).clone();
                    kept.ends += Duration::minutes(minutes);
                    kept.closes += Duration::minutes(minutes);
                    config.begun = vec![kept];
                }
            }
            (config, now)
        },
    )
}

/// What may be remembered of the runners around `now`: waits that are over and not, breakers of these settings and of
/// others.
fn memories() -> impl Strategy<Value = Vec<(i64, i64, u8, i64)>> {
    proptest::collection::vec((1..4_i64, 1..3_i64, 0..4_u8, -90..90_i64), 0..6)
}

fn memory_of(told: &[(i64, i64, u8, i64)], config: &Config, now: DateTime<Utc>) -> Memory {
    let mut memory = Memory::default();
    for (camera, profile, sort, seconds) in told {
        let key = RunnerKey { camera: CameraId(*camera), profile: ProfileId(*profile) };
        let camera = config.cameras.iter().find(|one| one.id == key.camera).unwrap();
        let mark = fingerprint(camera, &config.profiles[&key.profile]);
        let error = LastError { kind: LastErrorKind::AuthFailed, at: now, evidence: String::new() };
        let wait = Hold::Retry { at: now + Duration::seconds(*seconds) };
        let (settings, hold) = match sort {
            0 => (mark, wait),
            1 => ("other settings".to_owned(), wait),
            2 => (mark.clone(), Hold::Breaker { error, fingerprint: mark }),
            _ => (mark, Hold::Breaker { error, fingerprint: "other settings".to_owned() }),
        };
        memory.runners.insert(key, RunnerMemory { settings, hold: Some(hold), ..RunnerMemory::default() });
    }
    memory
}

/// Whether what is remembered keeps a wanted pair at rest, read aloud.
fn is_held(memory: &Memory, key: &RunnerKey, config: &Config, now: DateTime<Utc>) -> bool {
    let Some(past) = memory.runners.get(key) else { return false };
    let camera = config.cameras.iter().find(|one| one.id == key.camera).unwrap();
    let mark = fingerprint(camera, &config.profiles[&key.profile]);
    match &past.hold {
        Some(Hold::Retry { at }) => past.settings == mark && now < *at,
        Some(Hold::Breaker { fingerprint, .. }) => past.settings == mark && *fingerprint == mark,
        None => false,
    }
}

fn told(plan: &Plan, camera: &Camera) -> Wanted {
    let mine = |key: &&RunnerKey| key.camera == camera.id;
    let runs: BTreeMap<ProfileId, Vec<(BellSource, NaiveDate)>> = plan
        .because
        .iter()
        .filter(|(key, _)| mine(key))
        .map(|(key, because)| {
            let mut periods: Vec<_> = because.periods.iter().map(|one| (one.source, one.date)).collect();
            periods.sort();
            (key.profile, periods)
        })
        .collect();
    if !runs.is_empty() {
        return Wanted::Runs(runs);
    }
    let rests: Vec<(&RunnerKey, &Rest)> = plan.rests.iter().filter(|(key, _)| mine(key)).collect();
    match &rests[0].1.why {
        RestWhy::Paused(_) => Wanted::Paused(rests.iter().map(|(key, _)| key.profile).collect()),
        why => Wanted::Rests(why.clone()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_plan_is_what_the_rules_say((config, now) in school()) {
        let reference = Reference::of(&config, now);
        let plan = plan(&config, &Memory::default(), &ability(), now);
        prop_assert_eq!(plan.runs.len(), plan.because.len());
        for camera in &config.cameras {
            prop_assert_eq!(told(&plan, camera), reference.wanted(camera, now), "{}", camera.id);
            let mine = reference.of_camera(camera);
            for (key, because) in plan.because.iter().filter(|(key, _)| key.camera == camera.id) {
                let closes = mine
                    .iter()
                    .filter(|one| one.opens <= now && now < one.closes)
                    .filter(|one| match one.profile {
                        Some(profile) => profile == key.profile,
                        None => camera.profiles().contains(&key.profile),
                    })
                    .map(|one| one.closes);
                prop_assert_eq!(Some(because.until), closes.max());
            }
            let opens = mine.iter().map(|one| one.opens).filter(|opens| now < *opens).min();
            for (_, rest) in plan.rests.iter().filter(|(key, _)| key.camera == camera.id) {
                match &rest.why {
                    RestWhy::OutsidePeriods | RestWhy::Exception { .. } => match opens {
                        Some(opens) if opens < reference.until => prop_assert_eq!(rest.until, Some(opens)),
                        _ => prop_assert!(rest.until.is_none_or(|until| until >= reference.until - Duration::days(1))),
                    },
                    RestWhy::Paused(pause) => prop_assert_eq!(rest.until, Some(pause.until)),
                    _ => prop_assert_eq!(rest.until, None),
                }
            }
        }
    }

    #[test]
    fn the_next_boundary_is_the_true_one((config, now) in school()) {
        let reference = Reference::of(&config, now);
        let planned = plan(&config, &Memory::default(), &ability(), now);
        let all = |at| config.cameras.iter().map(|camera| reference.wanted(camera, at)).collect::<Vec<_>>();
        let horizon = now + Duration::days(7);
        match reference.next(now, all).filter(|next| *next < horizon) {
            Some(next) => {
                prop_assert_eq!(planned.next_boundary, Some(next));
                let before = plan(&config, &Memory::default(), &ability(), next - Duration::milliseconds(1));
                prop_assert_eq!(before.runs, planned.runs, "half-open");
            }
            None => prop_assert!(planned.next_boundary.is_none_or(|next| next >= horizon)),
        }
        let watching = |at| {
            config
                .cameras
                .iter()
                .filter(|camera| camera.enabled)
                .map(|camera| match reference.wanted(&Camera { pause: None, ..camera.clone() }, at) {
                    Wanted::Runs(runs) => runs.into_keys().collect::<Vec<_>>(),
                    Wanted::Rests(_) | Wanted::Paused(_) => Vec::new(),
                })
                .collect::<Vec<_>>()
        };
        match reference.next(now, watching).filter(|next| *next < horizon) {
            Some(next) => {
                let (was, is) = (watching(now), watching(next));
                let differs = was.iter().zip(&is).filter(|(was, is)| was != is);
                let starting = differs.clone().filter(|(was, _)| was.is_empty()).count();
                let stopping = differs.clone().filter(|(_, is)| is.is_empty()).count();
                let changing = differs.count() - starting - stopping;
                prop_assert_eq!(planned.next_bell, Some(NextBell { at: next, starting, stopping, changing }));
            }
            None => prop_assert!(planned.next_bell.is_none_or(|bell| bell.at >= horizon)),
        }
    }

    #[test]
    fn holds_take_from_the_plan_what_they_hold_and_nothing_else((config, now) in school(), told in memories()) {
        let memory = memory_of(&told, &config, now);
        let (free, held) =
            (plan(&config, &Memory::default(), &ability(), now), plan(&config, &memory, &ability(), now));
        for (key, spec) in &free.runs {
            if is_held(&memory, key, &config, now) {
                let why = held.rests.get(key).map(|rest| &rest.why);
                let is_a_hold = matches!(why, Some(RestWhy::WaitingToRetry { .. } | RestWhy::Held(_)));
                prop_assert!(is_a_hold, "{:?}: {:?}", key, why);
            } else {
                prop_assert_eq!(held.runs.get(key), Some(spec));
                prop_assert_eq!(held.because.get(key), free.because.get(key));
            }
        }
        prop_assert!(held.runs.keys().all(|key| free.runs.contains_key(key)));
        for (key, rest) in &free.rests {
            prop_assert_eq!(held.rests.get(key), Some(rest));
        }
        prop_assert_eq!(held.next_bell, free.next_bell);
        if let Some(next) = held.next_boundary {
            let seen = |at| {
                let plan = plan(&config, &memory, &ability(), at);
                (plan.runs, plan.because, plan.rests)
            };
            prop_assert_eq!(seen(now), seen(next - Duration::milliseconds(1)), "nothing changes before it");
            prop_assert_ne!(seen(now), seen(next), "and something does then");
        }
    }

    #[test]
    fn periods_that_touch_on_the_wall_touch_in_time(
        (zone, date) in zones(), first in time(), second in time(), third in time(), day in 0..5_i64,
    ) {
        let mut times = [first, second, third];
        times.sort();
        let date = date + Duration::days(day);
        let at = |time: NaiveTime| instant(date.and_time(time), zone);
        prop_assert!(at(times[0]) <= at(times[1]) && at(times[1]) <= at(times[2]));
        for time in times {
            prop_assert_eq!(crate::pause::instant_of(date.and_time(time), zone), at(time), "{} {}", date, time);
        }
    }
}
