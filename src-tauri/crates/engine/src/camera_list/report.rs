//! What is said of a camera list: what each row would do, without any password.

use bellwatch_domain::mask::Mask;
use bellwatch_domain::said::{Said, Words};
use bellwatch_domain::sentences;
use bellwatch_domain::source::SourceAddress;

use super::plan::Verdict;
use super::read::{List, ListRow};
use crate::lists::shown;
use crate::wire::{CameraListReport, CameraListRow, CameraListVerdict};

/// What the rows mean, in the file's order.
pub(super) fn report(read_as: String, list: &List, planned: &[Verdict]) -> CameraListReport {
    let rows: Vec<CameraListRow> =
        list.rows.iter().zip(planned).map(|(row, verdict)| told(row, verdict)).collect();
    let count = |wanted| rows.iter().filter(|row| row.verdict == wanted).count() as u32;
    let [new, changed, same, refused] = [
        CameraListVerdict::New,
        CameraListVerdict::Changed,
        CameraListVerdict::Same,
        CameraListVerdict::Refused,
    ]
    .map(count);
    let notes = match list.unread.as_slice() {
        [] => Vec::new(),
        [one] => vec![Row::Unread { column: one }.to_string()],
        many => vec![Row::ManyUnread { columns: &many.join(", ") }.to_string()],
    };
    CameraListReport { is_done: false, import: None, read_as, new, changed, same, refused, rows, notes }
}

fn told(row: &ListRow, verdict: &Verdict) -> CameraListRow {
    let mask = mask(row);
    let line = u32::try_from(row.line).unwrap_or(u32::MAX);
    let (verdict, sentence) = match verdict {
        Verdict::New(_) => (CameraListVerdict::New, Row::New.to_string()),
        Verdict::Changed { fields, .. } => {
            (CameraListVerdict::Changed, Row::Changes { fields: Words(&listed(fields)) }.to_string())
        }
        Verdict::Same => (CameraListVerdict::Same, Row::Same.to_string()),
        Verdict::Refused(why) => {
            (CameraListVerdict::Refused, Row::Refused { line, why: Said(&why.to_string()) }.to_string())
        }
    };
    let name = shown(row.name.as_deref().unwrap_or_default());
    CameraListRow {
        line,
        name: mask.mask(&name).into_owned(),
        verdict,
        sentence: mask.mask(&sentence).into_owned(),
    }
}

/// A mask that knows every password of a row: a cell may stand in another's column.
fn mask(row: &ListRow) -> Mask {
    let mut mask = Mask::of(row.user.as_deref(), row.password.as_ref());
    let cells = [&row.address, &row.sub_address].into_iter().flatten();
    for split in cells.filter_map(|cell| SourceAddress::parse(cell).ok()) {
        if let Some(password) = &split.password {
            mask.add(split.user.as_deref(), password);
        }
    }
    mask
}

/// "address, user and password".
fn listed(fields: &[&str]) -> String {
    match fields {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

sentences! {
    /// What a row of a list does, and what is worth knowing of the whole of it.
    pub(crate) enum Row<'a> {
        New = "New.",
        Changes { fields: Words<'a> } = "Changes {fields}.",
        Same = "As it is.",
        Refused { line: u32, why: Said<'a> } = "Line {line}: {why}",
        Unread { column: &'a str } = "The column {column} holds nothing of a camera and is not read.",
        ManyUnread { columns: &'a str } = "The columns {columns} hold nothing of a camera and are not read.",
    }
}
