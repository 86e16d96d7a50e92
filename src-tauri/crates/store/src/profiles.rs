//! StreamProfiles: reading and changing them. Each change is one transaction with its event.

use bellwatch_domain::happened::Happened;
use std::collections::BTreeMap;

use bellwatch_domain::{ProfileId, StreamProfile};
use chrono::{DateTime, Utc};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Row, Sqlite, SqliteConnection};

use crate::error::named;
use crate::events::{self, By};
use crate::kinds::{Word, cores_of, words_of, words_text};
use crate::rows::{maybe_span, span};
use crate::{Error, Store};

/// What a profile says of cores that takes the site's.
const SITES: &str = "site";

impl Store {
    /// Adds a profile; its number is chosen by the store.
    ///
    /// # Errors
    ///
    /// [`Error::NameTaken`], [`Error::OutOfRange`]; nothing is changed then.
    pub async fn add_profile(
        &self,
        profile: &StreamProfile,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<ProfileId, Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let id = insert(&mut transaction, profile).await?;
        let sentence = Happened::ProfileAdded { name: &profile.name };
        events::add(&mut transaction, &by.event("profile", None, sentence)).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Changes the profile with this number. Its revision goes up when ffmpeg runs otherwise by it; a new name alone, or what recognition
    /// alone reads, is none.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`], [`Error::NameTaken`], [`Error::OutOfRange`]; nothing is changed then.
    pub async fn edit_profile(
        &self,
        profile: &StreamProfile,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        update(&mut transaction, profile).await?;
        let sentence = Happened::ProfileChanged { name: &profile.name };
        events::add(&mut transaction, &by.event("profile", None, sentence)).await?;
        Ok(transaction.commit().await?)
    }

    /// Removes a profile that no camera and no period uses.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`], [`Error::ProfileInUse`], [`Error::LastProfile`].
    pub async fn remove_profile(&self, id: ProfileId, actor: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let row =
            sqlx::query("SELECT name, (SELECT count(*) FROM profile) AS profiles FROM profile WHERE id = ?")
                .bind(id.0)
                .fetch_optional(&mut *transaction)
                .await?
                .ok_or(Error::Gone { what: "profile" })?;
        let (name, profiles): (String, i64) = (row.try_get("name")?, row.try_get("profiles")?);
        let (cameras, periods) = (cameras(&mut transaction, id).await?, periods(&mut transaction, id).await?);
        if !cameras.is_empty() || !periods.is_empty() {
            return Err(Error::ProfileInUse { cameras, periods });
        }
        if profiles == 1 {
            return Err(Error::LastProfile);
        }
        sqlx::query("DELETE FROM profile WHERE id = ?").bind(id.0).execute(&mut *transaction).await?;
        let sentence = Happened::ProfileRemoved { name: &name };
        events::add(&mut transaction, &by.event("profile", None, sentence)).await?;
        Ok(transaction.commit().await?)
    }
}

/// Names of the cameras that use a profile.
async fn cameras(connection: &mut SqliteConnection, id: ProfileId) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "SELECT name FROM camera WHERE profile_id = ?1
         OR id IN (SELECT camera_id FROM camera_profile WHERE profile_id = ?1) ORDER BY name_key",
    )
    .bind(id.0)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok(row.try_get("name")?)).collect()
}

/// The periods that use a profile, each with its schedule.
async fn periods(connection: &mut SqliteConnection, id: ProfileId) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "SELECT period_template.name || ' of ' || bell_schedule.name AS period FROM period_template
         JOIN bell_schedule ON bell_schedule.id = schedule_id
         WHERE profile_id = ? ORDER BY name_key, position",
    )
    .bind(id.0)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok(row.try_get("period")?)).collect()
}

/// All profiles. One that cannot be read is left out and said in the log: the cameras that use it rest for it.
pub(crate) async fn read(
    connection: &mut SqliteConnection,
) -> Result<BTreeMap<ProfileId, StreamProfile>, Error> {
    let rows = sqlx::query(
        "SELECT id, revision, name, rtsp_transport, stream, hwaccel, device, gpu_index, decode, fps, hb_interval_ms,
                snapshot_every_ms, stall_after_ms, cpu_affinity, nice, extra_cli, det_set, min_face_px, min_score,
                clip_ms, picture_check
         FROM profile ORDER BY id",
    )
    .fetch_all(connection)
    .await?;
    let mut profiles = BTreeMap::new();
    for row in &rows {
        match profile(row) {
            Ok(profile) => {
                profiles.insert(profile.id, profile);
            }
            Err(error) => tracing::error!(error = %error, "a profile cannot be read"),
        }
    }
    Ok(profiles)
}

