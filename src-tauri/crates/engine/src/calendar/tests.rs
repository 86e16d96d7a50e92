use bellwatch_domain::schedule::ExceptionKind;
use bellwatch_domain::{ExceptionId, ScheduleException};
use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::wire::CalendarVerdict;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn reading(events: &str) -> Reading {
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{events}END:VCALENDAR\r\n");
    read(&text, chrono_tz::Europe::Berlin, &[], date("2026-11-21")).unwrap()
}

fn event(lines: &str) -> String {
    let lines: String = lines.lines().map(|line| format!("{}\r\n", line.trim())).collect();
    format!("BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n{lines}END:VEVENT\r\n")
}

fn days(lines: &str) -> Vec<(String, String, String)> {
    let found = reading(&event(lines));
    found.days.iter().map(|day| (day.name.clone(), day.first.to_string(), day.last.to_string())).collect()
}

fn refused(lines: &str, said: &str) {
    let found = reading(&event(lines));
    assert_eq!(found.days, [], "{lines}");
    let line = &found.lines[0];
    assert_eq!(line.verdict, CalendarVerdict::Refused);
    assert!(line.sentence.as_ref().is_some_and(|sentence| sentence.contains(said)), "{line:?}");
}

fn day(name: &str, first: &str, last: &str) -> Vec<(String, String, String)> {
    vec![(name.to_owned(), first.to_owned(), last.to_owned())]
}

#[test]
fn whole_days_are_taken_however_they_are_written() {
    let winter = "SUMMARY:Winter holidays\nDTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20270107";
    assert_eq!(days(winter), day("Winter holidays", "2026-12-21", "2027-01-06"));
    assert_eq!(days("SUMMARY:One\nDTSTART;VALUE=DATE:20261225"), day("One", "2026-12-25", "2026-12-25"));
    let lasting = "SUMMARY:Two\nDTSTART;VALUE=DATE:20261225\nDURATION:P2D";
    assert_eq!(days(lasting), day("Two", "2026-12-25", "2026-12-26"));
    let floating = "SUMMARY:F\nDTSTART:20261225T000000\nDTEND:20261226T000000";
    assert_eq!(days(floating), day("F", "2026-12-25", "2026-12-25"));
    let utc = "SUMMARY:U\nDTSTART:20261224T230000Z\nDTEND:20261225T230000Z";
    assert_eq!(days(utc), day("U", "2026-12-25", "2026-12-25"));
    let zoned =
        "SUMMARY:Z\nDTSTART;TZID=Europe/Berlin:20261225T000000\nDTEND;TZID=Europe/Berlin:20261226T000000";
    assert_eq!(days(zoned), day("Z", "2026-12-25", "2026-12-25"));
}

#[test]
fn what_is_no_whole_day_is_refused_with_its_reason() {
    refused(
        "SUMMARY:Evening\nDTSTART:20270203T180000\nDTEND:20270203T200000",
        "not a whole day: 18:00–20:00",
    );
    refused("SUMMARY:X\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261220", "ends before it begins");
    refused("SUMMARY:X\nDTEND;VALUE=DATE:20261220", "no start");
    refused("SUMMARY:X\nDTSTART:tomorrow", "not a date");
    refused("SUMMARY:X\nDTSTART;VALUE=DATE:18000101", "not a date of these times");
    refused("SUMMARY:X\nDTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED", "cancelled");
    let zone = "SUMMARY:X\nDTSTART;TZID=Middle-earth/Shire:20261225T000000\nDTEND;TZID=Middle-earth/Shire:20261226T000000";
    refused(zone, "Middle-earth/Shire\" is not known");
    refused("SUMMARY:X\nDTSTART;VALUE=DATE:20261225\nRRULE:FREQ=SOMETIMES", "repetition cannot be read");
    refused("SUMMARY:X\nDTSTART;VALUE=DATE:20101225\nRRULE:FREQ=YEARLY;COUNT=3", "all over");
    refused("SUMMARY:X\nDTSTART;VALUE=DATE:20261225\nDURATION:forever", "not a duration");
}

