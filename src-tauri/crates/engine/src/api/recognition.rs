//! Recognition, as it is asked about and changed: packs, the threshold's chart, the speed here.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bellwatch_domain::happened::Happened;
use bellwatch_domain::models::{Models, ModelsError, OpenPhoto, PackFacts, PackProgress, PackSource};
use bellwatch_domain::recognition::{Picture, RecognitionError};
use bellwatch_domain::{PhotoId, RunnerKey, StreamProfile, sentences};
use bellwatch_store::NewEvent;

use super::Engine;
use super::problem::chain;
use crate::frames::Frame;
use crate::recognition::{AtWork, Speed, picture, speed};
use crate::wire::{
    CurvePoint, CurveView, PackProgressView, PackSourceDraft, PackView, Problem, ProblemCode, SpeedView,
};
use crate::words::refusals::Refusal;

/// How often the progress of an installation is shown at most.
const TELL_EVERY: Duration = Duration::from_millis(250);
/// The picture that speed is measured on where no camera shows one, pixels: that of a usual camera.
const USUAL_PX: (u32, u32) = (1920, 1080);

impl Engine {
    /// Every pack that is known here, installed ones first.
    ///
    /// # Errors
    ///
    /// When the packs' folder cannot be read.
    pub async fn packs(&self) -> Result<Vec<PackView>, Problem> {
        let packs = self.ask_models(|models| models.packs()).await?;
        Ok(packs.into_iter().map(pack_view).collect())
    }

