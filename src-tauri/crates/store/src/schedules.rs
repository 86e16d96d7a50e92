//! BellSchedules and their PeriodTemplates: reading and changing them. Each change is one transaction with its event.

use bellwatch_domain::happened::Happened;
use std::collections::{BTreeMap, BTreeSet};

use bellwatch_domain::{
    BellSchedule, CameraId, Drives, ExceptionId, PeriodId, PeriodTemplate, ProfileId, ScheduleException,
    ScheduleId, Weekdays,
};
use chrono::{DateTime, Duration, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::error::{named, naming};
use crate::events::{self, By};
use crate::exceptions;
use crate::rows::{minute_of, minutes_of, time};
use crate::{Error, Store};

/// Schedules that are kept.
const MOST_SCHEDULES: usize = 200;
/// Periods of one schedule.
const MOST_PERIODS: usize = 200;
/// Groups that one period expects.
const MOST_EXPECTED: usize = 200;

impl Store {
    /// Keeps a schedule with its periods, in their order. With the number 0 it is a new one. A period that has a number
    /// stays the one it was; one with 0 is new; one that is left out goes.
    ///
    /// # Errors
    ///
    /// [`Error::NameTaken`]; [`Error::OutOfRange`]; [`Error::TooMany`]; [`Error::Gone`] when there is no such schedule,
    /// camera or profile, or when a period's number is not one of this schedule's. Nothing is changed then.
    pub async fn save_schedule(
        &self,
        schedule: &BellSchedule,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<ScheduleId, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let id = put(&mut transaction, schedule, Some(by)).await?;
        let (name, is_new) = (&schedule.name, schedule.id.0 == 0);
        let sentence =
            if is_new { Happened::ScheduleAdded { name } } else { Happened::ScheduleChanged { name } };
        events::add(&mut transaction, &by.event("schedule", None, sentence)).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Brings a removed schedule back, as a new one, with exceptions of its own: all of it or nothing. One event tells of
    /// all; what number the exceptions name as their schedule does not matter.
    ///
    /// # Errors
    ///
    /// As [`Store::save_schedule`] and [`Store::save_exception`].
    pub async fn restore_schedule(
        &self,
        schedule: &BellSchedule,
        exceptions_of_it: &[ScheduleException],
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<ScheduleId, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let id =
            put(&mut transaction, &BellSchedule { id: ScheduleId(0), ..schedule.clone() }, Some(by)).await?;
        exceptions::make_room(&mut transaction, exceptions_of_it.len()).await?;
        for exception in exceptions_of_it {
            let own = ScheduleException { id: ExceptionId(0), schedule: Some(id), ..exception.clone() };
            exceptions::put(&mut transaction, &own, by).await?;
        }
        let sentence = Happened::ScheduleBroughtBack { name: &schedule.name };
        events::add(&mut transaction, &by.event("schedule", None, sentence)).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Removes a schedule with its periods and its own exceptions. What has begun by it stays in the history, but drives
    /// nothing any more.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`].
    pub async fn remove_schedule(
        &self,
        id: ScheduleId,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let name = remove(&mut transaction, id).await?;
        let sentence = Happened::ScheduleRemoved { name: &name };
        events::add(&mut transaction, &by.event("schedule", None, sentence)).await?;
        Ok(transaction.commit().await?)
    }
}

/// Removes a schedule; gives its name.
pub(crate) async fn remove(connection: &mut SqliteConnection, id: ScheduleId) -> Result<String, Error> {
    let row = sqlx::query("DELETE FROM bell_schedule WHERE id = ? RETURNING name")
        .bind(id.0)
        .fetch_optional(connection)
        .await?;
    Ok(row.ok_or(Error::Gone { what: "schedule" })?.try_get("name")?)
}

/// Adds a schedule, where its number is 0, or changes the one that it is; `by` nobody where it is what a new store begins
/// with.
pub(crate) async fn put(
    connection: &mut SqliteConnection,
    schedule: &BellSchedule,
    by: Option<By<'_>>,
) -> Result<ScheduleId, Error> {
    if schedule.periods.len() > MOST_PERIODS {
        return Err(Error::TooMany { what: "periods in a schedule", most: MOST_PERIODS });
    }
    let id = put_row(connection, schedule, by).await?;
    sqlx::query("DELETE FROM bell_schedule_camera WHERE schedule_id = ?")
        .bind(id.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM bell_schedule_tag WHERE schedule_id = ?")
        .bind(id.0)
        .execute(&mut *connection)
        .await?;
    let add = ListStatements {
        camera: "INSERT INTO bell_schedule_camera (schedule_id, camera_id) VALUES (?, ?)",
        tag: "INSERT INTO bell_schedule_tag (schedule_id, tag) VALUES (?, ?)",
    };
    add.write(connection, id.0, &schedule.drives).await?;
    put_periods(connection, id, &schedule.periods).await?;
    Ok(id)
}

async fn put_row(
    connection: &mut SqliteConnection,
    schedule: &BellSchedule,
    by: Option<By<'_>>,
) -> Result<ScheduleId, Error> {
    let query = if schedule.id.0 == 0 {
        let row =
            sqlx::query("SELECT count(*) AS kept FROM bell_schedule").fetch_one(&mut *connection).await?;
        if row.try_get::<i64, _>("kept")? >= MOST_SCHEDULES as i64 {
            return Err(Error::TooMany { what: "bell schedules", most: MOST_SCHEDULES });
        }
        sqlx::query(
            "INSERT INTO bell_schedule (name, name_key, enabled, drives_all, set_by, set_ms)
             VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        )
    } else {
        sqlx::query(
            "UPDATE bell_schedule SET name = ?, name_key = ?, enabled = ?, drives_all = ?, set_by = ?, set_ms = ?
             WHERE id = ? RETURNING id",
        )
    };
    let query = query
        .bind(&schedule.name)
        .bind(schedule.name.to_lowercase())
        .bind(schedule.enabled)
        .bind(matches!(schedule.drives, Drives::All))
        .bind(by.map(|by| by.actor))
        .bind(by.map(|by| by.now.timestamp_millis()));
    let query = if schedule.id.0 == 0 { query } else { query.bind(schedule.id.0) };
    let row = query.fetch_optional(connection).await.map_err(|error| named(error, &schedule.name))?;
    Ok(ScheduleId(row.ok_or(Error::Gone { what: "schedule" })?.try_get("id")?))
}

async fn put_periods(
    connection: &mut SqliteConnection,
    schedule: ScheduleId,
    periods: &[PeriodTemplate],
) -> Result<(), Error> {
    let rows = sqlx::query("SELECT id FROM period_template WHERE schedule_id = ?")
        .bind(schedule.0)
        .fetch_all(&mut *connection)
        .await?;
    let mut left = BTreeSet::new();
    for row in &rows {
        left.insert(PeriodId(row.try_get("id")?));
    }
    for period in periods.iter().filter(|period| period.id.0 != 0) {
        // Another schedule's, one that was removed meanwhile, or one that stands here twice.
        if !left.remove(&period.id) {
            return Err(Error::Gone { what: "period" });
        }
    }
    for gone in left {
        sqlx::query("DELETE FROM period_template WHERE id = ?")
            .bind(gone.0)
            .execute(&mut *connection)
            .await?;
    }
    for (position, period) in (0_i64..).zip(periods) {
        put_period(connection, schedule, position, period).await?;
    }
    Ok(())
}

async fn put_period(
    connection: &mut SqliteConnection,
    schedule: ScheduleId,
    position: i64,
    period: &PeriodTemplate,
) -> Result<(), Error> {
    let query = if period.id.0 == 0 {
        sqlx::query(
            "INSERT INTO period_template (schedule_id, position, name, start_min, end_min, weekdays, early_grace_min,
                                          late_grace_min, late_after_min, profile_id, only_all)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        )
    } else {
        sqlx::query(
            "UPDATE period_template SET schedule_id = ?, position = ?, name = ?, start_min = ?, end_min = ?,
                    weekdays = ?, early_grace_min = ?, late_grace_min = ?, late_after_min = ?, profile_id = ?,
                    only_all = ?
             WHERE id = ? RETURNING id",
        )
    };
    let query = query
        .bind(schedule.0)
        .bind(position)
        .bind(&period.name)
        .bind(minute_of(period.start)?)
        .bind(minute_of(period.end)?)
        .bind(period.weekdays.bits())
        .bind(minutes_of(period.early_grace)?)
        .bind(minutes_of(period.late_grace)?)
        .bind(minutes_of(period.late_after)?)
        .bind(period.profile.map(|profile| profile.0))
        .bind(period.only.as_ref().map(|only| *only == Drives::All));
    let query = if period.id.0 == 0 { query } else { query.bind(period.id.0) };
    let row = query.fetch_one(&mut *connection).await.map_err(|error| naming(error, "profile"))?;
    let id: i64 = row.try_get("id")?;
    sqlx::query("DELETE FROM period_camera WHERE period_id = ?").bind(id).execute(&mut *connection).await?;
    sqlx::query("DELETE FROM period_tag WHERE period_id = ?").bind(id).execute(&mut *connection).await?;
    let add = ListStatements {
        camera: "INSERT INTO period_camera (period_id, camera_id) VALUES (?, ?)",
        tag: "INSERT INTO period_tag (period_id, tag) VALUES (?, ?)",
    };
    if let Some(only) = &period.only {
        add.write(&mut *connection, id, only).await?;
    }
    put_expects(connection, id, &period.expects).await
}

async fn put_expects(
    connection: &mut SqliteConnection,
    period: i64,
    expects: &BTreeSet<String>,
) -> Result<(), Error> {
    if expects.len() > MOST_EXPECTED {
        return Err(Error::TooMany { what: "groups in a period", most: MOST_EXPECTED });
    }
    sqlx::query("DELETE FROM period_expects WHERE period_id = ?")
        .bind(period)
        .execute(&mut *connection)
        .await?;
    for group in expects {
        sqlx::query("INSERT INTO period_expects (period_id, group_name) VALUES (?, ?)")
            .bind(period)
            .bind(group)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The statements that add to the two lists of a choice of cameras.
struct ListStatements {
    camera: &'static str,
    tag: &'static str,
}

impl ListStatements {
    async fn write(
        &self,
        connection: &mut SqliteConnection,
        owner: i64,
        drives: &Drives,
    ) -> Result<(), Error> {
        let Drives::Some { cameras, tags } = drives else { return Ok(()) };
        for camera in cameras {
            let query = sqlx::query(self.camera).bind(owner).bind(camera.0);
            query.execute(&mut *connection).await.map_err(|error| naming(error, "camera"))?;
        }
        for tag in tags {
            sqlx::query(self.tag).bind(owner).bind(tag).execute(&mut *connection).await?;
        }
        Ok(())
    }
}

/// The two lists of choices of cameras, by what they belong to.
struct Lists {
    cameras: BTreeMap<i64, BTreeSet<CameraId>>,
    tags: BTreeMap<i64, BTreeSet<String>>,
}

impl Lists {
    /// From two statements that give `owner`, and `camera_id` or `tag`.
    async fn read(
        connection: &mut SqliteConnection,
        cameras: &'static str,
        tags: &'static str,
    ) -> Result<Self, Error> {
        let mut lists = Lists { cameras: BTreeMap::new(), tags: BTreeMap::new() };
        for row in sqlx::query(cameras).fetch_all(&mut *connection).await? {
            let camera = CameraId(row.try_get("camera_id")?);
            lists.cameras.entry(row.try_get("owner")?).or_default().insert(camera);
        }
        for row in sqlx::query(tags).fetch_all(&mut *connection).await? {
            lists.tags.entry(row.try_get("owner")?).or_default().insert(row.try_get("tag")?);
        }
        Ok(lists)
    }

    fn drives(&mut self, owner: i64, all: bool) -> Drives {
        if all {
            return Drives::All;
        }
        Drives::Some {
            cameras: self.cameras.remove(&owner).unwrap_or_default(),
            tags: self.tags.remove(&owner).unwrap_or_default(),
        }
    }
}

/// All schedules, by number. A schedule or period that cannot be read is left out and said in the log.
pub(crate) async fn read(connection: &mut SqliteConnection) -> Result<Vec<BellSchedule>, Error> {
    let mut lists = Lists::read(
        &mut *connection,
        "SELECT schedule_id AS owner, camera_id FROM bell_schedule_camera",
        "SELECT schedule_id AS owner, tag FROM bell_schedule_tag",
    )
    .await?;
    let mut periods = periods(&mut *connection).await?;
    let rows = sqlx::query("SELECT id, name, enabled, drives_all FROM bell_schedule ORDER BY id")
        .fetch_all(connection)
        .await?;
    let mut schedules = Vec::new();
    for row in &rows {
        match schedule(row, &mut lists) {
            Ok(mut schedule) => {
                schedule.periods = periods.remove(&schedule.id).unwrap_or_default();
                schedules.push(schedule);
            }
            Err(error) => tracing::error!(error = %error, "a bell schedule cannot be read"),
        }
    }
    Ok(schedules)
}

/// A schedule without its periods.
fn schedule(row: &SqliteRow, lists: &mut Lists) -> Result<BellSchedule, Error> {
    let id: i64 = row.try_get("id")?;
    Ok(BellSchedule {
        id: ScheduleId(id),
        name: row.try_get("name")?,
        enabled: row.try_get("enabled")?,
        drives: lists.drives(id, row.try_get("drives_all")?),
        periods: Vec::new(),
    })
}

/// All periods in their order, by schedule.
async fn periods(
    connection: &mut SqliteConnection,
) -> Result<BTreeMap<ScheduleId, Vec<PeriodTemplate>>, Error> {
    let mut lists = Lists::read(
        &mut *connection,
        "SELECT period_id AS owner, camera_id FROM period_camera",
        "SELECT period_id AS owner, tag FROM period_tag",
    )
    .await?;
    let mut expects: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    let rows = sqlx::query("SELECT period_id, group_name FROM period_expects");
    for row in rows.fetch_all(&mut *connection).await? {
        expects.entry(row.try_get("period_id")?).or_default().insert(row.try_get("group_name")?);
    }
    let rows = sqlx::query(
        "SELECT id, schedule_id, name, start_min, end_min, weekdays, early_grace_min, late_grace_min, late_after_min,
                profile_id, only_all
         FROM period_template ORDER BY schedule_id, position, id",
    )
    .fetch_all(connection)
    .await?;
    let mut periods: BTreeMap<ScheduleId, Vec<PeriodTemplate>> = BTreeMap::new();
    for row in &rows {
        match period(row, &mut lists, &mut expects) {
            Ok((schedule, period)) => periods.entry(schedule).or_default().push(period),
            Err(error) => tracing::error!(error = %error, "a period cannot be read"),
        }
    }
    Ok(periods)
}

fn period(
    row: &SqliteRow,
    lists: &mut Lists,
    expects: &mut BTreeMap<i64, BTreeSet<String>>,
) -> Result<(ScheduleId, PeriodTemplate), Error> {
    let minutes = |column| Ok::<_, Error>(Duration::minutes(row.try_get::<u16, _>(column)?.into()));
    let id: i64 = row.try_get("id")?;
    let period = PeriodTemplate {
        id: PeriodId(id),
        name: row.try_get("name")?,
        start: time(row.try_get("start_min")?)?,
        end: time(row.try_get("end_min")?)?,
        weekdays: Weekdays::of_bits(row.try_get("weekdays")?),
        early_grace: minutes("early_grace_min")?,
        late_grace: minutes("late_grace_min")?,
        late_after: minutes("late_after_min")?,
        profile: row.try_get::<Option<i64>, _>("profile_id")?.map(ProfileId),
        only: row.try_get::<Option<bool>, _>("only_all")?.map(|all| lists.drives(id, all)),
        expects: expects.remove(&id).unwrap_or_default(),
    };
    Ok((ScheduleId(row.try_get("schedule_id")?), period))
}
