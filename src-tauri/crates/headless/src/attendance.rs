//! `attendance`: show, export, correct, sign.

use std::path::{Path, PathBuf};

use bellwatch_domain::schedule::Bells;
use bellwatch_domain::{OccurrenceId, PersonId};
use bellwatch_engine::wire::{
    AttendanceCounts, AttendanceDay, AttendanceEntryView, AttendancePeriod, AttendanceQuery,
    AttendanceStatus, ExportForm,
};
use chrono::DateTime;
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::json;

use crate::args::{
    AttendanceCommand, AttendanceCorrectArgs, AttendanceExportArgs, AttendanceForm, AttendanceShowArgs,
    AttendanceWord,
};
use crate::cameras::print_json;
use crate::desk::{Desk, with_hint};
use crate::table::table;
use crate::{Exit, Failure};

/// `attendance …`.
pub async fn attendance(home: Option<PathBuf>, command: AttendanceCommand) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    match command {
        AttendanceCommand::Show(args) => show(&desk, args).await,
        AttendanceCommand::Export(args) => export(&desk, args).await,
        AttendanceCommand::Correct(args) => correct(&desk, args).await,
        AttendanceCommand::Sign { date, json } => sign(&desk, &date, json).await,
    }
}

/// What `show --json` prints.
#[derive(Serialize)]
struct Shown {
    day: AttendanceDay,
    entries: Vec<AttendanceEntryView>,
}

async fn show(desk: &Desk, args: AttendanceShowArgs) -> Result<Exit, Failure> {
    let config = desk.config().await?;
    let date = args.date.unwrap_or_else(|| Bells::of(&config).date(desk.clock.now()).to_string());
    let mut day = desk.operator.attendance_day(&date).await?;
    if let Some(name) = &args.period {
        let wanted = name.trim().to_lowercase();
        if !day.periods.iter().any(|period| period.name.to_lowercase() == wanted) {
            return Err(no_period(&day, name));
        }
        day.periods.retain(|period| period.name.to_lowercase() == wanted);
    }
    let mut entries = desk.operator.attendance(&query(&day.date, &day.date, args.group)).await?;
    let is_shown = |entry: &AttendanceEntryView| {
        day.periods.iter().any(|period| period.occurrence == Some(entry.occurrence))
    };
    entries.retain(is_shown);
    if args.json {
        return print_json(&Shown { day, entries });
    }
    print!("{}", in_words(&day, &entries, config.site.time_zone));
    Ok(Exit::Well)
}

fn in_words(day: &AttendanceDay, entries: &[AttendanceEntryView], zone: Tz) -> String {
    let mut text = String::new();
    if day.periods.is_empty() {
        text.push_str(&format!("There is no period on {}.\n", day.date));
    }
    for period in &day.periods {
        let (from, to) = (time(Some(period.starts_ms), zone), time(Some(period.ends_ms), zone));
        text.push_str(&format!("{} {from}–{to}: {}\n", period.name, state(period)));
        for gap in &period.gaps {
            text.push_str(&format!("  {gap}.\n"));
        }
        let rows: Vec<Vec<String>> = entries
            .iter()
            .filter(|entry| Some(entry.occurrence) == period.occurrence)
            .map(|entry| row(entry, zone))
            .collect();
        if !rows.is_empty() {
            text.push_str(&table(&["CODE", "NAME", "GROUP", "STATUS", "FIRST", "LAST", "WHY"], &rows));
        }
        text.push('\n');
    }
    match &day.signed {
        Some(signed) if signed.holds => text.push_str(&format!("Signed off by {}.\n", signed.by)),
        Some(signed) => text.push_str(&format!(
            "Signed off by {}, and not as it was signed any more: its hash does not hold.\n",
            signed.by
        )),
        None => text.push_str("Not signed off.\n"),
    }
    text
}

fn state(period: &AttendancePeriod) -> String {
    if period.expects.is_empty() {
        return "nobody is expected".to_owned();
    }
    if period.occurrence.is_none() {
        return "still to come".to_owned();
    }
    let AttendanceCounts { expected, present, late, absent, unknown, excused } = period.counts;
    let counts = [
        (expected, "expected"),
        (present, "present"),
        (late, "late"),
        (absent, "absent"),
        (unknown, "unknown"),
        (excused, "excused"),
    ];
    let said = counts.into_iter().filter(|(count, _)| *count > 0);
    let mut said: Vec<String> = said.map(|(count, word)| format!("{count} {word}")).collect();
    if said.is_empty() {
        said.push("nobody of the groups is known".to_owned());
    }
    if let Some(coverage) = period.coverage {
        said.push(format!("watched {:.0} %", 100.0 * coverage));
    }
    said.join(", ")
}

fn row(entry: &AttendanceEntryView, zone: Tz) -> Vec<String> {
    let by = entry.corrections.last().map(|correction| format!(" ({})", correction.by));
    let why = entry.reason.as_ref().map(|reason| format!("{reason}{}", by.unwrap_or_default()));
    vec![
        entry.code.clone(),
        entry.name.clone(),
        entry.group.clone(),
        word(entry.status).to_owned(),
        time(entry.first_ms, zone),
        time(entry.last_ms, zone),
        why.unwrap_or_default(),
    ]
}