    /// Installs a pack and answers its id; the View tells how far it is. `pack` names one of the catalogue; `None` takes
    /// the one that the files belong to.
    ///
    /// # Errors
    ///
    /// A sentence, also while another installation goes on; what was there is as it was.
    pub async fn pack_install(
        &self,
        pack: Option<&str>,
        source: &PackSourceDraft,
    ) -> Result<String, Problem> {
        let Ok(alone) = Arc::clone(self.installing()).try_lock_owned() else {
            return Err(Problem::bad_input("", Refusal::PackInstalling));
        };
        let source = match source {
            PackSourceDraft::Official => PackSource::Official,
            PackSourceDraft::Files { paths } => PackSource::Files(paths.iter().map(PathBuf::from).collect()),
        };
        let (pack, hub) = (pack.map(str::to_owned), self.hub().clone());
        let installed = self
            .ask_models(move |models| {
                // Held until the installation is over, whether or not anybody still waits for it.
                let _alone = alone;
                let name = pack.clone().unwrap_or_default();
                let mut told: Option<Instant> = None;
                let installed = models.install(pack.as_deref(), &source, &mut |progress| {
                    if told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
                        told = Some(Instant::now());
                        let PackProgress { file, done, of } = progress;
                        let view = PackProgressView { pack: name.clone(), file, done, of };
                        hub.change_recognition(|recognition| recognition.installing = Some(view));
                    }
                });
                hub.change_recognition(|recognition| recognition.installing = None);
                installed
            })
            .await?;
        self.pack_event(Happened::PackInstalled { pack: &installed }).await?;
        self.recognition().look_again();
        Ok(installed)
    }

    /// Removes an installed pack that is not the chosen one.
    ///
    /// # Errors
    ///
    /// A sentence; it is there as it was.
    pub async fn pack_remove(&self, pack: &str) -> Result<(), Problem> {
        let config = self.operator().config().await?;
        if config.site.pack.as_deref() == Some(pack) {
            return Err(Problem::bad_input("pack", Refusal::PackAtWork));
        }
        let id = pack.to_owned();
        self.ask_models(move |models| models.remove(&id)).await?;
        self.pack_event(Happened::PackRemoved { pack }).await
    }

    /// What each threshold would cost, by the people who are enrolled.
    ///
    /// # Errors
    ///
    /// When no pack is at work.
    pub async fn threshold_curve(&self) -> Result<CurveView, Problem> {
        let at_work = self.recognition().at_work().ok_or_else(not_at_work)?;
        let curve = at_work.curve();
        let point = |point: &bellwatch_domain::threshold::Point| CurvePoint {
            threshold: point.threshold,
            false_accepts_per_day: point.false_accepts_per_day,
            missed: point.missed,
        };
        Ok(CurveView {
            points: curve.points.iter().map(point).collect(),
            threshold: curve.threshold.value,
            words: curve.threshold.sentence(),
            expected_per_day: curve.threshold.expected_per_day,
            people: u32::try_from(curve.people).unwrap_or(u32::MAX),
            pairs: curve.pairs,
        })
    }

    /// How fast recognition is here, measured now: on what the cameras show, best on a picture with faces; else on an
    /// enrolled photo, else on a plain one. Takes a few seconds on a slow machine.
    ///
    /// # Errors
    ///
    /// When no pack is at work, or it does not run.
    pub async fn recognition_speed(&self) -> Result<SpeedView, Problem> {
        let at_work = self.recognition().at_work().ok_or_else(not_at_work)?;
        let config = self.operator().config().await?;
        let profile = |key: &RunnerKey| config.profiles.get(&key.profile).cloned();
        let frames: Vec<(Arc<Frame>, StreamProfile)> = self
            .view()
            .runners
            .iter()
            .map(|runner| RunnerKey {
                camera: bellwatch_domain::CameraId(runner.camera),
                profile: bellwatch_domain::ProfileId(runner.profile),
            })
            .filter_map(|key| Some((self.pictures().frame(key)?, profile(&key)?)))
            .collect();
        let photo = if frames.is_empty() { self.enrolled_photo(&at_work).await } else { None };
        let models = Arc::clone(self.models());
        let wanted_fps: f64 = match config.profiles.values().next() {
            Some(profile) => profile.fps,
            None => 4.0,
        };
        let most = config.site.det_set_max;
        let usual = config.profiles.values().next().cloned();
        let measured = tokio::task::spawn_blocking(move || {
            let usual_set = |long_side| {
                usual.as_ref().map_or(640, |profile: &StreamProfile| profile.det_set_at(long_side, most))
            };
            let photo = photo.and_then(|bytes| models.photo("photo", &bytes).ok());
            measure(&at_work, &frames, photo.as_ref(), most, usual_set)
        });
        let (side_px, measured) = match measured.await {
            Ok(Ok(measured)) => measured,
            Ok(Err(error)) => return Err(Problem::failed(&error)),
            Err(error) => return Err(Problem::failed(&error)),
        };
        Ok(speed_view(side_px, &measured, wanted_fps))
    }

    /// The picture of a photo of somebody whom the pack at work knows.
    async fn enrolled_photo(&self, at_work: &AtWork) -> Option<Vec<u8>> {
        let store = self.operator().store();
        let gallery = store.gallery(at_work.recogniser.model().as_str()).await.ok()?;
        let photo: PhotoId = gallery.templates.first()?.photo;
        store.photo_picture(photo).await.ok()?.map(|bytes| bytes.to_vec())
    }

    async fn pack_event(&self, happened: Happened<'_>) -> Result<(), Problem> {
        let event = NewEvent {
            at: self.clock().now(),
            camera: None,
            kind: "recognition".to_owned(),
            actor: self.operator().actor().to_owned(),
            sentence: happened.to_string(),
        };
        Ok(self.operator().store().add_event(&event).await?)
    }

    /// Asks where models come from, beside the threads that serve others.
    async fn ask_models<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Models) -> Result<T, ModelsError> + Send + 'static,
    ) -> Result<T, Problem> {
        let models = Arc::clone(self.models());
        match tokio::task::spawn_blocking(move || ask(models.as_ref())).await {
            Ok(answer) => answer.map_err(|error| Problem::failed(&error)),
            Err(error) => Err(Problem::failed(&error)),
        }
    }
}

fn not_at_work() -> Problem {
    let message = Refusal::PackNotAtWork.to_string();
    Problem { code: ProblemCode::Failed, detail: message.clone(), message, field: None }
}

fn pack_view(pack: PackFacts) -> PackView {
    PackView {
        id: pack.id,
        name: pack.name,
        installed: pack.installed,
        broken: pack.broken,
        own_licence: pack.own_licence,
        bytes: pack.bytes,
        licences: pack.licences,
        embedding_length: u32::try_from(pack.embedding_length).unwrap_or(u32::MAX),
        threshold: pack.threshold,
    }
}

