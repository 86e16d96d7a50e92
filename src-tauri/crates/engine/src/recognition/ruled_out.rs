//! Whose a track of faces is not, as hands have said of its sightings.

use std::collections::{BTreeMap, BTreeSet};

use bellwatch_domain::PersonId;

/// Nobody.
const NOBODY: &BTreeSet<PersonId> = &BTreeSet::new();

/// Who each track is not, by its mark.
#[derive(Debug, Default)]
pub(super) struct RuledOut(BTreeMap<String, BTreeSet<PersonId>>);

impl RuledOut {
    /// Of marks of tracks and who they are not.
    pub(super) fn new(all: Vec<(String, PersonId)>) -> Self {
        let mut by_track: BTreeMap<String, BTreeSet<PersonId>> = BTreeMap::new();
        for (track, person) in all {
            by_track.entry(track).or_default().insert(person);
        }
        RuledOut(by_track)
    }

    /// Whether nothing was said of any track.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Who the track with this mark is not.
    pub(super) fn of(&self, mark: &str) -> &BTreeSet<PersonId> {
        self.0.get(mark).unwrap_or(NOBODY)
    }
}
