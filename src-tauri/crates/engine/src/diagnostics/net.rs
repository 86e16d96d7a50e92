//! The net: finds every known secret and every person in a text, however they are spelled.

use std::collections::HashMap;

use bellwatch_domain::Secret;
use bellwatch_domain::mask::{Mask, SHORT, base64_forms};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Fewer characters of a name or a code stand anywhere by chance.
const SHORTEST_NAME: usize = 3;
/// What stays as it is in most addresses.
const SPARED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What must not be in a bundle.
#[derive(Default)]
pub struct Known {
    /// Every camera's password, with its user name.
    pub passwords: Vec<(Option<String>, Secret)>,
    /// The sealing key, as it would look.
    pub key: Vec<String>,
    /// Everybody.
    pub people: Vec<Person>,
}

/// Somebody, as the bundle must not call them.
pub struct Person {
    /// What they are called instead.
    pub number: i64,
    /// Their name.
    pub name: String,
    /// The school's own name for them.
    pub code: String,
}

impl Known {
    /// Passwords that are too short to be searched for: any text holds them by chance.
    pub fn too_short(&self) -> usize {
        self.passwords.iter().filter(|(_, password)| !is_searched(password)).count()
    }
}

fn is_searched(password: &Secret) -> bool {
    password.reveal().chars().count() >= SHORT
}

/// Names and codes that are long enough, with whose they are.
pub(super) fn names(known: &Known) -> impl Iterator<Item = (i64, &str)> {
    let both =
        known.people.iter().flat_map(|one| [(one.number, one.name.trim()), (one.number, one.code.trim())]);
    both.filter(|(_, text)| text.chars().count() >= SHORTEST_NAME)
}

/// Texts that are searched for, by their first three bytes.
pub(super) struct Net {
    forms: HashMap<[u8; 3], Vec<Form>>,
    /// Knows mixtures of escapes that no list of forms holds.
    mask: Mask,
}

struct Form {
    text: String,
    of: Of,
    is_word: IsWord,
}

/// Whether a form counts as a word of its own alone: "Main" is not in "Mainly".
#[derive(Clone, Copy, PartialEq, Eq)]
enum IsWord {
    Yes,
    No,
}

#[derive(Clone, Copy)]
enum Of {
    Password,
    Key,
    Person(i64),
}

impl Net {
    pub(super) fn of(known: &Known) -> Self {
        let mut net = Net { forms: HashMap::new(), mask: Mask::new() };
        for (user, password) in known.passwords.iter().filter(|(_, password)| is_searched(password)) {
            net.mask.add(user.as_deref(), password);
            let encoded = base64_forms(user.as_deref(), password.reveal());
            for text in spellings(password.reveal()).into_iter().chain(encoded) {
                net.add(text, Of::Password, IsWord::No);
            }
        }
        for text in &known.key {
            net.add(text.clone(), Of::Key, IsWord::No);
        }
        for (number, name) in names(known) {
            spellings(name).into_iter().for_each(|text| net.add(text, Of::Person(number), IsWord::Yes));
            // What stands beside it in base64 are no letters of the text.
            base64_forms(None, name)
                .into_iter()
                .for_each(|text| net.add(text, Of::Person(number), IsWord::No));
        }
        net
    }

    fn add(&mut self, text: String, of: Of, is_word: IsWord) {
        let Some(head) = text.as_bytes().first_chunk::<3>() else { return };
        let same_head = self.forms.entry(*head).or_default();
        if same_head.iter().all(|form| form.text != text) {
            same_head.push(Form { text, of, is_word });
        }
    }

    /// The first find: what, and on which line, from 1.
    pub(super) fn search(&self, text: &str) -> Option<(String, usize)> {
        for (nth, line) in text.lines().enumerate() {
            let found = (0..line.len()).find_map(|at| self.at(line, at));
            let what = match found {
                Some(Of::Key) => "the key".to_owned(),
                Some(Of::Person(number)) => format!("person {number}"),
                Some(Of::Password) => "a camera's password".to_owned(),
                None if self.mask.mask(line) != line => "a camera's password".to_owned(),
                None => continue,
            };
            return Some((what, nth + 1));
        }
        None
    }

    fn at(&self, line: &str, at: usize) -> Option<Of> {
        if !line.is_char_boundary(at) {
            return None;
        }
        let rest = &line.as_bytes()[at..];
        let candidates = self.forms.get(rest.first_chunk::<3>()?)?;
        let found = candidates.iter().find(|form| {
            rest.starts_with(form.text.as_bytes())
                && (form.is_word == IsWord::No
                    || is_word(line, at, form.text.len())
                    || (follows_escape(line, at) && is_word(&line[at..], 0, form.text.len())))
        });
        found.map(|form| form.of)
    }
}

/// Whether the `len` bytes at `at` are a word of their own: no letter and no digit stands beside them.
pub(super) fn is_word(text: &str, at: usize, len: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text.get(at + len..).and_then(|after| after.chars().next());
    let ends = |neighbour: Option<char>| neighbour.is_none_or(|neighbour| !neighbour.is_alphanumeric());
    ends(before) && ends(after)
}

/// Whether an escape of something that is no letter ends at `at`: `%20`, `\n`, `\u0020`.
fn follows_escape(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    let code = |from: usize| {
        let digits = std::str::from_utf8(&before[from..]).ok()?;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    };
    let escaped = match before {
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f'] => return true,
        [.., b'%', _, _] => code(at - 2),
        [.., b'\\', b'u', _, _, _, _] => code(at - 4),
        _ => None,
    };
    escaped.is_some_and(|letter| letter.is_ascii() && !letter.is_ascii_alphanumeric())
}

/// How a text may be spelled: raw, percent-encoded, JSON-escaped.
fn spellings(text: &str) -> Vec<String> {
    let mut all = vec![text.to_owned()];
    for set in [NON_ALPHANUMERIC, SPARED] {
        let upper = utf8_percent_encode(text, set).to_string();
        all.push(lower_escapes(&upper));
        all.push(upper);
    }
    if let Ok(quoted) = serde_json::to_string(text) {
        all.push(quoted[1..quoted.len() - 1].to_owned());
    }
    let quoted = |letter: char| letter.is_ascii() && letter != '"' && letter != '\\';
    let plain = |letter: char| letter.is_ascii_alphanumeric();
    all.extend([escaped(text, quoted), escaped(text, plain)].into_iter().flatten());
    all
}

/// `\u00e7` and `\u00E7` for every letter that does not stay.
fn escaped(text: &str, stays: impl Fn(char) -> bool) -> [String; 2] {
    let spell = |hex: fn(u16) -> String| {
        let letter = |unit: u16| char::from_u32(unit.into()).filter(|letter| stays(*letter));
        text.encode_utf16().map(|unit| letter(unit).map_or_else(|| hex(unit), String::from)).collect()
    };
    [spell(|unit| format!("\\u{unit:04x}")), spell(|unit| format!("\\u{unit:04X}"))]
}

/// `%C3` as `%c3`, and nothing else changed.
fn lower_escapes(encoded: &str) -> String {
    let mut text = String::with_capacity(encoded.len());
    let mut left = 0;
    for letter in encoded.chars() {
        left = if letter == '%' { 2 } else { left };
        text.push(if left > 0 { letter.to_ascii_lowercase() } else { letter });
        left -= i32::from(left > 0 && letter != '%');
    }
    text
}
