//! Photos of people, and what was measured of them. The pictures are sealed.

use bellwatch_domain::happened::Happened;
use bellwatch_domain::recognition::FaceQuality;
use bellwatch_domain::{PersonId, PhotoId, UnknownFaceId};
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use zeroize::Zeroizing;

use crate::error::face_key;
use crate::events::{self, By};
use crate::gallery::{self, NewTemplate};
use crate::kinds::Word;
use crate::rows::instant;
use crate::seal::{NoRandom, photo_picture};
use crate::{Error, Store, unknown};

/// Photos of one person.
const MOST_PHOTOS: usize = 20;
/// Longest picture, bytes.
const LONGEST_PICTURE: usize = 8 * 1024 * 1024 - 41;

/// Where a photo comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoOrigin {
    /// A file that somebody chose.
    File,
    /// Taken at this computer.
    Webcam,
    /// A frame of a camera.
    Camera,
    /// The tray of unknown faces.
    Tray,
}

impl Word for PhotoOrigin {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::File, "file"), (Self::Webcam, "webcam"), (Self::Camera, "camera"), (Self::Tray, "tray")];
}

/// A photo that is yet to be kept.
#[derive(Clone)]
pub struct NewPhoto {
    /// Where it comes from.
    pub origin: PhotoOrigin,
    /// A JPEG, 1280 px at most on its longer side, made anew so that nothing but the picture is in it.
    pub picture: Vec<u8>,
    /// What was measured.
    pub quality: FaceQuality,
    /// The unknown face that it is; it leaves the tray as the photo is kept.
    pub tray_face: Option<UnknownFaceId>,
}

/// A photo, without its picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
    /// Its number.
    pub id: PhotoId,
    /// Whose.
    pub person: PersonId,
    /// When it was added.
    pub added: DateTime<Utc>,
    /// Where it comes from.
    pub origin: PhotoOrigin,
    /// What was measured.
    pub quality: FaceQuality,
}

