use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;

use super::*;
use crate::examples::{ability, camera, config, key, now};
use crate::memory::{Hold, Memory, RunnerMemory};
use crate::plan::{Config, Plan, plan};
use crate::schedule::BellSchedule;
use crate::{PeriodTemplate, RestWhy, reconcile};

fn one(id: i64, priority: u8, fps: f64) -> Wanted {
    Wanted { key: key(id), priority, fps, gpu: None }
}

fn frames(budget: f64) -> Limits {
    Limits { fps: Some(budget), ..Limits::default() }
}

/// Frames a second that a pair is given.
fn given(allocation: &Allocation, one: &Wanted) -> f64 {
    match allocation.shares.get(&one.key) {
        Some(Share::Whole) => one.fps,
        Some(Share::Lowered { fps, .. }) => *fps,
        Some(Share::Nothing { .. }) | None => 0.0,
    }
}

fn all_given(wanted: &[Wanted], limits: &Limits, before: &[RunnerKey]) -> Vec<f64> {
    let allocation = allocate(wanted, limits, before);
    wanted.iter().map(|one| given(&allocation, one)).collect()
}

#[test]
fn everybody_gets_a_floor_and_then_each_all_it_asks_for_by_priority() {
    let wanted = [one(1, 5, 4.0), one(2, 9, 4.0), one(3, 5, 4.0), one(4, 7, 4.0)];
    let check = |budget, expected: [f64; 4]| assert_eq!(all_given(&wanted, &frames(budget), &[]), expected);
    check(16.0, [4.0; 4]);
    check(8.0, [0.5, 4.0, 0.5, 3.0]);
    check(12.0, [3.5, 4.0, 0.5, 4.0]);
    check(2.0, [0.5; 4]);
    check(1.5, [0.5, 0.5, 0.0, 0.5]);
    check(1.9, [0.5, 0.5, 0.0, 0.5]);
    assert_eq!(all_given(&wanted, &Limits::default(), &[]), [4.0; 4]);
}

#[test]
fn what_is_lowered_is_a_tenth_of_a_frame_and_names_its_limit() {
    let shares = allocate(&[one(1, 5, 4.0), one(2, 5, 2.75)], &frames(5.33), &[]).shares;
    assert_eq!(shares[&key(1)], Share::Whole);
    assert_eq!(shares[&key(2)], Share::Lowered { fps: 1.3, by: Limit::Fps { budget: 5.33 } });
    let limits = Limits { decoders: Some(1), ..frames(5.33) };
    let shares = allocate(&[one(1, 5, 4.0), one(2, 5, 2.75)], &limits, &[]).shares;
    assert_eq!(shares[&key(2)], Share::Nothing { by: Limit::Decoders { most: 1 } });
}

#[test]
fn nobody_gets_in_past_somebody_who_matters_more() {
    let wanted = [one(1, 9, 4.0), one(2, 5, 4.0), one(3, 1, 0.1)];
    assert_eq!(all_given(&wanted, &frames(0.7), &[]), [0.5, 0.0, 0.0]);
}

#[test]
fn a_newcomer_of_the_same_priority_comes_behind_those_who_were_there() {
    let before = [key(2), key(3)];
    let wanted = [one(1, 5, 4.0), one(2, 5, 4.0), one(3, 5, 4.0)];
    let allocation = allocate(&wanted, &frames(8.0), &before);
    assert_eq!(all_given(&wanted, &frames(8.0), &before), [0.5, 4.0, 3.5]);
    assert_eq!(allocation.order, [key(2), key(3), key(1)]);
    assert_eq!(all_given(&wanted, &frames(8.0), &allocation.order), [0.5, 4.0, 3.5], "and stays there");
    let urgent = [one(1, 6, 4.0), wanted[1], wanted[2]];
    assert_eq!(all_given(&urgent, &frames(8.0), &before), [4.0, 3.5, 0.5]);
}

#[test]
fn a_gpu_that_is_too_busy_lowers_its_own_pairs_alone_and_none_below_its_floor() {
    let on = |id, priority, gpu| Wanted { gpu, ..one(id, priority, 4.0) };
    let wanted = [on(1, 9, Some(0)), on(2, 5, Some(0)), on(3, 1, Some(1)), on(4, 1, None)];
    let limits = |ceiling| Limits { ceilings: BTreeMap::from([(0, ceiling)]), ..Limits::default() };
    assert_eq!(all_given(&wanted, &limits(6.0), &[]), [4.0, 2.0, 4.0, 4.0]);
    assert_eq!(all_given(&wanted, &limits(0.0), &[]), [0.5, 0.5, 4.0, 4.0]);
    let lowered = allocate(&wanted, &limits(6.0), &[]).shares[&key(2)];
    assert_eq!(lowered, Share::Lowered { fps: 2.0, by: Limit::Gpu { index: 0 } });
}

