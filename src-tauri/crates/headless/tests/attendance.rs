//! `attendance` from the command line: show, correct, export, sign, and what cannot be taken.

#![allow(clippy::disallowed_methods)] // It starts what it tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

type Failed = Box<dyn std::error::Error>;

const CTL: &str = env!("CARGO_BIN_EXE_bellwatchctl");

/// A Monday in Baghdad with two periods that are over and were worked out, of two people.
const MONDAY: &str = "
    INSERT INTO person (id, code, code_key, name, group_name, active) VALUES
        (1, '7-1', '7-1', 'Ana', '7A', 1), (2, '=7', '=7', 'بۆ', '7A', 1);
    INSERT INTO period_occurrence (id, schedule_id, source, source_id, date, name, starts_ms, ends_ms, opens_ms, closes_ms,
                                   late_after_ms, only_cameras, only_tags, expects) VALUES
        (1, 1, 'period', 1, '2026-11-23', 'Period 1', 1795410000000, 1795412700000, 1795409700000, 1795413000000, 600000,
         '', '', '7A'),
        (2, 1, 'period', 2, '2026-11-23', 'Period 2', 1795413600000, 1795416300000, 1795413600000, 1795416300000, 600000,
         '', '', '');
    INSERT INTO sighting (person_id, camera_id, occurrence_id, at_ms, score, margin, votes, track) VALUES
        (1, 1, 1, 1795410120000, 0.6, 0.2, 2, ''), (1, 1, 1, 1795411000000, 0.6, 0.2, 1, '');
    INSERT INTO attendance (person_id, occurrence_id, status, reason, first_ms, last_ms, votes, evaluated_ms) VALUES
        (1, 1, 'present', NULL, 1795410120000, 1795411000000, 2, 1795413001000),
        (2, 1, 'unknown', 'Gate was down 08:03–08:11 (no answer)', NULL, NULL, 0, 1795413001000);
    INSERT INTO coverage (occurrence_id, camera_id, from_ms, to_ms, why) VALUES
        (1, 1, 1795409700000, 1795410180000, NULL), (1, 1, 1795410180000, 1795410660000, 'down: No answer'),
        (1, 1, 1795410660000, 1795413000000, NULL);
";

struct House {
    folder: tempfile::TempDir,
}

impl House {
    async fn open() -> Result<House, Failed> {
        let house = House { folder: tempfile::tempdir()? };
        let school = "format = 1\n[site]\ntime_zone = \"Asia/Baghdad\"\n[[camera]]\nname = \"Gate\"\naddress = \"demo:gate\"\n";
        let file = house.folder.path().join("school.toml");
        fs::write(&file, school)?;
        house.well(&["import", file.to_str().ok_or("a path")?])?;
        let options = SqliteConnectOptions::new().filename(house.home().join("bellwatch.db"));
        let mut sql = SqliteConnection::connect_with(&options).await?;
        sqlx::raw_sql(MONDAY).execute(&mut sql).await?;
        sql.close().await?;
        Ok(house)
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn ctl(&self, words: &[&str]) -> Result<Output, Failed> {
        let mut command = Command::new(CTL);
        command.arg("--home").arg(self.home()).args(words).env("BELLWATCH_KEYRING", "off");
        Ok(command.current_dir(self.folder.path()).output()?)
    }

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

    /// Refused as bad input, with one sentence that holds `said`.
    fn refused(&self, words: &[&str], said: &str) -> Result<(), Failed> {
        let output = self.ctl(words)?;
        let error = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(2), "{words:?}: {error}");
        assert!(error.contains(said), "{words:?}: {error}");
        Ok(())
    }
}

