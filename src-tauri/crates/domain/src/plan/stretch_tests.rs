//! What if against the plan: a stretch of days, and the difference between two configurations, say what planning every
//! instant of them would.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use proptest::prelude::*;

use super::reference_tests::{school, two_schools};
use super::*;
use crate::examples::ability;
use crate::schedule::BellSource;
use crate::schedule::days::{Does, Span, days};
use crate::schedule::difference::{Stretch, difference};

/// As `days` looks at it: whether a camera is enabled or paused is not asked.
fn by_the_bell_alone(mut config: Config) -> Config {
    for camera in &mut config.cameras {
        camera.enabled = true;
        camera.pause = None;
    }
    config
}

fn at(config: &Config, now: DateTime<Utc>) -> Plan {
    plan(config, &Memory::default(), &ability(), now)
}

/// Every instant from `from` to `to` at which the plan changes, with the plan from there on.
fn walk(config: &Config, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<(DateTime<Utc>, Plan)> {
    let mut all = Vec::new();
    let mut now = from;
    while now < to {
        let plan = at(config, now);
        // A plan knows its boundaries for eight days.
        let next = plan.next_boundary.map_or(to, |next| next.min(now + Duration::days(7)));
        all.push((now, plan));
        now = next;
    }
    all
}

fn profiles_of(plan: &Plan, camera: CameraId) -> Vec<ProfileId> {
    plan.runs.keys().filter(|key| key.camera == camera).map(|key| key.profile).collect()
}

fn is_what_the_plan_says(does: &Does, plan: &Plan, camera: &Camera) -> Result<(), TestCaseError> {
    let rest = plan.rests.iter().find(|(key, _)| key.camera == camera.id).map(|(_, rest)| &rest.why);
    match does {
        Does::Watch { profiles, periods } => {
            prop_assert_eq!(&profiles_of(plan, camera.id), profiles);
            let told: BTreeSet<(BellSource, NaiveDate)> =
                periods.iter().map(|one| (one.source, one.date)).collect();
            let because = plan.because.iter().filter(|(key, _)| key.camera == camera.id);
            let planned: BTreeSet<(BellSource, NaiveDate)> =
                because.flat_map(|(_, one)| &one.periods).map(|one| (one.source, one.date)).collect();
            prop_assert_eq!(told, planned);
        }
        Does::NoSchedule => prop_assert_eq!(rest, Some(&RestWhy::NoSchedule)),
        Does::OutsidePeriods => prop_assert_eq!(rest, Some(&RestWhy::OutsidePeriods)),
        Does::Exception { name } => {
            prop_assert_eq!(rest, Some(&RestWhy::Exception { name: name.clone() }));
        }
    }
    Ok(())
}

/// What planning each instant gives and takes of one camera, in order: from, to, before, after.
type Pieces = Vec<(DateTime<Utc>, DateTime<Utc>, Vec<ProfileId>, Vec<ProfileId>)>;

fn subtracted(
    before: &[(DateTime<Utc>, Plan)],
    after: &[(DateTime<Utc>, Plan)],
    end: DateTime<Utc>,
    camera: CameraId,
) -> Pieces {
    let mut edges: BTreeSet<DateTime<Utc>> = before.iter().chain(after).map(|(at, _)| *at).collect();
    edges.insert(end);
    let edges: Vec<DateTime<Utc>> = edges.into_iter().collect();
    let holding = |walked: &[(DateTime<Utc>, Plan)], now: DateTime<Utc>| {
        let index = walked.partition_point(|(at, _)| *at <= now);
        profiles_of(&walked[index - 1].1, camera)
    };
    let pieces =
        edges.windows(2).map(|pair| (pair[0], pair[1], holding(before, pair[0]), holding(after, pair[0])));
    pieces.filter(|(_, _, was, is)| was != is).collect()
}

/// Neighbours become one.
fn joined(stretches: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (from, to) in stretches {
        match all.last_mut() {
            Some((_, end)) if *end == from => *end = to,
            _ => all.push((from, to)),
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_stretch_of_days_is_the_plan_at_every_edge((config, now) in school()) {
        let config = by_the_bell_alone(config);
        let end = now + Duration::days(5);
        let groups = days(&config, now, end);
        prop_assert_eq!(groups.iter().map(|group| group.cameras.len()).sum::<usize>(), config.cameras.len());
        for group in &groups {
            let spans = &group.spans;
            prop_assert_eq!((spans[0].from, spans[spans.len() - 1].to), (now, end));
            for pair in spans.windows(2) {
                prop_assert_eq!(pair[0].to, pair[1].from);
                prop_assert_ne!(&pair[0].does, &pair[1].does);
            }
            prop_assert!(spans.iter().all(|span| span.from < span.to));
        }
        let spans_of = |camera: &Camera| {
            groups.iter().find(|group| group.cameras.contains(&camera.id)).map(|group| &group.spans[..])
        };
        let holding = |spans: &[Span], at: DateTime<Utc>| {
            spans.iter().find(|span| span.from <= at && at < span.to).map(|span| span.does.clone())
        };
        // Where the plan changes, and at both sides of where the spans do.
        let mut looks: BTreeSet<DateTime<Utc>> = walk(&config, now, end).into_iter().map(|(at, _)| at).collect();
        for span in groups.iter().flat_map(|group| group.spans.iter()) {
            looks.insert(span.from);
            looks.insert(span.to - Duration::milliseconds(1));
        }
        for look in looks {
            let plan = at(&config, look);
            for camera in &config.cameras {
                let does = spans_of(camera).and_then(|spans| holding(spans, look));
                is_what_the_plan_says(&does.ok_or_else(|| TestCaseError::fail("a gap"))?, &plan, camera)?;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn a_difference_is_what_is_left_when_plans_are_subtracted((before, after, now) in two_schools()) {
        let found = difference(&before, &after, now);
        let enabled: Vec<CameraId> =
            after.cameras.iter().filter(|camera| camera.enabled).map(|camera| camera.id).collect();
        let (before, after) = (by_the_bell_alone(before), by_the_bell_alone(after));
        let zone = after.site.time_zone;
        let bells = crate::schedule::Bells::of(&after);
        let end = bells.midnight(bells.date(now) + Duration::days(14));
        let (old, new) = (walk(&before, now, end), walk(&after, now, end));
        let (mut gained, mut lost) = (Duration::zero(), Duration::zero());
        let mut told: BTreeMap<CameraId, [Vec<Stretch>; 3]> = BTreeMap::new();
        for line in &found.lines {
            for camera in &line.cameras {
                let lists = told.entry(*camera).or_default();
                for (list, of_line) in lists.iter_mut().zip([&line.gains, &line.loses, &line.changes]) {
                    for (from, to) in of_line {
                        prop_assert_eq!(from.with_timezone(&zone).date_naive(), line.date);
                        let last = *to - Duration::milliseconds(1);
                        prop_assert_eq!(last.with_timezone(&zone).date_naive(), line.date);
                    }
                    list.extend(of_line);
                }
            }
        }
        prop_assert!(told.keys().all(|camera| enabled.contains(camera)));
        for camera in enabled {
            let pieces = subtracted(&old, &new, end, camera);
            let of = |wanted: (bool, bool)| {
                let mine = pieces.iter().filter(move |(_, _, was, is)| (was.is_empty(), is.is_empty()) == wanted);
                joined(mine.map(|(from, to, _, _)| (*from, *to)))
            };
            let expected = [of((true, false)), of((false, true)), of((false, false))];
            let told = told.remove(&camera).unwrap_or_default().map(|list| joined(list.into_iter()));
            let sum = |list: &[Stretch]| list.iter().map(|(from, to)| *to - *from).sum::<Duration>();
            gained += sum(&expected[0]);
            lost += sum(&expected[1]);
            prop_assert_eq!(told, expected, "{}", camera);
        }
        prop_assert_eq!((found.gained, found.lost), (gained, lost));
    }
}
