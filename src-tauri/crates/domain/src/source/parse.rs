//! Reading an address.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::authority::{host_and_port, is_host, is_port, userinfo_len};
use super::query::find_secrets;
use super::{AddressError, LONGEST, SourceAddress, SplitAddress};
use crate::Secret;

/// What may not stand in a request line; all else in a path or query stays as it was pasted.
const IN_PATHS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>');

pub(super) fn parse(text: &str) -> Result<SplitAddress, AddressError> {
    let text = text.trim();
    let length = text.chars().count();
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    if length > LONGEST {
        return Err(AddressError::TooLong { length });
    }
    if text.chars().any(is_invisible) {
        return Err(AddressError::ControlCharacter);
    }
    if is_absolute(text) {
        return file(text);
    }
    let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| looks_like_scheme(scheme)) else {
        return Err(AddressError::NoScheme);
    };
    let scheme = scheme.to_ascii_lowercase();
    match (scheme.as_str(), rest.strip_prefix("//")) {
        ("file", Some(url)) => {
            let path = url.strip_prefix("localhost").unwrap_or(url);
            let path = decoded(path);
            // file:///C:/clips/gate.mp4
            file(path.strip_prefix('/').filter(|path| is_absolute(path)).unwrap_or(&path))
        }
        ("file", None) => file(rest),
        ("demo", words) => Ok(without_credentials(format!("demo:{}", words.unwrap_or(rest).trim()))),
        ("rtsp" | "rtsps" | "http" | "https", Some(rest)) => network(&scheme, rest),
        ("rtsp" | "rtsps" | "http" | "https", None) => Err(AddressError::NoHost),
        (_, Some(_)) => Err(AddressError::UnknownScheme(scheme)),
        // `camera.lan:554/stream` is an address without its beginning, not one of another kind.
        (_, None) => Err(AddressError::NoScheme),
    }
}

fn network(scheme: &str, rest: &str) -> Result<SplitAddress, AddressError> {
    let userinfo = userinfo_len(rest);
    let after = &rest[userinfo.map_or(0, |end| end + 1)..];
    let authority_len = after.find(['/', '?', '#']).unwrap_or(after.len());
    let (authority, tail) = after.split_at(authority_len);
    let (host, port) = host_and_port(authority);
    if host.is_empty() {
        return Err(AddressError::NoHost);
    }
    if !is_host(host) {
        // Unless the whole text has no `@`, what is not a host may be a part of a password.
        let quoted = if rest.contains('@') { "…" } else { host };
        return Err(AddressError::BadHost(quoted.to_owned()));
    }
    if let Some(port) = port.filter(|port| !is_port(port)) {
        return Err(AddressError::BadPort(if rest.contains('@') { "…" } else { port }.to_owned()));
    }
    let host = ascii_host(host)?;
    let (mut user, mut password) = userinfo.map_or((None, None), |end| credentials(&rest[..end]));
    let tail = lift_secrets(tail, &mut user, &mut password)?;
    if user.iter().chain(password.iter()).any(|text| text.chars().any(is_invisible)) {
        return Err(AddressError::ControlCharacter);
    }
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let tail = utf8_percent_encode(&tail, IN_PATHS);
    let address = SourceAddress(format!("{scheme}://{host}{port}{tail}"));
    Ok(SplitAddress { address, user, password: password.map(Secret::new) })
}

/// User name and password of a user-info part; an empty user name and no password are nothing.
fn credentials(userinfo: &str) -> (Option<String>, Option<String>) {
    match userinfo.split_once(':') {
        Some((user, password)) => {
            (Some(decoded(user)), Some(decoded(password)).filter(|text| !text.is_empty()))
        }
        None => (Some(decoded(userinfo)).filter(|user| !user.is_empty()), None),
    }
}

/// Puts `{user}` and `{password}` in the place of credentials in a path or query.
fn lift_secrets(
    tail: &str,
    user: &mut Option<String>,
    password: &mut Option<String>,
) -> Result<String, AddressError> {
    let mut kept = String::with_capacity(tail.len());
    let mut from = 0;
    let found = find_secrets(tail);
    // A user name alone in a query (`?user=3`) is a parameter like any other.
    let has_secret = found.iter().any(|one| !one.is_user);
    for one in found.into_iter().filter(|_| has_secret) {
        let value = &tail[one.value.clone()];
        let (field, mark) = if one.is_user { (&mut *user, "{user}") } else { (&mut *password, "{password}") };
        if value != mark {
            let value = decoded(value);
            match field {
                Some(other) if *other != value && one.is_user => continue,
                Some(other) if *other != value => return Err(AddressError::TwoPasswords),
                Some(_) => {}
                None => *field = Some(value),
            }
        }
        kept.push_str(&tail[from..one.value.start]);
        kept.push_str(mark);
        from = one.value.end;
    }
    kept.push_str(&tail[from..]);
    Ok(kept)
}

fn file(path: &str) -> Result<SplitAddress, AddressError> {
    if !is_absolute(path) {
        return Err(AddressError::RelativePath);
    }
    // A doubled slash at the front would read as `file://host` the next time.
    let path =
        if path.starts_with('/') { format!("/{}", path.trim_start_matches('/')) } else { path.to_owned() };
    Ok(without_credentials(format!("file:{path}")))
}

fn without_credentials(address: String) -> SplitAddress {
    SplitAddress { address: SourceAddress(address), user: None, password: None }
}

fn is_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    let on_a_drive = bytes.len() > 2
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && matches!(bytes[2], b'\\' | b'/');
    path.starts_with('/') || on_a_drive
}

fn looks_like_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Percent-decoded where that gives text; a `%` that begins no escape stands for itself.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |text| text.into_owned())
}

fn ascii_host(host: &str) -> Result<String, AddressError> {
    if host.is_ascii() {
        return Ok(host.to_ascii_lowercase());
    }
    match url::Host::parse(host) {
        Ok(host) => Ok(host.to_string()),
        Err(_) => Err(AddressError::BadHost(host.to_owned())),
    }
}

/// Control characters, and the marks that turn the direction of writing: both hide what an address is.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
