//! Clips: rows here, films sealed beside the store, one file each.
//!
//! A film is written before its row and deleted after it, so that whatever is interrupted leaves a file without a row at
//! worst; [`Store::tidy_clips`] takes those away. What lies on the disk is sealed and bound to its file's name.

use bellwatch_domain::happened::Happened;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use bellwatch_domain::clips::ClipKind;
use bellwatch_domain::retention::{self, Artefact};
use bellwatch_domain::{CameraId, ClipId, PersonId, Site};
use chrono::{DateTime, Duration, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use zeroize::Zeroizing;

use crate::error::{face_key, naming};
use crate::events::{self, By};
use crate::kinds::Word;
use crate::open::make_folder;
use crate::rows::{instant, span, unsigned};
use crate::seal::{NoRandom, clip_film, random};
use crate::{Error, Store};

/// The folder of clips within the data folder.
pub(crate) const CLIPS_FOLDER: &str = "clips";
/// Files that are no clips are left alone.
const ENDING: &str = "clip";
/// Clips in one answer; the newest.
const MOST: u32 = 1000;

/// A clip that is yet to be kept.
#[derive(Clone)]
pub struct NewClip {
    /// Whose film it is.
    pub camera: CameraId,
    /// What it was cut for.
    pub kind: ClipKind,
    /// The instant of that.
    pub at: DateTime<Utc>,
    /// How much was cut.
    pub length: Duration,
    /// Who it may show, where that is known; the clip goes with their consent.
    pub person: Option<PersonId>,
    /// An MP4.
    pub film: Vec<u8>,
}

/// A clip that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// Its number.
    pub id: ClipId,
    /// Whose film it is; the camera may be gone.
    pub camera: CameraId,
    /// What it was cut for.
    pub kind: ClipKind,
    /// The instant of that.
    pub at: DateTime<Utc>,
    /// How much was cut.
    pub length: Duration,
    /// Bytes of the sealed file.
    pub bytes: u64,
    file: String,
}

impl Store {
    /// Seals a film and keeps it; the oldest clips go for it where all take more than the site allows. `None` when the
    /// person whom it may show has no consent any more: then it is not kept.
    ///
    /// # Errors
    ///
    /// [`Error::FaceKey`], [`Error::DiskFull`], or when the file or the store cannot be written; nothing is left then.
    pub async fn add_clip(&self, new: &NewClip, now: DateTime<Utc>) -> Result<Option<ClipId>, Error> {
        let file = new_name()?;
        let key = {
            let mut transaction = self.write().await?;
            let key = self.key_to_seal(&mut transaction).await.map_err(face_key)?;
            transaction.commit().await?;
            key
        };
        let sealed = key.seal_bytes(&new.film, &clip_film(&file)).map_err(no_random)?;
        let bytes = sealed.len() as i64;
        let path = self.clips.join(&file);
        let written = {
            let path = path.clone();
            on_disk(move || write(&path, &sealed)).await
        };
        if let Err(error) = written {
            // What was half written is tidied away later if it cannot be now.
            let _ = tokio::fs::remove_file(&path).await;
            return Err(Error::file(error, &path));
        }
        let (kept, mut left_over) = match self.keep_clip(new, &file, bytes, now).await {
            Ok(kept) => kept,
            Err(error) => {
                self.remove_files(vec![file]).await;
                return Err(error);
            }
        };
        if kept.is_none() {
            left_over.push(file);
        }
        self.remove_files(left_over).await;
        Ok(kept)
    }

