//! Clips, as the operator looks at them, takes them along and deletes them.

use bellwatch_domain::happened::Happened;
use std::path::Path;

use bellwatch_domain::clips::ClipKind;
use bellwatch_domain::plan::Config;
use bellwatch_domain::{CameraId, ClipId};
use bellwatch_store::Clip;

use super::Operator;
use super::attendance::keep;
use crate::attendance::sightings::camera_name;
use crate::wire::{ClipKindView, ClipView, Problem};

impl Operator {
    /// Clips of one camera or of all, newest first; 1000 at most.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn clips(&self, camera: Option<CameraId>) -> Result<Vec<ClipView>, Problem> {
        let config = self.config().await?;
        Ok(self.store().clips(camera).await?.iter().map(|clip| view(clip, &config)).collect())
    }

    /// The film of a clip, an MP4; `None` when it is no longer there, or was sealed with a key that is gone.
    ///
    /// # Errors
    ///
    /// When the key to it cannot be had, or it cannot be read.
    pub async fn clip_film(&self, clip: ClipId) -> Result<Option<Vec<u8>>, Problem> {
        Ok(self.store().clip_film(clip).await?.map(|film| film.to_vec()))
    }

    /// Writes the film of a clip into `folder`, open to whoever can read that; answers where.
    ///
    /// # Errors
    ///
    /// When it is no longer there or cannot be opened, or the file cannot be written.
    pub async fn clip_save(&self, folder: &Path, clip: ClipId) -> Result<String, Problem> {
        let config = self.config().await?;
        let kept = self.store().clip(clip).await?.ok_or_else(|| Problem::gone("clip"))?;
        let film = self.clip_film(clip).await?.ok_or_else(|| Problem::gone("clip"))?;
        let at = kept.at.with_timezone(&config.site.time_zone).format("%Y-%m-%d-%H%M%S");
        let name = format!("bellwatch-clip-{at}");
        self.note_saved(&kept).await?;
        keep(folder, &name, "mp4", film).await
    }

    /// Deletes a clip.
    ///
    /// # Errors
    ///
    /// When it is no longer there, or the store cannot be written.
    pub async fn clip_delete(&self, clip: ClipId) -> Result<(), Problem> {
        Ok(self.store().delete_clip(clip, self.actor(), self.now()).await?)
    }

    /// A film that leaves the seal is an event.
    async fn note_saved(&self, clip: &Clip) -> Result<(), Problem> {
        let event = bellwatch_store::NewEvent {
            at: self.now(),
            camera: Some(clip.camera),
            kind: "clip".to_owned(),
            actor: self.actor().to_owned(),
            sentence: Happened::ClipSaved.to_string(),
        };
        Ok(self.store().batch(&[bellwatch_store::Write::Event(event)]).await?)
    }
}

fn view(clip: &Clip, config: &Config) -> ClipView {
    let seconds = (clip.length.num_milliseconds() + 500) / 1000;
    ClipView {
        id: clip.id.0,
        camera: clip.camera.0,
        camera_name: camera_name(config, clip.camera),
        kind: match clip.kind {
            ClipKind::UnknownFace => ClipKindView::UnknownFace,
            ClipKind::InDoubt => ClipKindView::InDoubt,
            ClipKind::Tamper => ClipKindView::Tamper,
        },
        at_ms: clip.at.timestamp_millis(),
        seconds: u32::try_from(seconds).unwrap_or(0),
        bytes: clip.bytes,
    }
}