/// Pairs with priorities and fps, some of them with less than a floor; limits; and an order from before.
fn cases() -> impl Strategy<Value = (Vec<Wanted>, Limits, Vec<RunnerKey>)> {
    let pair = (0_u8..4, prop_oneof![1 => 0.1..0.5_f64, 4 => 0.5..8.0_f64], prop::option::of(0_u8..2));
    let wanted = prop::collection::vec(pair, 1..9).prop_map(|pairs| -> Vec<Wanted> {
        let one = |(id, (priority, fps, gpu)): (i64, (u8, f64, Option<u8>))| Wanted {
            key: key(id),
            priority,
            fps: (fps * 1000.0).round() / 1000.0,
            gpu,
        };
        (1..).zip(pairs).map(one).collect()
    });
    let limits = (
        prop::option::of(0.5..30.0_f64),
        prop::option::of(1_u16..9),
        prop::collection::btree_map(0_u8..2, 0.0..15.0_f64, 0..3),
    );
    let limits = limits.prop_map(|(fps, decoders, ceilings)| Limits {
        fps: fps.map(|fps| (fps * 10.0).round() / 10.0),
        decoders,
        ceilings,
    });
    let before = Just((1..9).map(key).collect::<Vec<_>>()).prop_shuffle();
    let before = (before, 0_usize..9).prop_map(|(order, kept)| order.into_iter().take(kept).collect());
    (wanted, limits, before)
}

/// Whether it may be that a camera leaves its decoder to one whose floor it does not free: it asks for less than a floor,
/// or works on another GPU.
fn decoders_change_hands(wanted: &[Wanted], limits: &Limits) -> bool {
    limits.decoders.is_some() && (!limits.ceilings.is_empty() || wanted.iter().any(|one| one.fps < FLOOR))
}

proptest! {
    #[test]
    fn no_limit_is_passed((wanted, limits, before) in cases()) {
        let allocation = allocate(&wanted, &limits, &before);
        let shares: Vec<(&Wanted, f64)> = wanted.iter().map(|one| (one, given(&allocation, one))).collect();
        let sum: f64 = shares.iter().map(|(_, fps)| fps).sum();
        prop_assert!(limits.fps.is_none_or(|budget| sum <= budget + 1e-6), "{sum} of {:?}", limits.fps);
        let running = shares.iter().filter(|(_, fps)| *fps > 0.0).count();
        prop_assert!(limits.decoders.is_none_or(|most| running <= usize::from(most)));
        for (gpu, ceiling) in &limits.ceilings {
            let of = shares.iter().filter(|(one, fps)| one.gpu == Some(*gpu) && *fps > 0.0);
            let (sum, floors) = of.fold((0.0, 0.0), |(sum, floors), (one, fps)| (sum + fps, floors + one.fps.min(FLOOR)));
            prop_assert!(sum <= ceiling.max(floors) + 1e-3, "{sum} on {gpu}");
        }
        for (one, fps) in shares {
            prop_assert!(fps <= one.fps && (fps == 0.0 || fps >= one.fps.min(FLOOR)), "{one:?}: {fps}");
        }
    }

    #[test]
    fn raising_a_priority_never_lowers(((wanted, limits, before), which) in (cases(), any::<prop::sample::Index>())) {
        let which = which.index(wanted.len());
        let mut raised = wanted.clone();
        raised[which].priority += 1;
        let (then, now) = (all_given(&wanted, &limits, &before), all_given(&raised, &limits, &before));
        prop_assert!(now[which] >= then[which], "{then:?}, {now:?}");
    }

    #[test]
    fn removing_a_camera_never_lowers_another(((wanted, limits, before), which) in (cases(), any::<prop::sample::Index>())) {
        prop_assume!(!decoders_change_hands(&wanted, &limits));
        let which = which.index(wanted.len());
        let mut fewer = wanted.clone();
        fewer.remove(which);
        let mut then = all_given(&wanted, &limits, &before);
        then.remove(which);
        let now = all_given(&fewer, &limits, &before);
        prop_assert!(then.iter().zip(&now).all(|(then, now)| now >= then), "{then:?}, {now:?}");
    }

    #[test]
    fn what_does_not_change_keeps_what_it_has((wanted, limits, before) in cases()) {
        let first = allocate(&wanted, &limits, &before);
        let second = allocate(&wanted, &limits, &first.order);
        prop_assert_eq!(&first, &second);
    }

    /// A newcomer costs those before it no more than its floor, and nothing where it finds no decoder.
    #[test]
    fn a_newcomer_touches_only_those_it_must((wanted, limits, before) in cases()) {
        let (newcomer, there) = wanted.split_last().unwrap();
        let before: Vec<RunnerKey> = before.into_iter().filter(|key| *key != newcomer.key).collect();
        let then = allocate(there, &limits, &before);
        let now = allocate(&wanted, &limits, &then.order);
        let ahead = there.iter().filter(|one| one.priority >= newcomer.priority);
        let lost: f64 = ahead.map(|one| given(&then, one) - given(&now, one)).sum();
        if given(&now, newcomer) > 0.0 {
            // Each limit may leave a part of a tenth over that it did not before.
            prop_assert!(lost <= newcomer.fps.min(FLOOR) + 0.3, "{lost}");
        }
        if matches!(now.shares[&newcomer.key], Share::Nothing { by: Limit::Decoders { .. } }) {
            prop_assert!(lost.abs() < 1e-9, "{lost}");
        }
    }
}

