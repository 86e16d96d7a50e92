//! The bell from the command line: calendars in and out, and why a camera runs or rests at an instant.

#![allow(clippy::disallowed_methods)] // It starts what it tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

type Failed = Box<dyn std::error::Error>;

const CTL: &str = env!("CARGO_BIN_EXE_bellwatchctl");

/// A school in Berlin with one camera, a morning and a night, and a day off.
const SCHOOL: &str = r#"
format = 1
[site]
time_zone = "Europe/Berlin"
[[camera]]
name = "Gate"
address = "demo:gate"
[[schedule]]
name = "School week"
drives = "all"
[[schedule.period]]
name = "Period 1"
start = "08:00"
end = "08:45"
weekdays = "Mon Tue Wed Thu Fri"
early_grace = 5
[[schedule]]
name = "Nights"
drives = "all"
[[schedule.period]]
name = "Night"
start = "22:00"
end = "06:00"
weekdays = "Sat"
[[exception]]
name = "Epiphany"
first = "2027-01-06"
last = "2027-01-06"
kind = "off"
"#;

/// Two days off, one evening, and one rule that would never end.
const HOLIDAYS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ministry//EN\r\n\
    BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Easter\r\nDTSTART;VALUE=DATE:20270326\r\nDTEND;VALUE=DATE:20270403\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Labour day\r\nDTSTART;VALUE=DATE:20270501\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:3\r\nSUMMARY:Parents\r\nDTSTART:20270203T180000\r\nDTEND:20270203T200000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:4\r\nSUMMARY:Ticks\r\nDTSTART;VALUE=DATE:20000101\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

struct House {
    folder: tempfile::TempDir,
}

impl House {
    fn open() -> Result<House, Failed> {
        let house = House { folder: tempfile::tempdir()? };
        let file = house.file("school.toml", SCHOOL)?;
        house.well(&["import", &file])?;
        Ok(house)
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn file(&self, name: &str, text: &str) -> Result<String, Failed> {
        let path: &Path = &self.folder.path().join(name);
        fs::write(path, text)?;
        Ok(path.to_str().ok_or("a path")?.to_owned())
    }

    fn ctl(&self, words: &[&str]) -> Result<Output, Failed> {
        let mut command = Command::new(CTL);
        command.arg("--home").arg(self.home()).args(words).env("BELLWATCH_KEYRING", "off");
        Ok(command.output()?)
    }

    /// What a command that must end well prints.
    fn well(&self, words: &[&str]) -> Result<String, Failed> {
        let output = self.ctl(words)?;
        if output.status.success() {
            Ok(String::from_utf8(output.stdout)?)
        } else {
            Err(format!("{words:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
        }
    }

    fn json(&self, words: &[&str]) -> Result<Value, Failed> {
        Ok(serde_json::from_str(&self.well(words)?)?)
    }

    fn exceptions(&self) -> Result<usize, Failed> {
        Ok(self.well(&["export"])?.matches("[[exception]]").count())
    }
}

#[test]
fn a_calendar_is_listed_first_then_added_once() -> Result<(), Failed> {
    let house = House::open()?;
    let file = house.file("holidays.ics", HOLIDAYS)?;
    let listed = house.json(&["calendar", "import", &file, "--dry-run", "--json"])?;
    assert_eq!(house.exceptions()?, 1, "only listed");
    let told = house.well(&["calendar", "import", &file])?;
    assert!(told.starts_with("2 days off added; 2 entries are left out."), "{told}");
    assert!(told.contains("It is not a whole day: 18:00–20:00."), "{told}");
    assert!(told.contains("It repeats within a day"), "{told}");
    assert_eq!(house.exceptions()?, 3);
    for (name, count) in [("adds", 2), ("same", 0), ("refused", 2)] {
        assert_eq!(listed[name], count, "{name} of {listed}");
    }
    let again = house.json(&["calendar", "import", &file, "--json"])?;
    assert_eq!((&again["adds"], &again["same"], &again["added"]), (&0.into(), &2.into(), &false.into()));
    assert_eq!(house.exceptions()?, 3, "nothing twice");
    let off = house.well(&["why", "Gate", "--at", "2027-03-30T08:10"])?;
    assert!(off.contains("✗ Day of exception: Easter (bellwatchctl, "), "{off}");
    Ok(())
}

#[test]
fn what_is_no_calendar_is_refused_and_adds_nothing() -> Result<(), Failed> {
    let house = House::open()?;
    let cut = HOLIDAYS.split("END:VEVENT").next().ok_or("a calendar")?;
    for (text, said) in [("Hello", "no calendar"), ("", "no calendar"), (cut, "damaged")] {
        let file = house.file("holidays.ics", text)?;
        let output = house.ctl(&["calendar", "import", &file])?;
        let error = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(said), "{error}");
    }
    let missing = house.ctl(&["calendar", "import", "/nowhere/holidays.ics"])?;
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8(missing.stderr)?.contains("cannot be read"));
    for words in [["--from", "someday"], ["--days", "0"], ["--days", "63"]] {
        let output = house.ctl(&["calendar", "export", words[0], words[1]])?;
        assert_eq!(output.status.code(), Some(2), "{words:?}");
    }
    assert_eq!(house.exceptions()?, 1);
    Ok(())
}

#[test]
fn an_exported_week_is_read_back_as_it_was() -> Result<(), Failed> {
    let house = House::open()?;
    let week = house.well(&["calendar", "export", "--from", "2027-01-04", "--days", "7"])?;
    let file = house.file("plan.ics", &week)?;
    let report = house.json(&["calendar", "import", &file, "--dry-run", "--json"])?;
    let lines = report["lines"].as_array().ok_or("no lines")?;
    let told: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| (line["name"].as_str().unwrap_or(""), line["sentence"].as_str().unwrap_or("")))
        .collect();
    let morning = ("Period 1", "It is not a whole day: 08:00–08:45.");
    let night = ("Night", "It is not a whole day: 22:00–06:00.");
    // Five school days without Epiphany, and the night from Saturday.
    assert_eq!(told, [morning, morning, morning, morning, night]);
    Ok(())
}