    /// Writes the row of a film, and deletes those of the oldest clips until the rest take no more than the site allows: its
    /// number, and the files that are left over.
    async fn keep_clip(
        &self,
        new: &NewClip,
        file: &str,
        bytes: i64,
        now: DateTime<Utc>,
    ) -> Result<(Option<ClipId>, Vec<String>), Error> {
        let mut transaction = self.write().await?;
        let done = sqlx::query(
            "INSERT INTO clip (camera_id, kind, at_ms, length_ms, bytes, file, person_id)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
             WHERE ?7 IS NULL OR EXISTS (SELECT 1 FROM consent WHERE person_id = ?7)",
        )
        .bind(new.camera.0)
        .bind(new.kind.word())
        .bind(new.at.timestamp_millis())
        .bind(new.length.num_milliseconds())
        .bind(bytes)
        .bind(file)
        .bind(new.person.map(|person| person.0))
        .execute(&mut *transaction)
        .await
        .map_err(|error| naming(error, "person"))?;
        let kept = (done.rows_affected() > 0).then(|| ClipId(done.last_insert_rowid()));
        let rows = sqlx::query(
            "DELETE FROM clip WHERE id IN (
                 SELECT id FROM (SELECT id, sum(bytes) OVER (ORDER BY at_ms DESC, id DESC) AS taken FROM clip)
                 WHERE taken > (SELECT clips_max_bytes FROM site WHERE id = 1))
             RETURNING file",
        )
        .fetch_all(&mut *transaction)
        .await?;
        if !rows.is_empty() {
            let by = By { actor: "engine", now };
            let sentence = Happened::ClipsFull { count: rows.len() };
            events::add(&mut transaction, &by.event("clip", None, sentence)).await?;
        }
        transaction.commit().await?;
        Ok((kept, files_of(&rows)?))
    }

    /// The newest clips, of one camera or of all, newest first; 1000 at most.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn clips(&self, camera: Option<CameraId>) -> Result<Vec<Clip>, Error> {
        let rows = sqlx::query(
            "SELECT id, camera_id, kind, at_ms, length_ms, bytes, file FROM clip
             WHERE ?1 IS NULL OR camera_id = ?1 ORDER BY at_ms DESC, id DESC LIMIT ?2",
        )
        .bind(camera.map(|camera| camera.0))
        .bind(MOST)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(clip).collect()
    }

    /// One clip; `None` when it is no longer there.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn clip(&self, id: ClipId) -> Result<Option<Clip>, Error> {
        let row =
            sqlx::query("SELECT id, camera_id, kind, at_ms, length_ms, bytes, file FROM clip WHERE id = ?")
                .bind(id.0)
                .fetch_optional(&self.reader)
                .await?;
        row.as_ref().map(clip).transpose()
    }

    /// A number that goes up with each change of clips.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn clips_revision(&self) -> Result<i64, Error> {
        let row =
            sqlx::query("SELECT revision FROM clips_revision WHERE id = 1").fetch_one(&self.reader).await?;
        Ok(row.try_get("revision")?)
    }

    /// When the newest clip of a kind was cut of a camera.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn newest_clip(
        &self,
        camera: CameraId,
        kind: ClipKind,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        let row = sqlx::query("SELECT max(at_ms) AS newest FROM clip WHERE camera_id = ? AND kind = ?")
            .bind(camera.0)
            .bind(kind.word())
            .fetch_one(&self.reader)
            .await?;
        row.try_get::<Option<i64>, _>("newest")?.map(instant).transpose()
    }

    /// The film of a clip, an MP4; `None` when there is none any more, or it was sealed with another key.
    ///
    /// # Errors
    ///
    /// [`Error::FaceKey`] when the key cannot be had; when it cannot be read.
    pub async fn clip_film(&self, id: ClipId) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let Some(Clip { file, .. }) = self.clip(id).await? else { return Ok(None) };
        let key = self.keys.to_open().map_err(|why| Error::FaceKey { why })?;
        let path = self.clips.join(&file);
        let sealed = match tokio::fs::read(&path).await {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::file(error, &path)),
        };
        Ok(key.open_bytes(&sealed, &clip_film(&file)))
    }

    /// Deletes a clip.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`]; when the store cannot be written. Nothing is deleted then.
    pub async fn delete_clip(&self, id: ClipId, actor: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let by = By { actor, now };
        let mut transaction = self.write().await?;
        let rows = sqlx::query("DELETE FROM clip WHERE id = ? RETURNING camera_id, file")
            .bind(id.0)
            .fetch_all(&mut *transaction)
            .await?;
        let row = rows.first().ok_or(Error::Gone { what: "clip" })?;
        let camera = CameraId(row.try_get("camera_id")?);
        events::add(&mut transaction, &by.event("clip", Some(camera), Happened::ClipDeleted)).await?;
        transaction.commit().await?;
        self.remove_files(files_of(&rows)?).await;
        Ok(())
    }

    /// Deletes the clips whose days are over and those of cameras that are gone for good, and tidies the folder: files
    /// without a row, rows without a file. How many clips went.
    ///
    /// # Errors
    ///
    /// When the store or the folder cannot be read or written.
    pub async fn prune_clips(&self, now: DateTime<Utc>, site: &Site) -> Result<u64, Error> {
        let before = retention::made_before(Artefact::Clip, &site.clocks(), site.time_zone, now);
        let mut transaction = self.write().await?;
        let rows = sqlx::query(
            "DELETE FROM clip WHERE at_ms < ?
             OR (camera_id NOT IN (SELECT id FROM camera) AND camera_id NOT IN (SELECT id FROM camera_removed))
             RETURNING file",
        )
        .bind(before.map_or(i64::MIN, |before| before.timestamp_millis()))
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        self.remove_files(files_of(&rows)?).await;
        Ok(rows.len() as u64 + self.tidy_clips().await?)
    }

    /// Takes away files of clips that have no row, which an interrupted deletion or an erasure leaves, and rows that have no
    /// file. How many rows went.
    ///
    /// # Errors
    ///
    /// When the folder or the store cannot be read or written.
    pub async fn tidy_clips(&self) -> Result<u64, Error> {
        // The files first: one that is added meanwhile has a row in the end, and is not among them.
        let there = self.clip_files().await.map_err(|error| Error::file(error, &self.clips))?;
        let rows = sqlx::query("SELECT file FROM clip").fetch_all(&self.reader).await?;
        let known: BTreeSet<String> = files_of(&rows)?.into_iter().collect();
        let is_being_written = |file: &String| {
            // A film is written moments before its row.
            let made = fs::metadata(self.clips.join(file)).and_then(|facts| facts.modified());
            made.is_ok_and(|made| made.elapsed().is_ok_and(|age| age < std::time::Duration::from_secs(60)))
        };
        let strays: Vec<String> =
            there.difference(&known).filter(|file| !is_being_written(file)).cloned().collect();
        self.remove_files(strays).await;
        let mut gone = 0;
        for file in known.difference(&there) {
            if tokio::fs::try_exists(self.clips.join(file)).await.unwrap_or(true) {
                continue;
            }
            let done =
                sqlx::query("DELETE FROM clip WHERE file = ?").bind(file).execute(&self.writer).await?;
            gone += done.rows_affected();
        }
        Ok(gone)
    }

    async fn clip_files(&self) -> io::Result<BTreeSet<String>> {
        let mut files = BTreeSet::new();
        let mut folder = match tokio::fs::read_dir(&self.clips).await {
            Ok(folder) => folder,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(files),
            Err(error) => return Err(error),
        };
        while let Some(entry) = folder.next_entry().await? {
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == ENDING)
                && let Some(name) = path.file_name().and_then(|name| name.to_str())
            {
                files.insert(name.to_owned());
            }
        }
        Ok(files)
    }

    /// What cannot be removed now is a file without a row, and is tried again with the next tidying.
    pub(crate) async fn remove_files(&self, files: Vec<String>) {
        for file in files {
            if let Err(error) = tokio::fs::remove_file(self.clips.join(&file)).await
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(%error, "the film of a clip could not be removed");
            }
        }
    }
}

