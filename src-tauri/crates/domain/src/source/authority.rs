//! Where the user-info of an address ends and its host begins, even when the password was never escaped.

use std::net::{Ipv4Addr, Ipv6Addr};

/// How much a text looks like the host of a camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Plausible {
    /// It cannot be one.
    No,
    /// A single word, as `nvr` – or as the end of a password.
    Word,
    /// A name with a dot in it.
    Name,
    /// An IP address or `localhost`.
    Address,
}

/// Length in bytes of the user-info of `rest` (what follows `://`), without its `@`; `None` when there is none.
///
/// The standard reading wins (the last `@` before the first `/`, `?` or `#`) unless it gives no plausible host, a mere
/// word where a later `@` is followed by a name or an IP address, or a name before a `?` or `#` where a later `@` is
/// followed by an IP address: then the password held one of those characters unescaped. What is left of a password must
/// not be taken for a host and shown; a path may well hold an `@` (`nvr.lan/cam@10.0.0.5`), queries and fragments do not.
pub(crate) fn userinfo_len(rest: &str) -> Option<usize> {
    let authority_len = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let standard = rest[..authority_len].rfind('@');
    let standard_host = plausible(host_at(rest, standard.map_or(0, |at| at + 1)));
    let may_be_a_password = standard.is_some() && rest[authority_len..].starts_with(['?', '#']);
    if standard_host == Plausible::Address || (standard_host == Plausible::Name && !may_be_a_password) {
        return standard;
    }
    // Without any user-info a single word is a good host, and an `@` in the path is no sign of a password unless
    // an IP address follows it.
    let enough = if standard.is_none() || standard_host == Plausible::Name {
        Plausible::Address
    } else {
        Plausible::Name
    };
    let later = |least| later_at(rest, authority_len, least);
    match standard_host {
        Plausible::No => later(Plausible::Name).or_else(|| later(Plausible::Word)).or(standard),
        Plausible::Word | Plausible::Name | Plausible::Address => later(enough).or(standard),
    }
}

/// The first `@` from `start` on that is followed by a host as plausible as `least`. A name before a `?` or `#` gives way to
/// whatever comes after it: had it been the host, its query would hold an `@`.
fn later_at(rest: &str, start: usize, least: Plausible) -> Option<usize> {
    let mut before_query = None;
    for (at, _) in rest.match_indices('@').filter(|(at, _)| *at >= start) {
        let host = host_at(rest, at + 1);
        let found = plausible(host);
        if found < least {
            continue;
        }
        let ends_in_query = rest[at + 1 + host.len()..].starts_with(['?', '#']);
        if found == Plausible::Address || !ends_in_query {
            return Some(at);
        }
        before_query = Some(at);
    }
    before_query
}

/// Splits `host:port`; an IPv6 address keeps its brackets.
pub(super) fn host_and_port(authority: &str) -> (&str, Option<&str>) {
    let after_host =
        if authority.starts_with('[') { authority.find(']').map_or(0, |end| end + 1) } else { 0 };
    match authority[after_host..].rfind(':') {
        Some(colon) => (&authority[..after_host + colon], Some(&authority[after_host + colon + 1..])),
        None => (authority, None),
    }
}

/// Whether `host` can be one, IPv6 addresses in brackets.
pub(super) fn is_host(host: &str) -> bool {
    plausible(host) != Plausible::No
}

fn host_at(rest: &str, start: usize) -> &str {
    rest[start..].split(['/', '?', '#']).next().unwrap_or_default()
}

fn plausible(authority: &str) -> Plausible {
    let (host, port) = host_and_port(authority);
    if port.is_some_and(|port| !is_port(port)) {
        return Plausible::No;
    }
    if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        let (address, zone) = inner.split_once('%').map_or((inner, None), |(a, z)| (a, Some(z)));
        let zone_is_fine =
            zone.is_none_or(|zone| !zone.is_empty() && zone.chars().all(|c| c.is_ascii_alphanumeric()));
        return if address.parse::<Ipv6Addr>().is_ok() && zone_is_fine {
            Plausible::Address
        } else {
            Plausible::No
        };
    }
    if host.parse::<Ipv4Addr>().is_ok() || host.eq_ignore_ascii_case("localhost") {
        return Plausible::Address;
    }
    let labels_are_fine = host.trim_end_matches('.').split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    });
    // A name's last label is never a number; what looks so is a mistyped IP address.
    let last_is_number = host.rsplit('.').next().is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()));
    if host.len() > 253 || !labels_are_fine || last_is_number {
        Plausible::No
    } else if host.contains('.') {
        Plausible::Name
    } else {
        Plausible::Word
    }
}

pub(super) fn is_port(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}
