//! The configuration as one file: TOML, made and read here alone, so that nothing else of the house is serialisable.
//!
//! Passwords are left out unless a passphrase is given; then each is sealed with a key that Argon2id makes of the
//! passphrase and a random salt. An import is all or nothing, and names the line of what it refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use argon2::Argon2;
use bellwatch_domain::knobs::{self, KNOBS, SETTINGS};
use bellwatch_domain::plan::Config;
use bellwatch_domain::{Camera, ProfileId, Secret, SourceAddress, StreamProfile};
use chrono::{DateTime, Utc};
use toml_edit::{Array, ArrayOfTables, Document, DocumentMut, Item, Table, value};

use crate::cameras::{CameraRow, PasswordChange};
use crate::events::{self, NewEvent};
use crate::profiles::{insert_profile, update_profile, write_site};
use crate::seal::Key;
use crate::{Error, Store};

/// The file's format. A file with a higher number was written by a newer Bellwatch.
const FORMAT: i64 = 1;
const SALT: usize = 16;
/// Refusals that are listed; a file with more is not worth listing on.
const REFUSALS: usize = 50;

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Profiles and cameras that are new.
    pub new: usize,
    /// That change.
    pub changed: usize,
    /// That are the same already.
    pub same: usize,
    /// What cannot be taken; nothing was imported then.
    pub refused: Vec<Refused>,
}

/// A line that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its number, from 1.
    pub line: usize,
    /// Why, one sentence.
    pub sentence: String,
}

impl Store {
    /// The configuration as the text of a file; with passwords when there is a passphrase to seal them with.
    ///
    /// # Errors
    ///
    /// When the store cannot be read, or a password cannot be opened to be sealed anew.
    pub async fn export(&self, passphrase: Option<&Secret>) -> Result<String, Error> {
        let (config, _) = self.config().await?;
        let sealer = passphrase.map(Sealer::new).transpose()?;
        let mut document = DocumentMut::new();
        document.decor_mut().set_prefix("# Bellwatch configuration\n");
        document["format"] = value(FORMAT);
        if let Some(sealer) = &sealer {
            document["salt"] = value(hex(&sealer.salt));
        }
        let mut site = Table::new();
        for setting in SETTINGS {
            site[setting.key] = value(knobs::get_setting(&config.site, setting.key));
        }
        document["site"] = Item::Table(site);
        let mut profiles = ArrayOfTables::new();
        for profile in config.profiles.values() {
            let mut table = Table::new();
            table["name"] = value(&profile.name);
            for knob in KNOBS {
                table[knob.key] = value(knobs::get(profile, knob.key));
            }
            profiles.push(table);
        }
        document["profile"] = Item::ArrayOfTables(profiles);
        let mut cameras = ArrayOfTables::new();
        for camera in &config.cameras {
            cameras.push(exported(camera, &config, sealer.as_ref())?);
        }
        document["camera"] = Item::ArrayOfTables(cameras);
        Ok(document.to_string())
    }

    /// Takes a file's configuration over: the site's settings, and profiles and cameras by their names. What the file
    /// does not name stays. With `dry_run` nothing is written.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigFile`] when it is no such file, is of a newer Bellwatch, or needs another passphrase. Lines that
    /// cannot be taken are in the report, and nothing is imported then.
    pub async fn import(
        &self,
        text: &str,
        passphrase: Option<&Secret>,
        dry_run: bool,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Error> {
        let document = Document::parse(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, &span));
            Error::ConfigFile(format!(
                "Line {line} cannot be read: {}.",
                error.message().trim().replace('\n', " ")
            ))
        })?;
        let (config, _) = self.config().await?;
        let mut reader = Reader { text, refused: Vec::new() };
        reader.format(&document)?;
        let sealer = reader.sealer(&document, passphrase)?;
        let mut site = config.site.clone();
        reader.site(&document, &mut site);
        let profiles = reader.profiles(&document, &config);
        let names: BTreeSet<String> = profiles
            .iter()
            .map(|profile| profile.name.to_lowercase())
            .chain(config.profiles.values().map(|profile| profile.name.to_lowercase()))
            .collect();
        let cameras = reader.cameras(&document, &names, sealer.as_ref())?;
        if !reader.refused.is_empty() {
            return Ok(ImportReport { refused: reader.refused, ..ImportReport::default() });
        }

        let mut report = ImportReport::default();
        let mut transaction = self.writer.begin().await?;
        if site != config.site {
            write_site(&mut transaction, &site).await?;
            report.changed += 1;
        }
        let mut ids: BTreeMap<String, ProfileId> =
            config.profiles.values().map(|profile| (profile.name.to_lowercase(), profile.id)).collect();
        for profile in &profiles {
            match config.profiles.get(&profile.id) {
                None => {
                    let id = insert_profile(&mut transaction, profile).await?;
                    ids.insert(profile.name.to_lowercase(), id);
                    report.new += 1;
                }
                Some(before) if before == profile => report.same += 1,
                Some(_) => {
                    update_profile(&mut transaction, profile).await?;
                    report.changed += 1;
                }
            }
        }
        for named in &cameras {
            let row = named.row(&ids);
            let known =
                config.cameras.iter().find(|camera| camera.name.to_lowercase() == row.name.to_lowercase());
            match known {
                None => {
                    self.insert_camera(&mut transaction, &row).await?;
                    report.new += 1;
                }
                Some(camera) if is_same(camera, &row) => report.same += 1,
                Some(camera) => {
                    self.update_camera(&mut transaction, camera.id, &row).await?;
                    report.changed += 1;
                }
            }
        }
        if dry_run {
            transaction.rollback().await?;
            return Ok(report);
        }
        let sentence =
            format!("A configuration was imported: {} new, {} changed.", report.new, report.changed);
        let event =
            NewEvent { at: now, camera: None, kind: "import".to_owned(), actor: actor.to_owned(), sentence };
        events::add(&mut transaction, &event).await?;
        transaction.commit().await?;
        Ok(report)
    }
}

