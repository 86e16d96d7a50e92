//! Credentials that a maker wants in the path or the query: `?user=admin&pwd=1234`, `/user=admin_password=x_ch=1`.

use std::ops::Range;

/// Keys whose value is a secret, lower case.
const SECRET_KEYS: &[&str] = &[
    "password",
    "passwd",
    "passwort",
    "pass",
    "pwd",
    "psw",
    "pswd",
    "loginpas",
    "userpwd",
    "token",
    "access_token",
    "auth_token",
    "authtoken",
    "auth",
    "apikey",
    "api_key",
    "secret",
    "sid",
    "session",
    "sessionid",
    "signature",
    "sig",
    "authkey",
    "key",
];

/// Keys whose value is the user name, lower case.
const USER_KEYS: &[&str] = &["user", "username", "usr", "login", "loginuse", "account", "userid"];

/// One value in an address that belongs into a field of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where its value stands, bytes.
    pub value: Range<usize>,
    /// Whether it is the user name rather than a secret.
    pub is_user: bool,
}

/// Whether `c` can belong to the name of a parameter.
fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// Every user name and secret in the path and query `text`, in order, empty values left out.
pub(crate) fn find_secrets(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for (equals, _) in text.match_indices('=') {
        let Some((is_user, underscored)) = key_before(&text[..equals]) else { continue };
        let start = equals + 1;
        let end = value_end(text, start, underscored);
        if start < end {
            found.push(Found { value: start..end, is_user });
        }
    }
    // A value that holds `key=` inside another found value belongs to that one.
    let mut end_of_last = 0;
    found.retain(|one| {
        let keep = one.value.start >= end_of_last;
        if keep {
            end_of_last = one.value.end;
        }
        keep
    });
    found
}

/// What the key that ends `before` names, and whether it was set off by an underscore.
fn key_before(before: &str) -> Option<(bool, bool)> {
    let word = before.rsplit(|c| !is_key_char(c)).next().unwrap_or_default();
    let start = before.len() - word.len();
    let word = word.to_ascii_lowercase();
    let is_user = |key: &str| USER_KEYS.contains(&key);
    let is_secret = |key: &str| SECRET_KEYS.contains(&key);
    if is_user(&word) || is_secret(&word) {
        // `user=admin_password=x`: in the path, the first of such a row has no underscore before it.
        return Some((is_user(&word), !before.contains('?') && before[..start].ends_with('/')));
    }
    let (_, last) = word.rsplit_once('_')?;
    (is_user(last) || is_secret(last)).then(|| (is_user(last), true))
}

fn value_end(text: &str, start: usize, underscored: bool) -> usize {
    let value = &text[start..];
    let plain = value.find(['&', ';', '?', '#', '/']).unwrap_or(value.len());
    if !underscored {
        return start + plain;
    }
    // Up to the underscore before the next `key=`.
    let next_key = value[..plain].find('=').and_then(|equals| value[..equals].rfind('_'));
    start + next_key.unwrap_or(plain)
}
