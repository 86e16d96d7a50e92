//! `camera`, `pause` and `resume`.

use std::path::PathBuf;

use bellwatch_domain::Camera;
use bellwatch_domain::plan::Config;
use bellwatch_engine::present;
use bellwatch_engine::wire::{CameraChoice, CameraDraft, PasswordDraft, PauseDraft};
use bellwatch_engine::words;
use chrono::Duration;
use chrono_tz::Tz;

use crate::args::{CameraChoiceArgs, CameraCommand, CameraFields, CameraKnobs, PauseArgs};
use crate::camera_list;
use crate::desk::{self, Desk, secret_from_stdin};
use crate::discovery;
use crate::run;
use crate::table::table;
use crate::{Exit, Failure};

/// `camera …`.
pub async fn camera(home: Option<PathBuf>, command: CameraCommand) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let config = desk.config().await?;
    match command {
        CameraCommand::Add(fields) => add(&desk, &config, fields).await,
        CameraCommand::List { json } => list(&desk, &config, json),
        CameraCommand::Edit { camera, rename, fields, address } => {
            let known = desk::camera(&config, &camera)?;
            let mut draft = draft_of(known);
            draft.name = rename.unwrap_or(draft.name);
            draft.address = address.unwrap_or(draft.address);
            lay_over(&mut draft, &fields, &config)?;
            desk.operator.camera_edit(known.id, &draft).await?;
            println!("{} was changed.", draft.name);
            Ok(Exit::Well)
        }
        CameraCommand::Remove { camera } => {
            let known = desk::camera(&config, &camera)?;
            desk.operator.camera_remove(known.id).await?;
            println!("{} was removed.", known.name);
            Ok(Exit::Well)
        }
        CameraCommand::Import(args) => camera_list::import(&desk, args).await,
        CameraCommand::Find(args) => discovery::find(&desk, args).await,
        CameraCommand::Export { file } => camera_list::export(&desk, file).await,
        CameraCommand::Test { camera, json } => run::test(&desk, &config, &camera, json).await,
    }
}

async fn add(desk: &Desk, config: &Config, fields: CameraFields) -> Result<Exit, Failure> {
    let profile = config.profiles.keys().next().map_or(0, |id| id.0);
    let mut draft = CameraDraft {
        name: fields.name,
        location: String::new(),
        address: fields.address,
        sub_address: None,
        user: None,
        password: PasswordDraft::Keep,
        priority: 5,
        enabled: true,
        tags: Vec::new(),
        profile,
        also_profiles: Vec::new(),
    };
    lay_over(&mut draft, &fields.knobs, config)?;
    let id = desk.operator.camera_add(&draft).await?;
    println!("{} was added as camera {id}.", draft.name.trim());
    Ok(Exit::Well)
}

fn list(desk: &Desk, config: &Config, json: bool) -> Result<Exit, Failure> {
    let now = desk.clock.now();
    if json {
        let views: Vec<_> = config.cameras.iter().map(|camera| present::camera(camera, now)).collect();
        return print_json(&views);
    }
    if config.cameras.is_empty() {
        println!("There are no cameras yet. Add one: bellwatchctl camera add NAME ADDRESS");
        return Ok(Exit::Well);
    }
    let rows: Vec<Vec<String>> = config
        .cameras
        .iter()
        .map(|camera| {
            let state = match (camera.enabled, camera.pause_at(now)) {
                (false, _) => "off".to_owned(),
                (true, Some(pause)) => {
                    format!("paused until {}", words::local_time(pause.until, now, config.site.time_zone))
                }
                (true, None) => "on".to_owned(),
            };
            let profile = config.profiles.get(&camera.profile).map_or("–", |profile| profile.name.as_str());
            vec![
                camera.id.to_string(),
                camera.name.clone(),
                state,
                profile.to_owned(),
                camera.address.as_str().to_owned(),
                camera.tags.join(", "),
            ]
        })
        .collect();
    print!("{}", table(&["ID", "NAME", "STATE", "PROFILE", "ADDRESS", "TAGS"], &rows));
    Ok(Exit::Well)
}

/// A draft that changes nothing about the camera.
pub fn draft_of(camera: &Camera) -> CameraDraft {
    CameraDraft {
        name: camera.name.clone(),
        location: camera.location.clone(),
        address: camera.address.as_str().to_owned(),
        sub_address: camera.sub_address.as_ref().map(|address| address.as_str().to_owned()),
        user: camera.user.clone(),
        password: PasswordDraft::Keep,
        priority: camera.priority,
        enabled: camera.enabled,
        tags: camera.tags.clone(),
        profile: camera.profile.0,
        also_profiles: camera.also_profiles.iter().map(|id| id.0).collect(),
    }
}

