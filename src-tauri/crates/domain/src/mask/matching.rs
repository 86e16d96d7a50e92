//! Finding a secret in a text, whatever mixture of escapes it is written in.

use std::ops::Range;

/// Where `secret` stands in `text`, if a spelling of it begins at byte `start`.
pub(super) fn at(text: &str, start: usize, secret: &str) -> Option<Range<usize>> {
    if !text.is_char_boundary(start) {
        return None;
    }
    let end = end_of_match(text.as_bytes(), start, secret)?;
    let is_short = secret.chars().nth(super::SHORT - 1).is_none();
    (!is_short || is_word(text, start, end)).then_some(start..end)
}

/// Where the longest reading of `secret` that begins at `from` ends.
fn end_of_match(text: &[u8], from: usize, secret: &str) -> Option<usize> {
    let mut chars = secret.chars();
    // Every end that some reading of the characters so far reaches; there are very few, and most often none, so that
    // nothing is allocated.
    let mut ends = Vec::new();
    spellings(text, from, chars.next()?, &mut ends);
    let mut next = Vec::new();
    for c in chars {
        if ends.is_empty() {
            return None;
        }
        for end in &ends {
            spellings(text, *end, c, &mut next);
        }
        next.sort_unstable();
        next.dedup();
        std::mem::swap(&mut ends, &mut next);
        next.clear();
    }
    ends.into_iter().max()
}

/// Every end of a spelling of `c` that begins at `at`.
fn spellings(text: &[u8], at: usize, c: char, ends: &mut Vec<usize>) {
    let rest = text.get(at..).unwrap_or_default();
    let mut utf8 = [0; 4];
    let utf8 = c.encode_utf8(&mut utf8).as_bytes();
    if rest.starts_with(utf8) {
        ends.push(at + utf8.len());
    }
    if let Some(len) = percent_encoded(rest, utf8) {
        ends.push(at + len);
    }
    if c == ' ' && rest.first() == Some(&b'+') {
        ends.push(at + 1);
    }
    ends.extend(backslashed(rest, c).map(|len| at + len));
}

/// Length of `bytes` written as `%XX` each, or as `%25XX`, `%2525XX` … where it was encoded more than once.
fn percent_encoded(rest: &[u8], bytes: &[u8]) -> Option<usize> {
    let mut len = 0;
    for byte in bytes {
        let mut at = &rest[len..];
        at = at.strip_prefix(b"%")?;
        let hex = |digits: &[u8]| {
            let text = std::str::from_utf8(digits.get(..2)?).ok()?;
            u8::from_str_radix(text, 16).ok()
        };
        // `%25` is the sign itself, and every further `25` one more encoding of it.
        while hex(at)? != *byte {
            at = at.strip_prefix(b"25")?;
        }
        len = rest.len() - at.len() + 2;
        // A `%` encoded more than once ends in as many `25` as follow.
        if *byte == b'%' {
            while rest[len..].starts_with(b"25") {
                len += 2;
            }
        }
    }
    Some(len)
}

/// Lengths of the spellings of `c` behind a backslash: JSON's and Rust's.
fn backslashed(rest: &[u8], c: char) -> impl Iterator<Item = usize> {
    let mut found = [None; 3];
    if let Some(escaped) = rest.strip_prefix(b"\\") {
        if matches!(c, '"' | '\\' | '/' | '\'') && escaped.first() == Some(&(c as u8)) {
            found[0] = Some(2);
        }
        let mut units = [0; 2];
        let json: String = c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect();
        if rest.get(..json.len()).is_some_and(|head| head.eq_ignore_ascii_case(json.as_bytes())) {
            found[1] = Some(json.len());
        }
        let rust = format!("\\u{{{:x}}}", u32::from(c));
        if rest.get(..rust.len()).is_some_and(|head| head.eq_ignore_ascii_case(rust.as_bytes())) {
            found[2] = Some(rust.len());
        }
    }
    found.into_iter().flatten()
}

fn is_word(text: &str, start: usize, end: usize) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.is_char_boundary(end)
        && is_edge(text[..start].chars().next_back())
        && is_edge(text[end..].chars().next())
}
