//! The text of a file, whichever program of whichever age wrote it.

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};

/// A file's text, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Without a byte order mark.
    pub text: String,
    /// For people: "UTF-8", "Windows-1256".
    pub encoding: &'static str,
}

/// Why a file has no text; each a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    /// Nothing is in it.
    #[error("The file is empty.")]
    Empty,
    /// It is too large.
    #[error("The file is larger than {} MB, and a list is not. Choose the list itself.", .most >> 20)]
    Large {
        /// The most that is read, bytes.
        most: usize,
    },
    /// A workbook.
    #[error("The file is a workbook. Open it, and save it as CSV (UTF-8).")]
    Workbook,
    /// Something else that is no text.
    #[error("The file is {0} and not a list. A list is a CSV file.")]
    Other(&'static str),
}

/// Beginnings of files that are taken for lists by mistake.
pub(crate) const OTHERS: [(&[u8], NoText); 9] = [
    (b"PK\x03\x04", NoText::Other("a zip")),
    (b"\xd0\xcf\x11\xe0", NoText::Workbook),
    (b"%PDF", NoText::Other("a PDF")),
    (b"\xff\xd8\xff", NoText::Other("a picture")),
    (b"\x89PNG", NoText::Other("a picture")),
    (b"GIF8", NoText::Other("a picture")),
    (b"\x1f\x8b", NoText::Other("packed")),
    (b"Rar!", NoText::Other("packed")),
    (b"SQLite format 3", NoText::Other("a database")),
];

/// Of what kind a file is that has no text and is nothing that is known.
pub(crate) const OTHER_KIND: &str = "of another kind";

/// Names of what the zips that are workbooks begin with.
const IN_WORKBOOKS: [&[u8]; 3] = [b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet"];

/// Reads a file of `most` bytes at most as text: UTF-8 and UTF-16 with or without a mark, else an older code page, guessed.
///
/// # Errors
///
/// [`NoText`], a sentence.
pub fn read(bytes: &[u8], most: usize) -> Result<Text, NoText> {
    if bytes.len() > most {
        return Err(NoText::Large { most });
    }
    if is_zipped_workbook(bytes) {
        return Err(NoText::Workbook);
    }
    if let Some((_, why)) = OTHERS.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return Err(why.clone());
    }
    let encoding = encoding_of(bytes);
    // Takes the mark away. What does not belong to the encoding becomes U+FFFD; the row then shows it.
    let (text, ..) = encoding.decode(bytes);
    if text.trim().is_empty() {
        return Err(NoText::Empty);
    }
    if text.contains('\0') {
        return Err(NoText::Other(OTHER_KIND));
    }
    Ok(Text { text: text.into_owned(), encoding: name(encoding) })
}

fn is_zipped_workbook(bytes: &[u8]) -> bool {
    let beginning = &bytes[..bytes.len().min(4096)];
    let holds = |part: &&[u8]| beginning.windows(part.len()).any(|window| window == *part);
    bytes.starts_with(b"PK") && IN_WORKBOOKS.iter().any(holds)
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return marked;
    }
    if let Some(wide) = unmarked_utf_16(bytes) {
        return wide;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if is_arabic(bytes) {
        return WINDOWS_1256;
    }
    let mut detector = EncodingDetector::new();
    detector.feed(bytes, true);
    let guessed = detector.guess(None, false);
    // Nothing here looks like Arabic, and East Asian lists have been UTF-8 for long: what is left are Europe's.
    if guessed.is_single_byte() && guessed != WINDOWS_1256 { guessed } else { WINDOWS_1252 }
}

