//! `unknown`: the diagnostic mode and its tray of unknown faces.

use std::path::PathBuf;

use bellwatch_engine::wire::ModeLengthDraft;

use crate::args::{ModeLengthWord, UnknownCommand};
use crate::desk::Desk;
use crate::{Exit, Failure};

/// `unknown …`.
pub async fn unknown(home: Option<PathBuf>, command: UnknownCommand) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let operator = &desk.operator;
    match command {
        UnknownCommand::Start { length } => {
            operator.unknown_start(draft(length)).await?;
            println!("Unknown faces are being kept. Stop: bellwatchctl unknown stop");
        }
        UnknownCommand::Stop => {
            operator.unknown_stop().await?;
            println!("Unknown faces are not being kept.");
        }
        UnknownCommand::DeleteAll => {
            operator.unknown_delete_all().await?;
            println!("All unknown faces are deleted.");
        }
    }
    Ok(Exit::Well)
}

fn draft(length: ModeLengthWord) -> ModeLengthDraft {
    match length {
        ModeLengthWord::QuarterHour => ModeLengthDraft::QuarterHour,
        ModeLengthWord::Hour => ModeLengthDraft::Hour,
        ModeLengthWord::Period => ModeLengthDraft::Period,
        ModeLengthWord::Day => ModeLengthDraft::Day,
    }
}
