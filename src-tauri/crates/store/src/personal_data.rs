//! Everything that is kept of one person, for an export to them.

use std::collections::BTreeMap;

use bellwatch_domain::{CameraId, PeriodOccurrence, Person, PersonId};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;
use zeroize::Zeroizing;

use crate::rows::instant;
use crate::{AttendanceEntry, AttendanceOf, Error, KeptSighting, Photo, Store};

/// Everything that is kept of one person. Not printed.
#[derive(Clone)]
pub struct PersonalData {
    /// Who, with the consent that stands.
    pub person: Person,
    /// When their consent was recorded, and by whom.
    pub consent_recorded: Option<(DateTime<Utc>, String)>,
    /// Their photos, with the picture where it opens.
    pub photos: Vec<(Photo, Option<Zeroizing<Vec<u8>>>)>,
    /// How many templates each model made of them.
    pub templates: BTreeMap<String, u32>,
    /// Their sightings, oldest first; 200 000 at most.
    pub sightings: Vec<KeptSighting>,
    /// How much other people's sightings were like them: when, by which camera, and the cosine; oldest first, 200 000 at
    /// most.
    pub likened: Vec<(DateTime<Utc>, CameraId, f32)>,
    /// Their attendance, with the occurrence that it is of.
    pub attendance: Vec<(PeriodOccurrence, AttendanceEntry)>,
}

impl Store {
    /// Everything that is kept of a person.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`]; [`Error::FaceKey`] when the key to their photos cannot be had; when the store cannot be read.
    pub async fn personal_data(&self, id: PersonId) -> Result<PersonalData, Error> {
        let person = self.person(id).await?.ok_or(Error::Gone { what: "person" })?;
        let recorded = sqlx::query("SELECT recorded_ms, recorded_by FROM consent WHERE person_id = ?")
            .bind(id.0)
            .fetch_optional(&self.reader)
            .await?;
        let consent_recorded = match recorded {
            None => None,
            Some(row) => Some((instant(row.try_get("recorded_ms")?)?, row.try_get("recorded_by")?)),
        };
        let mut photos = Vec::new();
        for photo in self.photos_of(id).await? {
            let picture = self.photo_picture(photo.id).await?;
            photos.push((photo, picture));
        }
        let rows = sqlx::query(
            "SELECT model, count(*) AS made FROM face_template WHERE person_id = ? GROUP BY model",
        )
        .bind(id.0)
        .fetch_all(&self.reader)
        .await?;
        let mut templates = BTreeMap::new();
        for row in &rows {
            templates.insert(row.try_get("model")?, row.try_get("made")?);
        }
        let (from, to) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        Ok(PersonalData {
            person,
            consent_recorded,
            photos,
            templates,
            sightings: self.sightings(Some(id), from, to).await?,
            likened: self.likened(id).await?,
            attendance: self.attendance_of_person(id).await?,
        })
    }

    async fn likened(&self, id: PersonId) -> Result<Vec<(DateTime<Utc>, CameraId, f32)>, Error> {
        let rows = sqlx::query(
            "SELECT at_ms, camera_id, sighting_likest.score AS likeness
             FROM sighting_likest JOIN sighting ON sighting.id = sighting_id
             WHERE sighting_likest.person_id = ?1 AND sighting.person_id <> ?1 ORDER BY at_ms LIMIT 200000",
        )
        .bind(id.0)
        .fetch_all(&self.reader)
        .await?;
        let likened = rows.iter().map(|row| {
            Ok((
                instant(row.try_get("at_ms")?)?,
                CameraId(row.try_get("camera_id")?),
                row.try_get("likeness")?,
            ))
        });
        likened.collect()
    }

    async fn attendance_of_person(
        &self,
        id: PersonId,
    ) -> Result<Vec<(PeriodOccurrence, AttendanceEntry)>, Error> {
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        let (from, to) = (day(1), day(9999));
        let of = AttendanceOf { from, to, occurrence: None, person: Some(id), group: None };
        let mut attendance = Vec::new();
        for ((number, _), entry) in self.attendance(&of).await? {
            if let Some(occurrence) = self.occurrence(number).await? {
                attendance.push((occurrence, entry));
            }
        }
        Ok(attendance)
    }
}
