//! The English sentences of this crate, as templates by which the window says them in another language; as those of the
//! domain are (`domain/src/sentences.rs`). What a library says of a file or a model stays as it is.

use std::io;
use std::path::PathBuf;

use bellwatch_domain::said::module;

use crate::faces::OpenError;
use crate::packs::{Error as PackError, NO_ADDRESS, RESEARCH_ONLY, licence_at};
use crate::photo::Error as PhotoError;
use crate::runtime::{BY_SETTING, Error as RuntimeError};

fn file() -> PathBuf {
    PathBuf::from("{file}")
}

fn cause() -> io::Error {
    io::Error::other("{cause:open}")
}

fn gap(name: &str) -> String {
    format!("{{{name}}}")
}

fn of_packs() -> Vec<String> {
    let errors = [
        PackError::Read { path: file(), source: cause() },
        PackError::Write { path: file(), source: cause() },
        PackError::Manifest { path: file(), why: gap("why") },
        PackError::Size { path: file(), found: 4711, expected: 4712 },
        PackError::Checksum { path: file(), found: gap("found"), expected: gap("expected") },
        PackError::Incomplete { pack: gap("pack"), files: vec![gap("files")] },
        PackError::Stranger(file()),
        PackError::NoFiles,
        PackError::Unknown(gap("pack")),
        PackError::OwnLicence { pack: gap("pack"), why: "{why:said}".to_owned() },
        PackError::Download { file: gap("file"), address: gap("address"), why: "{why:open}".to_owned() },
        PackError::Busy(file()),
    ];
    // A new one belongs into the list; what a model says is one of OpenError.
    let _whole = |error: &PackError| match error {
        PackError::Read { .. }
        | PackError::Write { .. }
        | PackError::Manifest { .. }
        | PackError::Size { .. }
        | PackError::Checksum { .. }
        | PackError::Incomplete { .. }
        | PackError::Stranger(_)
        | PackError::NoFiles
        | PackError::Unknown(_)
        | PackError::OwnLicence { .. }
        | PackError::Download { .. }
        | PackError::Busy(_)
        | PackError::Model(_) => (),
    };
    let mut said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    said.extend([NO_ADDRESS.to_owned(), RESEARCH_ONLY.to_owned(), licence_at("{page}")]);
    said
}

fn of_photos() -> Vec<String> {
    let unsupported = image::ImageError::IoError(cause());
    let errors = [
        PhotoError::Read { path: file(), source: cause() },
        PhotoError::Heavy(file()),
        PhotoError::Large { path: file(), pixels: 4_711_000_000 },
        PhotoError::Heic(file()),
        PhotoError::Unknown(file()),
        PhotoError::Damaged { path: file(), source: unsupported },
    ];
    // A new one belongs into the list.
    let _whole = |error: &PhotoError| match error {
        PhotoError::Read { .. }
        | PhotoError::Heavy(_)
        | PhotoError::Large { .. }
        | PhotoError::Heic(_)
        | PhotoError::Unknown(_)
        | PhotoError::Damaged { .. } => (),
    };
    errors.iter().map(ToString::to_string).collect()
}

fn of_runtime() -> Vec<String> {
    let errors = [
        RuntimeError::NotThere { named_by: "{by:open}", path: file() },
        RuntimeError::Missing { name: "{name}", looked_in: gap("folders") },
        RuntimeError::Unusable { path: file(), why: gap("why") },
    ];
    // A new one belongs into the list.
    let _whole = |error: &RuntimeError| match error {
        RuntimeError::NotThere { .. } | RuntimeError::Missing { .. } | RuntimeError::Unusable { .. } => (),
    };
    let mut said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    said.push(OpenError::Model { file: gap("file"), why: gap("why") }.to_string());
    said.push(BY_SETTING.to_owned());
    said
}

#[test]
fn the_sentences_stand_beside_the_generated_types() {
    let said = [of_packs(), of_photos(), of_runtime()].concat();
    let numbered = |text: String| text.replace("4711", "{count:number}").replace("4712", "{of:number}");
    let said = said.into_iter().map(numbered).collect();
    let folder = std::env::var("TS_RS_EXPORT_DIR").expect("cargo says where generated types go");
    let file = std::path::Path::new(&folder).join("sentencesOfRecogniser.ts");
    std::fs::write(file, module("recogniser", "ofRecogniser", said)).unwrap();
}
