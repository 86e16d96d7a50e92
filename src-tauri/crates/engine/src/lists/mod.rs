//! Lists as files: their text, rows and cells, whoever is in them. People and cameras come from such files, and go into
//! them.

pub(crate) mod sheet;
pub(crate) mod text;

use std::borrow::Cow;

use bellwatch_domain::said::Said;
use bellwatch_domain::sentences;

sentences! {
    /// What a list says, whoever is in it.
    pub(crate) enum Told<'a> {
        ReadAs { encoding: &'a str, separator: Said<'a> } = "{encoding}, columns separated by {separator}",
        OneRoster { encoding: &'a str, separator: Said<'a> }
            = "OneRoster users, {encoding}, columns separated by {separator}",
        Refused { file: &'a str, why: Said<'a> } = "{file} cannot be imported. {why}",
    }
}

/// What a spreadsheet may take for the beginning of a formula.
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Goes before the text of a file: without it a spreadsheet takes the text for the machine's old code page, and Arabic names
/// for noise.
pub(crate) const MARK: &[u8] = "\u{feff}".as_bytes();

/// A cell as it may stand in a report.
pub(crate) fn shown(cell: &str) -> String {
    cell.trim().chars().filter(|c| !c.is_control()).take(120).collect()
}

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before what could begin one.
pub(crate) fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(FORMULAS) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell that [`harmless`] was given.
pub(crate) fn unharmed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULAS)).unwrap_or(cell)
}

/// Neither a yes nor a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Neither;

/// What a cell says of whether; `None` where it says nothing.
///
/// # Errors
///
/// [`Neither`] for anything else.
pub(crate) fn yes_or_no(cell: &str) -> Result<Option<bool>, Neither> {
    match cell.trim().to_lowercase().as_str() {
        "" => Ok(None),
        "true" | "yes" | "1" | "y" | "on" | "active" | "enabled" => Ok(Some(true)),
        "false" | "no" | "0" | "n" | "off" | "inactive" | "disabled" => Ok(Some(false)),
        _ => Err(Neither),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_harmless_comes_back() {
        for cell in ["=1+1", "+1", "-Gate", "@home", "'quoted'", "Gate", "", "'"] {
            assert_eq!(unharmed(&harmless(cell)), cell);
            assert!(!harmless(cell).starts_with(FORMULAS), "{cell}");
        }
    }
}
