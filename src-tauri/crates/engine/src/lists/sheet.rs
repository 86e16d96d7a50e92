//! Rows of a table as text: separators, lines, headings. What stands in the cells is whose list it is.

/// What separates columns, with its name for people.
const SEPARATORS: [(u8, &str); 4] = [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs"), (b'|', "bars")];

/// The rows of a table that are not blank, each with its line in the file, from 1.
pub(crate) struct Sheet<'a> {
    separated_by: &'static str,
    lines: Lines<'a>,
    records: csv::StringRecordsIntoIter<&'a [u8]>,
}

impl<'a> Sheet<'a> {
    /// Of a file's text; the separator is what its first line says or has most of.
    pub(crate) fn of(text: &'a str) -> Self {
        let (text, told) = told_separator(text);
        let (separator, separated_by) = told.unwrap_or_else(|| guessed_separator(text));
        let records = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes())
            .into_records();
        // "sep=;" stood above.
        let lines = Lines { text: text.as_bytes(), at: 0, line: 1 + usize::from(told.is_some()) };
        Sheet { separated_by, lines, records }
    }

    /// What separates its columns: "commas", "semicolons", "tabs", "bars".
    pub(crate) fn separated_by(&self) -> &'static str {
        self.separated_by
    }
}

impl Iterator for Sheet<'_> {
    type Item = (usize, csv::StringRecord);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // Text is UTF-8 and rows may have any length, so that nothing is left that could go wrong.
            let Ok(record) = self.records.next()? else { continue };
            let line = self.lines.at(record.position().map_or(0, csv::Position::byte));
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                return Some((line, record));
            }
        }
    }
}

/// A heading as it is compared: letters and digits alone, in lower case.
pub(crate) fn heading(cell: &str) -> String {
    cell.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Counts lines as an editor does. The reader counts one less after each that ends with CR and LF.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the first row that begins at a byte or after it; bytes that are asked for come in order.
    fn at(&mut self, byte: u64) -> usize {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(one) = self.text.get(self.at) {
            let is_end = matches!(one, b'\r' | b'\n');
            if self.at >= byte && !is_end {
                break;
            }
            let is_pair = *one == b'\r' && self.text.get(self.at + 1) == Some(&b'\n');
            self.line += usize::from(is_end && !is_pair);
            self.at += 1;
        }
        self.line
    }
}

/// Excel's first line "sep=;", where there is one.
fn told_separator(text: &str) -> (&str, Option<(u8, &'static str)>) {
    let Some((first, rest)) = text.split_once('\n') else { return (text, None) };
    let told = first.trim_end_matches('\r').trim().strip_prefix("sep=").map(str::as_bytes);
    let known = told.and_then(|told| SEPARATORS.into_iter().find(|(byte, _)| told == [*byte]));
    if known.is_some() { (rest, known) } else { (text, None) }
}

/// What the line of headings has most of, outside quotes.
fn guessed_separator(text: &str) -> (u8, &'static str) {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [0usize; SEPARATORS.len()];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        for (count, (separator, _)) in counts.iter_mut().zip(SEPARATORS) {
            *count += usize::from(!quoted && byte == separator);
        }
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    let found = SEPARATORS.into_iter().zip(counts).find(|(_, count)| *count == most);
    found.map_or(SEPARATORS[0], |(separator, _)| separator)
}
