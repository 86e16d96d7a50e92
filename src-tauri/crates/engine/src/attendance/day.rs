//! A day's attendance: its periods, how many came, what was not watched, and whether it was signed off.

use bellwatch_domain::attendance::AttendanceWindow;
use bellwatch_domain::coverage::{gap_words, share_of_all};
use bellwatch_domain::plan::Config;
use bellwatch_domain::said::Time;
use bellwatch_domain::schedule::Bells;
use bellwatch_domain::{Coverage, OccurrenceId, PeriodOccurrence, ScheduleId, Status};
use bellwatch_store::{AttendanceOf, Error, SignedDay, Store};
use chrono::{DateTime, NaiveDate, Utc};

use super::coverage::kept;
use super::entries::{Entry, entries};
use crate::wire::{AttendanceCounts, AttendanceDay, AttendancePeriod, Problem, SignedView};
use crate::words::refusals::Refusal;

/// The occurrences of a date: those that have begun with their number, those that are still to come without.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) async fn occurrences(
    store: &Store,
    config: &Config,
    date: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<(Option<OccurrenceId>, PeriodOccurrence)>, Error> {
    let begun = store.occurrences_on(date).await?;
    let bells = Bells::of(config);
    let ringing = bells.ringing().flat_map(|schedule| bells.occurrences(schedule, date, date));
    let to_come: Vec<_> = ringing
        .filter(|one| now < one.closes && !begun.iter().any(|(_, known)| known.is_same(one)))
        .map(|one| (None, (*one).clone()))
        .collect();
    let mut all: Vec<_> = begun.into_iter().map(|(id, one)| (Some(id), one)).collect();
    all.extend(to_come);
    all.sort_by_key(|(id, one)| (one.opens, one.closes, *id));
    Ok(all)
}

/// A day as the window shows it.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) async fn day(
    store: &Store,
    config: &Config,
    date: NaiveDate,
    now: DateTime<Utc>,
) -> Result<AttendanceDay, Problem> {
    let entries = entries(store, &AttendanceOf::day(date), config.site.time_zone).await?;
    let occurrences = occurrences(store, config, date, now).await?;
    let mut periods = Vec::new();
    for (id, occurrence) in &occurrences {
        let coverages = match (id, AttendanceWindow::of(occurrence)) {
            (Some(id), Some(window)) => kept(store, config, *id, window.whole).await?,
            _ => Vec::new(),
        };
        let of_it = entries.iter().filter(|entry| Some(entry.number) == *id);
        periods.push(period(config, *id, occurrence, counts(of_it), &coverages, now));
    }
    let signed = store.signed_days(date, date).await?.pop();
    let not_yet = match &signed {
        Some(_) => Some(
            Refusal::AlreadySigned { date: Time(&crate::words::local_date(date).to_string()) }.to_string(),
        ),
        None => not_yet(date, occurrences.iter().map(|(id, one)| (*id, one)), now).map(|why| why.to_string()),
    };
    let signed = match signed {
        Some(signed) => Some(signed_view(store, signed).await?),
        None => None,
    };
    Ok(AttendanceDay { date: date.to_string(), periods, signed, not_yet })
}

/// Why a day cannot be signed off; `None` when it can. Periods that expect nobody do not count.
pub(crate) fn not_yet<'a>(
    date: NaiveDate,
    occurrences: impl IntoIterator<Item = (Option<OccurrenceId>, &'a PeriodOccurrence)>,
    now: DateTime<Utc>,
) -> Option<Error> {
    let (mut has_any, mut is_on) = (false, false);
    for (id, occurrence) in occurrences.into_iter().filter(|(_, one)| !one.expects.is_empty()) {
        has_any |= id.is_some();
        is_on |= now < occurrence.closes;
    }
    if is_on { Some(Error::DayIsOn { date }) } else { (!has_any).then_some(Error::NothingToSign { date }) }
}

fn period(
    config: &Config,
    id: Option<OccurrenceId>,
    occurrence: &PeriodOccurrence,
    counts: AttendanceCounts,
    coverages: &[Coverage],
    now: DateTime<Utc>,
) -> AttendancePeriod {
    let zone = config.site.time_zone;
    let mut gaps: Vec<_> =
        coverages.iter().flat_map(|one| one.gaps.iter().map(move |gap| (gap.interval, one, gap))).collect();
    gaps.sort_by_key(|(interval, one, _)| (*interval, one.camera));
    let window = coverages.first().map(|one| one.window);
    AttendancePeriod {
        occurrence: id.map(|id| id.0),
        schedule_name: schedule_name(config, occurrence.schedule),
        name: occurrence.name.clone(),
        date: occurrence.date.to_string(),
        starts_ms: occurrence.starts.timestamp_millis(),
        ends_ms: occurrence.ends.timestamp_millis(),
        closes_ms: occurrence.closes.timestamp_millis(),
        is_on: occurrence.is_open(now),
        expects: occurrence.expects.iter().cloned().collect(),
        counts,
        coverage: window.map(|window| share_of_all(coverages, window)),
        gaps: gaps.into_iter().map(|(_, one, gap)| gap_words(one, gap, zone)).collect(),
    }
}

fn schedule_name(config: &Config, id: ScheduleId) -> String {
    let schedule = config.schedules.iter().find(|schedule| schedule.id == id);
    schedule.map_or_else(|| "A removed schedule".to_owned(), |schedule| schedule.name.clone())
}

/// How many entries are in each status.
pub(crate) fn counts<'a>(entries: impl Iterator<Item = &'a Entry>) -> AttendanceCounts {
    let mut counts = AttendanceCounts::default();
    for entry in entries {
        *match entry.holds().status {
            None => &mut counts.expected,
            Some(Status::Present) => &mut counts.present,
            Some(Status::Late) => &mut counts.late,
            Some(Status::Absent) => &mut counts.absent,
            Some(Status::Unknown { .. }) => &mut counts.unknown,
            Some(Status::Excused) => &mut counts.excused,
        } += 1;
    }
    counts
}

async fn signed_view(store: &Store, signed: SignedDay) -> Result<SignedView, Error> {
    let holds = store.day_hash(signed.date).await? == signed.hash;
    Ok(SignedView { by: signed.by, at_ms: signed.at.timestamp_millis(), hash: signed.hash, holds })
}
