//! Sightings and their evidence: written by the journal, once however often a frame is played again.

use bellwatch_domain::matching::ReviewWhy;
use bellwatch_domain::schedule::BellSource;
use bellwatch_domain::{
    CameraId, OccurrenceId, PeriodOccurrence, PersonId, ScheduleId, Sighting, SightingId,
};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use zeroize::Zeroizing;

use crate::kinds::Word;
use crate::occurrences::source_columns;
use crate::reviews::Decision;
use crate::rows::instant;
use crate::seal::{NoRandom, evidence_crop, evidence_frame};
use crate::{Error, Store};

/// Sightings in one answer.
const MOST_READ: u32 = 200_000;
/// People whom a sighting keeps as like its face.
pub const LIKEST: usize = 3;
/// Longest picture of evidence, bytes; a longer one is left out.
const LONGEST_PICTURE: usize = 8 * 1024 * 1024 - 41;

/// What names an occurrence before its number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OccurrenceName {
    /// Whose.
    pub schedule: ScheduleId,
    /// Of what.
    pub source: BellSource,
    /// The local date on which it begins.
    pub date: NaiveDate,
}

impl OccurrenceName {
    /// That of an occurrence.
    pub fn of(occurrence: &PeriodOccurrence) -> Self {
        OccurrenceName { schedule: occurrence.schedule, source: occurrence.source, date: occurrence.date }
    }
}

/// A Sighting that is yet to be written.
#[derive(Debug, Clone)]
pub struct NewSighting {
    /// Who, by which camera, when, and how surely.
    pub sighting: Sighting,
    /// Marks the track of faces that it comes of, 80 characters at most.
    pub track: String,
    /// The occurrence that was on.
    pub occurrence: Option<OccurrenceName>,
    /// Whom the face is like, the likest first, each person once; [`LIKEST`] of them are kept.
    pub likest: Vec<Likest>,
    /// Its pictures, where they are kept.
    pub evidence: Option<NewEvidence>,
}

/// Somebody whom a face is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likest {
    /// Who.
    pub person: PersonId,
    /// Cosine, −1 to 1.
    pub score: f32,
}

/// Pictures of a Sighting, JPEG.
#[derive(Clone)]
pub struct NewEvidence {
    /// The face.
    pub crop: Vec<u8>,
    /// The whole frame.
    pub frame: Option<Vec<u8>>,
}

impl std::fmt::Debug for NewEvidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewEvidence({} bytes)", self.crop.len())
    }
}

/// A Sighting that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptSighting {
    /// Its number.
    pub id: SightingId,
    /// As it was seen.
    pub sighting: Sighting,
    /// Marks the track of faces that it comes of.
    pub track: String,
    /// The occurrence that was on, while that is kept.
    pub occurrence: Option<OccurrenceId>,
    /// Why it counts for nobody until a hand confirms it.
    pub doubt: Option<ReviewWhy>,
    /// Whether there is a picture of the face.
    pub has_crop: bool,
    /// Whether there is one of the whole frame.
    pub has_frame: bool,
    /// What a hand decided last.
    pub decision: Option<Decision>,
}

impl KeptSighting {
    /// Whose sighting it is by the last decision: the other's where one is named, nobody's where it is not theirs. One
    /// that is in doubt is nobody's until it is confirmed.
    pub fn counts_for(&self) -> Option<PersonId> {
        match self.decision {
            None | Some(Decision::Unsure) => self.doubt.is_none().then_some(self.sighting.person),
            Some(Decision::Confirm) => Some(self.sighting.person),
            Some(Decision::SomeoneElse(other)) => other,
            Some(Decision::NotPerson) => None,
        }
    }
}

/// Pictures of a Sighting, as they are kept.
#[derive(Clone, PartialEq)]
pub struct Evidence {
    /// The face, a JPEG.
    pub crop: Zeroizing<Vec<u8>>,
    /// The whole frame, a JPEG.
    pub frame: Option<Zeroizing<Vec<u8>>>,
}

