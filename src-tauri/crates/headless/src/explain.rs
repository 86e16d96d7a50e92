//! `explain`: what a saved ffmpeg log means.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use bellwatch_domain::LastError;
use bellwatch_domain::last_error::{self, Context, Exit as ChildExit};
use bellwatch_engine::present;
use chrono::DateTime;

use crate::cameras::print_json;
use crate::{Exit, Failure};

/// More than any log of one run; what lies before is not looked at.
const AT_MOST: usize = 16 * 1024 * 1024;

/// `explain [FILE]`.
pub fn explain(file: Option<&Path>, json: bool) -> Result<Exit, Failure> {
    let bytes = match file {
        Some(path) => fs::read(path).map_err(|error| {
            Failure::new(Exit::BadInput, format!("{} cannot be read: {error}", path.display()))
        })?,
        None => {
            let mut bytes = Vec::new();
            io::stdin().lock().take(AT_MOST as u64).read_to_end(&mut bytes)?;
            bytes
        }
    };
    let text = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(AT_MOST)..]);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return Err(Failure::new(Exit::BadInput, "There is nothing to explain: the log is empty."));
    }
    let found = last_error::explain(&lines, ChildExit::default(), Context::default());
    let error = LastError { kind: found.kind, at: DateTime::UNIX_EPOCH, evidence: found.evidence };
    let view = present::error(&error, None);
    if json {
        return print_json(&view);
    }
    println!("{} ({})", view.word, last_error::code(&error.kind));
    println!("{}", view.sentence);
    println!("What to do: {}", view.cure);
    println!("Seen from:  {}", view.evidence);
    Ok(Exit::Well)
}
