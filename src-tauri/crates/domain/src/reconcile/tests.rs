use proptest::prelude::*;

use super::*;
use crate::examples::{ability, camera, config, key, now};
use crate::memory::{Memory, RunnerMemory};
use crate::plan::{Config, plan};
use crate::{LastError, LastErrorKind, ProfileId, Secret, knobs};

type Running = BTreeMap<RunnerKey, RunSpec>;

fn cameras(count: i64) -> Config {
    config((1..=count).map(|id| camera(id, &format!("rtsp://10.0.0.{id}/s"))).collect())
}

fn planned(config: &Config, memory: &Memory) -> Plan {
    plan(config, memory, &ability(), now())
}

/// The orders that follow when `change` is made while everything runs as planned.
fn after(change: impl FnOnce(&mut Config)) -> Vec<Order> {
    let mut config = cameras(3);
    let running = planned(&config, &Memory::default()).runs;
    change(&mut config);
    reconcile(&planned(&config, &Memory::default()), &running)
}

fn restarted(orders: &[Order]) -> Vec<(i64, RestartWhy)> {
    let one = |order: &Order| match order {
        Order::Restart(spec, why) => (spec.key.camera.0, *why),
        Order::Start(_) | Order::Stop(..) => panic!("{order:?}"),
    };
    orders.iter().map(one).collect()
}

fn set(config: &mut Config, key: &str, value: &str) {
    knobs::set(config.profiles.get_mut(&ProfileId(1)).unwrap(), key, value).unwrap();
}

#[test]
fn nothing_changed_is_no_order() {
    assert_eq!(after(|_| {}), []);
}

#[test]
fn names_places_tags_and_priorities_restart_nobody() {
    let orders = after(|config| {
        let camera = &mut config.cameras[1];
        camera.name = "Other".into();
        camera.location = "Roof".into();
        camera.tags = vec!["outside".into()];
        camera.priority = 9;
        config.site.name = "Other".into();
        config.profiles.get_mut(&ProfileId(1)).unwrap().name = "Other".into();
        config.profiles.get_mut(&ProfileId(2)).unwrap().fps = 1.0;
    });
    assert_eq!(orders, []);
}

#[test]
fn a_changed_address_or_password_restarts_exactly_that_camera() {
    let address = after(|config| config.cameras[1] = camera(2, "rtsp://10.0.0.2/other"));
    assert_eq!(restarted(&address), [(2, RestartWhy::CommandChanged)]);
    let password = after(|config| {
        config.cameras[2].user = Some("admin".into());
        config.cameras[2].password = Some(Secret::new("other"));
    });
    assert_eq!(restarted(&password), [(3, RestartWhy::CommandChanged)]);
}

#[test]
fn two_passwords_that_look_alike_when_masked_are_a_change() {
    let mut config = cameras(1);
    config.cameras[0].password = Some(Secret::new("one1"));
    let running = planned(&config, &Memory::default()).runs;
    config.cameras[0].password = Some(Secret::new("two2"));
    let orders = reconcile(&planned(&config, &Memory::default()), &running);
    assert_eq!(restarted(&orders), [(1, RestartWhy::CommandChanged)]);
}

#[test]
fn a_changed_knob_restarts_all_cameras_of_the_profile_and_says_why() {
    let all = |why| vec![(1, why), (2, why), (3, why)];
    let with = |key: &'static str, value: &'static str| restarted(&after(|config| set(config, key, value)));
    assert_eq!(with("rtsp_transport", "udp"), all(RestartWhy::CommandChanged));
    assert_eq!(with("nice", "9"), all(RestartWhy::SettingsChanged));
    assert_eq!(with("hb_interval", "30"), all(RestartWhy::SettingsChanged));
    assert_eq!(with("decode", "keyframes"), all(RestartWhy::DecodeChanged));
    let one_of_another_profile = after(|config| {
        config.cameras[0].profile = ProfileId(1);
        set(config, "fps", "8");
    });
    assert_eq!(one_of_another_profile.len(), 3);
}

#[test]
fn a_measured_keyframe_distance_restarts_only_where_it_changes_what_is_decoded() {
    let mut config = cameras(1);
    set(&mut config, "fps", "1");
    let running = planned(&config, &Memory::default()).runs;
    assert!(running[&key(1)].measuring_keyframes);
    let mut measured = |ms| {
        config.cameras[0].keyframe_interval = Some(chrono::Duration::milliseconds(ms));
        reconcile(&planned(&config, &Memory::default()), &running)
    };
    assert_eq!(measured(1000), []);
    assert_eq!(measured(340), []);
    assert_eq!(restarted(&measured(4000)), [(1, RestartWhy::DecodeChanged)]);
}

