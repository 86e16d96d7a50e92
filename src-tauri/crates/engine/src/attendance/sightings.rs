//! Sightings as a human looks through them.

use std::collections::BTreeMap;

use bellwatch_domain::doubt::{Doubt, DoubtRules};
use bellwatch_domain::pause::instant_of;
use bellwatch_domain::plan::Config;
use bellwatch_domain::site::Site;
use bellwatch_domain::{CameraId, Person, PersonId, PhotoId};
use bellwatch_store::{Decision, Error, KeptSighting, Photo, Store};
use chrono::{DateTime, NaiveTime, Utc};

use super::evaluator::rules;
use crate::wire::{LikestView, OtherSightingView, ReviewDecision, SightingDetail, SightingView};

/// Sightings in one answer; the newest.
const MOST: u32 = 5_000;
/// Other sightings of a day that are shown beside one; those nearest to it in time.
const MOST_OTHERS: usize = 12;

/// What is doubtful at a site.
pub(crate) fn doubt_rules(site: &Site, threshold: Option<f32>) -> DoubtRules {
    DoubtRules::new(threshold, site.match_margin as f32, rules(site).votes)
}

/// Sightings as the window shows them, oldest first, at most the newest 5000.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) async fn views(
    store: &Store,
    config: &Config,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    only_doubtful: bool,
    threshold: Option<f32>,
) -> Result<Vec<SightingView>, Error> {
    let rules = doubt_rules(&config.site, threshold);
    let found = store.sightings_to_review((from, to), &rules, only_doubtful, MOST).await?;
    let people = store.people().await?;
    let mut photos = Photos { store, best: BTreeMap::new() };
    let mut views = Vec::with_capacity(found.len());
    for (kept, votes) in &found {
        let photo = photos.best(kept.sighting.person).await?;
        // Also where a hand has decided, so that a decision can be looked at and taken back.
        let doubt = rules.about(&kept.sighting, kept.doubt, *votes).map(Doubt::sentence);
        views.push(view(kept, config, &people, photo, doubt));
    }
    Ok(views)
}

/// What is known around a sighting: whom its face is like, and where its person was seen else on that local day.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) async fn detail(
    store: &Store,
    config: &Config,
    kept: &KeptSighting,
) -> Result<SightingDetail, Error> {
    let mut photos = Photos { store, best: BTreeMap::new() };
    let people = store.people().await?;
    let mut likest = Vec::new();
    for one in store.likest(kept.id).await? {
        let photo = photos.best(one.person).await?.map(|photo| photo.0);
        let (person, person_name) = (one.person.0, name(&people, one.person));
        likest.push(LikestView { person, person_name, photo, score: one.score });
    }
    let (from, to) = day_of(kept.sighting.at, config);
    let mut others = store.sightings(Some(kept.sighting.person), from, to).await?;
    others.retain(|other| other.id != kept.id);
    let all = others.len();
    others.sort_by_key(|other| ((other.sighting.at - kept.sighting.at).abs(), other.id));
    others.truncate(MOST_OTHERS);
    others.sort_by_key(|other| (other.sighting.at, other.id));
    let others = others.iter().map(|other| OtherSightingView {
        id: other.id.0,
        camera_name: camera_name(config, other.sighting.camera),
        at_ms: other.sighting.at.timestamp_millis(),
        score: other.sighting.score,
        has_crop: other.has_crop,
        decision: other.decision.map(decision_view),
    });
    Ok(SightingDetail { likest, others: others.collect(), others_all: all as u64 })
}

/// The site's local day of an instant.
fn day_of(at: DateTime<Utc>, config: &Config) -> (DateTime<Utc>, DateTime<Utc>) {
    let zone = config.site.time_zone;
    let date = at.with_timezone(&zone).date_naive();
    let begins = |date: chrono::NaiveDate| instant_of(date.and_time(NaiveTime::MIN), zone);
    (begins(date), date.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, begins))
}

/// The best photo of each person, looked up once.
struct Photos<'a> {
    store: &'a Store,
    best: BTreeMap<PersonId, Option<PhotoId>>,
}

impl Photos<'_> {
    async fn best(&mut self, person: PersonId) -> Result<Option<PhotoId>, Error> {
        if let Some(photo) = self.best.get(&person) {
            return Ok(*photo);
        }
        let photo = best(&self.store.photos_of(person).await?);
        self.best.insert(person, photo);
        Ok(photo)
    }
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
    SightingView {
        id: kept.id.0,
        person: sighting.person.0,
        person_name: name(people, sighting.person),
        camera: sighting.camera.0,
        camera_name: camera_name(config, sighting.camera),
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

fn name(people: &[Person], id: PersonId) -> String {
    people.iter().find(|person| person.id == id).map(|person| person.name.clone()).unwrap_or_default()
}

/// What a camera is called, also once it is removed.
pub(crate) fn camera_name(config: &Config, id: CameraId) -> String {
    let camera = config.cameras.iter().find(|camera| camera.id == id);
    camera.map_or_else(|| "A removed camera".to_owned(), |camera| camera.name.clone())
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
