//! The task that cuts clips: one of a kind and a camera in so long, a few at once.

use bellwatch_domain::happened::{Happened as Told, Within};
use bellwatch_domain::said::Said;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bellwatch_domain::CameraId;
use bellwatch_domain::clips::{ClipKind, is_rested};
use bellwatch_store::{NewClip, NewEvent, Write};
use chrono::{DateTime, Utc};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{MissedTickBehavior, interval};

use super::{AFTER, Happened, Tools, lock, remux};
use crate::api::problem::chain;

/// Clips that are cut at once; what happens meanwhile on other cameras is left out, and said in the log.
const AT_ONCE: usize = 4;
/// How often the store is asked whether clips changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(super) struct Cutter {
    tools: Arc<Tools>,
    cutting: Arc<Semaphore>,
    /// When something last happened of which a clip was cut.
    last: BTreeMap<(CameraId, ClipKind), DateTime<Utc>>,
    shown: Option<i64>,
    store_fails: bool,
}

impl Cutter {
    pub(super) fn new(tools: Tools) -> Self {
        let cutting = Arc::new(Semaphore::new(AT_ONCE));
        Cutter { tools: Arc::new(tools), cutting, last: BTreeMap::new(), shown: None, store_fails: false }
    }

    /// Runs until nobody can say any more that something happened.
    pub(super) async fn run(mut self, mut waiting: mpsc::Receiver<Happened>) {
        if let Err(error) = self.tools.store.tidy_clips().await {
            tracing::warn!(error = chain(&error), "the folder of clips could not be tidied");
        }
        let mut tick = interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let done = tokio::select! {
                happened = waiting.recv() => match happened {
                    None => return,
                    Some(happened) => self.consider(happened).await,
                },
                _ = tick.tick() => self.show().await,
            };
            match done {
                Ok(()) => self.store_fails = false,
                Err(error) => {
                    if !std::mem::replace(&mut self.store_fails, true) {
                        tracing::warn!(error = chain(&error), "clips cannot be looked after");
                    }
                }
            }
        }
    }

    /// Shows that clips changed, whoever changed them.
    async fn show(&mut self) -> Result<(), bellwatch_store::Error> {
        let revision = self.tools.store.clips_revision().await?;
        if self.shown.replace(revision) != Some(revision) {
            self.tools.hub.change_recognition(|view| view.clips_revision = revision);
        }
        Ok(())
    }

    async fn consider(&mut self, happened: Happened) -> Result<(), bellwatch_store::Error> {
        let of = (happened.key.camera, happened.kind);
        let store = &self.tools.store;
        let last = match self.last.get(&of) {
            Some(last) => Some(*last),
            None => store.newest_clip(of.0, of.1).await?,
        };
        let cooldown = store.site().await?.clip_cooldown;
        if !is_rested(last, cooldown, happened.at) {
            return Ok(());
        }
        let Ok(permit) = Arc::clone(&self.cutting).try_acquire_owned() else {
            tracing::warn!(runner = %happened.key, kind = ?happened.kind, "no clip: others are being cut");
            return Ok(());
        };
        self.last.insert(of, happened.at);
        let tools = Arc::clone(&self.tools);
        tokio::spawn(async move {
            cut(&tools, happened).await;
            drop(permit);
        });
        Ok(())
    }
}

/// Waits for what follows the event, cuts and keeps; says what came of it.
async fn cut(tools: &Tools, happened: Happened) {
    let Happened { key, kind, at, person, mut held } = happened;
    let after = AFTER.to_std().unwrap_or_default();
    // Shorter when the run ends meanwhile: what there is is what happened.
    let _ = tokio::time::timeout(after, async { while held.alive.changed().await.is_ok() {} }).await;
    let stretch = lock(&held.ring).between(at - held.length, at + AFTER);
    let Some(stretch) = stretch else {
        return say(tools, key.camera, at, Told::ClipOfNoCopy).await;
    };
    let length = stretch.ends - stretch.begins;
    let film = match remux::remux(&tools.spawner, tools.programs.ffmpeg(), stretch.bytes).await {
        Ok(film) => film,
        Err(error) => {
            let why = error.to_string();
            return say(tools, key.camera, at, Told::ClipNotMade { why: Said(&why) }).await;
        }
    };
    let new = NewClip { camera: key.camera, kind, at, length, person, film };
    match tools.store.add_clip(&new, tools.clock.now()).await {
        Ok(Some(_)) => {
            let seconds = (length.num_milliseconds() + 500) / 1000;
            let what = words(kind).to_string();
            say(tools, key.camera, at, Told::ClipKept { seconds, what: Said(&what) }).await;
        }
        Ok(None) => {}
        Err(error) => {
            let why = error.to_string();
            say(tools, key.camera, at, Told::ClipNotKept { why: Said(&why) }).await;
        }
    }
}

fn words(kind: ClipKind) -> Within<'static> {
    match kind {
        ClipKind::UnknownFace => Within::ClipUnknownFace,
        ClipKind::InDoubt => Within::ClipInDoubt,
        ClipKind::Tamper => Within::ClipTamper,
    }
}

/// Straight into the store: the journal ends with the runs, and a clip may be cut of the end of one.
async fn say(tools: &Tools, camera: CameraId, at: DateTime<Utc>, told: Told<'_>) {
    let sentence = told.to_string();
    tracing::info!(%camera, sentence, "clip");
    let event =
        NewEvent { at, camera: Some(camera), kind: "clip".to_owned(), actor: "engine".to_owned(), sentence };
    if let Err(error) = tools.store.batch(&[Write::Event(event)]).await {
        tracing::warn!(error = chain(&error), "an event of a clip was not kept");
    }
}
