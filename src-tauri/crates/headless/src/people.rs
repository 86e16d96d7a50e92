//! `people`: lists in, consents, photos, erasing.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bellwatch_domain::{Person, PersonId};
use bellwatch_engine::api::{Enroller, Enrolling};
use bellwatch_engine::people::MOST_ZIP_BYTES;
use bellwatch_engine::wire::{
    CertificateView, ConsentView, ImportOutcome, ImportReport, PersonDraft, PhotoOutcome, PhotoReport,
};
use bellwatch_recogniser::Library;
use bellwatch_recogniser::runtime::Places;

use crate::args::{ConsentArgs, EnrolArgs, PeopleCommand};
use crate::cameras::print_json;
use crate::desk::Desk;
use crate::table::table;
use crate::{Exit, Failure};

/// Files of a folder that are looked at.
const MOST_FILES: usize = 20_000;

/// `people …`.
pub async fn people(home: Option<PathBuf>, command: PeopleCommand) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    match command {
        PeopleCommand::Import { file, dry_run, json } => import(&desk, &file, dry_run, json).await,
        PeopleCommand::List { group, json } => list(&desk, group.as_deref(), json).await,
        PeopleCommand::Add { code, name, group } => {
            let group = group.unwrap_or_default();
            let draft = PersonDraft { id: None, code, name, group, active: true };
            desk.operator.person_save(&draft).await?;
            println!("{} is added.", draft.name.trim());
            Ok(Exit::Well)
        }
        PeopleCommand::Consent(args) => consent(&desk, args).await,
        PeopleCommand::Withdraw { code, json } => {
            let person = find(&desk, &code).await?;
            let certificate = desk.operator.consent_withdraw(person.id.0).await?;
            certified(&format!("The consent of {} is withdrawn. This went:", person.name), &certificate, json)
        }
        PeopleCommand::Enrol(args) => enrol(&desk, args).await,
        PeopleCommand::Erase { code, yes, json } => {
            let person = find(&desk, &code).await?;
            if !yes {
                let sentence = format!(
                    "This erases {} with photos, sightings and attendance, for good. Say --yes to do it.",
                    person.name
                );
                return Err(Failure::new(Exit::BadInput, sentence));
            }
            let certificate = desk.operator.person_erase(person.id.0).await?;
            certified(&format!("{} is erased. This went:", person.name), &certificate, json)
        }
        PeopleCommand::Wipe => {
            desk.operator.people_wipe().await?;
            println!("The store is rewritten; nothing that was erased is left in it.");
            Ok(Exit::Well)
        }
        PeopleCommand::Report { group, out } => {
            let page = enroller(&desk).report_page(group.as_deref()).await?;
            write(&out, page.as_bytes()).map_err(|error| {
                Failure::new(Exit::Failed, format!("{} cannot be written: {error}.", out.display()))
            })?;
            println!("The report is in {}.", out.display());
            Ok(Exit::Well)
        }
    }
}

fn enroller(desk: &Desk) -> Enroller {
    let models = Library::at(desk.folder.path(), Places::of_this_process(None));
    Enroller::new(desk.operator.clone(), Arc::new(models))
}

/// The person with this code, without regard to case. A code that is near is another person's: none is proposed.
async fn find(desk: &Desk, code: &str) -> Result<Person, Failure> {
    let people = desk.operator.store().people().await?;
    let wanted = code.trim().to_lowercase();
    people
        .into_iter()
        .find(|person| person.code.to_lowercase() == wanted)
        .ok_or_else(|| Failure::new(Exit::BadInput, format!("There is nobody with the code {code}.")))
}

async fn import(desk: &Desk, file: &Path, dry_run: bool, json: bool) -> Result<Exit, Failure> {
    let bytes = read(file)?;
    let name = file.display().to_string();
    let report = desk.operator.people_import(&name, &bytes, dry_run).await?;
    if json {
        print_json(&report)?;
    } else {
        print_import(&report);
    }
    Ok(if report.refused > 0 { Exit::BadInput } else { Exit::Well })
}

fn print_import(report: &ImportReport) {
    let ImportReport { added, changed, unchanged, refused, .. } = report;
    println!("Read as {}.", report.read_as);
    if report.is_done {
        println!("{added} added, {changed} changed, {unchanged} as before, {refused} left out.");
    } else {
        println!(
            "{added} would be added, {changed} would be changed, {unchanged} are as before, {refused} cannot be taken."
        );
    }
    let word = |outcome| match outcome {
        ImportOutcome::Added => "add",
        ImportOutcome::Changed => "change",
        ImportOutcome::Unchanged => "same",
        ImportOutcome::Refused => "left out",
    };
    let rows: Vec<Vec<String>> = report
        .rows
        .iter()
        .map(|row| {
            let cells =
                [row.line.to_string(), word(row.outcome).to_owned(), row.code.clone(), row.name.clone()];
            cells.into_iter().chain([row.sentence.clone()]).collect()
        })
        .collect();
    if !rows.is_empty() {
        print!("{}", table(&["LINE", "", "CODE", "NAME", "WHAT"], &rows));
    }
    report.notes.iter().for_each(|note| println!("{note}"));
}

