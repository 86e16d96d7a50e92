//! What is written out: harmless in a spreadsheet, whole in a browser, true in both.

use std::io::Read;
use std::sync::Arc;

use bellwatch_domain::attendance::Correction;
use bellwatch_domain::schedule::BellSource;
use bellwatch_domain::{OccurrenceId, PeriodId, PeriodOccurrence, Person, PersonId, ScheduleId, Status};
use bellwatch_store::{AttendanceEntry, AttendanceRow};
use chrono::Duration;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn entry(code: &str, name: &str, status: Option<Status>, corrections: Vec<Correction>) -> Entry {
    let starts = at("2026-11-23T05:00:00Z");
    let occurrence = PeriodOccurrence {
        schedule: ScheduleId(1),
        source: BellSource::Period(PeriodId(1)),
        date: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        name: "=Period <1>".to_owned(),
        starts,
        ends: starts + Duration::minutes(45),
        opens: starts,
        closes: starts + Duration::minutes(45),
        late_after: Duration::minutes(10),
        profile: None,
        only: None,
        expects: ["7A".to_owned()].into(),
    };
    let seen = matches!(status, Some(Status::Present)).then(|| (starts, starts + Duration::minutes(40)));
    let record = AttendanceRow {
        person: PersonId(1),
        occurrence: OccurrenceId(1),
        status,
        seen,
        best: None,
        votes: 2,
        evaluated: starts,
    };
    let (code, name, group) = (code.to_owned(), name.to_owned(), "7A".to_owned());
    Entry {
        person: Arc::new(Person { id: PersonId(1), code, name, group, active: true, consent: None }),
        number: OccurrenceId(1),
        occurrence: Arc::new(occurrence),
        said: AttendanceEntry { record: Some(record), corrections },
    }
}

fn sheet() -> Sheet {
    let excused = Correction {
        status: Status::Excused,
        by: "+Ms Kamal".to_owned(),
        at: at("2026-11-23T09:00:00Z"),
        why: "At the doctor's, \"ill\"".to_owned(),
    };
    let entries = [
        entry("=1+1", "آنا سالم", Some(Status::Present), Vec::new()),
        entry("-2", "\tBo", Some(Status::Absent), vec![excused]),
        entry(
            "@3",
            "Cy, the <third>",
            Some(Status::Unknown { reason: "\rGate was down".to_owned() }),
            Vec::new(),
        ),
    ];
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let signed = SignedDay {
        date,
        by: "<window>".to_owned(),
        at: at("2026-11-23T12:00:00Z"),
        hash: "ab".repeat(32),
        erased: 0,
    };
    let zone = chrono_tz::Asia::Baghdad;
    let of = AttendanceOf::day(date);
    Sheet::of("School & Co", &of, &entries, vec![signed], (zone, at("2026-11-23T13:00:00Z")))
}

#[test]
fn a_table_is_harmless_in_a_spreadsheet_and_read_back_whole() {
    let file = sheet().file(ExportForm::Csv).unwrap();
    assert_eq!((file.name.as_str(), file.ending), ("attendance-2026-11-23", "csv"));
    let text = std::str::from_utf8(&file.bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a mark");
    assert!(text.lines().count() > 3 && text.contains("\r\n"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap(), COLUMNS.to_vec());
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let empty = "";
    assert_eq!(
        rows,
        [
            [
                "'=1+1",
                "آنا سالم",
                "7A",
                "2026-11-23",
                "'=Period <1>",
                "Present",
                "08:00",
                "08:40",
                empty,
                empty,
                empty,
                empty
            ],
            [
                "'-2",
                "'\tBo",
                "7A",
                "2026-11-23",
                "'=Period <1>",
                "Excused",
                empty,
                empty,
                empty,
                "'+Ms Kamal",
                "At the doctor's, \"ill\"",
                "Absent"
            ],
            [
                "'@3",
                "Cy, the <third>",
                "7A",
                "2026-11-23",
                "'=Period <1>",
                "Unknown",
                empty,
                empty,
                "'\rGate was down",
                empty,
                empty,
                empty
            ],
        ]
    );
}

#[test]
fn a_workbook_has_text_as_text_and_times_as_times() {
    let file = sheet().file(ExportForm::Xlsx).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let page = part("xl/worksheets/sheet1.xml");
    assert!(!page.contains("<f>"), "no formula");
    // 2026-11-23 is day 46349 of a spreadsheet; 08:00 is a third of a day.
    assert!(page.contains("<v>46349</v>"), "{page}");
    assert!(page.contains("<v>0.3333333"), "{page}");
    let strings = part("xl/sharedStrings.xml");
    assert!(strings.contains("=1+1") && strings.contains("آنا سالم") && strings.contains("&lt;third&gt;"));
}

#[test]
fn a_page_is_whole_in_itself_and_nothing_in_it_is_markup() {
    let file = sheet().file(ExportForm::Page).unwrap();
    let page = String::from_utf8(file.bytes).unwrap();
    for part in [
        "<h1 dir=\"auto\">School &amp; Co</h1>",
        "<td dir=\"auto\">آنا سالم</td><td dir=\"auto\">7A</td><td>Present</td><td>08:00</td><td>08:40</td>",
        "Cy, the &lt;third&gt;",
        "signed off by <bdi>&lt;window&gt;</bdi> on 2026-11-23 15:00",
        "1 excused · 1 present · 1 unknown",
        "(+Ms Kamal; by the cameras: absent)",
        "Written on 2026-11-23 16:00",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    for outside in ["<script", "http", "src=", "<third>"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
