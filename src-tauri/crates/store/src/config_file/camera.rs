//! One `[[camera]]` of a file.

use std::collections::BTreeMap;
use std::ops::Range;

use bellwatch_domain::knobs;
use bellwatch_domain::{Camera, CameraId, ProfileId, SourceAddress};
use toml_edit::Table;

use super::line::Line;
use super::read::Reader;
use super::{FileError, key};
use crate::cameras::{CameraRow, PasswordChange};

/// Tags that a camera may carry.
const TAGS: usize = 20;

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

impl Reader<'_> {
    /// One camera; `None` when something of it was refused.
    pub(super) fn camera(&mut self, table: &Table, name: String) -> Result<Option<NamedCamera>, FileError> {
        let refused = self.refused.len();
        for (unknown, item) in table.iter().filter(|(known, _)| !CAMERA.contains(known)) {
            self.refuse(
                item.span(),
                match unknown {
                    "password" => Line::PasswordInClear,
                    key => Line::NotOfCamera { key },
                },
            );
        }
        let before = self.before.cameras.iter().find(|camera| key(&camera.name) == key(&name));
        let was = |field: fn(&Camera) -> &str| before.map_or("", field).to_owned();

        let address = match self.text(table, "address") {
            None => before.map(|camera| camera.address.clone()),
            Some((text, span)) => self.address(&text, span),
        };
        if address.is_none() && !table.contains_key("address") {
            self.refuse(table.span(), Line::NoAddress { name: &name });
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
        let (profile, also) = self.profiles_of(table, before);
        let priority = self.priority(table, before);
        let enabled = match table.get("enabled") {
            None => before.is_none_or(|camera| camera.enabled),
            Some(item) => item.as_bool().unwrap_or_else(|| {
                self.refuse(item.span(), Line::Truth { key: "enabled" });
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
            self.refuse(item.span(), Line::Priority);
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
            self.refuse(span, Line::TooManyTags { most: TAGS });
        }
        tags
    }

    /// The names of a camera's profiles, of which there is always one, each checked to be there.
    fn profiles_of(&mut self, table: &Table, before: Option<&Camera>) -> (String, Vec<String>) {
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
            if !self.names.profiles.contains(&key(wanted)) {
                self.refuse(span.clone(), Line::NoProfile { name: wanted });
            }
        }
        (profile, also)
    }

    fn address(&mut self, text: &str, span: Option<Range<usize>>) -> Option<SourceAddress> {
        let split = self.checked(SourceAddress::parse(text), span.clone())?;
        if split.password.is_some() || split.user.is_some() {
            self.refuse(span, Line::Address);
            return None;
        }
        Some(split.address)
    }
}
