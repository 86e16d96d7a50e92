//! Sightings as a human looks through them, and what is doubtful about one.

use std::collections::BTreeMap;

use bellwatch_domain::matching::ReviewWhy;
use bellwatch_domain::plan::Config;
use bellwatch_domain::{OccurrenceId, Person, PersonId, PhotoId};
use bellwatch_store::{Decision, Error, KeptSighting, Photo, Store};

use super::evaluator::rules;
use crate::wire::{ReviewDecision, SightingView};

/// A match that is better than its threshold by less than this, too.
const JUST: f32 = 0.03;
/// Sightings in one answer; the newest.
const MOST: usize = 5_000;

/// What makes a sighting doubtful at a site.
struct Doubts {
    threshold: Option<f32>,
    margin: f32,
    votes_needed: u32,
    /// Votes of each person in each occurrence.
    votes: BTreeMap<(PersonId, Option<OccurrenceId>), u32>,
}

impl Doubts {
    fn of(sightings: &[KeptSighting], config: &Config, threshold: Option<f32>) -> Self {
        let mut votes = BTreeMap::new();
        for kept in sightings {
            let all: &mut u32 = votes.entry((kept.sighting.person, kept.occurrence)).or_default();
            *all = all.saturating_add(kept.sighting.votes);
        }
        Doubts {
            threshold,
            margin: config.site.match_margin as f32,
            votes_needed: rules(&config.site).votes,
            votes,
        }
    }

    /// Why a human should look, one sentence; also where one has, so that a decision can be looked at and taken back.
    fn about(&self, kept: &KeptSighting) -> Option<String> {
        let sighting = &kept.sighting;
        if let Some(why) = kept.doubt {
            return Some(why.sentence().to_owned());
        }
        if sighting.margin < self.margin {
            return Some(ReviewWhy::TooClose.sentence().to_owned());
        }
        if self.threshold.is_some_and(|threshold| sighting.score < threshold + JUST) {
            return Some("This face is only just like enough to the photos.".to_owned());
        }
        let votes = self.votes.get(&(sighting.person, kept.occurrence)).copied().unwrap_or(0);
        if kept.occurrence.is_some() && votes < self.votes_needed {
            let times = if votes == 1 { "once".to_owned() } else { format!("{votes} times") };
            return Some(format!("Matched {times} only in this period; {} are needed.", self.votes_needed));
        }
        None
    }
}

/// Sightings as the window shows them, oldest first, at most the newest 5000.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) async fn views(
    store: &Store,
    config: &Config,
    sightings: &[KeptSighting],
    only_doubtful: bool,
    threshold: Option<f32>,
) -> Result<Vec<SightingView>, Error> {
    let doubts = Doubts::of(sightings, config, threshold);
    let told = sightings.iter().map(|kept| (kept, doubts.about(kept)));
    let mut told: Vec<_> = told.filter(|(_, doubt)| !only_doubtful || doubt.is_some()).collect();
    told.drain(..told.len().saturating_sub(MOST));
    let people = store.people().await?;
    let mut photos: BTreeMap<PersonId, Option<PhotoId>> = BTreeMap::new();
    let mut views = Vec::with_capacity(told.len());
    for (kept, doubt) in told {
        let person = kept.sighting.person;
        let photo = match photos.get(&person) {
            Some(photo) => *photo,
            None => {
                let best = best(&store.photos_of(person).await?);
                photos.insert(person, best);
                best
            }
        };
        views.push(view(kept, config, &people, photo, doubt));
    }
    Ok(views)
}

/// The photo that looks straight ahead most.
fn best(photos: &[Photo]) -> Option<PhotoId> {
    let order = |one: &&Photo, other: &&Photo| {
        one.quality.yaw.abs().total_cmp(&other.quality.yaw.abs()).then(one.id.cmp(&other.id))
    };
    photos.iter().min_by(order).map(|photo| photo.id)
}

fn view(
    kept: &KeptSighting,
    config: &Config,
    people: &[Person],
    photo: Option<PhotoId>,
    doubt: Option<String>,
) -> SightingView {
    let sighting = &kept.sighting;
    let person = people.iter().find(|person| person.id == sighting.person);
    let camera = config.cameras.iter().find(|camera| camera.id == sighting.camera);
    SightingView {
        id: kept.id.0,
        person: sighting.person.0,
        person_name: person.map(|person| person.name.clone()).unwrap_or_default(),
        camera: sighting.camera.0,
        camera_name: camera.map_or_else(|| "A removed camera".to_owned(), |camera| camera.name.clone()),
        at_ms: sighting.at.timestamp_millis(),
        score: sighting.score,
        margin: sighting.margin,
        votes: sighting.votes,
        has_crop: kept.has_crop,
        has_frame: kept.has_frame,
        photo: photo.map(|photo| photo.0),
        decision: kept.decision.map(decision_view),
        doubt,
    }
}

/// A decision as the window knows it.
pub(crate) fn decision_view(decision: Decision) -> ReviewDecision {
    match decision {
        Decision::Confirm => ReviewDecision::Confirm,
        Decision::SomeoneElse(person) => {
            ReviewDecision::SomeoneElse { person: person.map(|person| person.0) }
        }
        Decision::NotPerson => ReviewDecision::NotPerson,
        Decision::Unsure => ReviewDecision::Unsure,
    }
}

/// A decision as the store keeps it.
pub(crate) fn decision(decision: ReviewDecision) -> Decision {
    match decision {
        ReviewDecision::Confirm => Decision::Confirm,
        ReviewDecision::SomeoneElse { person } => Decision::SomeoneElse(person.map(PersonId)),
        ReviewDecision::NotPerson => Decision::NotPerson,
        ReviewDecision::Unsure => Decision::Unsure,
    }
}