#[tokio::test]
async fn a_day_is_shown_corrected_written_out_and_signed() -> Result<(), Failed> {
    let house = House::open().await?;
    let text = house.well(&["attendance", "show", "--date", "2026-11-23"])?;
    for part in [
        "Period 1 08:00–08:45: 1 present, 1 unknown, watched 85 %\n  Gate was down 08:03–08:11 (no answer).",
        "7-1   Ana   7A     Present  08:02  08:16",
        "=7    بۆ    7A     Unknown                Gate was down 08:03–08:11 (no answer)",
        "Period 2 09:00–09:45: nobody is expected",
        "Not signed off.",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }

    let correct = ["attendance", "correct", "=7", "--date", "2026-11-23", "--period", "period 1"];
    let said = house.well(&[&correct[..], &["--status", "excused", "--why", "Was ill"]].concat())?;
    assert_eq!(said, "=7 is excused in period 1 of 2026-11-23.\n");
    let corrected =
        house.json(&[&correct[..], &["--status", "late", "--why", "Came at nine", "--json"]].concat())?;
    assert_eq!((&corrected["status"], &corrected["machine"]), (&"late".into(), &"unknown".into()));
    assert_eq!(corrected["corrections"].as_array().map(Vec::len), Some(2));

    let shown =
        house.json(&["attendance", "show", "--date", "2026-11-23", "--period", "Period 1", "--json"])?;
    assert_eq!(
        (&shown["day"]["periods"][0]["counts"]["late"], shown["entries"].as_array().map(Vec::len)),
        (&1.into(), Some(2))
    );
    let nobody = house.json(&["attendance", "show", "--date", "2026-11-23", "--group", "8B", "--json"])?;
    assert_eq!(nobody["entries"], Value::Array(Vec::new()));

    let days = ["attendance", "export", "--from", "2026-11-01", "--to", "2026-11-30"];
    let said = house.well(&[&days[..], &["--form", "csv"]].concat())?;
    assert_eq!(said, "Written to attendance-2026-11-01 to 2026-11-30.csv.\n");
    let table = fs::read_to_string(house.folder.path().join("attendance-2026-11-01 to 2026-11-30.csv"))?;
    assert!(table.contains("'=7,بۆ,7A,2026-11-23,Period 1,Late,,,Gate was down 08:03–08:11 (no answer),bellwatchctl,Came at nine,Unknown"), "{table}");
    house.refused(&[&days[..], &["--form", "csv"]].concat(), "is there already")?;
    for (form, begins) in [("xlsx", &b"PK"[..]), ("page", &b"<!doctype html>"[..])] {
        let out = format!("november.{form}");
        let made = house.json(&[&days[..], &["--form", form, "--out", &out, "--json"]].concat())?;
        let bytes = fs::read(house.folder.path().join(&out))?;
        assert!(bytes.starts_with(begins) && made["bytes"] == bytes.len(), "{form}");
    }

    let said = house.well(&["attendance", "sign", "2026-11-23"])?;
    assert_eq!(said, "2026-11-23 is signed off; its records are locked.\n");
    let text = house.well(&["attendance", "show", "--date", "2026-11-23"])?;
    assert!(text.ends_with("Signed off by bellwatchctl.\n"), "{text}");
    house.refused(&["attendance", "sign", "2026-11-23"], "was signed off")?;
    house.refused(&[&correct[..], &["--status", "late", "--why", "Too late"]].concat(), "is locked")?;
    // Events name nobody.
    let events = house.well(&["events"])?;
    assert!(
        events.contains("The attendance of person 2 was corrected.") && !events.contains("بۆ"),
        "{events}"
    );
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_taken_is_said_in_a_sentence() -> Result<(), Failed> {
    let house = House::open().await?;
    let correct = |code: &'static str, period: &'static str, status: &'static str, why: &'static str| {
        [
            "attendance",
            "correct",
            code,
            "--date",
            "2026-11-23",
            "--period",
            period,
            "--status",
            status,
            "--why",
            why,
        ]
    };
    house.refused(
        &correct("7-2", "Period 1", "late", "x"),
        "There is nobody with the code 7-2. Did you mean 7-1?",
    )?;
    house.refused(
        &correct("7-1", "Period 9", "late", "x"),
        "There is no period named Period 9 on 2026-11-23.",
    )?;
    house.refused(&correct("7-1", "Period 1", "late", " "), "why:")?;
    house.refused(&correct("7-1", "Period 1", "asleep", "x"), "asleep")?;
    house.refused(&["attendance", "show", "--date", "today"], "is not a date")?;
    house.refused(
        &["attendance", "show", "--date", "2026-11-23", "--period", "Lunch"],
        "no period named Lunch",
    )?;
    house.refused(&["attendance", "sign", "2026-11-24"], "nothing to sign")?;
    let year = ["attendance", "export", "--form", "csv", "--from", "2025-01-01", "--to", "2026-11-23"];
    house.refused(&year, "366 days")?;
    let order = ["attendance", "export", "--form", "csv", "--from", "2026-11-23", "--to", "2026-11-22"];
    house.refused(&order, "before the first")?;
    assert!(!Path::new(&house.folder.path().join("attendance-2026-11-23.csv")).exists());
    Ok(())
}
