//! People: adding, changing and listing them. Each change is one transaction with its event, which never names anybody.

use bellwatch_domain::happened::Happened;
use bellwatch_domain::{Consent, Person, PersonId};
use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::error::coded;
use crate::events::{self, By};
use crate::rows::date;
use crate::{Error, Store};

/// People that are kept.
const MOST_PEOPLE: usize = 100_000;

/// A Person as they are to be kept; already checked. See [`Person`] for the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Unique without regard to case.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Their class; empty is none.
    pub group: String,
    /// Whether they are at the school now.
    pub active: bool,
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// New people.
    pub added: usize,
    /// People that were changed.
    pub changed: usize,
}

impl Store {
    /// Everybody, by group, then name, then code, with the consents that stand.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn people(&self) -> Result<Vec<Person>, Error> {
        let rows = sqlx::query(
            "SELECT id, code, name, group_name, active, given_date, given_by, document FROM person
             LEFT JOIN consent ON person_id = id ORDER BY group_name, name, code_key",
        )
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(person).collect()
    }

    /// One person; `None` when there is none with this number.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>, Error> {
        let row = sqlx::query(
            "SELECT id, code, name, group_name, active, given_date, given_by, document FROM person
             LEFT JOIN consent ON person_id = id WHERE id = ?",
        )
        .bind(id.0)
        .fetch_optional(&self.reader)
        .await?;
        row.as_ref().map(person).transpose()
    }

    /// A number that goes up with each change of people, consents, photos, templates and vetoes, whoever makes it; and
    /// when a key that had been missed has come. Cheap.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn people_revision(&self) -> Result<i64, Error> {
        let arrivals = self.keys.arrivals();
        let row =
            sqlx::query("SELECT revision FROM people_revision WHERE id = 1").fetch_one(&self.reader).await?;
        Ok(row.try_get::<i64, _>("revision")? + arrivals)
    }

    /// Adds a person.
    ///
    /// # Errors
    ///
    /// [`Error::CodeTaken`], [`Error::TooMany`], [`Error::OutOfRange`]; nothing is changed then.
    pub async fn add_person(
        &self,
        row: &PersonRow,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<PersonId, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let id = insert(&mut transaction, row, now).await?;
        refuse_too_many(&mut transaction).await?;
        events::add(&mut transaction, &by.event("person", None, Happened::PersonAdded { person: id }))
            .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Changes a person. Their consent, photos and records stay.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`], [`Error::CodeTaken`], [`Error::OutOfRange`]; nothing is changed then.
    pub async fn edit_person(
        &self,
        id: PersonId,
        row: &PersonRow,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        update(&mut transaction, id, row, now).await?;
        events::add(&mut transaction, &by.event("person", None, Happened::PersonChanged { person: id }))
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Says whether people are at the school now; who is not is not recognised. All of them or none.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when one of them is no longer there; nothing is changed then.
    pub async fn set_active(
        &self,
        ids: &[PersonId],
        active: bool,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        for id in ids {
            let done = sqlx::query(
                "UPDATE person SET active = ?1, inactive_ms = iif(?1, NULL, coalesce(inactive_ms, ?2)) WHERE id = ?3",
            )
                .bind(active)
                .bind(now.timestamp_millis())
                .bind(id.0)
                .execute(&mut *transaction)
                .await?;
            if done.rows_affected() == 0 {
                return Err(Error::Gone { what: "person" });
            }
        }
        let sentence = match (ids, active) {
            ([], _) => return Ok(()),
            (&[person], true) => Happened::PersonActive { person },
            (&[person], false) => Happened::PersonInactive { person },
            (many, true) => Happened::PeopleActive { count: many.len() },
            (many, false) => Happened::PeopleInactive { count: many.len() },
        };
        events::add(&mut transaction, &by.event("person", None, sentence)).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes a list of people over: those without a number are new, the others are changed. One transaction with one
    /// event; nobody goes by it.
    ///
    /// # Errors
    ///
    /// As [`Store::add_person`] and [`Store::edit_person`]; nothing is changed then.
    pub async fn import_people(
        &self,
        list: &[(Option<PersonId>, PersonRow)],
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Imported, Error> {
        let by = By { actor, now };
        let mut imported = Imported::default();
        let mut transaction = self.write().await?;
        // Two people of a list may change codes with one another, which are unique at every instant.
        for id in list.iter().filter_map(|(id, _)| *id) {
            sqlx::query("UPDATE person SET code_key = char(0) || id WHERE id = ?")
                .bind(id.0)
                .execute(&mut *transaction)
                .await?;
        }
        for (id, row) in list {
            match id {
                Some(id) => {
                    update(&mut transaction, *id, row, now).await?;
                    imported.changed += 1;
                }
                None => {
                    insert(&mut transaction, row, now).await?;
                    imported.added += 1;
                }
            }
        }
        refuse_too_many(&mut transaction).await?;
        let Imported { added, changed } = imported;
        let sentence = Happened::PeopleImported { added, changed };
        events::add(&mut transaction, &by.event("person", None, sentence)).await?;
        transaction.commit().await?;
        Ok(imported)
    }
}

async fn insert(
    connection: &mut SqliteConnection,
    row: &PersonRow,
    now: DateTime<Utc>,
) -> Result<PersonId, Error> {
    let done = sqlx::query(
        "INSERT INTO person (code, code_key, name, group_name, active, inactive_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, iif(?5, NULL, ?6))",
    )
    .bind(&row.code)
    .bind(row.code.to_lowercase())
    .bind(&row.name)
    .bind(&row.group)
    .bind(row.active)
    .bind(now.timestamp_millis())
    .execute(connection)
    .await
    .map_err(|error| coded(error, &row.code))?;
    Ok(PersonId(done.last_insert_rowid()))
}

async fn update(
    connection: &mut SqliteConnection,
    id: PersonId,
    row: &PersonRow,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let done = sqlx::query(
        "UPDATE person SET code = ?1, code_key = ?2, name = ?3, group_name = ?4, active = ?5,
                inactive_ms = iif(?5, NULL, coalesce(inactive_ms, ?6))
         WHERE id = ?7",
    )
    .bind(&row.code)
    .bind(row.code.to_lowercase())
    .bind(&row.name)
    .bind(&row.group)
    .bind(row.active)
    .bind(now.timestamp_millis())
    .bind(id.0)
    .execute(connection)
    .await
    .map_err(|error| coded(error, &row.code))?;
    if done.rows_affected() == 0 { Err(Error::Gone { what: "person" }) } else { Ok(()) }
}

async fn refuse_too_many(connection: &mut SqliteConnection) -> Result<(), Error> {
    let row = sqlx::query("SELECT count(*) AS people FROM person").fetch_one(connection).await?;
    if row.try_get::<i64, _>("people")? > MOST_PEOPLE as i64 {
        return Err(Error::TooMany { what: "people", most: MOST_PEOPLE });
    }
    Ok(())
}

fn person(row: &SqliteRow) -> Result<Person, Error> {
    let consent = match row.try_get::<Option<&str>, _>("given_date")? {
        None => None,
        Some(given) => Some(Consent {
            given: date(given)?,
            by: row.try_get("given_by")?,
            document: row.try_get("document")?,
        }),
    };
    Ok(Person {
        id: PersonId(row.try_get("id")?),
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        group: row.try_get("group_name")?,
        active: row.try_get("active")?,
        consent,
    })
}
