//! `profile …`.

use std::path::PathBuf;

use bellwatch_domain::knobs::{KNOBS, nearest};
use bellwatch_domain::plan::Config;
use bellwatch_engine::api::{ability_or_unknown, memory_as_the_engine_sees_it, preview};
use bellwatch_engine::present;
use bellwatch_engine::wire::{KnobValue, ProfileDraft};

use crate::args::ProfileCommand;
use crate::cameras::print_json;
use crate::desk::{self, Desk};
use crate::table::table;
use crate::{Exit, Failure};

/// `profile …`.
pub async fn profile(home: Option<PathBuf>, command: ProfileCommand) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let config = desk.config().await?;
    match command {
        ProfileCommand::Add { name, knobs } => {
            let id = desk.operator.profile_add(&ProfileDraft { name, values: values_of(&knobs)? }).await?;
            println!("The profile was added as number {id}.");
            Ok(Exit::Well)
        }
        ProfileCommand::List { json, knobs: true } => list_knobs(json),
        ProfileCommand::List { json, knobs: false } => list(&config, json),
        ProfileCommand::Edit { profile, rename, knobs, dry_run } => {
            let known = desk::profile(&config, &profile)?;
            let draft = ProfileDraft {
                name: rename.unwrap_or_else(|| known.name.clone()),
                values: values_of(&knobs)?,
            };
            let ability = ability_or_unknown().await;
            let memory = memory_as_the_engine_sees_it(&desk.folder, desk.operator.store()).await?;
            let runs = desk.engine().is_some();
            let changes = preview(&config, &memory, &ability, Some(known.id), &draft, desk.clock.now())?;
            for change in changes {
                let verb = match (change.restarts && runs, dry_run) {
                    (true, true) => "would restart",
                    (true, false) => "restarts",
                    (false, _) => "stays as it is",
                };
                println!("{}: {verb}", change.camera_name);
                if change.before != change.after {
                    println!("  before: {}", change.before.as_deref().unwrap_or("–"));
                    println!("  after:  {}", change.after.as_deref().unwrap_or("–"));
                }
                if let Some(refusal) = change.refusal {
                    println!("  it would not run: {refusal}");
                }
            }
            if !dry_run {
                desk.operator.profile_edit(known.id, &draft).await?;
                println!("{} was changed.", draft.name.trim());
            }
            Ok(Exit::Well)
        }
        ProfileCommand::Remove { profile } => {
            let known = desk::profile(&config, &profile)?;
            desk.operator.profile_remove(known.id).await?;
            println!("{} was removed.", known.name);
            Ok(Exit::Well)
        }
    }
}

fn list(config: &Config, json: bool) -> Result<Exit, Failure> {
    let views: Vec<_> = config.profiles.values().map(|profile| present::profile(profile, config)).collect();
    if json {
        return print_json(&views);
    }
    for view in views {
        println!("{}  {} (used by {})", view.id, view.name, view.used_by);
        for KnobValue { key, value } in view.values {
            let default = KNOBS.iter().find(|knob| knob.key == key).map_or("", |knob| knob.default);
            if value != default {
                println!("     {key} = {value}");
            }
        }
    }
    Ok(Exit::Well)
}

fn list_knobs(json: bool) -> Result<Exit, Failure> {
    if json {
        return print_json(&KNOBS.iter().map(present::knob).collect::<Vec<_>>());
    }
    let rows: Vec<Vec<String>> = KNOBS
        .iter()
        .map(|knob| vec![knob.key.into(), knob.default.into(), knob.range.into(), knob.help.into()])
        .collect();
    print!("{}", table(&["KNOB", "DEFAULT", "RANGE", "WHAT IT DOES"], &rows));
    Ok(Exit::Well)
}

fn values_of(texts: &[String]) -> Result<Vec<KnobValue>, Failure> {
    texts
        .iter()
        .map(|text| {
            let (key, value) = text.split_once('=').ok_or_else(|| {
                let near = nearest(text, KNOBS.iter().map(|knob| knob.key));
                let example = near.unwrap_or_else(|| "fps".to_owned());
                Failure::new(
                    Exit::BadInput,
                    format!("{text}: say it as KNOB=VALUE, for example {example}=2."),
                )
            })?;
            Ok(KnobValue { key: key.trim().to_owned(), value: value.trim().to_owned() })
        })
        .collect()
}