fn exported(camera: &Camera, config: &Config, sealer: Option<&Sealer>) -> Result<Table, Error> {
    let profile_name = |id: &ProfileId| config.profiles.get(id).map(|profile| profile.name.clone());
    let mut table = Table::new();
    table["name"] = value(&camera.name);
    table["location"] = value(&camera.location);
    table["address"] = value(camera.address.as_str());
    if let Some(sub) = &camera.sub_address {
        table["sub_address"] = value(sub.as_str());
    }
    if let Some(user) = &camera.user {
        table["user"] = value(user);
    }
    table["priority"] = value(i64::from(camera.priority));
    table["enabled"] = value(camera.enabled);
    table["tags"] = value(camera.tags.iter().collect::<Array>());
    if let Some(profile) = profile_name(&camera.profile) {
        table["profile"] = value(profile);
    }
    table["also_profiles"] = value(camera.also_profiles.iter().filter_map(profile_name).collect::<Array>());
    if let Some(sealer) = sealer {
        if let Some(why) = &camera.unreadable {
            return Err(Error::ConfigFile(format!(
                "{} cannot be exported with its password: {why}",
                camera.name
            )));
        }
        if let Some(password) = &camera.password {
            table["password_sealed"] = value(sealer.seal(password, &camera.name)?);
        }
    }
    Ok(table)
}

/// Whether a camera already is what a row asks for. A password that is kept differs in nothing.
fn is_same(camera: &Camera, row: &CameraRow) -> bool {
    let password = match &row.password {
        PasswordChange::Keep => true,
        PasswordChange::Clear => camera.password.is_none(),
        PasswordChange::Set(secret) => camera.password.as_ref() == Some(secret),
    };
    password
        && camera.name == row.name
        && camera.location == row.location
        && camera.address == row.address
        && camera.sub_address == row.sub_address
        && camera.user == row.user
        && camera.priority == row.priority
        && camera.enabled == row.enabled
        && camera.tags == row.tags
        && camera.profile == row.profile
        && camera.also_profiles == row.also_profiles
}

/// A camera of the file, its profiles still by name.
struct NamedCamera {
    row: CameraRow,
    profile: String,
    also: Vec<String>,
}

impl NamedCamera {
    fn row(&self, ids: &BTreeMap<String, ProfileId>) -> CameraRow {
        // Every name was looked up while reading.
        let id = |name: &String| ids.get(name).copied().unwrap_or(ProfileId(0));
        let mut row = self.row.clone();
        row.profile = id(&self.profile);
        row.also_profiles = self.also.iter().map(id).collect();
        row
    }
}

/// Reads a parsed file, collecting what it refuses.
struct Reader<'a> {
    text: &'a str,
    refused: Vec<Refused>,
}