/// The files of clips that may show a person.
pub(crate) async fn clips_of(
    connection: &mut sqlx::SqliteConnection,
    person: PersonId,
) -> Result<Vec<String>, Error> {
    let rows =
        sqlx::query("SELECT file FROM clip WHERE person_id = ?").bind(person.0).fetch_all(connection).await?;
    files_of(&rows)
}

fn files_of(rows: &[SqliteRow]) -> Result<Vec<String>, Error> {
    rows.iter().map(|row| Ok(row.try_get("file")?)).collect()
}

fn clip(row: &SqliteRow) -> Result<Clip, Error> {
    Ok(Clip {
        id: ClipId(row.try_get("id")?),
        camera: CameraId(row.try_get("camera_id")?),
        kind: Word::of(row.try_get("kind")?)?,
        at: instant(row.try_get("at_ms")?)?,
        length: span(row, "length_ms")?,
        bytes: unsigned(row, "bytes")?,
        file: row.try_get("file")?,
    })
}

/// A name that tells nothing.
fn new_name() -> Result<String, Error> {
    let mut bytes = [0_u8; 16];
    random(&mut bytes).map_err(no_random)?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{hex}.{ENDING}"))
}

fn no_random(_: NoRandom) -> Error {
    Error::FaceKey { why: NoRandom.to_string() }
}

/// Does what waits for the disk beside the async threads.
async fn on_disk<T: Send + 'static>(what: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(what).await.map_err(io::Error::other)?
}

/// Writes a file that its user alone can read, and waits until it is on the disk.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
