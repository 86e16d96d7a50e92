//! A workbook (.xlsx): one sheet with every record, real dates and times. Text is written as text, so nothing in it can
//! be a formula.

use rust_xlsxwriter::{ColNum, DocProperties, Format, RowNum, Workbook};

use super::{COLUMNS, ExportError, Sheet};

/// Widths of the columns, in characters.
const WIDTHS: [f64; 12] = [12.0, 26.0, 10.0, 11.0, 14.0, 10.0, 10.0, 10.0, 40.0, 16.0, 30.0, 14.0];

pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    let title = format!("Attendance of {}, {}", sheet.site, sheet.days());
    // Its own default is the machine's clock.
    workbook
        .set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&sheet.made.and_utc()));
    let bold = Format::new().set_bold();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let clock = Format::new().set_num_format("hh:mm");
    let page = workbook.add_worksheet();
    page.set_name("Attendance")?.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    page.set_freeze_panes(1, 2)?.set_repeat_rows(0, 0)?;
    for (column, (name, width)) in (0..).zip(COLUMNS.into_iter().zip(WIDTHS)) {
        page.write_string_with_format(0, column, name, &bold)?.set_column_width(column, width)?;
    }
    for (row, line) in (1 as RowNum..).zip(&sheet.lines) {
        let texts: [(ColNum, &str); 9] = [
            (0, &line.code),
            (1, &line.name),
            (2, &line.group),
            (4, &line.period),
            (5, line.status),
            (8, &line.reason),
            (9, &line.corrected_by),
            (10, &line.corrected_why),
            (11, line.machine),
        ];
        for (column, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            page.write_string(row, column, text)?;
        }
        page.write_datetime_with_format(row, 3, line.date, &day)?;
        for (column, at) in [(6, line.first), (7, line.last)] {
            if let Some(at) = at {
                page.write_datetime_with_format(row, column, at.time(), &clock)?;
            }
        }
    }
    let last = RowNum::try_from(sheet.lines.len()).unwrap_or(RowNum::MAX);
    page.autofilter(0, 0, last, (COLUMNS.len() - 1) as ColNum)?;
    Ok(workbook.save_to_buffer()?)
}

/// The number of the paper size.
const A4: u8 = 9;
