//! What the rows of a camera list mean, against the cameras that there are. Pure.

use std::collections::{BTreeMap, BTreeSet};

use bellwatch_domain::knobs::{self, NameError};
use bellwatch_domain::plan::Config;
use bellwatch_domain::source::{AddressError, SourceAddress};
use bellwatch_domain::{Camera, CameraId};
use bellwatch_store::{CameraRow, PasswordChange};

use super::read::ListRow;
use crate::api::operator::check_camera;
use crate::lists::yes_or_no;
use crate::wire::{CameraDraft, PasswordDraft, Problem};

/// What a row means.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    /// A camera is added.
    New(CameraRow),
    /// A camera is changed.
    Changed {
        camera: CameraId,
        to: CameraRow,
        /// What of it, in the columns' order.
        fields: Vec<&'static str>,
    },
    /// Nothing, because it is so already.
    Same,
    /// Nothing, because it cannot be taken.
    Refused(Refused),
}

/// Why a row is refused; each displays as one sentence that follows "Line 4: ". None quotes a cell: where columns are
/// shifted, any cell may be a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error(
        "It has more cells than the first line. Put quotation marks around a cell that holds the separator."
    )]
    TooLong,
    #[error("Letters of it cannot be read. Save the file as CSV (UTF-8).")]
    Garbled,
    #[error("{0}")]
    Name(#[from] NameError),
    #[error("Line {0} has this name already.")]
    NameTwice(usize),
    #[error("Line {0} has this address already.")]
    AddressTwice(usize),
    #[error("The camera {0} has this address already. Give the row that name to change it.")]
    AddressTaken(String),
    #[error("{0}")]
    Address(AddressError),
    #[error("The sub address cannot be taken. {0}")]
    SubAddress(AddressError),
    #[error("There is no profile of this name. The profiles are: {0}.")]
    NoProfile(String),
    #[error("A priority is a number from 0 to 9.")]
    NoPriority,
    #[error("Whether a camera is enabled is yes or no.")]
    NeitherYesNorNo,
    #[error("{0}")]
    Field(String),
    /// Only where cameras are added and none is changed.
    #[error("There is a camera of this name already. Choose another name.")]
    NameTaken,
    /// As [`Refused::NameTwice`] and [`Refused::AddressTwice`], where nothing has lines.
    #[error("Another one that you add has this name. Choose another.")]
    NameAgain,
    #[error("Another one that you add has this address. Leave one out.")]
    AddressAgain,
    /// As [`Refused::AddressTaken`], where nothing is changed.
    #[error("The camera {0} has this address already. Leave this one out.")]
    AddressOf(String),
}

impl Verdict {
    /// What is to be written for it.
    pub(super) fn into_change(self) -> Option<(Option<CameraId>, CameraRow)> {
        match self {
            Verdict::New(row) => Some((None, row)),
            Verdict::Changed { camera, to, .. } => Some((Some(camera), to)),
            Verdict::Same | Verdict::Refused(_) => None,
        }
    }
}

impl Verdict {
    /// The camera that is added for it, where nothing has lines and nothing is changed.
    pub(super) fn into_new(self) -> Result<CameraRow, Refused> {
        match self {
            Verdict::New(row) => Ok(row),
            Verdict::Changed { .. } | Verdict::Same => Err(Refused::NameTaken),
            Verdict::Refused(Refused::NameTwice(_)) => Err(Refused::NameAgain),
            Verdict::Refused(Refused::AddressTwice(_)) => Err(Refused::AddressAgain),
            Verdict::Refused(Refused::AddressTaken(camera)) => Err(Refused::AddressOf(camera)),
            Verdict::Refused(why) => Err(why),
        }
    }
}

