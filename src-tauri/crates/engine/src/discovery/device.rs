//! One camera, asked over HTTP for the addresses of its streams.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use bellwatch_domain::{Secret, SourceAddress};
use chrono::{DateTime, Utc};
use roxmltree::{Document, Node};
use ureq::Agent;
use url::Url;

use super::answer::host;
use super::media::{self, MediaProfile};
use super::soap::{Question, Signed};
use super::trouble::Trouble;
use super::{random, xml};
use crate::clock::Clock;

/// How long one answer is waited for.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// How long one device is asked altogether: a recorder with 64 channels is asked 130 questions.
const DEVICE_WITHIN: Duration = Duration::from_secs(60);
/// The longest answer, bytes. The profiles of a recorder with 64 channels are about 400 kB.
const LONGEST: u64 = 1024 * 1024;

/// With what a camera is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: Secret,
}

/// The streams of one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Streams {
    pub(super) main: SourceAddress,
    pub(super) main_size: (u32, u32),
    pub(super) sub: Option<(SourceAddress, (u32, u32))>,
}

/// Asks the camera at `device`; blocks for little more than [`DEVICE_WITHIN`] at most. It is asked with the password until
/// it refuses it once: cameras lock themselves after too many wrong ones.
///
/// # Errors
///
/// [`Trouble`].
pub(super) fn ask(device: &Url, login: Option<&Login>, clock: &Clock) -> Result<Vec<Streams>, Trouble> {
    let at = host(device).ok_or(Trouble::NoAddress)?;
    let agent = Agent::config_builder()
        .timeout_global(Some(ANSWER_WITHIN))
        // Nothing but the camera's own address is asked, whoever says so: no redirect, no proxy of the environment.
        .max_redirects(0)
        .proxy(None)
        .http_status_as_error(false)
        .build()
        .into();
    let until = Instant::now() + DEVICE_WITHIN;
    let mut asked = Asked { agent, login, clock, ahead: chrono::Duration::zero(), until };
    asked.ahead = asked.clock_of(device)?;
    let media =
        asked.answer(device, &Question::Capabilities, |document| media_service(document, device, at))?;
    let media = media.ok_or(Trouble::NoMedia)?;
    let profiles = asked.answer(&media, &Question::Profiles, media::profiles)?;
    let mut found = Vec::new();
    for channel in media::channels(&profiles) {
        let stream = |profile: &MediaProfile| {
            let question = Question::StreamUri(profile.token.clone());
            let address = asked.answer(&media, &question, |document| media::stream(document, at))?;
            Ok(address.map(|address| (address, (profile.width, profile.height))))
        };
        let Some((main, main_size)) = stream(&channel.main)? else { continue };
        let sub = channel.sub.as_ref().map(stream).transpose()?.flatten();
        // Some name one address for all of their profiles.
        let sub = sub.filter(|(address, _)| *address != main);
        found.push(Streams { main, main_size, sub });
    }
    if found.is_empty() { Err(Trouble::NoMedia) } else { Ok(found) }
}

/// One device while it is asked.
struct Asked<'a> {
    agent: Agent,
    login: Option<&'a Login>,
    clock: &'a Clock,
    /// How far its clock is ahead of ours.
    ahead: chrono::Duration,
    until: Instant,
}

impl Asked<'_> {
    /// How far the device's clock is ahead. One that does not tell is taken to be right.
    fn clock_of(&self, device: &Url) -> Result<chrono::Duration, Trouble> {
        let text = self.send(device, &Question::Time, None)?.1;
        let there = xml::parse(&text).as_ref().and_then(media::time);
        Ok(there.map_or_else(chrono::Duration::zero, |there| there - self.clock.now()))
    }

    /// The answer to a question, signed where there is a login, as `read` takes it.
    fn answer<T>(
        &self,
        at: &Url,
        question: &Question,
        read: impl FnOnce(&Document<'_>) -> T,
    ) -> Result<T, Trouble> {
        let signed = match self.login {
            Some(Login { user, password }) => {
                let nonce = random().map_err(|_| Trouble::NoAnswer)?;
                Some(Signed::new(user, password, nonce, self.there_now()))
            }
            None => None,
        };
        let (status, text) = self.send(at, question, signed.as_ref())?;
        if matches!(status, 401 | 403) {
            return Err(Trouble::refused(self.ahead));
        }
        let document = xml::parse(&text).ok_or(Trouble::Unreadable)?;
        let Some(fault) = xml::first(document.root(), "Fault") else { return Ok(read(&document)) };
        Err(if is_refusal(fault) { Trouble::refused(self.ahead) } else { Trouble::NoMedia })
    }

    /// The time by the device's clock.
    fn there_now(&self) -> DateTime<Utc> {
        let now = self.clock.now();
        now.checked_add_signed(self.ahead).unwrap_or(now)
    }

    /// Sends a question; the status and the body of what comes.
    fn send(&self, at: &Url, question: &Question, signed: Option<&Signed>) -> Result<(u16, String), Trouble> {
        if Instant::now() >= self.until {
            return Err(Trouble::NoAnswer);
        }
        let kind = format!("application/soap+xml; charset=utf-8; action=\"{}\"", question.action());
        let sent = self
            .agent
            .post(at.as_str())
            .header("Content-Type", kind)
            .header("Accept-Encoding", "identity")
            .send(question.envelope(signed));
        let mut response = sent.map_err(no_answer)?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(no_answer)?;
        Ok((status, xml::text(&body).into_owned()))
    }
}

/// What went wrong on the way.
fn no_answer(error: ureq::Error) -> Trouble {
    tracing::debug!(%error, "a camera that was found did not answer");
    match error {
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::Protocol(_) | ureq::Error::Http(_) => {
            Trouble::Unreadable
        }
        _ => Trouble::NoAnswer,
    }
}

/// Whether a fault says that who asked may not. (ONVIF core specification: ter:NotAuthorized; WS-Security:
/// wsse:FailedAuthentication)
fn is_refusal(fault: Node<'_, '_>) -> bool {
    let words = ["NotAuthorized", "FailedAuthentication", "InvalidSecurity"];
    xml::all(fault, "Value").filter_map(xml::said).any(|value| words.iter().any(|word| value.ends_with(word)))
}

/// Where the device's media service is, at the device's own host: see [`media::stream`].
fn media_service(document: &Document<'_>, device: &Url, at: Ipv4Addr) -> Option<Url> {
    let media = xml::first(document.root(), "Media")?;
    let named = Url::parse(xml::said(xml::first(media, "XAddr")?)?).ok()?;
    let mut service = device.clone();
    if host(&named) == Some(at) && named.scheme() == "http" {
        service.set_port(named.port()).ok()?;
    }
    service.set_path(named.path());
    service.set_query(named.query());
    Some(service)
}
