use proptest::prelude::*;

use super::*;

const HB: i64 = 10;

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-11-23T{text}Z").parse().unwrap()
}

fn window(from: &str, to: &str) -> Interval {
    Interval::new(at(from), at(to)).unwrap()
}

/// The kept beats of a run at 4 fps that sees from `from` to `to` and beats every 10 s; as the store thins them.
fn run(from: &str, to: &str) -> Vec<Beat> {
    thinned(beats_of_run(at(from), at(to), |_| true))
}

/// Every beat of a run of 4 fps whose camera sends pictures in the seconds for which `sends` holds.
fn beats_of_run(from: DateTime<Utc>, to: DateTime<Utc>, sends: impl Fn(DateTime<Utc>) -> bool) -> Vec<Beat> {
    let (mut beats, mut frames, mut last, mut counted) = (Vec::new(), 0, from, 0);
    let mut now = from;
    while now < to {
        now += Duration::milliseconds(250);
        if !sends(now) {
            continue;
        }
        frames += 1;
        if now - last >= Duration::seconds(HB) {
            let fps = (frames - counted) as f64 / ((now - last).num_milliseconds() as f64 / 1000.0);
            beats.push(Beat { at: now, frames, fps, looks: frames });
            (last, counted) = (now, frames);
        }
    }
    beats
}

/// What the store's history keeps of a run's beats, and the very last one.
fn thinned(beats: Vec<Beat>) -> Vec<Beat> {
    let minute = |beat: &Beat| beat.at.timestamp().div_euclid(60);
    let mut kept: Vec<Beat> = Vec::new();
    let last = beats.last().copied();
    for beat in beats {
        if kept.last().is_none_or(|before| minute(before) != minute(&beat)) || Some(beat) == last {
            kept.push(beat);
        }
    }
    kept
}

fn gate(beats: Vec<Beat>, ends: &[(&str, &str)]) -> Watched {
    let ends = ends.iter().map(|(time, word)| RunEnd { at: at(time), word: (*word).to_owned() }).collect();
    Watched {
        camera: CameraId(2),
        name: "Gate 2".to_owned(),
        runners: vec![RunnerHistory { hb_interval: Duration::seconds(HB), beats, ends }],
        rests: Vec::new(),
    }
}

fn words(watched: &Watched, window: Interval) -> Vec<String> {
    let coverage = Coverage::of(watched, window);
    coverage.gaps.iter().map(|gap| gap_words(&coverage, gap, chrono_tz::UTC)).collect()
}

#[test]
fn a_healthy_run_covers_its_window_although_one_beat_a_minute_is_kept() {
    let watched = gate(run("07:50:03", "09:00:00"), &[]);
    let coverage = Coverage::of(&watched, window("07:55:00", "08:50:00"));
    assert_eq!(coverage.looked, [window("07:55:00", "08:50:00")]);
    assert_eq!((coverage.share(), coverage.gaps.len()), (1.0, 0));
}

#[test]
fn a_camera_that_was_down_has_a_gap_with_its_reason_in_words() {
    let mut beats = run("07:50:00", "08:03:00");
    beats.extend(run("08:10:50", "09:00:00"));
    let watched =
        gate(beats, &[("08:03:05", "Stalled"), ("08:03:30", "No answer"), ("08:05:30", "No answer")]);
    let all = window("07:55:00", "08:50:00");
    assert_eq!(words(&watched, all), ["Gate 2 was down 08:03–08:10 (no answer)"]);
    assert!((Coverage::of(&watched, all).share() - (1.0 - 470.0 / 3300.0)).abs() < 1e-3);
}

#[test]
fn a_gap_says_why() {
    let all = window("08:00:00", "08:10:00");
    let check = |watched: &Watched, expected: &str| assert_eq!(words(watched, all), [expected]);
    check(&gate(Vec::new(), &[]), "Gate 2 sent no sign of life 08:00–08:10");
    check(&gate(Vec::new(), &[("07:00:00", "Unreachable")]), "Gate 2 was down 08:00–08:10 (unreachable)");
    check(&gate(Vec::new(), &[("07:00:00", "")]), "Gate 2 was down 08:00–08:10");
    let mut paused = gate(Vec::new(), &[("08:09:00", "Unreachable")]);
    paused.rests = vec![Rested { interval: window("07:00:00", "08:09:00"), word: "paused".to_owned() }];
    check(&paused, "Gate 2 rested 08:00–08:10 (paused)");
    let unseen: Vec<Beat> =
        run("07:50:00", "08:20:00").into_iter().map(|beat| Beat { looks: beat.looks / 40, ..beat }).collect();
    check(&gate(unseen, &[]), "Gate 2 was not searched for faces often enough 08:00–08:10");
    let mut beats = run("07:50:00", "08:03:10");
    beats.extend(run("08:03:25", "08:20:00"));
    check(&gate(beats, &[("08:03:12", "Stalled")]), "Gate 2 was down 08:03:10–08:03:25 (stalled)");
}

#[test]
fn a_hole_that_no_kept_beat_shows_is_found_by_the_frames_that_are_missing() {
    let hole = window("08:03:12", "08:03:42");
    let beats = thinned(beats_of_run(at("07:50:00"), at("08:20:00"), |now| !hole.contains(now)));
    assert_eq!(words(&gate(beats, &[]), window("08:00:00", "08:10:00")).len(), 1);
}