#[test]
fn repeats_are_followed_without_what_is_excepted() {
    let yearly = "SUMMARY:Founders\nDTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY;UNTIL=20280501\nEXDATE;VALUE=DATE:20270501";
    let firsts: Vec<String> = days(yearly).into_iter().map(|(_, first, _)| first).collect();
    assert_eq!(firsts, ["2026-05-01", "2028-05-01"]);
    let weekly = event("SUMMARY:Fridays\nDTSTART;VALUE=DATE:20261127\nRRULE:FREQ=WEEKLY;BYDAY=FR");
    let endless = reading(&weekly);
    assert_eq!(endless.days.len(), 261, "five years of Fridays");
    assert!(endless.lines[0].sentence.as_ref().unwrap().contains("without an end"));
}

#[test]
fn what_repeats_within_a_day_is_refused_at_once() {
    for rule in ["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=3", "FREQ=HOURLY", "FREQ=DAILY;BYSECOND=0,1,2"] {
        refused(&format!("SUMMARY:X\nDTSTART;VALUE=DATE:20000101\nRRULE:{rule}"), "repeats within a day");
    }
    refused("SUMMARY:X\nDTSTART;VALUE=DATE:20261225\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "all over");
}

#[test]
fn a_weekend_without_an_end_is_five_years_of_it() {
    let found = reading(&event("SUMMARY:W\nDTSTART;VALUE=DATE:20240105\nRRULE:FREQ=WEEKLY;BYDAY=FR,SA"));
    assert_eq!(found.days.len(), 628, "a year back, five years ahead");
    assert_eq!(found.days[0].first, date("2025-11-21"));
    assert_eq!(found.days[627].first, date("2031-11-22"));
    assert!(found.lines[0].sentence.as_ref().unwrap().contains("next five years"));
}

#[test]
fn what_repeats_too_often_is_cut_and_says_where() {
    for rule in ["FREQ=DAILY", "FREQ=DAILY;COUNT=1200"] {
        let found = reading(&event(&format!("SUMMARY:X\nDTSTART;VALUE=DATE:20270101\nRRULE:{rule}")));
        assert_eq!(found.days.len(), 1000, "{rule}");
        let sentence = found.lines[0].sentence.clone().unwrap();
        assert!(sentence.ends_with("its first 1000 days are taken, up to 2029-09-26."), "{sentence}");
    }
    let whole = reading(&event("SUMMARY:X\nDTSTART;VALUE=DATE:20270101\nRRULE:FREQ=DAILY;COUNT=1000"));
    assert_eq!((whole.days.len(), whole.lines[0].sentence.clone()), (1000, None));
}

#[test]
fn ten_thousand_repeated_entries_are_read_as_far_as_there_is_room() {
    let entry = |number: i64| {
        let first = date("2026-11-21") + chrono::Duration::days(number % 1500);
        event(&format!(
            "SUMMARY:{number}\nDTSTART;VALUE=DATE:{}\nRRULE:FREQ=DAILY;COUNT=300",
            first.format("%Y%m%d")
        ))
    };
    let found = reading(&(0..10_000).map(entry).collect::<String>());
    let counts = report(&found, false);
    assert_eq!(counts.adds + counts.same, 10_000);
    assert_eq!(counts.refused, 9967, "the entry that is cut, and those after it");
    assert_eq!(counts.more, 19_967 - 500);
    let last = found.lines.last().unwrap();
    assert_eq!(last.sentence.as_deref(), Some("The entries before it make 10 000 days off already."));
    let listed = reading(&event(&format!(
        "SUMMARY:L\nDTSTART;VALUE=DATE:20270101\nRDATE;VALUE=DATE:{}",
        (0..12_000_i64)
            .map(|day| (date("2027-01-02") + chrono::Duration::days(day)).format("%Y%m%d").to_string())
            .collect::<Vec<_>>()
            .join(",")
    )));
    assert_eq!(listed.days.len(), 10_000);
    assert!(listed.lines.last().unwrap().sentence.as_ref().unwrap().starts_with("2001 more of its days"));
}

#[test]
fn rules_that_find_nothing_do_not_add_up() {
    let never = |number: i64| {
        event(&format!("SUMMARY:{number}\nDTSTART;VALUE=DATE:20000101\nRRULE:FREQ=YEARLY;UNTIL=20100101"))
    };
    let found = reading(&(0..10_000).map(never).collect::<String>());
    let count = |said: &str| {
        found.lines.iter().filter(|line| line.sentence.as_ref().is_some_and(|one| one.contains(said))).count()
    };
    assert_eq!((count("all over"), count("too many repeated entries")), (2145, 7855));
}

#[test]
fn names_are_unfolded_unescaped_and_clipped() {
    let folded = format!("SUMMARY:{}\\, and\r\n  more\r\nDTSTART;VALUE=DATE:20261225\r\n", "x".repeat(90));
    let text = format!("BEGIN:VEVENT\r\nUID:1\r\n{folded}END:VEVENT\r\n");
    assert_eq!(reading(&text).days[0].name, "x".repeat(80));
    assert_eq!(
        days("SUMMARY:Peter\\, Paul\\; and Mary\nDTSTART;VALUE=DATE:20261225")[0].0,
        "Peter, Paul; and Mary"
    );
    assert_eq!(days("DTSTART;VALUE=DATE:20261225")[0].0, "Day off");
}

#[test]
fn what_is_there_already_is_not_added_again() {
    let known = ScheduleException {
        id: ExceptionId(1),
        name: "Christmas".into(),
        first: date("2026-12-25"),
        last: date("2026-12-25"),
        kind: ExceptionKind::Off,
        schedule: None,
    };
    let one = event("SUMMARY:Weihnachten\nDTSTART;VALUE=DATE:20261225");
    let two = event("SUMMARY:New year\nDTSTART;VALUE=DATE:20270101");
    let text = format!("\u{feff}BEGIN:VCALENDAR\n{}{}{}END:VCALENDAR\n", one, two, two).replace("\r\n", "\n");
    let found = read(&text, chrono_tz::UTC, &[known], date("2026-11-21")).unwrap();
    let verdicts: Vec<CalendarVerdict> = found.lines.iter().map(|line| line.verdict).collect();
    assert_eq!(verdicts, [CalendarVerdict::Same, CalendarVerdict::Add, CalendarVerdict::Same]);
    assert_eq!(report(&found, false).sentence, "1 day off would be added; 2 are there already.");
}

#[test]
fn what_is_no_calendar_gets_one_sentence() {
    let problem = |text: &str| read(text, chrono_tz::UTC, &[], date("2026-11-21")).unwrap_err().message;
    assert!(problem("Hello").contains("no calendar"));
    assert!(problem("").contains("no calendar"));
    assert!(problem("BEGIN:VCALENDAR\nBEGIN:VEVENT\n").contains("damaged"));
    assert!(problem(&"x".repeat(6_000_000)).contains("5 MB"));
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(middle in "\\PC{0,200}", lines in proptest::collection::vec("[A-Z]{2,8}[;:=A-Za-z0-9\\-,\\\\]{0,40}", 0..8)) {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{middle}\n{}\nEND:VEVENT\nEND:VCALENDAR\n", lines.join("\n"));
        if let Ok(found) = read(&text, chrono_tz::Europe::Berlin, &[], date("2026-11-21")) {
            prop_assert!(found.days.iter().all(|day| day.first <= day.last));
        }
    }

    #[test]
    fn no_dates_make_it_panic(start in 0..99_999_999_u32, end in 0..99_999_999_u32, rule in "FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);(COUNT|INTERVAL|BYMONTHDAY|BYYEARDAY|BYDAY)=[-0-9A-Z,]{1,6}") {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:X\nDTSTART;VALUE=DATE:{start:08}\nDTEND;VALUE=DATE:{end:08}\nRRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR\n");
        let _ = read(&text, chrono_tz::Europe::Berlin, &[], date("2026-11-21"));
    }
}