fn profile(row: &SqliteRow) -> Result<StreamProfile, Error> {
    Ok(StreamProfile {
        id: ProfileId(row.try_get("id")?),
        revision: row.try_get("revision")?,
        name: row.try_get("name")?,
        rtsp_transport: Word::of(row.try_get("rtsp_transport")?)?,
        stream: Word::of(row.try_get("stream")?)?,
        hwaccel: Word::of(row.try_get("hwaccel")?)?,
        device: row.try_get("device")?,
        gpu_index: row.try_get("gpu_index")?,
        decode: Word::of(row.try_get("decode")?)?,
        fps: row.try_get("fps")?,
        hb_interval: span(row, "hb_interval_ms")?,
        snapshot_every: maybe_span(row, "snapshot_every_ms")?,
        cpu_affinity: match row.try_get("cpu_affinity")? {
            SITES => None,
            cores => Some(cores_of(cores)?),
        },
        nice: row.try_get("nice")?,
        stall_after: maybe_span(row, "stall_after_ms")?,
        extra_cli: words_of(row.try_get("extra_cli")?),
        det_set: row.try_get("det_set")?,
        min_face_px: row.try_get("min_face_px")?,
        min_score: row.try_get("min_score")?,
        clip: maybe_span(row, "clip_ms")?,
        picture_check: row.try_get("picture_check")?,
    })
}

/// Adds a profile; its number and revision are the store's to give.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    profile: &StreamProfile,
) -> Result<ProfileId, Error> {
    let query = sqlx::query(
        "INSERT INTO profile (name, name_key, rtsp_transport, stream, hwaccel, device, gpu_index, decode, fps,
                              hb_interval_ms, snapshot_every_ms, stall_after_ms, cpu_affinity, nice, extra_cli,
                              det_set, min_face_px, min_score, clip_ms, picture_check)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    let done =
        bound(query, profile).execute(connection).await.map_err(|error| named(error, &profile.name))?;
    Ok(ProfileId(done.last_insert_rowid()))
}

/// Changes a profile, by its number.
pub(crate) async fn update(connection: &mut SqliteConnection, profile: &StreamProfile) -> Result<(), Error> {
    let before = read(&mut *connection).await?.remove(&profile.id).ok_or(Error::Gone { what: "profile" })?;
    let same_run = profile.runs_like(&before);
    let query = sqlx::query(
        "UPDATE profile SET name = ?, name_key = ?, rtsp_transport = ?, stream = ?, hwaccel = ?, device = ?,
                gpu_index = ?, decode = ?, fps = ?, hb_interval_ms = ?, snapshot_every_ms = ?, stall_after_ms = ?,
                cpu_affinity = ?, nice = ?, extra_cli = ?, det_set = ?, min_face_px = ?, min_score = ?,
                clip_ms = ?, picture_check = ?, revision = revision + ?
         WHERE id = ?",
    );
    bound(query, profile)
        .bind(i64::from(!same_run))
        .bind(profile.id.0)
        .execute(connection)
        .await
        .map_err(|error| named(error, &profile.name))?;
    Ok(())
}

type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Binds name and knobs, in the order in which both statements name them.
fn bound<'q>(query: Bound<'q>, profile: &'q StreamProfile) -> Bound<'q> {
    query
        .bind(&profile.name)
        .bind(profile.name.to_lowercase())
        .bind(profile.rtsp_transport.word())
        .bind(profile.stream.word())
        .bind(profile.hwaccel.word())
        .bind(&profile.device)
        .bind(profile.gpu_index)
        .bind(profile.decode.word())
        .bind(profile.fps)
        .bind(profile.hb_interval.num_milliseconds())
        .bind(profile.snapshot_every.map(|every| every.num_milliseconds()))
        .bind(profile.stall_after.map(|after| after.num_milliseconds()))
        .bind(profile.cpu_affinity.as_ref().map_or(SITES.to_owned(), ToString::to_string))
        .bind(profile.nice)
        .bind(words_text(&profile.extra_cli))
        .bind(profile.det_set)
        .bind(profile.min_face_px)
        .bind(profile.min_score)
        .bind(profile.clip.map(|clip| clip.num_milliseconds()))
        .bind(profile.picture_check)
}
