//! The `[[schedule]]`s of a file.
//!
//! A schedule is known by its name, and a period by its name in its schedule; where a file names any period of a
//! schedule, it names them all.

use std::collections::BTreeSet;

use bellwatch_domain::schedule::weekdays_of;
use bellwatch_domain::{
    BellSchedule, Drives, PeriodId, PeriodTemplate, ProfileId, ScheduleId, Weekdays, knobs, person,
};
use chrono::{Duration, NaiveTime};
use toml_edit::{Document, Item, Table};

use super::key;
use super::line::{Line, Whose};
use super::read::Reader;
use super::take::Numbers;

const SCHEDULE: [&str; 4] = ["name", "enabled", "drives", "period"];
const PERIOD: [&str; 10] = [
    "name",
    "start",
    "end",
    "weekdays",
    "early_grace",
    "late_grace",
    "late_after",
    "profile",
    "only",
    "expects",
];

/// A choice of cameras, which are still names.
#[derive(Clone)]
enum NamedDrives {
    All,
    Some { cameras: Vec<String>, tags: BTreeSet<String> },
}

impl NamedDrives {
    fn numbered(&self, numbers: &Numbers) -> Drives {
        match self {
            NamedDrives::All => Drives::All,
            NamedDrives::Some { cameras, tags } => Drives::Some {
                cameras: cameras.iter().filter_map(|name| numbers.cameras.get(&key(name)).copied()).collect(),
                tags: tags.clone(),
            },
        }
    }
}

/// A period of the file, what it refers to still by name.
struct NamedPeriod {
    period: PeriodTemplate,
    profile: Option<String>,
    only: Option<NamedDrives>,
}

/// A schedule of the file, what it refers to still by name. Its number, and those of its periods, are those of what is
/// known by that name, or 0.
pub(super) struct NamedSchedule {
    schedule: BellSchedule,
    drives: NamedDrives,
    periods: Vec<NamedPeriod>,
}

impl NamedSchedule {
    /// With the numbers of its cameras and profiles; every name was looked up while reading.
    pub(super) fn schedule(&self, numbers: &Numbers) -> BellSchedule {
        let period = |named: &NamedPeriod| PeriodTemplate {
            profile: named.profile.as_ref().and_then(|name| numbers.profiles.get(&key(name)).copied()),
            only: named.only.as_ref().map(|only| only.numbered(numbers)),
            ..named.period.clone()
        };
        BellSchedule {
            drives: self.drives.numbered(numbers),
            periods: self.periods.iter().map(period).collect(),
            ..self.schedule.clone()
        }
    }
}

