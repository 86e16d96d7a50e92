//! Comma-separated values, as spreadsheets and other programs read them: UTF-8 with a mark, lines end as in RFC 4180.

use csv::{Terminator, WriterBuilder};

use super::{COLUMNS, ExportError, Sheet, time};
use crate::lists::{MARK, harmless};

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
