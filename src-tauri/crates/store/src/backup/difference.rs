//! What a restore or an import would change: what is new, changed and gone, by the names that people use.

use std::collections::BTreeMap;

use bellwatch_domain::plan::Config;
use bellwatch_domain::{BellSchedule, Camera, Person, ProfileId, StreamProfile};

use crate::Store;

/// What a restore or an import would change of one kind of thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Names that are in what comes alone.
    pub new: Vec<String>,
    /// Names that are in both, with something else beneath.
    pub changed: Vec<String>,
    /// Names that are in the present store alone, and go.
    pub gone: Vec<String>,
}

impl Difference {
    /// Whether nothing changes.
    pub fn is_none(&self) -> bool {
        *self == Difference::default()
    }
}

/// The difference between two lists of named things.
fn between<T: PartialEq>(
    present: impl Iterator<Item = (String, T)>,
    restored: impl Iterator<Item = (String, T)>,
) -> Difference {
    let keyed = |name: &str| name.to_lowercase();
    let mut present: BTreeMap<String, (String, T)> =
        present.map(|(name, thing)| (keyed(&name), (name, thing))).collect();
    let mut difference = Difference::default();
    for (name, thing) in restored {
        match present.remove(&keyed(&name)) {
            None => difference.new.push(name),
            Some((_, known)) if known != thing => difference.changed.push(name),
            Some(_) => {}
        }
    }
    difference.gone = present.into_values().map(|(name, _)| name).collect();
    difference
}

/// A camera by its name and what an operator sets of it: no number, nothing measured, no pause.
fn camera(camera: &Camera) -> (String, Camera) {
    let mut bare = camera.clone();
    (bare.revision, bare.pause, bare.keyframe_interval, bare.sub_keyframe_interval) = (0, None, None, None);
    bare.id = bellwatch_domain::CameraId(0);
    (camera.name.clone(), bare)
}

fn profile(profile: &StreamProfile) -> (String, StreamProfile) {
    let bare = StreamProfile { id: ProfileId(0), revision: 0, ..profile.clone() };
    (profile.name.clone(), bare)
}

fn schedule(schedule: &BellSchedule) -> (String, BellSchedule) {
    (schedule.name.clone(), schedule.clone())
}

/// Cameras, profiles and schedules; from nothing where there is no present store.
pub(crate) fn of_config(present: Option<&Config>, restored: &Config) -> (Difference, Difference, Difference) {
    let cameras = |config: &Config| config.cameras.iter().map(camera).collect::<Vec<_>>();
    let profiles = |config: &Config| config.profiles.values().map(profile).collect::<Vec<_>>();
    let schedules = |config: &Config| config.schedules.iter().map(schedule).collect::<Vec<_>>();
    (
        between(present.map(cameras).unwrap_or_default().into_iter(), cameras(restored).into_iter()),
        between(present.map(profiles).unwrap_or_default().into_iter(), profiles(restored).into_iter()),
        between(present.map(schedules).unwrap_or_default().into_iter(), schedules(restored).into_iter()),
    )
}

/// People, by their codes.
pub(super) async fn of_people(present: Option<&Store>, restored: &Store) -> Result<Difference, crate::Error> {
    let list = |people: Vec<Person>| {
        people.into_iter().map(|person| {
            let mut bare = person.clone();
            bare.id = bellwatch_domain::PersonId(0);
            (person.code, bare)
        })
    };
    let known = match present {
        Some(present) => present.people().await?,
        None => Vec::new(),
    };
    Ok(between(list(known), list(restored.people().await?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_changes_and_goes_is_told_apart_by_name_without_case() {
        let list = |things: &[(&str, i32)]| {
            things.iter().map(|(name, thing)| ((*name).to_owned(), *thing)).collect::<Vec<_>>().into_iter()
        };
        let difference = between(
            list(&[("Gate", 1), ("Yard", 1), ("Hall", 1)]),
            list(&[("gate", 1), ("Yard", 2), ("Roof", 1)]),
        );
        let expected = Difference {
            new: vec!["Roof".to_owned()],
            changed: vec!["Yard".to_owned()],
            gone: vec!["Hall".to_owned()],
        };
        assert_eq!(difference, expected);
        assert!(between(list(&[("a", 1)]), list(&[("A", 1)])).is_none());
    }
}
