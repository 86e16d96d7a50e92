//! The state of a data folder as seen from outside: through the store, whoever runs the engine.

use bellwatch_domain::Camera;
use bellwatch_domain::budget::Standing;
use bellwatch_domain::heartbeat::{Pulse, pulse};
use bellwatch_domain::memory::Memory;
use bellwatch_store::Store;

use super::operator::Operator;
use crate::clock::Clock;
use crate::folder::DataFolder;
use crate::present;
use crate::wire::{Problem, RunnerState, RunnerView, StatusView};

/// What the engine of a data folder goes by: the failures that the store remembers, and of a living engine's breadcrumbs
/// who stopped all runners and what it cannot run without.
///
/// # Errors
///
/// When the store cannot be read.
pub async fn memory_as_the_engine_sees_it(folder: &DataFolder, store: &Store) -> Result<Memory, Problem> {
    let mut memory = store.memory().await?;
    let Some(pid) = folder.holder() else { return Ok(memory) };
    // An engine that has just started has left none yet; those of the one before say nothing about it.
    if let Some(crumbs) = store.enforcer().await?.filter(|crumbs| pid.is_none_or(|pid| pid == crumbs.pid)) {
        memory.stopped_by_hand = crumbs.stopped_by_hand;
        memory.missing_dependency = crumbs.missing_dependency;
        memory.budget = Standing::read(&crumbs.budget);
    }
    Ok(memory)
}

/// The state of a data folder.
///
/// # Errors
///
/// When the store cannot be read.
pub async fn status(folder: &DataFolder, operator: &Operator, clock: &Clock) -> Result<StatusView, Problem> {
    let now = clock.now();
    let store = operator.store();
    let config = operator.config().await?;
    let memory = memory_as_the_engine_sees_it(folder, store).await?;
    let ability = super::ability_or_unknown().await;
    let holder = folder.holder();
    let crumbs = store.enforcer().await?;
    let plan = bellwatch_domain::plan(&config, &memory, &ability, now);
    let open = store.open_runs().await?;
    let mut runners = Vec::new();
    for camera in &config.cameras {
        for key in plan.pairs_of(camera.id) {
            let profile = key.profile;
            let run = open.iter().rfind(|run| run.process.key == key).filter(|_| holder.is_some());
            let heartbeat = store.heartbeats_of(key, 1).await?.pop();
            let interval =
                config.profiles.get(&profile).map(|profile| profile.hb_interval).unwrap_or_default();
            // The history keeps a beat a minute, so freshness is asked of that, not of the interval alone.
            let interval = interval.max(chrono::Duration::seconds(60));
            let beats = run.is_some_and(|run| {
                heartbeat.as_ref().is_some_and(|beat| {
                    beat.at >= run.process.started && pulse(now - beat.at, interval) == Pulse::Beating
                })
            });
            let state = match (run, plan.rests.get(&key)) {
                (Some(run), _) if beats => {
                    RunnerState::Running { since_ms: run.process.started.timestamp_millis() }
                }
                (Some(run), _) => RunnerState::Starting { since_ms: run.process.started.timestamp_millis() },
                (None, Some(rest)) => present::resting(rest, &camera.name, now, config.site.time_zone),
                (None, None) => RunnerState::Waiting { since_ms: now.timestamp_millis() },
            };
            let error = memory.runners.get(&key).and_then(|past| past.last_error.as_ref());
            runners.push(RunnerView {
                camera: camera.id.0,
                profile: profile.0,
                state,
                picture: None,
                heartbeat: heartbeat.as_ref().map(present::heartbeat),
                hb_interval_s: present::seconds(interval),
                bar: Vec::new(),
                last_error: error.map(|error| present::error(error, Some(&camera.name))),
                because: plan
                    .because
                    .get(&key)
                    .map(|because| crate::words::because(because, now, config.site.time_zone)),
                process: run.map(|run| present::run(run, Some(&camera.name))),
                fps_wanted: plan.runs.get(&key).map_or(0.0, |spec| spec.fps),
                fps: present::fps(&config.site, config.profiles.get(&profile), plan.runs.get(&key)),
                keyframes_only: plan.runs.get(&key).is_some_and(|spec| spec.keyframes_only),
            });
        }
    }
    let unknown = present::unknown(&store.unknown_state().await?, now);
    let last_error = crumbs.as_ref().and_then(|crumbs| crumbs.last_error.clone());
    let mut problems = present::problems(&config, &memory, &plan, &last_error);
    let backup = store.backup_state().await?.and_then(|state| state.failed);
    let backup = backup.filter(|_| config.site.backup_hour.is_some());
    problems.extend(backup.as_ref().map(crate::backups::problem));
    Ok(StatusView {
        is_running: holder.is_some(),
        engine_pid: holder.flatten(),
        last_run_ms: crumbs.as_ref().and_then(|crumbs| crumbs.last_run).map(|at| at.timestamp_millis()),
        last_ok_ms: crumbs.as_ref().and_then(|crumbs| crumbs.last_ok).map(|at| at.timestamp_millis()),
        problems,
        last_error,
        diagnostic_mode: unknown.mode,
        unknown_faces: unknown.faces,
        cameras: config.cameras.iter().map(|camera: &Camera| present::camera(camera, now)).collect(),
        runners,
    })
}
