//! From the text of a file to what it asks for, collecting what it refuses line by line. Writes nothing.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::Range;

use bellwatch_domain::knobs;
use bellwatch_domain::plan::Config;
use bellwatch_domain::{ProfileId, Site, StreamProfile};
use toml_edit::{Document, Item, Table, TableLike, Value};

use super::camera::NamedCamera;
use super::exception::NamedException;
use super::line::Line;
use super::schedule::NamedSchedule;
use super::sealer::{Salt, Sealer, salt_of};
use super::{FORMAT, FileError, Refused, find_profile, key};

/// Longest text that is read, bytes.
const LONGEST: usize = 16 * 1000 * 1000;
/// Refusals that are listed; a file with more is not worth listing on.
const REFUSALS: usize = 50;

const TOP: [&str; 7] = ["format", "salt", "site", "profile", "camera", "schedule", "exception"];

/// What a file asks for, laid over what is there.
pub(super) struct Parsed {
    pub(super) site: Site,
    /// Those that the file names; a new one has the number 0.
    pub(super) profiles: Vec<StreamProfile>,
    /// Those that the file names.
    pub(super) cameras: Vec<NamedCamera>,
    /// Those that the file names.
    pub(super) schedules: Vec<NamedSchedule>,
    /// Those that the file names.
    pub(super) exceptions: Vec<NamedException>,
    pub(super) passwords_left_out: usize,
    pub(super) refused: Vec<Refused>,
}

/// The salt with which a file's passwords are sealed, when any are.
pub(super) fn salt(text: &str) -> Result<Option<Salt>, FileError> {
    let document = parse(text)?;
    Ok(document.get("salt").and_then(Item::as_str).and_then(salt_of))
}

/// Reads a file over `before`.
pub(super) fn read(text: &str, before: &Config, sealer: Option<&Sealer>) -> Result<Parsed, FileError> {
    let document = parse(text)?;
    let mut reader =
        Reader { text, before, sealer, names: Names::of(before), passwords_left_out: 0, refused: Vec::new() };
    for (name, item) in document.iter().filter(|(name, _)| !TOP.contains(name)) {
        reader.refuse(item.span(), Line::NoSuch { name });
    }
    let site = reader.site(&document);
    let profiles = reader.profiles(&document);
    reader.names.profiles.extend(profiles.iter().map(|profile| key(&profile.name)));
    let cameras = reader.cameras(&document)?;
    let schedules = reader.schedules(&document);
    let exceptions = reader.exceptions(&document);
    let Reader { passwords_left_out, refused, .. } = reader;
    Ok(Parsed { site, profiles, cameras, schedules, exceptions, passwords_left_out, refused })
}

fn parse(text: &str) -> Result<Document<&str>, FileError> {
    if text.len() > LONGEST {
        return Err(FileError::TooLarge);
    }
    let document = Document::parse(text).map_err(|error| FileError::Syntax {
        line: error.span().map_or(1, |span| line_of(text, &span)),
        why: error.message().trim().replace('\n', ", "),
    })?;
    match document.get("format").and_then(Item::as_integer) {
        Some(FORMAT) => Ok(document),
        Some(found) if found > FORMAT => Err(FileError::Newer { found }),
        Some(_) | None => Err(FileError::NoFormat),
    }
}

/// The names that a file may refer to, as they are compared: those that are there and those that it brings.
pub(super) struct Names {
    pub(super) profiles: BTreeSet<String>,
    pub(super) cameras: BTreeSet<String>,
    pub(super) schedules: BTreeSet<String>,
}

impl Names {
    fn of(before: &Config) -> Self {
        Names {
            profiles: before.profiles.values().map(|profile| key(&profile.name)).collect(),
            cameras: before.cameras.iter().map(|camera| key(&camera.name)).collect(),
            schedules: before.schedules.iter().map(|schedule| key(&schedule.name)).collect(),
        }
    }
}

/// Reads one file, and collects what it refuses.
pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) before: &'a Config,
    pub(super) sealer: Option<&'a Sealer>,
    pub(super) names: Names,
    pub(super) passwords_left_out: usize,
    pub(super) refused: Vec<Refused>,
}