#[test]
fn a_stop_says_why() {
    let why = |change: fn(&mut Config, &mut Memory)| {
        let mut config = cameras(1);
        let mut memory = Memory::default();
        let running = planned(&config, &memory).runs;
        change(&mut config, &mut memory);
        match reconcile(&planned(&config, &memory), &running).as_slice() {
            [Order::Stop(stopped, why)] if *stopped == key(1) => *why,
            orders => panic!("{orders:?}"),
        }
    };
    let error = || LastError { kind: LastErrorKind::AuthFailed, at: now(), evidence: String::new() };
    assert_eq!(why(|config, _| config.cameras[0].enabled = false), StopWhy::Disabled);
    assert_eq!(why(|config, _| config.cameras.clear()), StopWhy::NoLongerWanted);
    assert_eq!(why(|config, _| config.cameras[0].unreadable = Some("x".into())), StopWhy::SettingsWrong);
    assert_eq!(why(|_, memory| memory.stopped_by_hand = Some(("x".into(), now()))), StopWhy::ByHand);
    let until = now() + chrono::Duration::hours(1);
    let pause = crate::Pause { until, by: "x".into(), at: now() };
    let mut config = cameras(1);
    let running = planned(&config, &Memory::default()).runs;
    config.cameras[0].pause = Some(pause);
    let orders = reconcile(&planned(&config, &Memory::default()), &running);
    assert_eq!(orders, [Order::Stop(key(1), StopWhy::Paused)]);
    let memory = Memory { missing_dependency: Some(error()), ..Memory::default() };
    let orders = reconcile(&planned(&cameras(1), &memory), &running);
    assert_eq!(orders, [Order::Stop(key(1), StopWhy::DependencyMissing)]);
    let mut past = RunnerMemory::default();
    past.after_failure(error(), false, now(), 0.5, "camera 1 revision 1, profile 1 revision 1".into());
    let memory = Memory { runners: BTreeMap::from([(key(1), past)]), ..Memory::default() };
    let orders = reconcile(&planned(&cameras(1), &memory), &running);
    assert_eq!(orders, [Order::Stop(key(1), StopWhy::Held)]);
}

#[test]
fn stops_come_first_and_starts_by_priority() {
    let mut config = cameras(4);
    let mut running = planned(&config, &Memory::default()).runs;
    running.retain(|key, _| key.camera.0 == 1);
    config.cameras[0].enabled = false;
    config.cameras[2].priority = 9;
    let orders = reconcile(&planned(&config, &Memory::default()), &running);
    let order: Vec<i64> = orders
        .iter()
        .map(|order| match order {
            Order::Stop(key, _) => -key.camera.0,
            Order::Start(spec) | Order::Restart(spec, _) => spec.key.camera.0,
        })
        .collect();
    assert_eq!(order, [-1, 3, 2, 4]);
}

/// What runs once all orders are carried out.
fn carried_out(mut running: Running, orders: Vec<Order>) -> Running {
    for order in orders {
        match order {
            Order::Stop(key, _) => {
                running.remove(&key);
            }
            Order::Start(spec) | Order::Restart(spec, _) => {
                running.insert(spec.key, spec);
            }
        }
    }
    running
}

proptest! {
    #[test]
    fn orders_lead_to_the_plan_and_then_there_are_none(
        before in proptest::collection::vec((any::<bool>(), 1..4usize), 0..10),
        after in proptest::collection::vec((any::<bool>(), 1..4usize), 0..10),
    ) {
        let config_of = |cameras: Vec<(bool, usize)>| {
            let cameras = cameras.into_iter().enumerate().map(|(n, (enabled, address))| {
                let mut camera = camera(n as i64, ["demo:", "demo:", "rtsp://10.0.0.1/a", "rtsp://10.0.0.1/b"][address]);
                camera.enabled = enabled;
                camera
            });
            config(cameras.collect())
        };
        let running = planned(&config_of(before), &Memory::default()).runs;
        let plan = planned(&config_of(after), &Memory::default());
        let running = carried_out(running.clone(), reconcile(&plan, &running));
        prop_assert_eq!(&running, &plan.runs);
        prop_assert_eq!(reconcile(&plan, &running), []);
    }
}
