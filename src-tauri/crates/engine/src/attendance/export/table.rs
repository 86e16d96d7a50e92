//! Comma-separated values, as spreadsheets and other programs read them: UTF-8 with a mark, lines end as in RFC 4180.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

use super::{COLUMNS, ExportError, Sheet, time};

/// Without it a spreadsheet takes the text for the machine's old code page, and Arabic names for noise.
const MARK: &[u8] = "\u{feff}".as_bytes();

pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(MARK.to_vec());
    writer.write_record(COLUMNS)?;
    for line in &sheet.lines {
        let date = line.date.to_string();
        let (first, last) = (time(line.first), time(line.last));
        let cells: [&str; 12] = [
            &line.code,
            &line.name,
            &line.group,
            &date,
            &line.period,
            line.status,
            &first,
            &last,
            &line.reason,
            &line.corrected_by,
            &line.corrected_why,
            line.machine,
        ];
        writer.write_record(cells.map(|cell| harmless(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| ExportError::Table(error.into_error().into()))
}

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before what could begin one.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}
