//! What the bell does to the plan.

use chrono::{Duration, NaiveTime, Weekday};

use super::*;
use crate::examples::{ability, all_day, camera, config, key};
use crate::schedule::{BellSource, ExceptionKind};
use crate::{CameraId, Drives, ExceptionId, PeriodId, PeriodTemplate, ScheduleId, Weekdays};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

fn period(id: i64, start: &str, end: &str) -> PeriodTemplate {
    PeriodTemplate {
        id: PeriodId(id),
        name: format!("Period {id}"),
        start: time(start),
        end: time(end),
        weekdays: [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri]
            .into_iter()
            .collect(),
        ..all_day().periods.remove(0)
    }
}

/// Two cameras in a zone, and a schedule with these periods.
fn school(zone: &str, periods: Vec<PeriodTemplate>) -> Config {
    let mut config = config(vec![camera(1, "rtsp://10.0.0.1/s"), camera(2, "rtsp://10.0.0.2/s")]);
    config.site.time_zone = zone.parse().unwrap();
    config.schedules = vec![BellSchedule { periods, ..all_day() }];
    config
}

fn off(first: &str, last: &str) -> ScheduleException {
    ScheduleException {
        id: ExceptionId(1),
        name: "Holidays".to_owned(),
        first: first.parse().unwrap(),
        last: last.parse().unwrap(),
        kind: ExceptionKind::Off,
        schedule: None,
    }
}

fn planned(config: &Config, now: &str) -> Plan {
    plan(config, &Memory::default(), &ability(), at(now))
}

fn runs(config: &Config, now: &str) -> bool {
    planned(config, now).runs.contains_key(&key(1))
}

fn rest(config: &Config, now: &str) -> Rest {
    planned(config, now).rests[&key(1)].clone()
}

/// 2026-11-23 is a Monday.
const MONDAY_7: &str = "2026-11-23T07:00:00Z";

#[test]
fn a_camera_watches_from_the_start_of_its_period_to_the_instant_before_its_end() {
    let config = school("UTC", vec![period(1, "08:00", "08:45")]);
    assert!(!runs(&config, "2026-11-23T07:59:59.999Z"));
    assert!(runs(&config, "2026-11-23T08:00:00Z"));
    assert!(runs(&config, "2026-11-23T08:44:59.999Z"));
    assert!(!runs(&config, "2026-11-23T08:45:00Z"));
    let before = planned(&config, MONDAY_7);
    assert_eq!(before.next_boundary, Some(at("2026-11-23T08:00:00Z")));
    let bell = NextBell { at: at("2026-11-23T08:00:00Z"), starting: 2, stopping: 0, changing: 0 };
    assert_eq!(before.next_bell, Some(bell));
    let during = planned(&config, "2026-11-23T08:10:00Z");
    assert_eq!(during.next_boundary, Some(at("2026-11-23T08:45:00Z")));
    assert_eq!(during.because[&key(1)].until, at("2026-11-23T08:45:00Z"));
    assert_eq!(during.next_bell.unwrap().stopping, 2);
}

#[test]
fn graces_open_earlier_and_close_later() {
    let graced = PeriodTemplate {
        early_grace: Duration::minutes(10),
        late_grace: Duration::minutes(5),
        ..period(1, "08:00", "08:45")
    };
    let config = school("UTC", vec![graced]);
    assert!(!runs(&config, "2026-11-23T07:49:59Z"));
    assert!(runs(&config, "2026-11-23T07:50:00Z"));
    assert!(runs(&config, "2026-11-23T08:49:59Z"));
    assert!(!runs(&config, "2026-11-23T08:50:00Z"));
}

#[test]
fn a_rest_says_when_the_next_period_begins_even_after_a_long_summer() {
    let mut config = school("Europe/Berlin", vec![period(1, "08:00", "08:45")]);
    let outside = Rest { why: RestWhy::OutsidePeriods, until: Some(at("2026-11-23T07:00:00Z")) };
    assert_eq!(rest(&config, "2026-11-20T08:00:00Z"), outside);
    config.exceptions = vec![off("2026-06-25", "2026-08-30")];
    let summer = Rest {
        why: RestWhy::Exception { name: "Holidays".to_owned() },
        until: Some(at("2026-08-31T06:00:00Z")),
    };
    assert_eq!(rest(&config, "2026-06-25T05:00:00Z"), summer);
    let plan = planned(&config, "2026-06-25T05:00:00Z");
    assert_eq!(plan.next_boundary, Some(at("2026-08-30T22:00:00Z")), "the last holiday ends at midnight");
}

