//! The ONVIF side: a device that answers probes and says where its streams are, well or badly. Loopback alone.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use sha1::{Digest, Sha1};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinHandle;

/// How far from a device's own time something may have been signed.
const SIGNED_WITHIN: chrono::Duration = chrono::Duration::minutes(5);

/// What is peculiar about a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// Nothing.
    #[default]
    Well,
    /// It answers each probe twice, and makes up a new endpoint reference each time.
    Twice,
    /// It takes connections and says nothing.
    Mute,
    /// What it answers over HTTP is no XML.
    Garbage,
    /// It names another machine's address.
    Elsewhere,
    /// It sends whoever asks to another machine.
    Redirects,
    /// It has no media service.
    NoMedia,
    /// It is a recorder with two pictures.
    Recorder,
}

/// What a device is.
#[derive(Debug, Clone)]
pub struct Device {
    /// Its address, 127.…
    pub at: Ipv4Addr,
    /// What it calls itself, as it stands in a scope: percent-encoded.
    pub name: &'static str,
    /// Who may ask.
    pub login: Option<(&'static str, &'static str)>,
    /// How far its clock is ahead.
    pub ahead: chrono::Duration,
    /// What is peculiar about it.
    pub manner: Manner,
}

/// A running device. It ends when it is dropped.
pub struct Onvif {
    shared: Arc<Shared>,
    heard_at: SocketAddrV4,
    tasks: [JoinHandle<()>; 2],
}

struct Shared {
    device: Device,
    /// Where its HTTP is.
    http: SocketAddr,
    probes: AtomicU32,
    requests: AtomicU32,
    refusals: AtomicU32,
}

impl Onvif {
    /// A device on ports of its own.
    ///
    /// # Errors
    ///
    /// When there is no free port.
    pub async fn start(device: Device) -> io::Result<Onvif> {
        let udp = UdpSocket::bind((device.at, 0)).await?;
        let tcp = TcpListener::bind((device.at, 0)).await?;
        let SocketAddr::V4(heard_at) = udp.local_addr()? else {
            return Err(io::ErrorKind::AddrNotAvailable.into());
        };
        let http = tcp.local_addr()?;
        let count = AtomicU32::default;
        let shared = Arc::new(Shared { device, http, probes: count(), requests: count(), refusals: count() });
        let tasks =
            [tokio::spawn(hear(udp, Arc::clone(&shared))), tokio::spawn(listen(tcp, Arc::clone(&shared)))];
        Ok(Onvif { shared, heard_at, tasks })
    }

    /// Where it hears probes.
    pub fn heard_at(&self) -> SocketAddrV4 {
        self.heard_at
    }

    /// The address of its stream of this path.
    pub fn stream(&self, path: &str) -> String {
        format!("rtsp://{}:9/{path}", self.shared.device.at)
    }

    /// How often it was asked over HTTP.
    pub fn requests(&self) -> u32 {
        self.shared.requests.load(Ordering::SeqCst)
    }

    /// How many probes it heard.
    pub fn probes(&self) -> u32 {
        self.shared.probes.load(Ordering::SeqCst)
    }

    /// How often it refused somebody.
    pub fn refusals(&self) -> u32 {
        self.shared.refusals.load(Ordering::SeqCst)
    }
}

impl Drop for Onvif {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn hear(socket: UdpSocket, shared: Arc<Shared>) {
    let mut datagram = vec![0; 8 * 1024];
    while let Ok((length, from)) = socket.recv_from(&mut datagram).await {
        let text = String::from_utf8_lossy(&datagram[..length]).into_owned();
        if !text.contains("Probe>") {
            continue;
        }
        let nth = shared.probes.fetch_add(1, Ordering::SeqCst);
        let times = if shared.device.manner == Manner::Twice { 2 } else { 1 };
        for time in 0..times {
            let answer = shared.probe_match(between(&text, "MessageID").unwrap_or_default(), nth * 2 + time);
            if socket.send_to(answer.as_bytes(), from).await.is_err() {
                return;
            }
        }
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, Arc::clone(&shared)));
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    let Some(body) = read(&mut stream).await? else { return Ok(()) };
    shared.requests.fetch_add(1, Ordering::SeqCst);
    let (status, answer) = match shared.device.manner {
        Manner::Mute => {
            // It holds the connection until whoever asked gives up.
            let mut one = [0];
            while stream.read(&mut one).await? > 0 {}
            return Ok(());
        }
        Manner::Garbage => ("200 OK", "<<< \u{0}garbage".to_owned()),
        Manner::Redirects => ("302 Found\r\nLocation: http://127.0.3.250:1/", String::new()),
        Manner::Well | Manner::Twice | Manner::Elsewhere | Manner::NoMedia | Manner::Recorder => {
            shared.answer(&body)
        }
    };
    let length = answer.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/soap+xml\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

/// The body of one request.
async fn read(stream: &mut TcpStream) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let wait = Duration::from_secs(10);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            if length.is_some_and(|length| body.len() >= length) {
                return Ok(Some(body.to_owned()));
            }
        }
        let mut some = [0; 4096];
        let Ok(count) = tokio::time::timeout(wait, stream.read(&mut some)).await else { return Ok(None) };
        match count? {
            0 => return Ok(None),
            count => bytes.extend_from_slice(&some[..count]),
        }
    }
}

