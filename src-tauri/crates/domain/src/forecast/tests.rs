use super::*;
use crate::Pause;
use crate::examples::{ability, camera, config, key, now};

const MB: f64 = 1e6;

fn machine() -> Machine {
    Machine { cores: 2.0, memory_bytes: 1000.0 * MB, other_cores: 0.2, other_memory_bytes: 300.0 * MB }
}

fn costs(all: &[(i64, f64, f64)]) -> Costs {
    let cost = |(id, cores, megabytes): &(i64, f64, f64)| {
        (key(*id), Cost { cores: *cores, memory_bytes: megabytes * MB })
    };
    Costs(all.iter().map(cost).collect())
}

fn cameras(count: i64) -> Vec<crate::Camera> {
    (1..=count).map(|id| camera(id, &format!("rtsp://10.0.0.{id}/s"))).collect()
}

#[test]
fn a_week_round_the_clock_is_one_stretch_and_costs_the_sum() {
    let costs = costs(&[(1, 0.1, 50.0), (2, 0.3, 70.0)]);
    let week = forecast(&config(cameras(2)), &ability(), &costs, machine(), now());
    assert_eq!(week.len(), 1, "{week:?}");
    let only = &week[0];
    assert_eq!((only.at, only.until), (now(), now() + AHEAD));
    assert_eq!((only.runs, only.fits, only.estimated), (2, 2, 0));
    assert!((only.cpu - 0.3).abs() < 1e-9 && (only.memory - 0.42).abs() < 1e-9, "{only:?}");
    assert_eq!(only.periods, ["All day"]);
}

#[test]
fn what_was_never_measured_costs_as_much_as_others_of_its_profile() {
    let known = costs(&[(1, 0.1, 50.0), (2, 0.3, 70.0)]);
    let other = RunnerKey { camera: CameraId(9), profile: ProfileId(2) };
    let mean = Cost { cores: 0.2, memory_bytes: 60.0 * MB };
    assert_eq!(known.of(key(3)), (mean, false));
    assert_eq!(known.of(other), (mean, false), "no other of its profile has run");
    assert_eq!(Costs::default().of(other), (Cost::default(), false));
    let week = forecast(&config(cameras(3)), &ability(), &known, machine(), now());
    assert_eq!((week[0].runs, week[0].estimated), (3, 1));
}

#[test]
fn those_of_the_lowest_priority_do_not_fit() {
    let mut config = config(cameras(5));
    config.cameras[1].priority = 1;
    config.cameras[3].priority = 0;
    let all = costs(&[(1, 0.5, 10.0), (2, 0.5, 10.0), (3, 0.5, 10.0), (4, 0.5, 10.0), (5, 0.5, 10.0)]);
    let week = forecast(&config, &ability(), &all, machine(), now());
    // 0.2 of others and three times 0.5 are 1.7 of 1.84 cores.
    assert_eq!((week[0].runs, week[0].fits), (5, 3));
    assert_eq!(week[0].too_many, [CameraId(4), CameraId(2)], "the least important first");
    assert!(week[0].cpu > 1.0, "it is asked for all the same");
}

#[test]
fn memory_can_be_what_is_full() {
    let all = costs(&[(1, 0.1, 300.0), (2, 0.1, 300.0), (3, 0.1, 300.0)]);
    let week = forecast(&config(cameras(3)), &ability(), &all, machine(), now());
    assert_eq!((week[0].fits, week[0].too_many.len()), (2, 1));
}

#[test]
fn a_pause_and_its_end_are_stretches_of_their_own() {
    let mut config = config(cameras(2));
    let until = now() + Duration::hours(2);
    config.cameras[0].pause = Some(Pause { until, by: "window".to_owned(), at: now() });
    let costs = costs(&[(1, 0.1, 50.0), (2, 0.3, 70.0)]);
    let week = forecast(&config, &ability(), &costs, machine(), now());
    let runs: Vec<(DateTime<Utc>, usize)> = week.iter().map(|one| (one.at, one.runs)).collect();
    assert_eq!(runs, [(now(), 1), (until, 2)]);
    assert!(week.windows(2).all(|pair| pair[0].until == pair[1].at));
}

#[test]
fn no_camera_asks_for_nothing() {
    let week = forecast(&config(Vec::new()), &ability(), &Costs::default(), machine(), now());
    assert_eq!((week.len(), week[0].runs, week[0].fits), (1, 0, 0));
    assert!((week[0].cpu - 0.1).abs() < 1e-9);
}

#[test]
fn cameras_that_get_no_decoder_ask_for_nothing() {
    let mut config = config(cameras(3));
    config.site.max_decoders = Some(2);
    let costs = costs(&[(1, 0.1, 50.0), (2, 0.3, 70.0), (3, 0.5, 10.0)]);
    let week = forecast(&config, &ability(), &costs, machine(), now());
    assert_eq!((week.len(), week[0].runs), (1, 2));
    assert!((week[0].cpu - 0.3).abs() < 1e-9, "{week:?}");
}
