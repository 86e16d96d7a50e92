//! Sightings: that somebody was seen.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::{CameraId, PersonId};

/// A Person seen by a camera at an instant.
///
/// Person, camera and instant name it: the same three again are the same sighting, however often a frame is replayed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sighting {
    /// Who.
    pub person: PersonId,
    /// By which camera.
    pub camera: CameraId,
    /// When.
    pub at: DateTime<Utc>,
    /// Cosine to the person, −1 to 1, the best of its frames.
    pub score: f32,
    /// How much more than to anybody else.
    pub margin: f32,
    /// In how many frames they were matched; each is a vote.
    pub votes: u32,
}

/// `sightings` by their instants, each once; of several that are the same, the one with most votes, then the best score.
pub fn each_once(sightings: &[Sighting]) -> Vec<Sighting> {
    let mut by_name: BTreeMap<(DateTime<Utc>, CameraId, PersonId), Sighting> = BTreeMap::new();
    for sighting in sightings {
        by_name
            .entry((sighting.at, sighting.camera, sighting.person))
            .and_modify(|kept| {
                let is_better =
                    sighting.votes.cmp(&kept.votes).then(sighting.score.total_cmp(&kept.score)).is_gt();
                if is_better {
                    *kept = *sighting;
                }
            })
            .or_insert(*sighting);
    }
    by_name.into_values().collect()
}
