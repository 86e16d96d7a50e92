//! Learning photos anew when another model is at work: each photo becomes a template of it, in the background.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use bellwatch_domain::PhotoId;
use bellwatch_domain::models::{Models, OpenPhoto};
use bellwatch_domain::recognition::{Face, Recogniser};
use bellwatch_store::{Error, NewTemplate, Photo, Store};
use zeroize::Zeroizing;

use crate::api::problem::chain;

/// The detector's square for a photo, pixels: faces in photos of an enrolment are large.
const DET_SET_PX: u32 = 640;
/// Photos that are learnt before anything else is looked at.
const BATCH: usize = 8;

/// Photos that are still to be learnt, in order.
#[derive(Debug, Default)]
pub(super) struct Learning {
    waiting: VecDeque<PhotoId>,
    /// Photos of which nothing can be learnt: no face is found in them.
    left_out: BTreeSet<PhotoId>,
}

impl Learning {
    /// Has these photos learnt, but for those of which nothing can be.
    pub(super) fn begin(&mut self, photos: &[Photo]) {
        let fresh = photos.iter().map(|photo| photo.id).filter(|photo| !self.left_out.contains(photo));
        self.waiting = fresh.collect();
    }

    /// Photos of which nothing could be learnt.
    pub(super) fn left_out(&self) -> usize {
        self.left_out.len()
    }

    /// How many are still to be learnt.
    pub(super) fn left(&self) -> usize {
        self.waiting.len()
    }

    /// Learns the next few; how many templates were kept.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or written; those of this call are learnt again by the next.
    pub(super) async fn learn_some(
        &mut self,
        store: &Store,
        models: &Arc<dyn Models>,
        recogniser: &Arc<dyn Recogniser>,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<usize, Error> {
        let some: Vec<PhotoId> = self.waiting.iter().take(BATCH).copied().collect();
        let mut templates = Vec::with_capacity(some.len());
        let mut left_out = Vec::new();
        for photo in &some {
            // One that was removed meanwhile, or whose key is gone.
            let Some(bytes) = store.photo_picture(*photo).await? else {
                left_out.push(*photo);
                continue;
            };
            let (models, recogniser) = (Arc::clone(models), Arc::clone(recogniser));
            let learnt =
                tokio::task::spawn_blocking(move || learn(models.as_ref(), recogniser.as_ref(), &bytes));
            match learnt.await.map_err(|error| error.to_string()).flatten() {
                Ok(template) => templates.push((*photo, template)),
                Err(why) => {
                    tracing::warn!(%photo, why, "a photo could not be learnt");
                    left_out.push(*photo);
                }
            }
        }
        let kept = if templates.is_empty() { 0 } else { store.add_templates(&templates, now).await? };
        self.waiting.drain(..some.len());
        self.left_out.extend(left_out);
        Ok(kept)
    }
}

/// A template of the largest face in a photo.
fn learn(
    models: &dyn Models,
    recogniser: &dyn Recogniser,
    bytes: &Zeroizing<Vec<u8>>,
) -> Result<NewTemplate, String> {
    let photo: OpenPhoto = models.photo("photo", bytes).map_err(|error| chain(&error))?;
    let picture = photo.picture().ok_or("it has no pixels")?;
    let faces = recogniser.detect(&picture, DET_SET_PX).map_err(|error| chain(&error))?;
    let area = |face: &Face| face.bounds.width * face.bounds.height;
    let face = faces.iter().max_by(|a, b| area(a).total_cmp(&area(b))).ok_or("no face is found in it")?;
    let embedding = recogniser.embed(&[(&picture, face)]).map_err(|error| chain(&error))?.pop();
    let embedding = embedding.ok_or("the model gave nothing")?.values().to_vec();
    Ok(NewTemplate {
        model: recogniser.model().as_str().to_owned(),
        embedding,
        quality: face.score.clamp(0.0, 1.0),
    })
}
