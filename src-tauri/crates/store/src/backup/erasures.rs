//! Who must not come back with an older copy: people who were erased since, and consents that were withdrawn.

use bellwatch_domain::PersonId;
use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::events::By;
use crate::{Error, Store, consent, erase};

/// Rows that are kept.
const MOST: i64 = 200_000;

/// What was erased of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Erased {
    /// Everything.
    Person,
    /// Their consent, with photos and templates.
    Consent,
}

impl Erased {
    fn word(self) -> &'static str {
        match self {
            Erased::Person => "person",
            Erased::Consent => "consent",
        }
    }
}

/// Remembers, by a mark that tells nothing of them, that something of a person is about to be erased.
pub(crate) async fn remember(
    connection: &mut SqliteConnection,
    id: PersonId,
    what: Erased,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO erasure (mark, what, at_ms) SELECT mark, ?, ? FROM person WHERE id = ? AND mark IS NOT NULL
         ON CONFLICT (mark, what) DO UPDATE SET at_ms = max(at_ms, excluded.at_ms)",
    )
    .bind(what.word())
    .bind(now.timestamp_millis())
    .bind(id.0)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM erasure WHERE (mark, what) IN (
             SELECT mark, what FROM erasure ORDER BY at_ms DESC LIMIT -1 OFFSET ?)",
    )
    .bind(MOST)
    .execute(connection)
    .await?;
    Ok(())
}

/// How much was erased once more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ErasedAgain {
    pub(super) people: u64,
    pub(super) consents: u64,
}

/// Takes the list of erasures of `present` over into `stage`, an older copy, and erases in it whoever is on the list. A
/// consent that was recorded after one was withdrawn is another, and stays.
pub(super) async fn erase_again(
    stage: &Store,
    present: Option<&Store>,
    by: By<'_>,
) -> Result<ErasedAgain, Error> {
    let mut transaction = stage.write().await?;
    if let Some(present) = present {
        for row in sqlx::query("SELECT mark, what, at_ms FROM erasure").fetch_all(&present.reader).await? {
            sqlx::query(
                "INSERT INTO erasure (mark, what, at_ms) VALUES (?, ?, ?)
                 ON CONFLICT (mark, what) DO UPDATE SET at_ms = max(at_ms, excluded.at_ms)",
            )
            .bind(row.try_get::<&str, _>("mark")?)
            .bind(row.try_get::<&str, _>("what")?)
            .bind(row.try_get::<i64, _>("at_ms")?)
            .execute(&mut *transaction)
            .await?;
        }
    }
    let people = sqlx::query(
        "SELECT id FROM person JOIN erasure ON erasure.mark = person.mark AND what = 'person' ORDER BY id",
    );
    let people = people.fetch_all(&mut *transaction).await?;
    for row in &people {
        erase::erase(&mut transaction, PersonId(row.try_get("id")?), by).await?;
    }
    let consents = sqlx::query(
        "SELECT id FROM person JOIN consent ON person_id = id
         JOIN erasure ON erasure.mark = person.mark AND what = 'consent' AND recorded_ms <= erasure.at_ms ORDER BY id",
    );
    let consents = consents.fetch_all(&mut *transaction).await?;
    for row in &consents {
        consent::withdraw(&mut transaction, PersonId(row.try_get("id")?), by).await?;
    }
    transaction.commit().await?;
    let again = ErasedAgain { people: people.len() as u64, consents: consents.len() as u64 };
    if again != ErasedAgain::default() {
        stage.vacuum().await?;
    }
    Ok(again)
}
