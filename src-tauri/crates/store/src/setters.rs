//! Who set what decides over a camera, and when.

use std::collections::BTreeMap;

use bellwatch_domain::{CameraId, ExceptionId, ScheduleId};
use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::instant;
use crate::{Error, Store};

/// Who set something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBy {
    /// The actor.
    pub actor: String,
    /// Then.
    pub at: DateTime<Utc>,
}

/// Who set what decides over one camera. What nobody set is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setters {
    /// Who switched it on or off last, or added it.
    pub switched: Option<SetBy>,
    /// Who paused or resumed it last.
    pub paused: Option<SetBy>,
    /// Who changed each schedule last.
    pub schedules: BTreeMap<ScheduleId, SetBy>,
    /// Who changed each exception last.
    pub exceptions: BTreeMap<ExceptionId, SetBy>,
}

impl Store {
    /// Who set what decides over a camera.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn setters(&self, camera: CameraId) -> Result<Setters, Error> {
        let mut setters = Setters::default();
        let pause = self.newest_event_of("pause", Some(camera)).await?;
        setters.paused = pause.map(|event| SetBy { actor: event.actor, at: event.at });
        let mut reader = self.reader.acquire().await?;
        let switched = sqlx::query(
            "SELECT switched_by AS actor, switched_ms AS at_ms FROM camera WHERE id = ? AND switched_by IS NOT NULL",
        )
        .bind(camera.0)
        .fetch_optional(&mut *reader)
        .await?;
        setters.switched = switched.as_ref().map(set_by).transpose()?;
        let schedules = sqlx::query(
            "SELECT id, set_by AS actor, set_ms AS at_ms FROM bell_schedule WHERE set_by IS NOT NULL",
        );
        for row in &schedules.fetch_all(&mut *reader).await? {
            setters.schedules.insert(ScheduleId(row.try_get("id")?), set_by(row)?);
        }
        let exceptions = sqlx::query(
            "SELECT id, set_by AS actor, set_ms AS at_ms FROM schedule_exception WHERE set_by IS NOT NULL",
        );
        for row in &exceptions.fetch_all(&mut *reader).await? {
            setters.exceptions.insert(ExceptionId(row.try_get("id")?), set_by(row)?);
        }
        Ok(setters)
    }
}

fn set_by(row: &SqliteRow) -> Result<SetBy, Error> {
    Ok(SetBy { actor: row.try_get("actor")?, at: instant(row.try_get("at_ms")?)? })
}
