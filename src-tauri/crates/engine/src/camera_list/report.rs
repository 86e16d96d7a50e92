//! What is said of a camera list: what each row would do, without any password.

use bellwatch_domain::mask::Mask;
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
        [one] => vec![format!("The column {one} holds nothing of a camera and is not read.")],
        many => vec![format!("The columns {} hold nothing of a camera and are not read.", many.join(", "))],
    };
    CameraListReport { is_done: false, import: None, read_as, new, changed, same, refused, rows, notes }
}

fn told(row: &ListRow, verdict: &Verdict) -> CameraListRow {
    let mask = mask(row);
    let line = u32::try_from(row.line).unwrap_or(u32::MAX);
    let (verdict, sentence) = match verdict {
        Verdict::New(_) => (CameraListVerdict::New, "New.".to_owned()),
        Verdict::Changed { fields, .. } => {
            (CameraListVerdict::Changed, format!("Changes {}.", listed(fields)))
        }
        Verdict::Same => (CameraListVerdict::Same, "As it is.".to_owned()),
        Verdict::Refused(why) => {
            (CameraListVerdict::Refused, format!("Line {line}: {}", lowered(&why.to_string())))
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

/// A sentence as it stands after a colon. What the forms say begins with a capital.
fn lowered(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