#[test]
fn an_overnight_period_belongs_to_the_day_on_which_it_starts() {
    let friday =
        PeriodTemplate { weekdays: Weekdays::NONE.with(Weekday::Fri), ..period(1, "22:00", "06:00") };
    let config = school("Asia/Baghdad", vec![friday]);
    assert!(runs(&config, "2026-11-20T19:00:00Z"), "Friday 22:00");
    assert!(runs(&config, "2026-11-21T02:59:59Z"), "Saturday 05:59");
    assert!(!runs(&config, "2026-11-21T03:00:00Z"), "Saturday 06:00");
    assert!(!runs(&config, "2026-11-19T23:00:00Z"), "the night from Thursday to Friday");
}

#[test]
fn a_night_over_a_change_of_clocks_is_an_hour_longer_or_shorter() {
    let night = PeriodTemplate { weekdays: Weekdays::ALL, ..period(1, "22:00", "06:00") };
    let config = school("Europe/Berlin", vec![night]);
    let long = planned(&config, "2026-10-24T21:00:00Z").because[&key(1)].clone();
    assert_eq!((long.until - long.periods[0].starts).num_hours(), 9);
    let short = planned(&config, "2026-03-28T22:00:00Z").because[&key(1)].clone();
    assert_eq!((short.until - short.periods[0].starts).num_hours(), 7);
}

#[test]
fn a_period_inside_the_skipped_hour_does_not_happen_and_one_in_the_doubled_hour_happens_once() {
    let night = |start, end| PeriodTemplate { weekdays: Weekdays::ALL, ..period(1, start, end) };
    let skipped = school("Europe/Berlin", vec![night("02:10", "02:50")]);
    assert!(!runs(&skipped, "2026-03-29T01:00:00Z"));
    let outside = rest(&skipped, "2026-03-29T01:00:00Z");
    assert_eq!(outside.until, Some(at("2026-03-30T00:10:00Z")));
    let doubled = school("Europe/Berlin", vec![night("02:10", "02:50")]);
    assert!(runs(&doubled, "2026-10-25T00:10:00Z"), "the first 02:10");
    assert!(!runs(&doubled, "2026-10-25T01:10:00Z"), "the second 02:10");
}

#[test]
fn exceptions_open_a_window_a_whole_day_or_another_weekdays_bells() {
    let mut config = school("UTC", vec![period(1, "08:00", "08:45")]);
    let monday = |kind| vec![ScheduleException { kind, ..off("2026-11-23", "2026-11-23") }];
    config.exceptions = monday(ExceptionKind::Window { start: time("10:00"), end: time("11:00") });
    assert!(!runs(&config, "2026-11-23T08:10:00Z") && runs(&config, "2026-11-23T10:00:00Z"));
    let source = planned(&config, "2026-11-23T10:00:00Z").because[&key(1)].periods[0].source;
    assert_eq!(source, BellSource::Exception(ExceptionId(1)));
    config.exceptions = monday(ExceptionKind::On);
    assert!(runs(&config, "2026-11-23T00:00:00Z") && runs(&config, "2026-11-23T23:59:59Z"));
    config.exceptions = monday(ExceptionKind::Shift { to: Weekday::Sat });
    assert!(!runs(&config, "2026-11-23T08:10:00Z"), "no bells on a Saturday");
    config.exceptions = vec![ScheduleException {
        kind: ExceptionKind::Shift { to: Weekday::Mon },
        ..off("2026-11-28", "2026-11-28")
    }];
    assert!(runs(&config, "2026-11-28T08:10:00Z"), "Monday's bells on a Saturday");
}

