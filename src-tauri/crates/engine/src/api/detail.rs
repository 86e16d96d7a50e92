//! Questions about one camera or profile that need more than the View holds.

use bellwatch_domain::ffmpeg_args::FfmpegAbility;
use bellwatch_domain::plan::Config;
use bellwatch_domain::profile::StreamChoice;
use bellwatch_domain::{Camera, CameraId, ProfileId, Secret, SourceAddress};
use bellwatch_store::{PasswordChange, Store};
use chrono::Duration;

use super::Engine;
use super::operator::{check_camera, find_camera, find_profile};
use super::preview::preview;
use super::tested::{self, Measured};
use crate::clock::Clock;
use crate::mask::Masks;
use crate::probe::{Found, ProbeTools};
use crate::programs::Programs;
use crate::spawner::Spawner;
use crate::wire::{CameraDetail, CameraDraft, CommandChange, LogLine, Problem, ProfileDraft, TestReport};
use crate::{present, probe, why};

/// Runs shown of a camera.
const RUNS: u32 = 200;
/// Events shown of a camera.
const EVENTS: u32 = 100;
/// Lines of ffmpeg shown of a camera.
const LINES: usize = 200;

impl Engine {
    /// Everything the Camera screen shows beyond the View.
    ///
    /// # Errors
    ///
    /// When the camera is gone or the store cannot be read.
    pub async fn camera_detail(&self, camera: CameraId) -> Result<CameraDetail, Problem> {
        let config = self.operator().config().await?;
        let found = find_camera(&config, camera)?;
        let now = self.clock().now();
        let store = self.operator().store();
        let memory = self.memory().await?;
        let runs = store.runs_of(camera, now - Duration::days(1), RUNS).await?;
        let events = store.events(Some(camera), EVENTS).await?;
        let setters = store.setters(camera).await?;
        let mut log: Vec<LogLine> = found
            .profiles()
            .into_iter()
            .flat_map(|profile| {
                let lines = self.logs().lines(bellwatch_domain::RunnerKey { camera, profile });
                lines.into_iter().map(move |line| LogLine {
                    at_ms: line.at.timestamp_millis(),
                    profile: profile.0,
                    text: line.text,
                })
            })
            .collect();
        log.sort_by_key(|line| line.at_ms);
        log.drain(..log.len().saturating_sub(LINES));
        Ok(CameraDetail {
            camera: camera.0,
            why: why::why(&config, &memory, &self.ability(), found, &setters, now),
            runs: runs.iter().map(|run| present::run(run, Some(&found.name))).collect(),
            events: events.iter().map(present::event).collect(),
            log,
        })
    }

    /// Tries a camera as drafted, without saving it.
    ///
    /// # Errors
    ///
    /// When the draft cannot be taken; a camera that does not answer is a report, not an error.
    pub async fn camera_test(
        &self,
        camera: Option<CameraId>,
        draft: &CameraDraft,
    ) -> Result<TestReport, Problem> {
        let config = self.operator().config().await?;
        let tried = try_camera(&config, camera, draft, self.probe_tools(), &self.ability()).await?;
        if let Some(measured) = tried.measured() {
            self.tested().remember(measured);
        }
        if let Some(camera) = camera {
            self.keep_tested(camera).await;
        }
        Ok(self.report(tried.found))
    }

    /// What saving a profile would do. See [`preview`].
    ///
    /// # Errors
    ///
    /// When the draft cannot be taken.
    pub async fn profile_preview(
        &self,
        profile: Option<ProfileId>,
        draft: &ProfileDraft,
    ) -> Result<Vec<CommandChange>, Problem> {
        let config = self.operator().config().await?;
        let memory = self.memory().await?;
        preview(&config, &memory, &self.ability(), profile, draft, self.clock().now())
    }
}

/// Tries a camera as drafted from beside the engine. Its picture is not kept; the distance of keyframes is, where the
/// camera is known and has that address.
///
/// # Errors
///
/// When the draft cannot be taken, or the store cannot be written.
pub async fn test_camera(
    store: &Store,
    config: &Config,
    camera: Option<CameraId>,
    draft: &CameraDraft,
    clock: &Clock,
) -> Result<TestReport, Problem> {
    let spawner = Spawner::start("test").map_err(|error| Problem::failed(&error))?;
    let programs = Programs::from_environment();
    let mask = Masks::of(config);
    let tools = ProbeTools { clock: clock.clone(), spawner, programs, mask };
    let ability = super::ability_or_unknown().await;
    let tried = try_camera(config, camera, draft, &tools, &ability).await?;
    if let Some((measured, camera)) = tried.measured().zip(camera) {
        tested::keep(store, find_camera(config, camera)?, &[measured]).await?;
    }
    Ok(present::test_report(&tried.found, None))
}

/// What a test found at which address.
struct Tried {
    found: Found,
    address: SourceAddress,
}

impl Tried {
    fn measured(&self) -> Option<Measured> {
        match &self.found {
            Found::Works { keyframe_interval: Some(interval), .. } => {
                Some(Measured { address: self.address.clone(), keyframe_interval: *interval })
            }
            Found::Works { keyframe_interval: None, .. } | Found::Fails { .. } => None,
        }
    }
}

async fn try_camera(
    config: &Config,
    camera: Option<CameraId>,
    draft: &CameraDraft,
    tools: &ProbeTools,
    ability: &FfmpegAbility,
) -> Result<Tried, Problem> {
    let known = camera.map(|camera| find_camera(config, camera)).transpose()?;
    let camera = drafted(draft, config, known)?;
    let profile = find_profile(config, camera.profile)?;
    let found = probe::probe(&camera, profile, &config.site, ability, tools).await;
    let found = found.map_err(|error| Problem::bad_input("profile", error.to_string()))?;
    let address = match profile.stream {
        StreamChoice::Main => Some(camera.address),
        StreamChoice::Sub => camera.sub_address,
    };
    // A profile that asks for a sub-stream where there is none was refused above.
    let address = address.ok_or_else(|| Problem::gone("camera"))?;
    Ok(Tried { found, address })
}

/// The camera a draft describes; a password that is kept comes from `known`, a duplicate's from its original.
fn drafted(draft: &CameraDraft, config: &Config, known: Option<&Camera>) -> Result<Camera, Problem> {
    let row = check_camera(draft, config, known)?;
    let password: Option<Secret> = match row.password {
        PasswordChange::Keep => known.and_then(|known| known.password.clone()),
        PasswordChange::Set(secret) => Some(secret),
        PasswordChange::Clear => None,
        PasswordChange::Of(other) => find_camera(config, other)?.password.clone(),
    };
    Ok(Camera {
        id: known.map_or(CameraId(0), |known| known.id),
        revision: 0,
        name: row.name,
        location: row.location,
        address: row.address,
        sub_address: row.sub_address,
        user: row.user,
        password,
        priority: row.priority,
        enabled: true,
        pause: None,
        tags: row.tags,
        profile: row.profile,
        also_profiles: Vec::new(),
        keyframe_interval: None,
        sub_keyframe_interval: None,
        unreadable: None,
    })
}
