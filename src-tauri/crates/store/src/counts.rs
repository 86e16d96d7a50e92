//! How much is kept of people: counts without names, and who can be recognised at all.

use std::collections::BTreeSet;

use bellwatch_domain::PersonId;
use sqlx::Row;

use crate::rows::unsigned;
use crate::{Error, Store};

/// How much is kept of people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeptCounts {
    /// People.
    pub people: u64,
    /// Those of them who are at the school now.
    pub active: u64,
    /// Consents that stand.
    pub consents: u64,
    /// Photos.
    pub photos: u64,
    /// FaceTemplates, of whatever model.
    pub templates: u64,
    /// Sightings.
    pub sightings: u64,
    /// Sightings with a picture.
    pub crops: u64,
    /// Attendance records.
    pub records: u64,
    /// Corrections of hands.
    pub corrections: u64,
    /// Unknown faces.
    pub unknown_faces: u64,
    /// Clips.
    pub clips: u64,
}

impl Store {
    /// How much is kept of people.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn kept_counts(&self) -> Result<KeptCounts, Error> {
        let row = sqlx::query(
            "SELECT (SELECT count(*) FROM person) AS people, (SELECT count(*) FROM person WHERE active) AS active,
                    (SELECT count(*) FROM consent) AS consents, (SELECT count(*) FROM photo) AS photos,
                    (SELECT count(*) FROM face_template) AS templates,
                    (SELECT count(*) FROM sighting) AS sightings, (SELECT count(*) FROM evidence) AS crops,
                    (SELECT count(*) FROM attendance) AS records,
                    (SELECT count(*) FROM correction) AS corrections,
                    (SELECT count(*) FROM unknown_face) AS unknown_faces, (SELECT count(*) FROM clip) AS clips",
        )
        .fetch_one(&self.reader)
        .await?;
        Ok(KeptCounts {
            people: unsigned(&row, "people")?,
            active: unsigned(&row, "active")?,
            consents: unsigned(&row, "consents")?,
            photos: unsigned(&row, "photos")?,
            templates: unsigned(&row, "templates")?,
            sightings: unsigned(&row, "sightings")?,
            crops: unsigned(&row, "crops")?,
            records: unsigned(&row, "records")?,
            corrections: unsigned(&row, "corrections")?,
            unknown_faces: unsigned(&row, "unknown_faces")?,
            clips: unsigned(&row, "clips")?,
        })
    }

    /// Everybody of whom there is a FaceTemplate, of whatever model.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn enrolled(&self) -> Result<BTreeSet<PersonId>, Error> {
        let rows =
            sqlx::query("SELECT DISTINCT person_id FROM face_template").fetch_all(&self.reader).await?;
        rows.iter().map(|row| Ok(PersonId(row.try_get("person_id")?))).collect()
    }
}