#[test]
fn a_schedules_own_exception_goes_before_the_sites_and_a_day_before_a_range() {
    let mut config = school("UTC", vec![period(1, "08:00", "08:45")]);
    let holidays = off("2026-11-20", "2026-11-30");
    let own = ScheduleException {
        id: ExceptionId(2),
        schedule: Some(ScheduleId(1)),
        kind: ExceptionKind::Shift { to: Weekday::Mon },
        ..holidays.clone()
    };
    config.exceptions = vec![holidays.clone(), own];
    assert!(runs(&config, "2026-11-23T08:10:00Z"));
    let day = ScheduleException {
        id: ExceptionId(3),
        kind: ExceptionKind::Shift { to: Weekday::Mon },
        ..off("2026-11-23", "2026-11-23")
    };
    config.exceptions = vec![holidays, day];
    assert!(runs(&config, "2026-11-23T08:10:00Z") && !runs(&config, "2026-11-24T08:10:00Z"));
}

#[test]
fn what_has_begun_stays_as_it_was_until_its_schedule_no_longer_rings() {
    let mut config = school("UTC", vec![period(1, "08:00", "08:45")]);
    let begun = planned(&config, "2026-11-23T08:10:00Z").open;
    config.begun = begun.iter().map(|one| (**one).clone()).collect();
    config.schedules[0].periods[0].end = time("08:20");
    assert!(runs(&config, "2026-11-23T08:30:00Z"), "moved");
    assert!(!runs(&config, "2026-11-24T08:30:00Z"), "the next day has the new time");
    config.schedules[0].periods.clear();
    assert!(runs(&config, "2026-11-23T08:30:00Z"), "removed");
    config.exceptions = vec![off("2026-11-23", "2026-11-23")];
    assert!(runs(&config, "2026-11-23T08:30:00Z"), "a day off that is declared at noon");
    config.schedules[0].enabled = false;
    assert_eq!(rest(&config, "2026-11-23T08:30:00Z").why, RestWhy::NoSchedule);
}

#[test]
fn periods_that_ask_for_the_same_pair_are_one_run_and_others_are_several() {
    let other = PeriodTemplate { profile: Some(ProfileId(2)), ..period(3, "08:20", "09:00") };
    let config = school("UTC", vec![period(1, "08:00", "08:45"), period(2, "08:30", "09:15"), other]);
    let plan = planned(&config, "2026-11-23T08:40:00Z");
    assert_eq!(plan.runs.len(), 4, "two cameras, two profiles");
    let because = &plan.because[&key(1)];
    assert_eq!((because.periods.len(), because.until), (2, at("2026-11-23T09:15:00Z")));
    let later = planned(&config, "2026-11-23T09:05:00Z");
    assert_eq!(later.runs.len(), 2);
}

#[test]
fn a_period_can_narrow_its_schedules_cameras_but_not_widen_them() {
    let gate = Drives::Some { cameras: [CameraId(1)].into(), tags: ["Yard".to_owned()].into() };
    let only = PeriodTemplate { only: Some(gate.clone()), ..period(1, "08:00", "08:45") };
    let mut config = school("UTC", vec![only]);
    let camera_2 = |config: &Config| planned(config, "2026-11-23T08:10:00Z").runs.contains_key(&key(2));
    assert!(!camera_2(&config));
    config.cameras[1].tags = vec!["yard".to_owned()];
    assert!(camera_2(&config), "tags know no case");
    config.schedules[0].drives = Drives::Some { cameras: [CameraId(1)].into(), tags: [].into() };
    assert!(!camera_2(&config));
    let nothing = planned(&config, "2026-11-23T08:10:00Z").rests[&key(2)].clone();
    assert_eq!(nothing, Rest { why: RestWhy::NoSchedule, until: None });
}

#[test]
fn a_pause_inside_a_period_ends_at_its_own_instant_and_outside_the_bell_is_told() {
    let mut config = school("UTC", vec![period(1, "08:00", "08:45")]);
    let pause = Pause { until: at("2026-11-23T08:30:00Z"), by: "tray".into(), at: at(MONDAY_7) };
    config.cameras[0].pause = Some(pause.clone());
    assert_eq!(rest(&config, MONDAY_7).why, RestWhy::OutsidePeriods);
    assert_eq!(rest(&config, "2026-11-23T08:29:59.999Z").why, RestWhy::Paused(pause));
    assert!(runs(&config, "2026-11-23T08:30:00Z"));
}
