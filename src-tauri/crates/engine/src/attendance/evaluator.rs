//! The evaluator: what the machine says of the people that an occurrence expects, worked out and kept.
//!
//! The rules are `domain::attendance`'s and `domain::coverage`'s. The same history gives the same rows, however often it
//! is worked out. Corrections are never touched, and neither is a signed day.

use std::collections::{BTreeMap, BTreeSet};

use bellwatch_domain::attendance::{AttendanceWindow, Unenrolled, Verdict, evaluate, waiting};
use bellwatch_domain::plan::Config;
use bellwatch_domain::retention::{self, Artefact};
use bellwatch_domain::sighting::each_once;
use bellwatch_domain::{
    AttendanceRules, CameraId, Coverage, OccurrenceId, PeriodOccurrence, Person, PersonId, Sighting,
    SightingId, Site, Status,
};
use bellwatch_store::{AttendanceOf, AttendanceRow, Decision, Error, Store};
use chrono::{DateTime, Utc};

use super::coverage;
use super::watched::watching;

/// Works occurrences out at one store.
#[derive(Clone)]
pub(crate) struct Evaluator {
    store: Store,
}

/// Who there is, read once for several occurrences.
pub(super) struct Known {
    config: Config,
    people: Vec<Person>,
    enrolled: BTreeSet<PersonId>,
}

/// The sightings that count for one person, with their numbers beside them.
#[derive(Default)]
struct Seen {
    sightings: Vec<Sighting>,
    numbers: Vec<SightingId>,
    /// The first that is in doubt, and waits for a hand.
    waiting: Option<DateTime<Utc>>,
}

/// The rules of a site.
pub(crate) fn rules(site: &Site) -> AttendanceRules {
    AttendanceRules { votes: u32::from(site.votes), ..AttendanceRules::default() }
}

impl Evaluator {
    /// An evaluator.
    pub(crate) fn new(store: Store) -> Self {
        Evaluator { store }
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// Who there is now.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(super) async fn known(&self) -> Result<Known, Error> {
        let (config, _) = self.store.config().await?;
        let (people, enrolled) = (self.store.people().await?, self.store.enrolled().await?);
        Ok(Known { config, people, enrolled })
    }

    /// Works out every occurrence whose window has `at` in it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or written.
    pub(crate) async fn evaluate_around(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Error> {
        let known = self.known().await?;
        let end = at + chrono::Duration::milliseconds(1);
        for (id, occurrence) in self.store.numbered_occurrences(at, end).await? {
            self.evaluate(&known, id, &occurrence, now).await?;
        }
        Ok(())
    }

    /// Works one occurrence out; see [`Evaluator::evaluate`].
    ///
    /// # Errors
    ///
    /// When the store cannot be read or written.
    pub(crate) async fn evaluate_one(&self, id: OccurrenceId, now: DateTime<Utc>) -> Result<(), Error> {
        if let Some(occurrence) = self.store.occurrence(id).await? {
            self.evaluate(&self.known().await?, id, &occurrence, now).await?;
        }
        Ok(())
    }

    /// Whether an occurrence that is over was never worked out since.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(super) async fn is_owed(
        &self,
        id: OccurrenceId,
        occurrence: &PeriodOccurrence,
    ) -> Result<bool, Error> {
        if self.store.coverage_of(id).await?.is_empty() {
            return Ok(true);
        }
        Ok(!is_settled(&self.records(id, occurrence).await?, occurrence))
    }

    /// Works an occurrence out and keeps what is new; whether anything was.
    ///
    /// While it is on, people are expected until they were seen often enough. When it is over, who is expected is settled:
    /// who joins a group later is not absent from what was before. Where the sightings are not kept any more, the records
    /// stay as they are.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or written.
    pub(super) async fn evaluate(
        &self,
        known: &Known,
        id: OccurrenceId,
        occurrence: &PeriodOccurrence,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let Known { config, people, enrolled } = known;
        let Some(window) = AttendanceWindow::of(occurrence) else { return Ok(false) };
        let date = occurrence.date;
        if occurrence.expects.is_empty()
            || now < window.whole.from
            || window.whole.from < sightings_kept_since(&config.site, now)
            || !self.store.signed_days(date, date).await?.is_empty()
        {
            return Ok(false);
        }
        let before = self.records(id, occurrence).await?;
        let coverages = if now < window.whole.to {
            Vec::new()
        } else {
            let whole = window.whole;
            coverage::of_closed(&self.store, config, (id, occurrence), whole, now).await?
        };
        let cameras = cameras(config, occurrence, &coverages);
        let seen = self.seen(id, &window, &cameras).await?;
        let was_settled = is_settled(&before, occurrence);
        let is_expected = |person: &Person| {
            let is_in_group = is_in(&occurrence.expects, &person.group);
            let joins = !was_settled && person.active || seen.contains_key(&person.id);
            before.contains_key(&person.id) || is_in_group && joins
        };
        let (rules, zone, nobody) = (rules(&config.site), config.site.time_zone, Seen::default());
        let mut rows = Vec::new();
        for person in people.iter().filter(|person| is_expected(person)) {
            let seen = seen.get(&person.id).unwrap_or(&nobody);
            let mut verdict = evaluate(&rules, &window, &seen.sightings, &coverages, zone, now);
            let past = before.get(&person.id);
            let unenrolled = match past.filter(|_| was_settled) {
                Some(past) => unenrolled_before(past),
                None => unenrolled_now(person, enrolled),
            };
            if let (Some(why), None) = (unenrolled, &verdict.first) {
                verdict.status = why.applied_to(verdict.status);
            }
            if let Some(at) = seen.waiting {
                verdict.status = waiting(verdict.status, at, zone);
            }
            let row = row((person.id, id), verdict, seen, now);
            let is_first_after_the_end =
                |past: &AttendanceRow| past.evaluated < window.whole.to && window.whole.to <= now;
            if past.is_none_or(|past| !is_same(past, &row) || is_first_after_the_end(past)) {
                rows.push(row);
            }
        }
        Ok(!rows.is_empty() && self.store.keep_attendance(&rows).await? > 0)
    }

