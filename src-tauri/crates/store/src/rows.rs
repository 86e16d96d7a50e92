//! Small conversions between columns and nouns.

use bellwatch_domain::{CameraId, ProfileId};
use bellwatch_domain::{LastError, RunnerKey};
use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::Error;
use crate::kinds;

/// An instant from Unix milliseconds.
pub(crate) fn instant(ms: i64) -> Result<DateTime<Utc>, Error> {
    DateTime::from_timestamp_millis(ms).ok_or_else(|| Error::Unreadable(format!("the instant {ms}")))
}

/// An instant, or none.
pub(crate) fn maybe_instant(ms: Option<i64>) -> Result<Option<DateTime<Utc>>, Error> {
    ms.map(instant).transpose()
}

/// The runner a row is about.
pub(crate) fn key(row: &SqliteRow) -> Result<RunnerKey, Error> {
    Ok(RunnerKey {
        camera: CameraId(row.try_get("camera_id")?),
        profile: ProfileId(row.try_get("profile_id")?),
    })
}

/// The error in the columns `error_code`, `error_part`, `error_ms`, `error_evidence`, when there is one.
pub(crate) fn last_error(row: &SqliteRow) -> Result<Option<LastError>, Error> {
    let Some(code) = row.try_get::<Option<String>, _>("error_code")? else { return Ok(None) };
    let part: Option<String> = row.try_get("error_part")?;
    let kind = kinds::error_kind(&code, part.as_deref())?;
    let at = maybe_instant(row.try_get("error_ms")?)?.unwrap_or_default();
    let evidence: Option<String> = row.try_get("error_evidence")?;
    Ok(Some(LastError { kind, at, evidence: evidence.unwrap_or_default() }))
}
