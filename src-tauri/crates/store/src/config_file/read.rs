//! From the text of a file to what it asks for, collecting what it refuses line by line. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::ops::Range;

use bellwatch_domain::knobs;
use bellwatch_domain::plan::Config;
use bellwatch_domain::{Camera, CameraId, ProfileId, Site, SourceAddress, StreamProfile};
use toml_edit::{Document, Item, Table, Value};

use super::sealer::{Salt, Sealer, salt_of};
use super::{FORMAT, FileError, Refused, find_profile, key};
use crate::cameras::{CameraRow, PasswordChange};

/// Longest text that is read, bytes.
const LONGEST: usize = 16 * 1000 * 1000;
/// Refusals that are listed; a file with more is not worth listing on.
const REFUSALS: usize = 50;
/// Tags that a camera may carry.
const TAGS: usize = 20;

const TOP: [&str; 5] = ["format", "salt", "site", "profile", "camera"];
const CAMERA: [&str; 11] = [
    "name",
    "location",
    "address",
    "sub_address",
    "user",
    "password_sealed",
    "priority",
    "enabled",
    "tags",
    "profile",
    "also_profiles",
];

/// What a file asks for, laid over what is there.
pub(super) struct Parsed {
    pub(super) site: Site,
    /// Those that the file names; a new one has the number 0.
    pub(super) profiles: Vec<StreamProfile>,
    /// Those that the file names.
    pub(super) cameras: Vec<NamedCamera>,
    pub(super) passwords_left_out: usize,
    pub(super) refused: Vec<Refused>,
}

/// A camera of the file, its profiles still by name.
pub(super) struct NamedCamera {
    /// The camera of that name, when there is one.
    pub(super) known: Option<CameraId>,
    row: CameraRow,
    profile: String,
    also: Vec<String>,
}

impl NamedCamera {
    /// With the numbers of its profiles; every name was looked up while reading.
    pub(super) fn row(&self, ids: &BTreeMap<String, ProfileId>) -> CameraRow {
        let id = |name: &String| ids.get(&key(name)).copied().unwrap_or(ProfileId(0));
        CameraRow {
            profile: id(&self.profile),
            also_profiles: self.also.iter().map(id).collect(),
            ..self.row.clone()
        }
    }
}

/// The salt with which a file's passwords are sealed, when any are.
pub(super) fn salt(text: &str) -> Result<Option<Salt>, FileError> {
    let document = parse(text)?;
    Ok(document.get("salt").and_then(Item::as_str).and_then(salt_of))
}

/// Reads a file over `before`.
pub(super) fn read(text: &str, before: &Config, sealer: Option<&Sealer>) -> Result<Parsed, FileError> {
    let document = parse(text)?;
    let mut reader = Reader { text, before, sealer, passwords_left_out: 0, refused: Vec::new() };
    for (name, item) in document.iter().filter(|(name, _)| !TOP.contains(name)) {
        reader.refuse(item.span(), format!("A configuration has no \"{name}\"."));
    }
    let site = reader.site(&document);
    let profiles = reader.profiles(&document);
    let names = profiles.iter().chain(before.profiles.values()).map(|profile| key(&profile.name)).collect();
    let cameras = reader.cameras(&document, &names)?;
    let Reader { passwords_left_out, refused, .. } = reader;
    Ok(Parsed { site, profiles, cameras, passwords_left_out, refused })
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

struct Reader<'a> {
    text: &'a str,
    before: &'a Config,
    sealer: Option<&'a Sealer>,
    passwords_left_out: usize,
    refused: Vec<Refused>,
}

