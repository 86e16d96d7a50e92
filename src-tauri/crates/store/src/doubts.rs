//! Sightings that a human should look at, chosen by the database: a school's week has hundreds of thousands.
//!
//! What is doubtful is [`bellwatch_domain::doubt`]; here it is said once more in SQL, and a test holds both together.

use bellwatch_domain::doubt::DoubtRules;
use bellwatch_domain::{PersonId, SightingId};
use chrono::{DateTime, Utc};
use sqlx::Row;

use crate::rows::unsigned;
use crate::sightings::kept;
use crate::{Error, KeptSighting, Likest, Store};

/// A sighting, and the votes of its person in its period where these are fewer than it needs.
pub type Voted = (KeptSighting, Option<u32>);

/// Who has fewer votes than ?5 in an occurrence that has sightings between ?1 and ?2; votes before and after count too, since
/// the period has them.
macro_rules! few {
    () => {
        "WITH few AS (
             SELECT occurrence_id, person_id, sum(votes) AS few_votes FROM sighting
             WHERE occurrence_id IN (SELECT DISTINCT occurrence_id FROM sighting WHERE at_ms >= ?1 AND at_ms < ?2)
             GROUP BY occurrence_id, person_id HAVING sum(votes) < ?5
         )"
    };
}

impl Store {
    /// How many sightings from `from` to `to` (not included) are doubtful and were not decided.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn count_open_doubts(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        rules: &DoubtRules,
    ) -> Result<u64, Error> {
        // By two indexes alone: with rows fetched, or joined, it took four to ten times as long.
        let row = sqlx::query(concat!(
            few!(),
            " SELECT count(*) AS open FROM sighting
             WHERE at_ms >= ?1 AND at_ms < ?2
             AND (doubt IS NOT NULL OR margin < ?4 OR score < ?3
                  OR (occurrence_id, person_id) IN (SELECT occurrence_id, person_id FROM few))
             AND NOT EXISTS (SELECT 1 FROM review WHERE sighting_id = sighting.id)"
        ))
        .bind(from.timestamp_millis())
        .bind(to.timestamp_millis())
        .bind(rules.surely_alike)
        .bind(rules.margin)
        .bind(rules.votes)
        .fetch_one(&self.reader)
        .await?;
        unsigned(&row, "open")
    }

    /// Sightings from `from` to `to` (not included), oldest first; the doubtful ones alone, or all. At most the newest
    /// `most`.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn sightings_to_review(
        &self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        rules: &DoubtRules,
        only_doubtful: bool,
        most: u32,
    ) -> Result<Vec<Voted>, Error> {
        let rows = sqlx::query(concat!(
            few!(),
            " SELECT sighting.id AS id, person_id, camera_id, occurrence_id,
                    sighting.at_ms AS at_ms, score, margin, votes, track, doubt,
                    crop_sealed IS NOT NULL AS has_crop, frame_sealed IS NOT NULL AS has_frame,
                    decision, other_person_id, few_votes
             FROM sighting LEFT JOIN few USING (occurrence_id, person_id)
             LEFT JOIN evidence ON evidence.sighting_id = sighting.id
             LEFT JOIN review ON review.id = (SELECT max(id) FROM review WHERE sighting_id = sighting.id)
             WHERE sighting.at_ms >= ?1 AND sighting.at_ms < ?2
             AND (?6 OR doubt IS NOT NULL OR margin < ?4 OR score < ?3 OR few_votes IS NOT NULL) ORDER BY sighting.at_ms DESC, sighting.id DESC LIMIT ?7"
        ))
        .bind(from.timestamp_millis())
        .bind(to.timestamp_millis())
        .bind(rules.surely_alike)
        .bind(rules.margin)
        .bind(rules.votes)
        .bind(!only_doubtful)
        .bind(most)
        .fetch_all(&self.reader)
        .await?;
        let votes = |all: i64| u32::try_from(all).unwrap_or(u32::MAX);
        let voted = rows
            .iter()
            .rev()
            .map(|row| Ok((kept(row)?, row.try_get::<Option<i64>, _>("few_votes")?.map(votes))));
        voted.collect()
    }

    /// Whom the face of a sighting is like, the likest first; at most three.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn likest(&self, id: SightingId) -> Result<Vec<Likest>, Error> {
        let rows =
            sqlx::query("SELECT person_id, score FROM sighting_likest WHERE sighting_id = ? ORDER BY place")
                .bind(id.0)
                .fetch_all(&self.reader)
                .await?;
        let likest = rows.iter().map(|row| {
            Ok(Likest { person: PersonId(row.try_get("person_id")?), score: row.try_get("score")? })
        });
        likest.collect()
    }
}
