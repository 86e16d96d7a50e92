//! Erasing a person: everything of them in one transaction, and then every byte out of the file.

use bellwatch_domain::PersonId;
use bellwatch_domain::happened::Happened;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Row, SqliteConnection};

use crate::backup::{self, Erased};
use crate::clips::clips_of;
use crate::events::{self, By};
use crate::rows::{date, unsigned};
use crate::{Error, Store, consent};

/// What went of a person, for the operator to hand over. It is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureCertificate {
    /// The number that they had; it is never used again.
    pub person: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Photos.
    pub photos: u64,
    /// Templates.
    pub templates: u64,
    /// Sightings.
    pub sightings: u64,
    /// Sightings whose pictures went.
    pub crops: u64,
    /// Attendance records.
    pub records: u64,
    /// Corrections of these.
    pub corrections: u64,
    /// Signed days that had records of them; their hashes do not hold any more.
    pub signed_days: Vec<NaiveDate>,
    /// Whether what is left of them in the file's free space went too; else [`Store::vacuum`] has to be tried again.
    pub is_wiped: bool,
}

impl Store {
    /// Erases a person with everything of them, and then rewrites the file without its free space. That takes as long as
    /// the file is large, and as much space again on the disk.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`]; when the store cannot be written. Nothing is changed then.
    pub async fn erase_person(
        &self,
        id: PersonId,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<ErasureCertificate, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let (mut certificate, clips) = erase(&mut transaction, id, by).await?;
        transaction.commit().await?;
        self.remove_files(clips).await;
        match self.vacuum().await {
            Ok(()) => certificate.is_wiped = true,
            Err(error) => tracing::warn!(error = %error, "the store could not be rewritten after an erasure"),
        }
        Ok(certificate)
    }

    /// Rewrites the file without its free space, and empties the write-ahead log.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] while another program reads or writes, [`Error::DiskFull`]; nothing is lost then.
    pub async fn vacuum(&self) -> Result<(), Error> {
        sqlx::query("VACUUM").execute(&self.writer).await?;
        self.fold_log().await
    }
}

/// Erases a person with every row of theirs. Returns what goes, and the films that are still to be removed.
pub(crate) async fn erase(
    connection: &mut SqliteConnection,
    id: PersonId,
    by: By<'_>,
) -> Result<(ErasureCertificate, Vec<String>), Error> {
    let certificate = counted(&mut *connection, id, by).await?;
    for date in &certificate.signed_days {
        sqlx::query("UPDATE signed_day SET erased = erased + 1 WHERE date = ?")
            .bind(date.to_string())
            .execute(&mut *connection)
            .await?;
    }
    let clips = clips_of(&mut *connection, id).await?;
    backup::remember(&mut *connection, id, Erased::Person, by.now).await?;
    let done = sqlx::query("DELETE FROM person WHERE id = ?").bind(id.0).execute(&mut *connection).await?;
    if done.rows_affected() == 0 {
        return Err(Error::Gone { what: "person" });
    }
    events::add(connection, &by.event("person", None, Happened::PersonErased { person: id })).await?;
    Ok((certificate, clips))
}

async fn counted(
    connection: &mut SqliteConnection,
    id: PersonId,
    by: By<'_>,
) -> Result<ErasureCertificate, Error> {
    let faces = consent::faces_of(&mut *connection, id).await?;
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM sighting WHERE person_id = ?1) AS sightings,
                (SELECT count(*) FROM attendance WHERE person_id = ?1) AS records,
                (SELECT count(*) FROM correction WHERE person_id = ?1) AS corrections",
    )
    .bind(id.0)
    .fetch_one(&mut *connection)
    .await?;
    let signed = sqlx::query(
        "SELECT DISTINCT signed_day.date AS date FROM signed_day
         JOIN period_occurrence ON period_occurrence.date = signed_day.date
         WHERE EXISTS (SELECT 1 FROM attendance WHERE occurrence_id = period_occurrence.id AND person_id = ?1)
         OR EXISTS (SELECT 1 FROM correction WHERE occurrence_id = period_occurrence.id AND person_id = ?1)
         ORDER BY signed_day.date",
    )
    .bind(id.0)
    .fetch_all(connection)
    .await?;
    Ok(ErasureCertificate {
        person: id,
        at: by.now,
        by: by.actor.to_owned(),
        photos: faces.photos,
        templates: faces.templates,
        sightings: unsigned(&row, "sightings")?,
        crops: faces.crops,
        records: unsigned(&row, "records")?,
        corrections: unsigned(&row, "corrections")?,
        signed_days: signed.iter().map(|row| date(row.try_get("date")?)).collect::<Result<_, _>>()?,
        is_wiped: false,
    })
}
