//! Masking of known secrets in any text.
//!
//! First by value: every known secret, in whatever mixture of escapes it stands (raw, percent-encoded once or more
//! often and in either case, JSON-escaped, base64 alone or within `user:password`). Then, as a second net, the
//! password of any address (`scheme://user:…@host`, `?password=…`), known or not. It never looks at patterns
//! alone where a value is known, because passwords do not keep to patterns.

mod base64;
mod matching;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::Secret;
use crate::source::{find_secrets, userinfo_len};

/// What stands in a secret's place.
pub const DOTS: &str = "•••";

/// A secret of fewer characters is masked only where it stands as a word of its own and in addresses: masking every
/// `1` of a log would make it unreadable, and would tell the password by its gaps.
pub const SHORT: usize = 4;

/// A set of known secrets, and what masks them.
///
/// Its memory is bounded by the number of secrets it was given; they are wiped when it is dropped. What masking costs
/// grows with the text and hardly with the number of secrets.
#[derive(Clone, Default)]
pub struct Mask {
    /// Each once.
    secrets: Vec<Secret>,
    /// Which of them begin with this byte when they stand raw.
    by_first_byte: BTreeMap<u8, Vec<usize>>,
    /// Base64 texts that betray one, by how they begin.
    encoded: HashMap<[u8; base64::LEAST], Vec<String>>,
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mask({} secrets)", self.secrets.len())
    }
}

impl Mask {
    /// A mask that knows no secret; it still masks the passwords of addresses.
    pub fn new() -> Self {
        Mask::default()
    }

    /// A mask that knows one camera's password.
    pub fn of(user: Option<&str>, password: Option<&Secret>) -> Self {
        let mut mask = Mask::new();
        if let Some(password) = password {
            mask.add(user, password);
        }
        mask
    }

    /// Learns `password`, and how it looks in HTTP's basic authentication together with `user`.
    pub fn add(&mut self, user: Option<&str>, password: &Secret) {
        let Some(first) = password.reveal().bytes().next() else { return };
        if !self.secrets.contains(password) {
            self.by_first_byte.entry(first).or_default().push(self.secrets.len());
            self.secrets.push(password.clone());
        }
        for form in base64::forms(user, password.reveal()) {
            let Some(head) = form.as_bytes().first_chunk() else { continue };
            let same_head = self.encoded.entry(*head).or_default();
            if !same_head.contains(&form) {
                same_head.push(form);
            }
        }
    }

    /// `text` with [`DOTS`] in the place of every secret.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut ranges = Vec::new();
        for (at, byte) in text.bytes().enumerate() {
            // An escape can begin any of them.
            if matches!(byte, b'%' | b'\\' | b'+') {
                ranges
                    .extend(self.secrets.iter().filter_map(|secret| matching::at(text, at, secret.reveal())));
            } else if let Some(candidates) = self.by_first_byte.get(&byte) {
                let secrets = candidates.iter().filter_map(|nth| self.secrets.get(*nth));
                ranges.extend(secrets.filter_map(|secret| matching::at(text, at, secret.reveal())));
            }
            let head = text.as_bytes()[at..].first_chunk();
            if let Some(forms) = head.and_then(|head| self.encoded.get(head)) {
                let found = forms.iter().filter(|form| text.as_bytes()[at..].starts_with(form.as_bytes()));
                ranges.extend(found.map(|form| base64::run_around(text, at, form.len())));
            }
        }
        let known = replaced(text, ranges);
        match replaced(&known, address_passwords(&known)) {
            Cow::Borrowed(_) => known,
            Cow::Owned(both) => Cow::Owned(both),
        }
    }
}

/// Base64 texts that betray `secret`, at each of the three places that it can take in something longer, and within
/// `user:secret`; in both alphabets and without padding. Pieces of fewer than 6 characters, which any log holds by
/// chance, are left out.
pub fn base64_forms(user: Option<&str>, secret: &str) -> Vec<String> {
    base64::forms(user, secret)
}

/// The same of bytes that are no text, alone.
pub fn base64_forms_of(bytes: &[u8]) -> Vec<String> {
    base64::forms_of(bytes)
}

impl Drop for Mask {
    fn drop(&mut self) {
        use zeroize::Zeroize;
        self.encoded.values_mut().flatten().for_each(Zeroize::zeroize);
    }
}

/// `text` with [`DOTS`] in the place of every spelling of `secret` but base64: a cheap mask for addresses.
pub(crate) fn without<'a>(text: &'a str, secret: &Secret) -> Cow<'a, str> {
    let ranges = (0..text.len()).filter_map(|at| matching::at(text, at, secret.reveal())).collect();
    replaced(text, ranges)
}

/// Where the passwords of addresses stand in `text`, whether known or not.
fn address_passwords(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (slashes, _) in text.match_indices("://") {
        let start = slashes + 3;
        let end =
            start + text[start..].find(|c: char| c.is_whitespace() || c == '"').unwrap_or(text.len() - start);
        let rest = &text[start..end];
        let host = match userinfo_len(rest) {
            Some(len) => {
                if let Some(colon) = rest[..len].find(':').filter(|colon| colon + 1 < len) {
                    ranges.push(start + colon + 1..start + len);
                }
                start + len + 1
            }
            None => start,
        };
        let tail = host + text[host..end].find(['/', '?']).unwrap_or(end - host);
        let secrets = find_secrets(&text[tail..end]).into_iter().filter(|found| !found.is_user);
        ranges.extend(secrets.map(|found| tail + found.value.start..tail + found.value.end));
    }
    ranges
}

/// `text` with every range replaced; touching and overlapping ones become one.
fn replaced(text: &str, mut ranges: Vec<Range<usize>>) -> Cow<'_, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges {
        if range.start >= from {
            masked.push_str(&text[from..range.start]);
            masked.push_str(DOTS);
        }
        from = from.max(range.end);
    }
    masked.push_str(&text[from..]);
    Cow::Owned(masked)
}