/// What each row means.
///
/// Cameras are found by their name without regard to case. Of rows with one name or one address the first stands and the
/// others are refused, and so is a row that brings another camera's address. What a row does not say stays as it is; a new
/// camera is enabled, has priority 5 and the first profile. No list removes a camera.
pub(super) fn plan(config: &Config, rows: &[ListRow]) -> Vec<Verdict> {
    let known: BTreeMap<String, &Camera> =
        config.cameras.iter().map(|camera| (key(&camera.name), camera)).collect();
    let mut seen = Seen { holders: holders(config, &known, rows), ..Seen::default() };
    rows.iter().map(|row| verdict(config, &known, &mut seen, row).unwrap_or_else(Verdict::Refused)).collect()
}

/// What earlier rows and cameras have already.
#[derive(Default)]
struct Seen<'a> {
    /// Lines by name.
    names: BTreeMap<String, usize>,
    /// Lines by address.
    addresses: BTreeMap<SourceAddress, usize>,
    /// Cameras that keep their address, whatever the list does, by that address.
    holders: BTreeMap<&'a SourceAddress, &'a Camera>,
}

/// The cameras that no row gives another address.
fn holders<'a>(
    config: &'a Config,
    known: &BTreeMap<String, &'a Camera>,
    rows: &[ListRow],
) -> BTreeMap<&'a SourceAddress, &'a Camera> {
    let moves = |row: &ListRow| {
        let camera = known.get(&key(row.name.as_deref()?))?;
        let to = SourceAddress::parse(row.address.as_deref()?).ok()?;
        (to.address != camera.address).then_some(camera.id)
    };
    let moving: BTreeSet<CameraId> = rows.iter().filter_map(moves).collect();
    let staying = config.cameras.iter().filter(|camera| !moving.contains(&camera.id));
    staying.map(|camera| (&camera.address, camera)).collect()
}

fn verdict(
    config: &Config,
    known: &BTreeMap<String, &Camera>,
    seen: &mut Seen<'_>,
    row: &ListRow,
) -> Result<Verdict, Refused> {
    if row.is_too_long {
        return Err(Refused::TooLong);
    }
    if row.is_garbled {
        return Err(Refused::Garbled);
    }
    let name = knobs::check_name(row.name.as_deref().unwrap_or_default())?;
    if let Some(line) = seen.names.get(&key(&name)) {
        return Err(Refused::NameTwice(*line));
    }
    seen.names.insert(key(&name), row.line);
    let camera = known.get(&key(&name)).copied();
    let mut draft = draft(config, row, name, camera)?;
    let address = parsed(&draft.address).map_err(Refused::Address)?;
    if let Some(line) = seen.addresses.get(&address) {
        return Err(Refused::AddressTwice(*line));
    }
    seen.addresses.insert(address.clone(), row.line);
    let holder = seen
        .holders
        .get(&address)
        .filter(|holder| camera.is_none_or(|camera| camera.address != holder.address));
    if let Some(holder) = holder {
        return Err(Refused::AddressTaken(holder.name.clone()));
    }
    draft.sub_address.as_deref().map(parsed).transpose().map_err(Refused::SubAddress)?;
    if let Some(wanted) = &row.profile {
        draft.profile = profile(config, wanted)?;
    }
    let to =
        check_camera(&draft, config, camera).map_err(|Problem { message, .. }| Refused::Field(message))?;
    let Some(camera) = camera else { return Ok(Verdict::New(to)) };
    let fields = differing(camera, &to);
    Ok(if fields.is_empty() { Verdict::Same } else { Verdict::Changed { camera: camera.id, to, fields } })
}

