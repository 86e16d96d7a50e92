//! `models`: packs in the data folder: list, install, check, remove.

use std::path::PathBuf;

use bellwatch_recogniser::library::FOLDER;
use bellwatch_recogniser::packs::{Broken, Error, Manifest, Pack, Packs, Progress, Source, catalogue, check};
use bellwatch_recogniser::runtime::{Places, Runtime};
use serde_json::json;

use crate::args::ModelsCommand;
use crate::cameras::print_json;
use crate::desk::home_or_default;
use crate::table::table;
use crate::{Exit, Failure};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match &error {
            Error::Write { .. } | Error::Download { .. } | Error::Busy(_) => Exit::Failed,
            _ => Exit::BadInput,
        };
        Failure::new(exit, error.to_string())
    }
}

impl From<bellwatch_recogniser::runtime::Error> for Failure {
    fn from(error: bellwatch_recogniser::runtime::Error) -> Self {
        Failure::new(Exit::Failed, error.to_string())
    }
}

/// `models …`.
pub async fn models(home: Option<PathBuf>, command: ModelsCommand) -> Result<Exit, Failure> {
    let packs = packs(home)?;
    // Files are hashed and models run: seconds, which must not hold up what serves signals.
    tokio::task::spawn_blocking(move || carry_out(&packs, command))
        .await
        .map_err(|error| Failure::new(Exit::Failed, error.to_string()))?
}

/// The packs of a data folder.
pub fn packs(home: Option<PathBuf>) -> Result<Packs, Failure> {
    Ok(Packs::at(&home_or_default(home)?.join(FOLDER)))
}

/// ONNX Runtime.
pub fn runtime() -> Result<Runtime, Failure> {
    Ok(Runtime::open(&Places::of_this_process(None))?)
}

/// The pack of this id, or the only one there is.
pub fn chosen(packs: &Packs, id: Option<&str>) -> Result<Pack, Failure> {
    if let Some(id) = id {
        return Ok(packs.find(id)?);
    }
    let (mut all, broken) = packs.list()?;
    if let Some(Broken { why: error, .. }) = broken.into_iter().next() {
        return Err(error.into());
    }
    match all.len() {
        1 => Ok(all.remove(0)),
        0 => Err(Failure::new(Exit::BadInput, "No model pack is installed: bellwatchctl models install")),
        _ => {
            let ids: Vec<&str> = all.iter().map(|pack| pack.manifest().id.as_str()).collect();
            Err(Failure::new(Exit::BadInput, format!("Which pack? --pack {}", ids.join(", --pack "))))
        }
    }
}

fn carry_out(packs: &Packs, command: ModelsCommand) -> Result<Exit, Failure> {
    match command {
        ModelsCommand::List { json } => list(packs, json),
        ModelsCommand::Install { pack, from } => install(packs, pack.as_deref(), &from),
        ModelsCommand::Check { pack } => check_all(packs, pack.as_deref()),
        ModelsCommand::Remove { pack } => {
            packs.remove(&pack)?;
            println!("{pack} is removed.");
            Ok(Exit::Well)
        }
    }
}

fn list(packs: &Packs, json: bool) -> Result<Exit, Failure> {
    let (installed, broken) = packs.list()?;
    let is_installed = |id: &str| installed.iter().any(|pack| pack.manifest().id == id);
    let own = installed.iter().map(|pack| pack.manifest().clone());
    let known = catalogue().into_iter().filter(|manifest| !is_installed(&manifest.id));
    let all: Vec<Manifest> = own.chain(known).collect();
    let state = |manifest: &Manifest| match (is_installed(&manifest.id), manifest.own_licence) {
        (true, _) => "installed",
        (false, true) => "your own licence needed",
        (false, false) => "can be installed",
    };
    if json {
        let row = |manifest: &Manifest| {
            let licences: Vec<&str> = manifest.files().map(|file| file.licence.as_str()).collect();
            json!({
                "id": manifest.id,
                "name": manifest.name,
                "installed": is_installed(&manifest.id),
                "own_licence": manifest.own_licence,
                "bytes": size(manifest),
                "licences": licences,
                "embedding_length": manifest.recogniser.output_length,
                "threshold": manifest.recogniser.threshold,
            })
        };
        print_json(&all.iter().map(row).collect::<Vec<_>>())?;
    } else {
        let row = |manifest: &Manifest| {
            let megabytes = format!("{:.1} MB", size(manifest) as f64 / 1e6);
            vec![manifest.id.clone(), state(manifest).to_owned(), megabytes, manifest.name.clone()]
        };
        print!("{}", table(&["PACK", "STATE", "SIZE", "NAME"], &all.iter().map(row).collect::<Vec<_>>()));
    }
    broken.iter().for_each(|broken| eprintln!("bellwatchctl: {}", broken.why));
    Ok(if broken.is_empty() { Exit::Well } else { Exit::Attention })
}

fn size(manifest: &Manifest) -> u64 {
    manifest.files().map(|file| file.bytes).sum()
}

fn install(packs: &Packs, id: Option<&str>, from: &[PathBuf]) -> Result<Exit, Failure> {
    let runtime = runtime()?;
    let mut tenth = (String::new(), u64::MAX);
    let mut tell = |progress: Progress| {
        // A line every tenth: a terminal and a log file can both be read afterwards.
        let now = (progress.file, 10 * progress.done / progress.of.max(1));
        if now != tenth {
            eprintln!("{}: {} %", now.0, 10 * now.1);
            tenth = now;
        }
    };
    let source = if from.is_empty() { Source::Official(&mut tell) } else { Source::Files(from) };
    let pack = packs.install(&runtime, id, source)?;
    println!("{} is installed in {}.", pack.manifest().name, pack.folder().display());
    Ok(Exit::Well)
}

fn check_all(packs: &Packs, id: Option<&str>) -> Result<Exit, Failure> {
    let (all, broken) = match id {
        Some(id) => (vec![packs.find(id)?], Vec::new()),
        None => packs.list()?,
    };
    if all.is_empty() && broken.is_empty() {
        return Err(Failure::new(Exit::BadInput, "No model pack is installed: bellwatchctl models install"));
    }
    let runtime = runtime()?;
    let mut exit = Exit::Well;
    for Broken { why, .. } in &broken {
        println!("BROKEN  {why}");
        exit = Exit::Attention;
    }
    for pack in &all {
        match check(&runtime, pack) {
            Ok(checked) => println!(
                "good    {}: {} files; detector {:.1} ms, recogniser {:.1} ms on one thread",
                pack.manifest().id,
                checked.files,
                checked.detector.as_secs_f64() * 1e3,
                checked.embedder.as_secs_f64() * 1e3
            ),
            Err(error) => {
                println!("BROKEN  {}: {error}", pack.manifest().id);
                exit = Exit::Attention;
            }
        }
    }
    Ok(exit)
}
