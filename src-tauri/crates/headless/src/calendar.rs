//! `calendar import` and `calendar export`.

use std::io::Read;
use std::path::{Path, PathBuf};

use bellwatch_domain::schedule::Bells;
use bellwatch_engine::wire::CalendarVerdict;

use crate::args::CalendarCommand;
use crate::cameras::print_json;
use crate::desk::Desk;
use crate::table::table;
use crate::{Exit, Failure};

/// `calendar …`.
pub async fn calendar(home: Option<PathBuf>, command: CalendarCommand) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    match command {
        CalendarCommand::Import { file, dry_run, json } => {
            let text = text_of(file.as_deref())?;
            let report = desk.operator.calendar_import(&text, dry_run).await?;
            if json {
                return print_json(&report);
            }
            println!("{}", report.sentence);
            let word = |verdict| match verdict {
                CalendarVerdict::Add if report.added => "added",
                CalendarVerdict::Add => "adds",
                CalendarVerdict::Same => "there",
                CalendarVerdict::Refused => "left out",
            };
            let rows: Vec<Vec<String>> = report
                .lines
                .iter()
                .map(|line| {
                    let text = |text: &Option<String>| text.clone().unwrap_or_default();
                    let verdict = word(line.verdict).to_owned();
                    vec![
                        verdict,
                        text(&line.first),
                        text(&line.last),
                        line.name.clone(),
                        text(&line.sentence),
                    ]
                })
                .collect();
            print!("{}", table(&["", "FIRST", "LAST", "NAME", "WHY"], &rows));
            if report.more > 0 {
                println!("and {} more", report.more);
            }
        }
        CalendarCommand::Export { from, days } => {
            let config = desk.config().await?;
            let today = Bells::of(&config).date(desk.clock.now()).to_string();
            print!("{}", desk.operator.calendar_export(&from.unwrap_or(today), days).await?);
        }
    }
    Ok(Exit::Well)
}

/// A file's text, or standard input's. What is no UTF-8 is read as far as it goes: names may look odd, dates do not.
fn text_of(file: Option<&Path>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    match file {
        Some(path) => {
            bytes = std::fs::read(path).map_err(|error| {
                Failure::new(Exit::BadInput, format!("{} cannot be read: {error}.", path.display()))
            })?;
        }
        None => {
            std::io::stdin().lock().read_to_end(&mut bytes)?;
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