/// Measures on the best picture there is; with it the side of the detector's square.
fn measure(
    at_work: &AtWork,
    frames: &[(Arc<Frame>, StreamProfile)],
    photo: Option<&OpenPhoto>,
    most: Option<u16>,
    usual_set: impl Fn(u32) -> u32,
) -> Result<(u32, Speed), RecognitionError> {
    let long_side = |picture: &Picture<'_>| picture.width_px().max(picture.height_px());
    let mut shown: Vec<(Picture<'_>, u32)> = Vec::new();
    for (frame, profile) in frames {
        if let Some(picture) = picture(frame) {
            shown.push((picture, profile.det_set_at(long_side(&picture), most)));
        }
    }
    for (picture, side_px) in &shown {
        if !at_work.recogniser.detect(picture, *side_px)?.is_empty() {
            return Ok((*side_px, speed(at_work, picture, *side_px)?));
        }
    }
    let usual_photo =
        photo.and_then(OpenPhoto::picture).map(|picture| (picture, usual_set(long_side(&picture))));
    let (width_px, height_px) = USUAL_PX;
    let plain = vec![96; 3 * width_px as usize * height_px as usize];
    let plain = || Picture::new(width_px, height_px, bellwatch_domain::recognition::Pixels::Rgb(&plain));
    let plain = || plain().map(|picture| (picture, usual_set(long_side(&picture))));
    match shown.into_iter().next().or(usual_photo).or_else(plain) {
        Some((picture, side_px)) => Ok((side_px, speed(at_work, &picture, side_px)?)),
        None => Err(RecognitionError::Shape),
    }
}

fn speed_view(det_set_px: u32, measured: &Speed, fps: f64) -> SpeedView {
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let look_ms = ms(measured.detect) + ms(measured.embed) + ms(measured.search);
    let a_second = 1e3 / look_ms.max(1e-3);
    let cameras = (a_second / fps.max(0.1)).floor();
    let looks = a_second.round();
    let said = match cameras {
        none if none < 1.0 => Quick::TooFew { looks, fps },
        one if one < 2.0 => Quick::One { looks, fps },
        cameras => Quick::Many { looks, cameras, fps },
    };
    SpeedView {
        det_set_px,
        detect_ms: ms(measured.detect),
        embed_ms: ms(measured.embed),
        search_ms: ms(measured.search),
        sentence: said.to_string(),
    }
}

sentences! {
    /// How fast recognition is, in cameras.
    pub(crate) enum Quick {
        TooFew { looks: f64, fps: f64 }
            = "About {looks} looks a second with one face each: fewer than one camera brings at {fps} pictures a second, so that frames are left out.",
        One { looks: f64, fps: f64 }
            = "About {looks} looks a second with one face each: enough for 1 camera at {fps} pictures a second.",
        Many { looks: f64, cameras: f64, fps: f64 }
            = "About {looks} looks a second with one face each: enough for {cameras} cameras at {fps} pictures a second.",
    }
}

/// Whether the chosen pack works here, in a sentence; nothing where none is chosen.
pub(super) async fn examine(
    models: Arc<dyn Models>,
    site: &bellwatch_domain::Site,
) -> Option<Result<String, String>> {
    let wanted = crate::recognition::Wanted::of(site)?;
    let opened = tokio::task::spawn_blocking(move || {
        let opened = models.open(&wanted.pack, &wanted.computing).map_err(|error| chain(&error))?;
        let tried = if opened.tried.is_empty() {
            String::new()
        } else {
            format!(" Tried before: {}", opened.tried.join(" "))
        };
        Ok(format!("{} runs on {}.{tried}", wanted.pack, opened.provider))
    });
    Some(opened.await.map_err(|error| error.to_string()).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_is_said_in_cameras() {
        let measured = |detect_ms, embed_ms| Speed {
            detect: Duration::from_millis(detect_ms),
            embed: Duration::from_millis(embed_ms),
            search: Duration::ZERO,
        };
        let says = |detect, embed| speed_view(640, &measured(detect, embed), 4.0).sentence;
        assert_eq!(
            says(15, 10),
            "About 40 looks a second with one face each: enough for 10 cameras at 4 pictures a second."
        );
        assert!(says(150, 50).contains("enough for 1 camera at"));
        assert!(says(400, 100).contains("fewer than one camera brings"));
    }
}