impl Reader<'_> {
    fn refuse(&mut self, span: Option<Range<usize>>, sentence: impl Display) {
        if self.refused.len() < REFUSALS {
            let line = span.map_or(1, |span| line_of(self.text, &span));
            self.refused.push(Refused { line, sentence: sentence.to_string() });
        }
    }

    /// The tables of `[[name]]`.
    fn tables<'d>(&mut self, document: &'d Document<&str>, name: &str) -> Vec<&'d Table> {
        match document.get(name) {
            None => Vec::new(),
            Some(Item::ArrayOfTables(tables)) => tables.iter().collect(),
            Some(other) => {
                self.refuse(other.span(), format!("Write each {name} under a line [[{name}]]."));
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
                self.refuse(other.span(), "Write the settings of the site under a line [site].");
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
                self.refuse(table.span(), format!("The profile {name} stands here twice."));
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

    fn cameras(
        &mut self,
        document: &Document<&str>,
        profiles: &BTreeSet<String>,
    ) -> Result<Vec<NamedCamera>, FileError> {
        let mut cameras = Vec::new();
        let mut names = BTreeSet::new();
        for table in self.tables(document, "camera") {
            let Some(name) = self.name(table) else { continue };
            if !names.insert(key(&name)) {
                self.refuse(table.span(), format!("The camera {name} stands here twice."));
                continue;
            }
            cameras.extend(self.camera(table, name, profiles)?);
        }
        Ok(cameras)
    }

    /// One camera; `None` when something of it was refused.
    fn camera(
        &mut self,
        table: &Table,
        name: String,
        profiles: &BTreeSet<String>,
    ) -> Result<Option<NamedCamera>, FileError> {
        let refused = self.refused.len();
        for (unknown, item) in table.iter().filter(|(known, _)| !CAMERA.contains(known)) {
            let hint = if unknown == "password" {
                " Passwords do not stand in this file in clear; set them in Bellwatch."
            } else {
                ""
            };
            self.refuse(item.span(), format!("A camera has no \"{unknown}\".{hint}"));
        }
        let before = self.before.cameras.iter().find(|camera| key(&camera.name) == key(&name));
        let was = |field: fn(&Camera) -> &str| before.map_or("", field).to_owned();

        let address = match self.text(table, "address") {
            None => before.map(|camera| camera.address.clone()),
            Some((text, span)) => self.address(&text, span),
        };
        if address.is_none() && !table.contains_key("address") {
            self.refuse(table.span(), format!("The camera {name} has no address."));
        }
        let sub_address = match self.text(table, "sub_address") {
            None => before.and_then(|camera| camera.sub_address.clone()),
            Some((text, _)) if text.trim().is_empty() => None,
            Some((text, span)) => self.address(&text, span),
        };
        let location = match self.text(table, "location") {
            None => was(|camera| &camera.location),
            Some((text, span)) => self.checked(knobs::check_location(&text), span).unwrap_or_default(),
        };
        let user = match self.text(table, "user") {
            None => before.and_then(|camera| camera.user.clone()),
            Some((text, _)) if text.is_empty() => None,
            Some((text, span)) => self.checked(knobs::check_user(&text), span).map(|()| text),
        };
        let tags = match self.words(table, "tags") {
            None => before.map(|camera| camera.tags.clone()).unwrap_or_default(),
            Some((words, span)) => self.tags(&words, span),
        };
        let (profile, also) = self.profiles_of(table, before, profiles);
        let priority = self.priority(table, before);
        let enabled = match table.get("enabled") {
            None => before.is_none_or(|camera| camera.enabled),
            Some(item) => item.as_bool().unwrap_or_else(|| {
                self.refuse(item.span(), "\"enabled\" takes true or false.");
                false
            }),
        };
        let password = self.password(table, &name)?;
        let (Some(address), true) = (address, self.refused.len() == refused) else { return Ok(None) };
        let row = CameraRow {
            name,
            location,
            address,
            sub_address,
            user,
            password,
            priority,
            enabled,
            tags,
            profile: ProfileId(0),
            also_profiles: Vec::new(),
        };
        Ok(Some(NamedCamera { known: before.map(|camera| camera.id), row, profile, also }))
    }

    fn password(&mut self, table: &Table, name: &str) -> Result<PasswordChange, FileError> {
        let Some((sealed, span)) = self.text(table, "password_sealed") else {
            return Ok(PasswordChange::Keep);
        };
        let Some(sealer) = self.sealer else {
            self.passwords_left_out += usize::from(!sealed.is_empty());
            return Ok(PasswordChange::Keep);
        };
        if sealed.is_empty() {
            return Ok(PasswordChange::Clear);
        }
        let secret = sealer.open(&sealed, name)?;
        Ok(match self.checked(knobs::check_password(secret.reveal()), span) {
            Some(()) => PasswordChange::Set(secret),
            None => PasswordChange::Keep,
        })
    }

    fn priority(&mut self, table: &Table, before: Option<&Camera>) -> u8 {
        let Some(item) = table.get("priority") else { return before.map_or(5, |camera| camera.priority) };
        let priority = item.as_integer().and_then(|priority| u8::try_from(priority).ok());
        priority.filter(|priority| *priority <= 9).unwrap_or_else(|| {
            self.refuse(item.span(), "\"priority\" takes a number from 0 to 9.");
            0
        })
    }

    fn tags(&mut self, words: &[String], span: Option<Range<usize>>) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for word in words {
            let Some(tag) = self.checked(knobs::check_tag(word), span.clone()) else { continue };
            if !tags.iter().any(|known| key(known) == key(&tag)) {
                tags.push(tag);
            }
        }
        if tags.len() > TAGS {
            self.refuse(span, format!("A camera can carry {TAGS} tags at most."));
        }
        tags
    }

    /// The names of a camera's profiles, of which there is always one, each checked to be there.
    fn profiles_of(
        &mut self,
        table: &Table,
        before: Option<&Camera>,
        profiles: &BTreeSet<String>,
    ) -> (String, Vec<String>) {
        let name_of = |id: &ProfileId| {
            let found = self.before.profiles.get(id);
            found.map(|profile| profile.name.clone()).unwrap_or_default()
        };
        let was = before.map(|camera| name_of(&camera.profile));
        let also_was: Vec<String> =
            before.map(|camera| camera.also_profiles.iter().map(name_of).collect()).unwrap_or_default();
        let (profile, span) = match (self.text(table, "profile"), was) {
            (Some((text, span)), _) => (text, span),
            (None, Some(was)) => (was, table.span()),
            (None, None) => {
                // A camera that says nothing takes the profile that was there first.
                let first = self.before.profiles.values().next();
                (first.map(|profile| profile.name.clone()).unwrap_or_default(), table.span())
            }
        };
        let (also, also_span) = self.words(table, "also_profiles").unwrap_or((also_was, table.span()));
        let wanted = std::iter::once((&profile, &span)).chain(also.iter().map(|name| (name, &also_span)));
        for (wanted, span) in wanted {
            if !profiles.contains(&key(wanted)) {
                self.refuse(span.clone(), format!("There is no profile named \"{wanted}\"."));
            }
        }
        (profile, also)
    }

    fn address(&mut self, text: &str, span: Option<Range<usize>>) -> Option<SourceAddress> {
        let split = self.checked(SourceAddress::parse(text), span.clone())?;
        if split.password.is_some() || split.user.is_some() {
            self.refuse(span, "An address in this file holds no user name and no password.");
            return None;
        }
        Some(split.address)
    }

    fn name(&mut self, table: &Table) -> Option<String> {
        match self.text(table, "name") {
            Some((text, span)) => self.checked(knobs::check_name(&text), span),
            None => {
                if !table.contains_key("name") {
                    self.refuse(table.span(), "This has no name.");
                }
                None
            }
        }
    }

    fn checked<T, E: Display>(&mut self, outcome: Result<T, E>, span: Option<Range<usize>>) -> Option<T> {
        outcome.map_err(|error| self.refuse(span, error)).ok()
    }

    /// A text and where it stands; anything else is refused.
    fn text(&mut self, table: &Table, name: &str) -> Option<(String, Option<Range<usize>>)> {
        let item = table.get(name)?;
        let text = item.as_str();
        if text.is_none() {
            self.refuse(item.span(), format!("\"{name}\" takes a text in quotation marks."));
        }
        Some((text?.to_owned(), item.span()))
    }

    /// A list of texts and where it stands; anything else is refused.
    fn words(&mut self, table: &Table, name: &str) -> Option<(Vec<String>, Option<Range<usize>>)> {
        let item = table.get(name)?;
        let words = item.as_array().and_then(|array| {
            array.iter().map(|word| word.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>()
        });
        if words.is_none() {
            self.refuse(item.span(), format!("\"{name}\" takes a list of texts, as in [\"one\", \"two\"]."));
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