#[test]
fn beats_are_bridged_as_far_as_the_history_is_thin_and_no_further() {
    let beat = |seconds: i64| Beat {
        at: at("08:00:00") + Duration::seconds(seconds),
        frames: 4000 + 4 * seconds as u64,
        fps: 4.0,
        looks: 4 * seconds as u64,
    };
    let check = |seconds, expected| {
        let watched = gate(vec![beat(0), beat(seconds)], &[]);
        let coverage = Coverage::of(&watched, window("08:00:00", "08:05:00"));
        assert_eq!(total(&coverage.looked).num_seconds(), expected, "{seconds}");
    };
    check(60, 60);
    check(75, 75);
    check(76, 0);
    assert_eq!(bridge(Duration::seconds(300)), Duration::seconds(510));
}

#[test]
fn two_runs_are_never_bridged() {
    let first = run("07:59:00", "08:01:01");
    let mut second = run("08:01:30", "08:30:00");
    // The second overtakes the first's count before its next kept beat: only the end tells them apart.
    second.iter_mut().for_each(|beat| beat.frames += 10_000);
    let beats: Vec<Beat> = first.into_iter().chain(second).collect();
    let coverage = Coverage::of(&gate(beats, &[("08:01:02", "Stalled")]), window("08:00:00", "08:10:00"));
    assert!(coverage.gaps.iter().any(|gap| gap.interval.contains(at("08:01:15"))), "{coverage:?}");
}

#[test]
fn a_clock_set_back_bridges_nothing() {
    let mut beats = run("08:00:00", "08:03:00");
    beats.extend(run("08:05:00", "08:06:00").into_iter().map(|beat| Beat { frames: 1, ..beat }));
    let coverage = Coverage::of(&gate(beats, &[]), window("08:00:00", "08:10:00"));
    assert!(total(&coverage.looked) <= Duration::minutes(4), "{coverage:?}");
}

#[test]
fn a_camera_sees_when_any_of_its_runners_does_and_all_see_only_together() {
    let all = window("08:00:00", "08:10:00");
    let mut both = gate(run("07:50:00", "08:05:00"), &[]);
    both.runners.extend(gate(run("08:04:40", "08:20:00"), &[]).runners);
    assert_eq!(words(&both, all), Vec::<String>::new());
    let first = Coverage::of(&gate(run("07:50:00", "08:06:00"), &[]), all);
    let second = Coverage::of(&gate(run("08:04:00", "08:20:00"), &[]), all);
    let together = share_of_all(&[first, second], all);
    assert!((together - 0.2).abs() < 0.01, "{together}");
    assert_eq!(share_of_all(&[], all), 0.0);
}

#[test]
fn local_time_is_the_sites() {
    let span = window("05:03:00", "05:11:00");
    assert_eq!(span_words(span, chrono_tz::Asia::Baghdad), "08:03–08:11");
}

proptest! {
    /// The truth is a camera that is down for some seconds here and there; a hole in a stretch that still counts as
    /// seen is shorter than the quarter of a minute that no counter shows.
    #[test]
    fn no_long_hole_is_ever_covered_and_the_parts_make_the_window(
        holes in proptest::collection::vec((0..1200_i64, 5..120_i64), 0..5),
        phase in 0..10_000_i64,
    ) {
        let from = at("08:00:00") + Duration::milliseconds(phase);
        let all = window("08:01:00", "08:19:00");
        let holes: Vec<Interval> = joined(holes.iter().filter_map(|(start, length)| {
            let start = from + Duration::seconds(*start);
            Interval::new(start, start + Duration::seconds(*length))
        }).collect());
        let sends = |now| !holes.iter().any(|hole| hole.contains(now));
        let beats = thinned(beats_of_run(from, at("08:20:00"), sends));
        let coverage = Coverage::of(&gate(beats, &[]), all);
        let gaps: Vec<Interval> = coverage.gaps.iter().map(|gap| gap.interval).collect();
        prop_assert_eq!(total(&gaps) + total(&coverage.looked), all.length());
        prop_assert_eq!(left_of(all, &coverage.looked), joined(gaps));
        let covered = |hole: &Interval| {
            let parts: Vec<Interval> = coverage.looked.iter().filter_map(|one| one.overlap(*hole)).collect();
            total(&parts)
        };
        for hole in &holes {
            // Two neighbouring stretches may each hide their quarter.
            prop_assert!(covered(hole) <= Duration::seconds(42), "{:?} in {:?}", hole, coverage);
        }
        if holes.is_empty() {
            prop_assert_eq!(coverage.share(), 1.0);
        }
    }
}

#[test]
fn what_was_seen_once_stays_seen() {
    let whole = window("08:00:00", "08:10:00");
    let early = Coverage::of(&gate(run("07:59:00", "08:09:50"), &[]), whole);
    // Read later: the beats of the last minute and of two in the middle are gone.
    let mut beats = run("07:59:00", "08:09:10");
    beats.retain(|beat| beat.at < at("08:03:00") || at("08:06:00") < beat.at);
    let late = Coverage::of(&gate(beats, &[]), whole);
    assert!(late.share() < early.share());
    let both = late.clone().or(&early);
    assert_eq!((&both.looked, both.gaps.len()), (&early.looked, early.gaps.len()));
    assert_eq!(
        total(&both.looked) + total(&both.gaps.iter().map(|gap| gap.interval).collect::<Vec<_>>()),
        whole.length()
    );
    assert_eq!(early.clone().or(&late), early);
}
