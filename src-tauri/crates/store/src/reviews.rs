//! Reviews: what a hand decides about sightings, and the pairs of people that no machine may tell apart.

use bellwatch_domain::happened::Happened;
use bellwatch_domain::{PersonId, SightingId};
use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::error::naming;
use crate::events::{self, By};
use crate::{Error, Store};

/// What a hand decided about a Sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is them.
    Confirm,
    /// It is somebody else, where it is known who: the two are a pair that is never matched without a hand again.
    SomeoneElse(Option<PersonId>),
    /// It is not them.
    NotPerson,
    /// Nobody can tell.
    Unsure,
}

impl Decision {
    fn word(self) -> &'static str {
        match self {
            Decision::Confirm => "confirm",
            Decision::SomeoneElse(_) => "someone_else",
            Decision::NotPerson => "not_person",
            Decision::Unsure => "unsure",
        }
    }

    pub(crate) fn of(word: &str, other: Option<PersonId>) -> Result<Self, Error> {
        match word {
            "confirm" => Ok(Decision::Confirm),
            "someone_else" => Ok(Decision::SomeoneElse(other)),
            "not_person" => Ok(Decision::NotPerson),
            "unsure" => Ok(Decision::Unsure),
            other => Err(Error::Unreadable(format!("the decision {other:?}"))),
        }
    }
}

impl Store {
    /// Keeps what a hand decided about a sighting; the newest decision holds. Naming somebody else vetoes the pair.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when the sighting or the other person is no longer there; [`Error::OutOfRange`] when both are one.
    /// Nothing is changed then.
    pub async fn add_review(
        &self,
        sighting: SightingId,
        decision: Decision,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let row = sqlx::query("SELECT person_id FROM sighting WHERE id = ?")
            .bind(sighting.0)
            .fetch_optional(&mut *transaction)
            .await?
            .ok_or(Error::Gone { what: "sighting" })?;
        let person = PersonId(row.try_get("person_id")?);
        let other = match decision {
            Decision::SomeoneElse(other) => other,
            Decision::Confirm | Decision::NotPerson | Decision::Unsure => None,
        };
        sqlx::query(
            "INSERT INTO review (sighting_id, decision, other_person_id, by, at_ms) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(sighting.0)
        .bind(decision.word())
        .bind(other.map(|other| other.0))
        .bind(actor)
        .bind(now.timestamp_millis())
        .execute(&mut *transaction)
        .await
        .map_err(|error| naming(error, "person"))?;
        if let Some(other) = other {
            veto(&mut transaction, person, other, by).await?;
        }
        let sentence = Happened::SightingReviewed { person };
        events::add(&mut transaction, &by.event("attendance", None, sentence)).await?;
        Ok(transaction.commit().await?)
    }

    /// A number that goes up with each review.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn reviews_revision(&self) -> Result<i64, Error> {
        let row =
            sqlx::query("SELECT coalesce(max(id), 0) AS newest FROM review").fetch_one(&self.reader).await?;
        Ok(row.try_get("newest")?)
    }

    /// Marks of the tracks of sightings since `since` with the person who was sighted and, as a hand said last, is not it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn ruled_out_since(&self, since: DateTime<Utc>) -> Result<Vec<(String, PersonId)>, Error> {
        let rows = sqlx::query(
            "SELECT DISTINCT track, person_id
             FROM sighting JOIN review ON review.id = (SELECT max(id) FROM review WHERE sighting_id = sighting.id)
             WHERE sighting.at_ms >= ? AND decision IN ('not_person', 'someone_else') AND track <> ''",
        )
        .bind(since.timestamp_millis())
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(|row| Ok((row.try_get("track")?, PersonId(row.try_get("person_id")?)))).collect()
    }

    /// The pairs of people between whom no machine decides, the lower number first.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn pair_vetoes(&self) -> Result<Vec<(PersonId, PersonId)>, Error> {
        let rows = sqlx::query("SELECT person_a, person_b FROM pair_veto ORDER BY person_a, person_b")
            .fetch_all(&self.reader)
            .await?;
        rows.iter()
            .map(|row| Ok((PersonId(row.try_get("person_a")?), PersonId(row.try_get("person_b")?))))
            .collect()
    }

    /// Vetoes a pair; once more changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`]; [`Error::OutOfRange`] when both are one.
    pub async fn add_pair_veto(
        &self,
        one: PersonId,
        other: PersonId,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        veto(&mut transaction, one, other, by).await?;
        let sentence = Happened::ToldApart { one, other };
        events::add(&mut transaction, &by.event("person", None, sentence)).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes the veto of a pair away.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when there is none.
    pub async fn remove_pair_veto(
        &self,
        one: PersonId,
        other: PersonId,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let done = sqlx::query("DELETE FROM pair_veto WHERE person_a = ? AND person_b = ?")
            .bind(one.min(other).0)
            .bind(one.max(other).0)
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() == 0 {
            return Err(Error::Gone { what: "pair" });
        }
        let sentence = Happened::ToldApartNoMore { one, other };
        events::add(&mut transaction, &by.event("person", None, sentence)).await?;
        Ok(transaction.commit().await?)
    }
}

async fn veto(
    connection: &mut SqliteConnection,
    one: PersonId,
    other: PersonId,
    by: By<'_>,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO pair_veto (person_a, person_b, by, at_ms) VALUES (?, ?, ?, ?)
         ON CONFLICT (person_a, person_b) DO NOTHING",
    )
    .bind(one.min(other).0)
    .bind(one.max(other).0)
    .bind(by.actor)
    .bind(by.now.timestamp_millis())
    .execute(connection)
    .await
    .map_err(|error| naming(error, "person"))?;
    Ok(())
}