async fn list(desk: &Desk, group: Option<&str>, json: bool) -> Result<Exit, Failure> {
    let mut people = enroller(desk).people().await?;
    if let Some(group) = group {
        people.retain(|person| person.group.to_lowercase() == group.trim().to_lowercase());
    }
    if json {
        return print_json(&people);
    }
    let rows: Vec<Vec<String>> = people
        .iter()
        .map(|person| {
            let consent = person.consent.as_ref().map_or("no", |consent| consent.given.as_str());
            vec![
                person.code.clone(),
                person.name.clone(),
                person.group.clone(),
                consent.to_owned(),
                person.photos.to_string(),
                if person.is_enrolled { "yes" } else { "no" }.to_owned(),
                person.note.clone().unwrap_or_default(),
            ]
        })
        .collect();
    print!("{}", table(&["CODE", "NAME", "GROUP", "CONSENT", "PHOTOS", "RECOGNISED", "WHY"], &rows));
    Ok(Exit::Well)
}

async fn consent(desk: &Desk, args: ConsentArgs) -> Result<Exit, Failure> {
    let mut ids = Vec::new();
    for code in &args.codes {
        ids.push(find(desk, code).await?.id.0);
    }
    let document = args.document.unwrap_or_default();
    let consent = ConsentView { given: args.given, by: args.by, document };
    desk.operator.consent_give(&ids, &consent).await?;
    match ids.len() {
        1 => println!("The consent is recorded."),
        many => println!("{many} consents are recorded."),
    }
    Ok(Exit::Well)
}

fn certified(heading: &str, certificate: &CertificateView, json: bool) -> Result<Exit, Failure> {
    if json {
        print_json(certificate)?;
    } else {
        println!("{heading}");
        certificate.lines.iter().for_each(|line| println!("  {line}"));
    }
    match &certificate.warning {
        None => Ok(Exit::Well),
        Some(warning) => Err(Failure::new(Exit::Failed, warning)),
    }
}

async fn enrol(desk: &Desk, args: EnrolArgs) -> Result<Exit, Failure> {
    let person = match &args.code {
        Some(code) => Some(find(desk, code).await?.id),
        None => None,
    };
    let mut enrolling = enroller(desk).begin().await?;
    let mut reports = Vec::new();
    let mut exit = Exit::Well;
    // What cannot be opened stops nothing else.
    let mut say = |failure: Failure| {
        eprintln!("bellwatchctl: {}", failure.sentence());
        exit = Exit::BadInput;
    };
    for path in &args.photos {
        let found = files(path).unwrap_or_else(|failure| {
            say(failure);
            Vec::new()
        });
        for (name, file) in found {
            match enrol_one(&mut enrolling, &name, &file, person).await {
                Ok(told) => reports.extend(told),
                Err(failure) => say(failure),
            }
        }
    }
    if args.json {
        print_json(&reports)?;
    } else {
        reports.iter().for_each(print_photo);
        let count = |wanted| reports.iter().filter(|report| report.outcome == wanted).count();
        let (good, doubtful) = (count(PhotoOutcome::Enrolled), count(PhotoOutcome::Doubtful));
        let (enrolled, refused) = (good + doubtful, count(PhotoOutcome::Refused));
        println!("{enrolled} enrolled, {doubtful} of them could be better, {refused} refused.");
    }
    let is_refused = reports.iter().any(|report| report.outcome == PhotoOutcome::Refused);
    Ok(if is_refused { Exit::BadInput } else { exit })
}

async fn enrol_one(
    enrolling: &mut Enrolling,
    name: &str,
    file: &Path,
    person: Option<PersonId>,
) -> Result<Vec<PhotoReport>, Failure> {
    let told = enrolling.file(name, read(file)?, person.map(|person| person.0)).await;
    told.map_err(|problem| Failure::new(Exit::BadInput, format!("{name}: {}", problem.message)))
}

fn print_photo(report: &PhotoReport) {
    let whose = report.person_name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    let sentences = report.sentences.join(" ");
    match report.outcome {
        PhotoOutcome::Enrolled => println!("{}{whose}: enrolled", report.file),
        PhotoOutcome::Doubtful => println!("{}{whose}: enrolled. {sentences}", report.file),
        PhotoOutcome::Refused => eprintln!("bellwatchctl: {}{whose}: {sentences}", report.file),
    }
}

/// The photos that a path names: itself, or a folder's and its folders', by name.
fn files(path: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    if !path.is_dir() {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        return Ok(vec![(name, path.to_owned())]);
    }
    let mut found = Vec::new();
    for (name, entry) in entries(path)? {
        if entry.is_dir() {
            let inner = entries(&entry)?.into_iter().filter(|(_, entry)| entry.is_file());
            found.extend(inner.map(|(file, entry)| (format!("{name}/{file}"), entry)));
        } else {
            found.push((name, entry));
        }
        if found.len() > MOST_FILES {
            let sentence = format!("{} holds more than {MOST_FILES} files.", path.display());
            return Err(Failure::new(Exit::BadInput, sentence));
        }
    }
    if found.is_empty() {
        return Err(Failure::new(Exit::BadInput, format!("There is no photo in {}.", path.display())));
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::new(Exit::BadInput, format!("{} cannot be read: {error}.", folder.display()))
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && name != "Thumbs.db" && name != "desktop.ini" {
            found.push((name, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// Readable by its owner alone: it holds names.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(bytes)
}

/// A file's bytes, and one byte more than anything may have where it is too large.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::new(Exit::BadInput, format!("{} cannot be read: {error}.", path.display()))
    };
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(cannot)?;
    file.take(MOST_ZIP_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}
