//! What the bell says of each camera around an instant.
//!
//! Cameras for which the same periods ring share one [`Group`]: a school has many cameras and few sorts of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::plan::{Because, Config};
use crate::schedule::{Bells, EARLIEST, ExceptionKind, exception_on};
use crate::{BellSchedule, Camera, Drives, PeriodOccurrence, ProfileId, ScheduleException};

/// Dates ahead that each look works out.
const AHEAD: u64 = 8;
/// Dates ahead that are searched for the end of a long rest, such as a summer.
const FAR_AHEAD: u64 = 400;

/// What the bell says of a camera at the instant.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Says {
    /// No schedule that rings drives it.
    Nothing,
    /// It watches, with these profiles, each for these periods.
    Watch(BTreeMap<ProfileId, Because>),
    /// It rests: on a day of exception (its name), or between its periods; until then, where a next one is known.
    Rest { exception: Option<String>, until: Option<DateTime<Utc>> },
}

/// What a bell does to a camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BellChange {
    Starts,
    Stops,
    /// It goes on with other profiles.
    Changes,
}

/// The bell around one instant.
pub(super) struct Ring<'a> {
    now: DateTime<Utc>,
    bells: Bells<'a>,
    /// From here on the near occurrences are not all of them.
    known_until: DateTime<Utc>,
    rows: Vec<Row<'a>>,
    far: Option<Vec<Vec<Arc<PeriodOccurrence>>>>,
    groups: Vec<Group>,
    group_of: HashMap<Vec<bool>, usize>,
    changes: HashMap<Asked, Option<DateTime<Utc>>>,
}

/// A question about a change: the group, a camera's own profiles, and those that run.
type Asked = (usize, Vec<ProfileId>, Vec<ProfileId>);

/// A schedule that rings, and its occurrences that are not over, up to [`AHEAD`].
struct Row<'a> {
    schedule: &'a BellSchedule,
    near: Vec<Arc<PeriodOccurrence>>,
    /// The different choices of cameras that its periods make.
    narrowings: Vec<Drives>,
}

/// Cameras for which the same periods ring.
#[derive(Debug, Default)]
struct Group {
    /// Whether any schedule drives them.
    is_driven: bool,
    /// Occurrences that are not over, by when they open.
    near: Vec<Arc<PeriodOccurrence>>,
    exception: Option<String>,
    /// When the reason of a rest changes: the next period, or a day of another exception.
    next_open: Option<DateTime<Utc>>,
    next_reason: Option<DateTime<Utc>>,
}

impl<'a> Ring<'a> {
    pub(super) fn at(config: &'a Config, now: DateTime<Utc>) -> Self {
        let bells = Bells::of(config);
        let rows = bells
            .ringing()
            .map(|schedule| {
                let near = occurrences_until(&bells, schedule, now, AHEAD);
                let mut narrowings: Vec<Drives> = Vec::new();
                let periods = schedule.periods.iter().filter_map(|period| period.only.as_ref());
                for only in near.iter().filter_map(|one| one.only.as_ref()).chain(periods) {
                    if !narrowings.contains(only) {
                        narrowings.push(only.clone());
                    }
                }
                Row { schedule, near, narrowings }
            })
            .collect();
        let (_, last) = bells.dates(now, now);
        let beyond = last.checked_add_days(Days::new(AHEAD + 1)).unwrap_or(NaiveDate::MAX);
        Ring {
            now,
            bells,
            known_until: bells.midnight(beyond) - EARLIEST,
            rows,
            far: None,
            groups: Vec::new(),
            group_of: HashMap::new(),
            changes: HashMap::new(),
        }
    }

    /// Every occurrence whose cameras watch now.
    pub(super) fn open(&self) -> Vec<Arc<PeriodOccurrence>> {
        let near = self.rows.iter().flat_map(|row| &row.near);
        near.filter(|one| one.is_open(self.now)).cloned().collect()
    }

    /// What the bell says of this camera.
    pub(super) fn says(&mut self, camera: &Camera) -> Says {
        let group = self.group(camera);
        let group = &self.groups[group];
        if !group.is_driven {
            return Says::Nothing;
        }
        let watch = wanted(&group.near, &camera.profiles(), self.now);
        if watch.is_empty() {
            return Says::Rest { exception: group.exception.clone(), until: group.next_open };
        }
        Says::Watch(watch)
    }

    /// The first instant at which what the bell says of this camera changes: the profiles it watches with, for one of
    /// `running` also the periods it watches for, and while it rests the reason.
    pub(super) fn next_change(
        &mut self,
        camera: &Camera,
        running: &BTreeSet<ProfileId>,
    ) -> Option<DateTime<Utc>> {
        let number = self.group(camera);
        let profiles = camera.profiles();
        let group = &self.groups[number];
        if !group.near.iter().any(|one| one.is_open(self.now)) {
            return [group.next_open, group.next_reason].into_iter().flatten().min();
        }
        let asked = (number, profiles, running.iter().copied().collect::<Vec<_>>());
        if let Some(known) = self.changes.get(&asked) {
            return *known;
        }
        let change = first_change(&group.near, &asked.1, running, self.now, self.known_until);
        self.changes.insert(asked, change);
        change
    }

    /// The first instant at which this camera begins or ends to watch, or watches with other profiles.
    pub(super) fn next_bell(&mut self, camera: &Camera) -> Option<(DateTime<Utc>, BellChange)> {
        let number = self.group(camera);
        if !self.groups[number].near.iter().any(|one| one.is_open(self.now)) {
            return self.groups[number].next_open.map(|at| (at, BellChange::Starts));
        }
        let at = self.next_change(camera, &BTreeSet::new())?;
        let stops = !self.groups[number].near.iter().any(|one| one.is_open(at));
        Some((at, if stops { BellChange::Stops } else { BellChange::Changes }))
    }