    /// What the machine said of an occurrence so far.
    async fn records(
        &self,
        id: OccurrenceId,
        occurrence: &PeriodOccurrence,
    ) -> Result<BTreeMap<PersonId, AttendanceRow>, Error> {
        let of = AttendanceOf { occurrence: Some(id), ..AttendanceOf::day(occurrence.date) };
        let entries = self.store.attendance(&of).await?;
        let records = entries.into_iter().filter_map(|((_, person), entry)| Some((person, entry.record?)));
        Ok(records.collect())
    }

    /// The sightings that count in a window, by whose they are.
    async fn seen(
        &self,
        id: OccurrenceId,
        window: &AttendanceWindow,
        cameras: &BTreeSet<CameraId>,
    ) -> Result<BTreeMap<PersonId, Seen>, Error> {
        let mut seen: BTreeMap<PersonId, Seen> = BTreeMap::new();
        for kept in self.store.sightings(None, window.whole.from, window.whole.to).await? {
            let is_of_it = kept.occurrence == Some(id) || cameras.contains(&kept.sighting.camera);
            if !is_of_it {
                continue;
            }
            if kept.doubt.is_some() && matches!(kept.decision, None | Some(Decision::Unsure)) {
                let of_them = seen.entry(kept.sighting.person).or_default();
                of_them.waiting.get_or_insert(kept.sighting.at);
            }
            if let Some(person) = kept.counts_for() {
                let of_them = seen.entry(person).or_default();
                of_them.sightings.push(Sighting { person, ..kept.sighting });
                of_them.numbers.push(kept.id);
            }
        }
        Ok(seen)
    }
}

/// Whether a group is one of those expected; upper and lower case are one.
pub(super) fn is_in(expects: &BTreeSet<String>, group: &str) -> bool {
    let group = group.to_lowercase();
    expects.iter().any(|expected| expected.to_lowercase() == group)
}

/// Sightings before this are pruned, so nothing can be worked out of them.
fn sightings_kept_since(site: &Site, now: DateTime<Utc>) -> DateTime<Utc> {
    let since = retention::made_before(Artefact::Sighting, &site.clocks(), site.time_zone, now);
    since.unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// Whether the records of an occurrence were worked out after it closed.
fn is_settled(records: &BTreeMap<PersonId, AttendanceRow>, occurrence: &PeriodOccurrence) -> bool {
    records.values().any(|record| record.evaluated >= occurrence.closes)
}

/// The cameras whose sightings count: those that are to watch, and those that were when it closed.
fn cameras(config: &Config, occurrence: &PeriodOccurrence, coverages: &[Coverage]) -> BTreeSet<CameraId> {
    let now = watching(config, occurrence).into_iter().map(|camera| camera.id);
    now.chain(coverages.iter().map(|coverage| coverage.camera)).collect()
}

/// Why somebody could not be recognised, as it was said when the occurrence closed: a photo that came later, and a consent
/// that was withdrawn later, change nothing of that.
fn unenrolled_before(record: &AttendanceRow) -> Option<Unenrolled> {
    match &record.status {
        Some(Status::Unknown { reason }) => Unenrolled::of_reason(reason),
        _ => None,
    }
}

fn unenrolled_now(person: &Person, enrolled: &BTreeSet<PersonId>) -> Option<Unenrolled> {
    match (&person.consent, enrolled.contains(&person.id)) {
        (None, _) => Some(Unenrolled::NoConsent),
        (Some(_), false) => Some(Unenrolled::NoPhoto),
        (Some(_), true) => None,
    }
}

fn row(
    (person, occurrence): (PersonId, OccurrenceId),
    verdict: Verdict,
    seen: &Seen,
    now: DateTime<Utc>,
) -> AttendanceRow {
    let at = |best| seen.sightings.iter().position(|sighting| *sighting == best);
    AttendanceRow {
        person,
        occurrence,
        status: verdict.status,
        seen: verdict.first.zip(verdict.last).map(|(first, last)| (first.at, last.at)),
        best: verdict.best.and_then(at).and_then(|at| seen.numbers.get(at).copied()),
        votes: each_once(&seen.sightings).iter().fold(0, |sum, one| sum.saturating_add(one.votes)),
        evaluated: now,
    }
}

/// Whether two rows say the same, whenever they were worked out.
fn is_same(one: &AttendanceRow, other: &AttendanceRow) -> bool {
    AttendanceRow { evaluated: one.evaluated, ..other.clone() } == *one
}