impl Store {
    /// Sightings from `from` to `to` (not included), oldest first; of one person as the recogniser said, or of all. At
    /// most 200 000.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn sightings(
        &self,
        person: Option<PersonId>,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<KeptSighting>, Error> {
        let rows = sqlx::query(
            "SELECT sighting.id AS id, person_id, camera_id, occurrence_id,
                    sighting.at_ms AS at_ms, score, margin, votes, track, doubt,
                    crop_sealed IS NOT NULL AS has_crop, frame_sealed IS NOT NULL AS has_frame,
                    decision, other_person_id
             FROM sighting LEFT JOIN evidence ON evidence.sighting_id = sighting.id
             LEFT JOIN review ON review.id = (SELECT max(id) FROM review WHERE sighting_id = sighting.id)
             WHERE sighting.at_ms >= ?1 AND sighting.at_ms < ?2 AND (?3 IS NULL OR person_id = ?3)
             ORDER BY sighting.at_ms, sighting.id LIMIT ?4",
        )
        .bind(from.timestamp_millis())
        .bind(to.timestamp_millis())
        .bind(person.map(|person| person.0))
        .bind(MOST_READ)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(kept).collect()
    }

    /// One sighting; `None` when it is no longer kept.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn sighting(&self, id: SightingId) -> Result<Option<KeptSighting>, Error> {
        let row = sqlx::query(
            "SELECT sighting.id AS id, person_id, camera_id, occurrence_id,
                    sighting.at_ms AS at_ms, score, margin, votes, track, doubt,
                    crop_sealed IS NOT NULL AS has_crop, frame_sealed IS NOT NULL AS has_frame,
                    decision, other_person_id
             FROM sighting LEFT JOIN evidence ON evidence.sighting_id = sighting.id
             LEFT JOIN review ON review.id = (SELECT max(id) FROM review WHERE sighting_id = sighting.id)
             WHERE sighting.id = ?",
        )
        .bind(id.0)
        .fetch_optional(&self.reader)
        .await?;
        row.as_ref().map(kept).transpose()
    }

    /// The pictures of a sighting; `None` when there are none, or they were sealed with a key that is gone.
    ///
    /// # Errors
    ///
    /// [`Error::FaceKey`] when the key cannot be had; when the store cannot be read.
    pub async fn evidence(&self, id: SightingId) -> Result<Option<Evidence>, Error> {
        let row = sqlx::query("SELECT crop_sealed, frame_sealed FROM evidence WHERE sighting_id = ?")
            .bind(id.0)
            .fetch_optional(&self.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let key = self.keys.to_open().map_err(|why| Error::FaceKey { why })?;
        let frame: Option<&[u8]> = row.try_get("frame_sealed")?;
        let frame = frame.and_then(|sealed| key.open_bytes(sealed, &evidence_frame(id.0)));
        let crop = key.open_bytes(row.try_get("crop_sealed")?, &evidence_crop(id.0));
        Ok(crop.map(|crop| Evidence { crop, frame }))
    }

    /// Writes a sighting with its evidence. One that is there already stays, unless this one has more votes, or as many
    /// and a better score; one without a doubt goes before one in doubt. That of somebody who was erased or whose consent was withdrawn meanwhile is left out.
    /// Evidence that cannot be sealed now is left out and said in the log: attendance goes by the sighting.
    pub(crate) async fn write_sighting(
        &self,
        connection: &mut SqliteConnection,
        new: &NewSighting,
        doubt: Option<ReviewWhy>,
    ) -> Result<(), Error> {
        let sighting = &new.sighting;
        let (source, source_id) = new.occurrence.map(|name| source_columns(name.source)).unzip();
        let row = sqlx::query(
            "INSERT INTO sighting (person_id, camera_id, occurrence_id, at_ms, score, margin, votes, track, doubt)
             SELECT person_id, ?2,
                    (SELECT id FROM period_occurrence
                     WHERE schedule_id = ?3 AND source = ?4 AND source_id = ?5 AND date = ?6),
                    ?7, ?8, ?9, ?10, ?11, ?12
             FROM consent WHERE person_id = ?1
             ON CONFLICT (person_id, camera_id, at_ms) DO UPDATE
             SET score = excluded.score, margin = excluded.margin, votes = excluded.votes, track = excluded.track,
                 doubt = excluded.doubt,
                 occurrence_id = coalesce(occurrence_id, excluded.occurrence_id)
             WHERE (excluded.doubt IS NULL AND doubt IS NOT NULL)
                 OR ((excluded.doubt IS NULL) = (doubt IS NULL)
                     AND (excluded.votes > votes OR (excluded.votes = votes AND excluded.score > score)))
             RETURNING id",
        )
        .bind(sighting.person.0)
        .bind(sighting.camera.0)
        .bind(new.occurrence.map(|name| name.schedule.0))
        .bind(source)
        .bind(source_id)
        .bind(new.occurrence.map(|name| name.date.to_string()))
        .bind(sighting.at.timestamp_millis())
        .bind(sighting.score)
        .bind(sighting.margin)
        .bind(sighting.votes)
        .bind(&new.track)
        .bind(doubt.map(Word::word))
        .fetch_optional(&mut *connection)
        .await?;
        let Some(row) = row else { return Ok(()) };
        let id = SightingId(row.try_get("id")?);
        write_likest(connection, id, &new.likest).await?;
        match &new.evidence {
            Some(evidence) => self.write_evidence(connection, id, evidence).await,
            None => Ok(()),
        }
    }

    async fn write_evidence(
        &self,
        connection: &mut SqliteConnection,
        id: SightingId,
        evidence: &NewEvidence,
    ) -> Result<(), Error> {
        let key = match self.key_to_seal(&mut *connection).await {
            Ok(key) => key,
            Err(Error::Key { why }) => {
                tracing::warn!(why, "the picture of a sighting cannot be sealed and was left out");
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        if evidence.crop.len() > LONGEST_PICTURE {
            tracing::warn!(
                bytes = evidence.crop.len(),
                "the picture of a sighting is too large and was left out"
            );
            return Ok(());
        }
        let no_random = |NoRandom| Error::FaceKey { why: NoRandom.to_string() };
        let crop = key.seal_bytes(&evidence.crop, &evidence_crop(id.0)).map_err(no_random)?;
        let frame = evidence.frame.as_ref().filter(|frame| frame.len() <= LONGEST_PICTURE);
        let frame = frame.map(|frame| key.seal_bytes(frame, &evidence_frame(id.0)).map_err(no_random));
        sqlx::query(
            "INSERT OR REPLACE INTO evidence (sighting_id, crop_sealed, frame_sealed) VALUES (?, ?, ?)",
        )
        .bind(id.0)
        .bind(crop)
        .bind(frame.transpose()?)
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// Puts these in the place of whom the face was like before; whoever has no consent any more is left out.
async fn write_likest(
    connection: &mut SqliteConnection,
    id: SightingId,
    likest: &[Likest],
) -> Result<(), Error> {
    sqlx::query("DELETE FROM sighting_likest WHERE sighting_id = ?")
        .bind(id.0)
        .execute(&mut *connection)
        .await?;
    for (place, one) in (1i64..).zip(likest.iter().take(LIKEST)) {
        sqlx::query(
            "INSERT INTO sighting_likest (sighting_id, place, person_id, score)
             SELECT ?1, ?2, person_id, ?4 FROM consent WHERE person_id = ?3
             ON CONFLICT DO NOTHING",
        )
        .bind(id.0)
        .bind(place)
        .bind(one.person.0)
        .bind(one.score.clamp(-1.0, 1.0))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

pub(crate) fn kept(row: &SqliteRow) -> Result<KeptSighting, Error> {
    let other = row.try_get::<Option<i64>, _>("other_person_id")?.map(PersonId);
    let decision = row.try_get::<Option<&str>, _>("decision")?;
    Ok(KeptSighting {
        id: SightingId(row.try_get("id")?),
        sighting: Sighting {
            person: PersonId(row.try_get("person_id")?),
            camera: CameraId(row.try_get("camera_id")?),
            at: instant(row.try_get("at_ms")?)?,
            score: row.try_get("score")?,
            margin: row.try_get("margin")?,
            votes: row.try_get("votes")?,
        },
        track: row.try_get("track")?,
        occurrence: row.try_get::<Option<i64>, _>("occurrence_id")?.map(OccurrenceId),
        doubt: row.try_get::<Option<&str>, _>("doubt")?.map(Word::of).transpose()?,
        has_crop: row.try_get("has_crop")?,
        has_frame: row.try_get("has_frame")?,
        decision: decision.map(|word| Decision::of(word, other)).transpose()?,
    })
}