#[test]
fn why_tells_what_the_bell_says_at_an_instant() -> Result<(), Failed> {
    let house = House::open()?;
    let why = |at: &str| house.well(&["why", "Gate", "--at", at]);
    let before = why("2027-01-04T07:30")?;
    assert!(before.contains("Outside its periods until 07:55."), "{before}");
    assert!(before.contains("✗ A period is on: no, the next at 07:55"), "{before}");
    let open = why("2027-01-04T07:55")?;
    assert!(open.contains("✓ A period is on: Period 1 until 08:45 (bellwatchctl, "), "{open}");
    let closed = why("2027-01-04T08:45")?;
    assert!(closed.contains("✗ A period is on: no, the next at Tuesday 05 January, 07:55"), "{closed}");
    let off = why("2027-01-06T08:10")?;
    assert!(off.contains("Epiphany, until Thursday 07 January, 07:55."), "{off}");
    assert!(off.contains("✗ Day of exception: Epiphany (bellwatchctl, "), "{off}");
    Ok(())
}

#[test]
fn why_goes_by_the_wall_when_the_clocks_change() -> Result<(), Failed> {
    let house = House::open()?;
    // On 28 March 2027 02:00 becomes 03:00, on 31 October 03:00 becomes 02:00.
    for (at, until) in [
        ("2027-03-28T04:59:00+01:00", "Night until 06:00"),
        ("2027-03-28T05:59", "Night until 06:00"),
        ("2027-10-31T04:59:59Z", "Night until 06:00"),
    ] {
        let why = house.well(&["why", "Gate", "--at", at])?;
        assert!(why.contains(until), "{at}: {why}");
    }
    for over in ["2027-03-28T04:00:00Z", "2027-10-31T05:00:00Z"] {
        let why = house.well(&["why", "Gate", "--at", over])?;
        assert!(why.contains("✗ A period is on"), "{over}: {why}");
    }
    let skipped = house.well(&["why", "Gate", "--at", "2027-03-28T02:30"])?;
    assert!(skipped.contains("Night until 06:00"), "a time that is skipped is the first after it: {skipped}");
    Ok(())
}
