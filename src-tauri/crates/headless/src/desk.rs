//! A data folder opened for the command line: its store, an operator, and what both need.

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;

use bellwatch_domain::plan::Config;
use bellwatch_domain::{Camera, ProfileId, Secret, StreamProfile, pause};
use bellwatch_engine::api::{KeyChoice, Operator, Store};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::folder::DataFolder;
use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::{Exit, Failure};

/// Who the command line is, beside events.
pub const ACTOR: &str = "bellwatchctl";

/// An opened data folder.
pub struct Desk {
    pub folder: DataFolder,
    pub operator: Operator,
    pub clock: Clock,
}

impl Desk {
    /// Opens the data folder at `home`, or where it is by default.
    pub async fn open(home: Option<PathBuf>) -> Result<Desk, Failure> {
        let folder = DataFolder::open(&home_or_default(home)?)
            .map_err(|error| Failure::new(Exit::Store, bellwatch_engine::api::problem::chain(&error)))?;
        let store = Store::open(folder.path(), KeyChoice::from_environment()).await?;
        let clock = Clock::system();
        let operator = Operator::new(store, clock.clone(), ACTOR);
        Ok(Desk { folder, operator, clock })
    }

    /// Everything configured.
    pub async fn config(&self) -> Result<Config, Failure> {
        Ok(self.operator.config().await?)
    }

    /// Whether an engine runs here, and its pid where it is known.
    pub fn engine(&self) -> Option<Option<u32>> {
        self.folder.holder()
    }
}

/// Where the data folder is.
pub fn home_or_default(home: Option<PathBuf>) -> Result<PathBuf, Failure> {
    home.or_else(DataFolder::default_path)
        .ok_or_else(|| Failure::new(Exit::BadInput, "No data folder: give --home DIR or set BELLWATCH_HOME."))
}

/// The camera of this number or, without regard to case, this name.
pub fn camera<'a>(config: &'a Config, text: &str) -> Result<&'a Camera, Failure> {
    let wanted = text.trim().to_lowercase();
    let named = config.cameras.iter().find(|camera| camera.name.to_lowercase() == wanted);
    let numbered = || config.cameras.iter().find(|camera| camera.id.0.to_string() == wanted);
    named.or_else(numbered).ok_or_else(|| {
        let near =
            bellwatch_domain::knobs::nearest(text, config.cameras.iter().map(|camera| camera.name.as_str()));
        Failure::new(Exit::BadInput, with_hint(&format!("There is no camera named {text}."), near))
    })
}

/// The profile of this number or, without regard to case, this name.
pub fn profile<'a>(config: &'a Config, text: &str) -> Result<&'a StreamProfile, Failure> {
    let wanted = text.trim().to_lowercase();
    let named = config.profiles.values().find(|profile| profile.name.to_lowercase() == wanted);
    let numbered = || wanted.parse().ok().and_then(|id| config.profiles.get(&ProfileId(id)));
    named.or_else(numbered).ok_or_else(|| {
        let near = bellwatch_domain::knobs::nearest(
            text,
            config.profiles.values().map(|profile| profile.name.as_str()),
        );
        Failure::new(Exit::BadInput, with_hint(&format!("There is no profile named {text}."), near))
    })
}

/// A sentence, and what may have been meant.
pub fn with_hint(sentence: &str, near: Option<String>) -> String {
    near.map_or_else(|| sentence.to_owned(), |near| format!("{sentence} Did you mean {near}?"))
}

/// One line of standard input: a password or passphrase, which never stands on a command line.
pub fn secret_from_stdin(what: &str) -> Result<Secret, Failure> {
    let mut input = std::io::stdin().lock();
    if std::io::stdin().is_terminal() {
        eprintln!("Type the {what} and press Enter (it is shown as you type):");
    }
    let mut line = String::new();
    input.read_line(&mut line)?;
    let secret = line.trim_end_matches(['\n', '\r']);
    if secret.is_empty() {
        return Err(Failure::new(Exit::BadInput, format!("No {what} came on standard input.")));
    }
    Ok(Secret::new(secret))
}

/// The instant that a text means: a time of today, a local date and time, or one with a zone.
///
/// # Errors
///
/// A sentence with examples.
pub fn instant_of(text: &str, now: DateTime<Utc>, zone: Tz) -> Result<DateTime<Utc>, Failure> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.with_timezone(&Utc));
    }
    let today = now.with_timezone(&zone).date_naive();
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok().map(|time| today.and_time(time));
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"];
    let dated = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    time.or(dated).map(|local| pause::instant_of(local, zone)).ok_or_else(|| {
        let told: String = text.chars().take(40).collect();
        Failure::new(Exit::BadInput, format!("{told} is no time: say 08:10, or 2026-11-24T08:10."))
    })
}