impl Shared {
    fn probe_match(&self, message: &str, nth: u32) -> String {
        let Device { at, name, manner, .. } = &self.device;
        let http = self.http;
        let (endpoint, address) = match manner {
            Manner::Twice => (format!("urn:uuid:made-up-{nth}"), http.to_string()),
            Manner::Elsewhere => (format!("urn:uuid:{at}"), "127.0.3.250:1".to_owned()),
            _ => (format!("urn:uuid:{at}"), http.to_string()),
        };
        envelope(&format!(
            r#"<d:ProbeMatches xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><d:ProbeMatch><a:EndpointReference xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><a:Address>{endpoint}</a:Address></a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/name/{name} onvif://www.onvif.org/hardware/T-1 onvif://www.onvif.org/location/Test%20hall</d:Scopes><d:XAddrs>http://{address}/onvif/device_service http://[::1]/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches><!-- {message} -->"#
        ))
    }

    fn answer(&self, request: &str) -> (&'static str, String) {
        let now = Utc::now() + self.device.ahead;
        if request.contains("GetSystemDateAndTime") {
            let part = |format: &str| now.format(format).to_string();
            return (
                "200 OK",
                envelope(&part(
                    "<GetSystemDateAndTimeResponse><UTCDateTime><Time><Hour>%-H</Hour><Minute>%-M</Minute><Second>%-S</Second></Time><Date><Year>%Y</Year><Month>%-m</Month><Day>%-d</Day></Date></UTCDateTime></GetSystemDateAndTimeResponse>",
                )),
            );
        }
        if !self.is_signed(request, now) {
            self.refusals.fetch_add(1, Ordering::SeqCst);
            return (
                "400 Bad Request",
                envelope(
                    r#"<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>ter:NotAuthorized</e:Value></e:Subcode></e:Code></e:Fault>"#,
                ),
            );
        }
        let at = self.device.at;
        let body = if request.contains("GetCapabilities") {
            match self.device.manner {
                Manner::NoMedia => "<t:Capabilities xmlns:t=\"t\"><t:Events/></t:Capabilities>".to_owned(),
                // Some name the address that they had before.
                _ => format!(
                    "<t:Capabilities xmlns:t=\"t\"><t:Media><t:XAddr>http://192.0.2.7:{}/onvif/media</t:XAddr></t:Media></t:Capabilities>",
                    self.http.port()
                ),
            }
        } else if request.contains("GetProfiles") {
            let sources = if self.device.manner == Manner::Recorder { 2 } else { 1 };
            let streams = (0..sources).flat_map(|source| {
                [("main", 1920, 1080), ("sub", 640, 360), ("tiny", 160, 90)].map(|(name, width, height)| format!(
                    "<m:Profiles token=\"{name}{source}\"><m:VideoSourceConfiguration><m:SourceToken>{source}</m:SourceToken></m:VideoSourceConfiguration><m:VideoEncoderConfiguration><m:Encoding>H264</m:Encoding><m:Resolution><m:Width>{width}</m:Width><m:Height>{height}</m:Height></m:Resolution></m:VideoEncoderConfiguration></m:Profiles>"
                ))
            });
            format!(
                "<m:GetProfilesResponse xmlns:m=\"m\">{}</m:GetProfilesResponse>",
                streams.collect::<String>()
            )
        } else {
            let token = between(request, "ProfileToken").unwrap_or_default();
            format!(
                "<m:GetStreamUriResponse xmlns:m=\"m\"><m:MediaUri><m:Uri>rtsp://left:behind@{at}:9/{token}</m:Uri></m:MediaUri></m:GetStreamUriResponse>"
            )
        };
        ("200 OK", envelope(&body))
    }

    /// Whether a request is signed by who may ask, lately by the device's clock.
    fn is_signed(&self, request: &str, now: DateTime<Utc>) -> bool {
        let Some((user, password)) = self.device.login else { return true };
        let said = |name| between(request, name).unwrap_or_default();
        let Ok(nonce) = STANDARD.decode(said("Nonce")) else { return false };
        let mut hash = Sha1::new();
        hash.update(&nonce);
        hash.update(said("Created").as_bytes());
        hash.update(password.as_bytes());
        let is_right = said("Username") == user && said("Password") == STANDARD.encode(hash.finalize());
        let created = said("Created").parse::<DateTime<Utc>>();
        is_right && created.is_ok_and(|created| (created - now).abs() < SIGNED_WITHIN)
    }
}

fn envelope(body: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>{body}</e:Body></e:Envelope>"#
    )
}

/// What stands in the first element of this name, whatever its prefix and attributes.
fn between<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let begins = ["<", ":"].map(|before| [">", " "].map(|after| format!("{before}{name}{after}")));
    let begin = begins.iter().flatten().filter_map(|begin| text.find(begin.as_str())).min()?;
    let rest = &text[begin..];
    let rest = &rest[rest.find('>')? + 1..];
    rest.split('<').next()
}
