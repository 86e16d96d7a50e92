//! What an operator may change: cameras, profiles, the site; pauses and the bell stand beside. Needs the store alone, so
//! the command line uses it beside a running engine, which notices.

use bellwatch_domain::camera::is_same_tag;
use bellwatch_domain::knobs;
use bellwatch_domain::plan::Config;
use bellwatch_domain::sentences;
use bellwatch_domain::source::{SourceAddress, SplitAddress};
use bellwatch_domain::{Camera, CameraId, ProfileId, Secret, StreamProfile};
use bellwatch_store::{CameraRow, PasswordChange, Store};
use chrono::DateTime;

use crate::clock::Clock;
use crate::wire::{CameraDraft, KnobValue, PasswordDraft, Problem, ProfileDraft, RemovalPreview};
use crate::words::refusals::Refusal;

/// The longest list of tags a camera may carry.
const TAGS: usize = 20;

sentences! {
    /// What goes with something that is removed.
    pub(crate) enum Goes<'a> {
        Stops { name: &'a str } = "{name} stops.",
        StopsInAll { name: &'a str, profiles: usize } = "{name} stops, in all of its {profiles} profiles.",
        Camera = "Its address, its password, its runs and its kept pictures are deleted.",
        Profile { name: &'a str } = "The profile {name} is deleted.",
    }
}

/// One operator at one store. `actor` is written beside each event: "window", "tray", "bellwatchctl".
#[derive(Clone)]
pub struct Operator {
    store: Store,
    clock: Clock,
    actor: String,
}

impl Operator {
    /// An operator named `actor`.
    pub fn new(store: Store, clock: Clock, actor: &str) -> Self {
        Operator { store, clock, actor: actor.to_owned() }
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Who this is.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// The same operator in another actor's name.
    pub fn acting_as(&self, actor: &str) -> Operator {
        Operator { actor: actor.to_owned(), ..self.clone() }
    }

    /// The clock that it goes by.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What time it is.
    pub(crate) fn now(&self) -> DateTime<chrono::Utc> {
        self.clock.now()
    }

    /// Everything configured.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn config(&self) -> Result<Config, Problem> {
        Ok(self.store.config().await?.0)
    }

    /// Adds a camera; credentials in its address become fields of their own.
    ///
    /// # Errors
    ///
    /// [`Problem`] with the field whose content cannot be taken; nothing is changed then.
    pub async fn camera_add(&self, draft: &CameraDraft) -> Result<CameraId, Problem> {
        let config = self.config().await?;
        let row = check_camera(draft, &config, None)?;
        Ok(self.store.add_camera(&row, &self.actor, self.clock.now()).await?)
    }

    /// Changes a camera.
    ///
    /// # Errors
    ///
    /// As [`Operator::camera_add`]; also when the camera is gone.
    pub async fn camera_edit(&self, camera: CameraId, draft: &CameraDraft) -> Result<(), Problem> {
        let config = self.config().await?;
        let known = find_camera(&config, camera)?;
        let row = check_camera(draft, &config, Some(known))?;
        Ok(self.store.edit_camera(camera, &row, &self.actor, self.clock.now()).await?)
    }

    /// What removing a camera would stop and lose.
    ///
    /// # Errors
    ///
    /// When the camera is gone.
    pub async fn camera_removal(&self, camera: CameraId) -> Result<RemovalPreview, Problem> {
        let config = self.config().await?;
        let found = find_camera(&config, camera)?;
        let mut consequences = Vec::new();
        if found.enabled {
            let profiles = found.profiles().len();
            consequences.push(if profiles == 1 {
                Goes::Stops { name: &found.name }.to_string()
            } else {
                Goes::StopsInAll { name: &found.name, profiles }.to_string()
            });
        }
        consequences.push(Goes::Camera.to_string());
        Ok(RemovalPreview { consequences, refusal: None })
    }

    /// Removes a camera.
    ///
    /// # Errors
    ///
    /// When it is gone already.
    pub async fn camera_remove(&self, camera: CameraId) -> Result<(), Problem> {
        Ok(self.store.remove_camera(camera, &self.actor, self.clock.now()).await?)
    }

    /// Puts a removed camera back, for some minutes after it was removed.
    ///
    /// # Errors
    ///
    /// When it is too late, or its name or its profile is no longer free or there.
    pub async fn camera_restore(&self, camera: CameraId) -> Result<(), Problem> {
        Ok(self.store.restore_camera(camera, &self.actor, self.clock.now()).await?)
    }

    /// Switches a camera on or off.
    ///
    /// # Errors
    ///
    /// When it is gone.
    pub async fn camera_set_enabled(&self, camera: CameraId, on: bool) -> Result<(), Problem> {
        Ok(self.store.set_enabled(camera, on, &self.actor, self.clock.now()).await?)
    }

    /// Adds a profile.
    ///
    /// # Errors
    ///
    /// [`Problem`] with the knob whose value cannot be taken.
    pub async fn profile_add(&self, draft: &ProfileDraft) -> Result<ProfileId, Problem> {
        let profile = check_profile(StreamProfile::with_defaults(ProfileId(0), ""), draft)?;
        Ok(self.store.add_profile(&profile, &self.actor, self.clock.now()).await?)
    }

    /// Changes a profile.
    ///
    /// # Errors
    ///
    /// As [`Operator::profile_add`]; also when the profile is gone.
    pub async fn profile_edit(&self, profile: ProfileId, draft: &ProfileDraft) -> Result<(), Problem> {
        let config = self.config().await?;
        let before = find_profile(&config, profile)?.clone();
        let after = check_profile(before, draft)?;
        Ok(self.store.edit_profile(&after, &self.actor, self.clock.now()).await?)
    }

    /// Whether a profile can be removed.
    ///
    /// # Errors
    ///
    /// When it is gone.
    pub async fn profile_removal(&self, profile: ProfileId) -> Result<RemovalPreview, Problem> {
        let config = self.config().await?;
        let found = find_profile(&config, profile)?;
        let cameras = config.cameras.iter().filter(|camera| camera.profiles().contains(&profile));
        let periods = config.schedules.iter().flat_map(|schedule| {
            let asking = schedule.periods.iter().filter(|period| period.profile == Some(profile));
            asking.map(|period| format!("{} of {}", period.name, schedule.name))
        });
        let cameras: Vec<String> = cameras.map(|camera| camera.name.clone()).collect();
        let periods: Vec<String> = periods.collect();
        let refusal = if config.profiles.len() == 1 {
            Some(bellwatch_store::Error::LastProfile.to_string())
        } else if cameras.is_empty() && periods.is_empty() {
            None
        } else {
            Some(bellwatch_store::Error::ProfileInUse { cameras, periods }.to_string())
        };
        Ok(RemovalPreview { consequences: vec![Goes::Profile { name: &found.name }.to_string()], refusal })
    }

    /// Removes a profile that nothing uses.
    ///
    /// # Errors
    ///
    /// When something uses it, or it is the last one.
    pub async fn profile_remove(&self, profile: ProfileId) -> Result<(), Problem> {
        Ok(self.store.remove_profile(profile, &self.actor, self.clock.now()).await?)
    }

    /// Changes settings of the site.
    ///
    /// # Errors
    ///
    /// [`Problem`] with the setting whose value cannot be taken; none is changed then.
    pub async fn site_edit(&self, values: &[KnobValue]) -> Result<(), Problem> {
        let mut site = self.config().await?.site;
        for KnobValue { key, value } in values {
            knobs::set_setting(&mut site, key, value)
                .map_err(|error| Problem::bad_input(key, error.to_string()))?;
        }
        Ok(self.store.set_site(&site, &self.actor, self.clock.now()).await?)
    }

    /// Adds the four demo cameras that are not there yet.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn add_demo_cameras(&self) -> Result<(), Problem> {
        let config = self.config().await?;
        let profile = config.profiles.keys().next().copied().ok_or_else(|| Problem::gone("profile"))?;
        for (name, location, address) in DEMO_CAMERAS {
            if config.cameras.iter().any(|camera| camera.name.eq_ignore_ascii_case(name)) {
                continue;
            }
            let draft = CameraDraft {
                name: name.to_owned(),
                location: location.to_owned(),
                address: address.to_owned(),
                sub_address: None,
                user: None,
                password: PasswordDraft::Clear,
                priority: 5,
                enabled: true,
                tags: vec!["demo".to_owned()],
                profile: profile.0,
                also_profiles: Vec::new(),
            };
            self.camera_add(&draft).await?;
        }
        Ok(())
    }
}

/// Name, location and address of each demo camera.
const DEMO_CAMERAS: [(&str, &str, &str); 4] = [
    ("Main gate", "Outside, north", "demo:gate"),
    ("Corridor", "Ground floor", "demo:corridor"),
    ("Library", "First floor", "demo:library"),
    ("Yard", "Outside, south", "demo:yard"),
];

/// The camera, or the sentence that it is gone.
pub fn find_camera(config: &Config, camera: CameraId) -> Result<&Camera, Problem> {
    config.cameras.iter().find(|known| known.id == camera).ok_or_else(|| Problem::gone("camera"))
}

/// The profile, or the sentence that it is gone.
pub fn find_profile(config: &Config, profile: ProfileId) -> Result<&StreamProfile, Problem> {
    config.profiles.get(&profile).ok_or_else(|| Problem::gone("profile"))
}

/// A draft as the store takes it, with credentials split off the addresses. `known` is the camera that it changes.
pub fn check_camera(
    draft: &CameraDraft,
    config: &Config,
    known: Option<&Camera>,
) -> Result<CameraRow, Problem> {
    let at = |field: &'static str| {
        move |error: &dyn std::fmt::Display| Problem::bad_input(field, error.to_string())
    };
    let name = knobs::check_name(&draft.name).map_err(|error| at("name")(&error))?;
    let location = knobs::check_location(&draft.location).map_err(|error| at("location")(&error))?;
    let main = SourceAddress::parse(&draft.address).map_err(|error| at("address")(&error))?;
    let sub = draft.sub_address.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let sub = sub.map(SourceAddress::parse).transpose().map_err(|error| at("sub_address")(&error))?;
    let mut tags: Vec<String> = Vec::new();
    for tag in &draft.tags {
        let tag = knobs::check_tag(tag).map_err(|error| at("tags")(&error))?;
        if !tags.iter().any(|known| is_same_tag(known, &tag)) {
            tags.push(tag);
        }
    }
    if tags.len() > TAGS {
        return Err(Problem::bad_input("tags", Refusal::TooManyTags { most: TAGS }));
    }
    if draft.priority > 9 {
        return Err(Problem::bad_input("priority", Refusal::Priority));
    }
    let profile = ProfileId(draft.profile);
    let also_profiles: Vec<ProfileId> = draft.also_profiles.iter().map(|id| ProfileId(*id)).collect();
    for wanted in std::iter::once(&profile).chain(&also_profiles) {
        if !config.profiles.contains_key(wanted) {
            return Err(Problem::bad_input("profile", Refusal::ProfileGone));
        }
    }
    let (user, password) = credentials(draft, config, &main, sub.as_ref(), known)?;
    Ok(CameraRow {
        name,
        location,
        address: main.address,
        sub_address: sub.map(|sub| sub.address),
        user,
        password,
        priority: draft.priority,
        enabled: draft.enabled,
        tags,
        profile,
        also_profiles,
    })
}

