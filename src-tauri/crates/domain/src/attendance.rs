//! Attendance: what a machine says of a Person and a PeriodOccurrence, and what a hand says.
//!
//! The machine's verdict follows from sightings and Coverage alone, so that it can be made anew at any time. It is kept
//! beside the corrections and never in their place.

mod evaluate;

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::coverage::Interval;
use crate::knobs::{NameError, visible};
use crate::said::Time;
use crate::schedule::BellSource;
use crate::sighting::Sighting;
use crate::{PeriodOccurrence, PersonId, ScheduleId};

pub(crate) use evaluate::Unseen;
pub use evaluate::evaluate;

/// Whether somebody came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// In time.
    Present,
    /// After the bell's grace.
    Late,
    /// Not seen, although the period's cameras watched.
    Absent,
    /// Nobody can tell.
    Unknown {
        /// Why not, without a full stop: "Gate 2 was down 08:03–08:11".
        reason: String,
    },
    /// Excused; a hand alone says so.
    Excused,
}

/// The rules of a site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AttendanceRules {
    /// Matched frames that make a person seen, 1–20.
    pub votes: u32,
    /// So much of the period's window its cameras must have covered before somebody is absent, 0–1.
    pub least_coverage: f64,
}

impl Default for AttendanceRules {
    fn default() -> Self {
        AttendanceRules { votes: 2, least_coverage: 0.9 }
    }
}

/// The instants of an occurrence that attendance goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttendanceWindow {
    /// From its start less early grace to its end and late grace.
    pub whole: Interval,
    /// From here on, who comes is late.
    pub late_from: DateTime<Utc>,
}

impl AttendanceWindow {
    /// That of an occurrence; `None` when it has no length.
    ///
    /// An exception's own time leaves nobody time to be present: its grace is none. There, nobody is late.
    pub fn of(occurrence: &PeriodOccurrence) -> Option<Self> {
        let whole = Interval::new(occurrence.opens, occurrence.closes)?;
        let late_from = occurrence.starts + occurrence.late_after;
        let has_room = late_from > whole.from;
        Some(AttendanceWindow { whole, late_from: if has_room { late_from.min(whole.to) } else { whole.to } })
    }
}

/// What the machine says.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// `None` while the window is not over and the person not seen often enough: they are expected.
    pub status: Option<Status>,
    /// The first sighting in the window.
    pub first: Option<Sighting>,
    /// The last one.
    pub last: Option<Sighting>,
    /// The one with the best score.
    pub best: Option<Sighting>,
}

/// One per Person and PeriodOccurrence.
#[derive(Debug, Clone, PartialEq)]
pub struct AttendanceRecord {
    /// Who.
    pub person: PersonId,
    /// Of which schedule's occurrence; with source and date it names it.
    pub schedule: ScheduleId,
    /// Of what.
    pub source: BellSource,
    /// The local date on which it begins.
    pub date: NaiveDate,
    /// What the machine said last.
    pub verdict: Verdict,
}

/// What a hand said. Corrections are added and never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// How it really was.
    pub status: Status,
    /// Who says so.
    pub by: String,
    /// When they said it.
    pub at: DateTime<Utc>,
    /// Why; see [`check_why`].
    pub why: String,
}

/// What holds: the newest correction, else what the machine says; `None` while the person is expected.
///
/// Of corrections of the same instant the later in the list holds.
pub fn effective<'a>(record: &'a AttendanceRecord, corrections: &'a [Correction]) -> Effective<'a> {
    holding(record.verdict.status.as_ref(), corrections)
}

/// As [`effective`], of what the machine says alone.
pub fn holding<'a>(machine: Option<&'a Status>, corrections: &'a [Correction]) -> Effective<'a> {
    match corrections.iter().max_by_key(|correction| correction.at) {
        Some(correction) => Effective { status: Some(&correction.status), correction: Some(correction) },
        None => Effective { status: machine, correction: None },
    }
}

/// What holds of a record, and whose word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effective<'a> {
    /// How it is; `None` while the person is expected.
    pub status: Option<&'a Status>,
    /// The correction that says so; `None` when it is the machine.
    pub correction: Option<&'a Correction>,
}

/// Why somebody could not be recognised at all, whatever the cameras saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unenrolled {
    /// Nobody agreed to it.
    NoConsent,
    /// No model has learnt a photo of them.
    NoPhoto,
}

impl Unenrolled {
    /// Why nobody can tell, without a full stop.
    pub fn reason(self) -> &'static str {
        match self {
            Unenrolled::NoConsent => "Cannot be recognised: there is no consent",
            Unenrolled::NoPhoto => "Cannot be recognised: there is no photo of them",
        }
    }

    /// The one that gives this reason.
    pub fn of_reason(reason: &str) -> Option<Self> {
        [Unenrolled::NoConsent, Unenrolled::NoPhoto].into_iter().find(|why| why.reason() == reason)
    }

    /// What of a status holds for somebody who could not be recognised: nobody can tell whether they were absent.
    pub fn applied_to(self, status: Option<Status>) -> Option<Status> {
        match status {
            Some(Status::Absent | Status::Unknown { .. }) => {
                Some(Status::Unknown { reason: self.reason().to_owned() })
            }
            other => other,
        }
    }
}

/// What of a status holds for somebody of whom a face in doubt waits for a hand since it was seen at `at`: it is no proof,
/// and no absence.
pub fn waiting(status: Option<Status>, at: DateTime<Utc>, zone: Tz) -> Option<Status> {
    match status {
        Some(Status::Absent | Status::Unknown { .. }) => {
            let time = at.with_timezone(&zone).format("%H:%M").to_string();
            let reason = Unseen::Waits { time: Time(&time) }.to_string();
            Some(Status::Unknown { reason })
        }
        other => other,
    }
}

/// Why somebody corrects a record: trimmed, 1 to 200 characters on one line.
///
/// # Errors
///
/// [`NameError`], a sentence.
pub fn check_why(text: &str) -> Result<String, NameError> {
    visible(text, "a reason", 200)
}

/// One word for a table.
pub fn status_word(status: Option<&Status>) -> &'static str {
    match status {
        None => "Expected",
        Some(Status::Present) => "Present",
        Some(Status::Late) => "Late",
        Some(Status::Absent) => "Absent",
        Some(Status::Unknown { .. }) => "Unknown",
        Some(Status::Excused) => "Excused",
    }
}
