//! Entries: people and occurrences with all that is said of them, as they are asked for, shown and written out.

use std::collections::BTreeMap;
use std::sync::Arc;

use bellwatch_domain::attendance::{Correction, Effective, holding};
use bellwatch_domain::schedule::{EARLIEST, LONGEST};
use bellwatch_domain::{OccurrenceId, PeriodOccurrence, Person, PersonId, Status, pause};
use bellwatch_store::{AttendanceEntry, AttendanceOf, Store};
use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use crate::bell::date_of;
use crate::wire::{AttendanceEntryView, AttendanceQuery, AttendanceStatus, CorrectionView, Problem};
use crate::words::refusals::Refusal;

/// Local dates in one answer.
const MOST_DATES: i64 = 366;
/// Entries in one answer.
const MOST_ENTRIES: usize = 200_000;

/// One person, one occurrence, and what is said of them.
pub(crate) struct Entry {
    pub(crate) person: Arc<Person>,
    pub(crate) number: OccurrenceId,
    pub(crate) occurrence: Arc<PeriodOccurrence>,
    pub(crate) said: AttendanceEntry,
}

impl Entry {
    /// What holds.
    pub(crate) fn holds(&self) -> Effective<'_> {
        holding(self.machine(), &self.said.corrections)
    }

    /// What the machine says.
    pub(crate) fn machine(&self) -> Option<&Status> {
        self.said.record.as_ref().and_then(|record| record.status.as_ref())
    }

    /// Why nobody can tell, by the machine.
    pub(crate) fn reason(&self) -> Option<&str> {
        match self.machine() {
            Some(Status::Unknown { reason }) => Some(reason),
            _ => None,
        }
    }
}

/// What is asked for, as the store takes it.
///
/// # Errors
///
/// [`Problem`] for a date that is none, dates in the wrong order, and more than a year.
pub(crate) fn asked(query: &AttendanceQuery) -> Result<AttendanceOf, Problem> {
    let (from, to) = (date("from", &query.from)?, date("to", &query.to)?);
    if to < from {
        return Err(Problem::bad_input("to", Refusal::LastBeforeFirst));
    }
    if (to - from).num_days() >= MOST_DATES {
        return Err(Problem::bad_input("to", Refusal::TooManyDays { most: MOST_DATES }));
    }
    Ok(AttendanceOf {
        from,
        to,
        occurrence: query.occurrence.map(OccurrenceId),
        person: query.person.map(PersonId),
        group: query.group.clone().filter(|group| !group.is_empty()),
    })
}

/// A local date as it is typed.
///
/// # Errors
///
/// [`Problem`] for a text that is none.
pub(crate) fn date(field: &str, text: &str) -> Result<NaiveDate, Problem> {
    date_of(text).map_err(|sentence| Problem::bad_input(field, sentence))
}

/// The entries that are asked for: by date, then time, then group and name.
///
/// # Errors
///
/// [`Problem`] when there are more than 200 000; when the store cannot be read.
pub(crate) async fn entries(store: &Store, of: &AttendanceOf, zone: Tz) -> Result<Vec<Entry>, Problem> {
    let said = store.attendance(of).await?;
    if said.len() > MOST_ENTRIES {
        return Err(Problem::bad_input("to", Refusal::TooManyRecords { most: MOST_ENTRIES }));
    }
    let occurrences = occurrences(store, of, zone).await?;
    let people = store.people().await?.into_iter().enumerate();
    let people: BTreeMap<PersonId, (usize, Arc<Person>)> =
        people.map(|(place, person)| (person.id, (place, Arc::new(person)))).collect();
    let mut entries = Vec::with_capacity(said.len());
    for ((number, person), said) in said {
        // Either may have gone since the first question.
        let Some((occurrence, (place, person))) = occurrences.get(&number).zip(people.get(&person)) else {
            continue;
        };
        let entry = Entry { person: Arc::clone(person), number, occurrence: Arc::clone(occurrence), said };
        entries.push(((occurrence.date, occurrence.opens, number, *place), entry));
    }
    entries.sort_by_key(|(place, _)| *place);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

async fn occurrences(
    store: &Store,
    of: &AttendanceOf,
    zone: Tz,
) -> Result<BTreeMap<OccurrenceId, Arc<PeriodOccurrence>>, Problem> {
    let midnight = |date: NaiveDate| pause::instant_of(date.and_time(NaiveTime::MIN), zone);
    let after = of.to.checked_add_days(Days::new(1)).unwrap_or(of.to);
    // The site may have moved to another zone since.
    let (from, to) = (midnight(of.from) - EARLIEST - LONGEST, midnight(after) + LONGEST);
    let numbered = store.numbered_occurrences(from, to).await?;
    let wanted = numbered.into_iter().filter(|(_, one)| of.from <= one.date && one.date <= of.to);
    Ok(wanted.map(|(id, one)| (id, Arc::new(one))).collect())
}

/// An entry as the window shows it.
pub(crate) fn view(entry: &Entry) -> AttendanceEntryView {
    let holds = entry.holds();
    let record = entry.said.record.as_ref();
    let seen = record.and_then(|record| record.seen);
    let why = holds.correction.map(|correction| correction.why.as_str());
    AttendanceEntryView {
        person: entry.person.id.0,
        code: entry.person.code.clone(),
        name: entry.person.name.clone(),
        group: entry.person.group.clone(),
        occurrence: entry.number.0,
        period: entry.occurrence.name.clone(),
        date: entry.occurrence.date.to_string(),
        status: status(holds.status),
        reason: why.or(entry.reason()).map(str::to_owned),
        machine: holds.correction.map(|_| status(entry.machine())),
        first_ms: seen.map(|(first, _)| first.timestamp_millis()),
        last_ms: seen.map(|(_, last)| last.timestamp_millis()),
        best: record.and_then(|record| record.best).map(|best| best.0),
        votes: record.map_or(0, |record| record.votes),
        corrections: entry.said.corrections.iter().map(correction).collect(),
    }
}

/// A correction as the window shows it.
pub(crate) fn correction(correction: &Correction) -> CorrectionView {
    CorrectionView {
        status: status(Some(&correction.status)),
        by: correction.by.clone(),
        at_ms: correction.at.timestamp_millis(),
        why: correction.why.clone(),
    }
}

/// A status as the window knows it.
pub(crate) fn status(status: Option<&Status>) -> AttendanceStatus {
    match status {
        None => AttendanceStatus::Expected,
        Some(Status::Present) => AttendanceStatus::Present,
        Some(Status::Late) => AttendanceStatus::Late,
        Some(Status::Absent) => AttendanceStatus::Absent,
        Some(Status::Unknown { .. }) => AttendanceStatus::Unknown,
        Some(Status::Excused) => AttendanceStatus::Excused,
    }
}