fn school(priorities: &[u8]) -> Config {
    let cameras = (1..).zip(priorities).map(|(id, priority)| crate::Camera {
        priority: *priority,
        ..camera(id, &format!("rtsp://10.0.0.{id}/s"))
    });
    config(cameras.collect())
}

/// The plan, and what the next one is told of it.
fn look(config: &Config, memory: &mut Memory) -> Plan {
    let plan = plan(config, memory, &ability(), now());
    memory.budget.order.clone_from(&plan.order);
    plan
}

#[test]
fn a_lowered_camera_runs_the_same_command_and_is_not_restarted() {
    let mut config = school(&[5, 9]);
    let mut memory = Memory::default();
    let whole = look(&config, &mut memory);
    config.site.fps_budget = Some(5.0);
    let lowered = look(&config, &mut memory);
    assert_eq!(reconcile(&lowered, &whole.runs), []);
    let spec = &lowered.runs[&key(1)];
    assert_eq!((spec.fps, spec.given_fps), (4.0, 1.0));
    assert_eq!(spec.lowered_by, Some(Limit::Fps { budget: 5.0 }));
    assert_eq!(lowered.runs[&key(2)], whole.runs[&key(2)]);
}

#[test]
fn a_camera_that_gets_nothing_rests_and_says_by_whom() {
    let mut config = school(&[5, 9, 5, 7, 6]);
    let whole = look(&config, &mut Memory::default());
    config.site.max_decoders = Some(4);
    let plan = look(&config, &mut Memory::default());
    assert_eq!(plan.runs.len(), 4);
    let rest = &plan.rests[&key(3)];
    let users = ["Camera 2", "Camera 4", "Camera 5"].map(str::to_owned).to_vec();
    assert_eq!(rest.why, RestWhy::BudgetUsedUp { by: Limit::Decoders { most: 4 }, users, more: 1 });
    assert!(!plan.because.contains_key(&key(3)));
    assert_eq!(rest.until, None, "all day, they all end together");
    let stop = crate::Order::Stop(key(3), crate::StopWhy::BudgetUsedUp);
    assert_eq!(reconcile(&plan, &whole.runs), [stop]);
}

#[test]
fn a_rest_ends_when_a_camera_before_it_ends_and_nothing_else_happens() {
    let mut config = school(&[5, 9]);
    config.site.max_decoders = Some(1);
    let short = |id: i64, hours: i64| {
        let start = now().time();
        let period = PeriodTemplate {
            id: crate::PeriodId(id),
            name: format!("Period {id}"),
            start,
            end: start + Duration::hours(hours),
            late_after: Duration::minutes(5),
            ..BellSchedule::all_day().periods.remove(0)
        };
        let drives =
            crate::Drives::Some { cameras: [CameraId(id)].into(), tags: std::collections::BTreeSet::new() };
        BellSchedule {
            id: crate::ScheduleId(id),
            name: format!("Schedule {id}"),
            drives,
            periods: vec![period],
            ..BellSchedule::all_day()
        }
    };
    let until = |config: &Config| look(config, &mut Memory::default()).rests[&key(1)].until;
    config.schedules = vec![short(1, 3), short(2, 1)];
    assert_eq!(until(&config), Some(now() + Duration::hours(1)));
    config.schedules = vec![short(1, 1), short(2, 3)];
    assert_eq!(until(&config), None, "its own period is over by then");
    // A third camera wakes before.
    config.schedules = vec![short(1, 3), short(2, 1)];
    config.cameras.push(crate::Camera {
        pause: Some(crate::Pause { until: now() + Duration::minutes(10), by: "tray".into(), at: now() }),
        ..camera(3, "demo:gate")
    });
    config.schedules.push(short(3, 2));
    assert_eq!(until(&config), None, "who knows who is there by then");
}

