//! Faces for journeys: people who are enrolled straight through the store, and a pack of models that sees what it is told
//! to see, for where the models themselves do not matter.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bellwatch_domain::matching::Candidate;
use bellwatch_domain::models::{
    Computing, Models, ModelsError, OpenPhoto, Opened, PackFacts, PackProgress, PackSource,
};
use bellwatch_domain::recognition::{
    Embedding, Face, FaceBox, FaceQuality, ModelId, Picture, Recogniser, RecognitionError, Search,
};
use bellwatch_domain::{Consent, PersonId, PhotoId};
use bellwatch_store::{NewPhoto, NewTemplate, PersonRow, PhotoOrigin, Store};
use chrono::{DateTime, NaiveDate, Utc};

use crate::house::Failed;

/// Who enrols in journeys.
const ACTOR: &str = "journey";

/// Somebody who consents, of the class 7A.
///
/// # Errors
///
/// When the store refuses them.
pub async fn consenting(store: &Store, code: &str, now: DateTime<Utc>) -> Result<PersonId, Failed> {
    let row = PersonRow {
        code: code.to_owned(),
        name: format!("Name of {code}"),
        group: "7A".to_owned(),
        active: true,
    };
    let id = store.add_person(&row, ACTOR, now).await?;
    let given = NaiveDate::from_ymd_opt(2026, 9, 1).ok_or("no date")?;
    let consent = Consent { given, by: "Their parents".to_owned(), document: "Form 7".to_owned() };
    store.give_consent(&[id], &consent, ACTOR, now).await?;
    Ok(id)
}

/// A photo of somebody, with what a model made of it, or without.
///
/// # Errors
///
/// When the store refuses it.
pub async fn enrol(
    store: &Store,
    person: PersonId,
    picture: &[u8],
    template: Option<(&str, &[f32])>,
    now: DateTime<Utc>,
) -> Result<PhotoId, Failed> {
    let quality = FaceQuality {
        sharpness: 120.0,
        brightness: 110.0,
        contrast: 50.0,
        yaw: 0.0,
        roll_degrees: 0.0,
        eyes_px: 80.0,
    };
    let photo = NewPhoto { origin: PhotoOrigin::File, picture: picture.to_vec(), quality, tray_face: None };
    let template = template.map(|(model, embedding)| NewTemplate {
        model: model.to_owned(),
        embedding: embedding.to_vec(),
        quality: 0.9,
    });
    Ok(store.add_photo(person, &photo, template.as_ref(), ACTOR, now).await?)
}

/// The pack that [`Seeing`] has.
pub const PACK: &str = "seeing";
/// The model of that pack.
pub const MODEL: &str = "seeing-1";

/// Models that see one face in each picture, always the same: 60 pixels wide, in the direction (1, 0).
#[derive(Default)]
pub struct Seeing {
    /// How each opening was asked to compute, in order.
    pub opened: Mutex<Vec<Computing>>,
    /// What a provider that does not work says, one sentence each.
    pub tried: Mutex<Vec<String>>,
    /// Whether the pack cannot be opened.
    pub is_damaged: AtomicBool,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    det_sets: Mutex<BTreeSet<u32>>,
    is_broken: AtomicBool,
    look_takes_ms: AtomicU64,
}

impl Seeing {
    /// Sides of the detector's square that were asked for.
    pub fn det_sets(&self) -> BTreeSet<u32> {
        self.state.det_sets.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Has the models fail from now on, or work again.
    pub fn set_broken(&self, is_broken: bool) {
        self.state.is_broken.store(is_broken, Ordering::Relaxed);
    }

    /// How long each look takes from now on.
    pub fn set_look_takes(&self, takes: Duration) {
        let ms = u64::try_from(takes.as_millis()).unwrap_or(u64::MAX);
        self.state.look_takes_ms.store(ms, Ordering::Relaxed);
    }

    fn facts() -> PackFacts {
        PackFacts {
            id: PACK.to_owned(),
            name: "Seeing".to_owned(),
            installed: true,
            broken: None,
            own_licence: false,
            bytes: 1,
            licences: vec!["for tests".to_owned()],
            model: Some(ModelId::new(MODEL)),
            embedding_length: 2,
            threshold: 0.5,
        }
    }
}

impl Models for Seeing {
    fn packs(&self) -> Result<Vec<PackFacts>, ModelsError> {
        Ok(vec![Seeing::facts()])
    }

