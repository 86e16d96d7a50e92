//! `run`, and what is asked of an engine that runs elsewhere.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bellwatch_domain::knobs::nearest;
use bellwatch_domain::plan::Config;
use bellwatch_engine::api::{Engine, KeyChoice, Options, RequestKind};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{PasswordDraft, TestReport};
use bellwatch_recogniser::Library;
use bellwatch_recogniser::runtime::Places;
use tokio::signal::unix::{SignalKind, signal};

use crate::args::RunArgs;
use crate::cameras::{draft_of, print_json};
use crate::desk::{self, ACTOR, Desk, home_or_default};
use crate::{Exit, Failure};

/// Longest wait for a running engine's answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// How often the answer is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// `run`: the engine in the foreground, until INT or TERM.
pub async fn run(home: Option<PathBuf>, args: RunArgs) -> Result<Exit, Failure> {
    bellwatch_engine::logging::to_stderr();
    let home = home_or_default(home)?;
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let models = Arc::new(Library::at(&home, Places::of_this_process(None)));
    let options = Options {
        home,
        clock: Clock::system(),
        keys: KeyChoice::from_environment(),
        actor: ACTOR.to_owned(),
        models,
    };
    let engine = Engine::start(options).await?;
    if args.demo && engine.view().engine.is_empty {
        engine.add_demo_cameras().await?;
    }
    eprintln!("Bellwatch runs in {} (pid {}).", engine.folder().path().display(), std::process::id());
    let mut watcher = engine.watch();
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            message = watcher.next(), if args.json => match message {
                Some(message) => println!("{}", serde_json::to_string(&message)
                    .map_err(|error| Failure::new(Exit::Failed, error.to_string()))?),
                None => break,
            },
        }
    }
    eprintln!("Stopping.");
    engine.shutdown().await;
    Ok(Exit::Well)
}

/// `enforce-now`.
pub async fn enforce_now(home: Option<PathBuf>) -> Result<Exit, Failure> {
    ask(&Desk::open(home).await?, RequestKind::EnforceNow).await
}

/// `try-again CAMERA`.
pub async fn try_again(home: Option<PathBuf>, camera: &str) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let config = desk.config().await?;
    let found = desk::camera(&config, camera)?;
    if desk.engine().is_none() {
        desk.operator.store().forget_memory(found.id).await?;
        println!("{} is tried when an engine starts.", found.name);
        return Ok(Exit::Well);
    }
    ask(&desk, RequestKind::TryAgain(found.id)).await
}

/// `stop-runners`: of a running engine, or those that a dead one left.
pub async fn stop_runners(home: Option<PathBuf>) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    if desk.engine().is_some() {
        return ask(&desk, RequestKind::StopRunners).await;
    }
    let ended = bellwatch_engine::strays::end(desk.operator.store().folder_mark()).await;
    println!("No engine runs. {} children that a dead one left were stopped.", ended.len());
    Ok(Exit::Well)
}

/// `prune`.
pub async fn prune(home: Option<PathBuf>) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    if desk.engine().is_some() {
        return ask(&desk, RequestKind::Prune).await;
    }
    let config = desk.config().await?;
    let now = desk.clock.now();
    // Whoever asks for it does not want removed cameras back.
    desk.operator.store().forget_removed().await?;
    let rows = desk.operator.store().prune(now, &config.site).await?;
    let site = &config.site;
    let frames = desk.folder.frames();
    let known = config.cameras.iter().map(|camera| camera.id).collect();
    bellwatch_engine::pictures::delete_cameras_but(&frames, &known)
        .map_err(|error| Failure::new(Exit::Failed, error.chain()))?;
    let pictures = bellwatch_engine::pictures::prune_snapshots(
        &frames,
        now,
        site.keep_snapshots,
        site.snapshots_max_bytes,
    )
    .map_err(|error| Failure::new(Exit::Failed, error.chain()))?;
    let clips = desk.operator.store().prune_clips(now, site).await?;
    println!("Pruned {} rows, {} pictures and {clips} clips.", rows.total(), pictures.count);
    Ok(Exit::Well)
}

/// `camera test CAMERA`: a known camera by name or number, else an address.
pub async fn test(desk: &Desk, config: &Config, camera: &str, json: bool) -> Result<Exit, Failure> {
    let known = desk::camera(config, camera);
    let (id, draft) = match &known {
        Ok(known) => (Some(known.id), draft_of(known)),
        Err(_) if camera.contains(':') || camera.starts_with('/') => {
            let profile = config.profiles.keys().next().map_or(0, |id| id.0);
            let draft = bellwatch_engine::wire::CameraDraft {
                name: "test".to_owned(),
                location: String::new(),
                address: camera.to_owned(),
                sub_address: None,
                user: None,
                password: PasswordDraft::Keep,
                priority: 5,
                enabled: true,
                tags: Vec::new(),
                profile,
                also_profiles: Vec::new(),
            };
            (None, draft)
        }
        Err(_) => {
            let near = nearest(camera, config.cameras.iter().map(|camera| camera.name.as_str()));
            let hint = near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
            return Err(Failure::new(Exit::BadInput, format!("There is no camera named {camera}.{hint}")));
        }
    };
    let store = desk.operator.store();
    let report = bellwatch_engine::api::test_camera(store, config, id, &draft, &desk.clock).await?;
    let works = matches!(report, TestReport::Works { .. });
    let exit = if works { Exit::Well } else { Exit::Attention };
    if json {
        print_json(&report)?;
        return Ok(exit);
    }
    match report {
        TestReport::Works { codec, width, height, fps, keyframe_interval_s, took_ms, remarks, .. } => {
            let fps = fps.map_or_else(String::new, |fps| format!(", {fps:.1} frames a second"));
            let keyframes = keyframe_interval_s
                .map_or_else(String::new, |seconds| format!(", a keyframe every {seconds:.1} s"));
            println!(
                "It works: {codec}, {width}×{height}{fps}{keyframes} ({:.1} s).",
                f64::from(took_ms) / 1000.0
            );
            remarks.iter().for_each(|remark| println!("{remark}"));
        }
        TestReport::Fails { error, .. } => {
            println!("{}: {}", error.word, error.sentence);
            println!("What to do: {}", error.cure);
            println!("Seen from:  {}", error.evidence);
        }
    }
    Ok(exit)
}

/// Asks a running engine through the store, and waits for its answer.
async fn ask(desk: &Desk, kind: RequestKind) -> Result<Exit, Failure> {
    if desk.engine().is_none() {
        return Err(Failure::new(Exit::Failed, "No engine runs here. Start one: bellwatchctl run"));
    }
    let store = desk.operator.store();
    let id = store.ask(kind, ACTOR, desk.clock.now()).await?;
    let answered = async {
        loop {
            if let Some(answer) = store.answer_to(id).await? {
                return Ok::<_, Failure>(answer);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    match tokio::time::timeout(ANSWER_WITHIN, answered).await {
        Ok(answer) => {
            let answer = answer?;
            if answer.ok {
                println!("{}", answer.text);
                Ok(Exit::Well)
            } else {
                Err(Failure::new(Exit::TooSoon, answer.text))
            }
        }
        Err(_) => Err(Failure::new(Exit::TooSoon, "The running engine did not answer within 15 s.")),
    }
}
