use proptest::prelude::*;

use super::*;
use crate::CameraId;
use crate::coverage::{Coverage, Gap, GapWhy, left_of};

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-11-23T{text}Z").parse().unwrap()
}

fn interval(from: &str, to: &str) -> Interval {
    Interval::new(at(from), at(to)).unwrap()
}

/// A period 08:00–08:45 with five minutes' grace to both sides, late from 08:10.
fn window() -> AttendanceWindow {
    AttendanceWindow { whole: interval("07:55:00", "08:50:00"), late_from: at("08:10:00") }
}

fn sighting(time: &str, votes: u32) -> Sighting {
    Sighting { person: crate::PersonId(7), camera: CameraId(1), at: at(time), score: 0.6, margin: 0.2, votes }
}

/// Camera `id`, named `Gate {id}`, with these gaps.
fn gate(id: i64, gaps: &[Interval]) -> Coverage {
    let whole = window().whole;
    let gaps = gaps.iter().filter_map(|gap| gap.overlap(whole));
    let gaps: Vec<Gap> =
        gaps.map(|interval| Gap { interval, why: GapWhy::Down { word: String::new() } }).collect();
    let taken: Vec<Interval> = gaps.iter().map(|gap| gap.interval).collect();
    Coverage {
        camera: CameraId(id),
        name: format!("Gate {id}"),
        window: whole,
        looked: left_of(whole, &taken),
        gaps,
    }
}

fn said(sightings: &[Sighting], coverages: &[Coverage], now: &str) -> Option<Status> {
    evaluate(&AttendanceRules::default(), &window(), sightings, coverages, chrono_tz::UTC, at(now)).status
}

fn unknown(reason: &str) -> Option<Status> {
    Some(Status::Unknown { reason: reason.to_owned() })
}

#[test]
fn who_has_two_votes_in_time_is_present_and_later_is_late() {
    let check = |sightings: &[Sighting], expected| {
        assert_eq!(said(sightings, &[gate(1, &[])], "09:00:00"), expected, "{sightings:?}");
    };
    check(&[sighting("07:55:00", 2)], Some(Status::Present));
    check(&[sighting("08:09:58", 1), sighting("08:09:59", 1)], Some(Status::Present));
    check(&[sighting("08:09:59", 1), sighting("08:10:00", 1)], Some(Status::Late));
    check(&[sighting("08:10:00", 2)], Some(Status::Late));
    check(&[sighting("08:49:59", 2)], Some(Status::Late));
    check(&[sighting("07:54:59", 9), sighting("08:50:00", 9)], Some(Status::Absent));
    check(&[], Some(Status::Absent));
}

#[test]
fn a_replayed_sighting_counts_once() {
    let once = sighting("08:01:00", 1);
    assert_eq!(
        said(&[once, once, once], &[gate(1, &[])], "09:00:00"),
        unknown("Matched once only, at 08:01; 2 are needed")
    );
    let elsewhere = Sighting { camera: CameraId(2), ..once };
    assert_eq!(said(&[once, elsewhere], &[gate(1, &[])], "09:00:00"), Some(Status::Present));
}

#[test]
fn nobody_is_absent_for_a_camera_that_was_down() {
    // 55 minutes; five and a half are a tenth.
    let check = |coverages: &[Coverage], expected| {
        assert_eq!(said(&[], coverages, "08:50:00"), expected, "{coverages:?}");
    };
    let tenth = interval("08:00:00", "08:05:30");
    let more = interval("08:00:00", "08:05:31");
    check(&[gate(1, &[tenth])], Some(Status::Absent));
    check(&[gate(1, &[more])], unknown("Gate 1 was down 08:00–08:05"));
    check(&[gate(1, &[]), gate(2, &[more])], unknown("Gate 2 was down 08:00–08:05"));
    // Both down at once is one gap; one after the other, the gaps add up.
    check(&[gate(1, &[tenth]), gate(2, &[tenth])], Some(Status::Absent));
    let other = interval("08:20:00", "08:20:01");
    check(
        &[gate(1, &[tenth]), gate(2, &[other])],
        unknown("Gate 1 was down 08:00–08:05; Gate 2 was down 08:20:00–08:20:01"),
    );
    check(&[], unknown("No camera was to watch"));
    check(&[gate(1, &[window().whole])], unknown("Gate 1 was down 07:55–08:50"));
}