    fn open(&self, pack: &str, wish: &Computing) -> Result<Opened, ModelsError> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(*wish);
        if pack != PACK || self.is_damaged.load(Ordering::Relaxed) {
            return Err(ModelsError::new(format!("The model pack {pack} is damaged.")));
        }
        let recogniser = SeeingOne { model: ModelId::new(MODEL), state: Arc::clone(&self.state) };
        let tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Opened { recogniser: Arc::new(recogniser), provider: "CPU".to_owned(), tried })
    }

    fn install(
        &self,
        _: Option<&str>,
        _: &PackSource,
        _: &mut dyn FnMut(PackProgress),
    ) -> Result<String, ModelsError> {
        Err(ModelsError::new("There is nothing to install."))
    }

    fn remove(&self, pack: &str) -> Result<(), ModelsError> {
        Err(ModelsError::new(format!("There is no model pack {pack}.")))
    }

    fn photo(&self, name: &str, _: &[u8]) -> Result<OpenPhoto, ModelsError> {
        OpenPhoto::new(8, 8, vec![100; 192]).ok_or_else(|| ModelsError::new(format!("{name} has no pixels.")))
    }
}

struct SeeingOne {
    model: ModelId,
    state: Arc<State>,
}

impl Recogniser for SeeingOne {
    fn model(&self) -> &ModelId {
        &self.model
    }

    fn threshold(&self) -> f32 {
        0.5
    }

    fn detect(&self, _: &Picture<'_>, det_set_px: u32) -> Result<Vec<Face>, RecognitionError> {
        self.state.det_sets.lock().unwrap_or_else(PoisonError::into_inner).insert(det_set_px);
        std::thread::sleep(Duration::from_millis(self.state.look_takes_ms.load(Ordering::Relaxed)));
        if self.state.is_broken.load(Ordering::Relaxed) {
            return Err(RecognitionError::Shape);
        }
        let bounds = FaceBox { x: 40.0, y: 40.0, width: 60.0, height: 60.0 };
        Ok(vec![Face { bounds, landmarks: [(60.0, 60.0); 5], score: 0.9 }])
    }

    fn embed(&self, faces: &[(&Picture<'_>, &Face)]) -> Result<Vec<Embedding>, RecognitionError> {
        let one = || Embedding::new(self.model.clone(), vec![1.0, 0.0]).ok_or(RecognitionError::NoDirection);
        faces.iter().map(|_| one()).collect()
    }

    fn quality(&self, _: &Picture<'_>, _: &Face) -> FaceQuality {
        FaceQuality {
            sharpness: 100.0,
            brightness: 100.0,
            contrast: 50.0,
            yaw: 0.0,
            roll_degrees: 0.0,
            eyes_px: 30.0,
        }
    }

    fn gallery(&self, templates: &[(PersonId, Embedding)]) -> Result<Arc<dyn Search>, RecognitionError> {
        Ok(Arc::new(All(templates.to_vec())))
    }
}

struct All(Vec<(PersonId, Embedding)>);

impl Search for All {
    fn search(&self, probe: &Embedding, most: usize) -> Vec<Candidate> {
        let score = |(person, embedding): &(PersonId, Embedding)| {
            Some(Candidate { person: *person, score: probe.cosine(embedding)? })
        };
        let mut all: Vec<Candidate> = self.0.iter().filter_map(score).collect();
        all.sort_by(|a, b| b.score.total_cmp(&a.score));
        all.truncate(most);
        all
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}
