//! `export` and `import`: the configuration as one file.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use bellwatch_engine::api::ConfigTaking;
use serde_json::json;

use crate::args::{ExportArgs, ImportArgs};
use crate::cameras::print_json;
use crate::desk::{Desk, secret_from_stdin};
use crate::{Exit, Failure};

/// The largest file that is read.
const AT_MOST: u64 = 64 * 1024 * 1024;

/// `export [FILE] [--with-secrets]`.
pub async fn export(home: Option<PathBuf>, args: ExportArgs) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let passphrase = args.with_secrets.then(|| secret_from_stdin("passphrase")).transpose()?;
    let text = desk.operator.config_text(passphrase.as_ref()).await?;
    match args.file {
        None => print!("{text}"),
        Some(path) => {
            write(&path, text.as_bytes())?;
            println!("The configuration was written to {}.", path.display());
        }
    }
    Ok(Exit::Well)
}

/// Writes a file that its owner alone may read, whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| {
        Failure::new(Exit::Failed, format!("{} cannot be written: {error}", path.display()))
    };
    let draft = path.with_extension("part");
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)
        .map_err(cannot)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(cannot)?;
    fs::rename(&draft, path).map_err(cannot)
}

/// `import FILE`.
pub async fn import(home: Option<PathBuf>, args: ImportArgs) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let cannot =
        |why: String| Failure::new(Exit::BadInput, format!("{} cannot be read: {why}", args.file.display()));
    let size = fs::metadata(&args.file).map_err(|error| cannot(error.to_string()))?.len();
    if size > AT_MOST {
        return Err(cannot("it is larger than 64 MB, which no configuration is".to_owned()));
    }
    let bytes = fs::read(&args.file).map_err(|error| cannot(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| cannot("it is not a text file".to_owned()))?;
    let passphrase = args.passphrase_stdin.then(|| secret_from_stdin("passphrase")).transpose()?;
    let taking = if args.dry_run { ConfigTaking::Look } else { ConfigTaking::CarryOut };
    let report = desk.operator.config_import(&text, passphrase.as_ref(), taking).await?;
    if args.json {
        let refused = report.refused.iter().map(|one| json!({"line": one.line, "sentence": one.sentence}));
        print_json(&json!({
            "dry_run": args.dry_run,
            "new": report.new,
            "changed": report.changed,
            "same": report.same,
            "passwords_left_out": report.passwords_left_out,
            "before": report.before,
            "refused": refused.collect::<Vec<_>>(),
        }))?;
        return Ok(if report.refused.is_empty() { Exit::Well } else { Exit::BadInput });
    }
    for refused in &report.refused {
        eprintln!("{}:{}: {}", args.file.display(), refused.line, refused.sentence);
    }
    let would = if args.dry_run { "would be " } else { "" };
    if !report.refused.is_empty() {
        return Err(Failure::new(Exit::BadInput, "Nothing was imported."));
    }
    println!("{} {would}new, {} {would}changed, {} the same.", report.new, report.changed, report.same);
    if let Some(before) = &report.before {
        println!("The store before is kept in {before}.");
    }
    if report.passwords_left_out > 0 {
        println!(
            "{} sealed passwords are left out; give their passphrase with --passphrase-stdin.",
            report.passwords_left_out
        );
    }
    Ok(Exit::Well)
}