impl Store {
    /// Keeps a photo of a person together with what the model in use made of it; both or none. Without a model there is
    /// no template yet: [`Store::photos_without_template`] finds it later.
    ///
    /// # Errors
    ///
    /// [`Error::NoConsent`]; [`Error::TooMany`]; [`Error::FaceKey`] when it cannot be sealed; [`Error::OutOfRange`];
    /// [`Error::Gone`] when it is of an unknown face that is no longer there. Nothing is changed then.
    pub async fn add_photo(
        &self,
        person: PersonId,
        photo: &NewPhoto,
        template: Option<&NewTemplate>,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<PhotoId, Error> {
        if photo.picture.len() > LONGEST_PICTURE {
            let source = format!("a picture of {} bytes", photo.picture.len()).into();
            return Err(Error::OutOfRange { source });
        }
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let key = self.key_to_seal(&mut transaction).await.map_err(face_key)?;
        let row = sqlx::query("SELECT count(*) AS photos FROM photo WHERE person_id = ?")
            .bind(person.0)
            .fetch_one(&mut *transaction)
            .await?;
        if row.try_get::<i64, _>("photos")? >= MOST_PHOTOS as i64 {
            return Err(Error::TooMany { what: "photos of a person", most: MOST_PHOTOS });
        }
        let id = gallery::next_number(&mut transaction, "photo").await?;
        let sealed = key.seal_bytes(&photo.picture, &photo_picture(id));
        let sealed = sealed.map_err(|NoRandom| Error::FaceKey { why: NoRandom.to_string() })?;
        let quality = photo.quality;
        sqlx::query(
            "INSERT INTO photo (id, person_id, added_ms, origin, picture_sealed, sharpness, brightness, contrast, yaw,
                                roll_degrees, eyes_px)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(id)
        .bind(person.0)
        .bind(now.timestamp_millis())
        .bind(photo.origin.word())
        .bind(sealed)
        .bind(quality.sharpness)
        .bind(quality.brightness)
        .bind(quality.contrast)
        .bind(quality.yaw)
        .bind(quality.roll_degrees)
        .bind(quality.eyes_px)
        .execute(&mut *transaction)
        .await
        .map_err(gallery::consenting)?;
        let id = PhotoId(id);
        if let Some(template) = template {
            let number = gallery::next_number(&mut transaction, "face_template").await?;
            gallery::insert(&mut transaction, &key, number, person, id, template, now).await?;
        }
        if let Some(face) = photo.tray_face {
            unknown::remove_face(&mut transaction, face).await?;
        }
        let sentence = Happened::PhotoAdded { person };
        events::add(&mut transaction, &by.event("person", None, sentence)).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Removes a photo and what was made of it.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`].
    pub async fn remove_photo(&self, id: PhotoId, actor: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let row = sqlx::query("DELETE FROM photo WHERE id = ? RETURNING person_id")
            .bind(id.0)
            .fetch_optional(&mut *transaction)
            .await?;
        let person: i64 = row.ok_or(Error::Gone { what: "photo" })?.try_get("person_id")?;
        let sentence = Happened::PhotoRemoved { person: PersonId(person) };
        events::add(&mut transaction, &by.event("person", None, sentence)).await?;
        Ok(transaction.commit().await?)
    }

    /// The photos of a person, oldest first.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn photos_of(&self, person: PersonId) -> Result<Vec<Photo>, Error> {
        let rows = sqlx::query(
            "SELECT id, person_id, added_ms, origin, sharpness, brightness, contrast, yaw, roll_degrees, eyes_px
             FROM photo WHERE person_id = ? ORDER BY id",
        )
        .bind(person.0)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(photo).collect()
    }

    /// Everybody's photos, by person, then oldest first, and whether `model` has made a template of each; none has where
    /// there is no model.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn all_photos(&self, model: Option<&str>) -> Result<Vec<(Photo, bool)>, Error> {
        let rows = sqlx::query(
            "SELECT id, person_id, added_ms, origin, sharpness, brightness, contrast, yaw, roll_degrees, eyes_px,
                    EXISTS (SELECT 1 FROM face_template WHERE photo_id = photo.id AND model = ?) AS has_template
             FROM photo ORDER BY person_id, id",
        )
        .bind(model)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(|row| Ok((photo(row)?, row.try_get("has_template")?))).collect()
    }

    /// The photos that `model` has made no template of, by their numbers, beginning after `after`.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn photos_without_template(
        &self,
        model: &str,
        after: PhotoId,
        limit: u32,
    ) -> Result<Vec<Photo>, Error> {
        let rows = sqlx::query(
            "SELECT id, person_id, added_ms, origin, sharpness, brightness, contrast, yaw, roll_degrees, eyes_px
             FROM photo WHERE id > ?1
             AND NOT EXISTS (SELECT 1 FROM face_template WHERE photo_id = photo.id AND model = ?2)
             ORDER BY id LIMIT ?3",
        )
        .bind(after.0)
        .bind(model)
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(photo).collect()
    }

    /// The picture of a photo, a JPEG; `None` when it is no longer there or was sealed with another key.
    ///
    /// # Errors
    ///
    /// [`Error::FaceKey`] when the key cannot be had; when the store cannot be read.
    pub async fn photo_picture(&self, id: PhotoId) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let row = sqlx::query("SELECT picture_sealed FROM photo WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let key = self.keys.to_open().map_err(|why| Error::FaceKey { why })?;
        Ok(key.open_bytes(row.try_get("picture_sealed")?, &photo_picture(id.0)))
    }
}

/// Whose photo it is; `None` when it is no longer there.
pub(crate) async fn person_of(
    connection: &mut SqliteConnection,
    id: PhotoId,
) -> Result<Option<PersonId>, Error> {
    let row =
        sqlx::query("SELECT person_id FROM photo WHERE id = ?").bind(id.0).fetch_optional(connection).await?;
    row.map(|row| Ok(PersonId(row.try_get("person_id")?))).transpose()
}

fn photo(row: &SqliteRow) -> Result<Photo, Error> {
    Ok(Photo {
        id: PhotoId(row.try_get("id")?),
        person: PersonId(row.try_get("person_id")?),
        added: instant(row.try_get("added_ms")?)?,
        origin: Word::of(row.try_get("origin")?)?,
        quality: FaceQuality {
            sharpness: row.try_get("sharpness")?,
            brightness: row.try_get("brightness")?,
            contrast: row.try_get("contrast")?,
            yaw: row.try_get("yaw")?,
            roll_degrees: row.try_get("roll_degrees")?,
            eyes_px: row.try_get("eyes_px")?,
        },
    })
}
