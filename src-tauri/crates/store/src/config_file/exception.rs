//! The `[[exception]]`s of a file. An exception is known by its name, its first day and its schedule.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use bellwatch_domain::schedule::{ExceptionKind, weekday_of};
use bellwatch_domain::{ExceptionId, ScheduleException, ScheduleId};
use chrono::NaiveDate;
use toml_edit::{Document, Table};

use super::key;
use super::line::{Line, Whose};
use super::read::Reader;
use super::take::Numbers;

const EXCEPTION: [&str; 8] = ["name", "first", "last", "kind", "start", "end", "to", "schedule"];

/// The exceptions that are there, by what they are known by; several may be known by the same.
type Known<'a> = BTreeMap<(String, NaiveDate, Option<ScheduleId>), VecDeque<&'a ScheduleException>>;

/// An exception of the file, its schedule still by name. Its number is that of the one it is, or 0.
pub(super) struct NamedException {
    exception: ScheduleException,
    schedule: Option<String>,
}

impl NamedException {
    /// With the number of its schedule.
    pub(super) fn exception(&self, numbers: &Numbers) -> ScheduleException {
        let schedule = self.schedule.as_ref().and_then(|name| numbers.schedules.get(&key(name)).copied());
        ScheduleException { schedule, ..self.exception.clone() }
    }
}

impl Reader<'_> {
    pub(super) fn exceptions(&mut self, document: &Document<&str>) -> Vec<NamedException> {
        let mut known = Known::new();
        for exception in &self.before.exceptions {
            let mark = (key(&exception.name), exception.first, exception.schedule);
            known.entry(mark).or_default().push_back(exception);
        }
        let tables = self.tables(document, "exception");
        tables.into_iter().filter_map(|table| self.exception(table, &mut known)).collect()
    }

    fn exception(&mut self, table: &Table, known: &mut Known<'_>) -> Option<NamedException> {
        let name = self.name(table)?;
        self.known_words(table, &EXCEPTION, |key| Line::NotOfException { key });
        let schedule = match self.text(table, "schedule") {
            None => None,
            Some((text, _)) if text.is_empty() => None,
            Some((text, span)) => {
                if !self.names.schedules.contains(&key(&text)) {
                    self.refuse(span, Line::NoSchedule { name: &text });
                }
                Some(text)
            }
        };
        if !table.contains_key("first") {
            self.refuse(table.span(), Line::NoFirst { name: &name });
        }
        let (first, _) = self.date(table, "first")?;
        let found = |name: &String| self.before.schedules.iter().find(|known| key(&known.name) == key(name));
        let before = match &schedule {
            None => known.get_mut(&(key(&name), first, None)),
            Some(wanted) => {
                found(wanted).and_then(|found| known.get_mut(&(key(&name), first, Some(found.id))))
            }
        };
        let before = before.and_then(VecDeque::pop_front);
        let (last, span) = match self.date(table, "last") {
            Some(found) => found,
            None => (before.map_or(first, |before| before.last), table.span()),
        };
        if last < first {
            self.refuse(span, Line::EndsBefore { name: &name });
        }
        let kind = self.kind(table, &name, before.map(|before| before.kind))?;
        let id = before.map_or(ExceptionId(0), |before| before.id);
        let exception = ScheduleException { id, name, first, last, kind, schedule: None };
        Some(NamedException { exception, schedule })
    }

    fn kind(&mut self, table: &Table, name: &str, before: Option<ExceptionKind>) -> Option<ExceptionKind> {
        let (word, span) = match (self.text(table, "kind"), before) {
            (Some(found), _) => found,
            (None, Some(ExceptionKind::On)) => ("on".to_owned(), None),
            (None, Some(ExceptionKind::Window { .. })) => ("window".to_owned(), None),
            (None, Some(ExceptionKind::Shift { .. })) => ("shift".to_owned(), None),
            // Nearly all exceptions are holidays.
            (None, Some(ExceptionKind::Off) | None) => ("off".to_owned(), None),
        };
        match word.as_str() {
            "off" => Some(ExceptionKind::Off),
            "on" => Some(ExceptionKind::On),
            "window" => {
                let times = match before {
                    Some(ExceptionKind::Window { start, end }) => Some((start, end)),
                    _ => None,
                };
                let whose = Whose::Exception(name);
                let start = self.time(table, "start", times.map(|(start, _)| start), whose);
                let end = self.time(table, "end", times.map(|(_, end)| end), whose);
                Some(ExceptionKind::Window { start: start?, end: end? })
            }
            "shift" => match (self.text(table, "to"), before) {
                (None, Some(kind @ ExceptionKind::Shift { .. })) => Some(kind),
                (found, _) => {
                    let to = found.as_ref().and_then(|(text, _)| weekday_of(text));
                    if to.is_none() {
                        let span = found.map_or(table.span(), |(_, span)| span);
                        self.refuse(span, Line::To { name });
                    }
                    Some(ExceptionKind::Shift { to: to? })
                }
            },
            _ => {
                self.refuse(span, Line::Kind);
                None
            }
        }
    }

    /// A local date and where it stands, as text or as TOML's own.
    fn date(&mut self, table: &Table, name: &str) -> Option<(NaiveDate, Option<Range<usize>>)> {
        let item = table.get(name)?;
        let text = item.as_str().map(str::to_owned).or_else(|| Some(item.as_datetime()?.to_string()));
        let date = text.filter(|text| text.len() == 10).and_then(|text| text.parse().ok());
        if date.is_none() {
            self.refuse(item.span(), Line::Date { key: name });
        }
        Some((date?, item.span()))
    }
}
