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
/// Its memory is bounded by the number of cameras; secrets in it are wiped when it is dropped.
#[derive(Clone, Default)]
pub struct Mask {
    /// Longest first, each once.
    secrets: Vec<Secret>,
    /// Base64 forms, longest first.
    encoded: Vec<String>,
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
        if password.is_empty() {
            return;
        }
        if !self.secrets.contains(password) {
            self.secrets.push(password.clone());
            self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.reveal().len()));
        }
        self.encoded.extend(base64::forms(user, password.reveal()));
        self.encoded.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        self.encoded.dedup();
    }

    /// `text` with [`DOTS`] in the place of every secret.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut ranges = Vec::new();
        for secret in &self.secrets {
            matching::find(text, secret.reveal(), &mut ranges);
        }
        for form in &self.encoded {
            base64::find(text, form, &mut ranges);
        }
        let known = replaced(text, ranges);
        match replaced(&known, address_passwords(&known)) {
            Cow::Borrowed(_) => known,
            Cow::Owned(both) => Cow::Owned(both),
        }
    }
}

impl Drop for Mask {
    fn drop(&mut self) {
        use zeroize::Zeroize;
        self.encoded.zeroize();
    }
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