impl Reader<'_> {
    fn refuse(&mut self, span: Option<Range<usize>>, sentence: impl Into<String>) {
        if self.refused.len() < REFUSALS {
            let line = span.map_or(1, |span| line_of(self.text, &span));
            self.refused.push(Refused { line, sentence: sentence.into() });
        }
    }

    fn format<S>(&self, document: &Document<S>) -> Result<(), Error> {
        match document.get("format").and_then(Item::as_integer) {
            Some(FORMAT) => Ok(()),
            Some(newer) if newer > FORMAT => Err(Error::ConfigFile(format!(
                "This file was written by a newer Bellwatch (format {newer}; this one reads {FORMAT})."
            ))),
            _ => Err(Error::ConfigFile("This is no Bellwatch configuration: it names no format.".to_owned())),
        }
    }

    fn sealer<S>(
        &self,
        document: &Document<S>,
        passphrase: Option<&Secret>,
    ) -> Result<Option<Sealer>, Error> {
        let Some(passphrase) = passphrase else { return Ok(None) };
        let salt = document.get("salt").and_then(Item::as_str).and_then(unhex);
        let salt = salt.and_then(|salt| <[u8; SALT]>::try_from(salt).ok());
        let salt =
            salt.ok_or_else(|| Error::ConfigFile("This file holds no sealed passwords.".to_owned()))?;
        Sealer::with_salt(passphrase, salt).map(Some)
    }

    fn site<S>(&mut self, document: &Document<S>, site: &mut bellwatch_domain::Site) {
        let Some(table) = document.get("site").and_then(Item::as_table) else { return };
        for (key, item) in table {
            let outcome = knobs::set_setting(site, key, &plain(item));
            if let Err(error) = outcome {
                self.refuse(item.span(), error.to_string());
            }
        }
    }

    fn profiles<S>(&mut self, document: &Document<S>, config: &Config) -> Vec<StreamProfile> {
        let mut profiles: Vec<StreamProfile> = Vec::new();
        for table in tables(document, "profile") {
            let Some(name) = self.name(table) else { continue };
            if profiles.iter().any(|profile| profile.name.to_lowercase() == name.to_lowercase()) {
                self.refuse(table.span(), format!("The profile {name} stands here twice."));
                continue;
            }
            let known =
                config.profiles.values().find(|profile| profile.name.to_lowercase() == name.to_lowercase());
            let mut profile =
                known.cloned().unwrap_or_else(|| StreamProfile::with_defaults(ProfileId(0), &name));
            profile.name = name;
            for (key, item) in table.iter().filter(|(key, _)| *key != "name") {
                if let Err(error) = knobs::set(&mut profile, key, &plain(item)) {
                    self.refuse(item.span(), error.to_string());
                }
            }
            profiles.push(profile);
        }
        profiles
    }

    fn cameras<S>(
        &mut self,
        document: &Document<S>,
        profiles: &BTreeSet<String>,
        sealer: Option<&Sealer>,
    ) -> Result<Vec<NamedCamera>, Error> {
        let mut cameras: Vec<NamedCamera> = Vec::new();
        for table in tables(document, "camera") {
            let Some(name) = self.name(table) else { continue };
            if cameras.iter().any(|camera| camera.row.name.to_lowercase() == name.to_lowercase()) {
                self.refuse(table.span(), format!("The camera {name} stands here twice."));
                continue;
            }
            if let Some(camera) = self.camera(table, name, profiles, sealer)? {
                cameras.push(camera);
            }
        }
        Ok(cameras)
    }

    fn camera(
        &mut self,
        table: &Table,
        name: String,
        profiles: &BTreeSet<String>,
        sealer: Option<&Sealer>,
    ) -> Result<Option<NamedCamera>, Error> {
        const KNOWN: [&str; 11] = [
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
        let before = self.refused.len();
        for (key, item) in table.iter().filter(|(key, _)| !KNOWN.contains(key)) {
            self.refuse(item.span(), format!("A camera has no {key}."));
        }
        let address = self.address(table, "address");
        if !table.contains_key("address") {
            self.refuse(table.span(), format!("The camera {name} has no address."));
        }
        let sub_address = self.address(table, "sub_address");
        let text = |key: &str| table.get(key).and_then(Item::as_str);
        let words = |key: &str| -> Vec<String> {
            let array = table.get(key).and_then(Item::as_array);
            array.into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
        };
        let profile = text("profile").unwrap_or_default().to_lowercase();
        let also: Vec<String> = words("also_profiles").iter().map(|name| name.to_lowercase()).collect();
        for wanted in std::iter::once(&profile).chain(&also) {
            if !profiles.contains(wanted) {
                let span = table.get("profile").and_then(Item::span).or_else(|| table.span());
                self.refuse(
                    span,
                    format!("The camera {name} asks for the profile \"{wanted}\", which is not there."),
                );
            }
        }
        let location = match knobs::check_location(text("location").unwrap_or_default()) {
            Ok(location) => location,
            Err(error) => {
                self.refuse(table.get("location").and_then(Item::span), error.to_string());
                String::new()
            }
        };
        let mut tags = Vec::new();
        for tag in words("tags") {
            match knobs::check_tag(&tag) {
                Ok(tag) => tags.push(tag),
                Err(error) => self.refuse(table.get("tags").and_then(Item::span), error.to_string()),
            }
        }
        let priority = table.get("priority").and_then(Item::as_integer).unwrap_or(5);
        let priority = u8::try_from(priority).ok().filter(|priority| *priority <= 9);
        if priority.is_none() {
            let span = table.get("priority").and_then(Item::span);
            self.refuse(span, "The priority is a number from 0 to 9.");
        }
        let enabled = match table.get("enabled") {
            None => true,
            Some(item) => item.as_bool().unwrap_or_else(|| {
                self.refuse(item.span(), "Enabled is true or false.");
                false
            }),
        };
        let password = match (text("password_sealed"), sealer) {
            (Some(sealed), Some(sealer)) => PasswordChange::Set(sealer.open(sealed, &name)?),
            (Some(_), None) | (None, _) => PasswordChange::Keep,
        };
        if self.refused.len() > before {
            return Ok(None);
        }
        let (Some(address), Some(priority)) = (address, priority) else { return Ok(None) };
        let user = text("user").map(str::to_owned);
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
        Ok(Some(NamedCamera { row, profile, also }))
    }

    fn address(&mut self, table: &Table, key: &str) -> Option<SourceAddress> {
        let item = table.get(key)?;
        match SourceAddress::parse(item.as_str().unwrap_or_default()) {
            Ok(split) if split.password.is_none() && split.user.is_none() => Some(split.address),
            Ok(_) => {
                self.refuse(item.span(), "An address in this file must hold no user name and no password.");
                None
            }
            Err(error) => {
                self.refuse(item.span(), error.to_string());
                None
            }
        }
    }

    fn name(&mut self, table: &Table) -> Option<String> {
        let span = table.get("name").and_then(Item::span).or_else(|| table.span());
        match knobs::check_name(table.get("name").and_then(Item::as_str).unwrap_or_default()) {
            Ok(name) => Some(name),
            Err(error) => {
                self.refuse(span, error.to_string());
                None
            }
        }
    }
}