fn word(status: AttendanceStatus) -> &'static str {
    match status {
        AttendanceStatus::Expected => "Expected",
        AttendanceStatus::Present => "Present",
        AttendanceStatus::Late => "Late",
        AttendanceStatus::Absent => "Absent",
        AttendanceStatus::Unknown => "Unknown",
        AttendanceStatus::Excused => "Excused",
    }
}

fn time(ms: Option<i64>, zone: Tz) -> String {
    let at = ms.and_then(DateTime::from_timestamp_millis);
    at.map(|at| at.with_timezone(&zone).format("%H:%M").to_string()).unwrap_or_default()
}

fn query(from: &str, to: &str, group: Option<String>) -> AttendanceQuery {
    AttendanceQuery { from: from.to_owned(), to: to.to_owned(), occurrence: None, person: None, group }
}

async fn export(desk: &Desk, args: AttendanceExportArgs) -> Result<Exit, Failure> {
    let form = match args.form {
        AttendanceForm::Csv => ExportForm::Csv,
        AttendanceForm::Xlsx => ExportForm::Xlsx,
        AttendanceForm::Page => ExportForm::Page,
    };
    let made = desk.operator.attendance_file(&query(&args.from, &args.to, args.group), form).await?;
    let path = args.out.unwrap_or_else(|| PathBuf::from(&made.name));
    write_new(&path, &made.bytes)?;
    if args.json {
        return print_json(&json!({ "file": path, "bytes": made.bytes.len() }));
    }
    println!("Written to {}.", path.display());
    Ok(Exit::Well)
}

/// Writes a file that is not there yet: what a school has signed is not overwritten by a slip.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    use std::io::Write;
    let opened = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    opened.and_then(|mut file| file.write_all(bytes)).map_err(|error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            let sentence = format!("{} is there already. Choose another file with --out.", path.display());
            Failure::new(Exit::BadInput, sentence)
        } else {
            Failure::new(Exit::Failed, format!("{} cannot be written: {error}.", path.display()))
        }
    })
}

async fn correct(desk: &Desk, args: AttendanceCorrectArgs) -> Result<Exit, Failure> {
    let day = desk.operator.attendance_day(&args.date).await?;
    let person = person(desk, &args.code).await?;
    let occurrence = occurrence(&day, &args.period, args.schedule.as_deref())?;
    let status = match args.status {
        AttendanceWord::Present => AttendanceStatus::Present,
        AttendanceWord::Late => AttendanceStatus::Late,
        AttendanceWord::Absent => AttendanceStatus::Absent,
        AttendanceWord::Unknown => AttendanceStatus::Unknown,
        AttendanceWord::Excused => AttendanceStatus::Excused,
    };
    desk.operator.attendance_correct(person, occurrence, status, &args.why).await?;
    if args.json {
        let asked = AttendanceQuery {
            occurrence: Some(occurrence.0),
            person: Some(person.0),
            ..query(&day.date, &day.date, None)
        };
        return print_json(&desk.operator.attendance(&asked).await?.first());
    }
    println!("{} is {} in {} of {}.", args.code, word(status).to_lowercase(), args.period, day.date);
    Ok(Exit::Well)
}

async fn person(desk: &Desk, code: &str) -> Result<PersonId, Failure> {
    let people = desk.operator.store().people().await?;
    let wanted = code.trim().to_lowercase();
    let found = people.iter().find(|person| person.code.to_lowercase() == wanted);
    found.map(|person| person.id).ok_or_else(|| {
        let codes = people.iter().map(|person| person.code.as_str());
        let near = bellwatch_domain::knobs::nearest(code, codes);
        Failure::new(Exit::BadInput, with_hint(&format!("There is nobody with the code {code}."), near))
    })
}

/// The occurrence that a period's name means on a day.
fn occurrence(day: &AttendanceDay, name: &str, schedule: Option<&str>) -> Result<OccurrenceId, Failure> {
    let is = |text: &str, wanted: &str| text.to_lowercase() == wanted.trim().to_lowercase();
    let of_name: Vec<&AttendancePeriod> = day
        .periods
        .iter()
        .filter(|period| is(&period.name, name))
        .filter(|period| schedule.is_none_or(|schedule| is(&period.schedule_name, schedule)))
        .collect();
    match of_name[..] {
        [] => Err(no_period(day, name)),
        [AttendancePeriod { occurrence: Some(id), .. }] => Ok(OccurrenceId(*id)),
        [one] => Err(Failure::new(Exit::BadInput, format!("{} of {} is still to come.", one.name, one.date))),
        _ => {
            let schedules: Vec<String> =
                of_name.iter().map(|period| format!("--schedule \"{}\"", period.schedule_name)).collect();
            Err(Failure::new(Exit::BadInput, format!("Which {name}? {}", schedules.join(" or "))))
        }
    }
}

fn no_period(day: &AttendanceDay, name: &str) -> Failure {
    let names = day.periods.iter().map(|period| period.name.as_str());
    let near = bellwatch_domain::knobs::nearest(name, names);
    let sentence = format!("There is no period named {name} on {}.", day.date);
    Failure::new(Exit::BadInput, with_hint(&sentence, near))
}

async fn sign(desk: &Desk, date: &str, json: bool) -> Result<Exit, Failure> {
    desk.operator.day_sign(date).await?;
    let day = desk.operator.attendance_day(date).await?;
    if json {
        return print_json(&day.signed);
    }
    println!("{} is signed off; its records are locked.", day.date);
    Ok(Exit::Well)
}
