//! What other processes ask through the store, and the chores of a tick.

use bellwatch_domain::happened::Happened;
use bellwatch_store::RequestKind;

use super::Enforcer;
use std::sync::{Arc, PoisonError};

use crate::ability;
use crate::api::problem::chain;
use crate::runner::RunnerDeps;

impl Enforcer {
    /// Carries out what the command line asked for, in order, and answers.
    pub(super) async fn answer_requests(&mut self) {
        let requests = match self.tools.store.open_requests().await {
            Ok(requests) => requests,
            Err(error) => return self.store_failed(&error),
        };
        for request in requests {
            let (ok, answer) = match request.kind {
                RequestKind::EnforceNow => match Box::pin(self.enforce_now(&request.by)).await {
                    Ok(()) => (true, "The enforcer has looked.".to_owned()),
                    Err(too_soon) => (false, too_soon.to_string()),
                },
                RequestKind::StopRunners => {
                    let count = self.stop_all(&request.by).await;
                    (true, format!("{count} runners are stopping. \"Enforce now\" starts them again."))
                }
                RequestKind::TryAgain(camera) => {
                    self.try_again(&[camera]).await;
                    (true, format!("{} is tried again.", self.name_of(camera)))
                }
                RequestKind::Prune => (true, self.prune_all().await),
            };
            if let Err(error) = self.tools.store.answer(request.id, ok, &answer, self.tools.clock.now()).await
            {
                self.store_failed(&error);
            }
        }
    }

    /// Prunes, and what removed cameras left too: whoever asks for it does not want them back.
    async fn prune_all(&mut self) -> String {
        if let Err(error) = self.tools.store.forget_removed().await {
            self.store_failed(&error);
        }
        self.prune().await
    }

    /// Prunes what is older than the site keeps; says what went. Pictures of a removed camera stay as long as it can be
    /// put back.
    pub(super) async fn prune(&mut self) -> String {
        let now = self.tools.clock.now();
        let site = self.config.site.clone();
        let rows = match self.tools.store.prune(now, &site).await {
            Ok(rows) => rows,
            Err(error) => {
                self.store_failed(&error);
                // Tried again at the next tick.
                self.pruned_at = None;
                return format!("Nothing was pruned: {error}");
            }
        };
        // Clips are files beside the store; what of them could not be removed is tried again with the next.
        let clips = match self.tools.store.prune_clips(now, &site).await {
            Ok(clips) => clips,
            Err(error) => {
                tracing::warn!(error = chain(&error), "clips could not be pruned");
                0
            }
        };
        let mut known = match self.tools.store.removed_cameras().await {
            Ok(removed) => removed,
            Err(error) => {
                self.store_failed(&error);
                return format!(
                    "Pruned {} rows; the kept pictures could not be pruned: {error}",
                    rows.total()
                );
            }
        };
        known.extend(self.config.cameras.iter().map(|camera| camera.id));
        match self.tools.pictures.prune(now, site.keep_snapshots, site.snapshots_max_bytes, known).await {
            Ok(pictures) => {
                format!("Pruned {} rows, {} pictures and {clips} clips.", rows.total(), pictures.count)
            }
            Err(error) => {
                tracing::warn!(error = %error, "kept pictures could not be pruned");
                format!("Pruned {} rows; the kept pictures could not be pruned: {error}", rows.total())
            }
        }
    }

    /// Looks again for a program that was missing.
    pub(super) async fn look_for_ffmpeg(&mut self) {
        let RunnerDeps { programs, spawner, .. } = &self.tools.runner;
        if let Ok(found) = ability::find(programs, spawner).await {
            let ability = Arc::new(found.ability);
            *self.tools.ability.write().unwrap_or_else(PoisonError::into_inner) = ability;
            self.memory.missing_dependency = None;
            let mut engine = self.tools.hub.engine();
            engine.ffmpeg_version = Some(found.version_text);
            self.tools.hub.publish([crate::wire::What::Engine { engine: Box::new(engine) }]);
            self.event(None, "ffmpeg", "engine", Happened::FfmpegThere);
            self.keep_crumbs();
        }
    }
}