#[test]
fn the_longest_gaps_are_named_and_the_rest_counted() {
    let gaps = ["08:00", "08:10", "08:20", "08:30"].map(|time| {
        let from = at(&format!("{time}:00"));
        Interval::new(from, from + chrono::Duration::minutes(3)).unwrap()
    });
    let short = [gaps[0], gaps[1], gaps[2], gaps[3], interval("07:56:00", "07:57:00")];
    let expected = "Gate 2 was down 08:00–08:03; Gate 2 was down 08:10–08:13; Gate 2 was down 08:20–08:23; \
                    and 2 more gaps";
    assert_eq!(said(&[], &[gate(2, &short)], "08:50:00"), unknown(expected));
}

#[test]
fn while_the_window_is_open_people_are_expected_or_there_already() {
    let gone = [gate(1, &[window().whole])];
    assert_eq!(said(&[], &gone, "07:00:00"), None);
    assert_eq!(said(&[sighting("08:01:00", 1)], &gone, "08:49:59"), None);
    assert_eq!(said(&[sighting("08:01:00", 2)], &gone, "08:02:00"), Some(Status::Present));
    assert_eq!(said(&[], &gone, "08:50:00"), unknown("Gate 1 was down 07:55–08:50"));
}

#[test]
fn first_last_and_best_sighting_are_kept() {
    let best = Sighting { score: 0.9, ..sighting("08:05:00", 1) };
    let all = [sighting("08:30:00", 1), best, sighting("08:01:00", 1)];
    let verdict = evaluate(&AttendanceRules::default(), &window(), &all, &[], chrono_tz::UTC, at("09:00:00"));
    assert_eq!((verdict.first, verdict.best, verdict.last), (Some(all[2]), Some(best), Some(all[0])));
}

#[test]
fn the_window_is_the_occurrences() {
    let occurrence = PeriodOccurrence {
        schedule: ScheduleId(1),
        source: BellSource::Period(crate::PeriodId(1)),
        date: at("08:00:00").date_naive(),
        name: "Period 1".to_owned(),
        starts: at("08:00:00"),
        ends: at("08:45:00"),
        opens: at("07:55:00"),
        closes: at("08:50:00"),
        late_after: chrono::Duration::minutes(10),
        profile: None,
        only: None,
        expects: std::collections::BTreeSet::new(),
    };
    assert_eq!(AttendanceWindow::of(&occurrence), Some(window()));
    let long = PeriodOccurrence { late_after: chrono::Duration::hours(4), ..occurrence.clone() };
    assert_eq!(AttendanceWindow::of(&long).map(|window| window.late_from), Some(at("08:50:00")));
    let own = PeriodOccurrence { opens: at("08:00:00"), late_after: chrono::Duration::zero(), ..occurrence };
    assert_eq!(AttendanceWindow::of(&own).map(|window| window.late_from), Some(at("08:50:00")));
}

#[test]
fn a_correction_stands_whatever_the_machine_says_later() {
    let mut record = AttendanceRecord {
        person: crate::PersonId(7),
        schedule: ScheduleId(1),
        source: BellSource::Period(crate::PeriodId(1)),
        date: at("08:00:00").date_naive(),
        verdict: evaluate(&AttendanceRules::default(), &window(), &[], &[], chrono_tz::UTC, at("09:00:00")),
    };
    assert_eq!(effective(&record, &[]).status, record.verdict.status.as_ref());
    let correction = |status, time| Correction {
        status,
        by: "window".to_owned(),
        at: at(time),
        why: "A letter from home".to_owned(),
    };
    let mut hand = vec![correction(Status::Excused, "10:00:00")];
    record.verdict.status = Some(Status::Present);
    assert_eq!(effective(&record, &hand).status, Some(&Status::Excused));
    hand.insert(0, correction(Status::Late, "11:00:00"));
    assert_eq!(effective(&record, &hand).correction, Some(&hand[0]));
    hand.push(correction(Status::Absent, "11:00:00"));
    assert_eq!(effective(&record, &hand).status, Some(&Status::Absent));
    assert!(check_why("  ").is_err());
}