fn lay_over(draft: &mut CameraDraft, knobs: &CameraKnobs, config: &Config) -> Result<(), Failure> {
    let set = |place: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            place.clone_from(value);
        }
    };
    set(&mut draft.location, &knobs.location);
    if let Some(address) = &knobs.sub_address {
        draft.sub_address = Some(address.clone()).filter(|address| !address.is_empty());
    }
    if let Some(user) = &knobs.user {
        draft.user = Some(user.clone()).filter(|user| !user.is_empty());
    }
    if knobs.password_stdin {
        draft.password = PasswordDraft::Set { password: secret_from_stdin("password")?.reveal().to_owned() };
    } else if knobs.no_password {
        draft.password = PasswordDraft::Clear;
    }
    draft.priority = knobs.priority.unwrap_or(draft.priority);
    draft.enabled = knobs.enabled.unwrap_or(draft.enabled);
    if let Some(tags) = &knobs.tags {
        draft.tags = tags.iter().filter(|tag| !tag.trim().is_empty()).cloned().collect();
    }
    if let Some(profile) = &knobs.profile {
        draft.profile = desk::profile(config, profile)?.id.0;
    }
    if let Some(also) = &knobs.also_profiles {
        let named = also.iter().filter(|name| !name.trim().is_empty());
        draft.also_profiles =
            named.map(|name| Ok(desk::profile(config, name)?.id.0)).collect::<Result<_, Failure>>()?;
    }
    Ok(())
}

/// `pause …`.
pub async fn pause(home: Option<PathBuf>, args: PauseArgs) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let config = desk.config().await?;
    let choice = choice_of(&config, args.choice)?;
    let span = span_of(&args.span, &desk, config.site.time_zone)?;
    let changes = desk.operator.pause(&choice, span).await?;
    let config = desk.config().await?;
    let now = desk.clock.now();
    let about = |camera: &&Camera| changes.iter().any(|change| change.camera == camera.id.0);
    for camera in config.cameras.iter().filter(about) {
        if let Some(pause) = camera.pause_at(now) {
            println!(
                "{} is paused until {}.",
                camera.name,
                words::local_time(pause.until, now, config.site.time_zone)
            );
        }
    }
    Ok(Exit::Well)
}

/// `resume …`.
pub async fn resume(home: Option<PathBuf>, choice: CameraChoiceArgs) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let config = desk.config().await?;
    let choice = choice_of(&config, choice)?;
    let changes = desk.operator.resume(&choice).await?;
    let about = |camera: &&Camera| changes.iter().any(|change| change.camera == camera.id.0);
    for camera in config.cameras.iter().filter(about) {
        println!("{} is not paused any more.", camera.name);
    }
    Ok(Exit::Well)
}

fn choice_of(config: &Config, args: CameraChoiceArgs) -> Result<CameraChoice, Failure> {
    if args.all {
        return Ok(CameraChoice::All);
    }
    if let Some(tag) = args.tag {
        return Ok(CameraChoice::Tag { tag });
    }
    let ids = args.cameras.iter().map(|name| Ok(desk::camera(config, name)?.id.0));
    Ok(CameraChoice::Some { cameras: ids.collect::<Result<_, Failure>>()? })
}

fn span_of(text: &str, desk: &Desk, zone: Tz) -> Result<PauseDraft, Failure> {
    match text.trim() {
        "30m" => return Ok(PauseDraft::HalfHour),
        "2h" => return Ok(PauseDraft::TwoHours),
        "tomorrow" => return Ok(PauseDraft::Tomorrow),
        _ => {}
    }
    let minutes = |text: &str, unit: char, factor: i64| {
        let number = text.strip_suffix(unit)?.parse::<u32>().ok()?;
        Some(Duration::minutes(i64::from(number) * factor))
    };
    let span = minutes(text, 'm', 1).or_else(|| minutes(text, 'h', 60)).or_else(|| minutes(text, 'd', 1440));
    let until = span.map(|span| (desk.clock.now() + span).timestamp_millis());
    if let Some(until_ms) = until {
        return Ok(PauseDraft::Until { until_ms });
    }
    let at = desk::instant_of(text, desk.clock.now(), zone).map_err(|_| {
        let told: String = text.chars().take(40).collect();
        Failure::new(
            Exit::BadInput,
            format!("{told} is no span: say 30m, 2h, tomorrow, or a time such as 14:00 or 2026-11-21T14:00."),
        )
    })?;
    Ok(PauseDraft::Until { until_ms: at.timestamp_millis() })
}

/// Prints a value as JSON.
pub fn print_json<T: serde::Serialize>(value: &T) -> Result<Exit, Failure> {
    let text =
        serde_json::to_string_pretty(value).map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
    println!("{text}");
    Ok(Exit::Well)
}