/// The fields win over what stands in the addresses; an address brings what the fields leave open. A user that is
/// merely the one from before, or the duplicated camera's, is left open: with the password of a new address it would be
/// refused.
fn credentials(
    draft: &CameraDraft,
    config: &Config,
    main: &SplitAddress,
    sub: Option<&SplitAddress>,
    known: Option<&Camera>,
) -> Result<(Option<String>, PasswordChange), Problem> {
    let typed = draft.user.as_deref().map(str::trim).filter(|user| !user.is_empty()).map(str::to_owned);
    let pasted_user = main.user.clone().or_else(|| sub.and_then(|sub| sub.user.clone()));
    let pasted_password = main.password.clone().or_else(|| sub.and_then(|sub| sub.password.clone()));
    let original = match draft.password {
        PasswordDraft::Of { camera } => Some(
            find_camera(config, CameraId(camera))
                .map_err(|_| Problem::bad_input("password", Refusal::PasswordOfNobody))?,
        ),
        PasswordDraft::Keep | PasswordDraft::Set { .. } | PasswordDraft::Clear => None,
    };
    let before = known.or(original).and_then(|camera| camera.user.clone());
    let is_from_before = typed.is_some() && typed == before;
    let user = if is_from_before { pasted_user.or(typed) } else { typed.or(pasted_user) };
    let password = match (&draft.password, pasted_password) {
        (PasswordDraft::Set { password }, _) if !password.is_empty() => {
            PasswordChange::Set(Secret::new(password))
        }
        (_, Some(pasted)) => PasswordChange::Set(pasted),
        (PasswordDraft::Set { .. } | PasswordDraft::Clear, None) => PasswordChange::Clear,
        (PasswordDraft::Keep, None) => PasswordChange::Keep,
        (PasswordDraft::Of { camera }, None) => PasswordChange::Of(CameraId(*camera)),
    };
    if let PasswordChange::Set(secret) = &password
        && let Err(error) = knobs::check_password(secret.reveal())
    {
        return Err(Problem::bad_input("password", error.to_string()));
    }
    if let Some(user) = &user
        && let Err(error) = knobs::check_user(user)
    {
        return Err(Problem::bad_input("user", error.to_string()));
    }
    Ok((user, password))
}

/// A profile with a draft's values laid over it.
pub fn check_profile(mut profile: StreamProfile, draft: &ProfileDraft) -> Result<StreamProfile, Problem> {
    profile.name =
        knobs::check_name(&draft.name).map_err(|error| Problem::bad_input("name", error.to_string()))?;
    for KnobValue { key, value } in &draft.values {
        knobs::set(&mut profile, key, value).map_err(|error| Problem::bad_input(key, error.to_string()))?;
    }
    Ok(profile)
}