impl Reader<'_> {
    pub(super) fn refuse(&mut self, span: Option<Range<usize>>, sentence: impl Display) {
        if self.refused.len() < REFUSALS {
            let line = span.map_or(1, |span| line_of(self.text, &span));
            self.refused.push(Refused { line, sentence: sentence.to_string() });
        }
    }

    /// The tables of `[[name]]`.
    pub(super) fn tables<'d>(&mut self, document: &'d Document<&str>, name: &str) -> Vec<&'d Table> {
        match document.get(name) {
            None => Vec::new(),
            Some(Item::ArrayOfTables(tables)) => tables.iter().collect(),
            Some(other) => {
                self.refuse(other.span(), Line::Tables { name });
                Vec::new()
            }
        }
    }

    fn site(&mut self, document: &Document<&str>) -> Site {
        let mut site = self.before.site.clone();
        let table = match document.get("site") {
            None => return site,
            Some(Item::Table(table)) => table,
            Some(other) => {
                self.refuse(other.span(), Line::Site);
                return site;
            }
        };
        for (name, item) in table {
            if let Err(error) = knobs::set_setting(&mut site, name, &plain(item)) {
                self.refuse(item.span(), error);
            }
        }
        site
    }

    fn profiles(&mut self, document: &Document<&str>) -> Vec<StreamProfile> {
        let mut profiles: Vec<StreamProfile> = Vec::new();
        for table in self.tables(document, "profile") {
            let Some(name) = self.name(table) else { continue };
            if profiles.iter().any(|profile| key(&profile.name) == key(&name)) {
                self.refuse(table.span(), Line::ProfileTwice { name: &name });
                continue;
            }
            let known = find_profile(self.before, &name).cloned();
            let mut profile = known.unwrap_or_else(|| StreamProfile::with_defaults(ProfileId(0), &name));
            profile.name = name;
            for (knob, item) in table.iter().filter(|(knob, _)| *knob != "name") {
                if let Err(error) = knobs::set(&mut profile, knob, &plain(item)) {
                    self.refuse(item.span(), error);
                }
            }
            profiles.push(profile);
        }
        profiles
    }

    fn cameras(&mut self, document: &Document<&str>) -> Result<Vec<NamedCamera>, FileError> {
        let mut cameras = Vec::new();
        let mut names = BTreeSet::new();
        for table in self.tables(document, "camera") {
            let Some(name) = self.name(table) else { continue };
            if !names.insert(key(&name)) {
                self.refuse(table.span(), Line::CameraTwice { name: &name });
                continue;
            }
            cameras.extend(self.camera(table, name)?);
        }
        self.names.cameras.extend(names);
        Ok(cameras)
    }

    pub(super) fn name(&mut self, table: &Table) -> Option<String> {
        match self.text(table, "name") {
            Some((text, span)) => self.checked(knobs::check_name(&text), span),
            None => {
                if !table.contains_key("name") {
                    self.refuse(table.span(), Line::NoName);
                }
                None
            }
        }
    }

    pub(super) fn checked<T, E: Display>(
        &mut self,
        outcome: Result<T, E>,
        span: Option<Range<usize>>,
    ) -> Option<T> {
        outcome.map_err(|error| self.refuse(span, error)).ok()
    }

    /// A text and where it stands; anything else is refused.
    pub(super) fn text(
        &mut self,
        table: &dyn TableLike,
        name: &str,
    ) -> Option<(String, Option<Range<usize>>)> {
        let item = table.get(name)?;
        let text = item.as_str();
        if text.is_none() {
            self.refuse(item.span(), Line::Text { key: name });
        }
        Some((text?.to_owned(), item.span()))
    }

    /// A list of texts and where it stands; anything else is refused.
    pub(super) fn words(
        &mut self,
        table: &dyn TableLike,
        name: &str,
    ) -> Option<(Vec<String>, Option<Range<usize>>)> {
        let item = table.get(name)?;
        let words = item.as_array().and_then(|array| {
            array.iter().map(|word| word.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>()
        });
        if words.is_none() {
            self.refuse(item.span(), Line::Texts { key: name });
        }
        Some((words?, item.span()))
    }
}

/// A value as a knob takes it: text as it is, numbers and booleans as they are written.
fn plain(item: &Item) -> String {
    match item {
        Item::Value(Value::String(text)) => text.value().clone(),
        Item::Value(Value::Integer(number)) => number.value().to_string(),
        Item::Value(Value::Float(number)) => number.value().to_string(),
        Item::Value(Value::Boolean(truth)) => truth.value().to_string(),
        other => other.to_string().trim().to_owned(),
    }
}

fn line_of(text: &str, span: &Range<usize>) -> usize {
    text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
}