fn tables<'a, S>(document: &'a Document<S>, key: &str) -> impl Iterator<Item = &'a Table> {
    document.get(key).and_then(Item::as_array_of_tables).into_iter().flatten()
}

/// A value as a knob takes it: text as it is, numbers and booleans as they are written.
fn plain(item: &Item) -> String {
    item.as_str().map_or_else(|| item.to_string().trim().to_owned(), str::to_owned)
}

fn line_of(text: &str, span: &Range<usize>) -> usize {
    text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
}

/// Seals with a key made of a passphrase.
struct Sealer {
    salt: [u8; SALT],
    key: Key,
}

impl Sealer {
    fn new(passphrase: &Secret) -> Result<Self, Error> {
        let mut salt = [0_u8; SALT];
        getrandom::fill(&mut salt)
            .map_err(|_| Error::Key { why: "this machine gives no random numbers.".to_owned() })?;
        Sealer::with_salt(passphrase, salt)
    }

    fn with_salt(passphrase: &Secret, salt: [u8; SALT]) -> Result<Self, Error> {
        let mut bytes = zeroize::Zeroizing::new([0_u8; 32]);
        let made =
            Argon2::default().hash_password_into(passphrase.reveal().as_bytes(), &salt, bytes.as_mut());
        let key = made.ok().and_then(|()| Key::from_bytes(bytes.as_ref()));
        let key = key.ok_or_else(|| Error::ConfigFile("This passphrase cannot be used.".to_owned()))?;
        Ok(Sealer { salt, key })
    }

    fn seal(&self, password: &Secret, camera: &str) -> Result<String, Error> {
        let sealed = self.key.seal(password, &place(camera));
        let sealed =
            sealed.ok_or_else(|| Error::Key { why: "this machine gives no random numbers.".to_owned() })?;
        Ok(hex(&sealed))
    }

    fn open(&self, sealed: &str, camera: &str) -> Result<Secret, Error> {
        let opened = unhex(sealed).and_then(|sealed| self.key.open(&sealed, &place(camera)));
        opened.ok_or_else(|| {
            Error::ConfigFile("The passphrase does not open this file's passwords.".to_owned())
        })
    }
}

fn place(camera: &str) -> String {
    format!("export.camera.password {}", camera.to_lowercase())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
