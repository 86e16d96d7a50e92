//! `doctor`: is everything there that Bellwatch needs on this machine?

use std::path::PathBuf;
use std::sync::Arc;

use bellwatch_engine::api::doctor::examine;
use bellwatch_engine::wire::{Finding, Verdict};
use bellwatch_recogniser::Library;
use bellwatch_recogniser::runtime::Places;

use crate::cameras::print_json;
use crate::desk::home_or_default;
use crate::table::table;
use crate::{Exit, Failure};

/// `doctor`.
pub async fn doctor(home: Option<PathBuf>, json: bool) -> Result<Exit, Failure> {
    let home = home_or_default(home)?;
    let models = Arc::new(Library::at(&home, Places::of_this_process(None)));
    let findings = examine(&home, models).await;
    let broken = findings.iter().any(|finding| finding.verdict == Verdict::Broken);
    let exit = if broken { Exit::Attention } else { Exit::Well };
    if json {
        print_json(&findings)?;
        return Ok(exit);
    }
    let word = |finding: &Finding| match finding.verdict {
        Verdict::Good => "good",
        Verdict::Note => "note",
        Verdict::Broken => "BROKEN",
    };
    let rows: Vec<Vec<String>> = findings
        .iter()
        .map(|finding| {
            let cure = finding.cure.as_ref().map_or_else(String::new, |cure| format!(" {cure}"));
            vec![word(finding).to_owned(), finding.what.clone(), format!("{}{cure}", finding.sentence)]
        })
        .collect();
    print!("{}", table(&["", "WHAT", "FOUND"], &rows));
    Ok(exit)
}