/// The row laid over the camera that there is, or over what a new one has; its profile is left as it is.
fn draft(
    config: &Config,
    row: &ListRow,
    name: String,
    camera: Option<&Camera>,
) -> Result<CameraDraft, Refused> {
    let before = |of: fn(&Camera) -> Option<String>| camera.and_then(of);
    let tags = camera.map_or_else(Vec::new, |camera| camera.tags.clone());
    let priority = row.priority.as_deref().map(|cell| cell.parse().ok().filter(|number| *number <= 9));
    let enabled =
        yes_or_no(row.enabled.as_deref().unwrap_or_default()).map_err(|_| Refused::NeitherYesNorNo)?;
    // An address that can no longer be read has to come anew.
    let address = before(|camera| {
        (camera.address != SourceAddress::unreadable()).then(|| camera.address.as_str().to_owned())
    });
    Ok(CameraDraft {
        name,
        location: row
            .location
            .clone()
            .or_else(|| before(|camera| Some(camera.location.clone())))
            .unwrap_or_default(),
        address: row.address.clone().or(address).unwrap_or_default(),
        sub_address: row.sub_address.clone().or_else(|| {
            before(|camera| camera.sub_address.as_ref().map(|address| address.as_str().to_owned()))
        }),
        user: row.user.clone().or_else(|| before(|camera| camera.user.clone())),
        password: row.password.as_ref().map_or(PasswordDraft::Keep, |password| PasswordDraft::Set {
            password: password.reveal().to_owned(),
        }),
        priority: match priority {
            None => camera.map_or(5, |camera| camera.priority),
            Some(number) => number.ok_or(Refused::NoPriority)?,
        },
        enabled: enabled.unwrap_or(camera.is_none_or(|camera| camera.enabled)),
        tags: row.tags.as_deref().map_or_else(|| tags.clone(), |cell| split_tags(cell, &tags)),
        profile: camera
            .map(|camera| camera.profile)
            .or(config.profiles.keys().next().copied())
            .map_or(0, |id| id.0),
        also_profiles: camera
            .map_or_else(Vec::new, |camera| camera.also_profiles.iter().map(|id| id.0).collect()),
    })
}

/// An address. What it is refused for is not quoted: it may be a password before which a letter is missing.
fn parsed(text: &str) -> Result<SourceAddress, AddressError> {
    SourceAddress::parse(text).map(|split| split.address).map_err(|error| match error {
        AddressError::BadHost(_) => AddressError::BadHost("…".to_owned()),
        AddressError::BadPort(_) => AddressError::BadPort("…".to_owned()),
        AddressError::UnknownScheme(_) => AddressError::NoScheme,
        other => other,
    })
}

/// The number of the profile of this name.
fn profile(config: &Config, wanted: &str) -> Result<i64, Refused> {
    let named = config.profiles.values().find(|profile| key(&profile.name) == key(wanted));
    named.map(|profile| profile.id.0).ok_or_else(|| {
        let names: Vec<&str> = config.profiles.values().map(|profile| profile.name.as_str()).collect();
        Refused::NoProfile(names.join(", "))
    })
}

/// Tags are separated by commas, else by what spreadsheets leave for it. What the tags that are there would be written as
/// is these.
fn split_tags(cell: &str, before: &[String]) -> Vec<String> {
    if cell == super::write::tags(before) {
        return before.to_vec();
    }
    let separators: &[char] = if cell.contains(',') { &[','] } else { &[';', '|', '،'] };
    cell.split(separators).map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

/// What of a camera a list can change.
pub(super) const FIELDS: [&str; 10] = [
    "name",
    "location",
    "address",
    "sub address",
    "user",
    "password",
    "profile",
    "priority",
    "tags",
    "enabled",
];

fn differing(before: &Camera, to: &CameraRow) -> Vec<&'static str> {
    let password = match &to.password {
        PasswordChange::Keep => false,
        PasswordChange::Clear => before.password.is_some(),
        PasswordChange::Set(secret) => before.password.as_ref() != Some(secret),
        PasswordChange::Of(other) => *other != before.id,
    };
    let differs = [
        before.name != to.name,
        before.location != to.location,
        before.address != to.address,
        before.sub_address != to.sub_address,
        before.user != to.user,
        password,
        before.profile != to.profile,
        before.priority != to.priority,
        before.tags != to.tags,
        before.enabled != to.enabled,
    ];
    FIELDS.into_iter().zip(differs).filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

/// A name without regard to case.
fn key(name: &str) -> String {
    name.trim().to_lowercase()
}
