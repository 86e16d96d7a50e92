//! The English sentences of this crate, as templates by which the window says them in another language; as those of the
//! domain are (`domain/src/sentences.rs`).

use std::io;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::cameras::OTHERS_CLOSED;
use crate::config::{ADDRESS, CLOSED, OTHER_KEY, SUB_ADDRESS};
use crate::config_file::{Line, Lost, UNUSABLE};
use crate::keys::Sentence;
use crate::seal::NoRandom;
use crate::{BackupError, Error, FileError, KeyHeld};

/// Stand for numbers, since they say nothing by themselves.
const ONE: usize = 4711;
const TWO: usize = 4712;

fn cause() -> io::Error {
    io::Error::other("{cause:open}")
}

fn errors() -> Vec<Error> {
    let date: NaiveDate = "2026-11-23".parse().unwrap();
    let gap = |name: &str| format!("{{{name}}}");
    let source = || cause().into();
    let names = |used: bool| if used { vec![gap("users")] } else { Vec::new() };
    let in_use = |cameras, periods| Error::ProfileInUse { cameras: names(cameras), periods: names(periods) };
    let changed = |others| Error::ChangedSince { camera: gap("camera"), others };
    let mut errors = vec![
        Error::NewerVersion { found: ONE as i64, known: TWO as i64 },
        Error::ReadOnly { what: "The store".to_owned(), source: source() },
        Error::ReadOnly { what: gap("what"), source: source() },
        Error::DiskFull { source: source() },
        Error::DiskFails { source: source() },
        Error::Damaged { what: "The store".to_owned(), source: source() },
        Error::Damaged { what: gap("what"), source: source() },
        Error::Busy { source: source() },
        Error::Key { why: "{why:said}".to_owned() },
        Error::FaceKey { why: "{why:said}".to_owned() },
        Error::ModeIsOn,
        Error::CodeTaken { code: gap("code") },
        Error::NoConsent,
        Error::DaySigned { date },
        Error::NothingToSign { date },
        Error::DayIsOn { date },
        Error::NoImport,
        changed(0),
        changed(1),
        changed(ONE),
        Error::NameTaken { name: gap("name") },
        in_use(true, false),
        in_use(false, true),
        in_use(true, true),
        Error::LastProfile,
        Error::Gone { what: "{what:said}" },
        Error::OutOfRange { source: source() },
        Error::Unreadable(gap("what")),
        Error::Sql(sqlx::Error::RowNotFound),
    ];
    let counted = [
        "exceptions",
        "bell schedules",
        "periods in a schedule",
        "people",
        "photos of a person",
        "groups in a period",
    ];
    errors.extend(counted.map(|what| Error::TooMany { what, most: ONE }));
    errors.extend(of_files().map(Error::ConfigFile));
    errors.extend(of_backups().map(Error::Backup));
    errors
}

fn of_files() -> [FileError; 8] {
    let gap = |name: &str| format!("{{{name}}}");
    [
        FileError::Syntax { line: ONE, why: gap("why") },
        FileError::TooLarge,
        FileError::NoFormat,
        FileError::Newer { found: ONE as i64 },
        FileError::NothingSealed,
        FileError::NoPassphrase,
        FileError::WrongPassphrase,
        FileError::CannotExport { what: gap("what"), why: "{why:said}".to_owned() },
    ]
}

fn of_backups() -> [BackupError; 12] {
    let file = || PathBuf::from("{file}");
    [
        BackupError::NotABackup { file: file() },
        BackupError::CutOff { file: file() },
        BackupError::Damaged { file: file(), part: "{part:said}" },
        BackupError::Newer { file: file(), found: ONE as i64, known: TWO as i64 },
        BackupError::TooLarge { file: file() },
        BackupError::WrongPassphrase { file: file() },
        BackupError::Taken { file: file() },
        BackupError::Unreadable { file: file(), source: cause() },
        BackupError::Unwritable { file: file(), source: cause() },
        BackupError::DoesNotHold { why: "{why}".to_owned() },
        BackupError::InUse,
        BackupError::BeforeUpgrade { why: "{why:said}".to_owned() },
    ]
}

/// A new variant belongs into the lists above.
fn _whole(error: &Error) {
    match error {
        Error::NewerVersion { .. }
        | Error::ReadOnly { .. }
        | Error::DiskFull { .. }
        | Error::DiskFails { .. }
        | Error::Damaged { .. }
        | Error::Busy { .. }
        | Error::Key { .. }
        | Error::FaceKey { .. }
        | Error::ModeIsOn
        | Error::CodeTaken { .. }
        | Error::NoConsent
        | Error::DaySigned { .. }
        | Error::NothingToSign { .. }
        | Error::DayIsOn { .. }
        | Error::NoImport
        | Error::ChangedSince { .. }
        | Error::NameTaken { .. }
        | Error::ProfileInUse { .. }
        | Error::LastProfile
        | Error::TooMany { .. }
        | Error::Gone { .. }
        | Error::OutOfRange { .. }
        | Error::Unreadable(_)
        | Error::Sql(_) => (),
        Error::ConfigFile(why) => match why {
            FileError::Syntax { .. }
            | FileError::TooLarge
            | FileError::NoFormat
            | FileError::Newer { .. }
            | FileError::NothingSealed
            | FileError::NoPassphrase
            | FileError::WrongPassphrase
            | FileError::CannotExport { .. } => (),
        },
        Error::Backup(why) => match why {
            BackupError::NotABackup { .. }
            | BackupError::CutOff { .. }
            | BackupError::Damaged { .. }
            | BackupError::Newer { .. }
            | BackupError::TooLarge { .. }
            | BackupError::WrongPassphrase { .. }
            | BackupError::Taken { .. }
            | BackupError::Unreadable { .. }
            | BackupError::Unwritable { .. }
            | BackupError::DoesNotHold { .. }
            | BackupError::InUse
            | BackupError::BeforeUpgrade { .. } => (),
        },
    }
}

#[test]
fn the_sentences_stand_beside_the_generated_types() {
    let date = "Monday 23 November 2026";
    let mut said: Vec<String> = errors().iter().map(ToString::to_string).collect();
    said.extend(["list of parts", "store", "key"].map(str::to_owned));
    said.extend([ADDRESS, SUB_ADDRESS, CLOSED, OTHER_KEY, OTHERS_CLOSED, UNUSABLE].map(str::to_owned));
    said.push(NoRandom.to_string());
    said.extend(
        [KeyHeld::Bare, KeyHeld::Sealed, KeyHeld::InKeyring, KeyHeld::Missing]
            .map(|held| held.sentence().to_owned()),
    );
    said.extend([Sentence::templates(), Line::templates(), Lost::templates()].concat());
    for text in &mut said {
        *text =
            text.replace("4711", "{one:number}").replace("4712", "{two:number}").replace(date, "{date:time}");
        *text = text.replace("{users}, {users}", "{users}").replace("{users}", "{users:names}");
    }
    let folder = std::env::var("TS_RS_EXPORT_DIR").expect("cargo says where generated types go");
    let file = std::path::Path::new(&folder).join("sentencesOfStore.ts");
    std::fs::write(file, bellwatch_domain::said::module("store", "ofStore", said)).unwrap();
}
