//! Small conversions between columns and nouns.

use bellwatch_domain::{CameraId, LastError, ProfileId, RunnerKey, last_error};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Timelike, Utc};
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

/// A span from milliseconds.
pub(crate) fn span(row: &SqliteRow, column: &str) -> Result<Duration, Error> {
    Ok(Duration::milliseconds(row.try_get(column)?))
}

/// A span, or none.
pub(crate) fn maybe_span(row: &SqliteRow, column: &str) -> Result<Option<Duration>, Error> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Duration::milliseconds))
}

/// A local time from its minute of the day.
pub(crate) fn time(minute: u32) -> Result<NaiveTime, Error> {
    let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0);
    time.ok_or_else(|| Error::Unreadable(format!("the minute {minute} of a day")))
}

/// The minute of the day that a local time is; one between minutes cannot be kept.
pub(crate) fn minute_of(time: NaiveTime) -> Result<u32, Error> {
    if time.second() == 0 && time.nanosecond() == 0 {
        Ok(time.hour() * 60 + time.minute())
    } else {
        Err(Error::OutOfRange { source: format!("{time} is no whole minute").into() })
    }
}

/// The minutes of a span; one between minutes cannot be kept.
pub(crate) fn minutes_of(span: Duration) -> Result<i64, Error> {
    if span == Duration::minutes(span.num_minutes()) {
        Ok(span.num_minutes())
    } else {
        Err(Error::OutOfRange { source: format!("{span} are no whole minutes").into() })
    }
}

/// A local date from its text, as 2026-11-21.
pub(crate) fn date(text: &str) -> Result<NaiveDate, Error> {
    text.parse().map_err(|_| Error::Unreadable(format!("the date {text:?}")))
}

/// A count that is kept as a signed number.
pub(crate) fn unsigned(row: &SqliteRow, column: &str) -> Result<u64, Error> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| Error::Unreadable(format!("{column} = {number}")))
}

/// A count as SQLite keeps it.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The runner a row is about.
pub(crate) fn key(row: &SqliteRow) -> Result<RunnerKey, Error> {
    Ok(RunnerKey {
        camera: CameraId(row.try_get("camera_id")?),
        profile: ProfileId(row.try_get("profile_id")?),
    })
}

/// The four columns of an error.
#[derive(Default)]
pub(crate) struct ErrorColumns<'a> {
    pub(crate) code: Option<&'static str>,
    pub(crate) part: Option<String>,
    pub(crate) at_ms: Option<i64>,
    pub(crate) evidence: Option<&'a str>,
}

impl<'a> ErrorColumns<'a> {
    /// All empty for no error.
    pub(crate) fn of(error: Option<&'a LastError>) -> Self {
        error.map_or_else(ErrorColumns::default, |error| ErrorColumns {
            code: Some(last_error::code(&error.kind)),
            part: kinds::error_part(&error.kind),
            at_ms: Some(error.at.timestamp_millis()),
            evidence: Some(&error.evidence),
        })
    }
}

/// The error in four columns, of which the last three may be empty for some kinds.
pub(crate) fn error(row: &SqliteRow, columns: [&str; 4]) -> Result<Option<LastError>, Error> {
    let [code, part, at, evidence] = columns;
    let Some(code) = row.try_get::<Option<String>, _>(code)? else { return Ok(None) };
    let part: Option<String> = row.try_get(part)?;
    let Some(at) = maybe_instant(row.try_get(at)?)? else { return Ok(None) };
    let evidence: Option<String> = row.try_get(evidence)?;
    let kind = kinds::error_kind(&code, part.as_deref());
    Ok(Some(LastError { kind, at, evidence: evidence.unwrap_or_default() }))
}

/// The columns of a last error.
pub(crate) const LAST_ERROR: [&str; 4] = ["error_code", "error_part", "error_at_ms", "error_evidence"];
