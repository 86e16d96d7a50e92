//! A photo from a sighting: the picture of a face that a hand has given to somebody.

use std::sync::Arc;

use bellwatch_domain::{PersonId, SightingId};
use bellwatch_store::{Decision, KeptSighting};

use super::enroller::{Enroller, Source};
use crate::wire::{PhotoReport, Problem};
use crate::words::refusals::Refusal;

impl Enroller {
    /// Adds the face of a sighting to the photos of whose it is. Deciding whose it is comes before, and adds nothing by
    /// itself: what is right for one period may be a bad picture to learn from.
    ///
    /// # Errors
    ///
    /// When nobody has decided whose face it is, when its picture is not kept, when there is no model pack, or the store
    /// cannot be read. What is wrong with the picture is in the report.
    pub async fn enrol_from_sighting(&self, sighting: i64) -> Result<PhotoReport, Problem> {
        let id = SightingId(sighting);
        let store = self.operator().store();
        let kept = store.sighting(id).await?.ok_or_else(|| Problem::gone("sighting"))?;
        let person = decided(&kept).ok_or_else(|| Problem::bad_input("", Refusal::NobodyYet))?;
        let evidence = store.evidence(id).await?;
        let evidence = evidence.ok_or_else(|| Problem::bad_input("", Refusal::PictureGone))?;
        let models = Arc::clone(self.models());
        let open = move || Ok(models.photo("The picture", &evidence.crop)?);
        self.begin().await?.photo("The picture", person, Source::Camera, open).await
    }
}

/// Whose face it is, if a hand has said so.
fn decided(kept: &KeptSighting) -> Option<PersonId> {
    match kept.decision? {
        Decision::Confirm => Some(kept.sighting.person),
        Decision::SomeoneElse(other) => other,
        Decision::NotPerson | Decision::Unsure => None,
    }
}
