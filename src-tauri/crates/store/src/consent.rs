//! Consents: recording and withdrawing them.
//!
//! A consent is a row that photos and templates refer to, so that the database has none without it, and none after it.

use bellwatch_domain::happened::Happened;
use bellwatch_domain::{Consent, PersonId};
use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::backup::{self, Erased};
use crate::clips::clips_of;
use crate::error::naming;
use crate::events::{self, By};
use crate::rows::unsigned;
use crate::{Error, Store};

/// What went with a consent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Withdrawn {
    /// Photos.
    pub photos: u64,
    /// Templates, of whatever model.
    pub templates: u64,
    /// Sightings whose pictures went; the sightings themselves stay.
    pub crops: u64,
}

impl Store {
    /// Records one consent for each of these people, or what is written of the one that stands; photos stay.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`], [`Error::OutOfRange`]; nothing is changed then.
    pub async fn give_consent(
        &self,
        people: &[PersonId],
        consent: &Consent,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        for id in people {
            // Not "OR REPLACE", which would remove the row, and photos with it, first.
            sqlx::query(
                "INSERT INTO consent (person_id, given_date, given_by, document, recorded_ms, recorded_by)
                 VALUES (?, ?, ?, ?, ?, ?)
                 ON CONFLICT (person_id) DO UPDATE SET given_date = excluded.given_date, given_by = excluded.given_by,
                     document = excluded.document, recorded_ms = excluded.recorded_ms,
                     recorded_by = excluded.recorded_by",
            )
            .bind(id.0)
            .bind(consent.given.to_string())
            .bind(&consent.by)
            .bind(&consent.document)
            .bind(now.timestamp_millis())
            .bind(actor)
            .execute(&mut *transaction)
            .await
            .map_err(|error| naming(error, "person"))?;
            let sentence = Happened::ConsentRecorded { person: *id };
            events::add(&mut transaction, &by.event("consent", None, sentence)).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Withdraws the consent of a person: their photos, their templates and the pictures of their sightings are erased,
    /// and the write-ahead log is folded in so that they do not lie there either. Attendance stays.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when there is no consent; nothing is changed then. [`Error::Busy`] when another program has kept
    /// the log from being folded in: what was withdrawn is withdrawn all the same.
    pub async fn withdraw_consent(
        &self,
        id: PersonId,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Withdrawn, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let (withdrawn, clips) = withdraw(&mut transaction, id, by).await?;
        transaction.commit().await?;
        self.remove_files(clips).await;
        self.fold_log().await?;
        Ok(withdrawn)
    }
}

/// Withdraws a consent. Returns what goes with it, and the films that are still to be removed.
pub(crate) async fn withdraw(
    connection: &mut SqliteConnection,
    id: PersonId,
    by: By<'_>,
) -> Result<(Withdrawn, Vec<String>), Error> {
    let withdrawn = faces_of(&mut *connection, id).await?;
    let clips = clips_of(&mut *connection, id).await?;
    backup::remember(&mut *connection, id, Erased::Consent, by.now).await?;
    let done =
        sqlx::query("DELETE FROM consent WHERE person_id = ?").bind(id.0).execute(&mut *connection).await?;
    if done.rows_affected() == 0 {
        return Err(Error::Gone { what: "consent" });
    }
    let Withdrawn { photos, templates, .. } = withdrawn;
    let sentence = Happened::ConsentWithdrawn { person: id, photos, templates };
    events::add(connection, &by.event("consent", None, sentence)).await?;
    Ok((withdrawn, clips))
}

/// How much of a person's face is kept.
pub(crate) async fn faces_of(connection: &mut SqliteConnection, id: PersonId) -> Result<Withdrawn, Error> {
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM photo WHERE person_id = ?1) AS photos,
                (SELECT count(*) FROM face_template WHERE person_id = ?1) AS templates,
                (SELECT count(*) FROM evidence JOIN sighting ON id = sighting_id WHERE person_id = ?1) AS crops",
    )
    .bind(id.0)
    .fetch_one(connection)
    .await?;
    Ok(Withdrawn {
        photos: unsigned(&row, "photos")?,
        templates: unsigned(&row, "templates")?,
        crops: unsigned(&row, "crops")?,
    })
}