#[test]
fn a_camera_that_waits_to_retry_keeps_its_place() {
    let mut config = school(&[9, 5]);
    config.site.max_decoders = Some(1);
    let past = RunnerMemory {
        failures: 3,
        hold: Some(Hold::Retry { at: now() + Duration::seconds(30) }),
        ..RunnerMemory::default()
    };
    let mut memory = Memory { runners: BTreeMap::from([(key(1), past)]), ..Memory::default() };
    let plan = look(&config, &mut memory);
    assert!(matches!(plan.rests[&key(1)].why, RestWhy::WaitingToRetry { .. }));
    assert!(matches!(plan.rests[&key(2)].why, RestWhy::BudgetUsedUp { .. }));
}

#[test]
fn a_receipt_is_written_when_it_begins_and_when_it_is_over() {
    let at = |minutes| now() + Duration::minutes(minutes);
    let mut receipts = Receipts::default();
    let mut memory = Memory::default();
    let mut config = school(&[9, 5]);
    let mut note = |config: &Config, at: DateTime<Utc>| receipts.note(&look(config, &mut memory), at);
    assert_eq!(note(&config, at(0)), []);
    config.site.fps_budget = Some(5.0);
    let by = Limit::Fps { budget: 5.0 };
    let what = Shortage::Lowered { of: 4.0, least: 1.0, most: 1.0 };
    let begun = Told { key: key(2), what, by, from: at(1), to: None };
    assert_eq!(note(&config, at(1)), [begun]);
    assert_eq!(note(&config, at(2)), [], "it goes on");
    // Somebody who matters more comes, and there are three.
    config.cameras.push(crate::Camera { priority: 6, ..camera(3, "rtsp://10.0.0.3/s") });
    let third = Told { key: key(3), what: Shortage::Lowered { of: 4.0, least: 0.5, most: 0.5 }, ..begun };
    assert_eq!(note(&config, at(3)), [Told { from: at(3), ..third }]);
    config.site.fps_budget = None;
    let lowest = Shortage::Lowered { of: 4.0, least: 0.5, most: 1.0 };
    assert_eq!(
        note(&config, at(6)),
        [Told { what: lowest, to: Some(at(6)), ..begun }, Told { from: at(3), to: Some(at(6)), ..third }]
    );
    config.site.max_decoders = Some(2);
    let rests =
        Told { key: key(2), what: Shortage::Rests, by: Limit::Decoders { most: 2 }, from: at(7), to: None };
    assert_eq!(note(&config, at(7)), [rests]);
    assert_eq!(receipts.end(at(9)), [Told { to: Some(at(9)), ..rests }]);
    assert_eq!(receipts.end(at(9)), []);
}

#[test]
fn what_stands_reads_back_as_it_is_written() {
    let ceilings = BTreeMap::from([(0, 6.75), (3, 0.5)]);
    let standing =
        Standing { order: vec![key(3), key(1)], pressure: Pressure::standing_at(ceilings.clone()) };
    assert_eq!(Standing::read(&standing.to_string()), standing);
    assert_eq!(Standing::read(&Standing::default().to_string()), Standing::default());
    assert_eq!(Standing::read("nonsense"), Standing::default());
    assert_eq!(Standing::read(&standing.to_string()).pressure.ceilings(), ceilings);
}

#[test]
fn a_pair_works_on_the_gpu_of_its_profile_if_on_any() {
    let mut config = school(&[5]);
    let mut profile = config.profiles[&ProfileId(1)].clone();
    assert_eq!(gpu_of(&profile, &config.site), None);
    config.site.pack = Some("small".to_owned());
    assert_eq!(gpu_of(&profile, &config.site), Some(0));
    profile.gpu_index = Some(2);
    assert_eq!(gpu_of(&profile, &config.site), Some(2));
    config.site.provider = Wish::Cpu;
    assert_eq!(gpu_of(&profile, &config.site), None);
    profile.hwaccel = Hwaccel::Cuda;
    assert_eq!(gpu_of(&profile, &config.site), Some(2));
}
