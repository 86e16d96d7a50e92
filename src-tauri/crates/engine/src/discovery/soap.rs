//! What is asked, as cameras read it: WS-Discovery's probe, and ONVIF's questions with WS-Security's digest. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bellwatch_domain::Secret;
use chrono::{DateTime, SecondsFormat, Utc};
use sha1::{Digest, Sha1};

use crate::html::escaped;

const DEVICE: &str = "http://www.onvif.org/ver10/device/wsdl";
const MEDIA: &str = "http://www.onvif.org/ver10/media/wsdl";
const SECURITY: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss";

/// What is looked for by a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sought {
    /// What sends video.
    Transmitter,
    /// Any ONVIF device: some recorders and doorbells say no more of themselves.
    Device,
}

/// A probe with the number `message`, as random as a UUID is.
pub(super) fn probe(sought: Sought, message: u128) -> String {
    let types = match sought {
        Sought::Transmitter => {
            r#"<d:Types xmlns:n="http://www.onvif.org/ver10/network/wsdl">n:NetworkVideoTransmitter</d:Types>"#
        }
        Sought::Device => r#"<d:Types xmlns:t="http://www.onvif.org/ver10/device/wsdl">t:Device</d:Types>"#,
    };
    // Version 4, variant 1, as RFC 9562 marks what is random.
    let message = message & !(0xf << 76) & !(0b11 << 62) | (0x4 << 76) | (0b10 << 62);
    let hex = format!("{message:032x}");
    let id = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><e:Header><w:MessageID>uuid:{id}</w:MessageID><w:To e:mustUnderstand="true">urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To><w:Action e:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header><e:Body><d:Probe>{types}</d:Probe></e:Body></e:Envelope>"#
    )
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Question {
    /// What time it is there; every camera tells, without a password.
    Time,
    /// Where its media service is.
    Capabilities,
    /// Its media profiles.
    Profiles,
    /// The address of the stream of the profile with this token.
    StreamUri(String),
}

impl Question {
    /// What the request is called, for its content type.
    pub(super) fn action(&self) -> String {
        match self {
            Question::Time => format!("{DEVICE}/GetSystemDateAndTime"),
            Question::Capabilities => format!("{DEVICE}/GetCapabilities"),
            Question::Profiles => format!("{MEDIA}/GetProfiles"),
            Question::StreamUri(_) => format!("{MEDIA}/GetStreamUri"),
        }
    }

    /// The whole message.
    pub(super) fn envelope(&self, signed: Option<&Signed>) -> String {
        let body = match self {
            Question::Time => format!(r#"<GetSystemDateAndTime xmlns="{DEVICE}"/>"#),
            Question::Capabilities => {
                format!(r#"<GetCapabilities xmlns="{DEVICE}"><Category>All</Category></GetCapabilities>"#)
            }
            Question::Profiles => format!(r#"<GetProfiles xmlns="{MEDIA}"/>"#),
            Question::StreamUri(token) => format!(
                r#"<GetStreamUri xmlns="{MEDIA}"><StreamSetup><Stream xmlns="http://www.onvif.org/ver10/schema">RTP-Unicast</Stream><Transport xmlns="http://www.onvif.org/ver10/schema"><Protocol>RTSP</Protocol></Transport></StreamSetup><ProfileToken>{}</ProfileToken></GetStreamUri>"#,
                escaped(token)
            ),
        };
        let header =
            signed.map(|signed| format!("<e:Header>{}</e:Header>", signed.header())).unwrap_or_default();
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope">{header}<e:Body>{body}</e:Body></e:Envelope>"#
        )
    }
}

/// Who asks, proven by a digest: the password itself does not cross. (WS-Security UsernameToken Profile 1.0)
pub(super) struct Signed {
    user: String,
    nonce: String,
    created: String,
    digest: String,
}

impl Signed {
    /// `created` is the time as the camera has it, since it refuses what is old by its own clock.
    pub(super) fn new(user: &str, password: &Secret, nonce: [u8; 16], created: DateTime<Utc>) -> Self {
        let created = created.to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut hash = Sha1::new();
        hash.update(nonce);
        hash.update(created.as_bytes());
        hash.update(password.reveal().as_bytes());
        let digest = STANDARD.encode(hash.finalize());
        Signed { user: user.to_owned(), nonce: STANDARD.encode(nonce), created, digest }
    }

    fn header(&self) -> String {
        let Signed { user, nonce, created, digest } = self;
        let user = escaped(user);
        format!(
            r#"<s:Security e:mustUnderstand="1" xmlns:s="{SECURITY}-wssecurity-secext-1.0.xsd" xmlns:u="{SECURITY}-wssecurity-utility-1.0.xsd"><s:UsernameToken><s:Username>{user}</s:Username><s:Password Type="{SECURITY}-username-token-profile-1.0#PasswordDigest">{digest}</s:Password><s:Nonce EncodingType="{SECURITY}-soap-message-security-1.0#Base64Binary">{nonce}</s:Nonce><u:Created>{created}</u:Created></s:UsernameToken></s:Security>"#
        )
    }
}
