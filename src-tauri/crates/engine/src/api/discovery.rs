//! Cameras that are found by themselves, as the operator searches, asks and adds them.

use super::Engine;
use super::operator::Operator;
use crate::camera_list::{self, MOST_ROWS};
use crate::discovery::{Discovery, Search};
use crate::wire::{FoundAdded, FoundAnswer, FoundAsk, FoundCameras, FoundPick, FoundRefused, Problem};
use crate::words::refusals::Refusal;

impl Operator {
    /// One more scan, or the first one `anew`; answers all that was found so far. `FoundCameras::scans` are to be made.
    ///
    /// # Errors
    ///
    /// When no network can be searched, or the store cannot be read.
    pub async fn cameras_find(
        &self,
        discovery: &Discovery,
        search: &Search,
        anew: bool,
    ) -> Result<FoundCameras, Problem> {
        discovery.find(search, anew, &self.config().await?).await
    }

    /// Asks cameras that were found for their streams; a camera that does not tell says why in its answer.
    ///
    /// # Errors
    ///
    /// When they are too many, or the store cannot be read.
    pub async fn cameras_ask(
        &self,
        discovery: &Discovery,
        asks: Vec<FoundAsk>,
    ) -> Result<Vec<FoundAnswer>, Problem> {
        bounded(asks.len())?;
        Ok(discovery.ask(asks, &self.config().await?).await)
    }

    /// Adds what was picked in one transaction, like the cameras of a list, so that undoing that import undoes it. Where one
    /// cannot be taken none is added, and each such says why. What was found is forgotten once it is added.
    ///
    /// # Errors
    ///
    /// When they are too many, a password cannot be kept, or the store cannot be written; nothing is added then.
    pub async fn cameras_found_add(
        &self,
        discovery: &Discovery,
        picks: &[FoundPick],
    ) -> Result<FoundAdded, Problem> {
        bounded(picks.len())?;
        let picked = discovery.picked(picks).await;
        let known: Vec<_> = picked.iter().flatten().cloned().collect();
        let mut verdicts = camera_list::add(&known, &self.config().await?).into_iter();
        let mut changes = Vec::new();
        let mut refused = Vec::new();
        for (pick, camera) in picks.iter().zip(&picked) {
            let verdict = camera.as_ref().and_then(|_| verdicts.next());
            match verdict.unwrap_or_else(|| Err(Refusal::NotAsked.to_string())) {
                Ok(row) => changes.push((None, row)),
                Err(sentence) => {
                    refused.push(FoundRefused { id: pick.id, channel: pick.channel, sentence });
                }
            }
        }
        if !refused.is_empty() || changes.is_empty() {
            return Ok(FoundAdded { import: None, added: 0, refused });
        }
        let imported = self.store().import_cameras(&changes, self.actor(), self.now()).await?;
        discovery.forget().await;
        let added = u32::try_from(imported.added).unwrap_or(u32::MAX);
        Ok(FoundAdded { import: Some(imported.import), added, refused })
    }
}

/// Asked or added at once are as many cameras as a list may hold.
fn bounded(count: usize) -> Result<(), Problem> {
    if count > MOST_ROWS {
        return Err(Problem::bad_input("", Refusal::TooManyFound { most: MOST_ROWS }));
    }
    Ok(())
}

impl Engine {
    /// See [`Operator::cameras_find`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn cameras_find(&self, search: &Search, anew: bool) -> Result<FoundCameras, Problem> {
        self.operator().cameras_find(self.discovery(), search, anew).await
    }

    /// See [`Operator::cameras_ask`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn cameras_ask(&self, asks: Vec<FoundAsk>) -> Result<Vec<FoundAnswer>, Problem> {
        self.operator().cameras_ask(self.discovery(), asks).await
    }

    /// See [`Operator::cameras_found_add`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn cameras_found_add(&self, picks: &[FoundPick]) -> Result<FoundAdded, Problem> {
        self.changed(self.operator().cameras_found_add(self.discovery(), picks).await).await
    }

    /// Forgets what was found, and the passwords that were typed for it.
    pub async fn cameras_found_forget(&self) {
        self.discovery().forget().await;
    }
}
