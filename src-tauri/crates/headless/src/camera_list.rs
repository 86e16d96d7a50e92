//! `camera import` and `camera export`: many cameras by one file.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use bellwatch_engine::camera_list::{MOST_BYTES, Taking};
use bellwatch_engine::wire::{CameraListReport, CameraListVerdict};

use crate::args::CameraImportArgs;
use crate::cameras::print_json;
use crate::config_file;
use crate::desk::Desk;
use crate::table::table;
use crate::{Exit, Failure};

/// `camera import FILE`, `camera import --undo`.
pub async fn import(desk: &Desk, args: CameraImportArgs) -> Result<Exit, Failure> {
    let Some(file) = args.file else {
        println!("{}", desk.operator.camera_list_undo(None).await?);
        return Ok(Exit::Well);
    };
    let taking = match (args.dry_run, args.leave_out_refused) {
        (true, _) => Taking::Look,
        (false, false) => Taking::Whole,
        (false, true) => Taking::Good,
    };
    let bytes = read(&file)?;
    let report = desk.operator.camera_list_import(&file.display().to_string(), &bytes, taking).await?;
    if args.json {
        print_json(&report)?;
    } else {
        print(&report, taking);
    }
    Ok(if report.refused > 0 { Exit::BadInput } else { Exit::Well })
}

/// `camera export [FILE]`.
pub async fn export(desk: &Desk, file: Option<PathBuf>) -> Result<Exit, Failure> {
    let bytes = desk.operator.camera_list().await?;
    match file {
        None => std::io::stdout().write_all(&bytes)?,
        Some(path) => {
            config_file::write(&path, &bytes)?;
            println!("The cameras were written to {}, without passwords.", path.display());
        }
    }
    Ok(Exit::Well)
}

/// A file's bytes, and of one that is too long one byte more than is taken.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::new(Exit::BadInput, format!("{} cannot be read: {error}.", path.display()))
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}

fn print(report: &CameraListReport, taking: Taking) {
    let CameraListReport { is_done, new, changed, same, refused, .. } = report;
    println!("Read as {}.", report.read_as);
    if *is_done {
        println!("{new} added, {changed} changed, {same} as before, {refused} left out.");
    } else {
        println!(
            "{new} would be added, {changed} would be changed, {same} are as before, {refused} cannot be taken."
        );
    }
    let word = |verdict| match verdict {
        CameraListVerdict::New => "add",
        CameraListVerdict::Changed => "change",
        CameraListVerdict::Same => "same",
        CameraListVerdict::Refused => "left out",
    };
    let told = report.rows.iter().filter(|row| row.verdict != CameraListVerdict::Same);
    let rows: Vec<Vec<String>> = told
        .map(|row| {
            vec![row.line.to_string(), word(row.verdict).to_owned(), row.name.clone(), row.sentence.clone()]
        })
        .collect();
    if !rows.is_empty() {
        print!("{}", table(&["LINE", "", "NAME", "WHAT"], &rows));
    }
    report.notes.iter().for_each(|note| println!("{note}"));
    if !is_done && taking == Taking::Whole {
        println!("Nothing was imported. Mend the file, or say --leave-out-refused to import the other rows.");
    }
    if report.import.is_some() {
        println!("bellwatchctl camera import --undo puts back what was before, for a day.");
    }
}
