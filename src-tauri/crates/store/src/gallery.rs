//! FaceTemplates: keeping them, and reading the gallery of one model.

use bellwatch_domain::{PersonId, PhotoId, TemplateId};
use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::error::face_key;
use crate::photos;
use crate::seal::{Key, NoRandom, template_embedding};
use crate::{Error, Store};

/// What a model made of a photo, yet to be kept.
#[derive(Clone)]
pub struct NewTemplate {
    /// Names the recogniser.
    pub model: String,
    /// The direction that it made of the face.
    pub embedding: Vec<f32>,
    /// How good the face is, 0 to 1.
    pub quality: f32,
}

/// A FaceTemplate. It cannot be printed, as it belongs to a person.
#[derive(Clone, PartialEq)]
pub struct FaceTemplate {
    /// Its number.
    pub id: TemplateId,
    /// Whose.
    pub person: PersonId,
    /// Of which photo.
    pub photo: PhotoId,
    /// As it was kept.
    pub embedding: Vec<f32>,
    /// How good the face is, 0 to 1.
    pub quality: f32,
    /// When it was made.
    pub made: DateTime<Utc>,
}

/// The templates that one model may match against, and the revision of people that they are of.
#[derive(Clone, PartialEq)]
pub struct Gallery {
    /// As in [`Store::people_revision`].
    pub revision: i64,
    /// By person, then photo; of active people alone.
    pub templates: Vec<FaceTemplate>,
    /// How many do not open, because they were sealed with a key that is gone.
    pub closed: usize,
}

impl Store {
    /// The templates of active people that `model` made. They all have a consent, or the database would not hold them.
    ///
    /// # Errors
    ///
    /// [`Error::FaceKey`] when the key cannot be had; when the store cannot be read.
    pub async fn gallery(&self, model: &str) -> Result<Gallery, Error> {
        let arrivals = self.keys.arrivals();
        let mut transaction = self.reader.begin().await?;
        let row = sqlx::query("SELECT revision FROM people_revision WHERE id = 1")
            .fetch_one(&mut *transaction)
            .await?;
        let revision = row.try_get::<i64, _>("revision")? + arrivals;
        let rows = sqlx::query(
            "SELECT face_template.id AS id, person_id, photo_id, embedding_sealed, quality, made_ms
             FROM face_template JOIN person ON person.id = person_id
             WHERE model = ? AND active = 1 ORDER BY person_id, photo_id",
        )
        .bind(model)
        .fetch_all(&mut *transaction)
        .await?;
        transaction.rollback().await?;
        let mut gallery = Gallery { revision, templates: Vec::with_capacity(rows.len()), closed: 0 };
        if rows.is_empty() {
            return Ok(gallery);
        }
        let key = self.keys.to_open().map_err(|why| Error::FaceKey { why })?;
        for row in &rows {
            let id: i64 = row.try_get("id")?;
            let Some(bytes) = key.open_bytes(row.try_get("embedding_sealed")?, &template_embedding(id))
            else {
                gallery.closed += 1;
                continue;
            };
            gallery.templates.push(FaceTemplate {
                id: TemplateId(id),
                person: PersonId(row.try_get("person_id")?),
                photo: PhotoId(row.try_get("photo_id")?),
                embedding: bytes.as_chunks().0.iter().map(|number| f32::from_le_bytes(*number)).collect(),
                quality: row.try_get("quality")?,
                made: crate::rows::instant(row.try_get("made_ms")?)?,
            });
        }
        Ok(gallery)
    }

    /// Keeps what a model made of photos that are there already; one that a photo has of this model is replaced. Photos
    /// that went meanwhile are passed over. Gives how many were kept.
    ///
    /// # Errors
    ///
    /// [`Error::FaceKey`] when they cannot be sealed; [`Error::OutOfRange`]; nothing is changed then.
    pub async fn add_templates(
        &self,
        templates: &[(PhotoId, NewTemplate)],
        now: DateTime<Utc>,
    ) -> Result<usize, Error> {
        let mut transaction = self.write().await?;
        let key = self.key_to_seal(&mut transaction).await.map_err(face_key)?;
        let mut kept = 0;
        let mut next = next_number(&mut transaction, "face_template").await?;
        for (photo, template) in templates {
            if let Some(person) = photos::person_of(&mut transaction, *photo).await? {
                insert(&mut transaction, &key, next, person, *photo, template, now).await?;
                next += 1;
                kept += 1;
            }
        }
        transaction.commit().await?;
        Ok(kept)
    }

    /// Removes the templates of every model but `model`, once all photos have one of it. Gives how many went.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn forget_other_models(&self, model: &str) -> Result<u64, Error> {
        let mut transaction = self.write().await?;
        let done = sqlx::query(
            "DELETE FROM face_template WHERE model <> ?1 AND NOT EXISTS (
                 SELECT 1 FROM photo WHERE NOT EXISTS (
                     SELECT 1 FROM face_template AS made WHERE made.photo_id = photo.id AND made.model = ?1))",
        )
        .bind(model)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(done.rows_affected())
    }
}

/// Keeps a template under a number that no other has; of the same photo and model there is one.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    key: &Key,
    id: i64,
    person: PersonId,
    photo: PhotoId,
    template: &NewTemplate,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let bytes: Vec<u8> = template.embedding.iter().flat_map(|number| number.to_le_bytes()).collect();
    let bytes = zeroize::Zeroizing::new(bytes);
    let sealed = key.seal_bytes(&bytes, &template_embedding(id));
    let sealed = sealed.map_err(|NoRandom| Error::FaceKey { why: NoRandom.to_string() })?;
    sqlx::query(
        "INSERT INTO face_template (id, person_id, photo_id, model, embedding_sealed, quality, made_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (photo_id, model) DO UPDATE SET id = excluded.id, embedding_sealed = excluded.embedding_sealed,
             quality = excluded.quality, made_ms = excluded.made_ms",
    )
    .bind(id)
    .bind(person.0)
    .bind(photo.0)
    .bind(&template.model)
    .bind(sealed)
    .bind(template.quality)
    .bind(now.timestamp_millis())
    .execute(connection)
    .await
    .map_err(consenting)?;
    Ok(())
}

/// The number that the next row of a table with AUTOINCREMENT gets: what is sealed for a row needs it before.
pub(crate) async fn next_number(
    connection: &mut SqliteConnection,
    table: &'static str,
) -> Result<i64, Error> {
    let row = sqlx::query("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0) + 1 AS next")
        .bind(table)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get("next")?)
}

/// An error of a statement whose foreign keys name a consent.
pub(crate) fn consenting(error: sqlx::Error) -> Error {
    if error.as_database_error().is_some_and(|error| error.is_foreign_key_violation()) {
        Error::NoConsent
    } else {
        Error::from(error)
    }
}
