//! A photo from the tray: an unknown face whose name somebody knows.

use std::sync::Arc;

use bellwatch_domain::{PersonId, UnknownFaceId};

use super::enroller::{Enroller, Source};
use crate::wire::{PhotoReport, Problem};

impl Enroller {
    /// Adds a face of the tray to the photos of a person, through the same gates as any photo. It leaves the tray with that;
    /// one that is refused stays there.
    ///
    /// # Errors
    ///
    /// When the face is gone or its picture does not open, when there is no model pack, or the store cannot be read. What is
    /// wrong with the picture is in the report.
    pub async fn enrol_unknown(&self, face: i64, person: i64) -> Result<PhotoReport, Problem> {
        let id = UnknownFaceId(face);
        let picture = self.operator().store().unknown_picture(id).await?;
        let picture = picture.ok_or_else(|| Problem::gone("unknown face"))?;
        let models = Arc::clone(self.models());
        let open = move || Ok(models.photo("The picture", &picture)?);
        self.begin().await?.photo("The picture", PersonId(person), Source::Tray(id), open).await
    }
}