fn some_sightings() -> impl Strategy<Value = Vec<Sighting>> {
    let one = (0..4000_i64, 0..3_u32, 1..4_i64).prop_map(|(second, votes, camera)| Sighting {
        camera: CameraId(camera),
        at: at("07:50:00") + chrono::Duration::seconds(second),
        ..sighting("08:00:00", votes)
    });
    proptest::collection::vec(one, 0..5)
}

fn some_gaps() -> impl Strategy<Value = Vec<Interval>> {
    let one = (0..3300_i64, 1..400_i64).prop_map(|(second, length)| {
        let from = at("07:55:00") + chrono::Duration::seconds(second);
        Interval::new(from, from + chrono::Duration::seconds(length)).unwrap()
    });
    proptest::collection::vec(one, 0..4)
}

fn is_unknown(status: Option<&Status>) -> bool {
    matches!(status, Some(Status::Unknown { .. }))
}

proptest! {
    #[test]
    fn order_and_repetition_change_nothing(sightings in some_sightings(), gaps in some_gaps()) {
        let coverages = [gate(1, &crate::coverage::joined(gaps))];
        let mut again: Vec<Sighting> = sightings.iter().rev().copied().collect();
        again.extend(sightings.iter().copied());
        prop_assert_eq!(said(&sightings, &coverages, "09:00:00"), said(&again, &coverages, "09:00:00"));
    }

    #[test]
    fn one_gap_more_makes_nobody_absent(
        sightings in some_sightings(), gaps in some_gaps(), more in some_gaps(), other in some_gaps(),
    ) {
        let whole: Vec<Interval> = gaps.iter().chain(&more).copied().collect();
        let less = [gate(1, &crate::coverage::joined(gaps)), gate(2, &[])];
        let worse = [gate(1, &crate::coverage::joined(whole)), gate(2, &crate::coverage::joined(other))];
        let (before, after) = (said(&sightings, &less, "09:00:00"), said(&sightings, &worse, "09:00:00"));
        match &before {
            Some(Status::Absent) => prop_assert!(after == before || is_unknown(after.as_ref())),
            Some(Status::Unknown { .. }) => prop_assert!(is_unknown(after.as_ref())),
            _ => prop_assert_eq!(after, before),
        }
    }

    #[test]
    fn one_sighting_more_makes_nobody_less_present(sightings in some_sightings(), more in some_sightings()) {
        let rank = |status: Option<Status>| match status {
            Some(Status::Present) => 3,
            Some(Status::Late) => 2,
            Some(Status::Unknown { .. }) => 1,
            Some(Status::Absent | Status::Excused) | None => 0,
        };
        let all: Vec<Sighting> = sightings.iter().chain(&more).copied().collect();
        let coverages = [gate(1, &[])];
        prop_assert!(rank(said(&all, &coverages, "09:00:00")) >= rank(said(&sightings, &coverages, "09:00:00")));
    }
}

#[test]
fn who_cannot_be_recognised_is_never_absent() {
    let check = |status: Option<Status>, expected: Option<Status>| {
        assert_eq!(Unenrolled::NoConsent.applied_to(status.clone()), expected, "{status:?}");
    };
    let unknown = |reason: &str| Some(Status::Unknown { reason: reason.to_owned() });
    check(Some(Status::Absent), unknown("Cannot be recognised: there is no consent"));
    check(unknown("Gate was down 08:03–08:11"), unknown("Cannot be recognised: there is no consent"));
    check(Some(Status::Present), Some(Status::Present));
    check(None, None);
    for why in [Unenrolled::NoConsent, Unenrolled::NoPhoto] {
        assert_eq!(Unenrolled::of_reason(why.reason()), Some(why));
    }
    assert_eq!(Unenrolled::of_reason("Gate was down 08:03–08:11"), None);
}