/// In UTF-16 a separator or a digit is a zero and a byte: many zeros at every other place, and hardly any between.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let looked_at = &bytes[..bytes.len().min(4096)];
    let zeros = |first: usize| looked_at.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (many, few) = (looked_at.len() / 20, looked_at.len() / 100);
    match (even > many, odd > many) {
        (false, true) if even <= few => Some(UTF_16LE),
        (true, false) if odd <= few => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether bytes beyond ASCII are Arabic letters of Windows-1256, in runs as words have them.
///
/// Short lists hold too few words for a detector that counts letters. In Western names a letter beyond ASCII stands
/// between ASCII letters; in Cyrillic ones half of them would be Latin letters of Windows-1256.
fn is_arabic(bytes: &[u8]) -> bool {
    let is_high = |byte: &u8| *byte >= 0x80;
    let (mut letters, mut arabic, mut in_runs) = (0usize, 0usize, 0usize);
    for run in bytes.split(|byte| !is_high(byte)).filter(|run| !run.is_empty()) {
        let (text, _) = WINDOWS_1256.decode_without_bom_handling(run);
        letters += run.len();
        arabic += text.chars().filter(|c| ('\u{600}'..='\u{6ff}').contains(c)).count();
        in_runs += if run.len() > 1 { run.len() } else { 0 };
    }
    letters > 0 && 10 * arabic >= 8 * letters && 10 * in_runs >= 7 * letters
}

fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "windows-1250" => "Windows-1250",
        "windows-1251" => "Windows-1251",
        "windows-1252" => "Windows-1252",
        "windows-1253" => "Windows-1253",
        "windows-1254" => "Windows-1254",
        "windows-1256" => "Windows-1256",
        "UTF-16LE" | "UTF-16BE" => "UTF-16",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST_BYTES: usize = 16 << 20;

    /// Windows-1256 has no letters but these for Sorani: ئ ێ and ۆ are written with what there is.
    const KURDISH: &str = "کد;ناو\n1;شيلان پەروين\n2;گوران چيا\n";
    const ARABIC: &str = "الرمز;الاسم\n1;أحمد علي\n2;زينب\n";
    const WESTERN: &str = "code;name\n1;Zoë Ångström\n2;Müller\n3;Ärzte\n";

    fn check(bytes: &[u8], encoding: &str, text: &str) {
        let found = read(bytes, MOST_BYTES).unwrap();
        assert_eq!((found.encoding, found.text.as_str()), (encoding, text));
    }

    #[test]
    fn each_encoding_comes_out_right() {
        let arabic = WINDOWS_1256.encode(ARABIC);
        assert!(!arabic.2, "it can be written so");
        check(&arabic.0, "Windows-1256", ARABIC);
        check("code,name\n1,\u{639}\u{644}\u{64a}".as_bytes(), "UTF-8", "code,name\n1,علي");
        let western = WINDOWS_1252.encode(WESTERN).0;
        check(&western, "Windows-1252", WESTERN);
        for text in [ARABIC, KURDISH, WESTERN] {
            check(text.as_bytes(), "UTF-8", text);
            check(format!("\u{feff}{text}").as_bytes(), "UTF-8", text);
            let wide = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
            check(&wide(u16::to_le_bytes), "UTF-16", text);
            check(&wide(u16::to_be_bytes), "UTF-16", text);
            check(&[vec![0xff, 0xfe], wide(u16::to_le_bytes)].concat(), "UTF-16", text);
        }
        // A single name among English ones is enough.
        let one = WINDOWS_1256.encode("code,name\n1,Ann\n2,Ben\n3,هيوا\n").0;
        check(&one, "Windows-1256", "code,name\n1,Ann\n2,Ben\n3,هيوا\n");
        let one = WINDOWS_1252.encode("code,name\n1,Ann\n2,Ben\n3,Zoë\n").0;
        check(&one, "Windows-1252", "code,name\n1,Ann\n2,Ben\n3,Zoë\n");
    }

    #[test]
    fn what_is_no_text_is_one_sentence() {
        let check = |bytes: &[u8], expected: &str| {
            let said = read(bytes, MOST_BYTES).unwrap_err().to_string();
            assert!(said.contains(expected) && said.ends_with('.'), "{said}");
        };
        check(b"", "empty");
        check(b"\xef\xbb\xbf \r\n", "empty");
        check(b"PK\x03\x04 .. xl/workbook.xml", "save it as CSV");
        check(b"PK\x03\x04 .. users.csv", "a zip");
        check(b"\x89PNG\r\n", "a picture");
        check(b"%PDF-1.7", "a PDF");
        check(b"\x00\x01\x02\x00\x00\x00", "not a list");
        check(&vec![b'a'; MOST_BYTES + 1], "larger than 16 MB");
    }
}
