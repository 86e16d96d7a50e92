//! The RTSP side: answers requests and sends pictures in real time, over TCP or UDP.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::time::Instant;

use super::auth::Brought;
use super::media::Media;
use super::request::Request;
use super::sdp::describe;
use super::{Cut, Describes, Faults, Shared};

/// A reader that takes nothing for so long is cut, so that it costs nothing more.
const WRITE_WITHIN: Duration = Duration::from_secs(5);
/// RTP's clock for video, per second (RFC 6184, 7798).
const RTP_CLOCK: u64 = 90_000;

/// Accepts connections until it is aborted.
pub(super) async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            shared.counts.connections.fetch_add(1, Ordering::Relaxed);
            shared.counts.connected.fetch_add(1, Ordering::Relaxed);
            // How a connection ends is the reader's affair; the counters tell a test what it needs.
            let _ = serve(stream, &shared).await;
            shared.counts.connected.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

async fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let peer = stream.peer_addr()?;
    let mut cut = shared.cut.subscribe();
    cut.mark_unchanged();
    let mut session = Session::new(shared, peer);
    if let Some(tls) = &shared.tls {
        let (input, mut output) = tokio::io::split(tls.accept(stream).await?);
        let mut input = BufReader::new(input);
        tokio::select! {
            _ = cut.changed() => {}
            _ = session.run(&mut input, &mut output) => {}
        }
        return Ok(());
    }
    let (input, mut output) = stream.into_split();
    let mut input = BufReader::new(input);
    let how = tokio::select! {
        _ = cut.changed() => Some(cut.borrow().1),
        _ = session.run(&mut input, &mut output) => None,
    };
    let stream = input.into_inner().reunite(output).map_err(io::Error::other)?;
    if how == Some(Cut::Reset) {
        // Linger 0 makes the close a reset.
        socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
    }
    Ok(())
}

/// Where pictures go.
enum Way {
    Interleaved { channel: u8 },
    Udp { rtp: UdpSocket, to: SocketAddr },
}

struct Session<'a> {
    shared: &'a Shared,
    peer: SocketAddr,
    way: Option<Way>,
    playing: Option<Playing>,
}

/// A stream under way.
struct Playing {
    next: Instant,
    unit: usize,
    sent: u64,
    sequence: u16,
    has_started: bool,
}

impl<'a> Session<'a> {
    fn new(shared: &'a Shared, peer: SocketAddr) -> Self {
        Session { shared, peer, way: None, playing: None }
    }