impl Reader<'_> {
    pub(super) fn schedules(&mut self, document: &Document<&str>) -> Vec<NamedSchedule> {
        let mut schedules = Vec::new();
        let mut names = BTreeSet::new();
        for table in self.tables(document, "schedule") {
            let Some(name) = self.name(table) else { continue };
            if !names.insert(key(&name)) {
                self.refuse(table.span(), Line::ScheduleTwice { name: &name });
                continue;
            }
            schedules.push(self.schedule(table, name));
        }
        self.names.schedules.extend(names);
        schedules
    }

    /// One schedule; where something of it is refused, it does not matter what comes back.
    fn schedule(&mut self, table: &Table, name: String) -> NamedSchedule {
        self.known_words(table, &SCHEDULE, |key| Line::NotOfSchedule { key });
        let before = self.before.schedules.iter().find(|schedule| key(&schedule.name) == key(&name));
        let enabled = match table.get("enabled") {
            None => before.is_none_or(|schedule| schedule.enabled),
            Some(item) => item.as_bool().unwrap_or_else(|| {
                self.refuse(item.span(), Line::Truth { key: "enabled" });
                false
            }),
        };
        let drives = match table.get("drives") {
            // A schedule that does not say drives every camera, as one that is drawn by hand does at first.
            None => before.map_or(NamedDrives::All, |schedule| self.named(&schedule.drives)),
            Some(item) => self.drives(item, "drives"),
        };
        let periods = match table.get("period") {
            None => self.periods_before(before),
            Some(Item::ArrayOfTables(tables)) => {
                let mut left: Vec<&PeriodTemplate> =
                    before.map(|schedule| schedule.periods.iter().collect()).unwrap_or_default();
                tables.iter().filter_map(|table| self.period(table, &mut left)).collect()
            }
            Some(item) if item.as_array().is_some_and(|array| array.is_empty()) => Vec::new(),
            Some(other) => {
                self.refuse(other.span(), Line::Periods);
                Vec::new()
            }
        };
        let id = before.map_or(ScheduleId(0), |schedule| schedule.id);
        let schedule = BellSchedule { id, name, enabled, drives: Drives::All, periods: Vec::new() };
        NamedSchedule { schedule, drives, periods }
    }

    fn periods_before(&self, before: Option<&BellSchedule>) -> Vec<NamedPeriod> {
        let period = |period: &PeriodTemplate| NamedPeriod {
            profile: self.profile_name(period.profile),
            only: period.only.as_ref().map(|only| self.named(only)),
            period: period.clone(),
        };
        before.map(|schedule| schedule.periods.iter().map(period).collect()).unwrap_or_default()
    }

    /// One period; it is the one of `left` that has its name, which is taken out.
    fn period(&mut self, table: &Table, left: &mut Vec<&PeriodTemplate>) -> Option<NamedPeriod> {
        let name = self.name(table)?;
        self.known_words(table, &PERIOD, |key| Line::NotOfPeriod { key });
        let found = left.iter().position(|period| key(&period.name) == key(&name));
        let before = found.map(|at| left.remove(at));
        let whose = Whose::Period(&name);
        let start = self.time(table, "start", before.map(|period| period.start), whose);
        let end = self.time(table, "end", before.map(|period| period.end), whose);
        let weekdays = match (self.text(table, "weekdays"), before) {
            (None, Some(period)) => period.weekdays,
            (None, None) => {
                if !table.contains_key("weekdays") {
                    self.refuse(table.span(), whose.without("weekdays"));
                }
                Weekdays::NONE
            }
            (Some((text, span)), _) => weekdays_of(&text).unwrap_or_else(|| {
                self.refuse(span, Line::Weekdays);
                Weekdays::NONE
            }),
        };
        let early_grace =
            self.minutes(table, "early_grace", before.map_or(0, |before| before.early_grace.num_minutes()));
        let late_grace =
            self.minutes(table, "late_grace", before.map_or(0, |before| before.late_grace.num_minutes()));
        let late_after =
            self.minutes(table, "late_after", before.map_or(10, |before| before.late_after.num_minutes()));
        let profile = match self.text(table, "profile") {
            None => self.profile_name(before.and_then(|period| period.profile)),
            Some((text, _)) if text.is_empty() => None,
            Some((text, span)) => {
                if !self.names.profiles.contains(&key(&text)) {
                    self.refuse(span, Line::NoProfile { name: &text });
                }
                Some(text)
            }
        };
        let only = match table.get("only") {
            None => before.and_then(|period| period.only.as_ref()).map(|only| self.named(only)),
            Some(item) if item.as_str() == Some("") => None,
            Some(item) => Some(self.drives(item, "only")),
        };
        let expects = if table.contains_key("expects") {
            let (groups, span) = self.words(table, "expects").unwrap_or_default();
            let check = |group: &String| self.checked(person::check_expected(group), span.clone());
            groups.iter().filter_map(check).collect()
        } else {
            before.map(|period| period.expects.clone()).unwrap_or_default()
        };
        let period = PeriodTemplate {
            id: before.map_or(PeriodId(0), |period| period.id),
            name,
            start: start?,
            end: end?,
            weekdays,
            early_grace,
            late_grace,
            late_after,
            profile: None,
            only: None,
            expects,
        };
        Some(NamedPeriod { period, profile, only })
    }

    /// "all", or the cameras and tags of a table.
    fn drives(&mut self, item: &Item, name: &str) -> NamedDrives {
        if item.as_str() == Some("all") {
            return NamedDrives::All;
        }
        let table = item
            .as_table_like()
            .filter(|table| table.iter().all(|(word, _)| word == "cameras" || word == "tags"));
        let Some(table) = table else {
            self.refuse(
                item.span(),
                Line::Drives { key: name, like: "{ cameras = [\"Gate\"], tags = [\"yard\"] }" },
            );
            return NamedDrives::All;
        };
        let (cameras, span) = self.words(table, "cameras").unwrap_or_default();
        for camera in &cameras {
            if !self.names.cameras.contains(&key(camera)) {
                self.refuse(span.clone(), Line::NoCamera { name: camera });
            }
        }
        let (words, span) = self.words(table, "tags").unwrap_or_default();
        let tags = words.iter().filter_map(|tag| self.checked(knobs::check_tag(tag), span.clone())).collect();
        NamedDrives::Some { cameras, tags }
    }

    /// A choice of cameras that is there, by name.
    fn named(&self, drives: &Drives) -> NamedDrives {
        match drives {
            Drives::All => NamedDrives::All,
            Drives::Some { cameras, tags } => {
                let chosen = self.before.cameras.iter().filter(|camera| cameras.contains(&camera.id));
                NamedDrives::Some {
                    cameras: chosen.map(|camera| camera.name.clone()).collect(),
                    tags: tags.clone(),
                }
            }
        }
    }

    fn profile_name(&self, id: Option<ProfileId>) -> Option<String> {
        Some(self.before.profiles.get(&id?)?.name.clone())
    }

    /// A local time, or the one from before.
    pub(super) fn time(
        &mut self,
        table: &Table,
        name: &str,
        before: Option<NaiveTime>,
        whose: Whose<'_>,
    ) -> Option<NaiveTime> {
        let Some((text, span)) = self.text(table, name) else {
            if before.is_none() && !table.contains_key(name) {
                self.refuse(table.span(), whose.without(name));
            }
            return before;
        };
        let time = knobs::time_of_day(&text);
        if time.is_none() {
            self.refuse(span, Line::Time { key: name });
        }
        time
    }

    fn minutes(&mut self, table: &Table, name: &str, before: i64) -> Duration {
        let Some(item) = table.get(name) else { return Duration::minutes(before) };
        let minutes = item.as_integer().filter(|minutes| (0..=240).contains(minutes));
        if minutes.is_none() {
            self.refuse(item.span(), Line::Minutes { key: name });
        }
        Duration::minutes(minutes.unwrap_or_default())
    }

    pub(super) fn known_words<'t>(
        &mut self,
        table: &'t Table,
        known: &[&str],
        said: impl Fn(&'t str) -> Line<'t>,
    ) {
        for (unknown, item) in table.iter().filter(|(word, _)| !known.contains(word)) {
            self.refuse(item.span(), said(unknown));
        }
    }
}
