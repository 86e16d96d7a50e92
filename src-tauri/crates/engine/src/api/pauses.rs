//! Pausing cameras, resuming them, and undoing either. Each is one transaction with its events.

use bellwatch_domain::pause::{PauseChoice, pause_until};
use bellwatch_domain::plan::Config;
use bellwatch_domain::{Camera, CameraId, Pause};
use chrono::DateTime;

use super::operator::{Operator, find_camera};
use crate::present;
use crate::wire::{CameraChoice, PauseChange, PauseDraft, PauseView, Problem};
use crate::words;
use crate::words::refusals::Refusal;

impl Operator {
    /// Pauses cameras; where a camera is paused already, the later end wins.
    ///
    /// Returns every camera it is about, with the pause that holds now and the one that held before.
    ///
    /// # Errors
    ///
    /// When the choice names no camera, or the end is not in the next 90 days.
    pub async fn pause(&self, choice: &CameraChoice, pause: PauseDraft) -> Result<Vec<PauseChange>, Problem> {
        let config = self.config().await?;
        let now = self.now();
        let chosen = match pause {
            PauseDraft::HalfHour => PauseChoice::HalfHour,
            PauseDraft::TwoHours => PauseChoice::TwoHours,
            PauseDraft::Tomorrow => PauseChoice::Tomorrow,
            PauseDraft::Until { until_ms } => {
                let until = DateTime::from_timestamp_millis(until_ms);
                PauseChoice::Until(until.ok_or_else(|| Problem::bad_input("until", Refusal::NoTime))?)
            }
        };
        let until = pause_until(chosen, now, &config.site)?;
        let pause = Pause { until, by: self.actor().to_owned(), at: now };
        let cameras = choose(&config, choice)?;
        let after = cameras.iter().map(|camera| match camera.pause_at(now) {
            Some(holds) if holds.until > until => Some(holds.clone()),
            _ => Some(pause.clone()),
        });
        self.set_pauses(&config, &cameras, after.collect()).await
    }

    /// Ends every pause of the cameras.
    ///
    /// Returns every camera it is about, with the pause that held before.
    ///
    /// # Errors
    ///
    /// When the choice names no camera.
    pub async fn resume(&self, choice: &CameraChoice) -> Result<Vec<PauseChange>, Problem> {
        let config = self.config().await?;
        let cameras = choose(&config, choice)?;
        let after = vec![None; cameras.len()];
        self.set_pauses(&config, &cameras, after).await
    }

    /// Puts back the pauses that held before these changes.
    ///
    /// A camera that was paused or resumed once more since then, or is gone, is left as it is; so is a pause that would
    /// be over by now.
    ///
    /// # Errors
    ///
    /// When a pause that is to be put back has no time that can be.
    pub async fn undo_pauses(&self, changes: &[PauseChange]) -> Result<(), Problem> {
        let config = self.config().await?;
        let now = self.now();
        let mut cameras = Vec::new();
        let mut before = Vec::new();
        for change in changes {
            let Ok(camera) = find_camera(&config, CameraId(change.camera)) else { continue };
            let after = change.after.as_ref().map(pause_of).transpose()?;
            if camera.pause_at(now) == after.as_ref().filter(|pause| now < pause.until) {
                let pause = change.before.as_ref().map(pause_of).transpose()?;
                cameras.push(camera);
                before.push(pause.filter(|pause| now < pause.until));
            }
        }
        self.set_pauses(&config, &cameras, before).await.map(drop)
    }

    /// Gives each camera its pause, or none; writes down those that change, and tells of all.
    async fn set_pauses(
        &self,
        config: &Config,
        cameras: &[&Camera],
        pauses: Vec<Option<Pause>>,
    ) -> Result<Vec<PauseChange>, Problem> {
        let now = self.now();
        let changes = cameras.iter().zip(&pauses).map(|(camera, after)| PauseChange {
            camera: camera.id.0,
            before: camera.pause_at(now).map(present::pause),
            after: after.as_ref().map(present::pause),
        });
        let changes: Vec<PauseChange> = changes.collect();
        let to_set: Vec<(CameraId, Option<Pause>)> = cameras
            .iter()
            .zip(pauses)
            .filter(|(camera, after)| camera.pause_at(now) != after.as_ref())
            .map(|(camera, after)| (camera.id, after))
            .collect();
        let zone = config.site.time_zone;
        let until = |pause: &Pause| words::local_time(pause.until, now, zone);
        self.store().set_pauses(&to_set, until, self.actor(), now).await?;
        Ok(changes)
    }
}

fn pause_of(view: &PauseView) -> Result<Pause, Problem> {
    let instant =
        |ms| DateTime::from_timestamp_millis(ms).ok_or_else(|| Problem::bad_input("until", Refusal::NoTime));
    Ok(Pause { until: instant(view.until_ms)?, by: view.by.clone(), at: instant(view.at_ms)? })
}

fn choose<'a>(config: &'a Config, choice: &CameraChoice) -> Result<Vec<&'a Camera>, Problem> {
    let chosen: Vec<&Camera> = match choice {
        CameraChoice::All => config.cameras.iter().collect(),
        CameraChoice::Some { cameras } => {
            let found = cameras.iter().map(|id| find_camera(config, CameraId(*id)));
            found.collect::<Result<_, _>>()?
        }
        CameraChoice::Tag { tag } => config.cameras.iter().filter(|camera| camera.carries(tag)).collect(),
    };
    if chosen.is_empty() {
        return Err(Problem::bad_input("cameras", Refusal::NoSuchCamera));
    }
    Ok(chosen)
}
