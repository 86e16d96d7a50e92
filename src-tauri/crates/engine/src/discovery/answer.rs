//! What a camera says of itself when it is asked who is there (WS-Discovery's ProbeMatches). Pure.

use std::net::Ipv4Addr;

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::xml;

/// Cameras that one datagram names: a camera names itself, a recorder sometimes its channels.
const MOST_OF_ONE: usize = 16;
/// Addresses that one camera names.
const MOST_ADDRESSES: usize = 16;
/// Characters of a name, as a camera may carry it (`domain::knobs`).
const LONGEST_NAME: usize = 80;
/// What is said with ONVIF's own scopes, without regard to case.
const SCOPE: &str = "onvif://www.onvif.org/";

/// One camera's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// Who sent it.
    pub(super) from: Ipv4Addr,
    /// Its endpoint reference: a name that it keeps, where the maker did it right.
    pub(super) endpoint: Option<String>,
    /// Where it says that it can be asked over plain HTTP, without credentials.
    pub(super) addresses: Vec<Url>,
    pub(super) name: Option<String>,
    pub(super) hardware: Option<String>,
    pub(super) location: Option<String>,
}

/// The cameras that a datagram from `from` names; none where it is no answer, or one of printers and other things.
pub(super) fn read(datagram: &[u8], from: Ipv4Addr) -> Vec<Answer> {
    let text = xml::text(datagram);
    let Some(document) = xml::parse(&text) else { return Vec::new() };
    let Some(matches) = xml::first(document.root(), "ProbeMatches") else { return Vec::new() };
    let answers = xml::all(matches, "ProbeMatch").take(MOST_OF_ONE).filter_map(|found| answer(found, from));
    answers.collect()
}

fn answer(found: roxmltree::Node<'_, '_>, from: Ipv4Addr) -> Option<Answer> {
    let of = |name: &str| xml::first(found, name).and_then(xml::said).unwrap_or_default();
    let scopes: Vec<String> = of("Scopes").split_ascii_whitespace().filter_map(scope).collect();
    // Windows computers and printers answer too, whoever is asked for.
    let is_camera = of("Types").contains("NetworkVideoTransmitter") || !scopes.is_empty();
    let endpoint = xml::first(found, "EndpointReference").and_then(|at| xml::words(at, "Address"));
    let addresses =
        of("XAddrs").split_ascii_whitespace().take(MOST_ADDRESSES).filter_map(plain_http).collect();
    is_camera.then(|| Answer {
        from,
        endpoint,
        addresses,
        name: one(&scopes, "name/"),
        hardware: one(&scopes, "hardware/"),
        location: location(&scopes),
    })
}

/// What stands behind ONVIF's beginning of a scope.
fn scope(uri: &str) -> Option<String> {
    let (beginning, rest) = uri.split_at_checked(SCOPE.len())?;
    beginning.eq_ignore_ascii_case(SCOPE).then(|| rest.to_owned())
}

/// The address, if it is one of plain HTTP at an IPv4 address. The certificates of cameras are their own, so that TLS would
/// show nothing of who answers; and the password does not cross in clear (WS-Security's digest).
fn plain_http(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    (url.scheme() == "http" && host(&url).is_some()).then_some(url)
}

/// The IPv4 address that an address names.
pub(super) fn host(url: &Url) -> Option<Ipv4Addr> {
    match url.host()? {
        Host::Ipv4(host) => Some(host),
        Host::Domain(_) | Host::Ipv6(_) => None,
    }
}

/// The first scope of this kind, decoded.
fn one(scopes: &[String], kind: &str) -> Option<String> {
    scopes.iter().find_map(|scope| value(scope, kind))
}

/// Where it hangs: "location/Hall", "location/building/A". A country is what the factory wrote and tells nobody anything.
fn location(scopes: &[String]) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for place in scopes.iter().filter_map(|scope| value(scope, "location/")) {
        let (kind, name) = place.split_once('/').unwrap_or(("", &place));
        if !kind.eq_ignore_ascii_case("country") && !name.is_empty() && !said.iter().any(|one| one == name) {
            said.push(name.to_owned());
        }
    }
    Some(bounded(&said.join(", "), LONGEST_NAME)).filter(|place| !place.is_empty())
}

fn value(scope: &str, kind: &str) -> Option<String> {
    let (beginning, rest) = scope.split_at_checked(kind.len())?;
    if !beginning.eq_ignore_ascii_case(kind) {
        return None;
    }
    let decoded = percent_decode_str(rest).decode_utf8_lossy();
    Some(bounded(&decoded, LONGEST_NAME)).filter(|text| !text.is_empty())
}

fn bounded(text: &str, most: usize) -> String {
    let text: String = xml::shown(text).chars().take(most).collect();
    text.trim().to_owned()
}