    fn group(&mut self, camera: &Camera) -> usize {
        let mark: Vec<bool> = self
            .rows
            .iter()
            .flat_map(|row| {
                let drives = row.schedule.drives.includes(camera);
                let narrowed = row.narrowings.iter().map(move |only| drives && only.includes(camera));
                std::iter::once(drives).chain(narrowed)
            })
            .collect();
        if let Some(known) = self.group_of.get(&mark) {
            return *known;
        }
        let group = self.form(camera);
        self.groups.push(group);
        self.group_of.insert(mark, self.groups.len() - 1);
        self.groups.len() - 1
    }

    fn form(&mut self, camera: &Camera) -> Group {
        let driving: Vec<usize> =
            (0..self.rows.len()).filter(|at| self.rows[*at].schedule.drives.includes(camera)).collect();
        let mine = |lists: &mut dyn Iterator<Item = &Vec<Arc<PeriodOccurrence>>>| {
            let mut mine: Vec<Arc<PeriodOccurrence>> =
                lists.flatten().filter(|one| one.wants(camera)).cloned().collect();
            mine.sort_by_key(|one| one.opens);
            mine
        };
        let near = mine(&mut driving.iter().map(|at| &self.rows[*at].near));
        let opens_after_now = |list: &[Arc<PeriodOccurrence>]| {
            list.iter().map(|one| one.opens).filter(|opens| *opens > self.now).min()
        };
        let mut next_open = opens_after_now(&near);
        if next_open.is_none() && !near.iter().any(|one| one.is_open(self.now)) {
            let far = self.far.get_or_insert_with(|| {
                let row = |row: &Row<'_>| occurrences_until(&self.bells, row.schedule, self.now, FAR_AHEAD);
                self.rows.iter().map(row).collect()
            });
            next_open = opens_after_now(&mine(&mut driving.iter().map(|at| &far[*at])));
        }
        let today = self.bells.date(self.now);
        let exception = self.exception(&driving, today, &self.bells.exceptions_between(today, today));
        let next_reason = self.next_reason(&driving, &exception, next_open);
        Group { is_driven: !driving.is_empty(), near, exception, next_open, next_reason }
    }

    /// The name of the exception that keeps cameras at rest on `date`.
    fn exception(&self, driving: &[usize], date: NaiveDate, of: &[&ScheduleException]) -> Option<String> {
        let deciding = driving
            .iter()
            .filter_map(|at| exception_on(of.iter().copied(), self.rows[*at].schedule.id, date));
        deciding
            .filter(|exception| match exception.kind {
                ExceptionKind::Off | ExceptionKind::Window { .. } => true,
                ExceptionKind::On | ExceptionKind::Shift { .. } => false,
            })
            .map(|exception| exception.name.clone())
            .next()
    }

    /// The first midnight, before `next_open`, from which on a rest has another reason.
    fn next_reason(
        &self,
        driving: &[usize],
        exception: &Option<String>,
        next_open: Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        let today = self.bells.date(self.now);
        let last = today.checked_add_days(Days::new(FAR_AHEAD))?;
        let near = self.bells.exceptions_between(today, last);
        if near.is_empty() {
            return None;
        }
        let dates = today.iter_days().skip(1).take_while(|date| *date <= last);
        dates
            .map(|date| self.bells.midnight(date))
            .take_while(|midnight| next_open.is_none_or(|opens| *midnight < opens))
            // Asked by the instant, since a zone may skip a date whole.
            .find(|midnight| self.exception(driving, self.bells.date(*midnight), &near) != *exception)
    }
}

/// The occurrences of `schedule` that are not over at `now`, up to so many dates ahead.
fn occurrences_until(
    bells: &Bells<'_>,
    schedule: &BellSchedule,
    now: DateTime<Utc>,
    ahead: u64,
) -> Vec<Arc<PeriodOccurrence>> {
    let (first, last) = bells.dates(now, now);
    let last = last.checked_add_days(Days::new(ahead)).unwrap_or(NaiveDate::MAX);
    let mut all = bells.occurrences(schedule, first, last);
    all.retain(|one| now < one.closes);
    all
}

/// The profiles that a camera with `own` profiles watches with at an instant, each with its periods.
pub(super) fn wanted(
    occurrences: &[Arc<PeriodOccurrence>],
    own: &[ProfileId],
    at: DateTime<Utc>,
) -> BTreeMap<ProfileId, Because> {
    let mut wanted: BTreeMap<ProfileId, Because> = BTreeMap::new();
    for one in occurrences.iter().take_while(|one| one.opens <= at).filter(|one| one.is_open(at)) {
        let profiles = one.profile.as_ref().map_or(own, std::slice::from_ref);
        for profile in profiles {
            let because =
                wanted.entry(*profile).or_insert_with(|| Because { periods: Vec::new(), until: one.closes });
            because.periods.push(Arc::clone(one));
            because.until = because.until.max(one.closes);
        }
    }
    wanted
}

fn first_change(
    occurrences: &[Arc<PeriodOccurrence>],
    own: &[ProfileId],
    running: &BTreeSet<ProfileId>,
    now: DateTime<Utc>,
    known_until: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let told = |at| {
        let mut wanted = wanted(occurrences, own, at);
        for (profile, because) in &mut wanted {
            if !running.contains(profile) {
                because.periods.clear();
                because.until = now;
            }
        }
        wanted
    };
    let today = told(now);
    let edges: BTreeSet<DateTime<Utc>> = occurrences.iter().flat_map(|one| [one.opens, one.closes]).collect();
    edges.into_iter().filter(|edge| now < *edge && *edge < known_until).find(|edge| told(*edge) != today)
}
