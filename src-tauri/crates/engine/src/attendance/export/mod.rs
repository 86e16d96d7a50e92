//! Attendance written out: a table for other programs, a workbook, or a page to be printed. Times are the site's.

mod page;
mod table;
mod workbook;

#[cfg(test)]
mod tests;

use bellwatch_domain::attendance::status_word;
use bellwatch_store::{AttendanceOf, SignedDay};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::entries::Entry;
use crate::wire::ExportForm;

/// The columns, in their order.
const COLUMNS: [&str; 12] = [
    "Code",
    "Name",
    "Group",
    "Date",
    "Period",
    "Status",
    "First seen",
    "Last seen",
    "Reason",
    "Corrected by",
    "Corrected because",
    "By the cameras",
];

/// What is written out.
pub(crate) struct Sheet {
    site: String,
    from: NaiveDate,
    to: NaiveDate,
    /// Local.
    made: NaiveDateTime,
    /// Those of the days, with when they were signed, local.
    signed: Vec<(SignedDay, NaiveDateTime)>,
    lines: Vec<Line>,
}

/// One record.
struct Line {
    code: String,
    name: String,
    group: String,
    date: NaiveDate,
    period: String,
    status: &'static str,
    /// Local, like `last`.
    first: Option<NaiveDateTime>,
    last: Option<NaiveDateTime>,
    /// Why nobody can tell.
    reason: String,
    corrected_by: String,
    corrected_why: String,
    /// What the machine says, where a hand says otherwise.
    machine: &'static str,
}

/// A file that is yet to be written.
pub(crate) struct File {
    /// Its name without the ending.
    pub(crate) name: String,
    pub(crate) ending: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// Why a file could not be made; displays as one sentence.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    #[error("The table could not be made.")]
    Table(#[from] csv::Error),
    #[error("The workbook could not be made.")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl Sheet {
    /// Of entries in their order.
    pub(crate) fn of(
        site: &str,
        of: &AttendanceOf,
        entries: &[Entry],
        signed: Vec<SignedDay>,
        (zone, now): (Tz, DateTime<Utc>),
    ) -> Self {
        let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
        Sheet {
            site: site.to_owned(),
            from: of.from,
            to: of.to,
            made: local(now),
            signed: signed.into_iter().map(|day| (day.clone(), local(day.at))).collect(),
            lines: entries.iter().map(|entry| Line::of(entry, &local)).collect(),
        }
    }

    /// As a file. Takes seconds for a school's year, so not on a thread that serves others.
    ///
    /// # Errors
    ///
    /// [`ExportError`] when there is no memory for it.
    pub(crate) fn file(&self, form: ExportForm) -> Result<File, ExportError> {
        let (ending, bytes) = match form {
            ExportForm::Csv => ("csv", table::write(self)?),
            ExportForm::Xlsx => ("xlsx", workbook::write(self)?),
            ExportForm::Page => ("html", page::write(self).into_bytes()),
        };
        Ok(File { name: format!("attendance-{}", self.days()), ending, bytes })
    }

    /// "2026-11-23", or "2026-11-23 to 2026-11-27".
    fn days(&self) -> String {
        if self.from == self.to { self.from.to_string() } else { format!("{} to {}", self.from, self.to) }
    }
}

impl Line {
    fn of(entry: &Entry, local: &impl Fn(DateTime<Utc>) -> NaiveDateTime) -> Self {
        let holds = entry.holds();
        let seen = entry.said.record.as_ref().and_then(|record| record.seen);
        let (by, why) =
            holds.correction.map(|correction| (correction.by.clone(), correction.why.clone())).unzip();
        Line {
            code: entry.person.code.clone(),
            name: entry.person.name.clone(),
            group: entry.person.group.clone(),
            date: entry.occurrence.date,
            period: entry.occurrence.name.clone(),
            status: status_word(holds.status),
            first: seen.map(|(first, _)| local(first)),
            last: seen.map(|(_, last)| local(last)),
            reason: entry.reason().unwrap_or_default().to_owned(),
            corrected_by: by.unwrap_or_default(),
            corrected_why: why.unwrap_or_default(),
            machine: if holds.correction.is_some() { status_word(entry.machine()) } else { "" },
        }
    }
}

/// A time of day, or nothing.
fn time(at: Option<NaiveDateTime>) -> String {
    at.map(|at| at.format("%H:%M").to_string()).unwrap_or_default()
}
