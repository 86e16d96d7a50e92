//! A page to be printed on A4: one file without anything from outside. Names of any script and direction are set in
//! their own.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Line, Sheet, time};
use crate::html::escaped;

const STYLE: &str = "\
@page { size: A4; margin: 15mm }
body { font: 10pt/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 60em; color: #000 }
h1 { font-size: 16pt; margin: 0 } h2 { font-size: 12pt; margin: 1.5em 0 .3em; break-after: avoid }
p { margin: .3em 0 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .2em .5em; border-block-end: 1px solid #bbb }
thead { display: table-header-group } tr { break-inside: avoid }
.sign { margin-block-start: 3em; display: flex; gap: 3em } .sign p { flex: 1; border-block-start: 1px solid #000 }
@media print { body { margin: 0; max-width: none } }
";

pub(super) fn write(sheet: &Sheet) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write_to(&mut page, sheet);
    page
}

fn write_to(page: &mut String, sheet: &Sheet) -> std::fmt::Result {
    let (site, days) = (escaped(&sheet.site), sheet.days());
    let made = sheet.made.format("%Y-%m-%d %H:%M");
    write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Attendance {days}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<h1 dir=\"auto\">{site}</h1>\n\
         <p>Attendance, {days}. Written on {made}, local time.</p>\n"
    )?;
    for (day, at) in &sheet.signed {
        let at = at.format("%Y-%m-%d %H:%M");
        let (by, hash) = (escaped(&day.by), &day.hash);
        writeln!(page, "<p>{} was signed off by <bdi>{by}</bdi> on {at}; SHA-256 {hash}.</p>", day.date)?;
    }
    if sheet.lines.is_empty() {
        writeln!(page, "<p>Nothing is kept of these days.</p>")?;
    }
    for lines in sheet.lines.chunk_by(|one, next| (one.date, &one.period) == (next.date, &next.period)) {
        period(page, lines)?;
    }
    writeln!(page, "<div class=\"sign\"><p>Date</p><p>Signature</p></div>\n</body>\n</html>")
}

/// The lines of one period.
fn period(page: &mut String, lines: &[Line]) -> std::fmt::Result {
    let Some(first) = lines.first() else { return Ok(()) };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines {
        *counts.entry(line.status).or_default() += 1;
    }
    let counts: Vec<String> =
        counts.into_iter().map(|(word, count)| format!("{count} {}", word.to_lowercase())).collect();
    write!(
        page,
        "<h2>{}, <bdi>{}</bdi></h2>\n<p>{}</p>\n<table>\n<thead><tr><th>Code</th><th>Name</th><th>Group</th>\
         <th>Status</th><th>First</th><th>Last</th><th>Reason</th></tr></thead>\n<tbody>\n",
        first.date,
        escaped(&first.period),
        counts.join(" · ")
    )?;
    for line in lines {
        writeln!(
            page,
            "<tr><td dir=\"auto\">{}</td><td dir=\"auto\">{}</td><td dir=\"auto\">{}</td><td>{}</td><td>{}</td>\
             <td>{}</td><td dir=\"auto\">{}</td></tr>",
            escaped(&line.code),
            escaped(&line.name),
            escaped(&line.group),
            line.status,
            time(line.first),
            time(line.last),
            escaped(&reason(line)),
        )?;
    }
    writeln!(page, "</tbody>\n</table>")
}

/// Why nobody can tell, or who says otherwise and why.
fn reason(line: &Line) -> String {
    if line.corrected_by.is_empty() {
        return line.reason.clone();
    }
    let Line { corrected_why: why, corrected_by: by, machine, .. } = line;
    format!("{why} ({by}; by the cameras: {})", machine.to_lowercase())
}
