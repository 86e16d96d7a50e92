//! Which streams of a camera are taken. Pure.

use std::net::Ipv4Addr;

use bellwatch_domain::SourceAddress;
use chrono::{DateTime, NaiveDate, Utc};
use roxmltree::Document;

use super::xml;

/// Media profiles of one device that are looked at; a recorder has several for each of its channels.
const MOST_PROFILES: usize = 256;
/// Pictures of one device: the channels of a recorder.
const MOST_CHANNELS: usize = 64;
/// Characters of a token (ONVIF core specification, ReferenceToken: 64). Some makers take more.
const LONGEST_TOKEN: usize = 256;
/// Pixels across from which a picture is worth watching: narrower ones show no face and hardly a movement.
const NARROWEST: u32 = 320;

/// One way in which a device sends a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MediaProfile {
    pub(super) token: String,
    /// Which of its pictures: the source that it encodes.
    source: String,
    /// Whether a whole picture is sent each time, which takes a network ten times as much.
    is_jpeg: bool,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The streams of one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Channel {
    pub(super) main: MediaProfile,
    pub(super) sub: Option<MediaProfile>,
}

/// The media profiles that send video.
pub(super) fn profiles(document: &Document<'_>) -> Vec<MediaProfile> {
    let profiles = xml::all(document.root(), "Profiles").take(MOST_PROFILES).filter_map(|profile| {
        let token = profile.attributes().find(|attribute| attribute.name() == "token")?.value();
        let encoder = xml::child(profile, "VideoEncoderConfiguration")?;
        let side = |name| xml::said(xml::first(encoder, name)?)?.parse().ok();
        let source = xml::child(profile, "VideoSourceConfiguration")
            .and_then(|source| xml::said(xml::child(source, "SourceToken")?));
        Some(MediaProfile {
            token: token.to_owned(),
            source: source.unwrap_or_default().to_owned(),
            is_jpeg: xml::child(encoder, "Encoding").and_then(xml::said) == Some("JPEG"),
            width: side("Width").unwrap_or(0),
            height: side("Height").unwrap_or(0),
        })
    });
    profiles.filter(|profile| !profile.token.is_empty() && profile.token.len() <= LONGEST_TOKEN).collect()
}

/// The streams that are taken of each picture, in the device's order: main is the largest; sub the smallest that is not too
/// narrow, if it is smaller than main. Streams of single JPEGs count only where a picture has no others.
pub(super) fn channels(profiles: &[MediaProfile]) -> Vec<Channel> {
    let mut sources: Vec<&str> = Vec::new();
    for profile in profiles {
        if !sources.contains(&profile.source.as_str()) && sources.len() < MOST_CHANNELS {
            sources.push(&profile.source);
        }
    }
    sources.into_iter().filter_map(|source| channel(profiles, source)).collect()
}

fn channel(profiles: &[MediaProfile], source: &str) -> Option<Channel> {
    let of = |is_jpeg| {
        profiles.iter().filter(move |profile| profile.source == source && profile.is_jpeg == is_jpeg)
    };
    let mut taken: Vec<&MediaProfile> = of(false).collect();
    if taken.is_empty() {
        taken = of(true).collect();
    }
    let size = |profile: &MediaProfile| u64::from(profile.width) * u64::from(profile.height);
    // Of two that are as large, the device's own order counts.
    let main = taken.iter().rev().max_by_key(|profile| size(profile))?;
    let smaller = taken.iter().filter(|profile| size(profile) < size(main) && profile.width >= NARROWEST);
    let sub = smaller.min_by_key(|profile| size(profile));
    Some(Channel { main: (*main).clone(), sub: sub.map(|sub| (*sub).clone()) })
}

/// The address of a stream, at the camera that was asked.
///
/// Credentials in it are taken out: those that were typed are kept beside it. Cameras behind a router, and such whose
/// address was changed, name another host or 0.0.0.0; and a camera that names another one on purpose would be sent its
/// password. So the host is always the one that was asked; port and path are the camera's.
pub(super) fn stream(document: &Document<'_>, host: Ipv4Addr) -> Option<SourceAddress> {
    let uri = xml::first(document.root(), "MediaUri").unwrap_or(document.root());
    let said = xml::said(xml::first(uri, "Uri")?)?;
    let address = SourceAddress::parse(said).ok()?.address;
    let (scheme, rest) = address.as_str().split_once("://")?;
    if !matches!(scheme, "rtsp" | "rtsps") {
        return None;
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let port = authority.rsplit_once(':').map(|(_, port)| port).filter(|port| port.parse::<u16>().is_ok());
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    SourceAddress::parse(&format!("{scheme}://{host}{port}{path}")).ok().map(|split| split.address)
}

/// What time it is there.
pub(super) fn time(document: &Document<'_>) -> Option<DateTime<Utc>> {
    let utc = xml::first(document.root(), "UTCDateTime")?;
    let number = |name| xml::said(xml::first(utc, name)?)?.parse::<u32>().ok();
    let date =
        NaiveDate::from_ymd_opt(i32::try_from(number("Year")?).ok()?, number("Month")?, number("Day")?)?;
    Some(date.and_hms_opt(number("Hour")?, number("Minute")?, number("Second")?)?.and_utc())
}