    async fn run<R, W>(&mut self, input: &mut BufReader<R>, output: &mut W) -> io::Result<()>
    where
        R: tokio::io::AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        let (requests, mut waiting) = tokio::sync::mpsc::channel(8);
        // Reading a request must not be cut in half by a picture that is due, so it has a future of its own.
        let read = async {
            while let Ok(Some(request)) = Request::read(input).await {
                if requests.send(request).await.is_err() {
                    break;
                }
            }
            drop(requests);
        };
        let write = async {
            loop {
                let due = self.playing.as_ref().map(|playing| playing.next);
                tokio::select! {
                    request = waiting.recv() => match request {
                        Some(request) => self.answer(&request, output).await?,
                        None => return Ok(()),
                    },
                    () = until(due) => self.send_picture(output).await?,
                }
            }
        };
        tokio::pin!(read, write);
        tokio::select! {
            // What was asked before the other side hung up is still answered.
            () = &mut read => write.await,
            done = &mut write => done,
        }
    }

    async fn answer<W: AsyncWrite + Unpin>(&mut self, request: &Request, output: &mut W) -> io::Result<()> {
        let faults = self.shared.faults.borrow().clone();
        if faults.hang {
            return std::future::pending().await;
        }
        if !faults.latency.is_zero() {
            tokio::time::sleep(faults.latency).await;
        }
        let (status, headers, body) = self.consider(request, &faults).await?;
        let sequence = request.header("cseq").unwrap_or("0");
        let mut text = format!("RTSP/1.0 {status}\r\nCSeq: {sequence}\r\n{headers}");
        if !body.is_empty() {
            text.push_str(&format!("Content-Type: application/sdp\r\nContent-Length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        text.push_str(&body);
        write(output, text.as_bytes()).await
    }

    /// Status, further headers and body of the answer.
    async fn consider(&mut self, request: &Request, faults: &Faults) -> io::Result<(String, String, String)> {
        let plain = |status: &str| Ok((status.to_owned(), String::new(), String::new()));
        let counts = &self.shared.counts;
        if request.method == "OPTIONS" {
            let methods = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN\r\n".to_owned();
            return Ok(("200 OK".to_owned(), methods, String::new()));
        }
        let login = self.shared.login.borrow().clone();
        if let Some(login) = login {
            let brought = login.look_at(request);
            if brought == Brought::Wrong {
                counts.refused_logins.fetch_add(1, Ordering::Relaxed);
            }
            if brought != Brought::Right {
                let challenge = format!("WWW-Authenticate: {}\r\n", login.challenge());
                return Ok(("401 Unauthorized".to_owned(), challenge, String::new()));
            }
        }
        match request.method.as_str() {
            "DESCRIBE" => {
                counts.describes.fetch_add(1, Ordering::Relaxed);
                if !request.target.contains("/stream") {
                    return plain("404 Not Found");
                }
                if let Some(status) = faults.status {
                    return plain(&format!("{status} As The Test Wants"));
                }
                let body = describe(&self.shared.media.borrow(), faults.describes);
                Ok(("200 OK".to_owned(), format!("Content-Base: {}/\r\n", request.target), body))
            }
            "SETUP" => self.setup(request, faults).await,
            "PLAY" => {
                counts.plays.fetch_add(1, Ordering::Relaxed);
                self.playing =
                    Some(Playing { next: Instant::now(), unit: 0, sent: 0, sequence: 1, has_started: false });
                Ok((
                    "200 OK".to_owned(),
                    "Session: 1\r\nRTP-Info: url=track1;seq=1\r\n".to_owned(),
                    String::new(),
                ))
            }
            "GET_PARAMETER" => plain("200 OK"),
            "TEARDOWN" => {
                self.playing = None;
                plain("200 OK")
            }
            _ => plain("501 Not Implemented"),
        }
    }

    async fn setup(&mut self, request: &Request, faults: &Faults) -> io::Result<(String, String, String)> {
        let refused = || Ok(("461 Unsupported Transport".to_owned(), String::new(), String::new()));
        let transport = request.header("transport").unwrap_or_default();
        let value = |name: &str| transport.split(';').find_map(|part| part.trim().strip_prefix(name));
        let first = |range: &str| range.split('-').next().and_then(|number| number.parse::<u16>().ok());
        let said = if transport.contains("TCP") {
            if faults.no_tcp {
                return refused();
            }
            let channel =
                value("interleaved=").and_then(first).and_then(|channel| u8::try_from(channel).ok());
            let channel = channel.unwrap_or(0);
            self.way = Some(Way::Interleaved { channel });
            format!("RTP/AVP/TCP;unicast;interleaved={channel}-{}", channel.saturating_add(1))
        } else {
            let Some(port) = value("client_port=").and_then(first).filter(|_| !faults.no_udp) else {
                return refused();
            };
            let rtp = UdpSocket::bind((self.peer.ip(), 0)).await?;
            let ours = rtp.local_addr()?.port();
            self.way = Some(Way::Udp { rtp, to: SocketAddr::new(self.peer.ip(), port) });
            format!(
                "RTP/AVP;unicast;client_port={port}-{};server_port={ours}-{}",
                port + 1,
                ours.wrapping_add(1)
            )
        };
        Ok(("200 OK".to_owned(), format!("Transport: {said}\r\nSession: 1;timeout=60\r\n"), String::new()))
    }

    /// Sends the picture that is due, and sets when the next one is.
    async fn send_picture<W: AsyncWrite + Unpin>(&mut self, output: &mut W) -> io::Result<()> {
        let faults = self.shared.faults.borrow().clone();
        let media: Arc<Media> = Arc::clone(&self.shared.media.borrow());
        let (Some(playing), Some(way)) = (&mut self.playing, &self.way) else { return Ok(()) };
        let interval = Duration::from_secs(1) / media.fps * faults.slower.max(1);
        playing.next = (playing.next + interval).max(Instant::now() - interval);
        if faults.freeze || faults.hang || faults.describes != Describes::Truth {
            return Ok(());
        }
        let unit = &media.units[playing.unit % media.units.len()];
        playing.unit = (playing.unit + 1) % media.units.len();
        let time =
            u32::try_from((playing.sent * RTP_CLOCK / u64::from(media.fps)) & 0xffff_ffff).unwrap_or(0);
        playing.sent += 1;
        if unit.is_key && faults.no_keyframes {
            return Ok(());
        }
        playing.has_started = true;
        let last = unit.payloads.len() - 1;
        let mut bytes = Vec::with_capacity(unit.payloads.len() * 1420);
        for (number, payload) in unit.payloads.iter().enumerate() {
            let marker = if number == last { 0x80 } else { 0 };
            let mut packet = Vec::with_capacity(payload.len() + 16);
            packet.extend_from_slice(&[0x80, 96 | marker]);
            packet.extend_from_slice(&playing.sequence.to_be_bytes());
            packet.extend_from_slice(&time.to_be_bytes());
            packet.extend_from_slice(&0x0b31_1a7c_u32.to_be_bytes());
            packet.extend_from_slice(payload);
            damage(&mut packet, playing.sequence, &faults);
            playing.sequence = playing.sequence.wrapping_add(1);
            self.shared.counts.packets.fetch_add(1, Ordering::Relaxed);
            match way {
                Way::Interleaved { channel } => {
                    let length = u16::try_from(packet.len()).map_err(io::Error::other)?;
                    bytes.extend_from_slice(&[b'$', *channel]);
                    bytes.extend_from_slice(&length.to_be_bytes());
                    bytes.extend_from_slice(&packet);
                }
                Way::Udp { rtp, to } => {
                    rtp.send_to(&packet, to).await?;
                    self.shared.counts.bytes.fetch_add(packet.len() as u64, Ordering::Relaxed);
                }
            }
        }
        self.shared.counts.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        write(output, &bytes).await
    }
}

/// Breaks a packet behind its RTP header, as the faults want.
fn damage(packet: &mut [u8], sequence: u16, faults: &Faults) {
    // Not random, so that a failing test fails again.
    let noise = |at: usize| (at.wrapping_mul(167) ^ usize::from(sequence).wrapping_mul(251)) as u8;
    if faults.garbage {
        for (at, byte) in packet.iter_mut().enumerate().skip(12) {
            *byte = noise(at);
        }
    } else if faults.corrupt_one_in > 0 && u32::from(sequence) % faults.corrupt_one_in == 0 {
        for at in (20..packet.len()).step_by(37) {
            packet[at] ^= noise(at) | 1;
        }
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

async fn write<W: AsyncWrite + Unpin>(output: &mut W, bytes: &[u8]) -> io::Result<()> {
    match tokio::time::timeout(WRITE_WITHIN, output.write_all(bytes)).await {
        Ok(done) => done,
        Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut)),
    }
}
