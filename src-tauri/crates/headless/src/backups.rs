//! `backup` and `restore`: the store in one file, and back.

use std::path::{Path, PathBuf};

use bellwatch_engine::api::backups;
use bellwatch_engine::backups::words::size;
use bellwatch_engine::clock::Clock;
use bellwatch_engine::folder::DataFolder;
use bellwatch_engine::wire::BackupView;
use serde_json::json;

use crate::args::{BackupCommand, RestoreArgs};
use crate::cameras::print_json;
use crate::desk::{ACTOR, Desk, home_or_default, secret_from_stdin};
use crate::table::table;
use crate::{Exit, Failure};

/// `backup make | list | check`.
pub async fn backup(home: Option<PathBuf>, command: BackupCommand) -> Result<Exit, Failure> {
    match command {
        BackupCommand::Make { file, passphrase_stdin, json } => {
            make(home, file.as_deref(), passphrase_stdin, json).await
        }
        BackupCommand::List { json } => list(home, json).await,
        BackupCommand::Check { file, json } => check(home, &file, json).await,
    }
}

async fn make(
    home: Option<PathBuf>,
    file: Option<&Path>,
    passphrase_stdin: bool,
    json: bool,
) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let passphrase = passphrase_stdin.then(|| secret_from_stdin("passphrase")).transpose()?;
    let made = desk.operator.backup_make(file, passphrase.as_ref()).await?;
    if json {
        print_json(&made)?;
        return Ok(Exit::Well);
    }
    println!("The backup was made and checked: {} ({}).", made.path, size(made.bytes));
    if let Some(facts) = &made.facts {
        println!("{}", facts.key_sentence);
    }
    Ok(Exit::Well)
}

async fn list(home: Option<PathBuf>, json: bool) -> Result<Exit, Failure> {
    let folder = DataFolder::open(&home_or_default(home)?)?;
    // Where the store is lost, none is made to ask it where its backups are.
    let (view, zone) = if folder.path().join("bellwatch.db").exists() {
        let desk = Desk::open(Some(folder.path().to_owned())).await?;
        (desk.operator.backups().await?, desk.config().await?.site.time_zone)
    } else {
        (backups::listed_without_store(&folder), chrono_tz::UTC)
    };
    if json {
        print_json(&view)?;
        return Ok(Exit::Well);
    }
    println!("Backups in {}:", view.folder);
    let row = |backup: &BackupView| match &backup.facts {
        Some(facts) => {
            let made = chrono::DateTime::from_timestamp_millis(facts.made_ms).unwrap_or_default();
            let made = made.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
            vec![made, size(backup.bytes), facts.why.clone(), facts.key.clone(), backup.name.clone()]
        }
        None => {
            let wrong = backup.wrong.clone().unwrap_or_default();
            vec!["?".to_owned(), size(backup.bytes), wrong, String::new(), backup.name.clone()]
        }
    };
    let rows: Vec<Vec<String>> = view.list.iter().map(row).collect();
    print!("{}", table(&["MADE", "SIZE", "WHY", "KEY", "FILE"], &rows));
    if let Some(why) = &view.failed {
        println!("The newest daily backup failed: {why}");
    }
    Ok(Exit::Well)
}

async fn check(home: Option<PathBuf>, file: &Path, json: bool) -> Result<Exit, Failure> {
    let folder = DataFolder::open(&home_or_default(home)?)?;
    let (facts, lines) = backups::check(&folder, file).await?;
    if json {
        print_json(&json!({"facts": facts, "lines": lines}))?;
        return Ok(Exit::Well);
    }
    println!("{} is whole and can be restored.", file.display());
    lines.iter().for_each(|line| println!("{line}"));
    Ok(Exit::Well)
}

/// `restore FILE [--rehearse]`.
pub async fn restore(home: Option<PathBuf>, args: RestoreArgs) -> Result<Exit, Failure> {
    let folder = DataFolder::open(&home_or_default(home)?)?;
    let clock = Clock::system();
    let passphrase = args.passphrase_stdin.then(|| secret_from_stdin("passphrase")).transpose()?;
    if args.rehearse {
        let rehearsal = backups::rehearse(&folder, &args.file, passphrase.as_ref(), &clock).await?;
        if args.json {
            print_json(&rehearsal)?;
        } else {
            rehearsal.lines.iter().for_each(|line| println!("{line}"));
            println!("Nothing was changed.");
        }
        return Ok(Exit::Well);
    }
    // Held until the store is in its place.
    let lock = folder.lock()?;
    let restored = backups::restore(&folder, &lock, &args.file, passphrase.as_ref(), ACTOR, &clock).await?;
    if args.json {
        print_json(&restored)?;
        return Ok(Exit::Well);
    }
    restored.rehearsal.lines.iter().for_each(|line| println!("{line}"));
    if let Some(before) = &restored.before {
        println!("The store before is kept in {before}.");
    }
    println!("The backup is restored. Start Bellwatch again.");
    Ok(Exit::Well)
}
