//! What saving a profile would do: the plan with it against the plan without it.

use std::collections::BTreeSet;

use bellwatch_domain::ffmpeg_args::{FfmpegAbility, SettingsWrong, Wish, build_ffmpeg_args};
use bellwatch_domain::memory::Memory;
use bellwatch_domain::plan::{Config, plan};
use bellwatch_domain::reconcile::{Order, reconcile};
use bellwatch_domain::{Camera, CameraId, ProfileId, RunSpec, StreamProfile};
use chrono::{DateTime, Utc};

use super::operator::{check_profile, find_profile};
use crate::present;
use crate::wire::{CommandChange, Problem, ProfileDraft};

/// What saving a profile would do to each camera that runs with it at some time; a profile that is new does nothing to
/// any.
///
/// # Errors
///
/// When the draft cannot be taken.
pub fn preview(
    config: &Config,
    memory: &Memory,
    ability: &FfmpegAbility,
    profile: Option<ProfileId>,
    draft: &ProfileDraft,
    now: DateTime<Utc>,
) -> Result<Vec<CommandChange>, Problem> {
    let Some(profile) = profile else {
        check_profile(StreamProfile::with_defaults(ProfileId(0), ""), draft)?;
        return Ok(Vec::new());
    };
    let before = find_profile(config, profile)?;
    let after = saved(before, check_profile(before.clone(), draft)?);
    let mut changed = config.clone();
    changed.profiles.insert(profile, after.clone());
    let running = plan(config, memory, ability, now).runs;
    let started: BTreeSet<CameraId> = reconcile(&plan(&changed, memory, ability, now), &running)
        .iter()
        .filter_map(|order| match order {
            Order::Start(spec) | Order::Restart(spec, _) => Some(spec.key),
            Order::Stop(..) => None,
        })
        .filter(|key| key.profile == profile)
        .map(|key| key.camera)
        .collect();
    let command = |camera: &Camera, profile: &StreamProfile| -> Result<RunSpec, SettingsWrong> {
        let wish = Wish::of(memory.of(camera, profile));
        build_ffmpeg_args(camera, profile, &config.site, ability, wish)
    };
    Ok(config
        .users_of(profile)
        .map(|camera| {
            let (old, new) = (command(camera, before), command(camera, &after));
            CommandChange {
                camera: camera.id.0,
                camera_name: camera.name.clone(),
                before: old.ok().map(|spec| present::command(&spec.args.masked)),
                refusal: new.as_ref().err().map(ToString::to_string),
                after: new.ok().map(|spec| present::command(&spec.args.masked)),
                restarts: started.contains(&camera.id),
            }
        })
        .collect())
}

/// The profile as the store would keep it: another revision as soon as ffmpeg runs otherwise, so that what was learnt with
/// the old knobs (a hold, decoding in software) counts no more.
fn saved(before: &StreamProfile, mut after: StreamProfile) -> StreamProfile {
    after.revision += i64::from(!after.runs_like(before));
    after
}

#[cfg(test)]
mod tests;
